//! A table of one kind of entity: ordered by id, immutable from outside, cheap to clone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::id::Id;

/// The entities of one kind, by id. A clone shares the rows; a change copies the tree of pointers, not the rows.
pub struct Table<T>(Arc<BTreeMap<Id<T>, Arc<T>>>);

impl<T> Table<T> {
    /// The entity with that id.
    pub fn get(&self, id: Id<T>) -> Option<&Arc<T>> {
        self.0.get(&id)
    }

    /// Entities and their ids, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &Arc<T>)> + ExactSizeIterator {
        self.0.iter().map(|(id, entity)| (*id, entity))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tree itself, to change it; copied when another plan shares it.
    pub(crate) fn make_mut(&mut self) -> &mut BTreeMap<Id<T>, Arc<T>> {
        Arc::make_mut(&mut self.0)
    }

    /// Makes a table of rows, which is fastest when they come ordered by id.
    pub(crate) fn of_rows(rows: impl IntoIterator<Item = (Id<T>, Arc<T>)>) -> Self {
        Self(Arc::new(rows.into_iter().collect()))
    }

    /// The ids of the rows that another table has not got as they are here, or that only one of them has; none: there are
    /// more than `most`. What rows say is not compared: a row that is shared is the same.
    pub fn differing(&self, other: &Self, most: usize) -> Option<Vec<Id<T>>> {
        let mut found = Vec::new();
        if self.is_same(other) {
            return Some(found);
        }
        let (mut ours, mut theirs) = (self.iter(), other.iter());
        let (mut our, mut their) = (ours.next(), theirs.next());
        while found.len() <= most {
            let (id, is_ours, is_theirs) = match (our, their) {
                (None, None) => return Some(found),
                (Some((id, row)), Some((other, another))) if id == other => {
                    if Arc::ptr_eq(row, another) {
                        (our, their) = (ours.next(), theirs.next());
                        continue;
                    }
                    (id, true, true)
                }
                (Some((id, _)), Some((other, _))) if other < id => (other, false, true),
                (Some((id, _)), _) => (id, true, false),
                (None, Some((id, _))) => (id, false, true),
            };
            found.push(id);
            our = if is_ours { ours.next() } else { our };
            their = if is_theirs { theirs.next() } else { their };
        }
        None
    }

    /// Whether both are the very same tree, which a clone that nobody changed is.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
impl<T: PartialEq> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.0 == other.0
    }
}
impl<T: fmt::Debug> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter()).finish()
    }
}
