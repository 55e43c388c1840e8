//! Backups: a ring of copies in a folder beside the plan. A copy gets its name only when it has been opened and read as
//! a whole, so that whatever bears such a name was a sound plan.

use std::fs;
use std::path::{Path, PathBuf};

use super::atomic::sync_folder;
use super::beside::backups_path;
use super::copy::read_private;
use super::error::{StoreError, io_error};
use super::open::{Loaded, Standing, now};
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
    let mut found: Vec<Backup> = folder.filter_map(|entry| read_name(entry.ok()?.path())).collect();
    found.sort_by_key(|backup| std::cmp::Reverse((backup.time, backup.standing.commits)));
    found
}

/// Reads `20261121T194500Z-12-00ab54a98ceb1f0a.lodestone`: when it was made, how many commits the plan then had, and who
/// had made the last one.
fn read_name(path: PathBuf) -> Option<Backup> {
    let name = path.file_name()?.to_str()?.strip_suffix(".lodestone")?;
    let (time, standing) = name.split_once('-')?;
    let (commits, committer) = standing.split_once('-')?;
    let time = jiff::civil::DateTime::strptime(FORM, time).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    let time = u64::try_from(time.timestamp().as_second()).ok()?;
    let standing = Standing { commits: commits.parse().ok()?, committer: u64::from_str_radix(committer, 16).ok()? };
    Some(Backup { path: path.clone(), time, standing })
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
    let due = newest.saturating_add(INTERVAL_SECS) <= now();
    if due
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
