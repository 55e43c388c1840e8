//! Backups: a ring of copies in a folder beside the plan. A copy gets its name only when it has proved to be the plan, so
//! that whatever bears such a name was a sound plan.
//!
//! A copy is made before an opening writes to the file. It proves itself later, for whoever opens a plan waits for it: when
//! the plan rests, and before anything is committed at the latest.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::backend::HEAD_BYTES;
use super::beside::backups_path;
use super::engine::{LoadedFile, Standing, check_private, now, read_private};
use super::error::{StoreError, io_error};
use super::ledger::{CopySort, KnownCopy, Ledger, hash_of_file, name_of};
use super::probe::Probe;
use super::{atomic, unix};
use crate::sorting::{self, sort_by_key};

/// A backup of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// When it was made, in seconds since 1970.
    pub time: u64,
    /// Which commit was the plan's last.
    pub(super) standing: Standing,
    /// Which plan it is of, as far as that has been noted.
    pub(super) plan_id: Option<String>,
    /// How many backups were noted before it; none: it was made before notes were.
    order: Option<usize>,
}

/// At least so many seconds lie between two backups that openings make.
const INTERVAL_SECS: u64 = 3_600;
/// At most so many backups are kept,
const KEPT: usize = 10;
/// and at most so many bytes,
const KEPT_BYTES: u64 = 1 << 30;
/// but always so many.
const KEPT_ALWAYS: usize = 2;
/// How many copies of files that were not closed are kept.
const KEPT_NOT_CLOSED: usize = 2;

const FORM: &str = "%Y%m%dT%H%M%SZ";

/// The backups in the folder of a plan, the newest first: by the order in which they were noted, for clocks go wrong.
pub(super) fn list(plan: &Path) -> Vec<Backup> {
    list_noted(plan, &Ledger::read(plan))
}

fn list_noted(plan: &Path, ledger: &Ledger) -> Vec<Backup> {
    let Ok(folder) = fs::read_dir(backups_path(plan)) else { return Vec::new() };
    let mut found: Vec<Backup> = folder.filter_map(|entry| read_name(&entry.ok()?.path())).collect();
    for backup in &mut found {
        if let Some((order, known)) = ledger.backup(&name_of(&backup.path)) {
            (backup.order, backup.plan_id) = (Some(order), Some(known.id.clone()));
        }
    }
    sort_by_key(&mut found, |backup| std::cmp::Reverse((backup.order, backup.time, backup.standing.commits)));
    found
}

/// Notes of which plan the backups are that were made before notes were. Each is read as a whole: says how many.
fn note_unknown(plan: &Path, ledger: &mut Ledger) -> usize {
    let mut count = 0;
    for backup in list_noted(plan, ledger).into_iter().rev().filter(|backup| backup.plan_id.is_none()) {
        count += 1;
        let read = fs::File::open(&backup.path).ok().and_then(|file| read_private(&backup.path, file).ok());
        if let (Some(loaded), Ok(hash)) = (read, hash_of_file(&backup.path)) {
            let (standing, name) = (backup.standing, name_of(&backup.path));
            ledger.add(KnownCopy { sort: CopySort::Backup, id: loaded.plan_id, standing, hash, name });
        }
    }
    count
}

/// Reads `20261121T194500Z-12-00ab54a98ceb1f0a.lodestone`: when it was made, how many commits the plan then had, and who
/// had made the last one.
fn read_name(path: &Path) -> Option<Backup> {
    let name = path.file_name()?.to_str()?.strip_suffix(".lodestone")?;
    let (time, standing) = name.split_once('-')?;
    let (commits, committer) = standing.split_once('-')?;
    let time = jiff::civil::DateTime::strptime(FORM, time).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    let time = u64::try_from(time.timestamp().as_second()).ok()?;
    let standing = Standing { commits: commits.parse().ok()?, committer: u64::from_str_radix(committer, 16).ok()? };
    Some(Backup { path: path.to_owned(), time, standing, plan_id: None, order: None })
}

fn stamp(time: u64) -> String {
    let second = i64::try_from(time).unwrap_or_default();
    jiff::Timestamp::from_second(second).unwrap_or_default().strftime(FORM).to_string()
}

/// Copies a plan into its ring, unless there is a sound backup of just that commit. Returns the backup.
pub(super) fn make(plan: &Path, id: &str, standing: Standing) -> Result<PathBuf, StoreError> {
    let begun = begin(plan, id, standing).map_err(|error| no_backup(plan, error))?;
    begun.prove(plan)
}

/// A backup that has yet to prove itself. One that never does is gone when this is dropped.
#[derive(Debug)]
pub(super) struct UnprovenBackup {
    id: String,
    standing: Standing,
    copy: UnprovenCopy,
}

#[derive(Debug)]
enum UnprovenCopy {
    /// Made just now, with the plan's first bytes, which say what all others must be.
    New(NamedTempFile, Vec<u8>),
    /// A backup of just that commit that stands there.
    There(PathBuf),
}

/// Copies a plan as it is now, or finds the backup of just that commit.
fn begin(plan: &Path, id: &str, standing: Standing) -> Result<UnprovenBackup, StoreError> {
    let mut ledger = Ledger::read(plan);
    let _ = note_unknown(plan, &mut ledger);
    let is_same = |backup: &Backup| backup.standing == standing && backup.plan_id.as_deref() == Some(id);
    let copy = match list_noted(plan, &ledger).into_iter().find(is_same) {
        Some(same) => UnprovenCopy::There(same.path),
        None => copied(plan)?,
    };
    Ok(UnprovenBackup { id: id.to_owned(), standing, copy })
}

fn copied(plan: &Path) -> Result<UnprovenCopy, StoreError> {
    let temporary = copy_beside(plan)?;
    let mut head = Vec::new();
    let source = fs::File::open(plan).map_err(io_error(plan))?;
    source.take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(io_error(plan))?;
    Ok(UnprovenCopy::New(temporary, head))
}

fn no_backup(plan: &Path, error: StoreError) -> StoreError {
    match error {
        error @ StoreError::NoBackup { .. } => error,
        other => StoreError::NoBackup { path: backups_path(plan), reason: other.to_string() },
    }
}

impl UnprovenBackup {
    /// Gives the copy its name if it is the plan; a backup that stands there and has rotted is made again. Returns it.
    pub(super) fn prove(self, plan: &Path) -> Result<PathBuf, StoreError> {
        self.prove_counting(plan).map(|(path, _)| path)
    }

    /// The same; says how many backups were read as a whole for it.
    fn prove_counting(self, plan: &Path) -> Result<(PathBuf, usize), StoreError> {
        let Self { id, standing, copy } = self;
        let (temporary, head) = match copy {
            UnprovenCopy::There(path) if is_sound(&path, standing) => return Ok((path, 0)),
            UnprovenCopy::There(_) => match copied(plan).map_err(|error| no_backup(plan, error))? {
                UnprovenCopy::New(temporary, head) => (temporary, head),
                UnprovenCopy::There(path) => return Ok((path, 0)),
            },
            UnprovenCopy::New(temporary, head) => (temporary, head),
        };
        check_copy(&temporary, standing, &head).map_err(|error| no_backup(plan, error))?;
        let Standing { commits, committer } = standing;
        let name = |time: u64| format!("{}-{commits}-{committer:016x}.lodestone", stamp(time));
        // A copy of the plan may have been backed up in this very second.
        let is_free = |time: &u64| !backups_path(plan).join(name(*time)).exists();
        let begun = now();
        let time = (begun..begun + 1_000).find(is_free).unwrap_or(begun);
        // Before it has a name: else it would be one of those that are read as a whole to know whose they are.
        let mut ledger = Ledger::read(plan);
        let read = note_unknown(plan, &mut ledger);
        let path = keep(plan, temporary, &name(time)).map_err(|error| no_backup(plan, error))?;
        let hash = hash_of_file(&path).map_err(io_error(&path)).map_err(|error| no_backup(plan, error))?;
        ledger.add(KnownCopy { sort: CopySort::Backup, id: id.clone(), standing, hash, name: name_of(&path) });
        thin_out(plan, &id, &mut ledger);
        // A backup without a note is a backup all the same.
        let _ = ledger.write(plan);
        Ok((path, read))
    }
}

/// Whether a copy is the plan that it was made of: it begins with the same bytes, which hold the checksums of all that
/// the last commit left, and its pages have those checksums. What they say was read when the plan was.
fn check_copy(copy: &NamedTempFile, standing: Standing, head: &[u8]) -> Result<(), StoreError> {
    let differs = || StoreError::NoBackup {
        path: copy.path().parent().unwrap_or(copy.path()).to_owned(),
        reason: "the copy is not what was copied".to_owned(),
    };
    let mut own = Vec::new();
    let read = |own: &mut Vec<u8>| copy.reopen()?.take(head.len() as u64).read_to_end(own);
    read(&mut own).map_err(io_error(copy.path()))?;
    let found = check_private(copy.path(), copy.reopen().map_err(io_error(copy.path()))?)?;
    if own == head && found == standing { Ok(()) } else { Err(differs()) }
}

/// Copies a file into the folder of its backups, under no name yet.
fn copy_beside(plan: &Path) -> Result<NamedTempFile, StoreError> {
    let folder = backups_path(plan);
    unix::make_folder_like(&folder, plan).map_err(io_error(&folder))?;
    let inside = folder.join("copy");
    let temporary = atomic::temporary_beside(&inside, atomic::Readers::NobodyYet).map_err(io_error(&folder))?;
    // Copying by path lets the system share the blocks where the file system can.
    fs::copy(plan, temporary.path()).map_err(io_error(&folder))?;
    Ok(temporary)
}

/// Makes a copy durable and gives it its name.
fn keep(plan: &Path, temporary: NamedTempFile, name: &str) -> Result<PathBuf, StoreError> {
    let folder = backups_path(plan);
    let path = folder.join(name);
    temporary.as_file().sync_all().map_err(io_error(&folder))?;
    temporary.persist(&path).map_err(|error| io_error(&folder)(atomic::plain(error.error)))?;
    atomic::sync_folder(&folder);
    Ok(path)
}

/// What is kept before an opening writes to the file. Failures don't keep anybody from work; they are said.
pub(super) fn before_opening(
    probe: &Probe,
    loaded: &LoadedFile,
    standing: Standing,
) -> (Vec<String>, Option<UnprovenBackup>) {
    let mut notes = Vec::new();
    let mut unproven = None;
    if !probe.closed {
        let name = format!("not-closed-{}.lodestone", stamp(now()));
        match copy_beside(&probe.path).and_then(|copy| keep(&probe.path, copy, &name)) {
            Ok(_) => thin_out_not_closed(&probe.path),
            Err(error) => notes.push(format!(
                "the plan was not closed the last time, and no copy could be made before its repair: {error}"
            )),
        }
    }
    if 0 < standing.commits && is_due(&probe.path, loaded, now()) {
        match begin(&probe.path, &loaded.plan_id, standing) {
            Ok(begun) => unproven = Some(begun),
            Err(error) => notes.push(no_backup(&probe.path, error).to_string()),
        }
    }
    (notes, unproven)
}

/// Whether the newest backup is old. One from a time that is yet to come was made by a clock that was ahead.
fn is_due(plan: &Path, loaded: &LoadedFile, now: u64) -> bool {
    let of_this = |backup: &Backup| backup.plan_id.as_ref().is_none_or(|id| *id == loaded.plan_id);
    let newest = list(plan).into_iter().find(of_this).map_or(loaded.created_at, |backup| backup.time);
    now < newest || newest.saturating_add(INTERVAL_SECS) <= now
}

/// Removes what is too much of a plan's own backups; another plan's in the same folder are its own business.
fn thin_out(plan: &Path, id: &str, ledger: &mut Ledger) {
    let mut bytes = 0;
    let own = list_noted(plan, ledger).into_iter().filter(|backup| backup.plan_id.as_deref() == Some(id));
    for (at, backup) in own.enumerate() {
        bytes += fs::metadata(&backup.path).map_or(0, |metadata| metadata.len());
        if KEPT_ALWAYS <= at && (KEPT <= at || KEPT_BYTES < bytes) {
            // One that cannot be removed is tried again the next time.
            let _ = fs::remove_file(&backup.path);
        }
    }
    ledger.forget_lost(plan);
}

fn thin_out_not_closed(plan: &Path) {
    let Ok(folder) = fs::read_dir(backups_path(plan)) else { return };
    let of_ours = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("not-closed-"))
    };
    let mut found: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).filter(of_ours).collect();
    // Their names sort by time.
    sorting::sort(&mut found);
    for path in found.iter().rev().skip(KEPT_NOT_CLOSED) {
        let _ = fs::remove_file(path);
    }
}

/// Whether a backup is still what it was when that commit was the plan's last.
fn is_sound(path: &Path, standing: Standing) -> bool {
    fs::File::open(path).is_ok_and(|file| check_private(path, file).is_ok_and(|found| found == standing))
}

#[cfg(test)]
mod tests {
    use super::super::open::{Opening, Store};
    use super::super::tables::{COMMITS, COMMITTER, put_numbers};
    use super::*;
    use crate::model::Plan;

    fn standing(commits: u64) -> Standing {
        Standing { commits, committer: 7 }
    }

    /// A plan whose backups are made under false times.
    fn plan() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        Store::create(&path, &Plan::default()).unwrap();
        (folder, path)
    }

    const ID: &str = "a1";

    /// Makes so many commits the plan's last.
    fn stand(plan: &Path, commits: u64) -> Standing {
        let db = redb::Database::create(plan).unwrap();
        let txn = db.begin_write().unwrap();
        put_numbers(&txn, [(COMMITS, commits), (COMMITTER, 7)]).unwrap();
        txn.commit().unwrap();
        db.close().unwrap();
        standing(commits)
    }

    /// What an opening keeps, once it has proved itself; says what it had to say, and how many backups there are.
    fn open_and_prove(plan: &Path, loaded: &LoadedFile, standing: Standing) -> (Vec<String>, usize) {
        let probe = super::super::probe::probe(plan).unwrap();
        let (notes, unproven) = before_opening(&probe, loaded, standing);
        if let Some(unproven) = unproven {
            unproven.prove(plan).unwrap();
        }
        (notes, list(plan).len())
    }

    /// Gives a backup another time, in its name and in the note.
    fn age(backup: &Path, seconds: i64, commits: u64) -> PathBuf {
        let time = now().checked_add_signed(-seconds).unwrap();
        let name = format!("{}-{commits}-{:016x}.lodestone", stamp(time), 7);
        let note = backup.with_file_name("notes");
        let text = fs::read_to_string(&note).unwrap();
        fs::write(note, text.replace(&name_of(backup), &name)).unwrap();
        let aged = backup.with_file_name(name);
        fs::rename(backup, &aged).unwrap();
        aged
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let path = Path::new("x").join(format!("{}-12-{:016x}.lodestone", stamp(1_790_000_000), 7));
        let backup = read_name(&path).unwrap();
        assert_eq!((backup.time, backup.standing), (1_790_000_000, standing(12)));
        for other in
            ["notes.txt", "20261121T194500Z.lodestone", "not-closed-20261121T194500Z.lodestone", "x-1-2.lodestone"]
        {
            assert_eq!(read_name(Path::new(other)), None, "{other}");
        }
    }

    #[test]
    fn the_ring_keeps_the_newest() {
        let (_folder, path) = plan();
        for commits in 1..=14 {
            let backup = make(&path, ID, stand(&path, commits)).unwrap();
            assert_eq!(make(&path, ID, stand(&path, commits)).unwrap(), backup, "one of each state is enough");
            age(&backup, 100_000 - i64::try_from(commits).unwrap(), commits);
        }
        let kept: Vec<u64> = list(&path).iter().map(|backup| backup.standing.commits).collect();
        assert_eq!(kept, (5..=14).rev().collect::<Vec<_>>());
    }

    #[test]
    fn openings_back_up_what_is_old_and_has_changed() {
        let (_folder, path) = plan();
        let made = |age_secs: u64, commits: u64| {
            let loaded = LoadedFile { created_at: now() - age_secs, plan_id: ID.to_owned(), ..LoadedFile::default() };
            let (notes, backups) = open_and_prove(&path, &loaded, stand(&path, commits));
            assert_eq!(notes, Vec::<String>::new());
            backups
        };
        assert_eq!(made(10_000, 0), 0, "nothing has been done to it yet");
        assert_eq!(made(10, 3), 0, "brand-new");
        assert_eq!(made(10_000, 3), 1);
        assert_eq!(made(10_000, 4), 1, "at most one an hour");
        age(&list(&path)[0].path.clone(), 4_000, 3);
        assert_eq!(made(10_000, 3), 1, "nothing has changed");
        assert_eq!(made(10_000, 4), 2);
    }

    #[test]
    fn a_clock_that_was_ahead_does_not_stop_backups() {
        let (_folder, path) = plan();
        let loaded = LoadedFile { created_at: now() - 10_000, plan_id: ID.to_owned(), ..LoadedFile::default() };
        make(&path, ID, stand(&path, 1)).unwrap();
        age(&list(&path)[0].path.clone(), -400_000, 1);
        open_and_prove(&path, &loaded, stand(&path, 2));
        let newest = &list(&path)[0];
        assert_eq!((newest.standing.commits, newest.time <= now()), (2, true), "the newest by order, not by the clock");
        open_and_prove(&path, &loaded, stand(&path, 3));
        assert_eq!(list(&path).len(), 2, "at most one an hour");
    }

    #[test]
    fn two_plans_in_one_folder_of_backups_leave_each_other_theirs() {
        let (_folder, path) = plan();
        let other = make(&path, "b2", stand(&path, 1)).unwrap();
        let own = make(&path, ID, stand(&path, 1)).unwrap();
        assert!(other != own && other.exists(), "the same commit of another plan is another backup");
        for commits in 2..20 {
            make(&path, ID, stand(&path, commits)).unwrap();
        }
        let of = |id: &str| list(&path).iter().filter(|backup| backup.plan_id.as_deref() == Some(id)).count();
        assert_eq!((of(ID), of("b2")), (KEPT, 1));
    }

    /// To read one takes as long as opening the plan.
    #[test]
    fn only_backups_without_a_note_are_read_as_a_whole() {
        let (_folder, path) = plan();
        let prove = |standing| begin(&path, ID, standing).unwrap().prove_counting(&path).unwrap();
        let (first, read) = prove(stand(&path, 1));
        assert_eq!(read, 0, "it has just been made");
        assert_eq!(prove(stand(&path, 2)).1, 0, "there is a note");
        fs::remove_file(first.with_file_name("notes")).unwrap();
        let (newest, read) = prove(stand(&path, 3));
        assert_eq!(read, 2);
        assert_eq!(list_noted(&path, &Ledger::read(&path)).first().map(|backup| backup.path.clone()), Some(newest));
    }

    #[test]
    fn a_backup_that_has_rotted_counts_for_nothing() {
        let (_folder, path) = plan();
        let backup = make(&path, ID, stand(&path, 1)).unwrap();
        let rotten = age(&backup, 100, 1);
        fs::write(&rotten, b"rotten").unwrap();
        let again = make(&path, ID, stand(&path, 1)).unwrap();
        assert!(again != rotten && is_sound(&again, standing(1)));
    }

    #[test]
    fn a_file_that_was_not_closed_is_copied_as_it_is() {
        let (_folder, path) = plan();
        let mut bytes = fs::read(&path).unwrap();
        // The bit that redb sets while a file is open.
        bytes[9] |= 2;
        fs::write(&path, &bytes).unwrap();
        for _ in 0..3 {
            fs::write(&path, &bytes).unwrap();
            Store::open(&path, Opening::default()).unwrap().0.close().unwrap();
        }
        let kept = fs::read_dir(backups_path(&path)).unwrap().map(|entry| entry.unwrap().path());
        let kept: Vec<_> = kept.filter(|path| !path.ends_with("notes")).collect();
        assert!((1..=KEPT_NOT_CLOSED).contains(&kept.len()), "{kept:?}");
        assert!(kept.iter().all(|copy| fs::read(copy).unwrap() == bytes));
        assert_eq!(list(&path), Vec::new());
    }

    #[test]
    fn a_backup_that_cannot_be_made_is_said_and_keeps_nobody_from_work() {
        let (_folder, path) = plan();
        fs::write(backups_path(&path), "in the way").unwrap();
        let probe = super::super::probe::probe(&path).unwrap();
        let (notes, _) = before_opening(&probe, &LoadedFile::default(), standing(3));
        assert!(notes[0].contains("no backup could be made"), "{notes:?}");
        assert!(matches!(make(&path, ID, standing(3)), Err(StoreError::NoBackup { .. })));
    }

    #[test]
    fn a_copy_that_is_not_the_plan_gets_no_name() {
        let (_folder, path) = plan();
        let standing = stand(&path, 1);
        let spoil = |at: u64, bytes: &[u8]| {
            use std::io::{Seek as _, SeekFrom, Write as _};
            let begun = begin(&path, ID, standing).unwrap();
            let UnprovenCopy::New(copy, _) = &begun.copy else { panic!("there is no backup yet") };
            let mut file = copy.reopen().unwrap();
            file.seek(SeekFrom::Start(at)).unwrap();
            file.write_all(bytes).unwrap();
            begun.prove(&path)
        };
        // Its head, and a page that the last commit wrote.
        let len = fs::metadata(&path).unwrap().len();
        let sought = fs::read(&path).unwrap();
        let needle = sought.windows(9).position(|window| window == b"committer").unwrap();
        assert!((needle as u64) < len);
        assert!(spoil(70, &[7; 8]).is_err(), "another head");
        assert!(spoil(needle as u64, b"commissar").is_err(), "another page");
        assert_eq!(list(&path), Vec::new());
        assert!(spoil(needle as u64, b"committer").is_ok(), "the plan as it is");
        let left = fs::read_dir(backups_path(&path)).unwrap().count();
        assert_eq!(left, 2, "the backup and the notes: what was no backup is gone");
    }
}
