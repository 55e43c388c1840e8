//! Would Traffic Router accept the snapshot that a plan makes? Makes it, judges the very document that would be written,
//! and gathers what is to be said. It runs on threads and draws nothing.

use crate::edit::import::{Problem, Severity as Gravity};
use crate::formats::compare::{find_in_snapshot, find_refused};
use crate::formats::snapshot::{ExportError, read_document_bytes};
use crate::formats::writing::{self, WritingError, Written};
use crate::model::{AnyId, Kind, Plan};
use crate::snapshot::judging::{Finding, Judgement, JudgingOptions, Subject, judge, words};
use crate::snapshot::reading::Severity;
use crate::snapshot::{Refusal, SnapshotError};
use crate::store::Baselines;
use crate::ui::order::Question;
use crate::ui::widgets::text::capitalised;

/// What was found.
#[derive(Debug)]
pub struct Preflight {
    /// What was asked.
    pub question: Question,
    /// Whether it is accepted.
    pub answer: Answer,
    /// Everything that is to be said, the worst first.
    pub remarks: Vec<RouterRemark>,
    /// How many of which severity, like `2 errors, 1 note`; empty for none.
    pub counts: String,
    /// The date of the CDN's last snapshot that the plan remembers.
    pub last: Option<i64>,
    /// What is to be said about the date.
    pub stale: Option<String>,
}

/// Whether a snapshot is accepted.
#[derive(Debug)]
pub enum Answer {
    /// By a router that runs and holds the CDN's last snapshot, and by one that restarts.
    Judged {
        /// The one that runs.
        running: Box<Judgement>,
        /// The one that restarts.
        fresh: Box<Judgement>,
    },
    /// It can be written, but not judged; why.
    Unjudged(String),
    /// There is none, and Traffic Ops would make none either.
    NotMade,
}

/// Something to say about a snapshot or other files that were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterRemark {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, like `Delivery service video`.
    pub subject: String,
    /// The same in the plan.
    pub object: Option<AnyId>,
    /// Where in the document.
    pub place: String,
    /// What is there, and what to do.
    pub message: String,
    /// What follows; empty where the message says it.
    pub effect: &'static str,
}

const MAKES_NONE: &str = "Traffic Ops makes no snapshot of the CDN as long as this is so";

/// Makes and judges; `stage` is told when the judging begins.
pub(super) fn run_preflight(
    plan: &Plan,
    baselines: &Baselines,
    question: Question,
    stage: &dyn Fn(usize),
) -> Preflight {
    let Question { cdn, date, .. } = &question;
    let objects = Objects::of(plan, cdn);
    let baseline = baselines.get(cdn);
    let last = baseline.as_deref().and_then(writing::date_of);
    let written = match writing::write_dated_snapshot(plan, cdn, *date, None) {
        Ok(written) => written,
        Err(error) => {
            let remarks = objects.refusals(&error);
            let counts = count_words(&remarks);
            return Preflight { question, answer: Answer::NotMade, remarks, counts, last, stale: None };
        }
    };
    stage(1);
    let stale = baseline.as_deref().and_then(|last| writing::check_date(cdn, *date, &written, last));
    let mut remarks: Vec<RouterRemark> = written.problems().iter().map(|problem| objects.problem(problem)).collect();
    // A router that has this very snapshot does not mind.
    let held_date = last.filter(|last| last < date || stale.is_some()).unwrap_or_default();
    let answer = judge_both(&written, held_date);
    if let Answer::Judged { running, .. } = &answer {
        remarks.extend(running.findings.iter().map(|finding| objects.finding(finding)));
    }
    // Within one severity those with an effect on the router come first; theirs are sorted by it already.
    remarks.sort_by_key(|remark| (remark.severity, remark.effect.is_empty()));
    let stale = stale.map(|problem| problem.message);
    let counts = count_words(&remarks);
    Preflight { question, answer, remarks, counts, last, stale }
}

/// How many remarks of which severity there are.
pub fn count_words(remarks: &[RouterRemark]) -> String {
    words::counting(remarks.iter().map(|remark| remark.severity))
}

fn judge_both(written: &Written, held_date: i64) -> Answer {
    let Written::One { bytes, .. } = written else {
        return Answer::Unjudged("it is no single document".to_owned());
    };
    match read_document_bytes(bytes) {
        Ok(document) => {
            let ask = |fresh, held_date| Box::new(judge(&document, &JudgingOptions { fresh, held_date }));
            let (running, fresh) = rayon::join(|| ask(false, held_date), || ask(true, 0));
            Answer::Judged { running, fresh }
        }
        Err(error) => Answer::Unjudged(error.to_string()),
    }
}

/// Remarks on what was written, the worst first.
pub fn remarks_of(plan: &Plan, cdn: &str, problems: &[Problem]) -> Vec<RouterRemark> {
    let objects = Objects::of(plan, cdn);
    let mut remarks: Vec<RouterRemark> = problems.iter().map(|problem| objects.problem(problem)).collect();
    remarks.sort_by_key(|remark| remark.severity);
    remarks
}

/// The plan's objects as a snapshot of a CDN names them.
struct Objects<'a> {
    plan: &'a Plan,
    cdn: &'a str,
}

impl<'a> Objects<'a> {
    fn of(plan: &'a Plan, cdn: &'a str) -> Self {
        Self { plan, cdn }
    }

    fn its_cdn(&self) -> Option<AnyId> {
        find_in_snapshot(self.plan, Some(self.cdn), Kind::Cdn, self.cdn)
    }

    fn finding(&self, finding: &Finding) -> RouterRemark {
        RouterRemark {
            severity: finding.severity(),
            effect: finding.effect().sentence(),
            ..self.remark(&finding.pointer, &finding.message)
        }
    }

    fn problem(&self, problem: &Problem) -> RouterRemark {
        let severity = match problem.severity {
            Gravity::Error => Severity::Error,
            Gravity::Warning => Severity::Warning,
            Gravity::Note => Severity::Note,
        };
        let spot = problem.place.spot();
        if spot.starts_with('/') && self.its_cdn().is_some() {
            return RouterRemark { severity, ..self.remark(&spot, &problem.message) };
        }
        let field = if problem.field.is_empty() { String::new() } else { format!(", {}", problem.field) };
        let subject = problem.place.file.to_string();
        let message = capitalised(&problem.message);
        RouterRemark { severity, subject, object: None, place: format!("{spot}{field}"), message, effect: "" }
    }

    fn remark(&self, pointer: &str, message: &str) -> RouterRemark {
        let Subject { kind, name, .. } = Subject::of_pointer(pointer);
        let object = self.object(kind, &name);
        // A parameter of the snapshot may come from the CDN itself.
        let kind = object.map_or(kind, |object| object.kind.singular());
        let name = object.and_then(|object| self.plan.name_of(object)).unwrap_or(name);
        RouterRemark {
            severity: Severity::Note,
            subject: format!("{} {name}", capitalised(kind)).trim_end().to_owned(),
            object,
            place: pointer.to_owned(),
            message: capitalised(message),
            effect: "",
        }
    }

    fn object(&self, kind: &str, name: &str) -> Option<AnyId> {
        let kind = Kind::ALL.iter().find(|known| known.singular() == kind)?;
        find_in_snapshot(self.plan, Some(self.cdn), *kind, name)
    }

    /// Why there is no snapshot, each with its remedy.
    fn refusals(&self, error: &WritingError) -> Vec<RouterRemark> {
        let WritingError::Snapshot(ExportError::Snapshot(SnapshotError::Refused { refusals, .. })) = error else {
            return vec![refusal(Kind::Cdn.singular(), self.cdn, self.its_cdn(), &error.to_string())];
        };
        refusals.iter().map(|why| self.refused(why)).collect()
    }

    fn refused(&self, why: &Refusal) -> RouterRemark {
        let (kind, name) = why.subject();
        let place = why.pointer().unwrap_or_default();
        let object = find_refused(self.plan, self.cdn, why);
        RouterRemark { place, ..refusal(kind.singular(), name, object, &why.to_string()) }
    }
}

fn refusal(kind: &str, name: &str, object: Option<AnyId>, message: &str) -> RouterRemark {
    RouterRemark {
        severity: Severity::Error,
        subject: format!("{} {name}", capitalised(kind)).trim_end().to_owned(),
        object,
        place: String::new(),
        message: capitalised(message),
        effect: MAKES_NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::import::{At, Place};
    use crate::edit::seeds::seeding;
    use crate::session::sampling;

    fn plan() -> Plan {
        let empty = Plan::default();
        let seeded = empty.applying(&seeding(&empty)).unwrap();
        seeded.applying(&sampling(&seeded).unwrap()).unwrap()
    }

    #[test]
    fn places_in_a_snapshot_lead_to_objects_of_the_plan() {
        let plan = plan();
        let objects = Objects::of(&plan, "aurora");
        for (pointer, kind, subject) in [
            ("/config/domain_name", Some(Kind::Cdn), "CDN aurora"),
            ("/config/geolocation.polling.url", Some(Kind::Parameter), "Parameter geolocation.polling.url"),
            ("/contentServers/edge-ams-01/ip", Some(Kind::Server), "Server edge-ams-01"),
            ("/contentRouters/tr-atl-01", Some(Kind::Server), "Server tr-atl-01"),
            ("/contentServers/bor-mid-zrh-01", None, "Server bor-mid-zrh-01"),
            ("/deliveryServices/aurora-vod/ttls/A", Some(Kind::DeliveryService), "Delivery service aurora-vod"),
            ("/edgeLocations/edge-paris", Some(Kind::CacheGroup), "Cache group edge-paris"),
            ("/stats/date", None, "Snapshot date"),
            ("", None, "Snapshot"),
        ] {
            let remark = objects.remark(pointer, "it is so");
            assert_eq!(remark.object.map(|object| object.kind), kind, "{pointer}");
            assert_eq!(remark.subject, subject, "{pointer}");
            assert_eq!(remark.message, "It is so");
        }
    }

    #[test]
    fn what_is_said_of_files_names_the_file() {
        let plan = plan();
        let place = Place { file: "servers.json".into(), at: At::Row(3) };
        let problem = Problem::new(Gravity::Warning, place, "hostName", "it is empty");
        let [remark] = remarks_of(&plan, "aurora", &[problem]).try_into().unwrap();
        assert_eq!((remark.subject.as_str(), remark.place.as_str()), ("servers.json", "row 3, hostName"));
        assert_eq!((remark.severity, remark.object), (Severity::Warning, None));
    }

    #[test]
    fn a_router_that_has_this_very_snapshot_does_not_mind_its_date() {
        let plan = plan();
        let ask = |baselines: &Baselines, date| {
            let question = Question { cdn: "aurora".to_owned(), date, revision: 1 };
            run_preflight(&plan, baselines, question, &|_| {})
        };
        let accepted = |found: &Preflight| match &found.answer {
            Answer::Judged { running, fresh } => (running.accepted, fresh.accepted),
            Answer::Unjudged(_) | Answer::NotMade => panic!("{:?}", found.answer),
        };
        let mut baselines = Baselines::default();
        let first = ask(&baselines, 7);
        assert_eq!((accepted(&first), first.last, first.stale.is_some()), ((true, true), None, false));
        let Ok(Written::One { bytes, .. }) = writing::write_dated_snapshot(&plan, "aurora", 7, None) else {
            panic!("no snapshot")
        };
        baselines.put(plan.find("aurora").unwrap(), "aurora", &bytes);
        let again = ask(&baselines, 7);
        assert_eq!((accepted(&again), again.last, again.stale.is_some()), ((true, true), Some(7), false));
        let older = ask(&baselines, 6);
        assert_eq!((accepted(&older), older.stale.is_some()), ((false, true), true));
        assert_eq!(accepted(&ask(&baselines, 8)), (true, true));
    }
}
