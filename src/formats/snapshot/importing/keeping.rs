//! The residuals of an import: where the plan, with the snapshot in it, derives another document than the one that was
//! read. All of the CDN's earlier ones go, for what was read now is what counts.

use super::imported::ImportedSnapshot;
use crate::edit::{Change, Delta};
use crate::finding::{Finding, Severity};
use crate::formats::snapshot::residuals::{DerivedSnapshot, derived};
use crate::model::{Id, OtherRow, Plan};
use crate::snapshot::{Residual, differences};
use crate::sorting::{OrderedMap, OrderedSet};

/// What is kept, and what is to be said about it.
#[derive(Default)]
pub(super) struct KeptResiduals {
    pub changes: Vec<Change>,
    pub problems: Vec<Finding>,
}

/// Compares a plan after an import with the document. `before` is what it derived before.
pub(super) fn keep_residuals(
    original: &Plan,
    plan: &Plan,
    document: &ImportedSnapshot,
    cdn: &str,
    before: Option<&DerivedSnapshot>,
) -> KeptResiduals {
    let mut kept = KeptResiduals::default();
    let Some(after) = derived(plan, cdn) else { return kept };
    let stays =
        |pointer: &str| is_named(pointer) && before.is_some_and(|before| before.document.pointer(pointer).is_some());
    let mut residuals = differences(&after.plain, &document.whole, &stays);
    let secret = secret_places(plan);
    residuals.retain(|residual| !secret.contains(&residual.pointer));
    for refusal in &after.refusals {
        let was_there = before.is_some_and(|before| before.unexcused.contains(refusal));
        match refusal.pointer() {
            Some(pointer) if !was_there => excuse(pointer, &after, document, &mut residuals),
            _ => {
                let message = format!("the plan has no snapshot as it is: {refusal}");
                kept.problems.push(document.problem(Severity::Warning, refusal.pointer().unwrap_or_default(), message));
            }
        }
    }
    let rows = Residual::to_rows(cdn, &residuals);
    if !residuals.is_empty() {
        let message = format!(
            "{} values of {} objects are none that a plan can say: they are kept beside it, and exported as long as the \
             plan says there what it says now",
            residuals.len(),
            rows.len()
        );
        kept.problems.push(document.problem(Severity::Note, "", message));
    }
    kept.problems.extend(maker(document));
    let next = original.fresh_id::<OtherRow>(0).max(plan.fresh_id(0));
    kept.changes = changes(plan, cdn, rows, next);
    kept
}

/// What is said of the members that no plan takes.
fn maker(document: &ImportedSnapshot) -> Option<Finding> {
    let stats = document.whole.get("stats")?;
    let said: Vec<&str> =
        ["date", "tm_user", "tm_version"].into_iter().filter(|key| stats.get(key).is_some()).collect();
    let message =
        format!("{} say who made this snapshot and when, and are not taken: an export says its own", said.join(", "));
    (!said.is_empty()).then(|| document.problem(Severity::Note, "/stats", message))
}

/// Keeps that the document does without what Traffic Ops would insist on.
fn excuse(pointer: String, after: &DerivedSnapshot, document: &ImportedSnapshot, residuals: &mut Vec<Residual>) {
    let section = pointer.rsplit_once('/').map(|(section, _)| section);
    let covers = |residual: &Residual| residual.pointer == pointer || Some(residual.pointer.as_str()) == section;
    if !residuals.iter().any(covers) {
        let derived = after.plain.pointer(&pointer).cloned();
        let read = document.whole.pointer(&pointer).cloned();
        residuals.push(Residual { pointer, derived, read });
    }
}

/// Whether a place is that of something with a name of its own: one that the plan has beside the document stays.
fn is_named(pointer: &str) -> bool {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    match parts.as_slice() {
        ["stats", ..] => false,
        [_, _]
        | ["config", "soa" | "ttls", _]
        | ["contentServers", _, "deliveryServices"]
        | ["contentServers", _, "deliveryServices", _] => true,
        _ => false,
    }
}

/// Where the values of secure parameters stand; they are kept nowhere else than in these.
fn secret_places(plan: &Plan) -> OrderedSet<String> {
    let mut places = OrderedSet::new();
    for (_, parameter) in plan.parameters().iter().filter(|(_, parameter)| parameter.secure) {
        places.insert(crate::snapshot::within("/config", &parameter.name));
        for group in ["soa", "ttls"] {
            if let Some(key) = parameter.name.strip_prefix(&format!("tld.{group}.")) {
                places.insert(crate::snapshot::within(&format!("/config/{group}"), key));
                places.insert(format!("/config/{group}"));
            }
        }
        if parameter.name == "LogRequestHeaders" {
            places.insert("/config/requestHeaders".to_owned());
        }
    }
    places
}

/// The changes that make rows all that the plan keeps of a CDN.
fn changes(plan: &Plan, cdn: &str, mut rows: OrderedMap<String, OtherRow>, mut next: Id<OtherRow>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (id, row) in plan.other_rows().iter().filter(|(_, row)| row.residuals_of() == Some(cdn)) {
        match rows.remove(&row.row_key) {
            Some(now) if now.document == row.document => {}
            Some(now) => {
                changes
                    .push(Delta::changed(id, row, OtherRow { document: now.document, ..OtherRow::clone(row) }).into());
            }
            None => changes.push(Delta::removed(id, row).into()),
        }
    }
    for row in rows.into_values() {
        changes.push(Delta::added(next, row).into());
        next = Id::new(next.number() + 1);
    }
    changes
}
