//! What stands on either side of a comparison: a plan or a snapshot, from bytes that say it.

use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use super::snapshots::{Comparison, compare_snapshots, says_where};
use crate::edit::ApplyError;
use crate::edit::import::{ImportOptions, import_rows};
use crate::edit::seeds::seed_plan;
use crate::finding::Finding;
use crate::formats::plan_text;
use crate::formats::snapshot::{ExportError, ReadError, SnapshotTree, export, make_differing, read_tree};
use crate::formats::writing::making_options;
use crate::model::Plan;

/// One side.
#[derive(Clone, Debug)]
pub enum Side {
    /// A plan, from a plan file or from plan-text.
    Plan(Arc<Plan>),
    /// A snapshot.
    Snapshot(Arc<SnapshotTree>),
}

/// Why bytes are no side.
#[derive(Debug, Error)]
pub enum SideError {
    /// They are nothing that can be compared.
    #[error("is neither a plan nor plan-text, and no snapshot either ({0})")]
    Neither(String),
    /// They are JSON, and no snapshot.
    #[error(transparent)]
    Snapshot(ReadError),
    /// They are plan-text with errors.
    #[error("is plan-text with errors")]
    PlanText(Vec<Finding>),
    /// A fault of ours.
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

/// Why a plan has no snapshot that can be compared with another.
#[derive(Debug, Error)]
pub enum LikeError {
    /// The other does not say whose it is.
    #[error("a plan and a snapshot that does not say its CDN (stats.CDN_name) cannot be compared")]
    NoCdn,
    /// The plan has no such CDN.
    #[error(
        "a plan and a snapshot of another CDN cannot be compared: the snapshot is of `{0}`, which the plan has not"
    )]
    OtherCdn(String),
    /// The plan makes none.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A fault of ours.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Side {
    /// What bytes of plan-text or of a snapshot say. `name` is what problems call them.
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Result<Self, SideError> {
        if plan_text::recognises(bytes) {
            return of_plan_text(name, bytes);
        }
        let tree = read_tree(bytes).map_err(|error| match error {
            ReadError::Json(error) => SideError::Neither(error.to_string()),
            other @ ReadError::Other(_) => SideError::Snapshot(other),
        })?;
        Ok(Self::Snapshot(Arc::new(tree)))
    }
}

fn of_plan_text(name: &str, bytes: &[u8]) -> Result<Side, SideError> {
    let empty = Plan::default();
    let seeded = empty.applying(&seed_plan(&empty))?;
    let outcome = import_rows(&seeded, plan_text::read(name, bytes), ImportOptions::default())?;
    if outcome.report.refused {
        return Err(SideError::PlanText(outcome.report.problems));
    }
    Ok(Side::Plan(Arc::new(outcome.plan)))
}

/// The snapshot that a plan would export of the CDN that another snapshot says it is of.
pub fn snapshot_like(plan: &Plan, other: &SnapshotTree) -> Result<SnapshotTree, LikeError> {
    let cdn = other.cdn_name().ok_or(LikeError::NoCdn)?;
    if !plan.cdns().iter().any(|(_, known)| known.name == cdn) {
        return Err(LikeError::OtherCdn(cdn.to_owned()));
    }
    snapshot_of(plan, cdn, other)
}

/// The members of `stats` that say who made a snapshot and when.
const MAKER: [&str; 3] = ["date", "tm_user", "tm_version"];

/// The snapshot that a plan would export of a CDN, whatever it was called when another was made. Who made it and when
/// is taken from the other, as it would differ between any two; the Traffic Ops that it names is the plan's.
fn snapshot_of(plan: &Plan, cdn: &str, other: &SnapshotTree) -> Result<SnapshotTree, LikeError> {
    let mut tree = read_tree(&export(plan, cdn, &making_options())?.bytes)?;
    take_maker(&mut tree, other);
    Ok(tree)
}

/// Compares the snapshot that a plan would export of a CDN with another of it, as it lies in a file. Neither is held as a
/// tree: what is the same in both is not built; nor is there a text of all of the new one.
pub fn compare_with_document(plan: &Plan, cdn: &str, document: &[u8]) -> Result<Comparison, LikeError> {
    if let Some(mut found) = make_differing(plan, cdn, &making_options(), document, &says_where)? {
        take_maker(&mut found.after, &found.before);
        let comparison = compare_snapshots(&found.before.members, &found.after.members);
        return Ok(Comparison { unchanged: comparison.unchanged + found.same, ..comparison });
    }
    // One with members that stand twice, say.
    let before = read_tree(document)?;
    Ok(compare_snapshots(&before.members, &snapshot_of(plan, cdn, &before)?.members))
}

/// Takes who made a snapshot, and when, from another.
fn take_maker(tree: &mut SnapshotTree, other: &SnapshotTree) {
    if let Some(stats) = tree.members.get_mut("stats").and_then(Value::as_object_mut) {
        for key in MAKER {
            match other.members.get("stats").and_then(|stats| stats.get(key)) {
                Some(said) => stats.insert(key.to_owned(), said.clone()),
                None => stats.remove(key),
            };
        }
    }
}
