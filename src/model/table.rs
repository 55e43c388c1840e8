//! A table of one kind of entity: ordered by id, immutable from outside, cheap to clone.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::chunked::{PIECE, PiecePlace};
use super::id::Id;
use super::numbered::{AnyPiece, Numbered, NumberedEntries, NumberedPiece, NumberedPlaces, typed};

/// The entities of one kind, by id. A clone shares the rows; a change copies a piece of the list of pointers to them.
pub struct Table<T> {
    rows: Arc<Numbered>,
    of: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> Table<T> {
    /// The entity with that id.
    pub fn get(&self, id: Id<T>) -> Option<&Arc<T>> {
        self.rows.get(id.number())
    }

    /// Entities and their ids, oldest first.
    pub fn iter(&self) -> TableRows<'_, T> {
        TableRows(self.rows.iter())
    }

    /// Puts an entity in the place of the one with that id, or with none; gives back what stood there.
    pub(crate) fn put(&mut self, id: Id<T>, entity: Arc<T>) -> Option<Arc<T>> {
        Arc::make_mut(&mut self.rows).insert(id.number(), entity)
    }

    /// Takes the entity with that id out.
    pub(crate) fn take(&mut self, id: Id<T>) -> Option<Arc<T>> {
        Arc::make_mut(&mut self.rows).remove(id.number())
    }

    /// Makes a table of rows, which is fastest when they come ordered by id.
    pub(crate) fn of_rows(rows: Vec<(Id<T>, Arc<T>)>) -> Self {
        let rows = Numbered::of(rows.into_iter().map(|(id, entity)| (id.number(), entity)));
        Self { rows: Arc::new(rows), of: PhantomData }
    }

    /// The entity at a place of a piece of such a table.
    pub(super) fn at(piece: &AnyPiece, at: usize) -> Option<&Arc<T>> {
        typed(piece).get(at)
    }

    /// The ids of the rows that another table has not got as they are here, or that only one of them has; none: there are
    /// more than `most`. What rows say is not compared: a row that is shared is the same.
    pub fn differing(&self, other: &Self, most: usize) -> Option<Vec<Id<T>>> {
        Some(self.differing_numbers(other, most)?.into_iter().map(Id::new).collect())
    }

    /// The same, as numbers.
    pub fn differing_numbers(&self, other: &Self, most: usize) -> Option<Vec<u64>> {
        differing(&self.rows, &other.rows, most, &|our, their| self.is_shared(other, our, their))
    }

    /// Whether what stands at two places is one and the same object.
    fn is_shared(&self, other: &Self, our: PiecePlace, their: PiecePlace) -> bool {
        let (ours, theirs) = (self.rows.at::<Arc<T>>(our), other.rows.at::<Arc<T>>(their));
        matches!((ours, theirs), (Some(ours), Some(theirs)) if Arc::ptr_eq(ours, theirs))
    }
}

impl<T> Table<T> {
    /// Makes a table of what [`RowsInOrder`] has made of its rows, in order.
    pub(crate) fn of_pieces(pieces: Vec<RowPieces>) -> Self {
        let rows = Numbered::of_pieces(pieces.into_iter().flat_map(|rows| rows.0));
        Self { rows: Arc::new(rows), of: PhantomData }
    }

    /// All ids as numbers, and where their entities stand.
    pub(super) fn places(&self) -> NumberedPlaces<'_> {
        self.rows.places()
    }

    /// Whether there is an entity with that id.
    pub fn has(&self, id: Id<T>) -> bool {
        self.rows.has(id.number())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// Whether both are the very same, which a clone that nobody changed is.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rows, &other.rows)
    }
}

/// So many rows stand in a piece of a table that is made in the order of its ids.
pub(crate) const ROWS_PER_PIECE: usize = PIECE;

/// Rows that were made in the order of their ids; the compiler makes what is done with them once, and not once per kind.
pub(crate) struct RowPieces(Vec<NumberedPiece>);

/// Rows of one kind that are made in the order of their ids.
pub(crate) struct RowsInOrder<T> {
    made: Vec<NumberedPiece>,
    numbers: Vec<u64>,
    entities: Vec<Arc<T>>,
}

impl<T: Send + Sync + 'static> RowsInOrder<T> {
    /// There is none yet.
    pub(crate) const fn new() -> Self {
        Self { made: Vec::new(), numbers: Vec::new(), entities: Vec::new() }
    }

    /// Puts a row behind all others.
    pub(crate) fn push(&mut self, number: u64, entity: Arc<T>) {
        if self.numbers.is_empty() {
            self.numbers.reserve_exact(PIECE);
            self.entities.reserve_exact(PIECE);
        }
        self.numbers.push(number);
        self.entities.push(entity);
        if self.numbers.len() == PIECE {
            self.end_piece();
        }
    }

    /// What was made.
    pub(crate) fn finish(mut self) -> RowPieces {
        self.end_piece();
        RowPieces(self.made)
    }

    fn end_piece(&mut self) {
        self.numbers.shrink_to_fit();
        self.entities.shrink_to_fit();
        self.made.push((std::mem::take(&mut self.numbers), Arc::new(std::mem::take(&mut self.entities))));
    }
}

fn differing(
    ours: &Arc<Numbered>,
    theirs: &Arc<Numbered>,
    most: usize,
    is_same: &dyn Fn(PiecePlace, PiecePlace) -> bool,
) -> Option<Vec<u64>> {
    let mut found = Vec::new();
    if Arc::ptr_eq(ours, theirs) {
        return Some(found);
    }
    ours.compare(theirs, &mut |number, our, their| {
        if !matches!((our, their), (Some(our), Some(their)) if is_same(our, their)) {
            found.push(number);
        }
        found.len() <= most
    });
    (found.len() <= most).then_some(found)
}

/// Entities and their ids, from both ends.
pub struct TableRows<'a, T>(NumberedEntries<'a, Arc<T>>);

impl<'a, T: Send + Sync + 'static> Iterator for TableRows<'a, T> {
    type Item = (Id<T>, &'a Arc<T>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, entity) = self.0.next()?;
        Some((Id::new(number), entity))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T: Send + Sync + 'static> DoubleEndedIterator for TableRows<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let (number, entity) = self.0.next_back()?;
        Some((Id::new(number), entity))
    }
}

impl<T: Send + Sync + 'static> ExactSizeIterator for TableRows<'_, T> {}

impl<'a, T: Send + Sync + 'static> IntoIterator for &'a Table<T> {
    type Item = (Id<T>, &'a Arc<T>);
    type IntoIter = TableRows<'a, T>;

    fn into_iter(self) -> TableRows<'a, T> {
        self.iter()
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { rows: Arc::clone(&self.rows), of: PhantomData }
    }
}
impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Arc::default(), of: PhantomData }
    }
}
impl<T: PartialEq + Send + Sync + 'static> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other)
            || self.rows.is_equal(&other.rows, &|our, their| {
                self.is_shared(other, our, their)
                    || self.rows.at::<Arc<T>>(our).map(|entity| &**entity)
                        == other.rows.at::<Arc<T>>(their).map(|entity| &**entity)
            })
    }
}
impl<T: fmt::Debug + Send + Sync + 'static> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
