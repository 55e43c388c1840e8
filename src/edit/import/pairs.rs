//! The pairs of an import in little room: a CDN has a million, which name the same few thousand objects again and again.
//! What a pair names is held once and told by a number. It knows no plan and no file.

use std::fmt;
use std::sync::Arc;

use crate::finding::{At, Place};
use crate::model::{Absent, Kind, QuickMap, RelationKind, Target};
use crate::parallel;
use crate::sorting::OrderedSet;

/// A pair of a relation as a file gives it. Its sides are `Target::Absent`, like links.
#[derive(Clone, Debug)]
pub struct IncomingPair {
    /// Which relation.
    pub relation: RelationKind,
    /// Where it stands.
    pub place: Place,
    /// Its first side.
    pub a: Target,
    /// Its second side.
    pub b: Target,
}

/// Pairs in the order of the files.
#[derive(Clone, Default)]
pub struct IncomingPairs {
    pairs: Vec<PackedPair>,
    sides: Vec<PairSide>,
    /// The sides of which files say an id and nothing else.
    by_id: QuickMap<(Kind, i64), u32>,
    files: Vec<Arc<str>>,
    /// Where pairs stand that are no rows.
    spots: Vec<At>,
}

/// An object that pairs name.
pub(super) type PairSide = (Kind, Target);

/// A pair, its sides by their numbers.
#[derive(Clone, Copy)]
struct PackedPair {
    a: u32,
    b: u32,
    file: u32,
    /// A row of the file, or one of the spots.
    at: u32,
    is_row: bool,
    relation: RelationKind,
}

impl IncomingPairs {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, pair: IncomingPair) {
        let IncomingPair { relation, place, a, b } = pair;
        let (first, second) = relation.sides();
        let last = self.pairs.last().copied();
        let a = self.side(first, a, last.map(|last| last.a), true);
        let b = self.side(second, b, last.map(|last| last.b), false);
        let file = self.file(&place.file, last.map(|last| last.file));
        let row = if let At::Row(row) = place.at { u32::try_from(row).ok() } else { None };
        let at = row.unwrap_or_else(|| {
            self.spots.push(place.at);
            number(self.spots.len() - 1)
        });
        self.pairs.push(PackedPair { a, b, file, at, is_row: row.is_some(), relation });
    }

    /// The number of a side. `last`: that of the last pair, which often names the same. What is named by more than an id may
    /// come to another object beside another one; `is_first`: what stands before nothing does not.
    fn side(&mut self, kind: Kind, target: Target, last: Option<u32>, is_first: bool) -> u32 {
        let id = id_alone(&target);
        let is_same = |known: &Target| match (known, &target) {
            (Target::Absent(known), Target::Absent(absent)) => {
                id.is_some() && id_alone_of(known) == id || is_first && Arc::ptr_eq(known, absent)
            }
            (_, Target::To(_)) | (Target::To(_), _) => false,
        };
        let is_last =
            |last: &u32| self.sides.get(*last as usize).is_some_and(|(of, known)| *of == kind && is_same(known));
        if let Some(last) = last.filter(is_last) {
            return last;
        }
        let next = number(self.sides.len());
        if let Some(id) = id {
            let known = *self.by_id.entry((kind, id)).or_insert(next);
            if known != next {
                return known;
            }
        }
        self.sides.push((kind, target));
        next
    }

    fn file(&mut self, file: &Arc<str>, last: Option<u32>) -> u32 {
        let is_last = |last: &u32| self.files.get(*last as usize).is_some_and(|known| Arc::ptr_eq(known, file));
        last.filter(is_last).unwrap_or_else(|| {
            self.files.push(Arc::clone(file));
            number(self.files.len() - 1)
        })
    }

    /// Keeps so many.
    pub fn truncate(&mut self, count: usize) {
        self.pairs.truncate(count);
    }

    /// Adds those of others behind them.
    pub fn append(&mut self, others: Self) {
        if self.is_empty() {
            *self = others;
        } else {
            others.iter().for_each(|pair| self.push(pair));
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = IncomingPair> {
        let side = |at: u32| self.sides.get(at as usize).map(|(_, target)| target.clone());
        self.pairs.iter().enumerate().filter_map(move |(at, pair)| {
            let place = self.place(at)?;
            Some(IncomingPair { relation: pair.relation, place, a: side(pair.a)?, b: side(pair.b)? })
        })
    }

    /// Where one stands.
    pub(super) fn place(&self, pair: usize) -> Option<Place> {
        let pair = self.pairs.get(pair)?;
        let at = if pair.is_row { At::Row(pair.at as usize) } else { self.spots.get(pair.at as usize)?.clone() };
        Some(Place { file: Arc::clone(self.files.get(pair.file as usize)?), at })
    }

    /// The files that they stand in.
    pub(super) fn files(&self) -> impl Iterator<Item = &Arc<str>> {
        let numbers: OrderedSet<u32> = self.pairs.iter().map(|pair| pair.file).collect();
        numbers.into_iter().filter_map(|number| self.files.get(number as usize))
    }

    /// The relations that they are of.
    pub fn relations(&self) -> OrderedSet<RelationKind> {
        RelationKind::ALL.iter().copied().filter(|kind| self.pairs.iter().any(|pair| pair.relation == *kind)).collect()
    }

    /// The objects that they name.
    pub(super) fn sides(&self) -> &[PairSide] {
        &self.sides
    }

    /// What they tie together: the places of both in `sides`.
    pub(super) fn tied(&self) -> impl Iterator<Item = (RelationKind, usize, usize)> {
        self.pairs.iter().map(|pair| (pair.relation, pair.a as usize, pair.b as usize))
    }

    /// Lets what they name become all that is known of it; of those that then are the same one stays. `complete` is told the
    /// kind of an object, what names it, and for a second side the first one. It numbers the objects from 0.
    pub fn settle(&mut self, complete: &mut dyn FnMut(Kind, &mut Target, Option<&Target>) -> u32) {
        let mut settled =
            SettledSides { numbers: vec![None; self.sides.len()], sides: std::mem::take(&mut self.sides) };
        for pair in &mut self.pairs {
            let first = settled.number(pair.a, None, complete);
            let second = settled.number(pair.b, Some(pair.a), complete);
            (pair.a, pair.b) = (first, second);
        }
        self.once_each();
        self.pairs.shrink_to_fit();
        self.sides = settled.by_number();
        self.by_id = QuickMap::default();
    }

    /// Keeps the first of those that tie the same two objects. What kinds these are of says which relation it is.
    fn once_each(&mut self) {
        let key = |pair: &PackedPair| u64::from(pair.a) << 32 | u64::from(pair.b);
        let mut keys: Vec<u64> = self.pairs.iter().map(key).collect();
        parallel::sort_numbers(&mut keys);
        let pairs = keys.iter().zip(keys.iter().skip(1));
        let mut twice: QuickMap<u64, bool> =
            pairs.filter(|(one, next)| one == next).map(|(key, _)| (*key, false)).collect();
        if !twice.is_empty() {
            self.pairs.retain(|pair| !twice.get_mut(&key(pair)).is_some_and(|seen| std::mem::replace(seen, true)));
        }
    }
}

impl fmt::Debug for IncomingPairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The sides of pairs while they are settled.
struct SettledSides {
    sides: Vec<PairSide>,
    /// The numbers of those that are.
    numbers: Vec<Option<u32>>,
}

impl SettledSides {
    /// The number of a side, which is settled where it is not yet. `first`: the side that stands before it.
    fn number(
        &mut self,
        side: u32,
        first: Option<u32>,
        complete: &mut dyn FnMut(Kind, &mut Target, Option<&Target>) -> u32,
    ) -> u32 {
        let at = side as usize;
        if let Some(number) = self.numbers.get(at).copied().flatten() {
            return number;
        }
        let Some((kind, target)) = self.sides.get_mut(at) else { return u32::MAX };
        let (kind, mut target) = (*kind, std::mem::replace(target, Target::To(0)));
        let before = first.and_then(|first| self.sides.get(first as usize)).map(|(_, target)| target);
        let number = complete(kind, &mut target, before);
        if let (Some(slot), Some(known)) = (self.sides.get_mut(at), self.numbers.get_mut(at)) {
            slot.1 = target;
            *known = Some(number);
        }
        number
    }

    /// The first of each number, in the order of their numbers.
    fn by_number(self) -> Vec<PairSide> {
        let Self { sides, numbers } = self;
        let mut first: Vec<(u32, PairSide)> =
            numbers.into_iter().zip(sides).filter_map(|(number, side)| Some((number?, side))).collect();
        first.sort_by_key(|(number, _)| *number);
        first.dedup_by_key(|(number, _)| *number);
        first.into_iter().map(|(_, side)| side).collect()
    }
}

/// The id of what is named by nothing else.
fn id_alone(target: &Target) -> Option<i64> {
    match target {
        Target::Absent(absent) => id_alone_of(absent),
        Target::To(_) => None,
    }
}

fn id_alone_of(absent: &Absent) -> Option<i64> {
    absent.traffic_ops_id.filter(|_| absent.identity.is_empty())
}

/// A place in a list; no list of an import has more than four billions.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(at: At, a: Target, b: Target) -> IncomingPair {
        let place = Place { file: "x".into(), at };
        IncomingPair { relation: RelationKind::DeliveryServiceServer, place, a, b }
    }

    fn named(name: &str) -> Target {
        Target::Absent(Absent::named(name))
    }

    fn numbered(id: i64) -> Target {
        Target::Absent(Absent::numbered(id))
    }

    #[test]
    fn pairs_come_out_as_they_went_in() {
        let given = [
            pair(At::Row(7), numbered(1), numbered(1)),
            pair(At::Row(8), numbered(1), named("host")),
            pair(At::Spot("/a/b".to_owned()), Target::To(5), named("host")),
            pair(At::Whole, named("service"), numbered(1)),
        ];
        let mut pairs = IncomingPairs::default();
        for pair in &given {
            pairs.push(pair.clone());
        }
        assert_eq!(format!("{pairs:?}"), format!("{given:?}"));
        let mut twice = pairs.clone();
        twice.append(pairs.clone());
        assert_eq!((twice.len(), twice.files().count()), (8, 8));
        twice.truncate(4);
        assert_eq!(format!("{twice:?}"), format!("{pairs:?}"));
        assert_eq!(pairs.relations().len(), 1);
    }

    /// A million pairs take some twenty megabytes, and each object that they name is held once.
    #[test]
    fn pairs_are_small_and_share_what_they_name() {
        assert!(size_of::<PackedPair>() <= 20 && size_of::<PairSide>() <= 24);
        let mut pairs = IncomingPairs::default();
        for at in 0..1_000 {
            pairs.push(pair(At::Row(0), numbered(at % 7), numbered(at % 11)));
        }
        assert_eq!(pairs.sides.len(), 7 + 11);
    }

    /// However many pairs name an object, it is completed once, and once looked up.
    #[test]
    fn what_pairs_name_is_completed_once() {
        let mut pairs = IncomingPairs::default();
        for at in 0..1_000 {
            pairs.push(pair(At::Row(0), numbered(at % 7), numbered(at % 11)));
        }
        let mut completed = 0;
        pairs.settle(&mut |_, _, _| {
            completed += 1;
            completed - 1
        });
        assert_eq!((completed, pairs.sides().len(), pairs.len()), (7 + 11, 7 + 11, 7 * 11));
        let first: Vec<Target> = pairs.iter().take(8).map(|pair| pair.a).collect();
        assert_eq!(first.iter().collect::<OrderedSet<_>>().len(), 7);
    }
}
