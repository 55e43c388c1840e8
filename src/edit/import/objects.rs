//! The objects of an import in pieces: there are hundreds of thousands, and a list that grows is copied again and again, each
//! time into more room than it needs. What is gone through for the last time is let go of piece by piece. It knows no plan and
//! no file.

use std::iter::Flatten;
use std::slice::{Iter, IterMut};
use std::vec::IntoIter;

use super::incoming::IncomingObject;

/// So many stand in each piece but the last.
const PIECE: usize = 1 << 10;

/// Objects in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct IncomingObjects {
    pieces: Vec<Vec<IncomingObject>>,
}

impl IncomingObjects {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.pieces.last().map_or(0, |last| (self.pieces.len() - 1) * PIECE + last.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, object: IncomingObject) {
        if self.pieces.last().is_none_or(|last| PIECE <= last.len()) {
            // Few are given little room.
            self.pieces.push(Vec::with_capacity(if self.pieces.is_empty() { 1 } else { PIECE }));
        }
        if let Some(last) = self.pieces.last_mut() {
            last.push(object);
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
    pub fn retain(&mut self, mut stays: impl FnMut(&IncomingObject) -> bool) {
        let all = std::mem::take(self);
        self.extend(all.into_iter().filter(|object| stays(object)));
    }

    /// The first of them.
    pub fn first(&self) -> Option<&IncomingObject> {
        self.get(0)
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<&IncomingObject> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    /// The one at a place, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut IncomingObject> {
        self.pieces.get_mut(at / PIECE)?.get_mut(at % PIECE)
    }

    /// Two of them, of which the first stands before the second.
    pub(super) fn two_mut(
        &mut self,
        first: usize,
        second: usize,
    ) -> Option<(&mut IncomingObject, &mut IncomingObject)> {
        let (before, from) = self.pieces.split_at_mut_checked(second / PIECE)?;
        let (own, behind) = from.first_mut()?.split_at_mut_checked(second % PIECE)?;
        let first = match before.get_mut(first / PIECE) {
            Some(piece) => piece.get_mut(first % PIECE),
            None => own.get_mut(first % PIECE),
        };
        Some((first?, behind.first_mut()?))
    }

    /// All of them.
    pub fn iter(&self) -> Flatten<Iter<'_, Vec<IncomingObject>>> {
        self.pieces.iter().flatten()
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> Flatten<IterMut<'_, Vec<IncomingObject>>> {
        self.pieces.iter_mut().flatten()
    }

    /// How many could stand in the room that they take.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.pieces.iter().map(Vec::capacity).sum()
    }
}

impl Extend<IncomingObject> for IncomingObjects {
    fn extend<I: IntoIterator<Item = IncomingObject>>(&mut self, objects: I) {
        objects.into_iter().for_each(|object| self.push(object));
    }
}

impl FromIterator<IncomingObject> for IncomingObjects {
    fn from_iter<I: IntoIterator<Item = IncomingObject>>(objects: I) -> Self {
        let mut all = Self::default();
        all.extend(objects);
        all
    }
}

impl IntoIterator for IncomingObjects {
    type Item = IncomingObject;
    type IntoIter = Flatten<IntoIter<Vec<IncomingObject>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl<'a> IntoIterator for &'a IncomingObjects {
    type Item = &'a IncomingObject;
    type IntoIter = Flatten<Iter<'a, Vec<IncomingObject>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut IncomingObjects {
    type Item = &'a mut IncomingObject;
    type IntoIter = Flatten<IterMut<'a, Vec<IncomingObject>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::model::Kind;

    fn object(at: usize) -> IncomingObject {
        IncomingObject::of(Kind::Division, Place::whole(&"divisions.json".into()), vec![at.to_string()], Vec::new())
    }

    fn names(objects: &IncomingObjects) -> Vec<String> {
        objects.iter().map(|object| object.identity.concat()).collect()
    }

    #[test]
    fn pieces_are_one_list() {
        for count in [0, 1, 2, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7] {
            let all: Vec<usize> = (0..count).collect();
            let wanted = |wanted: &[usize]| wanted.iter().map(usize::to_string).collect::<Vec<_>>();
            let mut objects: IncomingObjects = all.iter().copied().map(object).collect();
            assert_eq!((objects.len(), objects.is_empty(), names(&objects)), (count, count == 0, wanted(&all)));
            assert!(objects.get(count).is_none() && objects.get_mut(count).is_none());
            for (first, second) in [(0, 1), (0, PIECE), (5, PIECE + 3), (PIECE, PIECE + 1), (2 * PIECE, 3 * PIECE)] {
                let two =
                    objects.two_mut(first, second).map(|(one, other)| [one, other].map(|of| of.identity.concat()));
                assert_eq!(two, (second < count).then(|| [first.to_string(), second.to_string()]));
            }
            let odd: Vec<usize> = all.iter().copied().filter(|at| at % 2 == 1).collect();
            objects.retain(|object| odd.contains(&object.identity.concat().parse().unwrap()));
            assert_eq!((objects.len(), names(&objects)), (odd.len(), wanted(&odd)));
            for kept in [count, odd.len() / 2, 0] {
                objects.truncate(kept);
                assert_eq!(names(&objects), wanted(&odd[..kept.min(odd.len())]));
            }
            objects.append((0..count).map(object).collect());
            objects.append(std::iter::once(object(1)).collect());
            assert_eq!(names(&objects), wanted(&[all, vec![1]].concat()));
        }
    }

    /// However many there are: a list that doubles takes twice as much and, while it does, three times.
    #[test]
    fn little_more_room_is_taken_than_is_needed() {
        for count in [1, 10, PIECE, 10 * PIECE + 1, 100 * PIECE] {
            let objects: IncomingObjects = (0..count).map(object).collect();
            assert!(objects.capacity() <= 2 * count && objects.capacity() <= count + PIECE, "{count}");
        }
    }
}
