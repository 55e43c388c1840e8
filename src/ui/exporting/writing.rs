//! Writing a plan out: the bytes of a format into a file or folder, never over a plan, and over something else only
//! when that was asked for. It runs on threads and draws nothing.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compare::snapshots::{compare_snapshots, says_where};
use crate::finding::{Finding, sort_worst_first};
use crate::formats::Choices;
use crate::formats::files;
use crate::formats::snapshot::{DifferingSnapshots, SnapshotTree, read_differing, read_tree};
use crate::model::{Plan, grouped};
use crate::session::tasks::export::PlacedFile;
use crate::session::tasks::{Baseline, ExportFailure, export};
use crate::store::{Baselines, Packed};
use crate::ui::order::ExportOrder;
use crate::ui::widgets::text::byte_count;
use crate::ui::widgets::text::moment;

/// What came of an export.
#[derive(Debug)]
pub(super) enum ExportOutcome {
    /// It is written.
    Written(Sum),
    /// Something of that name is there.
    WouldReplace {
        /// What was asked for.
        order: ExportOrder,
        /// What would be replaced, in sentences.
        summary: String,
    },
    /// It could not be written.
    Failed(String),
}

/// What was written.
#[derive(Debug)]
pub(super) struct Sum {
    /// Where.
    pub path: PathBuf,
    /// How many files.
    pub files: usize,
    /// How many bytes in all.
    pub bytes: usize,
    /// What is to be said about it, the worst first.
    pub findings: Vec<Finding>,
    /// What the plan is to remember; none when that is what it remembers.
    pub baseline: Option<Baseline>,
}

/// Writes a plan out.
pub(super) fn export(plan: &Plan, baselines: &Baselines, order: ExportOrder) -> ExportOutcome {
    write(plan, baselines, order).unwrap_or_else(|error| ExportOutcome::Failed(error.to_string()))
}

fn write(plan: &Plan, baselines: &Baselines, order: ExportOrder) -> Result<ExportOutcome, ExportFailure> {
    let choices = Choices { cdn: &order.cdn, file: &order.zone_file, date: order.date, ..Choices::default() };
    let written = export::write(plan, baselines, &Packed::unpack, order.format, choices)?;
    let is_folder = written.is_folder();
    let baseline = export::baseline_of(order.format, &order.cdn, &written);
    let mut findings = written.problems().to_vec();
    sort_worst_first(&mut findings);
    let files = export::place(&order.path, order.format, &written)?;
    export::check_places(&files)?;
    if !order.replace
        && let Some(summary) = describe_replaced(&order, &files)
    {
        return Ok(ExportOutcome::WouldReplace { order, summary });
    }
    export::put(is_folder.then_some(&order.path), &files)?;
    let bytes = files.iter().map(|(_, bytes)| bytes.len()).sum();
    Ok(ExportOutcome::Written(Sum { path: order.path, files: files.len(), bytes, findings, baseline }))
}

/// What is there already, in sentences; none: nothing.
fn describe_replaced(order: &ExportOrder, files: &[PlacedFile<'_>]) -> Option<String> {
    let there: Vec<&PlacedFile<'_>> = files.iter().filter(|(path, _)| path.exists()).collect();
    match there.as_slice() {
        [] => None,
        [(path, bytes)] => Some(describe_replaced_snapshot(order, path, bytes).unwrap_or_else(|| {
            let old = fs::metadata(path).map_or(0, |metadata| metadata.len());
            let (old, new) = (byte_count(old), byte_count(bytes.len() as u64));
            format!("{} is there, with {old}. It would be replaced by {new}.", path.display())
        })),
        many => Some(format!("{} of the {} files are there and would be replaced.", many.len(), files.len())),
    }
}

/// What a new snapshot changes of the one that is there; none when that is none.
fn describe_replaced_snapshot(order: &ExportOrder, path: &Path, bytes: &[u8]) -> Option<String> {
    if !order.format.is_snapshot() {
        return None;
    }
    let old = files::read_file(path).ok()?;
    // Most of it is the same, and need not be built to know that.
    let DifferingSnapshots { before: old, after: new, same } = match read_differing(&old, bytes, &says_where) {
        Some(differing) => differing,
        None => DifferingSnapshots { before: read_tree(&old).ok()?, after: read_tree(bytes).ok()?, same: 0 },
    };
    let date = old.members.get("stats").and_then(|stats| stats.get("date")).and_then(serde_json::Value::as_i64);
    let from = date.and_then(moment).map(|time| format!(" from {time}")).unwrap_or_default();
    match old.cdn_name() {
        Some(cdn) if cdn == order.cdn => {
            let what = format!("{} is there, the snapshot of {cdn}{from}.", path.display());
            Some(format!("{what} {}", describe_difference(&old, &new, same)))
        }
        Some(other) => Some(format!(
            "{} is there, the snapshot of another CDN, {other}{from}. It would be replaced by that of {}.",
            path.display(),
            order.cdn
        )),
        None => None,
    }
}

/// What differs; so many objects that are the same are left out of both.
fn describe_difference(old: &SnapshotTree, new: &SnapshotTree, same: usize) -> String {
    let comparison = compare_snapshots(&old.members, &new.members);
    if comparison.is_empty() {
        return "It would be replaced by one that differs in nothing but its date.".to_owned();
    }
    let [added, removed, updated] = comparison.counts().map(grouped);
    let unchanged = grouped(comparison.unchanged + same);
    format!("Replacing it, objects: {added} added, {removed} removed, {updated} updated, {unchanged} unchanged.")
}
