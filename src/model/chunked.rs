//! A sorted map in pieces that copies share: looking up is two binary searches, going through it is going through lists,
//! and a change copies one piece, whatever else there is. What is done with keys is apart from what is done with values,
//! so that the tables of all kinds, whose keys are numbers, have it once. It knows neither entities nor plans.

use std::iter::Zip;
use std::slice;
use std::sync::Arc;

/// So many entries a piece has when it is made of a list. It grows to twice as many before it is split.
const PIECE: usize = 256;

/// Values by key. Both lists of pieces have the same lengths.
pub(super) struct Chunked<K, V> {
    keys: Keys<K>,
    values: Vec<Arc<Vec<V>>>,
}

/// Sorted keys in pieces, none of them empty.
struct Keys<K> {
    pieces: Vec<Arc<Vec<K>>>,
    len: usize,
}

/// Where an entry stands, or would.
#[derive(Clone, Copy)]
struct PiecePlace {
    piece: usize,
    at: usize,
}

/// What became of the pieces when a key found its place.
#[derive(Clone, Copy)]
enum Room {
    /// The piece had room.
    Enough,
    /// It was split there first, and the place is in one of the halves.
    Split { piece: usize, at: usize },
    /// The key has a piece of its own.
    Own,
}

impl<K: Ord + Clone> Keys<K> {
    fn find(&self, key: &K) -> Result<PiecePlace, PiecePlace> {
        let after = self.pieces.partition_point(|piece| piece.first().is_some_and(|first| first <= key));
        let piece = after.saturating_sub(1);
        match self.pieces.get(piece).map_or(Err(0), |keys| keys.binary_search(key)) {
            Ok(at) => Ok(PiecePlace { piece, at }),
            Err(at) => Err(PiecePlace { piece, at }),
        }
    }

    fn insert(&mut self, place: PiecePlace, key: K) -> (Room, PiecePlace) {
        self.len += 1;
        let PiecePlace { piece, at } = place;
        let pieces = self.pieces.len();
        let Some(keys) = self.pieces.get_mut(piece) else {
            self.pieces.push(Arc::new(vec![key]));
            return (Room::Own, PiecePlace { piece, at: 0 });
        };
        if keys.len() < 2 * PIECE {
            Arc::make_mut(keys).insert(at, key);
            return (Room::Enough, place);
        }
        if piece + 1 == pieces && at == keys.len() {
            // What comes in order leaves full pieces behind.
            self.pieces.push(Arc::new(vec![key]));
            return (Room::Own, PiecePlace { piece: piece + 1, at: 0 });
        }
        let mut upper = Arc::make_mut(keys).split_off(PIECE);
        let place = if at <= PIECE {
            Arc::make_mut(keys).insert(at, key);
            place
        } else {
            upper.insert(at - PIECE, key);
            PiecePlace { piece: piece + 1, at: at - PIECE }
        };
        self.pieces.insert(piece + 1, Arc::new(upper));
        (Room::Split { piece, at: PIECE }, place)
    }

    /// Says whether the piece went with its last key.
    fn remove(&mut self, place: PiecePlace) -> bool {
        self.len -= 1;
        let keys = Arc::make_mut(&mut self.pieces[place.piece]);
        keys.remove(place.at);
        let is_empty = keys.is_empty();
        if is_empty {
            self.pieces.remove(place.piece);
        }
        is_empty
    }
}

impl<K: Ord + Clone, V: Clone> Chunked<K, V> {
    /// Entries in any order; of equal keys the last one counts.
    pub(super) fn of(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        let entries = entries.into_iter();
        Self::of_about(entries.size_hint().0, entries)
    }

    /// The same of so many.
    pub(super) fn of_about(count: usize, entries: impl Iterator<Item = (K, V)>) -> Self {
        let mut made = Self::default();
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let mut left = count;
        for (key, value) in entries {
            let last = keys.last().or_else(|| made.keys.pieces.last()?.last());
            if last.is_some_and(|last| *last >= key) {
                made.push_piece(&mut keys, &mut values);
                made.insert(key, value);
                continue;
            }
            if keys.is_empty() {
                keys.reserve_exact(left.clamp(1, PIECE));
                values.reserve_exact(left.clamp(1, PIECE));
            }
            keys.push(key);
            values.push(value);
            left = left.saturating_sub(1);
            if keys.len() == PIECE {
                made.push_piece(&mut keys, &mut values);
            }
        }
        made.push_piece(&mut keys, &mut values);
        made
    }

    fn push_piece(&mut self, keys: &mut Vec<K>, values: &mut Vec<V>) {
        if !keys.is_empty() {
            self.keys.len += keys.len();
            self.keys.pieces.push(Arc::new(std::mem::take(keys)));
            self.values.push(Arc::new(std::mem::take(values)));
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let place = self.keys.find(key).ok()?;
        self.values.get(place.piece)?.get(place.at)
    }

    /// Puts a value under a key; gives back the one that stood there.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let place = match self.keys.find(&key) {
            Ok(place) => {
                let values = Arc::make_mut(&mut self.values[place.piece]);
                return Some(std::mem::replace(&mut values[place.at], value));
            }
            Err(place) => place,
        };
        let (room, place) = self.keys.insert(place, key);
        match room {
            Room::Enough => {}
            Room::Own => self.values.insert(place.piece, Arc::new(Vec::with_capacity(1))),
            Room::Split { piece, at } => {
                let upper = Arc::make_mut(&mut self.values[piece]).split_off(at);
                self.values.insert(piece + 1, Arc::new(upper));
            }
        }
        Arc::make_mut(&mut self.values[place.piece]).insert(place.at, value);
        None
    }

    /// Takes a key out with its value.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.keys.find(key).ok()?;
        let value = Arc::make_mut(&mut self.values[place.piece]).remove(place.at);
        if self.keys.remove(place) {
            self.values.remove(place.piece);
        }
        Some(value)
    }
}

impl<K, V> Chunked<K, V> {
    /// How many entries there are.
    pub(super) const fn len(&self) -> usize {
        self.keys.len
    }

    /// All keys in order.
    pub(super) fn keys(&self) -> ChunkedKeys<'_, K> {
        ChunkedKeys { piece: [].iter(), pieces: self.keys.pieces.iter(), left: self.len() }
    }

    /// All entries by key.
    pub(super) fn iter(&self) -> ChunkedEntries<'_, K, V> {
        let middle = self.keys.pieces.iter().zip(&self.values);
        ChunkedEntries { front: [].iter().zip(&[]), middle, back: [].iter().zip(&[]), left: self.len() }
    }
}

impl<K: Ord + Clone, V> Chunked<K, V> {
    /// The keys that are not below one.
    pub(super) fn keys_from(&self, key: &K) -> ChunkedKeys<'_, K> {
        let (Ok(PiecePlace { piece, at }) | Err(PiecePlace { piece, at })) = self.keys.find(key);
        let first = self.keys.pieces.get(piece).and_then(|keys| keys.get(at..)).unwrap_or_default();
        let others = self.keys.pieces.get(piece + 1..).unwrap_or_default();
        ChunkedKeys { piece: first.iter(), pieces: others.iter(), left: 0 }
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &K) -> bool {
        self.keys.find(key).is_ok()
    }

    /// Whether both have the same keys, and what `is_same` takes for the same values.
    pub(super) fn is_equal(&self, other: &Self, is_same: impl Fn(&V, &V) -> bool) -> bool {
        let mut is_equal = self.len() == other.len();
        if is_equal {
            self.compare(other, &mut |_, ours, theirs| {
                is_equal = ours.zip(theirs).is_some_and(|(ours, theirs)| is_same(ours, theirs));
                is_equal
            });
        }
        is_equal
    }

    /// Goes through both by key, leaving out pieces that both share: what each has under a key that one of them has at
    /// least. `visit` says whether to go on.
    pub(super) fn compare<'a>(
        &'a self,
        other: &'a Self,
        visit: &mut dyn FnMut(&'a K, Option<&'a V>, Option<&'a V>) -> bool,
    ) {
        let (mut ours, mut theirs) = (Cursor::of(self), Cursor::of(other));
        loop {
            while ours.skips_with(&theirs) {
                ours = ours.next_piece();
                theirs = theirs.next_piece();
            }
            let goes_on = match (ours.entry(), theirs.entry()) {
                (None, None) => return,
                (Some((key, value)), their) if their.is_none_or(|(theirs, _)| key < theirs) => {
                    ours.step();
                    visit(key, Some(value), None)
                }
                (our, Some((key, value))) if our.is_none_or(|(ours, _)| key < ours) => {
                    theirs.step();
                    visit(key, None, Some(value))
                }
                (our, their) => {
                    ours.step();
                    theirs.step();
                    our.is_none_or(|(key, value)| visit(key, Some(value), their.map(|(_, value)| value)))
                }
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// Keys in order.
pub(super) struct ChunkedKeys<'a, K> {
    piece: slice::Iter<'a, K>,
    pieces: slice::Iter<'a, Arc<Vec<K>>>,
    /// So many are to come at least.
    left: usize,
}

impl<'a, K> Iterator for ChunkedKeys<'a, K> {
    type Item = &'a K;

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, None)
    }

    fn next(&mut self) -> Option<&'a K> {
        self.left = self.left.saturating_sub(1);
        loop {
            let key = self.piece.next();
            if key.is_some() {
                return key;
            }
            self.piece = self.pieces.next()?.iter();
        }
    }
}

/// A place while two are gone through.
struct Cursor<'a, K, V> {
    of: &'a Chunked<K, V>,
    place: PiecePlace,
}

impl<'a, K, V> Cursor<'a, K, V> {
    const fn of(of: &'a Chunked<K, V>) -> Self {
        Self { of, place: PiecePlace { piece: 0, at: 0 } }
    }

    /// Whether both stand before one and the same piece.
    fn skips_with(&self, other: &Self) -> bool {
        fn is_shared<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
            one.zip(other).is_some_and(|(one, other)| Arc::ptr_eq(one, other))
        }
        let (ours, theirs) = (self.place, other.place);
        ours.at == 0
            && theirs.at == 0
            && is_shared(self.of.keys.pieces.get(ours.piece), other.of.keys.pieces.get(theirs.piece))
            && is_shared(self.of.values.get(ours.piece), other.of.values.get(theirs.piece))
    }

    const fn next_piece(self) -> Self {
        Self { of: self.of, place: PiecePlace { piece: self.place.piece + 1, at: 0 } }
    }

    fn entry(&self) -> Option<(&'a K, &'a V)> {
        let PiecePlace { piece, at } = self.place;
        Some((self.of.keys.pieces.get(piece)?.get(at)?, self.of.values.get(piece)?.get(at)?))
    }

    fn step(&mut self) {
        self.place.at += 1;
        if self.of.values.get(self.place.piece).is_none_or(|values| values.len() <= self.place.at) {
            self.place = PiecePlace { piece: self.place.piece + 1, at: 0 };
        }
    }
}

/// Entries of one piece.
type PieceEntries<'a, K, V> = Zip<slice::Iter<'a, K>, slice::Iter<'a, V>>;

/// Pieces that were not begun yet.
type PiecesLeft<'a, K, V> = Zip<slice::Iter<'a, Arc<Vec<K>>>, slice::Iter<'a, Arc<Vec<V>>>>;

/// Entries by key, from both ends.
pub(super) struct ChunkedEntries<'a, K, V> {
    front: PieceEntries<'a, K, V>,
    middle: PiecesLeft<'a, K, V>,
    back: PieceEntries<'a, K, V>,
    left: usize,
}

impl<'a, K, V> Iterator for ChunkedEntries<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let mut entry = self.front.next();
        while entry.is_none() {
            let Some((keys, values)) = self.middle.next() else {
                entry = self.back.next();
                break;
            };
            self.front = keys.iter().zip(values.iter());
            entry = self.front.next();
        }
        self.left -= usize::from(entry.is_some());
        entry
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> DoubleEndedIterator for ChunkedEntries<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let mut entry = self.back.next_back();
        while entry.is_none() {
            let Some((keys, values)) = self.middle.next_back() else {
                entry = self.front.next_back();
                break;
            };
            self.back = keys.iter().zip(values.iter());
            entry = self.back.next_back();
        }
        self.left -= usize::from(entry.is_some());
        entry
    }
}

impl<K, V> ExactSizeIterator for ChunkedEntries<'_, K, V> {}

impl<K, V> Default for Chunked<K, V> {
    fn default() -> Self {
        Self { keys: Keys { pieces: Vec::new(), len: 0 }, values: Vec::new() }
    }
}

impl<K, V> Clone for Chunked<K, V> {
    fn clone(&self) -> Self {
        let keys = Keys { pieces: self.keys.pieces.clone(), len: self.keys.len };
        Self { keys, values: self.values.clone() }
    }
}

#[cfg(test)]
#[path = "chunked_tests.rs"]
mod tests;
