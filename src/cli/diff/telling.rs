//! How differences look: lines for people, grouped, and JSON for snapshots, in the same form as that of plans.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use super::super::terminal::safe;
use crate::edit::compare::sentence;
use crate::edit::describe::{ChangedObject, Description, Sort, Subject};
use crate::model::grouped;
use crate::model::{AnyId, Kind, Plan, RelationKind};
use crate::snapshot::compare::{Comparison, FieldChange, Frame, ObjectChange, Tab, What, words};

/// An object and what became of it fit in one line up to so many characters.
const MAX_LINE: usize = 110;

/// The differences of plans.
pub(super) fn plans(description: &Description, unchanged: usize, after: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    let kinds = Kind::ALL.iter().map(|kind| Sort::Object(*kind));
    for sort in kinds.chain(RelationKind::ALL.iter().map(|relation| Sort::Pair(*relation))) {
        let of_sort = |subjects: &[Subject]| -> Vec<String> {
            subjects.iter().filter(|subject| subject.sort == sort).map(Subject::name).collect()
        };
        let (added, removed) = (of_sort(&description.added), of_sort(&description.removed));
        let changed: Vec<_> = description.changed.iter().filter(|object| object.subject.sort == sort).collect();
        let counts = [added.len(), removed.len(), changed.len()];
        if counts == [0; 3] {
            continue;
        }
        lines.push(heading(title(sort).as_ref(), counts));
        lines.extend(added.iter().map(|name| safe(&format!("  + {name}")).into_owned()));
        lines.extend(removed.iter().map(|name| safe(&format!("  - {name}")).into_owned()));
        for object in changed {
            let sentences: Vec<String> = object.fields.iter().map(sentence).collect();
            push_object('~', &called(object, after), &sentences, &mut lines);
        }
    }
    let counts = [description.added.len(), description.removed.len(), description.changed.len()];
    lines.push(ending(counts, unchanged, description.is_empty()));
    lines
}

fn title(sort: Sort) -> Cow<'static, str> {
    match sort {
        Sort::Object(kind) => kind.plural().into(),
        Sort::Pair(relation) => format!("pairs of {}", relation.describe()).into(),
    }
}

/// An object's name; of a coordinate also what stands there, because that is what a planner looks for.
fn called(object: &ChangedObject, plan: &Plan) -> String {
    let name = object.subject.name();
    let coordinate = (object.subject.sort == Sort::Object(Kind::Coordinate))
        .then(|| plan.find::<crate::model::Coordinate>(&name))
        .flatten();
    let users: Vec<String> = coordinate.map_or_else(Vec::new, |id| {
        let users = plan.users(AnyId { kind: Kind::Coordinate, number: id.number() });
        users.filter_map(|user| plan.name_of(user)).collect()
    });
    if users.is_empty() { name } else { format!("{name} (where {} stands)", users.join(", ")) }
}

/// The differences of snapshots.
pub(super) fn snapshots(comparison: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    for group in comparison.groups.iter().filter(|group| !group.is_empty()) {
        lines.push(heading(group.tab.title(), group.counts()));
        match group.frame {
            Frame::Comes => lines.push("  (the section was not there)".to_owned()),
            Frame::Goes => lines.push("  (the section is no longer there)".to_owned()),
            Frame::Same => {}
        }
        for object in &group.objects {
            let sign = match object.what {
                What::Added(_) => '+',
                What::Removed(_) => '-',
                What::Updated { .. } => '~',
            };
            push_object(sign, &object.name, &words(group.tab, &object.what), &mut lines);
        }
    }
    lines.push(ending(comparison.counts(), comparison.unchanged, comparison.is_empty()));
    lines
}

/// Like `Edge Cache Groups [1 added | 0 removed | 2 updated]`.
fn heading(title: &str, [added, removed, updated]: [usize; 3]) -> String {
    let [added, removed, updated] = [added, removed, updated].map(grouped);
    format!("{title} [{added} added | {removed} removed | {updated} updated]")
}

fn ending([added, removed, updated]: [usize; 3], unchanged: usize, is_empty: bool) -> String {
    let [added, removed, updated, unchanged] = [added, removed, updated, unchanged].map(grouped);
    if is_empty {
        return format!("No difference ({unchanged} unchanged).");
    }
    format!("{added} added, {removed} removed, {updated} updated, {unchanged} unchanged.")
}

/// An object on a line of its own, with all that became of it where that fits, else below.
fn push_object(sign: char, name: &str, sentences: &[String], lines: &mut Vec<String>) {
    let line = if sentences.is_empty() { name.to_owned() } else { format!("{name}: {}", sentences.join("; ")) };
    if sentences.len() <= 1 || line.chars().count() <= MAX_LINE {
        lines.push(safe(&format!("  {sign} {line}")).into_owned());
        return;
    }
    lines.push(safe(&format!("  {sign} {name}")).into_owned());
    lines.extend(sentences.iter().map(|sentence| safe(&format!("      {sentence}")).into_owned()));
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

fn object_json(tab: Tab, object: &ObjectChange) -> Json {
    let section = if tab == Tab::Other { "snapshot" } else { tab.section() };
    json!({"kind": section, "name": object.name})
}

/// An object that is a single value, like a member of `config`, has one field.
fn field_json(field: &FieldChange) -> Json {
    let name = if field.keys.is_empty() { "value".to_owned() } else { field.name() };
    json!({"field": name, "before": field.before, "after": field.after})
}
