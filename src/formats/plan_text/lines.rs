//! The lines of a file that say something: numbered, without line ends, comments, blank lines and merge conflicts.
//! It knows no words.

use super::fault::PlanTextFault;

/// A line that says something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextRow<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    /// What it says.
    pub(super) bytes: &'a [u8],
}

/// What is found from one step to the next.
#[derive(Debug, PartialEq)]
pub(super) enum LineStep<'a> {
    /// A line.
    TextRow(TextRow<'a>),
    /// Marks of a merge conflict, and how many lines they make unreadable.
    Conflict {
        /// Where it begins.
        line: usize,
        /// What to say.
        fault: PlanTextFault,
        /// So many lines cannot be taken.
        left_out: usize,
    },
}

/// Goes through the lines.
pub(super) struct PlanTextLines<'a> {
    rest: Option<&'a [u8]>,
    number: usize,
}

impl<'a> PlanTextLines<'a> {
    /// Begins at the top.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: Some(bytes), number: 0 }
    }

    /// The next line, whatever it is; none at the end.
    pub(super) fn line(&mut self) -> Option<TextRow<'a>> {
        let rest = self.rest?;
        let (line, rest) = match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => (rest.get(..end).unwrap_or_default(), rest.get(end + 1..)),
            None => (rest, None),
        };
        self.rest = rest;
        self.number += 1;
        Some(TextRow { number: self.number, bytes: line.strip_suffix(b"\r").unwrap_or(line) })
    }

    /// Passes over a conflict that began in a line.
    fn conflict(&mut self, line: usize) -> LineStep<'a> {
        let mut left_out = 0;
        while let Some(row) = self.line() {
            match Marker::of(row.bytes) {
                Some(Marker::End) => {
                    return LineStep::Conflict { line, fault: PlanTextFault::Conflict { end: row.number }, left_out };
                }
                Some(_) => {}
                None => left_out += usize::from(!says_nothing(row.bytes)),
            }
        }
        LineStep::Conflict { line, fault: PlanTextFault::OpenConflict, left_out }
    }
}

impl<'a> Iterator for PlanTextLines<'a> {
    type Item = LineStep<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = self.line()?;
            match Marker::of(row.bytes) {
                Some(Marker::Begin) => return Some(self.conflict(row.number)),
                Some(Marker::Middle | Marker::End) => {
                    return Some(LineStep::Conflict {
                        line: row.number,
                        fault: PlanTextFault::StrayMarker,
                        left_out: 0,
                    });
                }
                None if says_nothing(row.bytes) => {}
                None => return Some(LineStep::TextRow(row)),
            }
        }
    }
}

/// Whether a line is blank or a comment.
fn says_nothing(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"#")
}

/// What git leaves in a file that it could not merge.
enum Marker {
    Begin,
    Middle,
    End,
}

impl Marker {
    fn of(line: &[u8]) -> Option<Self> {
        match line.first_chunk::<7>()? {
            b"<<<<<<<" => Some(Self::Begin),
            b"|||||||" | b"=======" => Some(Self::Middle),
            b">>>>>>>" => Some(Self::End),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, &str)> {
        PlanTextLines::new(text.as_bytes())
            .map(|step| match step {
                LineStep::TextRow(row) => (row.number, std::str::from_utf8(row.bytes).unwrap()),
                LineStep::Conflict { line, fault: PlanTextFault::StrayMarker, .. } => (line, "stray"),
                LineStep::Conflict { line, fault: PlanTextFault::OpenConflict, .. } => (line, "open"),
                LineStep::Conflict { line, .. } => (line, "conflict"),
            })
            .collect()
    }

    #[test]
    fn lines_that_say_nothing_are_passed_over() {
        assert_eq!(rows("a\r\n\n  \n# b\nc"), [(1, "a"), (5, "c")]);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn conflicts_are_told_from_lines() {
        let conflict = "a\n<<<<<<< ours\nb\n||||||| base\nc\n=======\nd\n>>>>>>> theirs\ne\n";
        assert_eq!(rows(conflict), [(1, "a"), (2, "conflict"), (9, "e")]);
        assert_eq!(rows("a\n<<<<<<< ours\nb\n"), [(1, "a"), (2, "open")]);
        assert_eq!(rows("=======\na\n>>>>>>> x\n"), [(1, "stray"), (2, "a"), (3, "stray")]);
    }

    #[test]
    fn a_conflict_says_how_many_lines_it_costs() {
        let steps: Vec<_> = PlanTextLines::new(b"<<<<<<<\nb\n\n=======\nc\n>>>>>>>\n").collect();
        assert_eq!(steps, [LineStep::Conflict { line: 1, fault: PlanTextFault::Conflict { end: 6 }, left_out: 2 }]);
    }
}
