//! Backups: a ring of copies in a folder beside the plan. A copy gets its name only when it has been opened and read as
//! a whole, so that whatever bears such a name was a sound plan.

use std::fs;
use std::path::{Path, PathBuf};

use super::atomic::sync_folder;
use super::beside::backups_path;
use super::engine::{Loaded, Standing, now, read_private};
use super::error::{StoreError, io_error};
use super::probe::Probe;

/// A backup of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// When it was made, in seconds since 1970.
    pub time: u64,
    /// Which commit was the plan's last.
    pub(super) standing: Standing,
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

/// The backups of a plan, newest first.
pub(super) fn list(plan: &Path) -> Vec<Backup> {
    let Ok(folder) = fs::read_dir(backups_path(plan)) else { return Vec::new() };
    let mut found: Vec<Backup> = folder.filter_map(|entry| read_name(&entry.ok()?.path())).collect();
    found.sort_by_key(|backup| std::cmp::Reverse((backup.time, backup.standing.commits)));
    found
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
    Some(Backup { path: path.to_owned(), time, standing })
}

fn stamp(time: u64) -> String {
    let second = i64::try_from(time).unwrap_or_default();
    jiff::Timestamp::from_second(second).unwrap_or_default().strftime(FORM).to_string()
}

/// Copies a plan into its ring, unless there is a backup of just that commit. Returns the backup.
pub(super) fn make(plan: &Path, standing: Standing) -> Result<PathBuf, StoreError> {
    if let Some(same) = list(plan).into_iter().find(|backup| backup.standing == standing) {
        return Ok(same.path);
    }
    let Standing { commits, committer } = standing;
    let path = copy_in(plan, &format!("{}-{commits}-{committer:016x}.lodestone", stamp(now())), Check::Opens)
        .map_err(|error| StoreError::NoBackup { path: backups_path(plan), reason: error.to_string() })?;
    thin_out(plan);
    Ok(path)
}

/// What a copy must stand before it gets its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    Opens,
    Nothing,
}

fn copy_in(plan: &Path, name: &str, check: Check) -> Result<PathBuf, StoreError> {
    let folder = backups_path(plan);
    fs::create_dir_all(&folder).map_err(io_error(&folder))?;
    let temporary = tempfile::Builder::new().suffix(".part").tempfile_in(&folder).map_err(io_error(&folder))?;
    // Copying by path lets the system share the blocks where the file system can.
    fs::copy(plan, temporary.path()).map_err(io_error(&folder))?;
    if check == Check::Opens {
        read_private(&folder.join(name), temporary.path())?;
    }
    temporary.as_file().sync_all().map_err(io_error(&folder))?;
    let path = folder.join(name);
    temporary.persist(&path).map_err(|error| io_error(&folder)(error.error))?;
    sync_folder(&folder);
    Ok(path)
}

/// What is kept before an opening writes to the file. Failures don't keep anybody from work; they are said.
pub(super) fn before_opening(probe: &Probe, loaded: &Loaded, standing: Standing) -> Vec<String> {
    let mut notes = Vec::new();
    if !probe.closed {
        match copy_in(&probe.path, &format!("not-closed-{}.lodestone", stamp(now())), Check::Nothing) {
            Ok(_) => thin_out_not_closed(&probe.path),
            Err(error) => notes.push(format!(
                "the plan was not closed the last time, and no copy could be made before its repair: {error}"
            )),
        }
    }
    let newest = list(&probe.path).first().map_or(loaded.created_at, |backup| backup.time);
    if newest.saturating_add(INTERVAL_SECS) <= now()
        && 0 < standing.commits
        && let Err(error) = make(&probe.path, standing)
    {
        notes.push(error.to_string());
    }
    notes
}

fn thin_out(plan: &Path) {
    let mut bytes = 0;
    for (at, backup) in list(plan).into_iter().enumerate() {
        bytes += fs::metadata(&backup.path).map_or(0, |metadata| metadata.len());
        if KEPT_ALWAYS <= at && (KEPT <= at || KEPT_BYTES < bytes) {
            // One that cannot be removed is tried again the next time.
            let _ = fs::remove_file(&backup.path);
        }
    }
}

fn thin_out_not_closed(plan: &Path) {
    let Ok(folder) = fs::read_dir(backups_path(plan)) else { return };
    let of_ours = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("not-closed-"))
    };
    let mut found: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).filter(of_ours).collect();
    // Their names sort by time.
    found.sort();
    for path in found.iter().rev().skip(KEPT_NOT_CLOSED) {
        let _ = fs::remove_file(path);
    }
}

/// Adds the newest backup that opens to an error that speaks of damage.
pub(super) fn name_newest(error: StoreError, plan: &Path) -> StoreError {
    match error {
        StoreError::Damaged { path, reason, backup: None } => {
            let sound = list(plan).into_iter().find(|backup| read_private(&backup.path, &backup.path).is_ok());
            StoreError::Damaged { path, reason, backup: sound.map(|backup| backup.path) }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::open::{Opening, Store};
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

    fn age(backup: &Path, seconds: u64, commits: u64) {
        let name = format!("{}-{commits}-{:016x}.lodestone", stamp(now() - seconds), 7);
        fs::rename(backup, backup.with_file_name(name)).unwrap();
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
            let backup = make(&path, standing(commits)).unwrap();
            assert_eq!(make(&path, standing(commits)).unwrap(), backup, "one of each state is enough");
            age(&backup, 100_000 - commits, commits);
        }
        let kept: Vec<u64> = list(&path).iter().map(|backup| backup.standing.commits).collect();
        assert_eq!(kept, (5..=14).rev().collect::<Vec<_>>());
    }

    #[test]
    fn openings_back_up_what_is_old_and_has_changed() {
        let (_folder, path) = plan();
        let probe = super::super::probe::probe(&path).unwrap();
        let made = |age_secs: u64, commits: u64| {
            let loaded = Loaded { created_at: now() - age_secs, ..Loaded::default() };
            assert_eq!(before_opening(&probe, &loaded, standing(commits)), Vec::<String>::new());
            list(&path).len()
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
        let kept: Vec<_> = fs::read_dir(backups_path(&path)).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!((1..=KEPT_NOT_CLOSED).contains(&kept.len()), "{kept:?}");
        assert!(kept.iter().all(|copy| fs::read(copy).unwrap() == bytes));
        assert_eq!(list(&path), Vec::new());
    }

    #[test]
    fn a_backup_that_cannot_be_made_is_said_and_keeps_nobody_from_work() {
        let (_folder, path) = plan();
        fs::write(backups_path(&path), "in the way").unwrap();
        let probe = super::super::probe::probe(&path).unwrap();
        let notes = before_opening(&probe, &Loaded::default(), standing(3));
        assert!(notes[0].contains("no backup could be made"), "{notes:?}");
        assert!(matches!(make(&path, standing(3)), Err(StoreError::NoBackup { .. })));
    }
}
