//! A table of one kind of entity: ordered by id, immutable from outside, cheap to clone.

use std::fmt;
use std::sync::Arc;

use super::chunked::{Chunked, ChunkedEntries};
use super::id::Id;

/// The entities of one kind, by id. A clone shares the rows; a change copies a piece of the list of pointers to them.
pub struct Table<T>(Arc<Chunked<u64, Arc<T>>>);

impl<T> Table<T> {
    /// The entity with that id.
    pub fn get(&self, id: Id<T>) -> Option<&Arc<T>> {
        self.0.get(&id.number())
    }

    /// Entities and their ids, oldest first.
    pub fn iter(&self) -> TableRows<'_, T> {
        TableRows(self.0.iter())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// Puts an entity in the place of the one with that id, or with none; gives back what stood there.
    pub(crate) fn put(&mut self, id: Id<T>, entity: Arc<T>) -> Option<Arc<T>> {
        Arc::make_mut(&mut self.0).insert(id.number(), entity)
    }

    /// Takes the entity with that id out.
    pub(crate) fn take(&mut self, id: Id<T>) -> Option<Arc<T>> {
        Arc::make_mut(&mut self.0).remove(&id.number())
    }

    /// Makes a table of rows, which is fastest when they come ordered by id.
    pub(crate) fn of_rows(rows: impl IntoIterator<Item = (Id<T>, Arc<T>)>) -> Self {
        Self(Arc::new(Chunked::of(rows.into_iter().map(|(id, entity)| (id.number(), entity)))))
    }

    /// The ids of the rows that another table has not got as they are here, or that only one of them has; none: there are
    /// more than `most`. What rows say is not compared: a row that is shared is the same.
    pub fn differing(&self, other: &Self, most: usize) -> Option<Vec<Id<T>>> {
        Some(self.differing_numbers(other, most)?.into_iter().map(Id::new).collect())
    }

    /// The same, as numbers.
    pub fn differing_numbers(&self, other: &Self, most: usize) -> Option<Vec<u64>> {
        let mut found = Vec::new();
        if self.is_same(other) {
            return Some(found);
        }
        self.0.compare(&other.0, &mut |number, our, their| {
            if !our.zip(their).is_some_and(|(our, their)| Arc::ptr_eq(our, their)) {
                found.push(*number);
            }
            found.len() <= most
        });
        (found.len() <= most).then_some(found)
    }

    /// Whether both are the very same, which a clone that nobody changed is.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Entities and their ids, from both ends.
pub struct TableRows<'a, T>(ChunkedEntries<'a, u64, Arc<T>>);

impl<'a, T> Iterator for TableRows<'a, T> {
    type Item = (Id<T>, &'a Arc<T>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, entity) = self.0.next()?;
        Some((Id::new(*number), entity))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> DoubleEndedIterator for TableRows<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let (number, entity) = self.0.next_back()?;
        Some((Id::new(*number), entity))
    }
}

impl<T> ExactSizeIterator for TableRows<'_, T> {}

impl<'a, T> IntoIterator for &'a Table<T> {
    type Item = (Id<T>, &'a Arc<T>);
    type IntoIter = TableRows<'a, T>;

    fn into_iter(self) -> TableRows<'a, T> {
        self.iter()
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
        self.is_same(other) || self.0.is_equal(&other.0, |our, their| Arc::ptr_eq(our, their) || our == their)
    }
}
impl<T: fmt::Debug> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
