//! A plan out into files: the bytes of a format into a file or folder, each whole or not at all, and never over a plan.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::baseline::Baseline;
use crate::finding::Finding;
use crate::formats::writing::{WritingError, Written, date_of, judge_written, together};
use crate::formats::{Choices, Format};
use crate::model::Plan;
use crate::store::atomic::{self, is_stream};
use crate::store::{Baselines, is_plan_file};

/// A file that is to be written, and where.
pub type PlacedFile = (PathBuf, Vec<u8>);

/// Why a plan was not written out.
#[derive(Debug, Error)]
pub enum ExportFailure {
    /// The format is only imported.
    #[error("the format `{}` can be imported, not exported", .0.key())]
    NotWritten(Format),
    /// There is nothing to write.
    #[error(transparent)]
    Writing(#[from] WritingError),
    /// A plan is there.
    #[error("is a plan and is not overwritten; name another file: {}", .0.display())]
    IsPlan(PathBuf),
    /// The folder cannot be made.
    #[error("the folder cannot be made ({source}): {}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot be written ({source}): {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Makes what is to be written of a plan, as it was asked for by formats that want that.
pub fn write(
    plan: &Plan,
    baselines: &Baselines,
    format: Format,
    choices: Choices<'_>,
) -> Result<Written, ExportFailure> {
    let writer = format.info().writer.ok_or(ExportFailure::NotWritten(format))?;
    let baseline = if format.is_snapshot() { baselines.get(choices.cdn) } else { None };
    Ok((writer.write)(plan, &Choices { baseline: baseline.as_deref(), ..choices })?)
}

/// What a Traffic Router that holds the CDN's last snapshot would say of one that was written; nothing of other formats.
pub fn judge(baselines: &Baselines, format: Format, cdn: &str, date: i64, written: &Written) -> Vec<Finding> {
    if !format.is_snapshot() {
        return Vec::new();
    }
    // That the date is too old has been said where it is.
    let held = baselines.get(cdn).as_deref().and_then(date_of).filter(|held| *held < date).unwrap_or_default();
    judge_written(cdn, written, held)
}

/// The snapshot that the plan is to remember once it is written; none: the format is none, or it is remembered already.
pub fn baseline_of(baselines: &Baselines, format: Format, cdn: &str, written: &Written) -> Option<Baseline> {
    let Written::One { bytes, .. } = written else { return None };
    let baseline = format.is_snapshot().then(|| Baseline::of(cdn.to_owned(), bytes.clone()))?;
    (!baseline.is_known(baselines)).then_some(baseline)
}

/// The files with their paths, in the file or folder of that name.
pub fn place(path: &Path, written: Written) -> Vec<PlacedFile> {
    match written {
        Written::One { bytes, .. } => vec![(path.to_owned(), bytes)],
        Written::Many { files, .. } if is_stream(path) => vec![(path.to_owned(), together(&files))],
        Written::Many { files, .. } => files.into_iter().map(|(name, bytes)| (path.join(name), bytes)).collect(),
    }
}

/// Refuses to write over a plan.
pub fn check_places(files: &[PlacedFile]) -> Result<(), ExportFailure> {
    match files.iter().find(|(path, _)| is_plan_file(path)) {
        Some((path, _)) => Err(ExportFailure::IsPlan(path.clone())),
        None => Ok(()),
    }
}

/// Writes files, in place of those that may be there; `folder` is made where it is not there yet.
pub fn put(folder: Option<&Path>, files: &[PlacedFile]) -> Result<(), ExportFailure> {
    check_places(files)?;
    if let Some(folder) = folder.filter(|folder| !is_stream(folder)) {
        fs::create_dir_all(folder).map_err(|source| ExportFailure::Folder { path: folder.to_owned(), source })?;
    }
    for (path, bytes) in files {
        atomic::write(path, bytes).map_err(|source| ExportFailure::File { path: path.clone(), source })?;
    }
    Ok(())
}
