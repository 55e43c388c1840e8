//! What is up, found by number: states laid over a router's caches, places and services.

use super::assignments::Assignments;
use super::index::{CacheIndex, LocationIndex, ServiceIndex};
use super::request::AddressFamily;
use super::states::{ServiceState, States};
use crate::snapshot::reading::RouterView;

/// What is up.
#[derive(Clone, Debug, Default)]
pub(super) struct Liveness {
    /// By family, whether each cache is up.
    caches: [Vec<bool>; 2],
    /// By family, whether a service has a cache that is up in a place, one bit each.
    served: [Vec<u64>; 2],
    deep_served: [Vec<u64>; 2],
    /// Of each service, whether it is up, and what of it is switched off.
    services: Vec<ServiceStanding>,
}

/// A service's standing.
#[derive(Clone, Debug)]
struct ServiceStanding {
    available: bool,
    disabled: Vec<String>,
    disabled_locations: Vec<LocationIndex>,
}

const fn place_of(family: AddressFamily) -> usize {
    match family {
        AddressFamily::V4 => 0,
        AddressFamily::V6 => 1,
    }
}

impl Liveness {
    pub(super) fn new(view: &RouterView, assigned: &Assignments, deep: &Assignments, states: &States) -> Self {
        let of_caches: Vec<[bool; 2]> = view.caches.iter().map(|cache| states.of_cache(&cache.name)).collect();
        let caches = [0, 1].map(|family| of_caches.iter().map(|up| up.get(family) == Some(&true)).collect());
        let served = |assignments: &Assignments| {
            [0, 1].map(|family| {
                let caches: &Vec<bool> = if family == 0 { &caches[0] } else { &caches[1] };
                served(assignments, caches)
            })
        };
        let standing = |state: &ServiceState| ServiceStanding {
            available: state.available,
            disabled_locations: disabled(view, &state.disabled_locations),
            disabled: state.disabled_locations.clone(),
        };
        let up = || ServiceStanding { available: true, disabled: Vec::new(), disabled_locations: Vec::new() };
        let services = view.services.iter().map(|own| states.services.get(&own.xml_id).map_or_else(up, standing));
        Self { served: served(assigned), deep_served: served(deep), services: services.collect(), caches }
    }

    #[inline]
    pub(super) fn is_cache_up(&self, cache: CacheIndex, family: AddressFamily) -> bool {
        self.caches.get(place_of(family)).and_then(|caches| caches.get(cache)) == Some(&true)
    }

    /// Whether a cache is up by any family.
    pub(super) fn is_up(&self, cache: CacheIndex) -> bool {
        [AddressFamily::V4, AddressFamily::V6].into_iter().any(|family| self.is_cache_up(cache, family))
    }

    /// Whether locations are switched off for a service.
    pub(super) fn has_disabled(&self, service: ServiceIndex) -> bool {
        self.services.get(service).is_some_and(|standing| !standing.disabled.is_empty())
    }

    /// Whether a service has a cache that is up in a location, by the number of that.
    #[inline]
    pub(super) fn is_served(&self, slot: usize, family: AddressFamily) -> bool {
        is_set(self.served.get(place_of(family)), slot)
    }

    /// The same of deep zones.
    #[inline]
    pub(super) fn is_deep_served(&self, slot: usize, family: AddressFamily) -> bool {
        is_set(self.deep_served.get(place_of(family)), slot)
    }

    pub(super) fn is_service_up(&self, service: ServiceIndex) -> bool {
        self.services.get(service).is_none_or(|standing| standing.available)
    }

    /// Whether a location may be used for a service (`DeliveryService.isLocationAvailable`).
    #[inline]
    pub(super) fn is_enabled(&self, service: ServiceIndex, location: LocationIndex) -> bool {
        self.services.get(service).is_none_or(|standing| !standing.disabled_locations.contains(&location))
    }

    /// The same of what is no location of the snapshot.
    pub(super) fn is_name_enabled(&self, service: ServiceIndex, name: impl FnOnce() -> String) -> bool {
        let disabled = self.services.get(service).map(|standing| standing.disabled.as_slice()).unwrap_or_default();
        disabled.is_empty() || !disabled.contains(&name())
    }
}

fn disabled(view: &RouterView, names: &[String]) -> Vec<LocationIndex> {
    let locations = view.locations.iter().enumerate();
    locations.filter(|(_, location)| names.contains(&location.name)).map(|(index, _)| index).collect()
}

fn served(assignments: &Assignments, caches: &[bool]) -> Vec<u64> {
    let mut bits = vec![0_u64; assignments.slots().div_ceil(64)];
    for slot in 0..assignments.slots() {
        let up = assignments.at(slot).iter().any(|assigned| caches.get(assigned.cache()) == Some(&true));
        if let Some(word) = bits.get_mut(slot / 64).filter(|_| up) {
            *word |= 1 << (slot % 64);
        }
    }
    bits
}

#[inline]
fn is_set(bits: Option<&Vec<u64>>, slot: usize) -> bool {
    bits.and_then(|bits| bits.get(slot / 64)).is_some_and(|word| word & (1 << (slot % 64)) != 0)
}
