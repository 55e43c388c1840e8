//! What servers sent, kept on disk and trimmed: the oldest goes first.
//!
//! It must not know what is in the files.

use crate::sorting::sort_by_key;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

/// As much is kept.
const MOST_BYTES: u64 = 200_000_000;
/// While tiles are shown, it is looked so often how much it is.
const EVERY: Duration = Duration::from_secs(60);

/// The folder if it can be written to; without one the tiles are kept in memory only.
pub(super) fn prepare(folder: &Path, spoiled_since: Option<SystemTime>) -> Option<PathBuf> {
    fs::create_dir_all(folder).ok()?;
    if let Some(since) = spoiled_since {
        forget_since(folder, since);
    }
    tempfile::tempfile_in(folder).ok()?;
    Some(folder.to_owned())
}

/// Trims a folder until it is dropped.
pub(super) struct Trimming {
    _end: Sender<()>,
}

impl Trimming {
    /// Begins at once.
    pub(super) fn of(folder: PathBuf) -> Self {
        let (end, ended) = channel();
        // Where there is no thread to be had nothing is trimmed until the next time.
        let _ = thread::Builder::new().name("trimming tiles".to_owned()).spawn(move || {
            loop {
                trim(&folder, MOST_BYTES);
                if ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        Self { _end: end }
    }
}

/// Removes the oldest files of a folder until they are less than three quarters of `most`, if they are more than that.
fn trim(folder: &Path, most: u64) {
    let mut files = Vec::new();
    list(folder, &mut files);
    let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    if total <= most {
        return;
    }
    sort_by_key(&mut files, |(written, ..)| *written);
    for (_, bytes, path) in files {
        if total <= most / 4 * 3 {
            return;
        }
        // What cannot be removed, or has gone meanwhile, is no reason to stop.
        if fs::remove_file(path).is_ok() {
            total -= bytes;
        }
    }
}

/// Removes what was written since a time.
fn forget_since(folder: &Path, since: SystemTime) {
    let mut files = Vec::new();
    list(folder, &mut files);
    for (written, _, path) in files {
        if since <= written {
            // What cannot be removed is written over when it is asked for again.
            let _ = fs::remove_file(path);
        }
    }
}

fn list(folder: &Path, files: &mut Vec<(SystemTime, u64, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        // Links are not followed: they lead out of the folder.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            list(&entry.path(), files);
        } else if kind.is_file()
            && let Ok(metadata) = entry.metadata()
        {
            files.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_the_newest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("content/ab");
        fs::create_dir_all(&inner).unwrap();
        for number in 0..10_u64 {
            let path = inner.join(number.to_string());
            fs::write(&path, [0; 100]).unwrap();
            let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 + number);
            fs::File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
        }
        trim(folder.path(), 1_000);
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 10, "as much may stay");
        trim(folder.path(), 900);
        let mut left: Vec<_> = fs::read_dir(&inner).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["4", "5", "6", "7", "8", "9"]);
        forget_since(folder.path(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_006));
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 2, "what was written since is forgotten");
    }
}
