//! How commands open and close plans, and words that several of them use.

use std::path::Path;

use super::failure::Failure;
use super::terminal;
use crate::formats::plan_text;
use crate::model::Kind;
use crate::session::{Options, ReadOnlySession, Session};

/// How the command line works with a plan: as the window does, text twin and all.
pub(super) fn options() -> Options {
    Options { twin: Some(plan_text::write), ..Options::default() }
}

/// Opens a plan to change it; who holds it is said when somebody does.
pub(super) fn open(path: &Path) -> Result<Session, Failure> {
    let mut session = Session::open(path, options()).map_err(|error| Failure::file(&error))?;
    for note in session.take_notes() {
        terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
    }
    Ok(session)
}

/// Opens a plan to look at it: a private copy, so that it does not matter who else holds it.
pub(super) fn open_to_read(path: &Path) -> Result<ReadOnlySession, Failure> {
    let session = ReadOnlySession::open(path).map_err(|error| Failure::file(&error))?;
    if let Some(note) = session.copied().note() {
        terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
    }
    Ok(session)
}

/// Waits until all is in the file, and closes it.
pub(super) fn close(session: Session) -> Result<(), Failure> {
    session.close().map_err(|unclosed| Failure::file(&unclosed.error))
}

/// Like `3 cache groups`.
pub(super) fn counted(kind: Kind, count: usize) -> String {
    format!("{} {}", grouped(count as u64), if count == 1 { kind.singular() } else { kind.plural() })
}

/// A number with its thousands apart, like `100,000`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(counted(Kind::CacheGroup, 1), "1 cache group");
        assert_eq!(counted(Kind::Status, 100_000), "100,000 statuses");
        assert_eq!([0, 12, 999, 1000].map(grouped), ["0", "12", "999", "1,000"]);
    }
}
