//! A snapshot of which no plan is at hand: what Traffic Router would say of it, and the rules that look at what it would
//! have in mind.

use super::all::ALL;
use super::order::sort;
use super::rule::Check;
use crate::finding::Finding;
use crate::model::Plan;
use crate::snapshot::document::SnapshotDocument;
use crate::snapshot::judging::{JudgingOptions, judge_and_read};
use crate::snapshot::reading::RouterView;

/// Everything that is to be said of a snapshot, sorted.
pub fn check_snapshot(document: &SnapshotDocument) -> Vec<Finding> {
    let (judgement, view) = judge_and_read(document, &JudgingOptions::default());
    let mut all = judgement.findings;
    if judgement.accepted {
        look_at_view(&view, &mut all);
    }
    sort(&mut all);
    all
}

/// Asks the rules that need nothing else than what a router has in mind.
pub(super) fn look_at_view(view: &RouterView, all: &mut Vec<Finding>) {
    let no_plan = Plan::default();
    for rule in ALL {
        if let Check::Router(check) = rule.check {
            let mut found = rule.begin(&no_plan);
            check(view, &mut found);
            all.extend(found.into_list());
        }
    }
}
