//! How bad something is, in one order for all that is said, and how many of each there are.

use std::fmt::Write as _;

use super::Finding;
use crate::model::grouped;

/// How bad something is. What is greater is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is wrong; something is worth knowing.
    Note,
    /// It can be taken or stored, and something is lost or not as it looks.
    Warning,
    /// It cannot be taken, stored or used as it is.
    Error,
}

impl Severity {
    /// All of them, the worst first, as they are listed.
    pub const WORST_FIRST: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Its word in files, in JSON and on terminals.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Note => tally.notes += 1,
            }
        }
        tally
    }

    /// How many there are of one severity.
    pub const fn count(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Note => self.notes,
        }
    }

    /// In words, the worst first, with that between them: `2 errors, 1 note`; empty for none.
    pub fn words(self, between: &str) -> String {
        let mut words = String::new();
        for severity in Severity::WORST_FIRST {
            let count = self.count(severity);
            if 0 < count {
                let between = if words.is_empty() { "" } else { between };
                let plural = if count == 1 { "" } else { "s" };
                // Writing into a text cannot fail.
                let _ = write!(words, "{between}{} {}{plural}", grouped(count), severity.word());
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_greater_is_worse() {
        assert!(Severity::Note < Severity::Warning && Severity::Warning < Severity::Error);
        assert!(Severity::WORST_FIRST.is_sorted_by(|a, b| a > b));
    }

    #[test]
    fn severities_are_counted() {
        assert_eq!(Tally { errors: 2, warnings: 0, notes: 1 }.words(", "), "2 errors, 1 note");
        assert_eq!(Tally { errors: 1_200, warnings: 1, notes: 0 }.words(" and "), "1,200 errors and 1 warning");
        assert_eq!(Tally::default().words(", "), "");
    }
}
