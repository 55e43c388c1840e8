//! The files that an import names: found in folders, bounded in size, safe against loops of links and against what is
//! no file at all. It knows no format.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::linux;
use crate::sorting::sort_by_key;

/// How many bytes a file may have.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// How deep folders are followed below the one that the user named.
const MAX_DEPTH: usize = 16;

/// How many files one import looks at.
const MAX_FILES: usize = 100_000;

/// What stands for standard input on the command line.
const STANDARD_INPUT: &str = "-";

/// What it is called in messages.
pub const STANDARD_INPUT_NAME: &str = "standard input";

/// Why a file cannot be had.
#[derive(Debug, Error)]
pub enum FileError {
    /// It is not there, or may not be read.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is larger than any file of its kind.
    #[error("is larger than {} MiB: split it", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// It is a device, a pipe, a socket or made up by the kernel, and may never end.
    #[error("is no regular file: give a file, a folder, or - for standard input")]
    NotAFile,
    /// Folders within folders, deeper than anybody makes them.
    #[error("holds folders more than {MAX_DEPTH} deep: name the inner folder")]
    TooDeep,
    /// A link that leads back to where it is.
    #[error("is a link back to a folder that it is in: remove the link, or name the files")]
    Loop,
    /// More files than anybody imports.
    #[error("holds more than {MAX_FILES} files: name fewer")]
    TooMany,
}

/// So many bytes are the beginning of a file.
const BEGINNING_BYTES: u64 = 4_096;

/// A file that is to be read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// As the user named it, or its path below the folder that the user named.
    pub name: Arc<str>,
    /// The name of the folder that it is in; empty when there is none.
    pub folder: String,
    /// Its own name without the ending; empty for standard input.
    pub stem: String,
    /// Whether the user named it, and not only a folder around it.
    pub named: bool,
    path: Option<PathBuf>,
    content: Option<Vec<u8>>,
}

/// A path that gives no file, and why.
#[derive(Debug)]
pub struct Unusable {
    /// As `InputFile::name`.
    pub name: Arc<str>,
    /// Why.
    pub error: FileError,
}

/// What paths lead to.
#[derive(Debug)]
pub struct Files {
    /// What is to be read.
    pub sources: Vec<InputFile>,
    /// What cannot be had.
    pub unusable: Vec<Unusable>,
    /// The names of files in folders that are not wanted.
    pub passed: Vec<String>,
}

/// Finds the files that paths name: files as they are, of folders what `wanted` says of the file name, in the order of
/// their names. `-` is standard input. Hidden files and folders are passed over.
pub fn find(paths: &[PathBuf], wanted: &dyn Fn(&str) -> bool) -> Files {
    let mut finding =
        FileSearch { wanted, seen: HashSet::new(), found: Vec::new(), unusable: Vec::new(), passed: Vec::new() };
    for path in paths {
        finding.named(path);
    }
    Files { sources: finding.found, unusable: finding.unusable, passed: finding.passed }
}

impl InputFile {
    /// The same with its bytes at hand, so that a stream too can be looked at before it is read.
    pub fn loaded(mut self) -> Result<Self, FileError> {
        self.content = Some(self.read()?.into_owned());
        Ok(self)
    }

    /// The same with its bytes at hand where they can be had and are not more; where not, whoever reads it is told why.
    #[must_use]
    pub fn fetched(mut self, most: usize) -> Self {
        if self.content.is_none()
            && let Some(path) = &self.path
            && fs::metadata(path).is_ok_and(|metadata| metadata.len() <= most as u64)
        {
            self.content = read_file(path).ok();
        }
        self
    }

    /// The same without bytes that can be read again, so that many large files don't fill the memory together.
    #[must_use]
    pub fn unloaded(mut self) -> Self {
        if self.path.is_some() {
            self.content = None;
        }
        self
    }

    /// Its first bytes, a few thousand, of a regular file that is not at hand yet; none: it is to be loaded.
    pub fn beginning(&self) -> Option<Vec<u8>> {
        let path = self.path.as_ref().filter(|_| self.content.is_none())?;
        let metadata = fs::metadata(path).ok().filter(is_regular)?;
        if MAX_BYTES < metadata.len() {
            return None;
        }
        let mut begin = Vec::new();
        File::open(path).ok()?.take(BEGINNING_BYTES).read_to_end(&mut begin).ok()?;
        Some(begin)
    }

    /// The file itself and how many bytes it has, where these are more than so many, none are at hand, and none of what may
    /// be read is beyond them.
    pub fn opened(&self, more_than: usize) -> Option<(File, usize)> {
        let path = self.path.as_ref().filter(|_| self.content.is_none())?;
        let bytes = fs::metadata(path).ok().filter(is_regular)?.len();
        let bytes = usize::try_from(bytes).ok().filter(|_| bytes <= MAX_BYTES)?;
        if more_than < bytes { Some((File::open(path).ok()?, bytes)) } else { None }
    }

    /// The bytes at hand; none before `loaded`.
    pub fn bytes(&self) -> &[u8] {
        self.content.as_deref().unwrap_or_default()
    }

    /// Its bytes.
    pub fn read(&self) -> Result<Cow<'_, [u8]>, FileError> {
        match (&self.content, &self.path) {
            (Some(content), _) => Ok(Cow::Borrowed(content)),
            (None, Some(path)) => read_file(path).map(Cow::Owned),
            (None, None) => read_standard_input().map(Cow::Owned),
        }
    }
}

/// Reads what comes on standard input, at most `MAX_BYTES`.
pub fn read_standard_input() -> Result<Vec<u8>, FileError> {
    read_at_most(&mut std::io::stdin().lock(), 0)
}

/// Whether something is a file that lies on a disk: it can be opened without waiting for anybody, and it ends.
pub fn is_regular(metadata: &fs::Metadata) -> bool {
    metadata.is_file() && !linux::is_made_up(metadata)
}

/// Reads a regular file of at most `MAX_BYTES`.
pub fn read_file(path: &Path) -> Result<Vec<u8>, FileError> {
    // Asked before opening: opening a pipe waits for its other end.
    let metadata = fs::metadata(path)?;
    if !is_regular(&metadata) {
        return Err(FileError::NotAFile);
    }
    if MAX_BYTES < metadata.len() {
        return Err(FileError::TooLarge);
    }
    read_at_most(&mut File::open(path)?, metadata.len())
}

/// Reads to the end, which may come later than the file's size said.
fn read_at_most(from: &mut dyn Read, expected: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if MAX_BYTES < bytes.len() as u64 { Err(FileError::TooLarge) } else { Ok(bytes) }
}

struct FileSearch<'w> {
    wanted: &'w dyn Fn(&str) -> bool,
    /// The real paths of the folders that were gone through: each once, however many links lead there.
    seen: HashSet<PathBuf>,
    found: Vec<InputFile>,
    unusable: Vec<Unusable>,
    passed: Vec<String>,
}

impl FileSearch<'_> {
    fn named(&mut self, path: &Path) {
        if path.as_os_str() == STANDARD_INPUT {
            let name = Arc::from(STANDARD_INPUT_NAME);
            self.found.push(InputFile {
                name,
                folder: String::new(),
                stem: String::new(),
                named: true,
                path: None,
                content: None,
            });
            return;
        }
        let name: Arc<str> = Arc::from(path.to_string_lossy());
        match fs::metadata(path) {
            Err(error) => self.unusable.push(Unusable { name, error: error.into() }),
            Ok(metadata) if metadata.is_dir() => {
                let folder = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                if let Err(error) = self.folder(&folder, "", &mut vec![folder.clone()]) {
                    self.unusable.push(Unusable { name, error });
                }
            }
            Ok(metadata) if is_regular(&metadata) => self.file(path, name, true),
            Ok(_) => self.unusable.push(Unusable { name, error: FileError::NotAFile }),
        }
    }

    fn file(&mut self, path: &Path, name: Arc<str>, named: bool) {
        let part = |part: Option<&std::ffi::OsStr>| part.map_or_else(String::new, |part| part.to_string_lossy().into());
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = part(absolute.parent().and_then(Path::file_name));
        self.found.push(InputFile {
            name,
            folder,
            stem: part(path.file_stem()),
            named,
            path: Some(path.to_owned()),
            content: None,
        });
    }

    /// Goes through a folder; `above` are the real paths of the folders that it is in, itself last.
    fn folder(&mut self, folder: &Path, below: &str, above: &mut Vec<PathBuf>) -> Result<(), FileError> {
        if MAX_DEPTH < above.len() {
            return Err(FileError::TooDeep);
        }
        let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        sort_by_key(&mut entries, fs::DirEntry::file_name);
        for entry in entries {
            let own = entry.file_name().to_string_lossy().into_owned();
            if own.starts_with('.') {
                continue;
            }
            let name = if below.is_empty() { own.clone() } else { format!("{below}/{own}") };
            if let Err(error) = self.entry(&entry.path(), &own, &name, above) {
                self.unusable.push(Unusable { name: Arc::from(name), error });
            }
            if MAX_FILES < self.found.len() {
                return Err(FileError::TooMany);
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, own: &str, name: &str, above: &mut Vec<PathBuf>) -> Result<(), FileError> {
        let wanted = (self.wanted)(own);
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if wanted => return Err(error.into()),
            Err(_) => return Ok(()),
        };
        if metadata.is_dir() {
            let real = fs::canonicalize(path)?;
            if above.contains(&real) {
                return Err(FileError::Loop);
            }
            if !self.seen.insert(real.clone()) {
                return Ok(());
            }
            above.push(real);
            let walked = self.folder(path, name, above);
            above.pop();
            return walked;
        }
        if wanted {
            if !is_regular(&metadata) {
                return Err(FileError::NotAFile);
            }
            self.file(path, Arc::from(name), false);
        } else if metadata.is_file() && self.passed.len() < MAX_FILES {
            self.passed.push(name.to_owned());
        }
        Ok(())
    }
}
