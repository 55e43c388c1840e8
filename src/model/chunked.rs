//! A sorted set in pieces that copies share: looking up is two binary searches, going through it is going through lists,
//! and a change copies one piece, whatever else there is. It says where a key stands, so that values can be kept in pieces
//! of the same lengths. It knows neither entities nor plans.

use std::slice;
use std::sync::Arc;

/// So many entries a piece has when it is made of a list. It grows to twice as many before it is split.
pub(super) const PIECE: usize = 256;

/// Sorted keys in pieces, none of them empty.
pub(super) struct Chunked<K> {
    pieces: Vec<Arc<Vec<K>>>,
    len: usize,
}

/// Where an entry stands, or would.
#[derive(Clone, Copy)]
pub(super) struct PiecePlace {
    pub(super) piece: usize,
    pub(super) at: usize,
}

/// What became of the pieces when a key found its place.
#[derive(Clone, Copy)]
pub(super) enum Room {
    /// The piece had room.
    Enough,
    /// It was split there first, and the place is in one of the halves.
    Split { piece: usize, at: usize },
    /// The key has a piece of its own.
    Own,
}

impl<K: Ord + Clone> Chunked<K> {
    /// Keys in any order, of which equal ones count once.
    pub(super) fn of(keys: Vec<K>) -> Self {
        Self::of_about(keys.len(), &mut keys.into_iter())
    }

    /// The same of about so many.
    pub(super) fn of_about(count: usize, keys: &mut dyn Iterator<Item = K>) -> Self {
        let mut made = Self::default();
        let mut piece: Vec<K> = Vec::new();
        let mut left = count;
        for key in keys {
            let last = piece.last().or_else(|| made.last());
            if last.is_some_and(|last| *last >= key) {
                made.push_piece(std::mem::take(&mut piece));
                made.insert(key);
                continue;
            }
            if piece.is_empty() {
                piece.reserve_exact(left.clamp(1, PIECE));
            }
            piece.push(key);
            left = left.saturating_sub(1);
            if piece.len() == PIECE {
                made.push_piece(std::mem::take(&mut piece));
            }
        }
        made.push_piece(piece);
        made
    }

    /// Puts keys behind all others, of which they are sorted.
    pub(super) fn push_piece(&mut self, keys: Vec<K>) {
        if !keys.is_empty() {
            self.len += keys.len();
            self.pieces.push(Arc::new(keys));
        }
    }

    /// Where a key stands, or where it would.
    pub(super) fn find(&self, key: &K) -> Result<PiecePlace, PiecePlace> {
        let after = self.pieces.partition_point(|piece| piece.first().is_some_and(|first| first <= key));
        let piece = after.saturating_sub(1);
        match self.pieces.get(piece).map_or(Err(0), |keys| keys.binary_search(key)) {
            Ok(at) => Ok(PiecePlace { piece, at }),
            Err(at) => Err(PiecePlace { piece, at }),
        }
    }

    /// Puts a key where [`Self::find`] misses it; says where it stands now.
    pub(super) fn insert_at(&mut self, place: PiecePlace, key: K) -> (Room, PiecePlace) {
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

    /// Takes out what stands at a place; says whether the piece went with its last key.
    pub(super) fn remove_at(&mut self, place: PiecePlace) -> bool {
        self.len -= 1;
        let keys = Arc::make_mut(&mut self.pieces[place.piece]);
        keys.remove(place.at);
        let is_empty = keys.is_empty();
        if is_empty {
            self.pieces.remove(place.piece);
        }
        is_empty
    }

    /// Puts a key in; says whether it was not there.
    pub(super) fn insert(&mut self, key: K) -> bool {
        self.find(&key).is_err_and(|place| {
            self.insert_at(place, key);
            true
        })
    }

    /// Takes a key out; says whether it was there.
    pub(super) fn remove(&mut self, key: &K) -> bool {
        self.find(key).is_ok_and(|place| {
            self.remove_at(place);
            true
        })
    }

    /// The keys that are not below one.
    pub(super) fn keys_from(&self, key: &K) -> ChunkedKeys<'_, K> {
        let (Ok(PiecePlace { piece, at }) | Err(PiecePlace { piece, at })) = self.find(key);
        let first = self.pieces.get(piece).and_then(|keys| keys.get(at..)).unwrap_or_default();
        let others = self.pieces.get(piece + 1..).unwrap_or_default();
        ChunkedKeys { piece: first.iter(), pieces: others.iter(), left: 0 }
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &K) -> bool {
        self.find(key).is_ok()
    }

    /// Whether both have the same keys.
    pub(super) fn is_equal(&self, other: &Self) -> bool {
        let mut is_equal = self.len() == other.len();
        if is_equal {
            self.compare(other, &|_, _| true, &mut |_, ours, theirs| {
                is_equal = ours.is_some() && theirs.is_some();
                is_equal
            });
        }
        is_equal
    }

    /// Goes through both by key: where it stands in each of them, of which one has it at least. Pieces that both share
    /// are left out, if `skips` says so of their numbers, too. `visit` says whether to go on.
    pub(super) fn compare<'a>(
        &'a self,
        other: &'a Self,
        skips: &dyn Fn(usize, usize) -> bool,
        visit: &mut dyn FnMut(&'a K, Option<PiecePlace>, Option<PiecePlace>) -> bool,
    ) {
        let (mut ours, mut theirs) = (Cursor::of(self), Cursor::of(other));
        loop {
            while ours.is_shared(&theirs) && skips(ours.place.piece, theirs.place.piece) {
                ours = ours.next_piece();
                theirs = theirs.next_piece();
            }
            let (our, their) = (ours.key(), theirs.key());
            let key = match (our, their) {
                (None, None) => return,
                (Some(key), None) | (None, Some(key)) => key,
                (Some(our), Some(their)) => our.min(their),
            };
            let place = ours.pass(our.filter(|our| *our <= key));
            let other_place = theirs.pass(their.filter(|their| *their <= key));
            if !visit(key, place, other_place) {
                return;
            }
        }
    }
}

impl<K> Chunked<K> {
    /// How many keys there are.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The largest key.
    pub(super) fn last(&self) -> Option<&K> {
        self.pieces.last()?.last()
    }

    /// The pieces.
    pub(super) fn pieces(&self) -> &[Arc<Vec<K>>] {
        &self.pieces
    }

    /// All keys in order.
    pub(super) fn keys(&self) -> ChunkedKeys<'_, K> {
        ChunkedKeys { piece: [].iter(), pieces: self.pieces.iter(), left: self.len }
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
struct Cursor<'a, K> {
    of: &'a Chunked<K>,
    place: PiecePlace,
}

impl<'a, K> Cursor<'a, K> {
    const fn of(of: &'a Chunked<K>) -> Self {
        Self { of, place: PiecePlace { piece: 0, at: 0 } }
    }

    /// Whether both stand before one and the same piece.
    fn is_shared(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.of.pieces.get(self.place.piece), other.of.pieces.get(other.place.piece));
        self.place.at == 0
            && other.place.at == 0
            && matches!((ours, theirs), (Some(ours), Some(theirs)) if Arc::ptr_eq(ours, theirs))
    }

    const fn next_piece(self) -> Self {
        Self { of: self.of, place: PiecePlace { piece: self.place.piece + 1, at: 0 } }
    }

    fn key(&self) -> Option<&'a K> {
        self.of.pieces.get(self.place.piece)?.get(self.place.at)
    }

    /// Goes past a key, if there is one; says where it was.
    fn pass(&mut self, key: Option<&'a K>) -> Option<PiecePlace> {
        key?;
        let passed = self.place;
        self.place.at += 1;
        if self.key().is_none() {
            self.place = PiecePlace { piece: passed.piece + 1, at: 0 };
        }
        Some(passed)
    }
}

impl<K> Default for Chunked<K> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

impl<K> Clone for Chunked<K> {
    fn clone(&self) -> Self {
        Self { pieces: self.pieces.clone(), len: self.len }
    }
}
