//! Making and opening a plan file. Until everything about a file has been found right, nothing is written to it: redb
//! works on a file whose writes are held back, and only at the end they are let through.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::{Builder, Database, StorageBackend as _};
use tempfile::NamedTempFile;

use super::atomic::{self, Readers};
use super::backend::{Backend, FileUse};
use super::backup::UnprovenBackup;
use super::baseline;
use super::commit::{Step, commit, put_plan, read_edit};
use super::engine::{
    LoadedFile, Pages, Standing, damaged, engage, load, load_closed, load_error, now, read_standing, read_with,
    schema_of,
};
use super::error::{StoreError, engine, io_error};
use super::faults::Faults;
use super::footprint::Footprint;
use super::holder::{Holder, Note};
use super::ledger::{self, Ledger, NamedPlan};
use super::probe::{Probe, probe};
use super::rows::LoadError;
use super::tables::{
    COMMITS, CREATED_AT, DROPPED, FORMAT, FORMAT_KEY, HEAD, PLAN_ID, SCHEMA, SCHEMA_KEY, WORDS, put_numbers,
};
use super::twin::{self, Author, TwinBase, TwinDraft, TwinError, TwinText, TwinWork};
use super::{backup, beside, migrate, unix};
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
    /// What tells the plan from all others.
    plan_id: String,
    /// What this opening signs its commits with.
    committer: u64,
    standing: Standing,
    /// The file that is open, as it was after the last sync.
    footprint: Footprint,
    backend: Backend,
    /// The text twin that the next one is made of.
    twin: TwinBase,
    /// The backup that the opening has made, as long as it has not proved to be one.
    unproven: Option<UnprovenBackup>,
    /// What is worth saying of that.
    notes: Vec<String>,
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

/// An id that no other plan has.
fn draw_id() -> String {
    format!("{:016x}{:016x}", draw(), draw())
}

/// Gives a plan that is a copy of one beside it an id of its own, and notes which one it had.
fn rename_plan(db: &Database, path: &Path, former: &str) -> Result<String, LoadError> {
    let id = draw_id();
    let txn = db.begin_write().map_err(redb::Error::from)?;
    txn.open_table(WORDS).map_err(redb::Error::from)?.insert(PLAN_ID, id.as_str())?;
    txn.commit().map_err(redb::Error::from)?;
    let mut ledger = Ledger::read(path);
    ledger.add_former(&id, former);
    let _ = ledger.write(path);
    Ok(id)
}

/// Opens the file for writing, its writes held back.
fn connect(probe: &Probe, shown: &Path, opening: &Opening, pages: Pages) -> Result<(Database, Backend), StoreError> {
    if probe.write_protected {
        return Err(StoreError::ReadOnly(shown.to_owned()));
    }
    let file = OpenOptions::new().read(true).write(true).open(&probe.path).map_err(|error| match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly(shown.to_owned())
        }
        _ => io_error(shown)(error),
    })?;
    let backend = Backend::hold_file(file, FileUse::Locked, opening.faults.clone())
        .map_err(|error| engine(shown, "read", error.into()))?;
    let engaged = engage(shown, &backend, pages);
    if backend.has_no_locks() {
        return Err(StoreError::NoLocks(shown.to_owned()));
    }
    match engaged {
        Ok(db) => Ok((db, backend)),
        Err(StoreError::Held { path, .. }) => Err(StoreError::Held { path, holder: Holder::of(&probe.path) }),
        Err(error) => Err(error),
    }
}

/// A file that is open, its writes held back, and what it holds.
struct Connected {
    db: Database,
    backend: Backend,
    schema: u64,
    loaded: LoadedFile,
}

/// Opens the file and reads it. The pages of one that was closed are checked while it is read; whatever is wrong with it is
/// found out by checking them first.
fn connect_and_load(probe: &Probe, shown: &Path, opening: &Opening) -> Result<Connected, StoreError> {
    if probe.closed {
        let (db, backend) = match connect(probe, shown, opening, Pages::Closed) {
            Ok(connected) => connected,
            Err(StoreError::Damaged { .. } | StoreError::Engine { .. }) => {
                connect(probe, shown, opening, Pages::Unknown)?
            }
            Err(error) => return Err(error),
        };
        if let Some((schema, loaded)) = load_closed(&db, shown, &backend) {
            return Ok(Connected { db, backend, schema, loaded });
        }
    }
    let (db, backend) = connect(probe, shown, opening, Pages::Unknown)?;
    let schema = schema_of(&db, shown)?;
    let loaded = load(&db, shown)?;
    Ok(Connected { db, backend, schema, loaded })
}

impl Store {
    /// Makes a new plan file with that content and no history. Replaces nothing.
    pub fn create(path: &Path, plan: &Plan) -> Result<(), StoreError> {
        Self::create_like(path, plan, None)
    }

    /// The same with the mode of another file.
    pub fn create_like(path: &Path, plan: &Plan, like: Option<&Path>) -> Result<(), StoreError> {
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let mode = like.and_then(|like| std::fs::metadata(like).ok()).map(|metadata| metadata.permissions());
        let readers = if mode.is_some() { Readers::NobodyYet } else { Readers::Usual };
        let temporary = atomic::temporary_beside(path, readers).map_err(io_error(path))?;
        Self::fill(&temporary, path, plan, None)?;
        if let Some(mode) = mode {
            temporary.as_file().set_permissions(mode).map_err(io_error(path))?;
        }
        temporary.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
            _ => io_error(path)(atomic::plain(error.error)),
        })?;
        atomic::sync_folder(beside::folder(path));
        Ok(())
    }

    /// Writes a new plan into an empty file that is to be `path`; returns the plan's id, which is the given one or new.
    pub(super) fn fill(
        file: &NamedTempFile,
        path: &Path,
        plan: &Plan,
        id: Option<String>,
    ) -> Result<String, StoreError> {
        let id = id.unwrap_or_else(draw_id);
        let file = file.reopen().map_err(io_error(path))?;
        fill(file, plan, &id).map_err(|error| load_error(path, "written", error))?;
        Ok(id)
    }

    /// Opens a plan file for writing. A file that is not a sound plan stays byte for byte as it is.
    pub fn open(path: &Path, opening: Opening) -> Result<(Self, LoadedFile), StoreError> {
        Self::open_probed(path, probe(path)?, opening)
    }

    fn open_probed(path: &Path, probe: Probe, opening: Opening) -> Result<(Self, LoadedFile), StoreError> {
        let Connected { mut db, mut backend, schema, mut loaded } = connect_and_load(&probe, path, &opening)?;
        let standing = read_standing(&db, path)?;
        let mut unproven = None;
        if opening.backups {
            (loaded.notes, unproven) = backup::before_opening(&probe, &loaded, standing);
        }
        if schema < SCHEMA {
            backup::make(&probe.path, &loaded.plan_id, standing)?;
        }
        if !probe.closed {
            // Whoever had it open may have been told of a failed sync, after which what is read here is no proof of
            // what the disk has. Once that is one, the file is read anew.
            backend.rewrite().map_err(io_error(path))?;
            drop(db);
            (db, backend) = connect(&probe, path, &opening, Pages::Unknown)?;
            let notes = std::mem::take(&mut loaded.notes);
            loaded = LoadedFile { notes, ..load(&db, path)? };
        }
        backend.release().map_err(io_error(path))?;
        if schema < SCHEMA {
            migrate::migrate(&db, path, schema, migrate::MIGRATIONS)?;
            let notes = std::mem::take(&mut loaded.notes);
            loaded = LoadedFile { notes, ..load(&db, path)? };
        }
        let standing = read_standing(&db, path)?;
        if opening.backups && ledger::has_double(&probe.path, &loaded.plan_id) {
            loaded.plan_id =
                rename_plan(&db, &probe.path, &loaded.plan_id).map_err(|error| load_error(path, "written", error))?;
        }
        atomic::sweep(beside::folder(&probe.path));
        atomic::sweep(&beside::backups_path(&probe.path));
        let footprint = Footprint::take(&probe.path, &backend).map_err(io_error(path))?;
        let note = Note::leave(&probe.path, &opening.program, now());
        let (path, db, committer, plan_id) = (probe.path, Some(db), draw(), loaded.plan_id.clone());
        let notes = Vec::new();
        let twin = TwinBase::Opened(standing);
        let store = Self {
            db,
            path,
            opening,
            plan_id,
            committer,
            standing,
            footprint,
            backend,
            twin,
            unproven,
            notes,
            _note: note,
        };
        if store.opening.backups {
            store.note_opening();
        }
        Ok((store, loaded))
    }

    /// Takes note of which plan it is that stands here, and of a text twin that is newer than it.
    fn note_opening(&self) {
        let Ok(metadata) = std::fs::metadata(&self.path) else { return };
        let mut ledger = Ledger::read(&self.path);
        let (id, name) = (self.plan_id.clone(), ledger::name_of(&self.path));
        let is_news = ledger.set_plan(NamedPlan { id, identity: unix::identity(&metadata), name });
        if twin::look(self.author(), &mut ledger) || is_news {
            // Where nothing can be written beside the plan, less is known later; that keeps nobody from work.
            let _ = ledger.write(&self.path);
        }
    }

    fn author(&self) -> Author<'_> {
        Author { plan: &self.path, id: &self.plan_id, standing: self.standing }
    }

    /// Writes the text twin beside the file, unless what stands there is not this plan's or is newer. A draft, if there is
    /// one, is the whole text.
    pub fn put_twin(&mut self, text: TwinText<'_>, draft: Option<TwinDraft>) -> Result<(), TwinError> {
        self.put_twin_counting(text, draft).map(drop)
    }

    /// The same; says what it took.
    pub(super) fn put_twin_counting(
        &mut self,
        text: TwinText<'_>,
        draft: Option<TwinDraft>,
    ) -> Result<TwinWork, TwinError> {
        let (hash, work) = twin::put(self.author(), text, &self.twin, draft)?;
        self.twin = TwinBase::Put(hash);
        Ok(work)
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
        let committer = self.committer;
        let sizes = self.write(|db| commit(db, committer, steps))?;
        self.standing = Standing { commits: last.number, committer };
        Ok(sizes)
    }

    /// Keeps the packed snapshot of a CDN as its baseline.
    pub fn put_baseline(&mut self, cdn: Id<Cdn>, name: &str, packed: &[u8]) -> Result<(), StoreError> {
        let result = self.write(|db| baseline::save(db, cdn, name, packed));
        if result.is_err() {
            // As after a failed commit, the file must be opened again; steps that follow say whether that went well.
            let _ = self.recover(self.standing.commits);
        }
        result
    }

    /// Whether a backup that the opening has made has yet to prove itself.
    pub fn has_unproven_backup(&self) -> bool {
        self.unproven.is_some()
    }

    /// Looks whether the backup that the opening has made is one, and keeps it then. It takes as long as reading the file;
    /// done before anything is committed at the latest, better as soon as nobody waits.
    pub fn prove_backup(&mut self) {
        let proved = self.unproven.take().map(|unproven| unproven.prove(&self.path));
        if let Some(Err(error)) = proved {
            self.notes.push(error.to_string());
        }
    }

    /// What is worth saying since this was last asked.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Writes to the file, as long as it is what it was after the last sync and is what was written after this one.
    /// After an error it is open no longer.
    fn write<R>(&mut self, write: impl FnOnce(&Database) -> Result<R, LoadError>) -> Result<R, StoreError> {
        self.prove_backup();
        let db = self.db.as_ref().ok_or_else(|| self.closed())?;
        let run = || {
            self.footprint.check(&self.path, &self.backend)?;
            let written = write(db).map_err(|error| load_error(&self.path, "written", error))?;
            let is_ours = self.backend.has_own_head().map_err(io_error(&self.path))?;
            if !is_ours {
                return Err(StoreError::Changed(self.path.clone()));
            }
            Ok((written, Footprint::take(&self.path, &self.backend).map_err(io_error(&self.path))?))
        };
        let result = catch_unwind(AssertUnwindSafe(run))
            .unwrap_or_else(|_| Err(damaged(&self.path, "its pages contradict each other")));
        match result {
            Ok((written, footprint)) => {
                self.footprint = footprint;
                Ok(written)
            }
            Err(error) => {
                // A file that has changed is another's, and one with a failed sync is to be repaired when it is opened.
                self.backend.bar();
                self.db = None;
                // The lock must not outlive the database; where it cannot be given back it goes with the file.
                let _ = self.backend.close();
                Err(error)
            }
        }
    }

    /// Opens the file again after a failed commit and says how many commits it has, of which `sent` are the last that
    /// this process has tried. What it has is written once more before that is believed.
    pub fn recover(&mut self, sent: u64) -> Result<u64, StoreError> {
        if self.db.is_none() {
            let (_, db, backend) = self.connect_own(sent)?;
            backend.rewrite().map_err(io_error(&self.path))?;
            drop((db, backend));
            let (found, db, backend) = self.connect_own(sent)?;
            backend.release().map_err(io_error(&self.path))?;
            self.footprint = Footprint::take(&self.path, &backend).map_err(io_error(&self.path))?;
            (self.standing, self.backend, self.db) = (found, backend, Some(db));
        }
        Ok(self.standing.commits)
    }

    /// Opens the file again if it is still the one that this process wrote to; says what its last commit was.
    fn connect_own(&self, sent: u64) -> Result<(Standing, Database, Backend), StoreError> {
        let probe = probe(&self.path)?;
        let (db, backend) = connect(&probe, &self.path, &self.opening, Pages::Unknown)?;
        schema_of(&db, &self.path)?;
        let found = read_standing(&db, &self.path)?;
        if !self.wrote(found, sent) {
            return Err(StoreError::Replaced(self.path.clone()));
        }
        Ok((found, db, backend))
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
        let read = || read_with(db, &self.path, |txn| read_edit(txn, seq));
        self.backend.only_read(read)?.ok_or_else(|| StoreError::NoStep { path: self.path.clone(), seq })
    }

    /// Reads the file's content as it is now.
    pub fn load(&self) -> Result<LoadedFile, StoreError> {
        let db = self.db.as_ref().ok_or_else(|| self.closed())?;
        self.backend.only_read(|| load(db, &self.path))
    }

    /// Makes a verified backup of what the file has now, unless there is one of just that. Returns the backup.
    pub fn backup_now(&self) -> Result<PathBuf, StoreError> {
        backup::make(&self.path, &self.plan_id, self.standing)
    }

    /// Closes the file, so that the next opening need not repair it. All that was committed is in it either way.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.prove_backup();
        if self.db.is_some() {
            self.footprint.check(&self.path, &self.backend)?;
        }
        match self.db.take().map(Database::close) {
            Some(Err(_)) => {
                // What the failed closing has left must be written once more, as after a failed commit.
                self.recover(self.standing.commits)?;
                let closed = self.db.take().map_or(Ok(()), Database::close);
                closed.map_err(|error| engine(&self.path, "written", error.into()))
            }
            Some(Ok(())) | None => Ok(()),
        }
    }

    fn closed(&self) -> StoreError {
        StoreError::Engine { path: self.path.clone(), doing: "read", reason: "a commit has failed before".to_owned() }
    }
}

impl Drop for Store {
    /// Closes the file, unless it has become another's.
    fn drop(&mut self) {
        if self.db.is_some() && self.footprint.check(&self.path, &self.backend).is_err() {
            self.backend.bar();
        }
    }
}

/// Writes a new plan into an empty file.
fn fill(file: File, plan: &Plan, id: &str) -> Result<(), LoadError> {
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
        words.insert(PLAN_ID, id)?;
    }
    txn.commit().map_err(redb::Error::from)?;
    db.close().map_err(redb::Error::from)?;
    Ok(())
}
