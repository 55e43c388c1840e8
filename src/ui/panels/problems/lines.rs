//! Which rows the list of problems has, and where its cursor is: groups by rule or by object that fold, findings that pass
//! the filter. It draws nothing.

use std::borrow::Cow;

use crate::finding::{Finding, Severity};
use crate::rules;
use crate::sorting::OrderedSet;
use crate::tabular::natural;
use crate::ui::derived::findings::FoundProblems;
use crate::ui::widgets::text;

/// What findings stand together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Grouping {
    /// Those of a rule.
    #[default]
    Rule,
    /// Those of an object.
    Object,
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProblemRow {
    /// The head of a group, by its place among the groups.
    Group(usize),
    /// A finding, by its place among the findings.
    Finding(usize),
}

/// Findings that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProblemGroup {
    /// What they have in common, by which it is told from others.
    pub key: String,
    /// The same in words.
    pub title: String,
    /// The worst of them.
    pub severity: Severity,
    /// Their places among the findings, as far as they pass the filter.
    pub findings: Vec<usize>,
}

/// The list between frames.
#[derive(Debug, Default)]
pub(in crate::ui) struct ProblemListing {
    /// What a finding must contain.
    pub(in crate::ui) filter: String,
    /// What stands together.
    pub(in crate::ui) grouping: Grouping,
    /// Whether what was accepted is listed.
    pub(in crate::ui) shows_waived: bool,
    folded: OrderedSet<String>,
    made_for: Option<(u64, String, Grouping, bool)>,
    pub(super) groups: Vec<ProblemGroup>,
    pub(super) rows: Vec<ProblemRow>,
    pub(super) cursor: Option<usize>,
    /// What the cursor stands on, to be found again among other findings.
    cursor_on: Option<Finding>,
    /// The row that is to come into view.
    pub(super) scroll_to: Option<usize>,
}

impl ProblemListing {
    /// Makes rows of findings, unless they are those of the last time; `number` tells findings apart.
    pub(in crate::ui) fn follow(&mut self, found: &FoundProblems, number: u64) {
        let wanted = (number, self.filter.clone(), self.grouping, self.shows_waived);
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        if self.made_for.as_ref().is_none_or(|made| made.0 != number) {
            self.cursor = self.cursor_on.as_ref().and_then(|on| again(found, on));
        }
        self.made_for = Some(wanted);
        let words: Vec<String> = self.filter.split_whitespace().map(str::to_lowercase).collect();
        let passing = (0..found.findings.len()).filter(|at| {
            let counts = found.waived.get(*at).is_some_and(Option::is_none);
            (counts || self.shows_waived) && found.findings.get(*at).is_some_and(|finding| passes(finding, &words))
        });
        self.groups.clear();
        let mut known: std::collections::HashMap<Cow<'_, str>, usize> = std::collections::HashMap::new();
        for at in passing {
            let Some(finding) = found.findings.get(at) else { continue };
            let key = self.grouping.key(finding);
            // There may be very many, and as a rule one stands beside its like.
            let last = self.groups.last().filter(|group| group.key == key).map(|_| self.groups.len() - 1);
            let place = last.unwrap_or_else(|| {
                *known.entry(key.clone()).or_insert_with(|| {
                    let (title, key) = (self.grouping.title(finding), key.into_owned());
                    self.groups.push(ProblemGroup { key, title, severity: finding.severity, findings: Vec::new() });
                    self.groups.len() - 1
                })
            });
            if let Some(group) = self.groups.get_mut(place) {
                group.severity = group.severity.max(finding.severity);
                group.findings.push(at);
            }
        }
        self.lay();
    }

    fn lay(&mut self) {
        self.rows.clear();
        for (at, group) in self.groups.iter().enumerate() {
            self.rows.push(ProblemRow::Group(at));
            if !self.folded.contains(&group.key) {
                self.rows.extend(group.findings.iter().copied().map(ProblemRow::Finding));
            }
        }
    }

    /// How many findings pass the filter.
    pub(in crate::ui) fn shown(&self) -> usize {
        self.groups.iter().map(|group| group.findings.len()).sum()
    }

    /// Whether a group shows only its head.
    pub(super) fn is_folded(&self, group: &ProblemGroup) -> bool {
        self.folded.contains(&group.key)
    }

    /// Folds a group, or unfolds it.
    pub(super) fn fold(&mut self, group: usize) {
        let Some(key) = self.groups.get(group).map(|group| group.key.clone()) else { return };
        if !self.folded.remove(&key) {
            self.folded.insert(key);
        }
        self.lay();
    }

    /// The finding on which the cursor stands.
    pub(in crate::ui) fn cursor(&self) -> Option<usize> {
        self.cursor
    }

    /// Puts the cursor on a finding, and brings it into view.
    pub(super) fn go(&mut self, found: &FoundProblems, at: usize) {
        self.cursor = Some(at);
        self.cursor_on = found.findings.get(at).cloned();
        let group = self.groups.iter().find(|group| group.findings.contains(&at)).map(|group| group.key.clone());
        if group.is_some_and(|key| self.folded.remove(&key)) {
            self.lay();
        }
        self.scroll_to = self.rows.iter().position(|row| *row == ProblemRow::Finding(at));
    }

    /// The finding some rows after the cursor, or before it; what is folded is passed over.
    pub(super) fn step(&self, by: isize) -> Option<usize> {
        let seen: Vec<usize> = self
            .rows
            .iter()
            .filter_map(|row| match row {
                ProblemRow::Finding(at) => Some(*at),
                ProblemRow::Group(_) => None,
            })
            .collect();
        step(&seen, self.cursor, by, false)
    }

    /// The next finding, or the one before, folded or not, and round from the last to the first.
    pub(super) fn jump(&self, by: isize) -> Option<usize> {
        let all: Vec<usize> = self.groups.iter().flat_map(|group| group.findings.iter().copied()).collect();
        step(&all, self.cursor, by, true)
    }
}

fn step(all: &[usize], cursor: Option<usize>, by: isize, goes_round: bool) -> Option<usize> {
    let last = all.len().checked_sub(1)?;
    let Some(now) = cursor.and_then(|cursor| all.iter().position(|at| *at == cursor)) else {
        // As if it stood before the first; who goes round comes from the other side.
        let at = if goes_round && by < 0 { last } else { by.saturating_sub(1).max(0).unsigned_abs().min(last) };
        return all.get(at).copied();
    };
    let at = match now.checked_add_signed(by) {
        Some(at) if at <= last => at,
        Some(_) if goes_round => 0,
        None if goes_round => last,
        Some(_) => last,
        None => 0,
    };
    all.get(at).copied()
}

/// The same finding among others; what it says of it may have other numbers in it.
fn again(found: &FoundProblems, on: &Finding) -> Option<usize> {
    let is_same = |other: &Finding| other.rule == on.rule && other.field == on.field && other.subject == on.subject;
    let exact = found.findings.iter().position(|other| is_same(other) && other.message == on.message);
    exact.or_else(|| found.findings.iter().position(is_same))
}

fn passes(finding: &Finding, words: &[String]) -> bool {
    let object = finding.object().map_or("", |object| object.name.as_str());
    words.iter().all(|word| {
        natural::contains(object, word)
            || natural::contains(finding.rule.0, word)
            || natural::contains(&finding.message, word)
            || natural::contains(finding.severity.word(), word)
    })
}

impl Grouping {
    fn key(self, finding: &Finding) -> Cow<'static, str> {
        match self {
            Self::Rule => Cow::Borrowed(finding.rule.0),
            Self::Object => Cow::Owned(finding.subject.to_string()),
        }
    }

    fn title(self, finding: &Finding) -> String {
        match self {
            Self::Rule => title_of(finding),
            Self::Object => finding.object().map_or_else(
                || finding.subject.to_string(),
                |object| format!("{} ({})", object.name, object.kind.singular()),
            ),
        }
    }
}

/// What a finding's rule is about.
pub(super) fn title_of(finding: &Finding) -> String {
    let known = rules::known();
    let at = known.binary_search_by(|rule| rule.id().0.cmp(finding.rule.0));
    at.ok().and_then(|at| known.get(at)).map_or_else(|| text::capitalised(finding.rule.0), |rule| rule.title())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_end_and_jumps_go_round() {
        assert_eq!(step(&[4, 7, 9], Some(9), 1, true), Some(4));
        assert_eq!(step(&[4, 7, 9], Some(4), -1, true), Some(9));
        assert_eq!(step(&[4, 7, 9], Some(9), 1, false), Some(9));
        assert_eq!(step(&[4, 7, 9], Some(7), -5, false), Some(4));
        assert_eq!((step(&[4, 7], None, 1, true), step(&[4, 7], None, -1, true)), (Some(4), Some(7)));
        assert_eq!(step(&[], Some(1), 1, true), None);
        assert_eq!((step(&[4, 7], None, 1, false), step(&[4, 7], None, -1, false)), (Some(4), Some(4)));
        assert_eq!(step(&[4, 7], None, isize::MIN / 2, false), Some(4), "Home");
        assert_eq!(step(&[4, 7], None, isize::MAX / 2, false), Some(7), "End");
    }
}
