//! What a file is, seen from its first bytes through a handle that cannot write: ours perhaps, or what it seems to be.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::engine::{FLAGS_AT, NOT_CLOSED};
use super::error::{StoreError, io_error};
use crate::formats::files;

/// What redb files begin with.
const MAGIC: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";
/// The smallest file that redb makes has more than this.
const SMALLEST: usize = 320;

/// What the first bytes of what may be a plan say.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    /// The file itself, all links followed.
    pub path: PathBuf,
    /// Whether it was closed as it should be.
    pub closed: bool,
    /// Whether it is marked as not to be written to.
    pub write_protected: bool,
}

/// Looks at a file without touching it.
pub(super) fn probe(path: &Path) -> Result<Probe, StoreError> {
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(StoreError::Missing { path: path.to_owned(), backup: None });
        }
        Err(error) => return Err(io_error(path)(error)),
    };
    let metadata = fs::metadata(&real).map_err(io_error(path))?;
    let foreign = |seems: &str| StoreError::Foreign { path: path.to_owned(), seems: seems.to_owned(), backup: None };
    if metadata.is_dir() {
        return Err(foreign("a folder"));
    }
    if !files::is_regular(&metadata) {
        return Err(foreign("a device, a pipe or a file that the kernel makes up"));
    }
    let mut begin = Vec::new();
    let file = File::open(&real).map_err(io_error(path))?;
    file.take(4096).read_to_end(&mut begin).map_err(io_error(path))?;
    if !begin.starts_with(MAGIC) {
        return Err(foreign(&seems(&begin)));
    }
    if begin.len() < SMALLEST {
        return Err(foreign("the first bytes of a plan, the rest of which is missing"));
    }
    let flags = begin.get(FLAGS_AT).copied().unwrap_or(NOT_CLOSED);
    Ok(Probe { path: real, closed: flags & NOT_CLOSED == 0, write_protected: metadata.permissions().readonly() })
}

/// Whether a file is a plan, or was one before it was damaged: what nothing else may overwrite.
pub fn is_plan_file(path: &Path) -> bool {
    let mut begin = [0; MAGIC.len()];
    // Asked before opening, which waits for the other end of a pipe and takes from what comes through it.
    let is_regular = fs::metadata(path).is_ok_and(|metadata| files::is_regular(&metadata));
    is_regular && File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok_and(|()| begin == *MAGIC)
}

/// What well-known files begin with.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"lodestone-plan-text ", "a plan-text file, which `lodestone import` reads"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"\x89PNG", "a PNG image"),
    (b"%PDF", "a PDF file"),
    (b"\x7fELF", "a program"),
];

fn seems(begin: &[u8]) -> String {
    if begin.is_empty() {
        return "an empty file".to_owned();
    }
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| begin.starts_with(signature)) {
        return (*name).to_owned();
    }
    if begin.iter().all(|byte| *byte == 0) {
        return "a file of zeros".to_owned();
    }
    // The last letter may be cut in two at the end of what was read.
    let text = match std::str::from_utf8(begin) {
        Ok(text) => Some(text),
        Err(error) if begin.len() < error.valid_up_to() + 4 => {
            begin.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok())
        }
        Err(_) => None,
    };
    match text.map(|text| text.trim_start_matches('\u{feff}').trim_start()) {
        Some(text) if text.starts_with(['{', '[']) => "a JSON file, which `lodestone import` may read".to_owned(),
        Some(text) if text.starts_with('<') => "an XML or HTML file".to_owned(),
        Some(text) if !text.contains('\0') => "a text file".to_owned(),
        Some(_) | None => "a file of another kind".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::seems;

    #[test]
    fn files_are_called_what_they_seem_to_be() {
        for (bytes, expected) in [
            (&b""[..], "an empty file"),
            (b"lodestone-plan-text 1\n", "a plan-text file, which `lodestone import` reads"),
            (b"  {\"a\": 1}", "a JSON file, which `lodestone import` may read"),
            (b"name,city\n", "a text file"),
            ("Köl\u{e4}".as_bytes().split_last().unwrap().1, "a text file"),
            (b"\0\0\0\0", "a file of zeros"),
            (b"\xff\xd8\xff\xe0\0\0\0\0\0", "a file of another kind"),
        ] {
            assert_eq!(seems(bytes), expected, "{bytes:?}");
        }
    }
}
