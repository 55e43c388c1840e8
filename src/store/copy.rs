//! Reading a plan without touching it, even while another process writes to it: from a private copy, whose integrity
//! is checked like that of any file.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::commit::Step;
use super::engine::{LoadedFile, Standing, now, read_private};
use super::error::{StoreError, io_error};
use super::holder::Holder;
use super::open::{Opening, Store};
use super::probe::probe;
use super::{atomic, beside};
use crate::model::Plan;

/// How old what was read is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The file that was copied.
    pub path: PathBuf,
    /// When, in seconds since 1970.
    pub at: u64,
    /// When the plan that was read had last been committed to, in seconds since 1970; 0: never since it was made.
    pub committed_at: u64,
    /// Who has the file open, so that it may go on changing.
    pub holder: Option<Holder>,
}

impl Copied {
    /// What a reader should know of the copy's age; none when nobody else has the plan open.
    pub fn note(&self) -> Option<String> {
        let holder = self.holder.as_ref()?;
        let age_secs = self.at.saturating_sub(self.committed_at);
        let age = match (self.committed_at, age_secs) {
            (0, _) => "since it was made".to_owned(),
            (_, 0..60) => format!("{age_secs} s before"),
            (_, 60..3600) => format!("{} min before", age_secs / 60),
            (_, _) => format!("{} h before", age_secs / 3600),
        };
        let last = if self.committed_at == 0 { "has not changed" } else { "was last saved" };
        Some(format!("{holder} has the plan open; this is a copy of it as it {last} {age}"))
    }
}

/// How often a file that changes under the copying hand is copied again.
const ATTEMPTS: u32 = 6;

/// Reads a plan through a private copy.
pub(super) fn open_copy(path: &Path) -> Result<(LoadedFile, Copied), StoreError> {
    let real = probe(path)?.path;
    let mut attempt = 1;
    loop {
        let before = header(&real);
        let error = match read_copy(path, &real) {
            Ok(read) => return Ok(read),
            Err(error) => error,
        };
        let restless = Holder::of(&real).is_some() || before != header(&real);
        match error {
            StoreError::Damaged { .. } if restless && attempt < ATTEMPTS => {
                thread::sleep(Duration::from_millis(20 << attempt));
                attempt += 1;
            }
            StoreError::Damaged { .. } if restless => return Err(StoreError::Restless(path.to_owned())),
            other => return Err(other),
        }
    }
}

fn read_copy(path: &Path, real: &Path) -> Result<(LoadedFile, Copied), StoreError> {
    let at = now();
    let loaded = read_private(path, private_copy(path, real)?)?;
    let copied = Copied { path: path.to_owned(), at, committed_at: loaded.committed_at, holder: Holder::of(real) };
    Ok((loaded, copied))
}

/// Copies a plan into a file without a name, which is gone when this process is, however it ends: beside the plan,
/// whose disk has room for one, or else where the system wants temporary files.
fn private_copy(path: &Path, real: &Path) -> Result<File, StoreError> {
    let mut plan = File::open(real).map_err(io_error(path))?;
    let mut tried = Vec::new();
    for folder in [beside::folder(real).to_owned(), std::env::temp_dir()] {
        let copied = plan.rewind().and_then(|()| {
            let mut copy = tempfile::tempfile_in(&folder)?;
            io::copy(&mut plan, &mut copy)?;
            Ok(copy)
        });
        match copied {
            Ok(copy) => return Ok(copy),
            Err(error) => tried.push((folder, atomic::plain(error))),
        }
    }
    Err(StoreError::NoCopy { path: path.to_owned(), tried })
}

impl Store {
    /// Makes a new plan file of what this one has and of the steps that did not get into it; where this one cannot be
    /// read, of the plan alone, without its history. Replaces nothing.
    pub fn save_copy(&self, to: &Path, steps: &[Step], plan: &Plan) -> Result<Saved, StoreError> {
        if to.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(to.to_owned()));
        }
        let sent = steps.last().map_or(self.commits(), |step| step.number);
        match copy_with_steps(self.path(), to, steps, |found| self.wrote(found, sent)) {
            Ok(()) => Ok(Saved::WithHistory),
            Err(error @ StoreError::Exists(_)) => Err(error),
            // Whatever is wrong with the file: the plan in memory is what must be saved.
            Err(_) => Self::create_like(to, plan, Some(self.path())).map(|()| Saved::PlanAlone),
        }
    }
}

/// What a saved copy has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The plan and its history.
    WithHistory,
    /// The plan; its history could not be read.
    PlanAlone,
}

fn copy_with_steps(from: &Path, to: &Path, steps: &[Step], fits: impl Fn(Standing) -> bool) -> Result<(), StoreError> {
    let temporary = atomic::temporary_beside(to, atomic::Readers::NobodyYet).map_err(io_error(to))?;
    fs::copy(from, temporary.path()).map_err(io_error(from))?;
    let opening = Opening { backups: false, ..Opening::default() };
    let (mut store, loaded) = Store::open(temporary.path(), opening)?;
    let missing: Vec<Step> = steps.iter().filter(|step| loaded.commits < step.number).cloned().collect();
    if !fits(store.standing()) {
        return Err(StoreError::Replaced(from.to_owned()));
    }
    store.commit(&missing)?;
    store.close()?;
    temporary.as_file().sync_all().map_err(io_error(to))?;
    temporary.persist_noclobber(to).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::Exists(to.to_owned()),
        _ => io_error(to)(error.error),
    })?;
    atomic::sync_folder(beside::folder(to));
    Ok(())
}

/// The first bytes of a file, which every commit changes.
fn header(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A file that cannot be read will say so when it is copied.
    let _ = File::open(path).and_then(|file| file.take(320).read_to_end(&mut bytes));
    bytes
}
