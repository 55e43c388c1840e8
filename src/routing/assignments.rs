//! Which caches have which service in which place, all in one stretch of memory.

use std::collections::HashMap;
use std::ops::Range;

use super::index::{CacheIndex, ServiceIndex};
use crate::snapshot::reading::RouterView;

/// A cache that has a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignedCache {
    cache: u32,
    /// Which of the cache's services that is.
    reference: u32,
}

impl AssignedCache {
    /// The cache.
    #[inline]
    pub fn cache(self) -> CacheIndex {
        self.cache as usize
    }

    /// Which of the cache's services that is.
    pub(super) fn reference(self) -> usize {
        self.reference as usize
    }
}

/// Caches by service and place.
#[derive(Clone, Debug, Default)]
pub(super) struct Assignments {
    places: usize,
    /// Where each service's place begins, service by service.
    starts: Vec<u32>,
    assigned: Vec<AssignedCache>,
}

impl Assignments {
    pub(super) fn new(
        services: usize,
        places: &[Vec<CacheIndex>],
        view: &RouterView,
        service_names: &HashMap<String, ServiceIndex>,
    ) -> Self {
        let mut all: Vec<(usize, AssignedCache)> = Vec::new();
        for (place, caches) in places.iter().enumerate() {
            for cache in caches {
                let references = view.caches.get(*cache).map(|cache| cache.services.as_slice()).unwrap_or_default();
                for (reference, own) in references.iter().enumerate() {
                    if let Some(service) = service_names.get(own.xml_id.as_str()) {
                        all.push((service * places.len() + place, AssignedCache::new(*cache, reference)));
                    }
                }
            }
        }
        // What comes from one place stays in its order.
        all.sort_by_key(|(slot, _)| *slot);
        let mut starts = vec![0_u32; services * places.len() + 1];
        for (slot, _) in &all {
            if let Some(count) = starts.get_mut(slot + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { places: places.len(), starts, assigned: all.into_iter().map(|(_, assigned)| assigned).collect() }
    }

    /// The caches that have a service in a place.
    #[inline]
    pub(super) fn of(&self, service: ServiceIndex, place: usize) -> &[AssignedCache] {
        self.range(self.slot(service, place)).and_then(|range| self.assigned.get(range)).unwrap_or_default()
    }

    /// The number of a service's place among all.
    #[inline]
    pub(super) fn slot(&self, service: ServiceIndex, place: usize) -> usize {
        service * self.places + place
    }

    /// How many such numbers there are.
    pub(super) fn slots(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The caches by the number.
    pub(super) fn at(&self, slot: usize) -> &[AssignedCache] {
        self.range(slot).and_then(|range| self.assigned.get(range)).unwrap_or_default()
    }

    #[inline]
    fn range(&self, slot: usize) -> Option<Range<usize>> {
        Some(*self.starts.get(slot)? as usize..*self.starts.get(slot + 1)? as usize)
    }
}

impl AssignedCache {
    fn new(cache: CacheIndex, reference: usize) -> Self {
        let short = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self { cache: short(cache), reference: short(reference) }
    }
}
