//! What groups and single caches carry: contents are spread over the caches of a spot as their points on the hash ring are.

use super::super::assignments::AssignedCache;
use super::super::index::{CacheIndex, CacheSpot, LocationIndex, ServiceIndex};
use super::super::request::AddressFamily;
use super::down::{DownParts, SweepPart};
use super::what_if::WhatIf;
use crate::parallel;
use crate::sorting::OrderedMap;
use crate::sorting::sort_by;

/// What is asked of groups and caches while parts are down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TierLoads {
    /// Of each group by service.
    pub groups: OrderedMap<(LocationIndex, ServiceIndex), f64>,
    /// Of each cache, by its place.
    pub caches: Vec<f64>,
}

impl WhatIf {
    /// What groups and caches carry while parts are down.
    pub fn loads_with(&self, down: &DownParts) -> TierLoads {
        let mut spots: OrderedMap<(bool, usize, ServiceIndex, bool), f64> = OrderedMap::new();
        for (place, asker) in self.askers().iter().enumerate() {
            let is_v6 = self.router().asked_family(asker) == AddressFamily::V6;
            let key = match self.spot(place, down) {
                None => continue,
                Some(CacheSpot::Location(location)) => (false, location, asker.service, is_v6),
                Some(CacheSpot::Deep(zone)) => (true, zone, asker.service, is_v6),
            };
            *spots.entry(key).or_default() += asker.weight;
        }
        let mut loads = TierLoads { groups: OrderedMap::new(), caches: vec![0.0; self.router().view().caches.len()] };
        for ((is_deep, place, service, is_v6), weight) in spots {
            let spot = if is_deep { CacheSpot::Deep(place) } else { CacheSpot::Location(place) };
            let family = if is_v6 { AddressFamily::V6 } else { AddressFamily::V4 };
            self.spread(spot, service, family, down, weight, &mut loads);
        }
        loads
    }

    fn spread(
        &self,
        spot: CacheSpot,
        service: ServiceIndex,
        family: AddressFamily,
        down: &DownParts,
        weight: f64,
        loads: &mut TierLoads,
    ) {
        let up = self.router().supporting_caches(service, spot, family).map(AssignedCache::cache);
        let up: Vec<CacheIndex> = up.filter(|cache| !down.has(*cache)).collect();
        let points = |cache: CacheIndex| self.router().cache(cache).map_or(0.0, |own| f64::from(own.hash_count));
        let all: f64 = up.iter().map(|cache| points(*cache)).sum();
        for cache in up {
            let share = if 0.0 < all { weight * points(cache) / all } else { 0.0 };
            if let Some(load) = loads.caches.get_mut(cache) {
                *load += share;
            }
            if let Some(own) = self.router().cache(cache) {
                *loads.groups.entry((own.location, service)).or_default() += share;
            }
        }
    }

    /// The failures that make a group carry so many per cent of what it can, the worst first: which parts are down, and
    /// how many per cent that is. None: it was cut short.
    pub fn pushing(
        &self,
        location: LocationIndex,
        least_percent: f64,
        failures: &[Vec<usize>],
        parts: &[SweepPart],
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<(Vec<usize>, super::Overload)>> {
        let one = |failure: &Vec<usize>| {
            if !goes_on() {
                return None;
            }
            let down = DownParts::of_parts(self.router(), failure.iter().filter_map(|part| parts.get(*part)));
            Some(self.burden_of(location, &down).filter(|own| least_percent < own.percent()))
        };
        let all: Vec<Option<super::Overload>> = parallel::try_map(failures, one)?;
        let mut found: Vec<(Vec<usize>, super::Overload)> =
            failures.iter().zip(all).filter_map(|(failure, own)| Some((failure.clone(), own?))).collect();
        sort_by(&mut found, |one, other| {
            other.1.percent().total_cmp(&one.1.percent()).then_with(|| one.0.cmp(&other.0))
        });
        Some(found)
    }
}
