//! The points of several things laid into one line, so that what owns the nearest is found with one look instead of one
//! for each thing. It says what `first` says of the same things, ties and all.

use super::ring::{Ring, part, parts};

/// So many things have room in one line: one bit of a mask each.
pub(in crate::routing) const MAX_MEMBERS: usize = u64::BITS as usize;

/// There is a part for so many points.
const POINTS_OF_A_PART: usize = 4;

/// All points in their order, and whose they are.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::routing) struct GroupRing {
    points: Box<[f64]>,
    owners: Box<[u8]>,
    /// For each of equal parts of the line, the first point in it or behind it.
    parts: Box<[u32]>,
}

impl GroupRing {
    /// Of things in their order; none when they are too many, or one of them has no points at all.
    pub(in crate::routing) fn new<'r>(rings: impl ExactSizeIterator<Item = &'r Ring>) -> Option<Self> {
        if rings.len() == 0 || MAX_MEMBERS < rings.len() {
            return None;
        }
        let mut all: Vec<(f64, u8)> = Vec::new();
        for (member, ring) in rings.enumerate() {
            let member = u8::try_from(member).ok().filter(|_| !ring.points().is_empty())?;
            all.extend(ring.points().iter().map(|point| (*point, member)));
        }
        all.sort_unstable_by(|(one, _), (other, _)| one.total_cmp(other));
        let points: Box<[f64]> = all.iter().map(|(point, _)| *point).collect();
        let parts = parts(&points, points.len().div_ceil(POINTS_OF_A_PART));
        Some(Self { owners: all.iter().map(|(_, owner)| *owner).collect(), points, parts })
    }

    /// Which of some members, one bit each, owns the nearest point; of those that are as near, the first.
    #[inline]
    pub(in crate::routing) fn nearest(&self, hash: f64, members: u64) -> Option<usize> {
        let mut at = *self.parts.get(part(hash, self.parts.len()))? as usize;
        while self.points.get(at).is_some_and(|point| *point < hash) {
            at += 1;
        }
        let (below, above) = (|| (0..at).rev(), || at..self.points.len());
        let counts = |place: &usize| self.counts(*place, members);
        let found = [below().find(counts), above().find(counts)];
        let best = found.into_iter().flatten().map(|place| self.distance(place, hash)).reduce(f64::min)?;
        let [below, above] =
            [self.first_as_near(below(), (hash, best), members), self.first_as_near(above(), (hash, best), members)];
        below.into_iter().chain(above).min().map(usize::from)
    }

    /// The first of the owners on one side whose points are as near as the nearest: distances grow outwards, and what is
    /// farther by less than doubles tell is as near.
    #[inline]
    fn first_as_near(&self, places: impl Iterator<Item = usize>, (hash, best): (f64, f64), members: u64) -> Option<u8> {
        let near = places.take_while(|place| self.distance(*place, hash) <= best);
        near.filter(|place| self.counts(*place, members)).filter_map(|place| self.owners.get(place).copied()).min()
    }

    #[inline]
    fn distance(&self, place: usize, hash: f64) -> f64 {
        self.points.get(place).map_or(f64::INFINITY, |point| (hash - point).abs())
    }

    #[inline]
    fn counts(&self, place: usize, members: u64) -> bool {
        self.owners.get(place).is_some_and(|owner| members >> owner & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{first, hash};
    use super::*;

    proptest! {
        #[test]
        fn it_is_the_first_of_the_members(
            counts in proptest::collection::vec((0..6_u8, 1..40_u32), 1..20), members: u64, texts in proptest::collection::vec(".*", 1..20),
        ) {
            // Some are called the same, so that all of their points are.
            let rings: Vec<Ring> = counts.iter().map(|(name, count)| Ring::new(&format!("cache-{name}"), *count)).collect();
            let group = GroupRing::new(rings.iter()).unwrap();
            for text in texts {
                let of_members = rings.iter().enumerate().filter(|(member, _)| members >> member & 1 == 1);
                prop_assert_eq!(group.nearest(hash(&text), members), first(of_members, hash(&text)), "{}", text);
            }
        }
    }

    #[test]
    fn things_without_points_and_crowds_have_none() {
        let (one, none) = (Ring::new("one", 3), Ring::new("none", 0));
        assert_eq!(GroupRing::new([&one, &none].into_iter()), None);
        assert_eq!(GroupRing::new(std::iter::repeat_n(&one, MAX_MEMBERS + 1)), None);
        assert_eq!(GroupRing::new(std::iter::repeat_n(&one, 0)), None);
        assert!(GroupRing::new(std::iter::repeat_n(&one, MAX_MEMBERS)).is_some());
    }

    #[test]
    fn what_is_as_near_by_doubles_is_told_by_its_place() {
        // Both are one step of 2^127 away from the middle, and the second is no nearer by the next bit.
        let ring = |points: &[f64]| Ring::of(points.to_vec());
        let middle = 2.0_f64.powi(127);
        let (low, high) = (middle - 1024.0 * 2.0_f64.powi(80), middle + 1024.0 * 2.0_f64.powi(80));
        for (rings, wanted) in
            [([&[high][..], &[low][..]], 0), ([&[low][..], &[high][..]], 0), ([&[0.0][..], &[low][..]], 1)]
        {
            let rings = rings.map(ring);
            let group = GroupRing::new(rings.iter()).unwrap();
            assert_eq!(group.nearest(middle, 0b11), Some(wanted));
            assert_eq!(first(rings.iter().enumerate(), middle), Some(wanted));
        }
    }
}
