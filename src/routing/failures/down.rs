//! Caches and Traffic Routers that are taken down, and which spots have nothing to give because of that.

use super::super::index::{CacheIndex, CacheSpot, LocationIndex, ServiceIndex};
use super::super::request::AddressFamily;
use super::super::router::Router;
use crate::sorting::OrderedSet;

/// Something that can be taken down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SweepPart {
    /// The caches that go with it.
    pub caches: Vec<CacheIndex>,
    /// The Traffic Routers that do, by their places among those of the CDN.
    pub routers: Vec<usize>,
}

/// What is taken down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DownParts {
    /// Sorted, each once.
    caches: Vec<CacheIndex>,
    /// The Traffic Routers, by the places that whoever takes them down gives them.
    routers: OrderedSet<usize>,
    /// The locations of which all caches are down, sorted.
    locations: Vec<LocationIndex>,
    /// Those of which some are, sorted.
    touched: Vec<LocationIndex>,
    /// The deep zones with a cache that is down, sorted.
    deep: Vec<usize>,
    /// Spots that are not down as a whole and yet have nothing to give for a service, sorted.
    slots: OrderedSet<(ServiceIndex, SlotKey, bool)>,
}

/// A spot, to be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SlotKey {
    Location(LocationIndex),
    Deep(usize),
}

impl From<CacheSpot> for SlotKey {
    fn from(spot: CacheSpot) -> Self {
        match spot {
            CacheSpot::Location(location) => Self::Location(location),
            CacheSpot::Deep(zone) => Self::Deep(zone),
        }
    }
}

impl DownParts {
    /// Takes caches down.
    pub fn new(router: &Router, caches: impl IntoIterator<Item = CacheIndex>) -> Self {
        let caches: OrderedSet<CacheIndex> = caches.into_iter().collect();
        let hit: OrderedSet<LocationIndex> =
            caches.iter().filter_map(|cache| router.cache(*cache)).map(|cache| cache.location).collect();
        let mut down = Self { caches: caches.into_iter().collect(), ..Self::default() };
        for location in hit {
            let all = router.caches_at(location);
            if all.iter().all(|cache| down.has(*cache)) {
                down.locations.push(location);
            } else {
                down.touched.push(location);
                down.put_dead(router, CacheSpot::Location(location));
            }
        }
        down.deep = router.deep_zones_with(&down.caches);
        for zone in down.deep.clone() {
            down.put_dead(router, CacheSpot::Deep(zone));
        }
        down
    }

    /// Takes parts down.
    pub fn of_parts<'a>(router: &Router, parts: impl Iterator<Item = &'a SweepPart> + Clone) -> Self {
        let caches = parts.clone().flat_map(|part| part.caches.iter().copied());
        Self::new(router, caches).with_routers(parts.flat_map(|part| part.routers.iter().copied()))
    }

    /// Takes Traffic Routers down as well.
    #[must_use]
    pub fn with_routers(mut self, routers: impl IntoIterator<Item = usize>) -> Self {
        self.routers.extend(routers);
        self
    }

    /// The Traffic Routers.
    pub const fn routers(&self) -> &OrderedSet<usize> {
        &self.routers
    }

    /// Notes for which services a spot has nothing to give any more.
    fn put_dead(&mut self, router: &Router, spot: CacheSpot) {
        for service in 0..router.view.services.len() {
            for family in [AddressFamily::V4, AddressFamily::V6] {
                if router.supporting_caches(service, spot, family).all(|assigned| self.has(assigned.cache())) {
                    self.slots.insert((service, spot.into(), family == AddressFamily::V6));
                }
            }
        }
    }

    /// The caches, sorted.
    pub fn caches(&self) -> &[CacheIndex] {
        &self.caches
    }

    /// Whether a cache is taken down.
    pub fn has(&self, cache: CacheIndex) -> bool {
        self.caches.binary_search(&cache).is_ok()
    }

    /// The locations that lose all of their caches.
    pub fn locations(&self) -> &[LocationIndex] {
        &self.locations
    }

    /// The locations that lose some of their caches.
    pub fn touched(&self) -> &[LocationIndex] {
        &self.touched
    }

    /// The deep zones that lose a cache.
    pub(super) fn deep_zones(&self) -> &[usize] {
        &self.deep
    }

    /// Whether a spot has nothing to give for a service any more.
    pub(super) fn is_dead(&self, service: ServiceIndex, spot: CacheSpot, family: AddressFamily) -> bool {
        if let CacheSpot::Location(location) = spot
            && self.locations.binary_search(&location).is_ok()
        {
            return true;
        }
        !self.slots.is_empty() && self.slots.contains(&(service, spot.into(), family == AddressFamily::V6))
    }

    /// All spots that have nothing to give for a service.
    pub(super) fn dead_spots(&self, service: ServiceIndex, family: AddressFamily) -> Vec<CacheSpot> {
        let whole = self.locations.iter().map(|location| CacheSpot::Location(*location));
        let of_service =
            self.slots.iter().filter(|(own, _, v6)| *own == service && *v6 == (family == AddressFamily::V6));
        let slots = of_service.map(|(_, key, _)| match key {
            SlotKey::Location(location) => CacheSpot::Location(*location),
            SlotKey::Deep(zone) => CacheSpot::Deep(*zone),
        });
        whole.chain(slots).collect()
    }
}
