//! redb at arm's length: a database is engaged with its writes held back, its panics become errors, and what it holds is
//! read as a plan. It opens no file for writing and knows nothing of what stands beside a plan.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use redb::{Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase};

use super::backend::{Backend, FileUse};
use super::baseline::{self, Baselines};
use super::commit::read_history;
use super::error::{StoreError, engine, io_error};
use super::journal::Entry;
use super::rows::{LoadError, load_plan};
use super::tables::{
    COMMITS, COMMITTED_AT, COMMITTER, CREATED_AT, DROPPED, FORMAT, FORMAT_KEY, HEAD, PLAN_ID, SCHEMA, SCHEMA_KEY,
    number, word,
};
use crate::model::Plan;
use crate::parallel;

/// All that a file holds but the changes of its history.
#[derive(Clone, Debug, Default)]
pub struct LoadedFile {
    /// The plan.
    pub plan: Plan,
    /// The history, oldest first: steps' numbers, without gaps, and what they are.
    pub history: Vec<(u64, Entry)>,
    /// The newest step that is in force; the ones behind it have been undone.
    pub head: u64,
    /// How many steps have been dropped from the history's old end.
    pub dropped: u64,
    /// How often the file has been committed to.
    pub commits: u64,
    /// When it last was, in seconds since 1970.
    pub committed_at: u64,
    /// When it was made, in seconds since 1970.
    pub created_at: u64,
    /// What tells this plan from all others.
    pub plan_id: String,
    /// The CDNs' last snapshots.
    pub baselines: Baselines,
    /// What is worth saying about the opening, like a backup that could not be made.
    pub notes: Vec<String>,
}

/// The last commit of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub commits: u64,
    pub committer: u64,
}

/// So much of a file redb keeps in memory: the plan is in memory anyway, and the system has the file's pages at hand. A file
/// is read as a whole to verify it: what is kept of that is fresh memory, which costs more to get than the pages to read.
pub(super) const CACHE_BYTES: usize = 256 << 10;

/// Where a file says whether it was closed,
pub(super) const FLAGS_AT: usize = 9;
/// and the bit that says that it was not.
pub(super) const NOT_CLOSED: u8 = 2;

/// Now, in seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What is known of a file's pages before they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pages {
    /// Nothing: all are checked first, and a commit that is there in part is taken back.
    Unknown,
    /// That the file was closed as it should be; whether they are sound is found out beside.
    Closed,
}

/// Opens a database whose writes are held back. A panic within redb becomes an error like any other.
pub(super) fn engage(path: &Path, backend: &Backend, pages: Pages) -> Result<Database, StoreError> {
    let build = || builder(pages).create_with_backend(backend.clone());
    match catch_unwind(AssertUnwindSafe(build)) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(error)) => Err(engine(path, "read", error.into())),
        Err(_) => Err(damaged(path, "its pages contradict each other")),
    }
}

fn builder(pages: Pages) -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(pages == Pages::Unknown);
    builder
}

/// Whether all pages of a file are what its last commit left there.
///
/// redb goes through the pages twice: it compares their checksums, then finds out which are free, which a file that was
/// closed says itself. In between it asks whether to go on.
pub(super) fn are_sound(backend: &Backend) -> bool {
    let is_verified = Arc::new(AtomicBool::new(false));
    let verified = Arc::clone(&is_verified);
    let mut builder = builder(Pages::Unknown);
    builder.set_repair_callback(move |session| match session.progress() {
        begun if begun < 0.1 => {}
        progress => {
            // Half-way it has them all; before that it has found one that is not, and tries an older commit.
            verified.store(0.5 < progress, Ordering::Release);
            session.abort();
        }
    });
    let build = || backend.view().map(|view| builder.create_with_backend(view));
    match catch_unwind(AssertUnwindSafe(build)) {
        Ok(Ok(Err(DatabaseError::RepairAborted))) => is_verified.load(Ordering::Acquire),
        // Nothing was ever committed to it.
        Ok(Ok(Ok(_))) => true,
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => false,
    }
}

pub(super) fn damaged(path: &Path, reason: impl Into<String>) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), reason: reason.into(), backup: None }
}

pub(super) fn load_error(path: &Path, doing: &'static str, error: LoadError) -> StoreError {
    match error {
        LoadError::Engine(error) => engine(path, doing, error),
        LoadError::Unreadable(reason) => damaged(path, reason),
    }
}

/// Starts reading, and catches panics while it goes on.
pub(super) fn read_with<R>(
    db: &Database,
    path: &Path,
    read: impl FnOnce(&ReadTransaction) -> Result<R, LoadError>,
) -> Result<R, StoreError> {
    let run = || read(&db.begin_read().map_err(redb::Error::from)?);
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => result.map_err(|error| load_error(path, "read", error)),
        Err(_) => Err(damaged(path, "its pages contradict each other")),
    }
}

/// Checks that a database is a plan of a schema that we know; says which.
pub(super) fn schema_of(db: &Database, path: &Path) -> Result<u64, StoreError> {
    let (format, schema) = read_with(db, path, |txn| Ok((word(txn, FORMAT_KEY)?, number(txn, SCHEMA_KEY)?)))?;
    if format.as_deref() != Some(FORMAT) {
        let seems = "a redb database of another program".to_owned();
        return Err(StoreError::Foreign { path: path.to_owned(), seems, backup: None });
    }
    match schema {
        Some(found) if SCHEMA < found => Err(StoreError::Newer { path: path.to_owned(), found, known: SCHEMA }),
        Some(found) if 0 < found => Ok(found),
        Some(_) | None => Err(damaged(path, "it does not say which schema it has")),
    }
}

/// Reads everything but the changes of the history.
pub(super) fn load(db: &Database, path: &Path) -> Result<LoadedFile, StoreError> {
    read_with(db, path, |txn| {
        let get = |key: &str| number(txn, key).map(Option::unwrap_or_default);
        let plan = load_plan(txn)?;
        let baselines = baseline::load(txn, &plan)?;
        let loaded = LoadedFile {
            plan,
            history: read_history(txn)?,
            head: get(HEAD)?,
            dropped: get(DROPPED)?,
            commits: get(COMMITS)?,
            committed_at: get(COMMITTED_AT)?,
            created_at: get(CREATED_AT)?,
            plan_id: word(txn, PLAN_ID)?.unwrap_or_default(),
            baselines,
            notes: Vec::new(),
        };
        check_history(&loaded)?;
        Ok(loaded)
    })
}

fn check_history(loaded: &LoadedFile) -> Result<(), LoadError> {
    let numbers = loaded.history.iter().map(|(seq, _)| *seq);
    let gap = numbers.clone().zip(numbers.skip(1)).any(|(seq, next)| seq + 1 != next);
    let (first, last) = match (loaded.history.first(), loaded.history.last()) {
        (Some((first, _)), Some((last, _))) => (*first, *last),
        (None, _) | (_, None) => (loaded.head + 1, loaded.head),
    };
    if gap || loaded.head + 1 < first || last < loaded.head {
        return Err(LoadError::Unreadable("its history has gaps".to_owned()));
    }
    Ok(())
}

pub(super) fn read_standing(db: &Database, path: &Path) -> Result<Standing, StoreError> {
    read_with(db, path, |txn| {
        Ok(Standing {
            commits: number(txn, COMMITS)?.unwrap_or_default(),
            committer: number(txn, COMMITTER)?.unwrap_or_default(),
        })
    })
}

/// Reads a file that was closed as it should be, and checks its pages beside that. None when anything is wrong with it:
/// then it is to be opened with all checks, which say what.
pub(super) fn load_closed(db: &Database, path: &Path, backend: &Backend) -> Option<(u64, LoadedFile)> {
    let schema = schema_of(db, path).ok()?;
    let (loaded, are_sound) = parallel::join(|| load(db, path).ok(), || are_sound(backend));
    loaded.filter(|_| are_sound).map(|loaded| (schema, loaded))
}

/// Reads a file that nobody else uses, without writing to it. Errors speak of `shown`.
pub(super) fn read_private(shown: &Path, file: File) -> Result<LoadedFile, StoreError> {
    let backend = hold_private(shown, file)?;
    let quick = engage(shown, &backend, Pages::Closed).ok().and_then(|db| load_closed(&db, shown, &backend));
    if let Some((_, loaded)) = quick {
        return Ok(loaded);
    }
    let view = backend.view().map_err(io_error(shown))?;
    let db = engage(shown, &view, Pages::Unknown)?;
    schema_of(&db, shown)?;
    load(&db, shown)
}

/// Checks the pages of a file that nobody else uses, without reading what they say; says what its last commit was.
pub(super) fn check_private(shown: &Path, file: File) -> Result<Standing, StoreError> {
    check_held(shown, &hold_private(shown, file)?)
}

fn check_held(shown: &Path, backend: &Backend) -> Result<Standing, StoreError> {
    // A file that was not closed is told by this bit, and redb goes through it before it is asked anything.
    let is_closed = backend.head().is_ok_and(|head| head.get(FLAGS_AT).is_some_and(|flags| flags & NOT_CLOSED == 0));
    if is_closed && are_sound(backend) {
        let db = engage(shown, backend, Pages::Closed)?;
        schema_of(&db, shown)?;
        return read_standing(&db, shown);
    }
    // What is wrong with it, or that nothing is.
    let db = engage(shown, &backend.view().map_err(io_error(shown))?, Pages::Unknown)?;
    schema_of(&db, shown)?;
    read_standing(&db, shown)
}

fn hold_private(shown: &Path, file: File) -> Result<Backend, StoreError> {
    Backend::hold_file(file, FileUse::Private, None).map_err(|error| engine(shown, "read", error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Delta, Edit};
    use crate::model::Division;
    use crate::store::{Faults, Store};

    fn plan_of(count: u64) -> Plan {
        let division = |at| Division { name: format!("division-{at:0300}"), ..Division::default() };
        let plan = Plan::default();
        let divisions = (0..count).map(|at| Delta::added(plan.fresh_id(at), division(at)).into());
        plan.applying(&Edit::new("", divisions.collect())).unwrap()
    }

    /// Once to find the plan in them, and once to know that they are sound.
    #[test]
    fn an_opening_reads_every_page_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        Store::create(&path, &plan_of(20_000)).unwrap();
        let length = std::fs::metadata(&path).unwrap().len();
        assert!(CACHE_BYTES as u64 * 2 < length, "{length} bytes don't tell");
        let faults = Arc::new(Faults::default());
        let file = File::open(&path).unwrap();
        let backend = Backend::hold_file(file, FileUse::Private, Some(Arc::clone(&faults))).unwrap();
        let mut before = 0;
        let mut read = |what: &str, most: u64| {
            let bytes = faults.bytes_read() - before;
            before += bytes;
            assert!(bytes <= most, "{what} read {bytes} bytes of {length}");
        };
        let db = engage(&path, &backend, Pages::Closed).unwrap();
        // A redb that is built for debugging goes through all pages for its own assertions.
        read("the engine", if cfg!(debug_assertions) { length } else { length / 20 });
        assert_eq!(load(&db, &path).unwrap().plan.divisions().len(), 20_000);
        read("the plan", length * 11 / 10);
        assert!(are_sound(&backend));
        read("the check", length * 11 / 10);
    }

    /// A backup is proved by this, before anything is written.
    #[test]
    fn a_check_reads_every_page_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        Store::create(&path, &plan_of(20_000)).unwrap();
        let length = std::fs::metadata(&path).unwrap().len();
        let faults = Arc::new(Faults::default());
        let file = File::open(&path).unwrap();
        let backend = Backend::hold_file(file, FileUse::Private, Some(Arc::clone(&faults))).unwrap();
        assert_eq!(check_held(&path, &backend).unwrap().commits, 0);
        let read = faults.bytes_read();
        // A redb that is built for debugging goes through all pages for its own assertions.
        let most = if cfg!(debug_assertions) { length * 21 / 10 } else { length * 12 / 10 };
        assert!(read <= most, "the check read {read} bytes of {length}");
    }

    /// One damaged byte in every page: what is taken for sound is so after all checks too, and holds the same plan.
    #[test]
    fn no_damage_passes_for_sound() {
        const PAGE: usize = 4_096;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let plan = plan_of(2_000);
        Store::create(&path, &plan).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let damaged = folder.path().join("damaged.lodestone");
        let (mut found, mut passed) = (0, 0);
        for page in (0..bytes.len()).step_by(PAGE) {
            // The first page is the file's own, of which each part has its own meaning.
            for at in if page == 0 { (64..320).step_by(8).collect() } else { vec![page + 37] } {
                let mut bytes = bytes.clone();
                bytes[at] ^= 0x10;
                std::fs::write(&damaged, &bytes).unwrap();
                let private = |pages| {
                    let backend = hold_private(&damaged, File::open(&damaged).unwrap())?;
                    Ok::<_, StoreError>((engage(&damaged, &backend, pages)?, backend))
                };
                let Ok((db, backend)) = private(Pages::Closed) else { continue };
                match load_closed(&db, &damaged, &backend) {
                    None => found += 1,
                    Some((_, loaded)) => {
                        passed += 1;
                        let (db, _backend) = private(Pages::Unknown).unwrap();
                        let checked = load(&db, &damaged).unwrap().plan;
                        assert!(loaded.plan.same_content(&checked) && loaded.plan.same_content(&plan), "byte {at}");
                    }
                }
            }
        }
        assert!(10 < found && 0 < passed, "{found} found, {passed} passed");
    }
}
