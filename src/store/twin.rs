//! The text twin of a plan: where it may be written, and where not, because what stands there is another plan's, newer,
//! or somebody's work. It knows no format but its first words.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::atomic::Replacement;
use super::beside::{hex, twin_path};
use super::engine::Standing;
use super::error::describe_io;
use super::ledger::{CopySort, KnownCopy, Ledger, hash_of_file, is_beyond, name_of};
use super::twin_copy::copied;
use crate::formats::files;
use crate::formats::plan_text::TextChanges;
use crate::parallel;

/// What text twins begin with, those of older versions too.
const MARKS: [&[u8]; 2] = [b"lodestone-plan-text 1\n", b"lodestone-plan-text 2\n"];

/// Why the text twin was not written.
#[derive(Debug, Error)]
pub enum TwinError {
    /// A file of that name is no text twin.
    #[error("the text of the plan was not written, because that file is something else; move it away: {}", .0.display())]
    SomethingElse(PathBuf),
    /// It is the text of another plan.
    #[error(
        "the text of the plan was not written over that of another plan; move that away or rename one of the plans: {}",
        .0.display()
    )]
    Another(PathBuf),
    /// It is the text of a later state of this plan.
    #[error(
        "the text of the plan was not written over a newer one, which has changes that the plan has not; import it into \
         the plan, or move it away: {}",
        .0.display()
    )]
    Newer(PathBuf),
    /// It has been changed by something else, or nothing is known of it.
    #[error(
        "the text of the plan was not written over one that was changed by something else; import it into the plan, or \
         move it away: {}",
        .0.display()
    )]
    Edited(PathBuf),
    /// It could not be read or written.
    #[error("the text of the plan could not be written ({}): {}", describe_io(source), path.display())]
    Io {
        /// The twin.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Whose text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author<'a> {
    /// The plan file.
    pub plan: &'a Path,
    /// The plan's id.
    pub id: &'a str,
    /// The last commit that the text has.
    pub standing: Standing,
}

/// Hands on a text piece by piece.
pub type TextSource<'a> = &'a (dyn Fn(&mut dyn FnMut(&str)) + Sync);

/// The text that a twin is to have.
#[derive(Clone, Copy)]
pub struct TwinText<'a> {
    /// As a whole.
    pub whole: TextSource<'a>,
    /// As the plan was opened: a twin that was written then, and of which nothing is known, is the plan's own.
    pub opened: TextSource<'a>,
    /// How it differs from the text that was last put, at first from the plan's that was opened; none: not known.
    pub changes: Option<TwinChanges<'a>>,
}

/// How a text differs from an earlier one.
#[derive(Clone, Copy)]
pub struct TwinChanges<'a> {
    /// The changes; none: the text is to be made as a whole.
    pub find: &'a dyn Fn() -> Option<TextChanges>,
    /// What tells this program's texts from those that another version makes of the same plan.
    pub printer: &'a str,
}

/// A text that was printed before its plan's last commit was in the file, while that was written. It stands beside its
/// place until it is put there, and is gone when this is dropped.
#[derive(Debug)]
pub struct TwinDraft(String, io::Result<Replacement>);

impl TwinDraft {
    /// Prints the text for the twin of a plan file.
    pub fn print(plan: &Path, text: TextSource<'_>) -> Self {
        let (hash, written) = write(&twin_path(plan), plan, text);
        Self(hash, written)
    }
}

/// The twin that the changes of the next one are of.
#[derive(Clone, Debug)]
pub(super) enum TwinBase {
    /// That of the plan as it was opened, if one was written.
    Opened(Standing),
    /// One that was put since, by its hash.
    Put(String),
}

/// What it took to write a twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TwinWork {
    /// It was there already.
    Nothing,
    /// So many bytes were printed, all else copied.
    Printed(usize),
    /// All was printed.
    Whole,
}

/// A text beside its place, with its hash.
type MadeText = (String, Replacement);

/// What was made of the text that was last put.
enum FollowingText {
    /// A text, of so many printed bytes.
    Made(MadeText, usize),
    /// The very same.
    Same,
}

/// Writes the text twin, unless what stands there is not this plan's or is newer. Says its hash and what it took.
pub(super) fn put(
    author: Author<'_>,
    text: TwinText<'_>,
    base: &TwinBase,
    draft: Option<TwinDraft>,
) -> Result<(String, TwinWork), TwinError> {
    let path = twin_path(author.plan);
    let mut ledger = Ledger::read(author.plan);
    let there = match fs::metadata(&path) {
        Ok(metadata) if !files::is_regular(&metadata) => return Err(TwinError::SomethingElse(path)),
        Ok(_) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(io_error(&path)(error)),
    };
    // Where that cannot be done, printing the whole says why, or does it.
    let is_copied = there && draft.is_none();
    let made = if is_copied { of_the_last(author, text, base, &ledger).ok().flatten() } else { None };
    let (hash, work) = match made {
        Some((known, FollowingText::Same)) => (known, TwinWork::Nothing),
        Some((known, FollowingText::Made(made, bytes))) => {
            check(author, &path, &known, &ledger, text.opened)?;
            finish(made, &path, TwinWork::Printed(bytes))?
        }
        None => whole(author, text, draft, there, &ledger)?,
    };
    ledger.add(KnownCopy {
        sort: CopySort::Twin,
        id: author.id.to_owned(),
        standing: author.standing,
        hash: hash.clone(),
        name: name_of(&path),
    });
    if let Some(changes) = text.changes {
        ledger.set_printer(changes.printer, &hash);
    }
    // Without the note the twin is taken for somebody's work the next time, which is said then.
    let _ = ledger.write(author.plan);
    Ok((hash, work))
}

/// Makes the text of the one that was last put, as far as that still stands there; says the hash of that too.
fn of_the_last(
    author: Author<'_>,
    text: TwinText<'_>,
    base: &TwinBase,
    ledger: &Ledger,
) -> io::Result<Option<(String, FollowingText)>> {
    let path = twin_path(author.plan);
    let Some(changes) = text.changes else { return Ok(None) };
    let known = match base {
        TwinBase::Opened(standing) => ledger.twin_of(&name_of(&path), author.id, *standing),
        TwinBase::Put(hash) => Some(hash.as_str()),
    };
    let Some(known) = known.filter(|hash| ledger.is_printed_by(changes.printer, hash)) else { return Ok(None) };
    let Some(changes) = (changes.find)() else { return Ok(None) };
    let bytes = changes.new_bytes();
    let made = if changes.is_empty() {
        (hash_of_file(&path)? == known).then_some(FollowingText::Same)
    } else {
        copied(&path, author.plan, known, changes)?.map(|made| FollowingText::Made(made, bytes))
    };
    Ok(made.map(|made| (known.to_owned(), made)))
}

/// Makes the text as a whole. That of a large plan is held by nobody: it goes into its file as it is made, while what
/// stands there is read.
fn whole(
    author: Author<'_>,
    text: TwinText<'_>,
    draft: Option<TwinDraft>,
    there: bool,
    ledger: &Ledger,
) -> Result<(String, TwinWork), TwinError> {
    let path = twin_path(author.plan);
    let print = || draft.unwrap_or_else(|| TwinDraft::print(author.plan, text.whole));
    let (TwinDraft(hash, written), known) =
        parallel::join(print, || if there { Some(hash_of_file(&path)) } else { None });
    let known = known.transpose().map_err(io_error(&path))?;
    if known.as_ref() == Some(&hash) {
        return Ok((hash, TwinWork::Nothing));
    }
    if let Some(known) = &known {
        check(author, &path, known, ledger, text.opened)?;
    }
    finish((hash, written.map_err(io_error(&path))?), &path, TwinWork::Whole)
}

fn finish(made: MadeText, path: &Path, work: TwinWork) -> Result<(String, TwinWork), TwinError> {
    let (hash, replacement) = made;
    replacement.finish().map_err(io_error(path))?;
    Ok((hash, work))
}

/// Writes a text beside the file that it is to replace; says its hash even where it cannot be written.
fn write(path: &Path, like: &Path, text: TextSource<'_>) -> (String, io::Result<Replacement>) {
    let mut written = Replacement::begin(path, Some(like));
    let hash = hash_of_text(text, &mut |piece| {
        if let Ok(replacement) = &mut written
            && let Err(error) = replacement.write_all(piece)
        {
            written = Err(error);
        }
    });
    (hash, written)
}

/// The hash of a text of which each piece is handed on as well.
fn hash_of_text(text: TextSource<'_>, take: &mut dyn FnMut(&[u8])) -> String {
    let mut hash = Sha256::new();
    text(&mut |piece| {
        hash.update(piece);
        take(piece.as_bytes());
    });
    hex(&hash.finalize())
}

fn check(
    author: Author<'_>,
    path: &Path,
    hash: &str,
    ledger: &Ledger,
    before: TextSource<'_>,
) -> Result<(), TwinError> {
    let path = path.to_owned();
    let mut begin = Vec::new();
    let longest = MARKS.iter().map(|mark| mark.len()).max().unwrap_or_default() as u64;
    let read = |begin: &mut Vec<u8>| fs::File::open(&path)?.take(longest).read_to_end(begin);
    read(&mut begin).map_err(io_error(&path))?;
    if !MARKS.iter().any(|mark| begin.starts_with(mark)) {
        return Err(TwinError::SomethingElse(path));
    }
    match ledger.twin(&name_of(&path), hash) {
        Some(known) if !ledger.is_of(&known.id, author.id) => Err(TwinError::Another(path)),
        Some(known) if known.sort == CopySort::NewerTwin || is_beyond(known.standing, author.standing) => {
            Err(TwinError::Newer(path))
        }
        Some(_) => Ok(()),
        None if hash_of_text(before, &mut |_| ()) == hash => Ok(()),
        None => Err(TwinError::Edited(path)),
    }
}

/// Marks the twin that stands there as newer where the plan has gone back behind it since it was written, before new
/// steps make that impossible to see.
pub(super) fn look(author: Author<'_>, ledger: &mut Ledger) -> bool {
    if !ledger.has_twin_beyond(author.id, author.standing) {
        return false;
    }
    let path = twin_path(author.plan);
    let Ok(hash) = hash_of_file(&path) else { return false };
    let name = name_of(&path);
    let is_newer = ledger
        .twin(&name, &hash)
        .is_some_and(|twin| twin.sort == CopySort::Twin && is_beyond(twin.standing, author.standing));
    if is_newer {
        ledger.mark_newer(&name, &hash);
    }
    is_newer
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> TwinError + '_ {
    move |source| TwinError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
#[path = "twin_tests.rs"]
mod tests;
