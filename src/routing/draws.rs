//! What Traffic Router draws at random: here every draw is made in every way, one after the other.

/// The draws of one decision: those that are given, and the first possibility from then on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draws {
    given: Vec<usize>,
    /// Of how many each was drawn.
    ranges: Vec<usize>,
}

/// After so many ways no more are tried.
pub(super) const MAX_WAYS: usize = 4096;

impl Draws {
    /// Draws one of so many.
    pub(super) fn draw(&mut self, of: usize) -> usize {
        if of < 2 {
            return 0;
        }
        let drawn = self.given.get(self.ranges.len()).copied().unwrap_or_default();
        self.ranges.push(of);
        drawn
    }

    /// The next way, if there is one.
    pub(super) fn next(mut self) -> Option<Self> {
        self.given.resize(self.ranges.len(), 0);
        while let (Some(drawn), Some(of)) = (self.given.pop(), self.ranges.pop()) {
            if drawn + 1 < of {
                self.given.push(drawn + 1);
                return Some(Self { given: self.given, ranges: Vec::new() });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_gone_once() {
        let mut seen = Vec::new();
        let mut next = Some(Draws::default());
        while let Some(mut draws) = next {
            let first = draws.draw(2);
            // How much there is to draw may depend on what was drawn.
            let second = draws.draw(if first == 0 { 3 } else { 1 });
            seen.push((first, second));
            next = draws.next();
        }
        assert_eq!(seen, [(0, 0), (0, 1), (0, 2), (1, 0)]);
    }
}
