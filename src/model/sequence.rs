//! How one list became another: what came, what went, what only moved. In time that grows with the lists and not with
//! their product. It knows nothing of what the lists hold but whether two elements are the same.

use std::collections::HashMap;

use std::fmt::Write as _;
use std::hash::Hash;

use crate::sorting::{self, OrderedSet};

/// One thing that happened to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStep {
    /// An element went.
    Removed {
        /// Its place before.
        at: usize,
    },
    /// An element stands elsewhere.
    Moved {
        /// Its place before.
        from: usize,
        /// Its place after.
        to: usize,
    },
    /// An element came.
    Added {
        /// Its place after.
        at: usize,
    },
}

/// How a list became another. Every place of the list before is either removed, moved or kept; every place of the list
/// after is either added, moved or kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListChange {
    /// Places before and after of the elements that stand in the same order in both; as many as there can be.
    pub kept: Vec<(usize, usize)>,
    /// Places before and after of the others that both have, by the place after.
    pub moved: Vec<(usize, usize)>,
    /// Places before of what went, in order.
    pub removed: Vec<usize>,
    /// Places after of what came, in order.
    pub added: Vec<usize>,
}

/// How far ahead an element is looked for that became another.
const PAIRING_WINDOW: usize = 16;

/// How many steps a sentence tells one by one.
const MAX_TOLD: usize = 24;

impl ListChange {
    /// Compares two lists. Of elements that stand several times, the first of the one is the first of the other.
    pub fn between<K: Eq + Hash>(before: &[K], after: &[K]) -> Self {
        let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let (left, right) = (before.get(head..).unwrap_or(&[]), after.get(head..).unwrap_or(&[]));
        let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
        let (before_end, after_end) = (before.len() - tail, after.len() - tail);
        let mut change = Self { kept: (0..head).map(|at| (at, at)).collect(), ..Self::default() };
        change.compare_middles(before, after, head..before_end, head..after_end);
        change.kept.extend((before_end..before.len()).zip(after_end..));
        change
    }

    fn compare_middles<K: Eq + Hash>(
        &mut self,
        before: &[K],
        after: &[K],
        before_range: std::ops::Range<usize>,
        after_range: std::ops::Range<usize>,
    ) {
        let mut places: HashMap<&K, std::collections::VecDeque<usize>> = HashMap::new();
        for (at, element) in before.iter().enumerate().take(before_range.end).skip(before_range.start) {
            places.entry(element).or_default().push_back(at);
        }
        let mut matched: Vec<(usize, usize)> = Vec::new();
        for (at, element) in after.iter().enumerate().take(after_range.end).skip(after_range.start) {
            match places.get_mut(element).and_then(std::collections::VecDeque::pop_front) {
                Some(from) => matched.push((from, at)),
                None => self.added.push(at),
            }
        }
        let found: OrderedSet<usize> = matched.iter().map(|(from, _)| *from).collect();
        self.removed.extend(before_range.filter(|at| !found.contains(at)));
        let stays = longest_rising(&matched);
        for (pair, stays) in matched.into_iter().zip(stays) {
            if stays { self.kept.push(pair) } else { self.moved.push(pair) }
        }
    }

    /// Takes elements that went and elements that came between the same two neighbours as one that changed, where
    /// `is_alike` says so of their places before and after. They are kept from then on.
    #[must_use]
    pub fn pairing(self, is_alike: impl Fn(usize, usize) -> bool) -> Self {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let (mut removed, mut added) = (self.removed.as_slice(), self.added.as_slice());
        let ends = self.kept.iter().copied().chain([(usize::MAX, usize::MAX)]);
        for (before_end, after_end) in ends {
            let gone = take_below(&mut removed, before_end);
            let mut come = take_below(&mut added, after_end);
            for before in gone {
                let alike = come.iter().take(PAIRING_WINDOW).position(|after| is_alike(*before, *after));
                if let Some((at, after)) = alike.and_then(|at| Some((at, come.get(at)?))) {
                    pairs.push((*before, *after));
                    come = come.get(at + 1..).unwrap_or(&[]);
                }
            }
        }
        if pairs.is_empty() {
            return self;
        }
        let Self { mut kept, moved, mut removed, mut added } = self;
        let gone: OrderedSet<usize> = pairs.iter().map(|(before, _)| *before).collect();
        let come: OrderedSet<usize> = pairs.iter().map(|(_, after)| *after).collect();
        removed.retain(|at| !gone.contains(at));
        added.retain(|at| !come.contains(at));
        kept.extend(pairs);
        kept.sort_unstable();
        Self { kept, moved, removed, added }
    }

    /// Whether nothing came, went or moved.
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.removed.is_empty() && self.added.is_empty()
    }

    /// What happened: first what went, then by place after.
    pub fn steps(&self) -> Vec<ListStep> {
        let mut steps: Vec<ListStep> = self.removed.iter().map(|at| ListStep::Removed { at: *at }).collect();
        steps.extend(self.arrivals().map(|(to, from)| match from {
            Some(from) => ListStep::Moved { from, to },
            None => ListStep::Added { at: to },
        }));
        steps
    }

    /// The same as steps to do one after the other, each at the places that the one before left.
    pub fn in_turn(&self) -> Vec<ListStep> {
        let before_len = self.kept.len() + self.moved.len() + self.removed.len();
        // From the back, so that no removal shifts another.
        let mut steps: Vec<ListStep> = self.removed.iter().rev().map(|at| ListStep::Removed { at: *at }).collect();
        let mut slots = Slots::of(before_len, &self.removed);
        let mut kept = self.kept.iter().peekable();
        // What came stands in the slot of the kept element that it follows; slot 0 is in front of all.
        let mut slot = 0;
        for (to, from) in self.arrivals() {
            while let Some((before, _)) = kept.next_if(|(_, after)| *after < to) {
                slot = before + 1;
            }
            let Some(from) = from else {
                steps.push(ListStep::Added { at: slots.up_to(slot) });
                slots.add(slot);
                continue;
            };
            let now = slots.up_to(from);
            slots.take(from + 1);
            let target = slots.up_to(slot);
            slots.add(slot);
            if now != target {
                steps.push(ListStep::Moved { from: now, to: target });
            }
        }
        steps
    }

    /// Places after of what came or moved, in order, with the place before of what moved.
    fn arrivals(&self) -> impl Iterator<Item = (usize, Option<usize>)> {
        let mut all: Vec<(usize, Option<usize>)> = self.added.iter().map(|at| (*at, None)).collect();
        all.extend(self.moved.iter().map(|(from, to)| (*to, Some(*from))));
        sorting::sort(&mut all);
        all.into_iter()
    }

    /// What happened in a sentence, places counted from 1: `edge-dallas added at 2, edge-oslo removed`.
    pub fn sentence(&self, before: impl Fn(usize) -> String, after: impl Fn(usize) -> String) -> String {
        let steps = self.steps();
        let mut sentence = String::new();
        for step in steps.iter().take(MAX_TOLD) {
            if !sentence.is_empty() {
                sentence.push_str(", ");
            }
            // Writing to a text cannot fail.
            let _ = match *step {
                ListStep::Removed { at } => write!(sentence, "{} removed", before(at)),
                ListStep::Moved { from, to } => write!(sentence, "{} moved from {} to {}", after(to), from + 1, to + 1),
                ListStep::Added { at } => write!(sentence, "{} added at {}", after(at), at + 1),
            };
        }
        if MAX_TOLD < steps.len() {
            let _ = write!(sentence, " and {} more", steps.len() - MAX_TOLD);
        }
        sentence
    }
}

/// Takes the numbers below a bound from the front of sorted ones.
fn take_below<'a>(sorted: &mut &'a [usize], bound: usize) -> &'a [usize] {
    let (below, rest) = sorted.split_at(sorted.partition_point(|number| *number < bound));
    *sorted = rest;
    below
}

/// Which of the pairs, ordered by their second numbers, are in a longest run whose first numbers rise.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<bool> {
    // For each length, the pair with the least first number that ends a run of it (patience sorting).
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let first = |at: usize| pairs.get(at).map(|(first, _)| *first);
    for (at, (from, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| first(*end) < Some(*from));
        previous.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut rising = vec![false; pairs.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(is_in) = rising.get_mut(at) {
            *is_in = true;
        }
        next = previous.get(at).copied().flatten();
    }
    rising
}

/// How many elements stand in each slot of a list on its way, with their sums (a Fenwick tree).
struct Slots(Vec<usize>);

impl Slots {
    /// Slot `at + 1` holds the element at that place, unless it was removed; slot 0 nothing.
    fn of(len: usize, removed: &[usize]) -> Self {
        let mut sums = vec![1; len + 2];
        for slot in [0, 1].into_iter().chain(removed.iter().map(|at| at + 2)) {
            if let Some(sum) = sums.get_mut(slot) {
                *sum = 0;
            }
        }
        for at in 1..sums.len() {
            let above = at + (at & at.wrapping_neg());
            let sum = sums.get(at).copied().unwrap_or(0);
            if let Some(parent) = sums.get_mut(above) {
                *parent += sum;
            }
        }
        Self(sums)
    }

    fn add(&mut self, slot: usize) {
        self.change(slot, |sum| sum + 1);
    }

    fn take(&mut self, slot: usize) {
        self.change(slot, |sum| sum.saturating_sub(1));
    }

    fn change(&mut self, slot: usize, change: impl Fn(usize) -> usize) {
        let mut at = slot + 1;
        while let Some(sum) = self.0.get_mut(at) {
            *sum = change(*sum);
            at += at & at.wrapping_neg();
        }
    }

    /// How many elements stand in slot 0 to that one, both included.
    fn up_to(&self, slot: usize) -> usize {
        let (mut at, mut sum) = (slot + 1, 0);
        while 0 < at {
            sum += self.0.get(at).copied().unwrap_or(0);
            at &= at - 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(before: &str, after: &str) -> String {
        let (before, after): (Vec<&str>, Vec<&str>) = (before.split(' ').collect(), after.split(' ').collect());
        ListChange::between(&before, &after).sentence(|at| before[at].to_owned(), |at| after[at].to_owned())
    }

    #[test]
    fn only_what_moved_is_said_to_move() {
        for (before, after, expected) in [
            ("a b c", "a b c", ""),
            ("a b c", "a x b c", "x added at 2"),
            ("a b c", "b c", "a removed"),
            ("a b c", "c a b", "c moved from 3 to 1"),
            ("a b c d", "b c d a", "a moved from 1 to 4"),
            ("x a x", "a x", "x removed"),
            ("a b c", "c x a", "b removed, c moved from 3 to 1, x added at 2"),
            ("a", "b", "a removed, b added at 1"),
        ] {
            assert_eq!(words(before, after), expected, "{before} -> {after}");
        }
    }

    /// Does the steps to a list.
    fn done(before: &[u8], after: &[u8], change: &ListChange) -> Vec<u8> {
        let mut list = before.to_vec();
        let mut come = change.added.iter();
        for step in change.in_turn() {
            match step {
                ListStep::Removed { at } => drop(list.remove(at)),
                ListStep::Moved { from, to } => {
                    let element = list.remove(from);
                    list.insert(to, element);
                }
                ListStep::Added { at } => list.insert(at, after[*come.next().unwrap()]),
            }
        }
        list
    }

    #[test]
    fn the_steps_in_turn_make_the_one_list_of_the_other() {
        let mut state = 42_u64;
        let mut next = |end: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % end
        };
        for _ in 0..4_000 {
            let (letters, before_len, after_len) = (1 + next(12), next(14), next(14));
            let mut list = |len: u64| (0..len).map(|_| u8::try_from(next(letters)).unwrap()).collect::<Vec<u8>>();
            let (before, after) = (list(before_len), list(after_len));
            let change = ListChange::between(&before, &after);
            assert_eq!(done(&before, &after, &change), after, "{before:?} {after:?} {change:?}");
            assert_eq!(change.is_empty(), before == after);
            assert_eq!(change.kept.len() + change.moved.len() + change.removed.len(), before.len());
            assert_eq!(change.kept.len() + change.moved.len() + change.added.len(), after.len());
            // With any elements taken as changed in place, the steps leave these where they end up.
            let paired = change.clone().pairing(|a, b| (a + b).is_multiple_of(2));
            let mut made = done(&before, &after, &paired);
            assert_eq!(made.len(), after.len());
            for (_, to) in &paired.kept {
                made[*to] = after[*to];
            }
            assert_eq!(made, after, "{before:?} {after:?} {paired:?}");
        }
    }

    #[test]
    fn long_lists_take_no_longer_than_they_are() {
        let before: Vec<u32> = (0..200_000).collect();
        let after: Vec<u32> = (0..200_000_u32).rev().filter(|number| number % 3 != 0).chain(200_000..300_000).collect();
        let change = ListChange::between(&before, &after);
        assert_eq!((change.added.len(), change.removed.len()), (100_000, 66_667));
        assert!(200_000 < change.in_turn().len());
    }
}
