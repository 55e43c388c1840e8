//! In which order the places of a list stand when the list itself does not lie so: what maps of all types have in common. It
//! knows how many places there are and is told how they compare; it does not know what lies there.

use std::cmp::Ordering;

use super::sort::order;

/// So many entries move when one comes between them; of more, the order is kept beside the list.
const FEW: usize = 64;

/// So many places stand in a piece at most.
const PIECE: usize = 512;

/// Where a place stands in the order: in which piece, and where within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderPosition {
    piece: usize,
    at: usize,
}

/// Before all.
pub(super) const FIRST: OrderPosition = OrderPosition { piece: 0, at: 0 };

/// The order of the places of a list. None: as they lie.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceOrder(Option<Box<OrderPieces>>);

/// Places in order, in pieces of which none is empty: what comes between moves no more than its piece.
#[derive(Debug, Clone)]
struct OrderPieces(Vec<Vec<usize>>);

impl PlaceOrder {
    /// As they lie.
    pub(super) const NONE: Self = Self(None);

    /// Where what compares as equal stands, or would stand.
    pub(super) fn find(
        &self,
        count: usize,
        compare: &dyn Fn(usize) -> Ordering,
    ) -> Result<OrderPosition, OrderPosition> {
        let Some(pieces) = &self.0 else {
            let (mut low, mut high) = (0, count);
            // What comes in order comes behind the last.
            if 0 < count && compare(count - 1) == Ordering::Less {
                low = count;
            }
            while low < high {
                let middle = low.midpoint(high);
                match compare(middle) {
                    Ordering::Less => low = middle + 1,
                    Ordering::Equal => return Ok(OrderPosition { piece: 0, at: middle }),
                    Ordering::Greater => high = middle,
                }
            }
            return Err(OrderPosition { piece: 0, at: low });
        };
        let piece = pieces.0.partition_point(|piece| compare(piece[0]) != Ordering::Greater).saturating_sub(1);
        match pieces.0[piece].binary_search_by(|place| compare(*place)) {
            Ok(at) => Ok(OrderPosition { piece, at }),
            Err(at) => Err(OrderPosition { piece, at }),
        }
    }

    /// The place that stands there.
    pub(super) fn place(&self, position: OrderPosition) -> usize {
        self.0.as_ref().map_or(position.at, |pieces| pieces.0[position.piece][position.at])
    }

    /// Takes up what is to stand there, and says at which place of the list it is to lie: all from there on move up.
    pub(super) fn insert(&mut self, count: usize, position: OrderPosition) -> usize {
        let straight = self.0.is_none();
        if straight && (count < FEW || position.at == count) {
            return position.at;
        }
        let pieces = self.0.get_or_insert_with(|| Box::new(OrderPieces::through(count)));
        let position = if straight { pieces.position(position.at) } else { position };
        pieces.insert(position, count);
        count
    }

    /// Forgets what stands there, and says which place of the list it has: all behind it move down when the order is
    /// that of the list; else the last takes its place, which `compare` finds.
    pub(super) fn remove(
        &mut self,
        count: usize,
        position: OrderPosition,
        compare: &dyn Fn(usize) -> Ordering,
    ) -> RemovedPlace {
        if self.0.is_none() && count <= FEW {
            return RemovedPlace::Moving(position.at);
        }
        let last = self.find(count, compare);
        let straight = self.0.is_none();
        let pieces = self.0.get_or_insert_with(|| Box::new(OrderPieces::through(count)));
        let within = |position: OrderPosition| if straight { pieces.position(position.at) } else { position };
        let (gone, last) = (within(position), last.map(within));
        let place = pieces.0[gone.piece][gone.at];
        if let Ok(last) = last {
            pieces.0[last.piece][last.at] = place;
        }
        pieces.0[gone.piece].remove(gone.at);
        if pieces.0[gone.piece].is_empty() {
            pieces.0.remove(gone.piece);
        }
        if pieces.0.is_empty() {
            self.0 = None;
        }
        RemovedPlace::Swapping(place)
    }

    /// The places in order; from then on they lie so. None: they did.
    pub(super) fn take(&mut self) -> Option<Vec<usize>> {
        self.0.take().map(|pieces| pieces.0.concat())
    }

    /// All places in order.
    pub(super) fn all(&self, count: usize) -> PlacesInOrder<'_> {
        let pieces = self.0.as_ref().map(|pieces| pieces.0.as_slice());
        let back = OrderPosition { piece: pieces.map_or(0, <[_]>::len), at: if pieces.is_some() { 0 } else { count } };
        PlacesInOrder { pieces, front: FIRST, back, left: count }
    }

    /// The places from one position up to another.
    pub(super) fn between(&self, count: usize, from: OrderPosition, to: OrderPosition) -> PlacesInOrder<'_> {
        let before = |position: OrderPosition| {
            let pieces = self.0.as_ref().map_or(&[][..], |pieces| &pieces.0[..position.piece]);
            pieces.iter().map(Vec::len).sum::<usize>() + position.at
        };
        let mut all = self.all(count);
        (all.front, all.back, all.left) = (all.normal(from), to, before(to).saturating_sub(before(from)));
        all
    }

    /// The position behind all.
    pub(super) fn end(&self, count: usize) -> OrderPosition {
        self.all(count).back
    }
}

/// The position behind one.
pub(super) fn behind(position: OrderPosition) -> OrderPosition {
    OrderPosition { at: position.at + 1, ..position }
}

/// How an entry leaves the list.
pub(super) enum RemovedPlace {
    /// All behind it move down.
    Moving(usize),
    /// The last takes its place.
    Swapping(usize),
}

impl OrderPieces {
    fn through(count: usize) -> Self {
        let all: Vec<usize> = (0..count).collect();
        Self(all.chunks(PIECE / 2).map(<[usize]>::to_vec).collect())
    }

    /// Where a place stands when the order is still that of the list.
    fn position(&self, at: usize) -> OrderPosition {
        let piece = (at / (PIECE / 2)).min(self.0.len().saturating_sub(1));
        OrderPosition { piece, at: at - piece * (PIECE / 2) }
    }

    fn insert(&mut self, position: OrderPosition, place: usize) {
        let piece = &mut self.0[position.piece];
        piece.insert(position.at, place);
        if PIECE < piece.len() {
            let upper = piece.split_off(PIECE / 2);
            self.0.insert(position.piece + 1, upper);
        }
    }
}

/// Places in order, from both ends.
#[derive(Debug, Clone)]
pub(super) struct PlacesInOrder<'a> {
    pieces: Option<&'a [Vec<usize>]>,
    front: OrderPosition,
    back: OrderPosition,
    left: usize,
}

impl PlacesInOrder<'_> {
    /// How many are to come.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    pub(super) fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let at = self.front;
        self.front = self.normal(behind(at));
        Some(self.pieces.map_or(at.at, |pieces| pieces[at.piece][at.at]))
    }

    pub(super) fn next_back(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        if let (0, Some(pieces)) = (self.back.at, self.pieces) {
            self.back.piece -= 1;
            self.back.at = pieces[self.back.piece].len();
        }
        self.back.at -= 1;
        let at = self.back;
        Some(self.pieces.map_or(at.at, |pieces| pieces[at.piece][at.at]))
    }

    /// The same position, not behind the last of its piece.
    fn normal(&self, position: OrderPosition) -> OrderPosition {
        match self.pieces.and_then(|pieces| pieces.get(position.piece)) {
            Some(piece) if piece.len() <= position.at => OrderPosition { piece: position.piece + 1, at: 0 },
            _ => position,
        }
    }
}

/// In which order the places of a list are to stand so that it ascends, and how many of them: of equals only the last, the
/// others come behind all. None: it ascends.
pub(super) fn ascending(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<(Vec<usize>, usize)> {
    if (1..count).all(|at| compare(at - 1, at) == Ordering::Less) {
        return None;
    }
    let order = order(count, compare);
    let (mut kept, mut over) = (Vec::with_capacity(count), Vec::new());
    for (at, place) in order.iter().enumerate() {
        let again = order.get(at + 1).is_some_and(|next| compare(*place, *next) == Ordering::Equal);
        if again { over.push(*place) } else { kept.push(*place) }
    }
    let count = kept.len();
    kept.append(&mut over);
    Some((kept, count))
}
