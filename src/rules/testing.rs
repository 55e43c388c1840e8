//! How rules are tested: a plan as plan-text in which each finding is marked under the line of its object.
//!
//! ```text
//! cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"edge-1"}
//! # ^ error parentCachegroup: its own parent
//! ```
//!
//! A mark is a severity, a field's key or `-` for the whole object, and what the message holds.

use std::sync::atomic::AtomicBool;

use super::rule::{Reach, Rule};
use super::{analyse, check as check_plan, fixes};
use crate::edit::import::{ImportOptions, import_rows};
use crate::edit::seeds::seed_plan;
use crate::finding::Finding;
use crate::formats::plan_text;
use crate::model::Plan;

/// The plan that a text says, on what a fresh Traffic Ops has.
pub(super) fn plan_of(text: &str) -> Plan {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let text = format!("lodestone-plan-text 2\n{}\n", lines.collect::<Vec<_>>().join("\n"));
    let empty = Plan::default();
    let seeded = empty.applying(&seed_plan(&empty)).unwrap();
    let outcome = import_rows(&seeded, plan_text::read("test", text.as_bytes()), ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{:#?}", outcome.report.problems);
    outcome.plan
}

/// The sample plan, with lines of plan-text besides.
pub(super) fn sample_with(lines: &str) -> Plan {
    let sample = include_str!("../../assets/sample.plan-text");
    let (_, sample) = sample.split_once('\n').unwrap();
    plan_of(&format!("{sample}{lines}"))
}

/// The findings of one rule.
pub(super) fn findings(rule: &Rule, plan: &Plan) -> Vec<Finding> {
    let all = match rule.reach() {
        Reach::Analysis => analyse(plan, &AtomicBool::new(false)).unwrap(),
        Reach::Object | Reach::Neighbours | Reach::Plan => check_plan(plan),
    };
    all.into_iter().filter(|finding| finding.rule == rule.id).collect()
}

/// Checks that a rule finds what is marked in a text, and nothing else.
#[track_caller]
pub(super) fn check(rule: &Rule, text: &str) {
    let plan = plan_of(text);
    let mut found: Vec<(String, Finding)> = findings(rule, &plan)
        .into_iter()
        .map(|finding| {
            let object =
                finding.object().map_or_else(String::new, |object| format!("{} {}", object.kind.key(), object.name));
            (object, finding)
        })
        .collect();
    let mut subject = String::new();
    let mut marks = 0;
    for line in text.lines().map(str::trim) {
        let Some(mark) = line.strip_prefix("# ^ ") else {
            if let Some(named) = subject_of(line) {
                subject = named;
            }
            continue;
        };
        marks += 1;
        let (place, message) = mark.split_once(": ").unwrap_or((mark, ""));
        let (severity, field) = place.split_once(' ').unwrap_or((place, "-"));
        let field = if field == "-" { "" } else { field };
        let at = found.iter().position(|(object, finding)| {
            *object == subject
                && finding.severity.word() == severity
                && finding.field == field
                && finding.message.contains(message)
        });
        match at {
            Some(at) => drop(found.remove(at)),
            None => panic!("{}: not found for {subject}: {mark}\nleft: {found:#?}", rule.id),
        }
    }
    assert!(found.is_empty(), "{}: found and not marked: {found:#?}", rule.id);
    assert!(!text.contains("# ^") || 0 < marks);
}

/// `cache-group {"name":"edge-1",...` as `cache-group edge-1`.
fn subject_of(line: &str) -> Option<String> {
    let (kind, object) = line.split_once(' ')?;
    let value = object.split_once(':')?.1;
    let name = match value.strip_prefix('"') {
        Some(text) => text.split('"').next()?,
        None => value.split([',', '}']).next()?,
    };
    Some(format!("{kind} {name}"))
}

/// Applies the fix of that label to the only finding of a rule, after which the rule has nothing more to say; gives the
/// plan that came of it as plan-text.
#[track_caller]
pub(super) fn check_fix(rule: &Rule, text: &str, label: &str) -> String {
    let plan = plan_of(text);
    let all = findings(rule, &plan);
    let [finding] = all.as_slice() else { panic!("{}: one finding is wanted: {all:#?}", rule.id) };
    let offered = fixes(&plan, finding);
    let fix = offered.iter().find(|fix| fix.label == label);
    let fix = fix.unwrap_or_else(|| panic!("{}: no fix `{label}` among {offered:?}", rule.id));
    let after = plan.applying(&fix.edit(&plan).unwrap()).unwrap();
    let left = findings(rule, &after);
    assert!(left.is_empty(), "{}: still there after `{label}`: {left:#?}", rule.id);
    let written = plan_text::write(&after);
    String::from_utf8(written).unwrap()
}
