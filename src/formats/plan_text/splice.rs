//! One text made of another: the lines that change by what they were and where, all others copied as they come. It knows
//! lines, and neither plans nor files.

use std::collections::VecDeque;

/// What becomes another in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextChanges(VecDeque<TextChange>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum TextChange {
    Lines(LineChange),
    Sorted(SortedChange),
}

/// Lines that stand in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineChange {
    /// How many lines of the old text stand before.
    pub(super) line: usize,
    /// The lines as they were, with their ends; they are looked at before they are passed over.
    pub(super) old: String,
    /// The lines instead.
    pub(super) new: String,
}

/// Lines among some that are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SortedChange {
    /// How many lines of the old text stand before the sorted ones,
    pub(super) line: usize,
    /// and how many of those there are.
    pub(super) count: usize,
    /// Those of them that go, sorted, with their ends.
    pub(super) removed: VecDeque<String>,
    /// The ones that come.
    pub(super) added: VecDeque<String>,
}

impl TextChange {
    const fn line(&self) -> usize {
        match self {
            Self::Lines(change) => change.line,
            Self::Sorted(change) => change.line,
        }
    }
}

impl TextChanges {
    /// Adds a change behind the others.
    pub(super) fn push(&mut self, change: LineChange) {
        if change.old != change.new {
            self.0.push_back(TextChange::Lines(change));
        }
    }

    /// The same for sorted lines.
    pub(super) fn push_sorted(&mut self, change: SortedChange) {
        if !change.removed.is_empty() || !change.added.is_empty() {
            self.0.push_back(TextChange::Sorted(change));
        }
    }

    /// Whether the text stays as it is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes of it are new, and not copied.
    pub fn new_bytes(&self) -> usize {
        let bytes = |change: &TextChange| match change {
            TextChange::Lines(change) => change.new.len(),
            TextChange::Sorted(change) => change.added.iter().map(String::len).sum(),
        };
        self.0.iter().map(bytes).sum()
    }
}

/// Makes the new text while the old one comes piece by piece.
#[derive(Debug)]
pub struct TextSplicer {
    changes: VecDeque<TextChange>,
    /// So many lines of the old text have been passed.
    line: usize,
    /// So much of what the next change takes out has been seen.
    matched: usize,
    /// The beginning of a sorted line of which the end has not come.
    begun: Vec<u8>,
    /// Whether the old text is not the one that the changes are of.
    is_other: bool,
}

/// Takes a text piece by piece.
pub(super) type ByteTaker<'a> = &'a mut dyn FnMut(&[u8]);

impl TextSplicer {
    /// Begins at the top.
    pub fn new(changes: TextChanges) -> Self {
        Self { changes: changes.0, line: 0, matched: 0, begun: Vec::new(), is_other: false }
    }

    /// Takes the next piece of the old text.
    pub fn feed(&mut self, piece: &[u8], take: ByteTaker<'_>) {
        let mut rest = piece;
        while !rest.is_empty() && !self.is_other {
            let Some(next) = self.changes.front().map(TextChange::line) else { return take(rest) };
            let used = if self.line < next { self.copy(rest, next, take) } else { self.change(rest, take) };
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    /// Ends it; says whether the old text was the one that the changes are of.
    pub fn finish(mut self, take: ByteTaker<'_>) -> bool {
        // What comes behind the last line, where nothing was fed any more.
        while !self.is_other && self.changes.front().is_some_and(|change| change.line() == self.line) {
            let left = self.changes.len();
            self.change(&[], take);
            if self.changes.len() == left {
                break;
            }
        }
        !self.is_other && self.changes.is_empty() && self.begun.is_empty()
    }

    /// Copies up to a line; says how much of the piece that was.
    fn copy(&mut self, piece: &[u8], to: usize, take: ByteTaker<'_>) -> usize {
        let lines = count_lines(piece);
        if self.line + lines < to {
            self.line += lines;
            take(piece);
            return piece.len();
        }
        let mut ends = piece.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let end = ends.nth(to - self.line - 1).unwrap_or(piece.len());
        self.line = to;
        take(piece.get(..end).unwrap_or_default());
        end
    }

    /// Goes on with the change that stands here; says how much of the piece it used.
    fn change(&mut self, piece: &[u8], take: ByteTaker<'_>) -> usize {
        match self.changes.front_mut() {
            Some(TextChange::Lines(change)) => {
                let expected = change.old.as_bytes().get(self.matched..).unwrap_or_default();
                let used = expected.len().min(piece.len());
                self.is_other = piece.get(..used) != expected.get(..used);
                self.matched += used;
                if !self.is_other && used == expected.len() {
                    take(change.new.as_bytes());
                    self.line += count_lines(change.old.as_bytes());
                    self.matched = 0;
                    self.changes.pop_front();
                }
                used
            }
            Some(TextChange::Sorted(change)) if change.count == 0 => {
                self.is_other = !change.removed.is_empty();
                change.added.drain(..).for_each(|line| take(line.as_bytes()));
                self.changes.pop_front();
                0
            }
            Some(TextChange::Sorted(change)) => {
                let used = piece.iter().position(|byte| *byte == b'\n').map_or(piece.len(), |end| end + 1);
                self.begun.extend_from_slice(piece.get(..used).unwrap_or_default());
                if self.begun.ends_with(b"\n") {
                    self.is_other = !change.pass(&self.begun, take);
                    self.begun.clear();
                    self.line += 1;
                }
                used
            }
            None => 0,
        }
    }
}

impl SortedChange {
    /// Passes a line of the old text, with what comes before it; says whether it may stand there.
    fn pass(&mut self, line: &[u8], take: ByteTaker<'_>) -> bool {
        self.line += 1;
        self.count -= 1;
        let before = self.added.iter().take_while(|added| added.as_bytes() < line).count();
        self.added.drain(..before).for_each(|added| take(added.as_bytes()));
        if self.removed.front().is_some_and(|removed| removed.as_bytes() == line) {
            self.removed.pop_front();
            return true;
        }
        take(line);
        let is_missed = self.removed.front().is_some_and(|removed| removed.as_bytes() < line);
        !is_missed && self.added.front().is_none_or(|added| added.as_bytes() != line)
    }
}

/// Counted in pieces whose count fits into a byte, which the processor does for many bytes at once.
fn count_lines(bytes: &[u8]) -> usize {
    let of_piece = |piece: &[u8]| piece.iter().fold(0_u8, |lines, byte| lines + u8::from(*byte == b'\n'));
    bytes.chunks(usize::from(u8::MAX)).map(|piece| usize::from(of_piece(piece))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The new text, fed in pieces of a size; none when the old one is another.
    fn spliced(old: &str, size: usize, changes: &TextChanges) -> Option<String> {
        let (mut text, mut splicer) = (Vec::new(), TextSplicer::new(changes.clone()));
        for piece in old.as_bytes().chunks(size) {
            splicer.feed(piece, &mut |bytes| text.extend_from_slice(bytes));
        }
        splicer.finish(&mut |bytes| text.extend_from_slice(bytes)).then(|| String::from_utf8(text).unwrap())
    }

    fn lines(changes: &[(usize, &str, &str)]) -> TextChanges {
        let mut all = TextChanges::default();
        for (line, old, new) in changes {
            all.push(LineChange { line: *line, old: (*old).to_owned(), new: (*new).to_owned() });
        }
        all
    }

    #[test]
    fn lines_come_go_and_become_others_wherever_the_pieces_end() {
        let old = "top\na\nbb\nccc\nd\n";
        for (changes, expected) in [
            (lines(&[]), Some(old)),
            (lines(&[(2, "bb\n", "BBB\n")]), Some("top\na\nBBB\nccc\nd\n")),
            (lines(&[(1, "", "x\n"), (1, "a\n", ""), (2, "", "y\n")]), Some("top\nx\ny\nbb\nccc\nd\n")),
            (lines(&[(5, "", "e\n"), (5, "", "f\n")]), Some("top\na\nbb\nccc\nd\ne\nf\n")),
            (lines(&[(4, "d\n", "")]), Some("top\na\nbb\nccc\n")),
            // Not the text that is meant: another line, a shorter text, an end within a line.
            (lines(&[(2, "bx\n", "")]), None),
            (lines(&[(6, "", "e\n")]), None),
            (lines(&[(4, "d\ne\n", "")]), None),
        ] {
            for size in [1, 2, 3, 7, 100] {
                assert_eq!(spliced(old, size, &changes).as_deref(), expected, "{changes:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn lines_are_counted_however_many_there_are() {
        for (text, lines) in [("", 0), ("a", 0), ("a\n", 1), ("\n\nb", 2)] {
            assert_eq!(count_lines(text.as_bytes()), lines);
        }
        for count in [254, 255, 256, 1_000] {
            assert_eq!(count_lines("\n".repeat(count).as_bytes()), count);
            assert_eq!(count_lines("a\n".repeat(count).as_bytes()), count);
        }
    }

    #[test]
    fn sorted_lines_find_their_places() {
        let old = "top\nb\nd\nf\nnext\n";
        let text = |list: &[&str]| list.iter().map(|line| format!("{line}\n")).collect::<VecDeque<_>>();
        for (line, count, removed, added, expected) in [
            (1, 3, &[][..], &["a", "c", "g"][..], Some("top\na\nb\nc\nd\nf\ng\nnext\n")),
            (1, 3, &["b", "f"], &["e"], Some("top\nd\ne\nnext\n")),
            (1, 3, &["b", "d", "f"], &[], Some("top\nnext\n")),
            (1, 0, &[], &["a"], Some("top\na\nb\nd\nf\nnext\n")),
            (5, 0, &[], &["z"], Some("top\nb\nd\nf\nnext\nz\n")),
            // What goes is not there, what comes is, or there are fewer lines.
            (1, 3, &["c"], &[], None),
            (1, 3, &["g"], &[], None),
            (1, 3, &[], &["d"], None),
            (1, 9, &[], &["a"], None),
        ] {
            let mut changes = TextChanges::default();
            changes.push_sorted(SortedChange { line, count, removed: text(removed), added: text(added) });
            for size in [1, 2, 5, 100] {
                assert_eq!(spliced(old, size, &changes).as_deref(), expected, "{changes:?} in pieces of {size}");
            }
        }
    }
}
