//! Would Traffic Router accept the snapshot that a plan makes? Makes it, judges the very document that would be written,
//! and gathers what is to be said, each about the plan's own object. It opens no file and draws nothing.

use std::cmp::Reverse;

use crate::finding::{Finding, ObjectRef, Severity, Subject, Tally};
use crate::formats::snapshot::{ExportError, LastSnapshot, date_of};
use crate::formats::writing::{self, LastIs, WritingError, Written};
use crate::model::{Kind, Plan};
use crate::snapshot::SnapshotError;
use crate::snapshot::judging::{Judgement, JudgingOptions};
use crate::snapshot::objects::{as_in_plan, refused_finding};
use crate::sorting::sort_by_key;
use crate::store::Baselines;

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
pub struct Preflight {
    /// What was asked.
    pub question: Question,
    /// Whether it is accepted.
    pub answer: Answer,
    /// Everything that is to be said, the worst first.
    pub findings: Vec<Finding>,
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

/// Makes and judges; `stage` is told when the judging begins.
pub fn preflight(plan: &Plan, baselines: &Baselines, question: Question, stage: &dyn Fn(usize)) -> Box<Preflight> {
    let Question { cdn, date, .. } = &question;
    let unpack = || baselines.get(cdn);
    let written = match writing::write_beside(plan, cdn, *date, Some(LastSnapshot(&unpack))) {
        Ok((mut written, note)) => {
            if let Some(note) = note {
                written.add(note);
            }
            written
        }
        Err(error) => {
            let findings = refusals(plan, cdn, &error);
            let counts = Tally::of(&findings).words(", ");
            let last = unpack().as_deref().and_then(date_of);
            return Box::new(Preflight { question, answer: Answer::NotMade, findings, counts, last, stale: None });
        }
    };
    stage(1);
    let (last, stale) = match &written {
        // A router that has this very snapshot does not mind.
        Written::One { bytes, last: LastIs::Same, .. } => (date_of(bytes), None),
        Written::One { last, .. } => (last.date(), writing::check_date(cdn, *date, *last)),
        Written::Many { .. } => (None, None),
    };
    let mut findings = written.problems().to_vec();
    let held_date = last.filter(|last| last < date || stale.is_some()).unwrap_or_default();
    let answer = judged(&written, held_date);
    if let Answer::Judged { running, .. } = &answer {
        findings.extend(running.findings.iter().map(|finding| about_plan(plan, cdn, finding)));
    }
    // Within one severity those with an effect on the router come first; theirs are sorted by it already.
    sort_by_key(&mut findings, |finding| (Reverse(finding.severity), finding.effect.is_empty()));
    let stale = stale.map(|problem| problem.message);
    let counts = Tally::of(&findings).words(", ");
    Box::new(Preflight { question, answer, findings, counts, last, stale })
}

fn judged(written: &Written, held_date: i64) -> Answer {
    let routers = [JudgingOptions { fresh: false, held_date }, JudgingOptions { fresh: true, held_date: 0 }];
    match writing::judge_made(written, routers) {
        Ok(judged) => {
            let [running, fresh] = judged.map(Box::new);
            Answer::Judged { running, fresh }
        }
        Err(why) => Answer::Unjudged(why.to_string()),
    }
}

/// A finding about a document, about the plan's object that it was made of.
fn about_plan(plan: &Plan, cdn: &str, finding: &Finding) -> Finding {
    let object = finding.object().map(|object| as_in_plan(plan, cdn, object.clone()));
    let subject = Subject::Pointer(finding.pointer().to_owned(), object);
    Finding { subject, ..finding.clone() }
}

/// Why there is no snapshot, each with its remedy.
fn refusals(plan: &Plan, cdn: &str, error: &WritingError) -> Vec<Finding> {
    if let WritingError::Snapshot(ExportError::Snapshot(SnapshotError::Refused { refusals, .. })) = error {
        return refusals.iter().map(|refusal| refused_finding(plan, cdn, refusal)).collect();
    }
    let object = as_in_plan(plan, cdn, ObjectRef::named(Kind::Cdn, cdn));
    vec![Finding::new(Severity::Error, object, "", error.to_string())]
}

#[cfg(test)]
mod tests {
    use super::super::export;
    use super::*;
    use crate::edit::seeds::seed_plan;
    use crate::formats::Format;
    use crate::session::add_sample;
    use crate::snapshot::judging::object_at;
    use crate::store::Packed;

    fn plan() -> Plan {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        seeded.applying(&add_sample(&seeded).unwrap()).unwrap()
    }

    #[test]
    fn places_in_a_snapshot_lead_to_objects_of_the_plan() {
        let plan = plan();
        for (pointer, expected, is_there) in [
            ("/config/domain_name", Some((Kind::Cdn, "aurora")), true),
            ("/config/geolocation.polling.url", Some((Kind::Parameter, "geolocation.polling.url")), true),
            ("/contentServers/edge-ams-01/ip", Some((Kind::Server, "edge-ams-01")), true),
            ("/contentRouters/tr-atl-01", Some((Kind::Server, "tr-atl-01")), true),
            ("/contentServers/bor-mid-zrh-01", Some((Kind::Server, "bor-mid-zrh-01")), false),
            ("/deliveryServices/aurora-vod/ttls/A", Some((Kind::DeliveryService, "aurora-vod")), true),
            ("/edgeLocations/edge-paris", Some((Kind::CacheGroup, "edge-paris")), true),
            ("/stats/date", None, false),
            ("", None, false),
        ] {
            let subject = Subject::Pointer(pointer.to_owned(), object_at(pointer).0);
            let finding = about_plan(&plan, "aurora", &Finding::new(Severity::Note, subject, "", "it is so"));
            let object = finding.object();
            assert_eq!(object.map(|object| (object.kind, object.name.as_str())), expected, "{pointer}");
            assert_eq!(object.is_some_and(|object| object.id.is_some()), is_there, "{pointer}");
            assert_eq!(finding.pointer(), pointer);
        }
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
        baselines.put(plan.find("aurora").unwrap(), "aurora", Packed::of(&bytes));
        let again = ask(&baselines, 7);
        assert_eq!((accepted(&again), again.last, again.stale.is_some()), ((true, true), Some(7), false));
        let older = ask(&baselines, 6);
        assert_eq!((accepted(&older), older.stale.is_some()), ((false, true), true));
        assert_eq!(accepted(&ask(&baselines, 8)), (true, true));
    }

    /// Else there would be a tree of all of them.
    #[test]
    fn it_is_known_where_the_caches_stand_that_are_judged() {
        let written = writing::write_beside(&plan(), "aurora", 7, None).unwrap().0;
        assert!(matches!(written, Written::One { caches, .. } if !caches.is_empty()));
    }

    /// Which takes as long as deriving the snapshot, for a large one.
    #[test]
    fn the_last_snapshot_is_unpacked_once_for_an_export() {
        let plan = plan();
        let written = |date, last: Option<&Vec<u8>>| {
            let unpacked = std::sync::atomic::AtomicUsize::new(0);
            let unpack = || {
                unpacked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                last.cloned()
            };
            let written = writing::write_dated_snapshot(&plan, "aurora", date, Some(LastSnapshot(&unpack))).unwrap();
            let judged = export::judge(Format::Snapshot, "aurora", date, &written);
            let is_new = export::news(Format::Snapshot, &written).is_some();
            let Written::One { bytes, last, .. } = written else { panic!("a snapshot is one document") };
            (bytes, last, judged, is_new, unpacked.into_inner())
        };
        let (first, last, judged, is_new, unpacked) = written(7, None);
        assert_eq!((last, is_new, unpacked), (LastIs::Unknown, true, 1));
        let (_, last, again, is_new, unpacked) = written(7, Some(&first));
        assert_eq!((last, is_new, unpacked, &again), (LastIs::Same, false, 1, &judged));
        let (_, last, newer, is_new, unpacked) = written(8, Some(&first));
        assert_eq!((last, is_new, unpacked, &newer), (LastIs::Dated(Some(7)), true, 1, &judged));
        assert_eq!(written(9, Some(&b"{}".to_vec())).1, LastIs::Dated(None));
    }
}
