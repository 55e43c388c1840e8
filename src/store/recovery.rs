//! What there is beside a plan that cannot be opened: its backups, its text twin, files that were set aside; which of
//! them are this plan's, which is the newest, and how one is put in the plan's place. What it replaces is kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::atomic::{self, Readers};
use super::backup;
use super::beside::{folder, twin_path};
use super::copy::{Copied, open_copy};
use super::engine::{LoadedFile, Standing, read_private};
use super::error::{StoreError, io_error};
use super::holder::Holder;
use super::ledger::{CopySort, KnownCopy, Ledger, NamedPlan, hash_of_file, name_of};
use super::open::{Opening, Store};
use super::unix;
use crate::model::Plan;
use crate::sorting::sort_by_key;

/// What a file beside a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A backup.
    Backup,
    /// The text twin.
    Twin,
    /// What stood in the plan's place before something was put there.
    SetAside,
}

/// Whose state a file beside a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This plan's.
    This,
    /// That of another plan, which stood there before or stands beside it.
    Another,
    /// Nobody knows.
    Unknown,
}

impl Provenance {
    /// What it is.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Twin => "text twin",
            Self::SetAside => "set aside",
        }
    }
}

impl Whose {
    /// Whose it is.
    pub const fn words(self) -> &'static str {
        match self {
            Self::This => "of this plan",
            Self::Another => "of another plan",
            Self::Unknown => "of nobody knows which plan",
        }
    }
}

/// A file that may be put in a plan's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remnant {
    /// The file.
    pub path: PathBuf,
    /// What it is.
    pub source: Provenance,
    /// Whose it is.
    pub whose: Whose,
    /// When it was made, in seconds since 1970.
    pub time: u64,
    /// How many commits the plan then had; none where that is not known.
    pub commits: Option<u64>,
}

/// A plan that was put in place of what stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where that is now; none: nothing stood there.
    pub set_aside: Option<PathBuf>,
}

/// All that may be put in a plan's place, the newest first.
pub fn remnants(plan: &Path) -> Vec<Remnant> {
    let plan = &real(plan);
    let ledger = Ledger::read(plan);
    let id = ledger.plan(&name_of(plan)).map(|known| known.id.clone());
    let whose = |copy: Option<&str>| match (copy, id.as_deref()) {
        (Some(copy), Some(id)) if ledger.is_of(copy, id) => Whose::This,
        (Some(_), Some(_)) => Whose::Another,
        // Without a note all that is known is the name of the folder.
        (_, None) | (None, _) => Whose::Unknown,
    };
    let mut found: Vec<(u64, Remnant)> = Vec::new();
    for (order, backup) in (0..).zip(backup::list(plan).into_iter().rev()) {
        found.push((
            order,
            Remnant {
                source: Provenance::Backup,
                whose: whose(backup.plan_id.as_deref()),
                time: backup.time,
                commits: Some(backup.standing.commits),
                path: backup.path,
            },
        ));
    }
    found.extend(twin(plan, &ledger, &whose).map(|twin| (u64::MAX, twin)));
    found.extend(set_aside(plan).into_iter().map(|path| {
        let time = modified(&path);
        (0, Remnant { path, source: Provenance::SetAside, whose: Whose::Unknown, time, commits: None })
    }));
    // A plan's own states by how far they had come; clocks go wrong.
    sort_by_key(&mut found, |(order, remnant)| {
        std::cmp::Reverse((remnant.whose == Whose::This, remnant.commits, *order, remnant.time))
    });
    found.into_iter().map(|(_, remnant)| remnant).collect()
}

fn twin(plan: &Path, ledger: &Ledger, whose: &dyn Fn(Option<&str>) -> Whose) -> Option<Remnant> {
    let path = twin_path(plan);
    let hash = hash_of_file(&path).ok()?;
    let known = ledger.twin(&name_of(&path), &hash);
    Some(Remnant {
        source: Provenance::Twin,
        whose: whose(known.map(|known| known.id.as_str())),
        time: modified(&path),
        commits: known.map(|known| known.standing.commits),
        path,
    })
}

fn modified(path: &Path) -> u64 {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_secs())
}

/// What is proposed: the newest that is this plan's and can be read. Where no note says whose anything is, the newest
/// backup, because the folder has the plan's name; never a state that is known to be another plan's.
pub fn propose(remnants: &[Remnant]) -> Option<&Remnant> {
    let is_own = |remnant: &&Remnant| remnant.whose == Whose::This;
    let is_likely = |remnant: &&Remnant| remnant.whose == Whose::Unknown && remnant.source == Provenance::Backup;
    let mut own = remnants.iter().filter(is_own).peekable();
    let is_known = own.peek().is_some() || remnants.iter().any(|remnant| remnant.whose == Whose::Another);
    own.find(|remnant| opens(remnant))
        .or_else(|| remnants.iter().filter(is_likely).find(|remnant| !is_known && opens(remnant)))
}

/// Whether a file can be read. A text is taken at its word until it is read.
fn opens(remnant: &Remnant) -> bool {
    match remnant.source {
        Provenance::Backup | Provenance::SetAside => {
            File::open(&remnant.path).is_ok_and(|file| read_private(&remnant.path, file).is_ok())
        }
        Provenance::Twin => true,
    }
}

/// Adds what is proposed to an error that says that a plan cannot be had.
fn name_proposal(error: StoreError, plan: &Path) -> StoreError {
    let proposal = || {
        let remnants = remnants(plan);
        propose(&remnants).map(|remnant| remnant.path.clone())
    };
    match error {
        StoreError::Damaged { path, reason, backup: None } => StoreError::Damaged { path, reason, backup: proposal() },
        StoreError::Foreign { path, seems, backup: None } => StoreError::Foreign { path, seems, backup: proposal() },
        StoreError::Missing { path, backup: None } => StoreError::Missing { path, backup: proposal() },
        other => other,
    }
}

/// Opens a plan file for writing, as `Store::open` does; an error says what there is instead.
pub fn open(path: &Path, opening: Opening) -> Result<(Store, LoadedFile), StoreError> {
    Store::open(path, opening).map_err(|error| name_proposal(error, path))
}

/// Reads a plan through a private copy, as `open_copy` does; an error says what there is instead.
pub fn open_to_read(path: &Path) -> Result<(LoadedFile, Copied), StoreError> {
    open_copy(path).map_err(|error| name_proposal(error, path))
}

/// Puts a backup, or any plan file, in the place of a plan. What stood there is kept beside it.
pub fn restore(plan: &Path, from: &Path) -> Result<Restored, StoreError> {
    let plan = &real(plan);
    check_free(plan)?;
    let temporary = atomic::temporary_beside(plan, Readers::NobodyYet).map_err(io_error(plan))?;
    fs::copy(from, temporary.path()).map_err(io_error(from))?;
    let copy = temporary.reopen().map_err(io_error(plan))?;
    let id = match read_private(from, copy) {
        Ok(loaded) => Some(loaded.plan_id),
        // What was set aside may come back as it was, however damaged.
        Err(_) if set_aside(plan).iter().any(|aside| same_file(aside, from)) => None,
        Err(error) => return Err(error),
    };
    let restored = put_in_place(plan, temporary)?;
    if let Some(id) = id {
        note(plan, &id, None);
    }
    Ok(restored)
}

/// Puts a plan that was read from a text in the place of a plan file. It stays that plan; its history is not in a text.
pub fn restore_content(plan: &Path, content: &Plan, from: &Path) -> Result<Restored, StoreError> {
    let plan = &real(plan);
    check_free(plan)?;
    let known = Ledger::read(plan).plan(&name_of(plan)).map(|known| known.id.clone());
    let temporary = atomic::temporary_beside(plan, Readers::NobodyYet).map_err(io_error(plan))?;
    let id = Store::fill(&temporary, plan, content, known)?;
    let restored = put_in_place(plan, temporary)?;
    note(plan, &id, (twin_path(plan) == from).then_some(from));
    Ok(restored)
}

fn check_free(plan: &Path) -> Result<(), StoreError> {
    let held = || StoreError::Held { path: plan.to_owned(), holder: Holder::of(plan) };
    let Ok(file) = File::open(plan) else { return Ok(()) };
    // redb's lock takes this one too; a system without locks has at least the note of who holds the plan.
    let is_locked = matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock));
    if is_locked || Holder::of(plan).is_some_and(|holder| holder.pid != std::process::id()) {
        return Err(held());
    }
    Ok(())
}

/// Gives a file the plan's name and mode. At no moment is there nothing of that name if there was something before.
fn put_in_place(plan: &Path, temporary: tempfile::NamedTempFile) -> Result<Restored, StoreError> {
    if let Ok(metadata) = fs::metadata(plan) {
        temporary.as_file().set_permissions(metadata.permissions()).map_err(io_error(plan))?;
    }
    temporary.as_file().sync_all().map_err(io_error(plan))?;
    let set_aside = if plan.symlink_metadata().is_ok() { Some(set_plan_aside(plan)?) } else { None };
    temporary.persist(plan).map_err(|error| io_error(plan)(atomic::plain(error.error)))?;
    atomic::sync_folder(folder(plan));
    Ok(Restored { set_aside })
}

/// So many files that were set aside are kept beside a plan.
const MOST_SET_ASIDE: u32 = 1_000;

fn set_plan_aside(plan: &Path) -> Result<PathBuf, StoreError> {
    let is_free = |path: &PathBuf| path.symlink_metadata().is_err();
    let aside = (1..=MOST_SET_ASIDE).map(|number| aside_path(plan, number)).find(is_free);
    let aside = aside.ok_or_else(|| StoreError::Exists(aside_path(plan, MOST_SET_ASIDE)))?;
    // A second name, so that the first one is never without a file; not every file system has that.
    fs::hard_link(plan, &aside).or_else(|_| fs::rename(plan, &aside)).map_err(io_error(&aside))?;
    Ok(aside)
}

fn aside_path(plan: &Path, number: u32) -> PathBuf {
    plan.with_extension(format!("damaged-{number}.lodestone"))
}

/// The files that were set aside of a plan.
fn set_aside(plan: &Path) -> Vec<PathBuf> {
    (1..=MOST_SET_ASIDE).map(|number| aside_path(plan, number)).take_while(|path| path.exists()).collect()
}

fn same_file(one: &Path, other: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|metadata| unix::identity(&metadata)).ok();
    one == other || (cfg!(unix) && identity(one).is_some() && identity(one) == identity(other))
}

/// Says in the note which plan stands there now, and that the text that it was read from is its twin.
fn note(plan: &Path, id: &str, twin: Option<&Path>) {
    let mut ledger = Ledger::read(plan);
    if let Ok(metadata) = fs::metadata(plan) {
        ledger.set_plan(NamedPlan { id: id.to_owned(), identity: unix::identity(&metadata), name: name_of(plan) });
    }
    if let Some(twin) = twin
        && let Ok(hash) = hash_of_file(twin)
    {
        let standing = Standing { commits: 0, committer: 0 };
        let (sort, id, name) = (CopySort::Twin, id.to_owned(), name_of(twin));
        ledger.add(KnownCopy { sort, id, standing, hash, name });
    }
    // The plan is in its place either way.
    let _ = ledger.write(plan);
}

/// The file itself, all links followed, or as it is called when it is not there.
fn real(plan: &Path) -> PathBuf {
    let of_folder = || {
        // What is missing still has a folder that is there.
        let folder = plan.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(fs::canonicalize(folder).ok()?.join(plan.file_name()?))
    };
    fs::canonicalize(plan).ok().or_else(of_folder).unwrap_or_else(|| plan.to_owned())
}
