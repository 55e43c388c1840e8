//! The history of a plan as the session knows it: which steps there are, which is the newest in force, and the recent
//! edits themselves. Values only.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::edit::Edit;
use crate::edit::describe::told_changes;
use crate::sorting::OrderedMap;
use crate::store::Entry;

/// A step of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryStep {
    /// Its number; the first step of a plan is 1.
    pub seq: u64,
    /// What was done, like `Move edge-denver`.
    pub label: String,
    /// When, in seconds since 1970.
    pub time: u64,
    /// How many objects and links it changed.
    pub changes: u64,
    /// Whether it is in force; a step that is not has been undone and can be done again.
    pub done: bool,
}

/// The history of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Its steps, oldest first.
    pub steps: Vec<HistoryStep>,
    /// How many older steps have been dropped, because a plan keeps 10,000 steps or 256 MB of them.
    pub dropped: u64,
}

/// How long a history may become. Where it is too long when a step is added, the oldest ones go; the newest step is
/// always kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At most so many steps,
    pub steps: usize,
    /// and at most so many bytes in the file, compressed, before the new step.
    pub bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { steps: 10_000, bytes: 256 << 20 }
    }
}

/// So many changes of recent edits are kept in memory, to undo them without the file.
const KEPT_IN_MEMORY: usize = 500_000;

/// The history while a plan is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    entries: VecDeque<(u64, Entry)>,
    /// The newest step in force.
    head: u64,
    dropped: u64,
    bytes: u64,
    bounds: Bounds,
    recent: OrderedMap<u64, Arc<Edit>>,
    recent_changes: usize,
}

impl Timeline {
    pub(super) fn new(entries: Vec<(u64, Entry)>, head: u64, dropped: u64, bounds: Bounds) -> Self {
        let bytes = entries.iter().map(|(_, entry)| entry.bytes).sum();
        Self { entries: entries.into(), head, dropped, bytes, bounds, ..Self::default() }
    }

    pub(super) fn history(&self) -> History {
        let steps = self.entries.iter().map(|(seq, entry)| HistoryStep {
            seq: *seq,
            label: entry.label.clone(),
            time: entry.time,
            changes: entry.changes,
            done: *seq <= self.head,
        });
        History { steps: steps.collect(), dropped: self.dropped }
    }

    /// The number of the newest step in force; none when there is nothing to undo.
    /// The labels of the newest steps in force, the newest first; at most so many.
    pub(super) fn last_labels(&self, most: usize) -> Vec<String> {
        let done = self.entries.iter().rev().filter(|(seq, _)| *seq <= self.head);
        done.take(most).map(|(_, entry)| entry.label.clone()).collect()
    }

    pub(super) fn to_undo(&self) -> Option<u64> {
        let (first, _) = self.entries.front()?;
        (*first <= self.head).then_some(self.head)
    }

    /// The number of the oldest undone step; none when there is nothing to do again.
    pub(super) fn to_redo(&self) -> Option<u64> {
        let (last, _) = self.entries.back()?;
        (self.head < *last).then_some(self.head + 1)
    }

    /// What a step was called.
    pub(super) fn label(&self, seq: u64) -> String {
        self.find(seq).map_or_else(String::new, |entry| entry.label.clone())
    }

    fn find(&self, seq: u64) -> Option<&Entry> {
        let (first, _) = self.entries.front()?;
        let at = usize::try_from(seq.checked_sub(*first)?).ok()?;
        self.entries.get(at).map(|(_, entry)| entry)
    }

    /// Adds a step behind the newest in force; says its number and the oldest step that is kept.
    pub(super) fn push(&mut self, edit: &Arc<Edit>, time: u64) -> (u64, u64) {
        let seq = self.head + 1;
        while self.entries.back().is_some_and(|(last, _)| seq <= *last) {
            if let Some((gone, entry)) = self.entries.pop_back() {
                self.bytes = self.bytes.saturating_sub(entry.bytes);
                self.forget(gone);
            }
        }
        while self.bounds.steps <= self.entries.len() || self.bounds.bytes < self.bytes {
            let Some((gone, entry)) = self.entries.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(entry.bytes);
            self.dropped += 1;
            self.forget(gone);
        }
        let changes = told_changes(edit) as u64;
        let entry = Entry { label: edit.label.clone(), time, changes, ..Entry::default() };
        self.entries.push_back((seq, entry));
        self.head = seq;
        self.remember(seq, edit);
        (seq, self.entries.front().map_or(seq, |(first, _)| *first))
    }

    /// Takes note of how much a step takes in the file.
    pub(super) fn weigh(&mut self, seq: u64, bytes: u64) {
        let Some((first, _)) = self.entries.front() else { return };
        let at = seq.checked_sub(*first).and_then(|at| usize::try_from(at).ok());
        if let Some((_, entry)) = at.and_then(|at| self.entries.get_mut(at)) {
            self.bytes = self.bytes - entry.bytes + bytes;
            entry.bytes = bytes;
        }
    }

    /// Makes another step the newest in force.
    pub(super) fn move_to(&mut self, head: u64) {
        self.head = head;
    }

    /// Keeps an edit at hand, and lets go of the ones farthest from it where they become too many.
    pub(super) fn remember(&mut self, seq: u64, edit: &Arc<Edit>) {
        self.forget(seq);
        self.recent_changes += edit.changes.len();
        self.recent.insert(seq, Arc::clone(edit));
        while KEPT_IN_MEMORY < self.recent_changes && 1 < self.recent.len() {
            let first = self.recent.first_key_value().map_or(seq, |(first, _)| *first);
            let last = self.recent.last_key_value().map_or(seq, |(last, _)| *last);
            self.forget(if seq.abs_diff(first) < seq.abs_diff(last) { last } else { first });
        }
    }

    fn forget(&mut self, seq: u64) {
        if let Some(edit) = self.recent.remove(&seq) {
            self.recent_changes -= edit.changes.len();
        }
    }

    /// An edit that is at hand.
    pub(super) fn recent(&self, seq: u64) -> Option<Arc<Edit>> {
        self.recent.get(&seq).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(label: &str) -> Arc<Edit> {
        Arc::new(Edit::new(label, Vec::new()))
    }

    #[test]
    fn a_new_step_takes_the_place_of_the_undone_ones() {
        let mut timeline = Timeline::default();
        for label in ["a", "b", "c"] {
            timeline.push(&edit(label), 0);
        }
        timeline.move_to(1);
        assert_eq!((timeline.to_undo(), timeline.to_redo()), (Some(1), Some(2)));
        assert_eq!(timeline.push(&edit("d"), 0), (2, 1));
        let steps: Vec<_> =
            timeline.history().steps.into_iter().map(|step| (step.seq, step.label, step.done)).collect();
        assert_eq!(steps, [(1, "a".to_owned(), true), (2, "d".to_owned(), true)]);
        assert_eq!(timeline.to_redo(), None);
        assert_eq!(timeline.recent(2).unwrap().label, "d");
    }

    #[test]
    fn the_oldest_steps_are_dropped_and_counted() {
        let mut timeline = Timeline::default();
        let Bounds { steps, bytes } = Bounds::default();
        for _ in 0..steps + 5 {
            timeline.push(&edit("x"), 0);
        }
        assert_eq!((timeline.history().steps.len(), timeline.history().dropped), (steps, 5));
        for seq in 10..10_006 {
            timeline.weigh(seq, bytes / 2);
        }
        timeline.weigh(10_005, bytes);
        assert_eq!(timeline.push(&edit("y"), 0), (10_006, 10_005));
        timeline.weigh(10_006, bytes + 1);
        assert_eq!(timeline.push(&edit("z"), 0), (10_007, 10_007), "the newest is kept, however large");
        timeline.move_to(10_006);
        assert_eq!(timeline.to_undo(), None);
    }
}
