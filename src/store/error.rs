//! What can go wrong with a plan file, in words that name the file and what to do.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::holder::Holder;

/// Why a plan file cannot be made, opened, read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// `create` never replaces anything.
    #[error("there is something of that name already, which is left as it is: {}", .0.display())]
    Exists(PathBuf),
    /// Nothing is there.
    #[error("there is no such file: {}", .0.display())]
    Missing(PathBuf),
    /// The file is something else; it has not been touched.
    #[error("not a Lodestone plan but {seems}: {}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it seems to be, like `an empty file`.
        seems: String,
    },
    /// The file was written by a newer version; it has not been touched.
    #[error(
        "the plan has schema {found}, this version of Lodestone knows schemas up to {known}; open it with a newer one: {}",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u64,
        /// The newest that we know.
        known: u64,
    },
    /// The file is a plan and damaged; it has been left as it was.
    #[error("the plan file is damaged ({reason}) and has been left as it was; {}: {}", offer(backup.as_ref(), path), path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
        /// The newest backup that opens.
        backup: Option<PathBuf>,
    },
    /// Another process has it open for writing.
    #[error("the plan is open {}; close it there, or open it read-only: {}", by(holder.as_ref()), path.display())]
    Held {
        /// The file.
        path: PathBuf,
        /// Who, where that is known.
        holder: Option<Holder>,
    },
    /// The file may only be read.
    #[error("the file is write-protected; open it read-only, or make it writable: {}", .0.display())]
    ReadOnly(PathBuf),
    /// Something else has the plan's name now, or nothing.
    #[error("another file has taken the place of the plan since it was opened; save a copy of this plan: {}", .0.display())]
    Replaced(PathBuf),
    /// The file kept changing while it was copied.
    #[error("the plan is being written to all the time and could not be read in one piece; try again: {}", .0.display())]
    Restless(PathBuf),
    /// A step of the history is not in the file.
    #[error("step {seq} of the history is not in the file: {}", path.display())]
    NoStep {
        /// The file.
        path: PathBuf,
        /// Which step.
        seq: u64,
    },
    /// A backup that had to be made could not be made; nothing has been changed.
    #[error("no backup could be made, so nothing was changed ({reason}): {}", path.display())]
    NoBackup {
        /// The backup, or its folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("{}: {}", describe_io(source), path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file's engine refused.
    #[error("the plan file could not be {doing} ({reason}): {}", path.display())]
    Engine {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// What it said.
        reason: String,
    },
}

/// What there is instead of a file that cannot be had: its newest backup, or else its text twin.
fn offer(backup: Option<&PathBuf>, plan: &Path) -> String {
    let twin = super::beside::twin_path(plan);
    match backup {
        Some(backup) => format!("the newest backup is {}", backup.display()),
        None if twin.exists() => {
            format!("there is no backup of it, but its text twin: make a new plan and import {}", twin.display())
        }
        None => "there is no backup of it".to_owned(),
    }
}

fn by(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "in another program".to_owned(), |holder| format!("in {holder}"))
}

/// Says in plain words what the system's error means where that is worth saying.
fn describe_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::FileTooLarge => "the file would become larger than this system allows".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => error.to_string(),
    }
}

/// An `io::Error` with the file that it is about.
pub(super) fn io_error(path: &std::path::Path) -> impl Fn(io::Error) -> StoreError + '_ {
    move |source| StoreError::Io { path: path.to_owned(), source }
}

/// Turns what redb says while it reads or writes into our words.
pub(super) fn engine(path: &std::path::Path, doing: &'static str, error: redb::Error) -> StoreError {
    let path = path.to_owned();
    match error {
        redb::Error::Io(source) => StoreError::Io { path, source },
        redb::Error::Corrupted(reason) => StoreError::Damaged { path, reason, backup: None },
        redb::Error::DatabaseAlreadyOpen => StoreError::Held { path, holder: None },
        other => StoreError::Engine { path, doing, reason: other.to_string() },
    }
}
