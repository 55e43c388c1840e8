//! Things that were counted up, told by their ends: `edge-01 to edge-04`, with every gap.

use std::fmt;

/// Texts with numbers, in the order in which they were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs(Vec<Run>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    first: String,
    last: String,
    number: u128,
    len: usize,
}

impl Runs {
    /// Adds the next one.
    pub(super) fn push(&mut self, text: &str, number: u128) {
        match self.0.last_mut() {
            Some(run) if run.number.checked_add(1) == Some(number) => {
                text.clone_into(&mut run.last);
                run.number = number;
                run.len += 1;
            }
            _ => self.0.push(Run { first: text.to_owned(), last: text.to_owned(), number, len: 1 }),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// More are not listed: the last says where it ends.
        const LISTED: usize = 3;
        let hidden = self.0.len().saturating_sub(LISTED);
        for (at, run) in self.0.iter().enumerate() {
            let is_last = at + 1 == self.0.len();
            if LISTED - 1 <= at && !is_last && 0 < hidden {
                continue;
            }
            match (at, is_last && 0 < hidden) {
                (0, _) => {}
                (_, true) => f.write_str(" … ")?,
                (_, false) => f.write_str(", ")?,
            }
            match run.len {
                1 => f.write_str(&run.first)?,
                2 => write!(f, "{}, {}", run.first, run.last)?,
                _ => write!(f, "{} to {}", run.first, run.last)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_told_by_their_ends() {
        let cases: [(&[u32], &str); 6] = [
            (&[], ""),
            (&[1], "e1"),
            (&[1, 2], "e1, e2"),
            (&[1, 2, 3, 4], "e1 to e4"),
            (&[1, 3, 4, 5], "e1, e3 to e5"),
            (&[1, 3, 5, 7, 9, 10, 11], "e1, e3 … e9 to e11"),
        ];
        for (numbers, said) in cases {
            let mut runs = Runs::default();
            for number in numbers {
                runs.push(&format!("e{number}"), u128::from(*number));
            }
            assert_eq!(runs.to_string(), said);
            assert_eq!(runs.is_empty(), numbers.is_empty());
        }
    }
}
