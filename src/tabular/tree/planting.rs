//! How a tree is written down: lines in reading order, each below the last one that was not closed.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::lines::{TreeKey, TreeLine, TreeTally};
use crate::model::AnyId;
use crate::tabular::natural;

/// What a line says.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub key: TreeKey,
    pub object: Option<AnyId>,
    pub name: String,
    pub aside: String,
}

/// A tree in the making.
#[derive(Debug, Default)]
pub(super) struct Planting {
    pub nodes: Vec<TreeLine>,
    open: Vec<usize>,
}

impl Planting {
    /// Writes a line; what follows stands below it until it is closed.
    pub(super) fn open(&mut self, line: Line) {
        let Line { key, object, name, aside } = line;
        let above = self.open.last().copied();
        self.open.push(self.nodes.len());
        let depth = self.open.len() - 1;
        self.nodes.push(TreeLine { key, object, name, aside, depth, above, end: 0, tally: TreeTally::default() });
    }

    /// Closes the last line that is open.
    pub(super) fn close(&mut self) {
        let end = self.nodes.len();
        if let Some(node) = self.open.pop().and_then(|at| self.nodes.get_mut(at)) {
            node.end = end;
        }
    }

    /// Writes a line with nothing below it.
    pub(super) fn leaf(&mut self, line: Line) {
        self.open(line);
        self.close();
    }

    /// Writes all that grows from some roots, however deep, each once; says what was written.
    pub(super) fn grow<K: Copy + Eq + Hash>(
        &mut self,
        roots: &[K],
        below: &HashMap<K, Vec<K>>,
        line: impl Fn(K) -> Line,
    ) -> HashSet<K> {
        let mut done = HashSet::new();
        // What is to be written, the next one last; none: a line is to be closed.
        let mut ahead: Vec<Option<K>> = roots.iter().rev().copied().map(Some).collect();
        while let Some(next) = ahead.pop() {
            let Some(key) = next else {
                self.close();
                continue;
            };
            if !done.insert(key) {
                continue;
            }
            self.open(line(key));
            ahead.push(None);
            ahead.extend(below.get(&key).into_iter().flatten().rev().copied().map(Some));
        }
        done
    }
}

/// Sorts by name as people do.
pub(super) fn sort_by_name<K>(keys: &mut [K], name: impl Fn(&K) -> String) {
    keys.sort_by_cached_key(|key| Named(name(key)));
}

#[derive(PartialEq, Eq)]
struct Named(String);

impl PartialOrd for Named {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Named {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        natural::compare(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}
