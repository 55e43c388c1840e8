//! Residuals put into the document that a plan derives: each where the plan still derives what it did when the snapshot
//! was read. What the plan has changed since is the plan's, and is told.

use std::borrow::Cow;
use std::ops::Range;

use super::emit::{Emit, JsonEmitter};
use super::glance::{LastIs, LastSnapshot};
use super::text_over::TextOver;
use super::write::{CachePrinter, PrintedSnapshot, SnapshotWriteError, write};
use crate::finding::Finding;
use crate::formats::json::{self, Json};
use crate::model::Plan;
use crate::parallel;
use crate::snapshot::{
    MakingOptions, Residual, Snapshot, SnapshotError, SnapshotObstacle, derive_in_parts, derive_snapshot, same,
};
use crate::sorting::OrderedSet;

/// A CDN's snapshot as it is to be exported.
pub struct Exported {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where its caches stand in them, some in each part, if that is known.
    pub caches: Vec<Range<usize>>,
    /// What the CDN's last one is beside it.
    pub last: LastIs,
    /// What is to be said about it.
    pub notes: Vec<Finding>,
    /// Residuals that are left out, because the plan derives something else by now.
    pub dropped: Vec<Residual>,
}

/// What a plan derives, with its residuals.
pub(super) struct DerivedSnapshot {
    /// Without residuals.
    pub snapshot: Snapshot,
    /// The same as a document, without residuals.
    pub plain: serde_json::Value,
    /// With residuals.
    pub document: serde_json::Value,
    /// What stands in the way.
    pub refusals: Vec<SnapshotObstacle>,
    /// What of that no residual excuses.
    pub unexcused: Vec<SnapshotObstacle>,
}

/// Why a plan has no snapshot to export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Traffic Ops would make none either.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// It holds what JSON cannot say.
    #[error(transparent)]
    Bytes(#[from] SnapshotWriteError),
}

/// Makes the snapshot of a CDN, its residuals included.
pub fn export(plan: &Plan, cdn: &str, options: &MakingOptions) -> Result<Exported, ExportError> {
    export_over(plan, cdn, options, None)
}

/// The same, and what the CDN's last snapshot is beside it.
pub fn export_over(
    plan: &Plan,
    cdn: &str,
    options: &MakingOptions,
    last: Option<LastSnapshot<'_>>,
) -> Result<Exported, ExportError> {
    let residuals = Residual::of_cdn(plan, cdn);
    // With residuals it is not what is printed first.
    let printer = CachePrinter::over(last.filter(|_| residuals.is_empty()));
    let (making, refusals) = derive_in_parts(plan, cdn, options, &printer)?;
    let PrintedSnapshot { bytes, caches, last: last_is } = printer.end(&making.snapshot)?;
    parallel::drop_elsewhere(making.snapshot);
    if residuals.is_empty() {
        refuse(cdn, refusals)?;
        return Ok(Exported { bytes, caches, last: last_is, notes: making.notes, dropped: Vec::new() });
    }
    let mut document = parsed(&bytes)?;
    let dropped = apply(&mut document, &residuals);
    refuse(cdn, unexcused(refusals, &residuals, &dropped))?;
    let bytes = emitted(&document)?;
    let dropped = dropped.into_iter().cloned().collect();
    let last = TextOver::over(last.and_then(|last| (last.0)())).end(0).1.is(&bytes);
    Ok(Exported { bytes, caches: Vec::new(), last, notes: making.notes, dropped })
}

/// What the plan derives; none when it has no such CDN.
pub(super) fn derived(plan: &Plan, cdn: &str) -> Option<DerivedSnapshot> {
    let (making, refusals) = derive_snapshot(plan, cdn, &MakingOptions::default()).ok()?;
    let bytes = write(&making.snapshot).ok()?;
    let mut document = parsed(&bytes).ok()?;
    let plain = document.clone().into_value();
    let residuals = Residual::of_cdn(plan, cdn);
    let dropped = apply(&mut document, &residuals);
    let unexcused = unexcused(refusals.clone(), &residuals, &dropped);
    Some(DerivedSnapshot { snapshot: making.snapshot, plain, document: document.into_value(), refusals, unexcused })
}

/// A document in Go's form.
pub(super) fn emitted(document: &Json<'_>) -> Result<Vec<u8>, SnapshotWriteError> {
    let mut out = JsonEmitter::default();
    document.emit(&mut out);
    if out.met_no_number { Err(SnapshotWriteError::NoNumber) } else { Ok(out.bytes) }
}

/// What was just written is JSON; should it hold more than we read, it is no less true without residuals.
fn parsed(bytes: &[u8]) -> Result<Json<'_>, SnapshotWriteError> {
    json::parse(bytes).map_err(|_| SnapshotWriteError::NoNumber)
}

/// Says what stands in the way, if something does.
pub(super) fn refuse(cdn: &str, refusals: Vec<SnapshotObstacle>) -> Result<(), SnapshotError> {
    if refusals.is_empty() {
        return Ok(());
    }
    Err(SnapshotError::Refused { cdn: cdn.to_owned(), refusals })
}

/// A snapshot that was read without some object can be written without it, though Traffic Ops would make none.
fn unexcused(refusals: Vec<SnapshotObstacle>, residuals: &[Residual], dropped: &[&Residual]) -> Vec<SnapshotObstacle> {
    let excused: OrderedSet<&str> = residuals
        .iter()
        .filter(|residual| !dropped.iter().any(|dropped| std::ptr::eq(*dropped, *residual)))
        .map(|residual| residual.pointer.as_str())
        .collect();
    let stands = |refusal: &SnapshotObstacle| {
        let pointer = refusal.pointer();
        // The whole section may be as it was read.
        let section = |pointer: &str| pointer.rsplit_once('/').is_some_and(|(section, _)| excused.contains(section));
        pointer.is_none_or(|pointer| !excused.contains(pointer.as_str()) && !section(&pointer))
    };
    refusals.into_iter().filter(stands).collect()
}

/// Puts residuals into a document; gives back those that don't fit it any more.
pub(super) fn apply<'r>(document: &mut Json<'_>, residuals: &'r [Residual]) -> Vec<&'r Residual> {
    let of_sections = residuals.iter().position(|residual| is_section(&residual.pointer)).unwrap_or(residuals.len());
    let (of_objects, of_sections) = residuals.split_at_checked(of_sections).unwrap_or((residuals, &[]));
    let mut dropped: Vec<&Residual> = of_objects.iter().filter(|residual| put(document, residual).is_none()).collect();
    if let Json::Object(sections) = document {
        // What Traffic Ops leaves out when it is empty.
        let loses = |section: &str| {
            let mut removals = of_objects.iter().filter(|residual| residual.read.is_none());
            removals.any(|residual| residual.pointer.split('/').nth(1) == Some(section))
        };
        sections.retain(|(name, value)| !matches!(value, Json::Object(members) if members.is_empty() && loses(name)));
    }
    dropped.extend(of_sections.iter().filter(|residual| put(document, residual).is_none()));
    dropped
}

/// Whether a place is a whole section.
fn is_section(pointer: &str) -> bool {
    pointer.matches('/').count() <= 1
}

/// Puts one in; none when the plan derives something else by now.
fn put(document: &mut Json<'_>, residual: &Residual) -> Option<()> {
    let parts: Vec<String> =
        residual.pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    let (key, path) = parts.split_last()?;
    let mut at: Option<&mut Json<'_>> = Some(document);
    for part in path {
        at = at.and_then(|json| member_mut(json, part));
    }
    let Some(parent) = at else {
        // Nothing is derived in there, as before, and nothing is to stand there.
        return (residual.derived.is_none() && residual.read.is_none()).then_some(());
    };
    let Json::Object(members) = parent else { return None };
    let found = find(members, key);
    let derived = found.and_then(|at| members.get(at)).map(|(_, value)| value.clone().into_value());
    let unchanged = match (&derived, &residual.derived) {
        (Some(now), Some(then)) => same(now, then),
        (None, None) => true,
        _ => false,
    };
    if !unchanged {
        return None;
    }
    match (&residual.read, found) {
        (Some(read), Some(at)) => {
            if let Some((_, value)) = members.get_mut(at) {
                *value = Json::of_value(read).into_owned();
            }
        }
        (Some(read), None) => insert(members, key, Json::of_value(read).into_owned()),
        (None, Some(at)) => drop(members.remove(at)),
        (None, None) => {}
    }
    Some(())
}

fn member_mut<'j, 'a>(json: &'j mut Json<'a>, key: &str) -> Option<&'j mut Json<'a>> {
    match json {
        Json::Object(members) => {
            let at = find(members, key)?;
            members.get_mut(at).map(|(_, value)| value)
        }
        _ => None,
    }
}

/// Where a member is; most are sorted, and many.
fn find(members: &[(Cow<'_, str>, Json<'_>)], key: &str) -> Option<usize> {
    let at = members.partition_point(|(name, _)| **name < *key);
    if members.get(at).is_some_and(|(name, _)| name == key) {
        return Some(at);
    }
    members.iter().position(|(name, _)| name == key)
}

/// Into its place among sorted members, else at the end.
fn insert<'a>(members: &mut Vec<(Cow<'a, str>, Json<'a>)>, key: &str, value: Json<'static>) {
    let is_sorted = members.is_sorted_by(|(a, _), (b, _)| a <= b);
    let at = if is_sorted { members.partition_point(|(name, _)| **name < *key) } else { members.len() };
    members.insert(at, (Cow::Owned(key.to_owned()), value));
}

impl Emit for Json<'_> {
    fn emit(&self, out: &mut JsonEmitter) {
        match self {
            Self::Null => out.bytes.extend_from_slice(b"null"),
            Self::Bool(value) => out.bytes.extend_from_slice(if *value { b"true" } else { b"false" }),
            Self::Int(number) => number.emit(out),
            Self::Unsigned(number) => out.bytes.extend_from_slice(number.to_string().as_bytes()),
            Self::Float(number) => number.emit(out),
            Self::Text(text) => text.emit(out),
            Self::List(items) => items.emit(out),
            Self::Object(members) => {
                for (at, (key, value)) in members.iter().enumerate() {
                    out.bytes.push(if at == 0 { b'{' } else { b',' });
                    key.emit(out);
                    out.bytes.push(b':');
                    value.emit(out);
                }
                out.bytes.extend_from_slice(if members.is_empty() { b"{}" } else { b"}" });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn residuals_fit_or_are_dropped() {
        let text = br#"{"a":{"x":{"port":80,"n":"<"}},"b":{"y":{}},"stats":{}}"#;
        let mut document = json::parse(text).unwrap();
        let residual = |pointer: &str, derived, read| Residual { pointer: pointer.to_owned(), derived, read };
        let residuals = [
            residual("/a/x/port", Some(json!(80.0)), Some(json!("80"))),
            residual("/a/x/n", Some(json!("?")), Some(json!("!"))),
            residual("/a/w", None, Some(json!([1.5]))),
            residual("/b/y", Some(json!({})), None),
            residual("/c/z", None, None),
            residual("/c/z/port", None, Some(json!(1))),
        ];
        let dropped = apply(&mut document, &residuals);
        assert_eq!(dropped, [&residuals[1], &residuals[5]]);
        let mut out = JsonEmitter::default();
        document.emit(&mut out);
        let expected = r#"{"a":{"w":[1.5],"x":{"port":"80","n":"\u003c"}},"stats":{}}"#;
        assert_eq!(String::from_utf8(out.bytes).unwrap(), expected);
    }
}
