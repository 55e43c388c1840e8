//! Which rows the list of changes has, and where its cursor is: groups that fold, objects whose names pass the filter.
//! It draws nothing.

use crate::compare::{Section, ToldGroup, ToldObject, unchanged_sections};
use crate::sorting::OrderedSet;
use crate::tabular::natural;
use crate::ui::derived::differences::Differences;
use crate::ui::widgets::text;

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeRow {
    /// The head of a group.
    Group(usize),
    /// What became of a group's section.
    Remark(usize),
    /// An object of a group.
    Object(ChangePlace),
    /// The sections in which nothing has changed.
    Rest,
}

/// An object: its group's number, and its own in the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ChangePlace {
    pub group: usize,
    pub object: usize,
}

/// The list between frames.
#[derive(Debug, Default)]
pub struct Listing {
    /// What names must contain.
    pub filter: String,
    /// The titles of the groups that show only their heads.
    folded: OrderedSet<String>,
    /// What rows were made for: the number of the differences, and the filter.
    made_for: Option<(u64, String)>,
    rows: Vec<ChangeRow>,
    /// The objects that pass the filter, folded or not, in order.
    matching: Vec<ChangePlace>,
    cursor: Option<ChangePlace>,
    /// What the cursor stands on, to be found again among other differences.
    cursor_on: Option<(String, String)>,
    /// The row that is to come into view.
    pub(super) scroll_to: Option<usize>,
    /// The sections in which nothing has changed, in words.
    pub(super) rest: String,
}

impl Listing {
    /// Makes rows of differences, unless they are those of the last time; `number` tells differences apart.
    pub fn follow(&mut self, found: &Differences, number: u64) {
        if self.made_for.as_ref().is_some_and(|(made_for, filter)| *made_for == number && *filter == self.filter) {
            return;
        }
        let is_other = self.made_for.as_ref().is_none_or(|(made_for, _)| *made_for != number);
        self.made_for = Some((number, self.filter.clone()));
        let words = words(&self.filter);
        self.matching.clear();
        for (group, told) in found.groups.iter().enumerate() {
            let objects = told.objects.iter().enumerate().filter(|(_, object)| passes(&object.name, &words));
            self.matching.extend(objects.map(|(object, _)| ChangePlace { group, object }));
        }
        if is_other {
            self.cursor = self.cursor_on.as_ref().and_then(|on| find(found, on));
            let is_snapshot = found.comparison.is_some();
            self.rest = if is_snapshot { unchanged_sections(&found.groups).join(", ") } else { String::new() };
        }
        self.cursor = self.cursor.filter(|cursor| self.matching.binary_search(cursor).is_ok());
        self.lay(found);
    }

    /// Lays the rows.
    fn lay(&mut self, found: &Differences) {
        self.rows.clear();
        let filtered = !self.filter.trim().is_empty();
        let mut matching = self.matching.iter().copied().peekable();
        for (group, told) in found.groups.iter().enumerate() {
            let mut objects = Vec::new();
            while let Some(place) = matching.next_if(|place| place.group == group) {
                objects.push(place);
            }
            let has_remark = told.remark.is_some() && !filtered;
            if objects.is_empty() && !has_remark {
                continue;
            }
            self.rows.push(ChangeRow::Group(group));
            if self.folded.contains(&*told.title) {
                continue;
            }
            self.rows.extend(has_remark.then_some(ChangeRow::Remark(group)));
            self.rows.extend(objects.into_iter().map(ChangeRow::Object));
        }
        if !self.rest.is_empty() && !filtered {
            self.rows.push(ChangeRow::Rest);
        }
    }

    pub(super) fn rows(&self) -> &[ChangeRow] {
        &self.rows
    }

    /// How many objects pass the filter.
    pub fn shown(&self) -> usize {
        self.matching.len()
    }

    pub(super) fn cursor(&self) -> Option<ChangePlace> {
        self.cursor
    }

    /// Whether a group shows only its head.
    pub(super) fn is_folded(&self, group: &ToldGroup) -> bool {
        self.folded.contains(&*group.title)
    }

    /// Folds a group, or unfolds it.
    pub(super) fn fold(&mut self, found: &Differences, group: usize) {
        let Some(told) = found.groups.get(group) else { return };
        if !self.folded.remove(&*told.title) {
            self.folded.insert(told.title.to_string());
        }
        self.lay(found);
    }

    /// Puts the cursor on an object, and brings it into view.
    pub(super) fn go(&mut self, found: &Differences, place: ChangePlace) {
        let Some((group, object)) = at(found, place) else { return };
        self.cursor = Some(place);
        self.cursor_on = Some((group.title.to_string(), object.name.clone()));
        if self.folded.remove(&*group.title) {
            self.lay(found);
        }
        self.scroll_to = self.rows.iter().position(|row| *row == ChangeRow::Object(place));
    }

    /// The object some rows after the cursor, or before it, at most the last or first; what is folded is passed over.
    pub(super) fn step(&self, by: isize) -> Option<ChangePlace> {
        let objects = self.rows.iter().filter_map(|row| match row {
            ChangeRow::Object(place) => Some(*place),
            ChangeRow::Group(_) | ChangeRow::Remark(_) | ChangeRow::Rest => None,
        });
        let seen: Vec<ChangePlace> = objects.collect();
        let last = seen.len().checked_sub(1)?;
        let Some(cursor) = self.cursor else { return if by < 0 { seen.last() } else { seen.first() }.copied() };
        // From a folded group, the first object after it is one step away already.
        let (now, by) = match seen.binary_search(&cursor) {
            Ok(now) => (now, by),
            Err(next) => (next, if 0 < by { by - 1 } else { by }),
        };
        seen.get(now.checked_add_signed(by).unwrap_or(0).min(last)).copied()
    }

    /// The next change, or the one before, folded or not, and round from the last to the first; moves the cursor there
    /// and says which it is.
    pub(super) fn jump(&mut self, found: &Differences, by: isize) -> Option<ChangePlace> {
        let count = self.matching.len();
        let now = self.cursor.and_then(|cursor| self.matching.binary_search(&cursor).ok());
        let at = match now {
            Some(now) => now.checked_add_signed(by).unwrap_or(count.saturating_sub(1)),
            None if by < 0 => count.saturating_sub(1),
            None => 0,
        };
        let place = self.matching.get(if at < count { at } else { 0 }).copied()?;
        self.go(found, place);
        Some(place)
    }
}

/// An object and its group.
pub(super) fn at(found: &Differences, place: ChangePlace) -> Option<(&ToldGroup, &ToldObject)> {
    let group = found.groups.get(place.group)?;
    Some((group, group.objects.get(place.object)?))
}

fn find(found: &Differences, (title, name): &(String, String)) -> Option<ChangePlace> {
    let group = found.groups.iter().position(|group| group.title == *title)?;
    let object = found.groups.get(group)?.objects.iter().position(|object| object.name == *name)?;
    Some(ChangePlace { group, object })
}

/// A group's title at the head of a line.
pub(super) fn title(group: &ToldGroup) -> String {
    match group.section {
        Section::Tab(_) => group.title.to_string(),
        Section::Sort(_) => text::capitalised(&group.title),
    }
}

/// The words of a filter, all of which a name must have.
pub(super) fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether a name has all words.
pub(super) fn passes(name: &str, words: &[String]) -> bool {
    words.iter().all(|word| natural::contains(name, word))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::compare::snapshots::compare_snapshots;

    fn found(before: Value, after: Value) -> Differences {
        let members = |value: Value| -> Map<String, Value> { value.as_object().cloned().unwrap() };
        Differences::of_snapshots(compare_snapshots(&members(before), &members(after)), Some("atlas"))
    }

    fn sample() -> Differences {
        found(
            json!({"edgeLocations": {"edge-a": 1, "edge-b": 1}, "topologies": {"t": 1}, "stats": {"tm_user": "x"}}),
            json!({"edgeLocations": {"edge-a": 2, "edge-c": 1}, "topologies": {"t": 2}, "stats": {"tm_user": "x"}}),
        )
    }

    #[test]
    fn a_filter_leaves_what_it_names_and_says_how_much() {
        let found = sample();
        let mut listing = Listing::default();
        listing.follow(&found, 1);
        assert_eq!((listing.shown(), listing.rows().len(), found.count), (4, 7, 4));
        assert!(listing.rest.contains("General Config, Traffic Routers") && !listing.rest.contains("Topologies"));
        listing.filter = "EDGE c".to_owned();
        listing.follow(&found, 1);
        let place = ChangePlace { group: 0, object: 2 };
        assert_eq!(listing.rows(), [ChangeRow::Group(0), ChangeRow::Object(place)]);
        listing.filter = "nothing".to_owned();
        listing.follow(&found, 1);
        assert_eq!((listing.step(1), listing.jump(&found, 1)), (None, None));
        assert!(listing.rows().is_empty());
    }

    #[test]
    fn jumps_go_round_and_into_folded_groups() {
        let found = sample();
        let mut listing = Listing::default();
        listing.follow(&found, 1);
        listing.fold(&found, 0);
        assert_eq!(listing.rows().len(), 4);
        let mut names = Vec::new();
        for by in [1, 1, 1, 1, 1, -1] {
            let place = listing.jump(&found, by).unwrap();
            names.push(at(&found, place).unwrap().1.name.as_str());
        }
        assert_eq!(names, ["edge-a", "edge-b", "edge-c", "t", "edge-a", "t"]);
        assert_eq!(listing.rows().len(), 7, "the group was unfolded");
        assert_eq!(listing.step(9), listing.cursor(), "a page ends at the last one");
        listing.go(&found, ChangePlace { group: 0, object: 1 });
        listing.fold(&found, 0);
        let last = Some(ChangePlace { group: 1, object: 0 });
        assert_eq!((listing.step(1), listing.step(-1)), (last, last), "what is folded is passed over");
    }

    #[test]
    fn the_cursor_stays_on_its_object_when_differences_are_made_anew() {
        let found = sample();
        let mut listing = Listing::default();
        listing.follow(&found, 1);
        listing.go(&found, ChangePlace { group: 1, object: 0 });
        let fewer = self::found(json!({"topologies": {"t": 1}}), json!({"topologies": {"s": 1, "t": 2}}));
        listing.follow(&fewer, 2);
        assert_eq!(listing.cursor(), Some(ChangePlace { group: 0, object: 1 }));
        let gone = self::found(json!({"topologies": {"t": 1}}), json!({"topologies": {"t": 1, "u": 1}}));
        listing.follow(&gone, 3);
        assert_eq!(listing.cursor(), None);
        listing.follow(&found, 4);
        assert_eq!(listing.cursor(), Some(ChangePlace { group: 1, object: 0 }), "an undo brings it back");
    }
}
