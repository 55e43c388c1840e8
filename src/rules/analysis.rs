//! What a plan leads to: for each CDN the snapshot that would be exported, what Traffic Router would make of it, and the
//! rules that look at that. It takes its time, and stops when it is told to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::all::ALL;
use super::analysed::{Analysed, Analysis};
use super::members::about_field;
use super::order::sort;
use super::rule::Check;
use crate::finding::{Finding, ObjectRef, RuleId, Severity, Subject};
use crate::formats::scenario::assume_states;
use crate::formats::snapshot::{ExportError, read_document_bytes};
use crate::formats::writing::{self, WritingError, Written};
use crate::model::{AnyId, Cdn, Id, Kind, Parameter, Plan, Server};
use crate::routing::States;
use crate::snapshot::judging::{JudgingOptions, judge_and_read};
use crate::snapshot::objects::{as_in_plan, refused_finding};
use crate::snapshot::reading::RemarkRule as SnapshotRule;
use crate::snapshot::{SnapshotError, SnapshotObstacle};
use crate::sorting::{OrderedMap, OrderedSet};

/// The date that is assumed: any that a router would take.
const DATE: i64 = 1_000_000_000;

/// What rules of this room say while one types, of the object that is to blame.
const SAID_BEFORE: &[SnapshotRule] = &[
    SnapshotRule::FallbackUnread,
    SnapshotRule::UnknownFallback,
    SnapshotRule::ZeroPosition,
    SnapshotRule::OnlyDeep,
    SnapshotRule::ShadowedRoutingName,
];

/// Makes and judges the snapshots of a plan, and asks the rules that look at them, sorted; none when it was stopped.
pub fn analyse(plan: &Plan, stop: &AtomicBool) -> Option<Vec<Finding>> {
    let mut analysis = Analysis { plan, cdns: Vec::new(), stop };
    for (id, cdn) in plan.real_cdns().filter(|(id, _)| has_servers(plan, *id)) {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        analysis.cdns.push(make(plan, id, &cdn.name));
    }
    let mut all: Vec<Finding> = analysis.cdns.iter().flat_map(|cdn| cdn.judged.iter().cloned()).collect();
    for rule in ALL {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        match rule.check {
            Check::Analysis(check) => {
                let mut found = rule.begin(plan);
                check(&analysis, &mut found);
                all.extend(found.into_list());
            }
            Check::Router(check) => {
                for cdn in &analysis.cdns {
                    let Some(view) = &cdn.view else { continue };
                    let mut found = rule.begin(plan);
                    check(view, &mut found);
                    all.extend(found.into_list().into_iter().map(|finding| about_plan(plan, &cdn.name, finding)));
                }
            }
            Check::Object(_) | Check::Neighbours(_) | Check::Shared(_) | Check::Plan(..) => {}
        }
    }
    sort(&mut all);
    all.dedup();
    Some(all)
}

/// Whether anything of the CDN is there that a snapshot would be of: a CDN that is only a name is no fault yet.
fn has_servers(plan: &Plan, cdn: Id<Cdn>) -> bool {
    plan.users(AnyId::of(cdn)).any(|user| user.kind == Kind::Server)
}

/// Makes the snapshot of a CDN and judges it.
pub(super) fn make(plan: &Plan, id: Id<Cdn>, cdn: &str) -> Analysed {
    let mut analysed = Analysed {
        id,
        name: cdn.to_owned(),
        refusals: Vec::new(),
        notes: Vec::new(),
        judged: Vec::new(),
        view: None,
        states: States::default(),
        router: OnceLock::new(),
    };
    let written = match writing::write_snapshot(plan, cdn, &writing::dated(DATE)) {
        Ok(written) => written,
        Err(error) => {
            analysed.refusals = refusals(plan, cdn, &error);
            return analysed;
        }
    };
    analysed.notes = written.problems().iter().map(|problem| about_plan(plan, cdn, problem.clone())).collect();
    let Written::One { bytes, .. } = &written else { return analysed };
    // What we write we read; were it not so, exporting says so.
    let Ok(document) = read_document_bytes(bytes) else { return analysed };
    let (judgement, view) = judge_and_read(&document, &JudgingOptions::default());
    let said: OrderedSet<RuleId> = SAID_BEFORE.iter().map(|rule| rule.id()).collect();
    let told = judgement.findings.into_iter().filter(|finding| !said.contains(&finding.rule));
    analysed.judged = told.map(|finding| about_plan(plan, cdn, finding)).collect();
    analysed.states = assume_states(&document.root, &OrderedMap::new()).states;
    analysed.view = judgement.accepted.then(|| Arc::new(view));
    analysed
}

/// A finding about a CDN's snapshot, about the plan's object that it was made of, and its field; about the CDN where it is
/// about no object. What may be of several CDNs says of which it is.
fn about_plan(plan: &Plan, cdn: &str, mut finding: Finding) -> Finding {
    let object = finding.object().cloned().unwrap_or_else(|| ObjectRef::named(Kind::Cdn, cdn));
    let is_of_one = matches!(object.kind, Kind::Cdn | Kind::DeliveryService | Kind::Server | Kind::StaticDnsEntry);
    if !is_of_one && plan.real_cdns().nth(1).is_some() {
        finding.message = format!("in the snapshot of `{cdn}`: {}", finding.message);
    }
    let object = as_in_plan(plan, cdn, object);
    about_field(Finding { subject: Subject::Pointer(finding.pointer().to_owned(), Some(object)), ..finding })
}

/// Why there is no snapshot, as far as no other rule says it.
fn refusals(plan: &Plan, cdn: &str, error: &WritingError) -> Vec<Finding> {
    let WritingError::Snapshot(ExportError::Snapshot(SnapshotError::Refused { refusals, .. })) = error else {
        let object = as_in_plan(plan, cdn, ObjectRef::named(Kind::Cdn, cdn));
        return vec![Finding::new(Severity::Error, object, "", error.to_string())];
    };
    let told = refusals.iter().filter_map(|refusal| {
        let field = match refusal {
            // Rules of their own tell these of the object itself.
            SnapshotObstacle::NoPosition { .. }
            | SnapshotObstacle::NoDomain { .. }
            | SnapshotObstacle::NoServiceAddress { .. } => return None,
            SnapshotObstacle::Address { .. } => Server::INTERFACES,
            SnapshotObstacle::MaxmindOverride { .. } => Parameter::VALUE,
            SnapshotObstacle::Conflict { .. } | SnapshotObstacle::UnknownGroup { .. } => "",
        };
        Some(Finding { field: field.to_owned(), ..refused_finding(plan, cdn, refusal) })
    });
    told.collect()
}
