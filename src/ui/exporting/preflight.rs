//! Would Traffic Router accept the snapshot that a plan makes? Makes it, judges the very document that would be written,
//! and gathers what is to be said. It runs on threads and draws nothing.

use crate::edit::import::{Problem, Severity as Gravity};
use crate::formats::snapshot::{ExportError, read_document_bytes};
use crate::formats::writing::{self, WritingError, Written};
use crate::model::{
    AnyId, CacheGroup, Cdn, DeliveryService, Entity, Id, Kind, Link, Parameter, Plan, Profile, Server, Topology,
};
use crate::snapshot::judging::{Finding, Judgement, JudgingOptions, Subject, judge, words};
use crate::snapshot::reading::Severity;
use crate::snapshot::{CRCONFIG_FILE, Refusal, SnapshotError};
use crate::store::Baselines;
use crate::ui::widgets::text::capitalised;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Whose snapshot.
    pub cdn: String,
    /// Its date, in seconds since 1970.
    pub date: i64,
    /// The revision of the plan that would be written.
    pub revision: u64,
}

/// What was found.
#[derive(Debug)]
pub(in crate::ui) struct Preflight {
    /// What was asked.
    pub question: Question,
    /// Whether it is accepted.
    pub answer: Answer,
    /// Everything that is to be said, the worst first.
    pub remarks: Vec<Remark>,
    /// How many of which severity, like `2 errors, 1 note`; empty for none.
    pub counts: String,
    /// The date of the CDN's last snapshot that the plan remembers.
    pub last: Option<i64>,
    /// What is to be said about the date.
    pub stale: Option<String>,
}

/// Whether a snapshot is accepted.
#[derive(Debug)]
pub(in crate::ui) enum Answer {
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
pub(in crate::ui) struct Remark {
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
pub(in crate::ui) fn preflight(
    plan: &Plan,
    baselines: &Baselines,
    question: Question,
    stage: &dyn Fn(usize),
) -> Box<Preflight> {
    let Question { cdn, date, .. } = &question;
    let objects = Objects::of(plan, cdn);
    let baseline = baselines.get(cdn);
    let last = baseline.as_deref().and_then(writing::date_of);
    let written = match writing::write_dated_snapshot(plan, cdn, *date, None) {
        Ok(written) => written,
        Err(error) => {
            let remarks = objects.refusals(&error);
            let counts = counting(&remarks);
            return Box::new(Preflight { question, answer: Answer::NotMade, remarks, counts, last, stale: None });
        }
    };
    stage(1);
    let stale = baseline.as_deref().and_then(|last| writing::check_date(cdn, *date, &written, last));
    let mut remarks: Vec<Remark> = written.problems().iter().map(|problem| objects.problem(problem)).collect();
    // A router that has this very snapshot does not mind.
    let held_date = last.filter(|last| last < date || stale.is_some()).unwrap_or_default();
    let answer = judged(&written, held_date);
    if let Answer::Judged { running, .. } = &answer {
        remarks.extend(running.findings.iter().map(|finding| objects.finding(finding)));
    }
    // Within one severity those with an effect on the router come first; theirs are sorted by it already.
    remarks.sort_by_key(|remark| (remark.severity, remark.effect.is_empty()));
    let stale = stale.map(|problem| problem.message);
    let counts = counting(&remarks);
    Box::new(Preflight { question, answer, remarks, counts, last, stale })
}

/// How many remarks of which severity there are.
pub(in crate::ui) fn counting(remarks: &[Remark]) -> String {
    words::counting(remarks.iter().map(|remark| remark.severity))
}

fn judged(written: &Written, held_date: i64) -> Answer {
    let Written::One { bytes, .. } = written else { return Answer::Unjudged("it is no single document".to_owned()) };
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
pub(super) fn remarks_of(plan: &Plan, cdn: &str, problems: &[Problem]) -> Vec<Remark> {
    let objects = Objects::of(plan, cdn);
    let mut remarks: Vec<Remark> = problems.iter().map(|problem| objects.problem(problem)).collect();
    remarks.sort_by_key(|remark| remark.severity);
    remarks
}

/// The plan's objects as a snapshot of a CDN names them.
struct Objects<'a> {
    plan: &'a Plan,
    cdn: Option<Id<Cdn>>,
}

impl<'a> Objects<'a> {
    fn of(plan: &'a Plan, cdn: &str) -> Self {
        Self { plan, cdn: plan.find::<Cdn>(cdn) }
    }

    fn finding(&self, finding: &Finding) -> Remark {
        Remark {
            severity: finding.severity(),
            effect: finding.effect().sentence(),
            ..self.remark(&finding.pointer, &finding.message)
        }
    }

    fn problem(&self, problem: &Problem) -> Remark {
        let severity = match problem.severity {
            Gravity::Error => Severity::Error,
            Gravity::Warning => Severity::Warning,
            Gravity::Note => Severity::Note,
        };
        let spot = problem.place.spot();
        if spot.starts_with('/') && self.cdn.is_some() {
            return Remark { severity, ..self.remark(&spot, &problem.message) };
        }
        let field = if problem.field.is_empty() { String::new() } else { format!(", {}", problem.field) };
        let subject = problem.place.file.to_string();
        let message = capitalised(&problem.message);
        Remark { severity, subject, object: None, place: format!("{spot}{field}"), message, effect: "" }
    }

    fn remark(&self, pointer: &str, message: &str) -> Remark {
        let Subject { kind, name, .. } = Subject::of_pointer(pointer);
        let object = self.object(kind, &name);
        // A parameter of the snapshot may come from the CDN itself.
        let kind = object.map_or(kind, |object| object.kind.singular());
        let name = object.and_then(|object| self.plan.name_of(object)).unwrap_or(name);
        Remark {
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
        match kind {
            Kind::CacheGroup => self.named::<CacheGroup>(name),
            Kind::DeliveryService => self.named::<DeliveryService>(name),
            Kind::Topology => self.named::<Topology>(name),
            Kind::Server => self.server(name),
            Kind::Parameter if name == "domain_name" => self.cdn.map(any),
            Kind::Parameter => {
                let mut named = self.plan.named::<Parameter>(name);
                let of_config = |id: &Id<Parameter>| {
                    self.plan.get(*id).is_some_and(|parameter| parameter.config_file.as_deref() == Some(CRCONFIG_FILE))
                };
                named.find(of_config).map(any)
            }
            _ => None,
        }
    }

    fn named<T: Entity>(&self, name: &str) -> Option<AnyId> {
        self.plan.find::<T>(name).map(any)
    }

    /// Of servers of one name the last that the CDN has is in the snapshot.
    fn server(&self, name: &str) -> Option<AnyId> {
        let of_cdn = |id: &Id<Server>| {
            self.plan.get(*id).is_some_and(|server| server.cdn.as_ref().and_then(Link::id) == self.cdn)
        };
        self.plan.named::<Server>(name).filter(of_cdn).last().map(any)
    }

    /// Why there is no snapshot, each with its remedy.
    fn refusals(&self, error: &WritingError) -> Vec<Remark> {
        let WritingError::Snapshot(ExportError::Snapshot(SnapshotError::Refused { refusals, .. })) = error else {
            return vec![refusal(Kind::Cdn.singular(), "", self.cdn.map(any), &error.to_string())];
        };
        refusals.iter().map(|why| self.refused(why)).collect()
    }

    fn refused(&self, why: &Refusal) -> Remark {
        let (kind, name, object) = match why {
            Refusal::NoDomain { cdn } => (Kind::Cdn, cdn, self.cdn.map(any)),
            Refusal::NoPosition { group, .. } | Refusal::UnknownGroup { group, .. } => {
                (Kind::CacheGroup, group, self.named::<CacheGroup>(group))
            }
            Refusal::Conflict { profile, .. } => (Kind::Profile, profile, self.named::<Profile>(profile)),
            Refusal::MaxmindOverride { .. } => {
                let name = "maxmind.default.override";
                let object = self.object(Kind::Parameter.singular(), name);
                return refusal(Kind::Parameter.singular(), name, object, &why.to_string());
            }
            Refusal::Address { server, .. } | Refusal::NoServiceAddress { server } => {
                (Kind::Server, server, self.server(server))
            }
        };
        let place = why.pointer().unwrap_or_default();
        Remark { place, ..refusal(kind.singular(), name, object, &why.to_string()) }
    }
}

fn refusal(kind: &str, name: &str, object: Option<AnyId>, message: &str) -> Remark {
    Remark {
        severity: Severity::Error,
        subject: format!("{} {name}", capitalised(kind)).trim_end().to_owned(),
        object,
        place: String::new(),
        message: capitalised(message),
        effect: MAKES_NONE,
    }
}

fn any<T: Entity>(id: Id<T>) -> AnyId {
    AnyId { kind: T::KIND, number: id.number() }
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
            preflight(&plan, baselines, question, &|_| {})
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
