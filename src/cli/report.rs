//! What commands say about what came in or goes out: problems, dry runs, and all of it as JSON.

use serde_json::{Value as Json, json};

use super::failure::Failure;
use super::terminal::{pour, safe, say, tell};
use crate::edit::describe::{ChangeSubject, ChangedField, Counts, Description, Sort};
use crate::finding::{Finding, Severity, Tally, condensed};
use crate::formats::json::plain;
use crate::model::{counted, grouped};
use crate::snapshot::SnapshotObstacle;
use crate::sorting::OrderedMap;

/// Prints a document for programs.
pub(super) fn print_json(document: &Json) -> Result<(), Failure> {
    let mut bytes = crate::formats::json::pretty(document);
    bytes.push(b'\n');
    pour(&bytes).map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))
}

/// Prints problems for people, the worst first and otherwise as they were found; many that are alike in one line.
pub(super) fn tell_problems(problems: &[Finding]) {
    let problems = condensed(problems);
    for severity in Severity::WORST_FIRST {
        for problem in problems.iter().filter(|problem| problem.severity == severity) {
            tell(&safe(&problem.to_string()));
        }
    }
}

/// Says why there is no snapshot of a CDN, a line a reason, and gives the sum of it.
pub(super) fn tell_refusals(cdn: &str, refusals: &[SnapshotObstacle]) -> String {
    for refusal in refusals {
        tell(&safe(&format!("error: {refusal}")));
    }
    let why = if refusals.len() == 1 { "this stands" } else { "these stand" };
    format!("no snapshot of CDN `{cdn}` can be made: {why} in the way")
}

/// Like `2 errors and 1 warning`.
pub(super) fn count_problems(problems: &[Finding]) -> String {
    let tally = Tally::of(problems);
    if tally == Tally::default() { "no problems".to_owned() } else { tally.words(" and ") }
}

/// What an import did or would do, as JSON.
pub(super) fn description_json(description: &Description, unchanged: usize, problems: &[Finding]) -> Json {
    let mut document = changes_json(description, unchanged);
    if let Some(members) = document.as_object_mut() {
        members.insert("problems".to_owned(), problems.iter().map(Finding::to_problem_json).collect());
    }
    document
}

/// What came, changed and went, as JSON.
pub(super) fn changes_json(description: &Description, unchanged: usize) -> Json {
    json!({
        "added": description.added.iter().map(subject_json).collect::<Vec<_>>(),
        "changed": description.changed.iter().map(|object| json!({
            "object": subject_json(&object.subject),
            "fields": object.fields.iter().map(field_json).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "removed": description.removed.iter().map(subject_json).collect::<Vec<_>>(),
        "unchanged": unchanged,
    })
}

fn subject_json(subject: &ChangeSubject) -> Json {
    json!({"kind": subject.sort.key(), "name": subject.name()})
}

fn field_json(field: &ChangedField) -> Json {
    json!({"field": field.key, "before": plain(&field.before), "after": plain(&field.after)})
}

/// Prints every change of an import.
pub(super) fn say_description(description: &Description) {
    for subject in &description.added {
        say(&safe(&format!("+ {subject}")));
    }
    for object in &description.changed {
        say(&safe(&format!("~ {}", object.subject)));
        for field in &object.fields {
            say(&safe(&format!("    {}", field.sentence())));
        }
    }
    for subject in &description.removed {
        say(&safe(&format!("- {subject}")));
    }
}

/// Prints how many of each kind an import added, changed and removed.
pub(super) fn say_counts(counts: &Counts) {
    for (word, counts) in [("added", &counts.added), ("changed", &counts.changed), ("removed", &counts.removed)] {
        if !counts.is_empty() {
            say(&format!("{word}: {}", count_sorts(counts)));
        }
    }
}

/// Like `37 cache groups, 132 links`.
fn count_sorts(counts: &OrderedMap<Sort, usize>) -> String {
    let mut parts = Vec::new();
    let mut links = 0;
    for (sort, count) in counts {
        match sort {
            Sort::Object(kind) => parts.push(counted(*kind, *count)),
            Sort::Pair(_) => links += count,
        }
    }
    if 0 < links {
        parts.push(format!("{} {}", grouped(links), if links == 1 { "link" } else { "links" }));
    }
    parts.join(", ")
}
