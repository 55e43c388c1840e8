//! Names of what a router finds by number, and in words why something was passed over.

use super::index::{CacheIndex, CacheSpot, LocationIndex, ServiceIndex};
use super::request::AddressFamily;
use super::router::Router;
use super::selection::{Ask, Method};
use super::steps::Skipped;
use crate::snapshot::reading::RouterPosition;
use crate::sorting::OrderedMap;

impl Router {
    /// A location's name.
    pub fn location_name(&self, location: LocationIndex) -> &str {
        self.location(location).map_or("", |location| location.name.as_str())
    }

    /// All locations, the nearest first, with how many kilometres they are away.
    pub fn locations_around(&self, from: RouterPosition) -> Vec<(LocationIndex, f64)> {
        self.places.in_order(from, |_| true)
    }

    /// A cache's name.
    pub fn cache_name(&self, cache: CacheIndex) -> &str {
        self.cache(cache).map_or("", |cache| cache.name.as_str())
    }

    /// The name of a cache's location.
    pub fn group_of(&self, cache: CacheIndex) -> &str {
        self.cache(cache).map_or("", |cache| self.location_name(cache.location))
    }

    /// A service's xmlId.
    pub fn xml_id(&self, service: ServiceIndex) -> &str {
        self.service(service).map_or("", |service| service.xml_id.as_str())
    }

    /// The host by which a service is asked.
    pub fn host_of(&self, service: ServiceIndex) -> String {
        let own = self.service(service);
        own.map(|own| format!("{}.{}", own.routing_name, own.domain.as_deref().unwrap_or("null"))).unwrap_or_default()
    }

    /// What a service's answers carry in addition.
    pub fn response_headers(&self, service: ServiceIndex) -> &OrderedMap<String, String> {
        static NONE: OrderedMap<String, String> = OrderedMap::new();
        self.service(service).map_or(&NONE, |own| &own.response_headers)
    }

    pub(super) fn deep_name(&self, zone: usize) -> &str {
        self.around.deep_zones.zone(zone).map_or("", |zone| zone.name.as_str())
    }

    pub(super) fn spot_name(&self, spot: CacheSpot) -> String {
        match spot {
            CacheSpot::Location(location) => self.location_name(location).to_owned(),
            CacheSpot::Deep(zone) => format!("deep.{}", self.deep_name(zone)),
        }
    }

    /// Where a spot is; a deep zone without coordinates is at 0,0.
    pub(super) fn spot_position(&self, spot: CacheSpot) -> RouterPosition {
        match spot {
            CacheSpot::Location(location) => {
                self.location(location).map(|location| location.position).unwrap_or_default()
            }
            CacheSpot::Deep(zone) => self.around.deep_zones.coordinates(zone).unwrap_or_default(),
        }
    }

    /// Why a location is not used.
    pub(super) fn why_not(&self, ask: &Ask<'_>, location: LocationIndex, method: Method) -> String {
        match method {
            Method::Cz if !self.may(location, method) => "does not allow coverage zones".to_owned(),
            Method::Geo if !self.may(location, method) => "does not allow geolocation".to_owned(),
            _ => self.why_unserved(ask, location),
        }
    }

    /// Why a location has no cache to give.
    pub(super) fn why_unserved(&self, ask: &Ask<'_>, location: LocationIndex) -> String {
        match self.assignments.of(ask.service, location).len() {
            0 => "none of its caches has the service".to_owned(),
            1 => "the one cache with the service is not available".to_owned(),
            more => format!("none of the {more} caches with the service is available"),
        }
    }

    /// The caches of a spot that are left out.
    pub(super) fn why_caches_were_skipped(&self, ask: &Ask<'_>, spot: CacheSpot) -> Vec<Skipped> {
        let assigned = match spot {
            CacheSpot::Location(location) => self.assignments.of(ask.service, location),
            CacheSpot::Deep(zone) => self.deep_assignments.of(ask.service, zone),
        };
        let family = match ask.family {
            AddressFamily::V4 => "IPv4",
            AddressFamily::V6 => "IPv6",
        };
        let down = assigned.iter().filter(|assigned| !self.live.is_cache_up(assigned.cache(), ask.family));
        down.map(|assigned| Skipped::server(self.cache_name(assigned.cache()), format!("not available by {family}")))
            .collect()
    }
}
