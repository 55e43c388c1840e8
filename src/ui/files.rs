//! What touches files, clocks and the system's dialogs. All of it runs on threads of `jobs`, never in a frame.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use super::action::OpenMode;
use crate::edit::describe::{Description, describing};
use crate::finding::{Finding, condensed, sort_worst_first};
use crate::formats::files::Unusable;
use crate::model::Plan;
use crate::session::recovery::{look_for_remnants, restore_from};
use crate::session::tasks::{self, ImportOrder, PlannedImport};
use crate::session::{Options, ReadOnlySession, Session, SessionError, sampling};
use crate::store::{Baselines, Store, StoreError};
use crate::ui::widgets::text::moment;

/// A plan that has been opened.
#[derive(Debug)]
pub(super) enum Opened {
    /// To edit it.
    Session(Box<Session>),
    /// To look at it.
    Copy(Box<ReadOnlySession>),
}

/// A plan that could not be opened, and what can be done.
#[derive(Debug)]
pub(super) struct OpenFailure {
    /// The plan file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
    /// What can be done.
    pub remedy: Option<Remedy>,
    /// What there is of it, the newest first: what it is, whose, from when and what it holds.
    pub remnants: Vec<String>,
}

/// What can be done when a plan could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// To look at it without writing.
    ReadOnly,
    /// To put a backup in its place; the damaged file is kept beside it.
    Restore(PathBuf),
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Opens a plan.
pub(super) fn open(path: &Path, mode: OpenMode, options: Options) -> Result<Opened, OpenFailure> {
    match mode {
        OpenMode::Edit => Session::open(path, options).map(|session| Opened::Session(Box::new(session))),
        OpenMode::ReadOnly => ReadOnlySession::open(path).map(|copy| Opened::Copy(Box::new(copy))),
    }
    .map_err(|error| failure(path, &error))
}

/// Makes a new plan and opens it.
pub(super) fn create(path: &Path, options: Options) -> Result<Opened, OpenFailure> {
    Session::create(path, options)
        .map(|session| Opened::Session(Box::new(session)))
        .map_err(|error| failure(path, &error))
}

/// Makes the sample plan in the user's data folder, under a name that is free.
pub(super) fn create_sample(folder: &Path, options: &Options) -> Result<Opened, OpenFailure> {
    let failed = |error: &dyn std::fmt::Display| OpenFailure {
        path: folder.to_owned(),
        reason: format!("the sample plan cannot be made: {error}"),
        remedy: None,
        remnants: Vec::new(),
    };
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut number = 1;
    let mut session = loop {
        let path = folder.join(sample_name(number));
        match Session::create(&path, options.clone()) {
            Err(SessionError::Store(StoreError::Exists(_))) => number += 1,
            other => break other.map_err(|error| failed(&error))?,
        }
    };
    let edit = sampling(session.plan()).map_err(|error| failed(&error))?;
    session.perform(edit).map_err(|error| failed(&error))?;
    Ok(Opened::Session(Box::new(session)))
}

fn sample_name(number: u32) -> String {
    if number == 1 { "sample.lodestone".to_owned() } else { format!("sample-{number}.lodestone") }
}

fn failure(path: &Path, error: &SessionError) -> OpenFailure {
    let remedy = match error {
        SessionError::Store(StoreError::Held { .. } | StoreError::ReadOnly(_) | StoreError::NoLocks(_)) => {
            Some(Remedy::ReadOnly)
        }
        SessionError::Store(error) => error.proposal().cloned().map(Remedy::Restore),
        _ => None,
    };
    let remnants = if matches!(remedy, Some(Remedy::Restore(_))) { remnants(path) } else { Vec::new() };
    OpenFailure { path: path.to_owned(), reason: error.to_string(), remedy, remnants }
}

/// What there is of a plan, in words.
fn remnants(path: &Path) -> Vec<String> {
    let recovery = look_for_remnants(path);
    let words = recovery.candidates.iter().map(|candidate| {
        let time = i64::try_from(candidate.remnant.time).ok().and_then(moment).unwrap_or_default();
        format!("{}: {}", candidate.words(&time), candidate.holds())
    });
    words.collect()
}

/// Puts a backup, or the text twin, in the place of a plan that cannot be read, which is kept beside it, and opens it.
pub(super) fn restore(path: &Path, backup: &Path, options: Options) -> Result<Opened, OpenFailure> {
    restore_from(path, backup).map_err(|error| OpenFailure {
        path: path.to_owned(),
        reason: format!("the backup could not be put in its place: {error}"),
        remedy: Some(Remedy::Restore(backup.to_owned())),
        remnants: Vec::new(),
    })?;
    open(path, OpenMode::Edit, options)
}

/// What an import would do.
#[derive(Debug)]
pub(super) struct Preview {
    /// What was asked for.
    pub order: ImportOrder,
    /// The revision of the plan that was looked at.
    pub revision: u64,
    /// What would be done.
    pub planned: PlannedImport,
    /// The same in words.
    pub description: Description,
    /// Everything worth saying, the worst first, many that are alike as one.
    pub problems: Vec<Finding>,
    /// Whether the plan remembers other snapshots of the CDNs than those among the files, or none.
    pub is_remembering: bool,
}

/// Looks at files, and at what they would do to a plan; `stage` is told when reading, comparing, describing begin.
pub(super) fn preview(
    plan: &Arc<Plan>,
    known: &Baselines,
    revision: u64,
    order: ImportOrder,
    stage: &dyn Fn(usize),
    cancelled: &AtomicBool,
) -> Result<Box<Preview>, String> {
    let reading = tasks::read_files(&order, cancelled).map_err(|unusable| unreadable(&unusable))?;
    if cancelled.load(Ordering::Relaxed) {
        return Err("cancelled".to_owned());
    }
    stage(1);
    let planned = tasks::plan_import(plan, reading, &order).map_err(|error| error.to_string())?;
    stage(2);
    let description = describing(plan, &planned.outcome.plan, &planned.outcome.edit);
    let is_remembering = planned.baselines.iter().any(|baseline| !baseline.is_known(known));
    let mut problems = condensed(&planned.outcome.report.problems);
    sort_worst_first(&mut problems);
    Ok(Box::new(Preview { order, revision, planned, description, problems, is_remembering }))
}

/// The first file that cannot be read, and how many there are.
fn unreadable(unusable: &[Unusable]) -> String {
    let Some(first) = unusable.first() else { return String::new() };
    let more = match unusable.len() {
        1 => String::new(),
        many => format!("; {} more cannot be read either", many - 1),
    };
    format!("{}: {}{more}", first.name, first.error)
}

/// Like `12 bytes`, `3.4 kB`.
pub(super) fn byte_count(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Writes a plan, with edits that its file does not have, into a file of its own; ids and secure values included. Nobody
/// may read it who may not read the plan.
pub(super) fn save_copy(plan: &Plan, of: Option<&Path>, path: &Path) -> Result<PathBuf, String> {
    Store::create_like(path, plan, of).map_err(|error| error.to_string())?;
    Ok(path.to_owned())
}

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A plan to open.
    Open,
    /// A plan to look at.
    OpenReadOnly,
    /// A plan to make.
    Create,
    /// Files to bring in, by hand.
    Import,
    /// A file to bring in.
    ImportFile,
    /// A folder to bring in.
    ImportFolder,
    /// A copy of a plan that cannot be saved.
    SaveCopy,
    /// A file to compare the plan with.
    Compare,
    /// A file of tiles for the map.
    TileFile,
    /// A file to write.
    ExportFile,
    /// A folder to write.
    ExportFolder,
}

/// Asks with the system's dialog. None: the user turned away, or nothing answered, which takes the system but a moment.
pub(super) fn ask(purpose: Purpose) -> Option<PathBuf> {
    let dialog = rfd::FileDialog::new().set_title(purpose.title());
    let plans = |dialog: rfd::FileDialog| dialog.add_filter("Lodestone plans", &["lodestone"]);
    match purpose {
        Purpose::Open | Purpose::OpenReadOnly => plans(dialog).pick_file(),
        Purpose::Create | Purpose::SaveCopy => plans(dialog).set_file_name("plan.lodestone").save_file(),
        Purpose::Import | Purpose::ImportFile | Purpose::Compare => dialog.pick_file(),
        Purpose::TileFile => dialog.add_filter("PMTiles", &["pmtiles"]).pick_file(),
        Purpose::ExportFile => dialog.save_file(),
        Purpose::ImportFolder | Purpose::ExportFolder => dialog.pick_folder(),
    }
}

impl Purpose {
    /// Whether it is asked from a dialog that has a field for the path itself.
    pub const fn has_field(self) -> bool {
        matches!(self, Self::ImportFile | Self::ImportFolder | Self::TileFile | Self::ExportFile | Self::ExportFolder)
    }

    /// The title of the dialog that asks.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open plan",
            Self::OpenReadOnly => "Open read-only",
            Self::Create => "New plan",
            Self::Import | Self::ImportFile | Self::ImportFolder => "Import",
            Self::SaveCopy => "Save a copy",
            Self::Compare => "Compare with",
            Self::TileFile => "Map background",
            Self::ExportFile | Self::ExportFolder => "Export",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_never_replaces_anything() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["sample.lodestone", "sample-2.lodestone", "sample-3.lodestone"] {
            let Ok(Opened::Session(session)) = create_sample(folder.path(), &Options::default()) else {
                panic!("no sample")
            };
            assert!(session.path().ends_with(name));
        }
    }

    #[test]
    fn a_copy_of_a_plan_has_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let Ok(Opened::Session(session)) = create_sample(folder.path(), &Options::default()) else {
            panic!("no sample")
        };
        let copy = folder.path().join("copy.lodestone");
        save_copy(session.plan(), Some(session.path()), &copy).unwrap();
        let copied = ReadOnlySession::open(&copy).unwrap();
        let text = crate::formats::plan_text::write;
        assert_eq!(text(copied.plan()), text(session.plan()));
        assert!(copied.plan().same_content(session.plan()));
        assert!(save_copy(session.plan(), Some(session.path()), &copy).is_err());
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!([12, 3_400, 5_000_000].map(byte_count), ["12 bytes", "3.4 kB", "5.0 MB"]);
    }
}
