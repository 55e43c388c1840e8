//! What follows a CDN: the residuals of its snapshots, which go by its name, are renamed with it and go with it. What
//! they say is nothing to it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Delta};
use crate::model::{Cdn, Id, OtherRow, Plan};

/// The changes that follow from others. Rows that those speak of themselves are as they say.
pub(super) fn following(plan: &Plan, changes: &[Change]) -> Vec<Change> {
    // The old name, and the new one unless the CDN goes.
    let names: BTreeMap<&str, Option<&str>> = changes.iter().filter_map(renaming).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let spoken_of: Vec<&Delta<OtherRow>> = changes.iter().filter_map(other_row).collect();
    let settled: BTreeSet<Id<OtherRow>> = spoken_of.iter().map(|delta| delta.id).collect();
    let taken: BTreeSet<&str> =
        spoken_of.iter().filter_map(|delta| delta.after.as_ref()).map(|row| row.row_key.as_str()).collect();
    let is_new_name = |cdn: &str| names.values().flatten().any(|name| *name == cdn);
    let mut following = Vec::new();
    for (id, row) in plan.other_rows().iter().filter(|(id, _)| !settled.contains(id)) {
        let Some(cdn) = row.residuals_of() else { continue };
        let next = match names.get(cdn) {
            Some(name) => name.map(|name| row.by_cdn(name)).filter(|next| !taken.contains(next.row_key.as_str())),
            // Left behind by a CDN that had the name before.
            None if is_new_name(cdn) && plan.find::<Cdn>(cdn).is_none() => None,
            None => continue,
        };
        following.push(match next {
            Some(next) => Delta::changed(id, row, next).into(),
            None => Delta::removed(id, row).into(),
        });
    }
    following
}

fn renaming(change: &Change) -> Option<(&str, Option<&str>)> {
    let Change::Cdn(Delta { before: Some(before), after, .. }) = change else { return None };
    let name = after.as_ref().map(|after| after.name.as_str());
    (name != Some(before.name.as_str())).then_some((before.name.as_str(), name))
}

fn other_row(change: &Change) -> Option<&Delta<OtherRow>> {
    match change {
        Change::OtherRow(delta) => Some(delta),
        _ => None,
    }
}
