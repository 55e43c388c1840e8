//! What Traffic Monitor says of caches and services (`CrStates`), as Traffic Router takes it (`Node.setState`,
//! `DeliveryService.setState`).

use std::collections::HashMap;

use crate::sorting::OrderedMap;

/// A `CrStates` document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct States {
    /// Of the caches that are listed; none when the document says nothing of caches, and then all count as available.
    pub caches: Option<HashMap<String, CacheState>>,
    /// Of the services that are listed; the others are available.
    pub services: OrderedMap<String, ServiceState>,
}

/// A cache's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheState {
    /// Whether it is available at all.
    pub available: bool,
    /// Whether it is by IPv4.
    pub v4: bool,
    /// Whether it is by IPv6.
    pub v6: bool,
}

/// A service's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceState {
    /// Whether it is available.
    pub available: bool,
    /// Locations that are not to be used for it.
    pub disabled_locations: Vec<String>,
}

impl States {
    /// Of a cache, for IPv4 and for IPv6. A name counts up to its `@`.
    pub fn of_cache(&self, name: &str) -> [bool; 2] {
        let Some(caches) = &self.caches else { return [true, true] };
        let listed = name.split_once('@').map_or(name, |(listed, _)| listed);
        // A cache that is not listed is down.
        caches.get(listed).map_or([false, false], |state| [state.available && state.v4, state.available && state.v6])
    }
}
