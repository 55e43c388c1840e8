//! Writing a plan out: the bytes of a format into a file or folder, never over a plan, and over something else only
//! when that was asked for. It runs on threads and draws nothing.

use std::fs;
use std::path::{Path, PathBuf};

use super::Baseline;
use super::preflight::{Remark, remarks_of};
use crate::formats::snapshot::{Tree, read_tree};
use crate::formats::writing::{self, WritingError, Written};
use crate::formats::{Format, files};
use crate::model::{Plan, grouped};
use crate::snapshot::compare::comparing_documents;
use crate::store::atomic::{self, is_stream};
use crate::store::{Baselines, is_plan_file};
use crate::ui::files::byte_count;
use crate::ui::widgets::text::moment;

/// What is to be written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    /// The format.
    pub format: Format,
    /// Whose snapshot.
    pub cdn: String,
    /// The snapshot's date, in seconds since 1970.
    pub date: i64,
    /// The file or folder.
    pub path: PathBuf,
    /// Whether a file of that name may be replaced.
    pub replace: bool,
}

/// What came of an export.
#[derive(Debug)]
pub(in crate::ui) enum Exported {
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
pub(in crate::ui) struct Sum {
    /// Where.
    pub path: PathBuf,
    /// How many files.
    pub files: usize,
    /// How many bytes in all.
    pub bytes: usize,
    /// What is to be said about it, the worst first.
    pub remarks: Vec<Remark>,
    /// What the plan is to remember; none when that is what it remembers.
    pub baseline: Option<Baseline>,
}

/// Writes a plan out.
pub(super) fn export(plan: &Plan, baselines: &Baselines, order: ExportOrder) -> Exported {
    let (files, remarks, baseline) = match documents(plan, baselines, &order) {
        Ok((written, baseline)) => {
            let remarks = remarks_of(plan, &order.cdn, written.problems());
            (placed(&order.path, written), remarks, baseline)
        }
        Err(error) => return Exported::Failed(error.to_string()),
    };
    if let Some((plan_file, _)) = files.iter().find(|(path, _)| is_plan_file(path)) {
        let reason = format!("{} is a plan and is not overwritten; name another file", plan_file.display());
        return Exported::Failed(reason);
    }
    if !order.replace
        && let Some(summary) = replaced(&order, &files)
    {
        return Exported::WouldReplace { order, summary };
    }
    match put(&order, &files) {
        Ok(()) => {
            let bytes = files.iter().map(|(_, bytes)| bytes.len()).sum();
            Exported::Written(Sum { path: order.path, files: files.len(), bytes, remarks, baseline })
        }
        Err(reason) => Exported::Failed(reason),
    }
}

fn documents(
    plan: &Plan,
    baselines: &Baselines,
    order: &ExportOrder,
) -> Result<(Written, Option<Baseline>), WritingError> {
    let written = match order.format {
        Format::Snapshot => {
            let last = baselines.get(&order.cdn);
            let written = writing::write_dated_snapshot(plan, &order.cdn, order.date, last.as_deref())?;
            let baseline = match &written {
                Written::One { bytes, .. } => Some(Baseline::of(order.cdn.clone(), bytes.clone())),
                Written::Many { .. } => None,
            };
            return Ok((written, baseline.filter(|baseline| !baseline.is_known(baselines))));
        }
        Format::TrafficOps => writing::write_traffic_ops(plan)?,
        Format::PlanText => writing::write_plan_text(plan),
    };
    Ok((written, None))
}

/// The files with their paths.
fn placed(path: &Path, written: Written) -> Vec<(PathBuf, Vec<u8>)> {
    match written {
        Written::One { bytes, .. } => vec![(path.to_owned(), bytes)],
        Written::Many { files, .. } if is_stream(path) => vec![(path.to_owned(), writing::together(&files))],
        Written::Many { files, .. } => files.into_iter().map(|(name, bytes)| (path.join(name), bytes)).collect(),
    }
}

fn put(order: &ExportOrder, files: &[(PathBuf, Vec<u8>)]) -> Result<(), String> {
    let is_folder = order.format.is_folder() && !is_stream(&order.path);
    let folder = is_folder.then_some(order.path.as_path());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)
            .map_err(|error| format!("the folder {} cannot be made ({error})", folder.display()))?;
    }
    for (path, bytes) in files {
        atomic::write(path, bytes).map_err(|error| format!("{} cannot be written ({error})", path.display()))?;
    }
    Ok(())
}

/// What is there already, in sentences; none: nothing.
fn replaced(order: &ExportOrder, files: &[(PathBuf, Vec<u8>)]) -> Option<String> {
    let there: Vec<&(PathBuf, Vec<u8>)> = files.iter().filter(|(path, _)| path.exists() && !is_stream(path)).collect();
    match there.as_slice() {
        [] => None,
        [(path, bytes)] => Some(snapshot_replaced(order, path, bytes).unwrap_or_else(|| {
            let old = fs::metadata(path).map_or(0, |metadata| metadata.len());
            let (old, new) = (byte_count(old), byte_count(bytes.len() as u64));
            format!("{} is there, with {old}. It would be replaced by {new}.", path.display())
        })),
        many => Some(format!("{} of the {} files are there and would be replaced.", many.len(), files.len())),
    }
}

/// What a new snapshot changes of the one that is there; none when that is none.
fn snapshot_replaced(order: &ExportOrder, path: &Path, bytes: &[u8]) -> Option<String> {
    if order.format != Format::Snapshot {
        return None;
    }
    let (old, new) = (read_tree(&files::read_file(path).ok()?).ok()?, read_tree(bytes).ok()?);
    let date = old.members.get("stats").and_then(|stats| stats.get("date")).and_then(serde_json::Value::as_i64);
    let from = date.and_then(moment).map(|time| format!(" from {time}")).unwrap_or_default();
    match old.cdn_name() {
        Some(cdn) if cdn == order.cdn => {
            let what = format!("{} is there, the snapshot of {cdn}{from}.", path.display());
            Some(format!("{what} {}", difference(&old, &new)))
        }
        Some(other) => Some(format!(
            "{} is there, the snapshot of another CDN, {other}{from}. It would be replaced by that of {}.",
            path.display(),
            order.cdn
        )),
        None => None,
    }
}

fn difference(old: &Tree, new: &Tree) -> String {
    let comparison = comparing_documents(&old.members, &new.members);
    if comparison.is_empty() {
        return "It would be replaced by one that differs in nothing but its date.".to_owned();
    }
    let [added, removed, updated] = comparison.counts().map(grouped);
    let unchanged = grouped(comparison.unchanged);
    format!("Replacing it, objects: {added} added, {removed} removed, {updated} updated, {unchanged} unchanged.")
}
