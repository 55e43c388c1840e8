//! Values by number, in pieces that copies share, like the numbers themselves: see `chunked`. Pieces forget of what type
//! their values are, so that the compiler makes a list of pieces once, and not once per kind: who asks for a value says
//! its type. It knows neither entities nor plans.

use std::any::Any;
use std::iter::Zip;
use std::slice;
use std::sync::Arc;

use super::chunked::{Chunked, ChunkedKeys, PIECE, PiecePlace, Room};

/// A list of values of one type.
pub(super) type AnyPiece = Arc<dyn Any + Send + Sync>;

/// Numbers in order, and their values.
pub(super) type NumberedPiece = (Vec<u64>, AnyPiece);

/// Values of one type by number. Both lists of pieces have the same lengths.
#[derive(Clone, Default)]
pub(super) struct Numbered {
    numbers: Chunked<u64>,
    values: Vec<AnyPiece>,
}

/// What can stand in a piece.
pub(super) trait Piecemeal: Clone + Send + Sync + 'static {}

impl<V: Clone + Send + Sync + 'static> Piecemeal for V {}

/// The values of a piece; none, if they are of another type.
pub(super) fn typed<V: Piecemeal>(piece: &AnyPiece) -> &[V] {
    piece.downcast_ref::<Vec<V>>().map_or(&[], Vec::as_slice)
}

/// The values of a piece that nobody else has: it is copied first if somebody does.
fn own<V: Piecemeal>(piece: &mut AnyPiece) -> &mut Vec<V> {
    if Arc::get_mut(piece).is_none() {
        *piece = Arc::new(typed::<V>(piece).to_vec());
    }
    let values = Arc::get_mut(piece).and_then(|piece| piece.downcast_mut());
    values.expect("all that is put under numbers is of one type")
}

impl Numbered {
    /// Entries in any order; of equal numbers the last one counts.
    pub(super) fn of<V: Piecemeal>(entries: impl IntoIterator<Item = (u64, V)>) -> Self {
        let entries = entries.into_iter();
        let mut made = Self::default();
        let (mut numbers, mut values) = (Vec::new(), Vec::new());
        let mut left = entries.size_hint().0;
        for (number, value) in entries {
            let last = numbers.last().or_else(|| made.numbers.last());
            if last.is_some_and(|last| *last >= number) {
                made.push_piece(&mut numbers, &mut values);
                made.insert(number, value);
                continue;
            }
            if numbers.is_empty() {
                numbers.reserve_exact(left.clamp(1, PIECE));
                values.reserve_exact(left.clamp(1, PIECE));
            }
            numbers.push(number);
            values.push(value);
            left = left.saturating_sub(1);
            if numbers.len() == PIECE {
                made.push_piece(&mut numbers, &mut values);
            }
        }
        made.push_piece(&mut numbers, &mut values);
        made
    }

    /// Pieces that stand in the order of their numbers.
    pub(super) fn of_pieces(pieces: impl IntoIterator<Item = NumberedPiece>) -> Self {
        let mut made = Self::default();
        for (numbers, values) in pieces.into_iter().filter(|(numbers, _)| !numbers.is_empty()) {
            made.numbers.push_piece(numbers);
            made.values.push(values);
        }
        made
    }

    fn push_piece<V: Piecemeal>(&mut self, numbers: &mut Vec<u64>, values: &mut Vec<V>) {
        if !numbers.is_empty() {
            self.numbers.push_piece(std::mem::take(numbers));
            self.values.push(Arc::new(std::mem::take(values)));
        }
    }

    /// The value of a number.
    pub(super) fn get<V: Piecemeal>(&self, number: u64) -> Option<&V> {
        self.at(self.find(number)?)
    }

    /// Whether a number has a value.
    pub(super) fn has(&self, number: u64) -> bool {
        self.find(number).is_some()
    }

    /// Where the value of a number stands.
    fn find(&self, number: u64) -> Option<PiecePlace> {
        self.guess(number).or_else(|| self.numbers.find(&number).ok())
    }

    /// The same, if it stands where it does when all pieces are as they were made and no number is left out: what is asked
    /// for most is found without a search.
    fn guess(&self, number: u64) -> Option<PiecePlace> {
        let pieces = self.numbers.pieces();
        let place_in = |numbers: &[u64]| usize::try_from(number.checked_sub(*numbers.first()?)?).ok();
        let piece = place_in(pieces.first()?)? / PIECE;
        let numbers = pieces.get(piece)?;
        let at = place_in(numbers)?;
        (numbers.get(at) == Some(&number)).then_some(PiecePlace { piece, at })
    }

    /// The value at a place.
    pub(super) fn at<V: Piecemeal>(&self, place: PiecePlace) -> Option<&V> {
        typed(self.values.get(place.piece)?).get(place.at)
    }

    /// Puts a value under a number; gives back the one that stood there.
    pub(super) fn insert<V: Piecemeal>(&mut self, number: u64, value: V) -> Option<V> {
        let place = match self.numbers.find(&number) {
            Ok(place) => {
                let values: &mut Vec<V> = own(&mut self.values[place.piece]);
                return Some(std::mem::replace(&mut values[place.at], value));
            }
            Err(place) => place,
        };
        let (room, place) = self.numbers.insert_at(place, number);
        match room {
            Room::Enough => {}
            Room::Own => self.values.insert(place.piece, Arc::new(Vec::<V>::with_capacity(1))),
            Room::Split { piece, at } => {
                let upper = own::<V>(&mut self.values[piece]).split_off(at);
                self.values.insert(piece + 1, Arc::new(upper));
            }
        }
        own(&mut self.values[place.piece]).insert(place.at, value);
        None
    }

    /// Takes a number out with its value.
    pub(super) fn remove<V: Piecemeal>(&mut self, number: u64) -> Option<V> {
        let place = self.numbers.find(&number).ok()?;
        let value = own(&mut self.values[place.piece]).remove(place.at);
        if self.numbers.remove_at(place) {
            self.values.remove(place.piece);
        }
        Some(value)
    }

    /// How many entries there are.
    pub(super) const fn len(&self) -> usize {
        self.numbers.len()
    }

    /// All entries by number.
    pub(super) fn iter<V: Piecemeal>(&self) -> NumberedEntries<'_, V> {
        let middle = self.numbers.pieces().iter().zip(&self.values);
        NumberedEntries { front: [].iter().zip(&[]), middle, back: [].iter().zip(&[]), left: self.len() }
    }

    /// All numbers, and where their values stand.
    pub(super) fn places(&self) -> NumberedPlaces<'_> {
        NumberedPlaces { of: self, numbers: self.numbers.keys(), place: PiecePlace { piece: 0, at: 0 } }
    }

    /// Goes through both by number, leaving out pieces that both share: where the value of a number stands in each of
    /// them, of which one has it at least. `visit` says whether to go on.
    pub(super) fn compare(
        &self,
        other: &Self,
        visit: &mut dyn FnMut(u64, Option<PiecePlace>, Option<PiecePlace>) -> bool,
    ) {
        let is_shared = |our: usize, their: usize| {
            let pieces = (self.values.get(our), other.values.get(their));
            matches!(pieces, (Some(ours), Some(theirs)) if Arc::ptr_eq(ours, theirs))
        };
        self.numbers.compare(&other.numbers, &is_shared, &mut |number, ours, theirs| visit(*number, ours, theirs));
    }

    /// Whether both have the same numbers, and at their places what `is_same` takes for the same values.
    pub(super) fn is_equal(&self, other: &Self, is_same: &dyn Fn(PiecePlace, PiecePlace) -> bool) -> bool {
        let mut is_equal = self.len() == other.len();
        if is_equal {
            self.compare(other, &mut |_, ours, theirs| {
                is_equal = matches!((ours, theirs), (Some(ours), Some(theirs)) if is_same(ours, theirs));
                is_equal
            });
        }
        is_equal
    }
}

/// Numbers in order, with the pieces in which their values stand and their places there.
pub(super) struct NumberedPlaces<'a> {
    of: &'a Numbered,
    numbers: ChunkedKeys<'a, u64>,
    place: PiecePlace,
}

impl<'a> Iterator for NumberedPlaces<'a> {
    type Item = (u64, &'a AnyPiece, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let number = self.numbers.next()?;
        if self.of.numbers.pieces().get(self.place.piece).is_some_and(|piece| piece.len() <= self.place.at) {
            self.place = PiecePlace { piece: self.place.piece + 1, at: 0 };
        }
        let at = self.place.at;
        self.place.at += 1;
        Some((*number, self.of.values.get(self.place.piece)?, at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.numbers.size_hint().0;
        (left, Some(left))
    }
}

/// Entries of one piece.
type PieceEntries<'a, V> = Zip<slice::Iter<'a, u64>, slice::Iter<'a, V>>;

/// Entries by number, from both ends.
pub(super) struct NumberedEntries<'a, V> {
    front: PieceEntries<'a, V>,
    /// Pieces that were not begun yet.
    middle: Zip<slice::Iter<'a, Arc<Vec<u64>>>, slice::Iter<'a, AnyPiece>>,
    back: PieceEntries<'a, V>,
    left: usize,
}

impl<'a, V: Piecemeal> Iterator for NumberedEntries<'a, V> {
    type Item = (u64, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let mut entry = self.front.next();
        while entry.is_none() {
            let Some((numbers, values)) = self.middle.next() else {
                entry = self.back.next();
                break;
            };
            self.front = numbers.iter().zip(typed(values));
            entry = self.front.next();
        }
        let (number, value) = entry?;
        self.left -= 1;
        Some((*number, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<V: Piecemeal> DoubleEndedIterator for NumberedEntries<'_, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let mut entry = self.back.next_back();
        while entry.is_none() {
            let Some((numbers, values)) = self.middle.next_back() else {
                entry = self.front.next_back();
                break;
            };
            self.back = numbers.iter().zip(typed(values));
            entry = self.back.next_back();
        }
        let (number, value) = entry?;
        self.left -= 1;
        Some((*number, value))
    }
}

impl<V: Piecemeal> ExactSizeIterator for NumberedEntries<'_, V> {}

#[cfg(test)]
#[path = "numbered_tests.rs"]
mod tests;
