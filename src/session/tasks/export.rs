//! A plan out into files: the bytes of a format into a file or folder, each whole or not at all, and never over a plan.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::baseline::Baseline;
use crate::finding::Finding;
use crate::formats::snapshot::{LastSnapshot, group_names};
use crate::formats::writing::{LastIs, WritingError, Written, judge_written, together};
use crate::formats::{Choices, Format, Output, Want};
use crate::model::Plan;
use crate::sorting::OrderedSet;
use crate::store::atomic::{self, is_stream};
use crate::store::{Baselines, is_plan_file};

/// A file that is to be written, and where.
pub type PlacedFile<'a> = (PathBuf, Cow<'a, [u8]>);

/// Why a plan was not written out.
#[derive(Debug, Error)]
pub enum ExportFailure {
    /// The format is only imported.
    #[error("the format `{}` can be imported, not exported", .0.key())]
    NotWritten(Format),
    /// Several tables, and one stream.
    #[error("{} is a file per kind: name a folder, or one kind", .0.name())]
    Apart(Format),
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

/// Makes what is to be written of a plan. What the user said holds what the format wants to be told; the CDN's last
/// snapshot is added here.
pub fn write(
    plan: &Plan,
    baselines: &Baselines,
    format: Format,
    choices: Choices<'_>,
) -> Result<Written, ExportFailure> {
    let writer = format.info().writer.ok_or(ExportFailure::NotWritten(format))?;
    let unpack = || baselines.get(choices.cdn);
    let baseline = format.is_snapshot().then_some(LastSnapshot(&unpack));
    let known = if format.wants(Want::Picture) { known(baselines) } else { OrderedSet::new() };
    Ok((writer.write)(plan, &Choices { baseline, known: Some(&known), ..choices })?)
}

/// The names of the cache groups that any of the last snapshots has.
fn known(baselines: &Baselines) -> OrderedSet<String> {
    baselines.iter().filter_map(|(_, packed)| packed.unpack()).flat_map(|document| group_names(&document)).collect()
}

/// What a Traffic Router that holds the CDN's last snapshot would say of one that was written; nothing of other formats.
pub fn judge(format: Format, cdn: &str, date: i64, written: &Written) -> Vec<Finding> {
    if !format.is_snapshot() {
        return Vec::new();
    }
    let held = match written {
        // That the date is too old has been said where it is.
        Written::One { last: LastIs::Dated(held), .. } => held.filter(|held| *held < date),
        Written::One { .. } | Written::Many { .. } => None,
    };
    judge_written(cdn, written, held.unwrap_or_default())
}

/// The snapshot that the plan is to remember once it is written; none: the format is none, or it is remembered already.
pub fn news(format: Format, written: &Written) -> Option<&[u8]> {
    let Written::One { bytes, last, .. } = written else { return None };
    (format.is_snapshot() && *last != LastIs::Same).then_some(bytes.as_slice())
}

/// The same as a baseline of its CDN.
pub fn baseline_of(format: Format, cdn: &str, written: &Written) -> Option<Baseline> {
    news(format, written).map(|document| Baseline::of(cdn.to_owned(), document.to_vec()))
}

/// The files with their paths, in the file or folder of that name.
pub fn place<'a>(path: &Path, format: Format, written: &'a Written) -> Result<Vec<PlacedFile<'a>>, ExportFailure> {
    Ok(match written {
        Written::One { bytes, .. } => vec![(path.to_owned(), Cow::Borrowed(bytes))],
        Written::Many { files, .. } if is_stream(path) => vec![(path.to_owned(), Cow::Owned(join(format, files)?))],
        Written::Many { files, .. } => {
            files.iter().map(|(name, bytes)| (path.join(name), Cow::Borrowed(bytes.as_slice()))).collect()
        }
    })
}

/// The files of a folder as one document for a stream.
pub fn join(format: Format, files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ExportFailure> {
    match format.info().writer.map(|writer| writer.output) {
        Some(Output::Tables) => Err(ExportFailure::Apart(format)),
        _ => Ok(together(files)),
    }
}

/// Refuses to write over a plan.
pub fn check_places(files: &[PlacedFile<'_>]) -> Result<(), ExportFailure> {
    match files.iter().find(|(path, _)| is_plan_file(path)) {
        Some((path, _)) => Err(ExportFailure::IsPlan(path.clone())),
        None => Ok(()),
    }
}

/// Writes files, in place of those that may be there; `folder` is made where it is not there yet.
pub fn put(folder: Option<&Path>, files: &[PlacedFile<'_>]) -> Result<(), ExportFailure> {
    check_places(files)?;
    if let Some(folder) = folder.filter(|folder| !is_stream(folder)) {
        fs::create_dir_all(folder).map_err(|source| ExportFailure::Folder { path: folder.to_owned(), source })?;
    }
    for (path, bytes) in files {
        atomic::write(path, bytes).map_err(|source| ExportFailure::File { path: path.clone(), source })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::seeds::seed_plan;
    use crate::session::add_sample;

    /// Making their index is much of what an opening would cost.
    #[test]
    fn an_export_asks_for_no_users() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let mut plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        plan.index_anew();
        assert!(!plan.indexes.has_users());
        let cdn = plan.real_cdn_names()[0].to_owned();
        let choices = Choices { cdn: &cdn, ..Choices::default() };
        let written = write(&plan, &Baselines::default(), Format::Snapshot, choices).unwrap();
        judge(Format::Snapshot, &cdn, 0, &written);
        assert!(matches!(&written, Written::One { bytes, .. } if 1_000 < bytes.len()));
        assert!(!plan.indexes.has_users());
    }
}
