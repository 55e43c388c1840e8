//! Locations by how near they are: ordered by the very doubles that Java computes, equally distant ones in the order of
//! its sets. The nearest is looked for among points on a sphere first, and what comes close to it is then measured.

use super::distance::{compare, great_circle_km};
use super::index::LocationIndex;
use super::sphere::{Close, Sphere, on_sphere};
use crate::snapshot::reading::{EdgeLocation, RouterPosition};

/// Where locations are, in the order of sets.
#[derive(Clone, Debug, Default)]
pub(super) struct NearPlaces {
    walk: Vec<(LocationIndex, RouterPosition)>,
    /// None where a location is nowhere on a sphere.
    sphere: Option<Sphere>,
}

impl NearPlaces {
    pub(super) fn new(locations: &[EdgeLocation], walk: &[usize]) -> Self {
        let place = |index: &usize| Some((*index, locations.get(*index)?.position));
        let walk: Vec<(LocationIndex, RouterPosition)> = walk.iter().filter_map(place).collect();
        let points: Option<Vec<[f64; 3]>> = walk.iter().map(|(_, position)| on_sphere(*position)).collect();
        Self { sphere: points.map(Sphere::new), walk }
    }

    /// The nearest of those that will do.
    pub(super) fn nearest(
        &self,
        from: RouterPosition,
        will_do: impl Fn(LocationIndex) -> bool,
    ) -> Option<LocationIndex> {
        let (Some(sphere), Some(point)) = (&self.sphere, on_sphere(from)) else {
            return self.nearest_of(from, 0..self.walk.len(), will_do);
        };
        let at = |place: usize| self.walk.get(place).is_some_and(|(location, _)| will_do(*location));
        match sphere.close_to_nearest(point, at) {
            Close::None => None,
            Close::One(only) => self.walk.get(only).map(|(location, _)| *location),
            Close::Several(mut close) => {
                // What is equally far away keeps the order of sets.
                close.sort_unstable();
                self.nearest_of(from, close.into_iter(), |_| true)
            }
        }
    }

    fn nearest_of(
        &self,
        from: RouterPosition,
        places: impl Iterator<Item = usize>,
        will_do: impl Fn(LocationIndex) -> bool,
    ) -> Option<LocationIndex> {
        let mut best: Option<(f64, LocationIndex)> = None;
        for (index, position) in places.filter_map(|place| self.walk.get(place)).filter(|(index, _)| will_do(*index)) {
            let distance = great_circle_km(from, *position);
            if best.is_none_or(|(nearest, _)| compare(distance, nearest).is_lt()) {
                best = Some((distance, *index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// All of those that count, the nearest first, with how far they are.
    pub(super) fn in_order(
        &self,
        from: RouterPosition,
        counts: impl Fn(LocationIndex) -> bool,
    ) -> Vec<(LocationIndex, f64)> {
        let counting = self.walk.iter().filter(|(index, _)| counts(*index));
        let mut order: Vec<_> = counting.map(|(index, position)| (*index, great_circle_km(from, *position))).collect();
        nearest_first(&mut order);
        order
    }
}

/// Apart from what counts, so that its sort stands once.
fn nearest_first(order: &mut [(LocationIndex, f64)]) {
    order.sort_by(|(_, one), (_, other)| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn position() -> impl Strategy<Value = RouterPosition> {
        // Few different degrees, so that many places are equally far away, or opposite.
        let degrees = prop_oneof![(-36..37).prop_map(|tens| f64::from(tens) * 10.0), -180.0..180.0];
        let odd = prop_oneof![40 => Just(None), 1 => Just(Some(f64::NAN)), 1 => Just(Some(1e300))];
        (degrees.clone(), degrees, odd).prop_map(|(latitude, longitude, odd)| RouterPosition {
            latitude: odd.unwrap_or(latitude / 2.0),
            longitude,
        })
    }

    proptest! {
        #[test]
        fn the_nearest_comes_first_in_the_order(
            positions in proptest::collection::vec(position(), 0..200), from in position(), keep in 1..5_usize,
        ) {
            let locations: Vec<EdgeLocation> =
                positions.iter().map(|at| EdgeLocation { position: *at, ..EdgeLocation::default() }).collect();
            let walk: Vec<usize> = (0..locations.len()).rev().collect();
            let places = NearPlaces::new(&locations, &walk);
            let will_do = |location: usize| location.is_multiple_of(keep);
            let first = places.in_order(from, will_do).first().map(|(location, _)| *location);
            prop_assert_eq!(places.nearest(from, will_do), first);
        }
    }
}
