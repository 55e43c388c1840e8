//! How differences look: lines for people, grouped, and JSON for snapshots, in the same form as that of plans.

use serde_json::{Value as Json, json};

use super::super::terminal::safe;
use crate::compare::snapshots::{Comparison, FieldChange, Frame, ObjectChange, SnapshotTab, What};
use crate::compare::{ToldGroup, ToldObject, counts_text};
use crate::model::grouped;

/// An object and what became of it fit in one line up to so many characters.
const MAX_LINE: usize = 110;

/// The differences as lines.
pub(super) fn lines(groups: &[ToldGroup], unchanged: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups {
        lines.push(format!("{} {}", group.title, counts_text(group.counts)));
        lines.extend(group.remark.map(|remark| format!("  ({remark})")));
        for object in &group.objects {
            push_object(object, &mut lines);
        }
    }
    lines.push(ending(groups, unchanged));
    lines
}

fn ending(groups: &[ToldGroup], unchanged: usize) -> String {
    let unchanged = grouped(unchanged);
    if groups.is_empty() {
        return format!("No difference ({unchanged} unchanged).");
    }
    let sum = |at: usize| grouped(groups.iter().map(|group| group.counts[at]).sum::<usize>());
    format!("{} added, {} removed, {} updated, {unchanged} unchanged.", sum(0), sum(1), sum(2))
}

/// An object on a line of its own, with all that became of it where that fits, else below.
fn push_object(object: &ToldObject, lines: &mut Vec<String>) {
    let (sign, line) = (object.became.sign(), object.line());
    if object.sentences.len() <= 1 || line.chars().count() <= MAX_LINE {
        lines.push(safe(&format!("  {sign} {line}")).into_owned());
        return;
    }
    lines.push(safe(&format!("  {sign} {}", object.name)).into_owned());
    lines.extend(object.sentences.iter().map(|sentence| safe(&format!("      {sentence}")).into_owned()));
}

/// The differences of snapshots, in the form of those of plans; the kind of an object is its section's name, that of a
/// section `snapshot`.
pub(super) fn snapshots_json(comparison: &Comparison) -> Json {
    let (mut added, mut changed, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    for group in &comparison.groups {
        let section = json!({"kind": "snapshot", "name": group.tab.section()});
        match group.frame {
            Frame::Comes => added.push(section),
            Frame::Goes => removed.push(section),
            Frame::Same => {}
        }
        for object in &group.objects {
            let subject = object_json(group.tab, object);
            match &object.what {
                What::Added(_) => added.push(subject),
                What::Removed(_) => removed.push(subject),
                What::Updated { fields, .. } => changed.push(json!({
                    "object": subject,
                    "fields": fields.iter().map(field_json).collect::<Vec<_>>(),
                })),
            }
        }
    }
    json!({"added": added, "changed": changed, "removed": removed, "unchanged": comparison.unchanged})
}

fn object_json(tab: SnapshotTab, object: &ObjectChange) -> Json {
    let section = if tab == SnapshotTab::Other { "snapshot" } else { tab.section() };
    json!({"kind": section, "name": object.name})
}

/// An object that is a single value, like a member of `config`, has one field.
fn field_json(field: &FieldChange) -> Json {
    let name = if field.keys.is_empty() { "value".to_owned() } else { field.name() };
    json!({"field": name, "before": field.before, "after": field.after})
}
