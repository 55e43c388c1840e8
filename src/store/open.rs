//! Making and opening a plan file. Until everything about a file has been found right, nothing is written to it: redb
//! works on a file whose writes are held back, and only at the end they are let through.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::{Builder, Database};

use super::backend::{Backend, Faults, Use};
use super::baseline;
use super::commit::{Step, commit, put_plan, read_edit};
use super::engine::{Loaded, Standing, damaged, engage, load, load_error, now, read_standing, read_with, schema_of};
use super::error::{StoreError, engine, io_error};
use super::holder::{Holder, Note};
use super::probe::{Probe, identity, probe};
use super::rows::LoadError;
use super::tables::{
    COMMITS, CREATED_AT, DROPPED, FORMAT, FORMAT_KEY, HEAD, PLAN_ID, SCHEMA, SCHEMA_KEY, WORDS, put_numbers,
};
use super::{atomic, backup, beside, migrate};
use crate::edit::Edit;
use crate::model::{Cdn, Id, Plan};

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// What this program calls itself towards others who want the file.
    pub program: String,
    /// Whether backups are made.
    pub backups: bool,
    /// Makes writing fail on demand; for tests.
    pub faults: Option<Arc<Faults>>,
}

impl Default for Opening {
    fn default() -> Self {
        Self { program: "lodestone".to_owned(), backups: true, faults: None }
    }
}

/// A plan file that this process, and no other, writes to.
#[derive(Debug)]
pub struct Store {
    /// None after a commit has failed, until the file has been opened again.
    db: Option<Database>,
    path: PathBuf,
    opening: Opening,
    /// What this opening signs its commits with.
    committer: u64,
    standing: Standing,
    /// Which file it is that is open, whatever has that name now.
    identity: (u64, u64),
    /// Behind the database, so that it goes when the lock has gone.
    _note: Note,
}

/// A number that nobody else will draw.
fn draw() -> u64 {
    // The keys of a `RandomState` are random; that is all the randomness that is needed here.
    let mut hasher = std::hash::RandomState::new().build_hasher();
    hasher.write_u64(now());
    hasher.write_u32(std::process::id());
    hasher.finish()
}

/// Opens the file for writing, its writes held back.
fn connect(probe: &Probe, shown: &Path, opening: &Opening) -> Result<(Database, Backend), StoreError> {
    if probe.write_protected {
        return Err(StoreError::ReadOnly(shown.to_owned()));
    }
    let file = OpenOptions::new().read(true).write(true).open(&probe.path).map_err(|error| match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly(shown.to_owned())
        }
        _ => io_error(shown)(error),
    })?;
    let backend = Backend::holding(file, Use::Locked, opening.faults.clone())
        .map_err(|error| engine(shown, "read", error.into()))?;
    match engage(shown, &backend) {
        Ok(db) => Ok((db, backend)),
        Err(StoreError::Held { path, .. }) => Err(StoreError::Held { path, holder: Holder::of(&probe.path) }),
        Err(error) => Err(error),
    }
}

impl Store {
    /// Makes a new plan file with that content and no history. Replaces nothing.
    pub fn create(path: &Path, plan: &Plan) -> Result<(), StoreError> {
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let temporary = atomic::temporary_beside(path).map_err(io_error(path))?;
        let file = temporary.reopen().map_err(io_error(path))?;
        fill(file, plan).map_err(|error| load_error(path, "written", error))?;
        temporary.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
            _ => io_error(path)(error.error),
        })?;
        atomic::sync_folder(beside::folder(path));
        Ok(())
    }

    /// Opens a plan file for writing. A file that is not a sound plan stays byte for byte as it is.
    pub fn open(path: &Path, opening: Opening) -> Result<(Self, Loaded), StoreError> {
        let probe = probe(path)?;
        let real = probe.path.clone();
        Self::open_probed(path, probe, opening).map_err(|error| backup::name_newest(error, &real))
    }

    fn open_probed(path: &Path, probe: Probe, opening: Opening) -> Result<(Self, Loaded), StoreError> {
        let (db, backend) = connect(&probe, path, &opening)?;
        let schema = schema_of(&db, path)?;
        let mut loaded = load(&db, path)?;
        let standing = read_standing(&db, path)?;
        if opening.backups {
            loaded.notes = backup::before_opening(&probe, &loaded, standing);
        }
        if schema < SCHEMA {
            backup::make(&probe.path, standing)?;
        }
        backend.release().map_err(io_error(path))?;
        if schema < SCHEMA {
            migrate::migrate(&db, path, schema, migrate::MIGRATIONS)?;
            let notes = std::mem::take(&mut loaded.notes);
            loaded = Loaded { notes, ..load(&db, path)? };
        }
        let identity = identity(&probe.path).map_err(io_error(path))?;
        let note = Note::leave(&probe.path, &opening.program, now());
        let store =
            Self { db: Some(db), path: probe.path, opening, committer: draw(), standing, identity, _note: note };
        Ok((store, loaded))
    }

    /// The file, all links followed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How often the file has been committed to, as far as this process knows.
    pub fn commits(&self) -> u64 {
        self.standing.commits
    }

    /// Makes steps durable, all or none; they must follow on what the file has. Returns, per step, how many bytes the
    /// journal took for it. After an error the file must be opened again, by `recover`.
    pub fn commit(&mut self, steps: &[Step]) -> Result<Vec<u64>, StoreError> {
        let Some(last) = steps.last() else { return Ok(Vec::new()) };
        let db = self.db.as_ref().ok_or_else(|| self.closed())?;
        let write = || {
            // What is written to a file that has lost its name is lost.
            if identity(&self.path).ok() != Some(self.identity) {
                return Err(StoreError::Replaced(self.path.clone()));
            }
            commit(db, self.committer, steps).map_err(|error| load_error(&self.path, "written", error))
        };
        let result = catch_unwind(AssertUnwindSafe(write))
            .unwrap_or_else(|_| Err(damaged(&self.path, "its pages contradict each other")));
        if result.is_ok() {
            self.standing = Standing { commits: last.number, committer: self.committer };
        } else {
            self.db = None;
        }
        result
    }

    /// Keeps the packed snapshot of a CDN as its baseline.
    pub fn put_baseline(&mut self, cdn: Id<Cdn>, name: &str, packed: &[u8]) -> Result<(), StoreError> {
        let db = self.db.as_ref().ok_or_else(|| self.closed())?;
        let write = || {
            if identity(&self.path).ok() != Some(self.identity) {
                return Err(StoreError::Replaced(self.path.clone()));
            }
            baseline::save(db, cdn, name, packed).map_err(|error| load_error(&self.path, "written", error))
        };
        let result = catch_unwind(AssertUnwindSafe(write))
            .unwrap_or_else(|_| Err(damaged(&self.path, "its pages contradict each other")));
        if result.is_err() {
            // As after a failed commit, the file must be opened again; steps that follow say whether that went well.
            self.db = None;
            let _ = self.recover(self.standing.commits);
        }
        result
    }

    /// Opens the file again after a failed commit and says how many commits it has, of which `sent` are the last that
    /// this process has tried.
    pub fn recover(&mut self, sent: u64) -> Result<u64, StoreError> {
        if self.db.is_none() {
            let probe = probe(&self.path)?;
            let (db, backend) = connect(&probe, &self.path, &self.opening)?;
            schema_of(&db, &self.path)?;
            let found = read_standing(&db, &self.path)?;
            if !self.wrote(found, sent) {
                return Err(StoreError::Replaced(self.path.clone()));
            }
            backend.release().map_err(io_error(&self.path))?;
            self.identity = identity(&self.path).map_err(io_error(&self.path))?;
            self.standing = found;
            self.db = Some(db);
        }
        Ok(self.standing.commits)
    }

    /// Whether that last commit is this process' own, or the one that it found; `sent` is the last that it has tried.
    pub(super) fn wrote(&self, found: Standing, sent: u64) -> bool {
        let ours = found.committer == self.committer && (self.standing.commits..=sent).contains(&found.commits);
        ours || found == self.standing
    }

    /// The last commit, as far as this process knows.
    pub(super) fn standing(&self) -> Standing {
        self.standing
    }

    /// The edit of a step of the history, as it was first done.
    pub fn read_edit(&self, seq: u64) -> Result<Edit, StoreError> {
        let db = self.db.as_ref().ok_or_else(|| self.closed())?;
        read_with(db, &self.path, |txn| read_edit(txn, seq))?
            .ok_or_else(|| StoreError::NoStep { path: self.path.clone(), seq })
    }

    /// Reads the file's content as it is now.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        load(self.db.as_ref().ok_or_else(|| self.closed())?, &self.path)
    }

    /// Makes a verified backup of what the file has now, unless there is one of just that. Returns the backup.
    pub fn backup_now(&self) -> Result<PathBuf, StoreError> {
        backup::make(&self.path, self.standing)
    }

    /// Closes the file, so that the next opening need not repair it.
    pub fn close(mut self) -> Result<(), StoreError> {
        match self.db.take().map(Database::close) {
            Some(Err(error)) => Err(engine(&self.path, "written", error.into())),
            Some(Ok(())) | None => Ok(()),
        }
    }

    fn closed(&self) -> StoreError {
        StoreError::Engine { path: self.path.clone(), doing: "read", reason: "a commit has failed before".to_owned() }
    }
}

/// Writes a new plan into an empty file.
fn fill(file: File, plan: &Plan) -> Result<(), LoadError> {
    let backend = redb::backends::FileBackend::new(file).map_err(redb::Error::from)?;
    let db = Builder::new().create_with_backend(backend).map_err(redb::Error::from)?;
    let txn = db.begin_write().map_err(redb::Error::from)?;
    put_plan(&txn, plan)?;
    put_numbers(&txn, [(SCHEMA_KEY, SCHEMA), (CREATED_AT, now()), (HEAD, 0), (COMMITS, 0), (DROPPED, 0)])?;
    txn.open_table(super::tables::ENTRIES).map_err(redb::Error::from)?;
    txn.open_table(super::tables::CHUNKS).map_err(redb::Error::from)?;
    {
        let mut words = txn.open_table(WORDS).map_err(redb::Error::from)?;
        words.insert(FORMAT_KEY, FORMAT)?;
        words.insert(PLAN_ID, format!("{:016x}{:016x}", draw(), draw()).as_str())?;
    }
    txn.commit().map_err(redb::Error::from)?;
    db.close().map_err(redb::Error::from)?;
    Ok(())
}
