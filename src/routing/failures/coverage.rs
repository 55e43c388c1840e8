//! Which group a client gets whom geolocation finds at a point, by the router's own distances and its order of ties; and
//! where that is surely the same all around.

use std::sync::Arc;

use super::super::distance::great_circle_km;
use super::super::index::{CacheSpot, LocationIndex, ServiceIndex};
use super::super::request::AddressFamily;
use super::super::router::Router;
use super::down::DownParts;
use crate::snapshot::reading::RouterPosition;

/// What differs by less may be a tie.
const NEAR_TIE_KM: f64 = 1e-6;

/// The groups of a service by where clients are. A geo limit is taken to let them in.
pub struct GeoOwners {
    router: Arc<Router>,
    /// Whether each location may be given.
    may_serve: Vec<bool>,
    limit: i32,
}

impl GeoOwners {
    /// Those of a service when parts are down, for clients of IPv4.
    pub fn new(router: Arc<Router>, service: ServiceIndex, down: &DownParts) -> Self {
        let own = router.service(service);
        let is_open = own.is_some_and(|own| !own.coverage_zone_only) && router.live.is_service_up(service);
        let may_serve = |(place, location): (LocationIndex, &crate::snapshot::reading::EdgeLocation)| {
            is_open
                && location.methods.geo
                && router.live.is_enabled(service, place)
                && router.live.is_served(router.assignments.slot(service, place), AddressFamily::V4)
                && !down.is_dead(service, CacheSpot::Location(place), AddressFamily::V4)
        };
        let may_serve = router.view.locations.iter().enumerate().map(may_serve).collect();
        let limit = own.map_or(0, |own| own.location_limit);
        Self { router, may_serve, limit }
    }

    fn may(&self, location: LocationIndex) -> bool {
        self.may_serve.get(location) == Some(&true)
    }

    /// The group of a client at a point; none: nobody serves it.
    pub fn at(&self, from: RouterPosition) -> Option<LocationIndex> {
        let nearest = self.router.places.nearest(from, |location| self.may(location))?;
        if self.limit == 0 {
            return Some(nearest);
        }
        // Groups that have nothing to give are counted, and after so many the router gives up.
        let counts = |location| self.router.location(location).is_some_and(|own| own.methods.geo);
        let tried = usize::try_from(self.limit).unwrap_or(1).max(1);
        let order = self.router.places.in_order(from, counts);
        order.iter().take(tried).map(|(location, _)| *location).find(|location| self.may(*location))
    }

    /// The group of all clients in a circle around a point, if they surely have the same one.
    pub fn within(&self, from: RouterPosition, radius_km: f64) -> Option<Option<LocationIndex>> {
        if self.limit != 0 {
            return None;
        }
        let Some(first) = self.router.places.nearest(from, |location| self.may(location)) else { return Some(None) };
        let second = self.router.places.nearest(from, |location| location != first && self.may(location));
        let km = |location| Some(great_circle_km(from, self.router.location(location)?.position));
        match second {
            None => Some(Some(first)),
            Some(second) => {
                let (near, far) = (km(first)?, km(second)?);
                (2.0 * radius_km + NEAR_TIE_KM < far - near).then_some(Some(first))
            }
        }
    }

    /// How many groups may be given at all.
    pub fn count(&self) -> usize {
        self.may_serve.iter().filter(|may| **may).count()
    }
}

/// What differs between two ways of owning, of routers that differ only in where locations are and what is down.
pub struct OwnersChange<'a> {
    before: &'a GeoOwners,
    /// Whose points are to be looked at again, by their place.
    touched: Vec<bool>,
    /// Where locations stand that may own more than before.
    gains: Vec<RouterPosition>,
    /// Whether every point is: locations that have nothing to give count as well.
    is_all: bool,
}

impl<'a> OwnersChange<'a> {
    /// From one to the other.
    pub fn new(before: &'a GeoOwners, after: &GeoOwners) -> Self {
        let places = 0..before.may_serve.len().max(after.may_serve.len());
        let at = |owners: &GeoOwners, place| owners.router.location(place).map(|own| own.position);
        let (mut touched, mut gains) = (Vec::new(), Vec::new());
        for place in places {
            let stays = before.may(place) && after.may(place) && at(before, place) == at(after, place);
            touched.push(before.may(place) && !stays);
            gains.extend(at(after, place).filter(|_| after.may(place) && !stays));
        }
        Self { before, touched, gains, is_all: before.limit != 0 || after.limit != 0 }
    }

    /// Whether points of an owner are to be looked at again; none: points that nobody owned.
    pub fn is_touched(&self, owner: Option<LocationIndex>) -> bool {
        self.is_all || owner.map_or(!self.gains.is_empty(), |owner| self.touched.get(owner) != Some(&false))
    }

    /// Whether a point of a circle may come to a location that did not own it, though its owner stays.
    pub fn may_gain(&self, from: RouterPosition, radius_km: f64) -> bool {
        if self.is_all {
            return true;
        }
        if self.gains.is_empty() {
            return false;
        }
        let nearest = self.before.router.places.nearest(from, |location| self.before.may(location));
        let owner = nearest.and_then(|location| self.before.router.location(location));
        // The owner of a point of the circle is no farther from it than this one.
        let Some(farthest) = owner.map(|own| great_circle_km(from, own.position) + radius_km) else { return true };
        let is_beyond = |at: &RouterPosition| farthest + NEAR_TIE_KM < great_circle_km(from, *at) - radius_km;
        // What is not comparable may be anything.
        !self.gains.iter().all(is_beyond)
    }
}
