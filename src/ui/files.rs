//! What touches files, clocks and the system's dialogs. All of it runs on threads, never in a frame.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::dialogs::{ImportPreview, OpenFailure, WayBack};
use super::latest::Work;
use super::order::{OpenMode, OpenRemedy, Purpose};
use super::widgets::text::{capitalised, moment};
use crate::edit::describe::describe;
use crate::finding::{condensed, sort_worst_first};
use crate::formats::files::Unusable;
use crate::model::Plan;
use crate::session::recovery::{RecoveryCandidate, look_for_remnants, restore_from};
use crate::session::tasks::{self, ImportOrder};
use crate::session::{Options, ReadOnlySession, Session, SessionError, add_sample};
use crate::store::{Baselines, Provenance, Store, StoreError};

/// A plan that has been opened.
#[derive(Debug)]
pub(in crate::ui) enum Opened {
    /// To edit it.
    Session(Box<Session>),
    /// To look at it.
    Copy(Box<ReadOnlySession>),
}

impl Opened {
    /// The plan.
    pub(super) fn plan(&self) -> &Plan {
        match self {
            Self::Session(session) => session.plan(),
            Self::Copy(copy) => copy.plan(),
        }
    }
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
        ways_back: Vec::new(),
        compared: None,
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
    let edit = add_sample(session.plan()).map_err(|error| failed(&error))?;
    session.perform(edit).map_err(|error| failed(&error))?;
    Ok(Opened::Session(Box::new(session)))
}

fn sample_name(number: u32) -> String {
    if number == 1 { "sample.lodestone".to_owned() } else { format!("sample-{number}.lodestone") }
}

fn failure(path: &Path, error: &SessionError) -> OpenFailure {
    let reason = error.to_string();
    match error {
        SessionError::Store(StoreError::Held { .. } | StoreError::ReadOnly(_) | StoreError::NoLocks(_)) => {
            let remedy = Some(OpenRemedy::ReadOnly);
            OpenFailure { path: path.to_owned(), reason, remedy, ways_back: Vec::new(), compared: None }
        }
        SessionError::Store(error) if error.is_of_the_content() => lost(path, reason),
        _ => OpenFailure { path: path.to_owned(), reason, remedy: None, ways_back: Vec::new(), compared: None },
    }
}

/// A plan that is damaged, emptied, replaced or gone, with all that there is of it.
fn lost(path: &Path, reason: String) -> OpenFailure {
    let recovery = look_for_remnants(path);
    let compared = recovery
        .compared_with()
        .map(|(other, difference)| format!("Against the {}, the proposed one {}.", words(other), difference.words()));
    let proposed = recovery.proposed.and_then(|at| recovery.candidates.get(at));
    let remedy = proposed.map(|candidate| OpenRemedy::Restore(candidate.remnant.path.clone()));
    let ways_back = recovery.candidates.iter().map(way_back).collect();
    OpenFailure { path: path.to_owned(), reason, remedy, ways_back, compared }
}

fn way_back(candidate: &RecoveryCandidate) -> WayBack {
    WayBack {
        path: candidate.remnant.path.clone(),
        words: capitalised(&words(candidate)),
        holds: candidate.holds(),
        name: match candidate.remnant.source {
            Provenance::Backup => "Restore the backup",
            Provenance::Twin => "Restore the text twin",
            Provenance::SetAside => "Restore what was set aside",
        },
        is_readable: candidate.content.is_ok(),
    }
}

fn words(candidate: &RecoveryCandidate) -> String {
    let time = i64::try_from(candidate.remnant.time).ok().and_then(moment);
    candidate.words(time.as_deref().unwrap_or("from an unknown time"))
}

/// Puts a backup, or the text twin, in the place of a plan that cannot be read, which is kept beside it, and opens it.
pub(super) fn restore(path: &Path, from: &Path, options: Options) -> Result<Opened, OpenFailure> {
    restore_from(path, from)
        .map_err(|error| lost(path, format!("{} could not be put in its place: {error}", from.display())))?;
    open(path, OpenMode::Edit, options)
}

/// Looks at files, and at what they would do to a plan; none when nobody waits for it any more.
pub(super) fn preview(
    plan: &Arc<Plan>,
    known: &Baselines,
    revision: u64,
    order: ImportOrder,
    work: &Work,
) -> Option<Result<ImportPreview, String>> {
    let reading = match tasks::read_files_unless(&order, work.cancelled()) {
        _ if work.is_cancelled() => return None,
        Ok(reading) => reading,
        Err(unusable) => return Some(Err(unreadable(&unusable))),
    };
    work.reach(1);
    let planned = match tasks::plan_import(plan, reading, &order) {
        _ if work.is_cancelled() => return None,
        Ok(planned) => planned,
        Err(error) => return Some(Err(error.to_string())),
    };
    work.reach(2);
    let description = describe(plan, &planned.outcome.plan, &planned.outcome.edit);
    let is_remembering = planned.baselines.iter().any(|baseline| !baseline.is_known(known));
    let mut problems = condensed(&planned.outcome.report.problems);
    sort_worst_first(&mut problems);
    Some(Ok(ImportPreview { order, revision, planned, description, problems, is_remembering }))
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

/// Whether a path is named like a plan.
pub(super) fn is_plan_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("lodestone"))
}

/// A plan's name ends as plans do.
pub(super) fn with_plan_ending(path: PathBuf) -> PathBuf {
    if is_plan_name(&path) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".lodestone");
    PathBuf::from(name)
}

/// Writes a plan, with edits that its file does not have, into a file of its own; ids and secure values included, and
/// therefore readable by nobody who may not read the plan's own file.
pub(super) fn save_copy(plan: &Plan, path: &Path, like: Option<&Path>) -> Result<PathBuf, String> {
    Store::create_like(path, plan, like).map_err(|error| error.to_string())?;
    Ok(path.to_owned())
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
        save_copy(session.plan(), &copy, Some(session.path())).unwrap();
        let copied = ReadOnlySession::open(&copy).unwrap();
        let text = crate::formats::plan_text::write;
        assert_eq!(text(copied.plan()), text(session.plan()));
        assert!(copied.plan().same_content(session.plan()));
        assert!(save_copy(session.plan(), &copy, None).is_err());
    }
}
