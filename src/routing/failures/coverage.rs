//! Which group a client gets whom geolocation finds at a point, by the router's own distances and its order of ties; and
//! where that is surely the same all around.

use std::f64::consts::PI;
use std::sync::Arc;

use super::super::distance::{EARTH_RADIUS_KM, great_circle_km};
use super::super::index::{CacheSpot, LocationIndex, ServiceIndex};
use super::super::request::AddressFamily;
use super::super::router::Router;
use super::super::sphere::{MARGIN, chord_square, on_sphere};
use super::down::DownParts;
use crate::snapshot::reading::RouterPosition;

/// What differs by less may be a tie.
const NEAR_TIE_KM: f64 = 1e-6;

/// The groups of a service by where clients are. A geo limit is taken to let them in.
pub struct GeoOwners {
    router: Arc<Router>,
    /// Whether each location may be given.
    may_serve: Vec<bool>,
    /// Those that may.
    serving: Vec<LocationIndex>,
    /// Where each location is on a sphere; none: one of them is nowhere on it.
    points: Option<Vec<[f64; 3]>>,
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
        let may_serve: Vec<bool> = router.view.locations.iter().enumerate().map(may_serve).collect();
        let serving = (0..may_serve.len()).filter(|location| may_serve.get(*location) == Some(&true)).collect();
        let points = router.view.locations.iter().map(|location| on_sphere(location.position)).collect();
        let limit = own.map_or(0, |own| own.location_limit);
        Self { router, may_serve, serving, points, limit }
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

    /// The same where only some may be given, which are among `few`.
    pub fn among(&self, from: RouterPosition, few: &[LocationIndex]) -> Option<LocationIndex> {
        let point = on_sphere(from);
        let away = |location: &LocationIndex| Some(chord_square(point?, *self.points.as_ref()?.get(*location)?));
        let nearest = few.iter().filter_map(away).fold(f64::INFINITY, f64::min);
        let mut close = few.iter().filter(|own| away(own).is_some_and(|square| square <= nearest + MARGIN));
        match (close.next(), close.next()) {
            (Some(only), None) if self.limit == 0 => Some(*only),
            // Which of them Java's doubles and the order of its sets decide.
            _ => self.at(from),
        }
    }

    /// Puts down which groups clients in a circle around a point may have, of `among` or of all; says whether that can be
    /// told.
    pub fn shortlist(
        &self,
        from: RouterPosition,
        radius_km: f64,
        among: Option<&[LocationIndex]>,
        put: &mut Vec<LocationIndex>,
    ) -> bool {
        let (Some(points), Some(point), 0) = (&self.points, on_sphere(from), self.limit) else { return false };
        let among = among.unwrap_or(&self.serving);
        let away = |location: &LocationIndex| points.get(*location).map(|at| chord_square(point, *at));
        let nearest = among.iter().filter_map(away).fold(f64::INFINITY, f64::min);
        // Whoever owns a point of the circle is no farther from its middle than the nearest and twice the radius.
        let angle = 2.0 * (nearest.sqrt() / 2.0).min(1.0).asin() + 2.0 * radius_km / EARTH_RADIUS_KM;
        let most = if angle < PI { (2.0 * (angle / 2.0).sin()).powi(2) + MARGIN } else { f64::INFINITY };
        put.extend(among.iter().filter(|own| away(own).is_some_and(|square| square <= most)));
        true
    }

    /// How many groups may be given at all.
    pub fn count(&self) -> usize {
        self.serving.len()
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
