//! What can go wrong with a plan file, in words that name the file and what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::holder::Holder;

/// Why a plan file cannot be made, opened, read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// `create` never replaces anything.
    #[error("there is something of that name already, which is left as it is: {}", .0.display())]
    Exists(PathBuf),
    /// Nothing is there.
    #[error("there is no such file{}: {}", or_else(backup.as_ref()), path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What there is of it beside.
        backup: Option<PathBuf>,
    },
    /// The file is something else; it has not been touched.
    #[error("not a Lodestone plan but {seems}{}: {}", or_else(backup.as_ref()), path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it seems to be, like `an empty file`.
        seems: String,
        /// What there is beside, if a plan stood there.
        backup: Option<PathBuf>,
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
    #[error("the plan file is damaged ({reason}) and has been left as it was; {}: {}", offer(backup.as_ref()), path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
        /// The newest backup that is this plan's and opens, or its text twin where that is newer.
        backup: Option<PathBuf>,
    },
    /// Another process has it open for writing.
    #[error("the plan is open {}; close it there: {}", by(holder.as_ref()), path.display())]
    Held {
        /// The file.
        path: PathBuf,
        /// Who, where that is known.
        holder: Option<Holder>,
    },
    /// The file may only be read.
    #[error("the file is write-protected; make it writable: {}", .0.display())]
    ReadOnly(PathBuf),
    /// Something else has the plan's name now, or nothing.
    #[error("another file has taken the place of the plan since it was opened: {}", .0.display())]
    Replaced(PathBuf),
    /// Something else has written to the file that this process has open.
    #[error("something else has changed the plan file since it was last saved here: {}", .0.display())]
    Changed(PathBuf),
    /// The file system gives no locks, so that nothing would keep two writers apart.
    #[error(
        "this file system has no locks to keep others from writing at the same time, so that the plan can only be \
         opened read-only: {}",
        .0.display()
    )]
    NoLocks(PathBuf),
    /// There is nowhere to put a private copy that could be read.
    #[error("no private copy of the plan could be made to read it from, {}: {}", list(tried), path.display())]
    NoCopy {
        /// The file.
        path: PathBuf,
        /// Where it was tried, and why that failed.
        tried: Vec<(PathBuf, io::Error)>,
    },
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
    /// A backup could not be made.
    #[error("no backup could be made ({reason}): {}", path.display())]
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

impl StoreError {
    /// Whether the plan itself is gone, replaced by something else or damaged, so that another state of it helps.
    pub const fn is_of_the_content(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Foreign { .. } | Self::Missing { .. })
    }

    /// What may be put in the plan's place, where it cannot be had itself.
    pub fn proposal(&self) -> Option<&PathBuf> {
        match self {
            Self::Damaged { backup, .. } | Self::Foreign { backup, .. } | Self::Missing { backup, .. } => {
                backup.as_ref()
            }
            _ => None,
        }
    }
}

/// What there is instead of a plan that cannot be had.
fn offer(backup: Option<&PathBuf>) -> String {
    match backup {
        Some(path) if path.extension().is_some_and(|extension| extension == "plan-text") => {
            format!("the newest that there is of it is its text twin {}", path.display())
        }
        Some(path) => format!("the newest backup is {}", path.display()),
        None => "there is no backup of it".to_owned(),
    }
}

/// The same where a plan is not to be expected.
fn or_else(backup: Option<&PathBuf>) -> String {
    backup.map(|path| format!("; {}", offer(Some(path)))).unwrap_or_default()
}

/// Like `neither in a (the disk is full) nor in b (permission denied)`.
fn list(tried: &[(PathBuf, io::Error)]) -> String {
    let places: Vec<String> =
        tried.iter().map(|(folder, error)| format!("in {} ({})", folder.display(), describe_io(error))).collect();
    format!("neither {}", places.join(" nor "))
}

fn by(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "in another program".to_owned(), |holder| format!("in {holder}"))
}

/// Says in plain words what the system's error means where that is worth saying.
pub(super) fn describe_io(error: &io::Error) -> String {
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
    move |source| StoreError::Io { path: path.to_owned(), source: super::atomic::plain(source) }
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
