//! Locations by how near they are: ordered by the very doubles that Java computes, equally distant ones in the order of
//! its sets.

use super::distance::{compare, great_circle_km};
use super::router::LocationIndex;
use crate::snapshot::reading::{EdgeLocation, Position};

/// Where locations are, in the order of sets.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    walk: Vec<(LocationIndex, Position)>,
}

impl Places {
    pub(super) fn new(locations: &[EdgeLocation], walk: &[usize]) -> Self {
        let place = |index: &usize| Some((*index, locations.get(*index)?.position));
        Self { walk: walk.iter().filter_map(place).collect() }
    }

    /// The nearest of those that will do.
    pub(super) fn nearest(&self, from: Position, will_do: impl Fn(LocationIndex) -> bool) -> Option<LocationIndex> {
        let mut best: Option<(f64, LocationIndex)> = None;
        for (index, position) in self.walk.iter().filter(|(index, _)| will_do(*index)) {
            let distance = great_circle_km(from, *position);
            if best.is_none_or(|(nearest, _)| compare(distance, nearest).is_lt()) {
                best = Some((distance, *index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// All of those that count, the nearest first, with how far they are.
    pub(super) fn in_order(&self, from: Position, counts: impl Fn(LocationIndex) -> bool) -> Vec<(LocationIndex, f64)> {
        let counting = self.walk.iter().filter(|(index, _)| counts(*index));
        let mut order: Vec<_> = counting.map(|(index, position)| (*index, great_circle_km(from, *position))).collect();
        order.sort_by(|(_, one), (_, other)| compare(*one, *other));
        order
    }
}
