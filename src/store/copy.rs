//! Reading a plan without touching it, even while another process writes to it: from a private copy, whose integrity
//! is checked like that of any file.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::backend::{Backend, Use};
use super::backup;
use super::error::{StoreError, engine, io_error};
use super::holder::Holder;
use super::open::{Loaded, engage, load, now, schema_of};
use super::probe::probe;

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
pub fn open_copy(path: &Path) -> Result<(Loaded, Copied), StoreError> {
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
            other => return Err(backup::name_newest(other, &real)),
        }
    }
}

fn read_copy(path: &Path, real: &Path) -> Result<(Loaded, Copied), StoreError> {
    let folder = tempfile::tempdir().map_err(io_error(&std::env::temp_dir()))?;
    let copy = folder.path().join("plan");
    let at = now();
    fs::copy(real, &copy).map_err(io_error(path))?;
    let loaded = read_private(path, &copy)?;
    let copied = Copied { path: path.to_owned(), at, committed_at: loaded.committed_at, holder: Holder::of(real) };
    Ok((loaded, copied))
}

/// Reads a file that nobody else uses, without writing to it. Errors speak of `shown`.
pub(super) fn read_private(shown: &Path, file: &Path) -> Result<Loaded, StoreError> {
    let opened = File::open(file).map_err(io_error(shown))?;
    let backend = Backend::holding(opened, Use::Private, None).map_err(|error| engine(shown, "read", error.into()))?;
    let db = engage(shown, &backend)?;
    schema_of(&db, shown)?;
    load(&db, shown)
}

/// The first bytes of a file, which every commit changes.
fn header(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A file that cannot be read will say so when it is copied.
    let _ = File::open(path).and_then(|file| file.take(320).read_to_end(&mut bytes));
    bytes
}
