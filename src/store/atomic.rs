//! Writing a file so that there is always either the old or the new one, whole: a temporary file in the same folder,
//! fsync, rename, fsync of the folder. Follows a link to its file and keeps the file's mode. What is no regular file is
//! written into, as a shell would, never replaced and never read.

use std::fs::{self, File};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use super::beside::folder;
use super::{linux, unix};

/// Writes a file as a whole, in place of the one that may be there.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_like(path, bytes, None)
}

/// The same for a file that nobody may read who may not read another one.
pub(super) fn write_like(path: &Path, bytes: &[u8], like: Option<&Path>) -> io::Result<()> {
    if is_stream(path) {
        return write_into(path, bytes);
    }
    let mut replacement = Replacement::begin(path, like)?;
    replacement.write_all(bytes)?;
    replacement.finish()
}

/// A file's new content while it is written; the file stays as it is until `finish`, and where that is not reached.
#[derive(Debug)]
pub(super) struct Replacement {
    temporary: tempfile::NamedTempFile,
    target: PathBuf,
    mode: Option<fs::Permissions>,
}

impl Replacement {
    /// Begins one of a regular file or of none, which nobody may read who may not read another one.
    pub(super) fn begin(path: &Path, like: Option<&Path>) -> io::Result<Self> {
        let target = target(path)?;
        if target.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mode = mode_for(&target, like);
        if mode.as_ref().is_some_and(fs::Permissions::readonly) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is write-protected"));
        }
        let readers = if mode.is_some() { Readers::NobodyYet } else { Readers::Usual };
        let temporary = temporary_beside(&target, readers)?;
        Ok(Self { temporary, target, mode })
    }

    /// Adds to it.
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.temporary.write_all(bytes).map_err(plain)
    }

    /// Puts it in the file's place.
    pub(super) fn finish(self) -> io::Result<()> {
        let Self { temporary, target, mode } = self;
        if let Some(mode) = mode {
            temporary.as_file().set_permissions(mode)?;
        }
        temporary.as_file().sync_all()?;
        temporary.persist(&target).map_err(|error| plain(error.error))?;
        sync_folder(folder(&target));
        Ok(())
    }
}

/// Whether something is written into and not replaced: a device, a pipe, a socket, or what a process has open.
pub fn is_stream(path: &Path) -> bool {
    let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    is_special || linux::is_open_file(path)
}

fn write_into(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut stream = unix::open_stream(path)?;
    match stream.write_all(bytes).and_then(|()| stream.flush()) {
        // A reader that has seen enough ends the output, and that is all.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The mode that a file is to have: its own, but for what another one forbids; none: the usual one.
fn mode_for(target: &Path, like: Option<&Path>) -> Option<fs::Permissions> {
    let mode = |path: &Path| fs::metadata(path).map(|metadata| metadata.permissions()).ok();
    match (mode(target), like.and_then(mode)) {
        (Some(own), Some(like)) => Some(unix::stricter(&own, &like)),
        (own, like) => own.or(like),
    }
}

/// Who may read a temporary file while it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its user alone.
    NobodyYet,
    /// All whom the process' mask lets.
    Usual,
}

/// A file for the new content, in the folder where that is to be.
pub(super) fn temporary_beside(target: &Path, readers: Readers) -> io::Result<tempfile::NamedTempFile> {
    let prefix = own_prefix();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    if readers == Readers::Usual {
        unix::open_up(&mut builder);
    }
    builder.tempfile_in(folder(target)).map_err(plain)
}

const PREFIX: &str = ".lodestone-";
const SUFFIX: &str = ".part";

/// What the names of this process' temporary files begin with: its number, which a later process may have too, and
/// something that it has not.
fn own_prefix() -> String {
    static TOKEN: OnceLock<u64> = OnceLock::new();
    let token = TOKEN.get_or_init(|| std::hash::RandomState::new().build_hasher().finish());
    format!("{PREFIX}{}-{token:016x}-", std::process::id())
}

/// Where it cannot be seen whether a process lives, its files are left over when they are so old.
const LEFT_OVER: Duration = Duration::from_secs(24 * 3_600);

/// Removes temporary files of processes that are gone.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_left = entry.file_name().to_str().is_some_and(|name| is_left_over(name, &entry));
        if is_left && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // One that cannot be removed is tried again the next time.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_left_over(name: &str, entry: &fs::DirEntry) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX)) else { return false };
    let Some(pid) = rest.split_once('-').and_then(|(pid, _)| pid.parse::<u32>().ok()) else {
        // Earlier versions wrote no process into the name.
        return is_old(entry);
    };
    if pid == std::process::id() {
        return !name.starts_with(&own_prefix());
    }
    linux::lives(pid).map_or_else(|| is_old(entry), |lives| !lives)
}

fn is_old(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
    modified.and_then(|time| SystemTime::now().duration_since(time).ok()).is_some_and(|age| LEFT_OVER < age)
}

/// What the system said, without the name of a temporary file that nobody knows.
pub(super) fn plain(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() {
        return error;
    }
    let text = error.to_string();
    // As `tempfile` puts it.
    text.split_once(" at path \"").map_or(error.kind().into(), |(said, _)| io::Error::new(error.kind(), said))
}

/// Makes the names in a folder durable, where the system can.
pub(super) fn sync_folder(folder: &Path) {
    // Not every system opens folders, and the file itself is safe already.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// The file that is meant: what a link points to, even if that is not there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(next) => target = folder(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many links, one to the next"))
}

#[cfg(test)]
#[path = "atomic_tests.rs"]
mod tests;
