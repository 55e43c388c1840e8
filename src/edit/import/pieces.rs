//! Long lists in pieces, like the rows of an import, of which there are hundreds of thousands: a list that grows is copied
//! again and again, each time into more room than it needs. What is gone through for the last time is let go of piece by
//! piece. It does not know what is listed.

use std::iter::Flatten;
use std::slice::{Iter, IterMut};
use std::vec::IntoIter;

/// So many stand in each piece but the last.
const PIECE: usize = 1 << 10;

/// A list in pieces, all but the last of which are equally long.
#[derive(Clone, Debug)]
pub struct ListInPieces<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for ListInPieces<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> ListInPieces<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.pieces.last().map_or(0, |last| (self.pieces.len() - 1) * PIECE + last.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, item: T) {
        if self.pieces.last().is_none_or(|last| PIECE <= last.len()) {
            // Few are given little room.
            self.pieces.push(Vec::with_capacity(if self.pieces.is_empty() { 1 } else { PIECE }));
        }
        if let Some(last) = self.pieces.last_mut() {
            last.push(item);
        }
    }

    /// Adds those of others behind them.
    pub fn append(&mut self, others: Self) {
        if self.is_empty() {
            *self = others;
        } else {
            self.extend(others);
        }
    }

    /// Keeps so many.
    pub fn truncate(&mut self, count: usize) {
        if self.len() <= count {
            return;
        }
        self.pieces.truncate(count.div_ceil(PIECE));
        if let (Some(last), rest @ 1..) = (self.pieces.last_mut(), count % PIECE) {
            last.truncate(rest);
        }
    }

    /// Keeps those of which that is said.
    pub fn retain(&mut self, mut stays: impl FnMut(&T) -> bool) {
        let all = std::mem::take(self);
        self.extend(all.into_iter().filter(|item| stays(item)));
    }

    /// The first of them.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    /// The one at a place, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.pieces.get_mut(at / PIECE)?.get_mut(at % PIECE)
    }

    /// The last of them, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.pieces.last_mut()?.last_mut()
    }

    /// Two of them, of which the first stands before the second.
    pub(super) fn two_mut(&mut self, first: usize, second: usize) -> Option<(&mut T, &mut T)> {
        let (before, from) = self.pieces.split_at_mut_checked(second / PIECE)?;
        let (own, behind) = from.first_mut()?.split_at_mut_checked(second % PIECE)?;
        let first = match before.get_mut(first / PIECE) {
            Some(piece) => piece.get_mut(first % PIECE),
            None => own.get_mut(first % PIECE),
        };
        Some((first?, behind.first_mut()?))
    }

    /// All of them.
    pub fn iter(&self) -> Flatten<Iter<'_, Vec<T>>> {
        self.pieces.iter().flatten()
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> Flatten<IterMut<'_, Vec<T>>> {
        self.pieces.iter_mut().flatten()
    }

    /// The pieces.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &[T]> {
        self.pieces.iter().map(Vec::as_slice)
    }

    /// The same, to be let go of one by one.
    pub(super) fn into_pieces(self) -> IntoIter<Vec<T>> {
        self.pieces.into_iter()
    }

    /// How many could stand in the room that they take.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.pieces.iter().map(Vec::capacity).sum()
    }
}

impl<T> Extend<T> for ListInPieces<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> FromIterator<T> for ListInPieces<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut all = Self::default();
        all.extend(items);
        all
    }
}

impl<T> IntoIterator for ListInPieces<T> {
    type Item = T;
    type IntoIter = Flatten<IntoIter<Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl<'a, T> IntoIterator for &'a ListInPieces<T> {
    type Item = &'a T;
    type IntoIter = Flatten<Iter<'a, Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut ListInPieces<T> {
    type Item = &'a mut T;
    type IntoIter = Flatten<IterMut<'a, Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(list: &ListInPieces<usize>) -> Vec<usize> {
        list.iter().copied().collect()
    }

    #[test]
    fn pieces_are_one_list() {
        for count in [0, 1, 2, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7] {
            let all: Vec<usize> = (0..count).collect();
            let mut list: ListInPieces<usize> = all.iter().copied().collect();
            assert_eq!((list.len(), list.is_empty(), held(&list)), (count, count == 0, all.clone()));
            assert!(list.get(count).is_none() && list.get_mut(count).is_none());
            assert_eq!(list.first(), all.first());
            assert_eq!(list.last_mut().map(|last| *last), all.last().copied());
            for (first, second) in [(0, 1), (0, PIECE), (5, PIECE + 3), (PIECE, PIECE + 1), (2 * PIECE, 3 * PIECE)] {
                let two = list.two_mut(first, second).map(|(one, other)| (*one, *other));
                assert_eq!(two, (second < count).then_some((first, second)));
            }
            let odd: Vec<usize> = all.iter().copied().filter(|at| at % 2 == 1).collect();
            list.retain(|at| at % 2 == 1);
            assert_eq!((list.len(), held(&list)), (odd.len(), odd.clone()));
            for kept in [count, odd.len() / 2, 0] {
                list.truncate(kept);
                assert_eq!(held(&list), odd[..kept.min(odd.len())]);
            }
            list.append((0..count).collect());
            list.append(std::iter::once(1).collect());
            assert_eq!(held(&list), [all, vec![1]].concat());
        }
    }

    /// However many there are: a list that doubles takes twice as much and, while it does, three times.
    #[test]
    fn little_more_room_is_taken_than_is_needed() {
        for count in [1, 10, PIECE, 10 * PIECE + 1, 100 * PIECE] {
            let list: ListInPieces<usize> = (0..count).collect();
            assert!(list.capacity() <= 2 * count && list.capacity() <= count + PIECE, "{count}");
        }
    }
}
