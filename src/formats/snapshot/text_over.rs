//! A text that is printed over another: a CDN's snapshot over its last one, of which most is the same. So there are never two
//! large ones, and once all is printed it is known what the last one is beside it. It knows no section.

use super::glance::{LastIs, date_of};

/// A text while it is printed.
#[derive(Debug, Default)]
pub(super) struct TextOver {
    /// What was printed, and, as long as it is the same, what follows in the last one.
    bytes: Vec<u8>,
    /// Where what was printed ends.
    end: usize,
    last: LastSoFar,
}

/// What the last text is beside what was printed so far.
#[derive(Debug, Default)]
enum LastSoFar {
    /// There is none.
    #[default]
    None,
    /// It begins in the same way.
    Same,
    /// It is another, of that date.
    Other(Option<i64>),
}

/// The last text beside one whose rest is still to be printed.
#[derive(Debug, Default)]
pub(super) enum LastText {
    /// There is none.
    #[default]
    None,
    /// All of it.
    Whole(Vec<u8>),
    /// Up to a place it is the same; what follows there. If that ends an object, all members of which stand behind the
    /// first so many bytes, it says the same of others without them.
    Rest { from: usize, rest: Vec<u8>, head: usize },
    /// It is another, of that date.
    Other(Option<i64>),
}

impl TextOver {
    /// Printed over a text, if there is one.
    pub(super) fn over(last: Option<Vec<u8>>) -> Self {
        match last {
            Some(bytes) => Self { bytes, end: 0, last: LastSoFar::Same },
            None => Self::default(),
        }
    }

    /// Prints more.
    pub(super) fn push(&mut self, more: &[u8]) {
        let end = self.end + more.len();
        if matches!(self.last, LastSoFar::Same) {
            if self.bytes.get(self.end..end) == Some(more) {
                self.end = end;
                return;
            }
            self.last = LastSoFar::Other(date_of(&self.bytes));
            self.bytes.truncate(self.end);
        }
        self.bytes.extend_from_slice(more);
        self.end = end;
    }

    /// Makes room for so many more bytes, unless there is the room of another text.
    pub(super) fn make_room(&mut self, bytes: usize) {
        if matches!(self.last, LastSoFar::None) {
            self.bytes.reserve(bytes);
        }
    }

    /// What was printed.
    pub(super) fn printed(&self) -> &[u8] {
        self.bytes.get(..self.end).unwrap_or_default()
    }

    /// What was printed, to be continued, and the last text beside it. Behind the first so many bytes members of an object
    /// were printed.
    pub(super) fn end(mut self, head: usize) -> (Vec<u8>, LastText) {
        let last = match self.last {
            LastSoFar::None => LastText::None,
            LastSoFar::Same if self.end == 0 => LastText::Whole(std::mem::take(&mut self.bytes)),
            LastSoFar::Same => LastText::Rest { from: self.end, rest: self.bytes.split_off(self.end), head },
            LastSoFar::Other(date) => LastText::Other(date),
        };
        (self.bytes, last)
    }
}

impl LastText {
    /// What it is beside the whole text.
    pub(super) fn is(&self, text: &[u8]) -> LastIs {
        match self {
            Self::None => LastIs::Unknown,
            Self::Whole(last) if last == text => LastIs::Same,
            Self::Whole(last) => LastIs::Dated(date_of(last)),
            Self::Rest { from, rest, .. } if text.get(*from..) == Some(rest.as_slice()) => LastIs::Same,
            Self::Rest { from, rest, head } => {
                // It need not end the object there, too.
                let until = if rest.first() == Some(&b'}') { head } else { from };
                LastIs::Dated(date_of(&[text.get(..*until).unwrap_or_default(), rest].concat()))
            }
            Self::Other(date) => LastIs::Dated(*date),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that was printed in pieces, the last of which is printed when it has ended; where the last one is when it is
    /// known, whether the room of the last was taken, and what that is.
    fn printed(pieces: &[&str], last: Option<&str>) -> (String, bool, LastIs) {
        let bytes = last.map(|last| last.as_bytes().to_vec());
        let room = bytes.as_ref().map(Vec::as_ptr);
        let (behind, pieces) = pieces.split_last().unwrap();
        let mut text = TextOver::over(bytes);
        for (at, piece) in pieces.iter().enumerate() {
            text.push(piece.as_bytes());
            assert_eq!(text.printed(), pieces[..=at].concat().as_bytes());
        }
        let head = pieces.first().map_or(0, |piece| piece.len());
        let (mut bytes, last) = text.end(head);
        let is_over = Some(bytes.as_ptr()) == room;
        bytes.extend_from_slice(behind.as_bytes());
        let is = last.is(&bytes);
        (String::from_utf8(bytes).unwrap(), is_over, is)
    }

    #[test]
    fn a_text_is_printed_over_the_last_one_which_is_known_then() {
        let pieces = ["{\"a\":{", "\"b\":1,", "\"c\":2", "},\"stats\":{\"date\":7}}"];
        let whole = pieces.concat();
        assert_eq!(printed(&pieces, None), (whole.clone(), false, LastIs::Unknown));
        assert_eq!(printed(&pieces, Some(&whole)), (whole.clone(), true, LastIs::Same));
        for (last, date) in [
            (whole.replace('7', "6"), Some(6)),
            (whole.replace("7}", "61}"), Some(61)),
            (whole.replace("\"c\":2", "\"c\":3"), Some(7)),
            (whole.replace("\"c\":2", "\"c\":2,\"d\":3"), Some(7)),
            (whole.replace("\"b\":1,", ""), Some(7)),
            (whole.replace(",\"stats\":{\"date\":7}", ""), None),
            (format!("{{\"response\":{whole}}}"), Some(7)),
            (format!("{whole} "), Some(7)),
            ("{}".to_owned(), None),
            (whole[..20].to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(printed(&pieces, Some(&last)), (whole.clone(), last.len() > 2, LastIs::Dated(date)), "{last}");
        }
        // Where nothing was printed before its end all of the last is there.
        assert_eq!(printed(&[&whole], Some(&whole)), (whole.clone(), false, LastIs::Same));
        assert_eq!(printed(&[&whole], Some("{\"stats\":{\"date\":5}}")).2, LastIs::Dated(Some(5)));
    }
}
