//! Where the caches of an answer are taken from (`TrafficRouter.selectCaches`, `getCoverageZoneCacheLocation`): deep zone,
//! zone, the zone's own group, the groups that stand in for it, the closest, and then geolocation.

use super::index::{CacheSpot, LocationIndex, ServiceIndex};
use super::outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
use super::request::{AddressFamily, Client};
use super::router::Router;
use super::steps::{Recorder, RouteStep, Skipped};
use super::zones::ZoneTree;
use crate::snapshot::reading::RouterPosition;

/// Who asks for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'a> {
    pub service: ServiceIndex,
    pub client: &'a Client<'a>,
    pub family: AddressFamily,
    /// Spots that are taken to have nothing to give.
    pub dead: &'a [CacheSpot],
}

/// What differs by less is told as a tie.
const NEAR_TIE_KM: f64 = 1e-9;

/// The two ways by which a location may be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Cz,
    Geo,
}

impl Router {
    /// Where the caches of an HTTP answer are taken from; nowhere is none.
    pub(super) fn select<'r, R: Recorder>(
        &'r self,
        ask: &Ask<'_>,
        deep: bool,
        track: &mut Track<'r>,
        steps: &mut R,
    ) -> Result<Option<CacheSpot>, Failed> {
        let Some(own) = self.service(ask.service) else { return Ok(None) };
        let (found, label) = match (deep && own.deep_caching).then(|| self.deep_zone(ask, steps)) {
            Some(Some(zone)) => (Some(CacheSpot::Deep(zone)), ResultType::DeepCz),
            // The second look goes without a track, which it stumbles over where it wants to note something.
            Some(None) => (self.zone_spot(ask, None, steps)?, ResultType::Cz),
            None => (self.zone_spot(ask, Some(track), steps)?, ResultType::Cz),
        };
        if let Some(spot) = found.filter(|spot| self.take(ask, *spot, label, track, steps)) {
            self.check_rings(ask.service, spot, ask.family)?;
            return Ok(Some(spot));
        }
        if own.coverage_zone_only {
            return self.coverage_zone_only(ask, track, steps);
        }
        if !track.continue_geo {
            steps.note(|| RouteStep {
                step: "stop",
                outcome: "no cache".to_owned(),
                reason: "the client is in a coverage zone whose group forbids geolocation".to_owned(),
                skipped: Vec::new(),
                source: "TrafficRouter.java:483",
            });
            return Ok(None);
        }
        self.select_by_geo(ask, found, track, steps)
    }

    /// Whether a spot that was found is used (`selectCachesByCZ`); that is noted.
    pub(super) fn take<R: Recorder>(
        &self,
        ask: &Ask<'_>,
        spot: CacheSpot,
        label: ResultType,
        track: &mut Track<'_>,
        steps: &mut R,
    ) -> bool {
        let enabled = match spot {
            CacheSpot::Location(location) => self.live.is_enabled(ask.service, location),
            CacheSpot::Deep(_) => self.live.is_name_enabled(ask.service, || self.spot_name(spot)),
        };
        if !enabled || !self.is_served(ask, spot) {
            steps.note(|| RouteStep {
                step: "disabled-location",
                outcome: "passed over".to_owned(),
                reason: format!("Traffic Monitor has switched {} off for the service", self.spot_name(spot)),
                skipped: Vec::new(),
                source: "TrafficRouter.java:1003",
            });
            return false;
        }
        track.result = label;
        if track.from_backup {
            track.details = Some(ResultDetails::DsCzBackupCg);
        }
        track.result_location = Some(self.spot_position(spot));
        true
    }

    /// The service is only for clients in a coverage zone.
    fn coverage_zone_only<'r, R: Recorder>(
        &'r self,
        ask: &Ask<'_>,
        track: &mut Track<'r>,
        steps: &mut R,
    ) -> Result<Option<CacheSpot>, Failed> {
        if self.has_redirect(ask.service) {
            return self.enforce_redirect(ask, None, track, steps);
        }
        track.result = ResultType::Miss;
        track.details = Some(ResultDetails::DsCzOnly);
        steps.note(|| RouteStep {
            step: "coverage-zone-only",
            outcome: "no cache".to_owned(),
            reason: "the service is only for clients in a coverage zone with a cache to give".to_owned(),
            skipped: Vec::new(),
            source: "TrafficRouter.java:475",
        });
        Ok(None)
    }

    /// The deep zone of a client, if one of its caches is up.
    fn deep_zone<R: Recorder>(&self, ask: &Ask<'_>, steps: &mut R) -> Option<usize> {
        let hit = ask.client.subnet.as_ref().ok().and_then(|subnet| self.around.deep_zones.find(*subnet));
        let found = hit.map(|hit| hit.zone).filter(|zone| self.is_served(ask, CacheSpot::Deep(*zone)));
        steps.note(|| {
            let network = hit.and_then(|hit| self.around.deep_zones.written(hit)).unwrap_or_default();
            let (outcome, reason) = match (hit, found) {
                (Some(_), Some(zone)) => {
                    (format!("deep zone {}", self.deep_name(zone)), format!("{network} is the longest network"))
                }
                (Some(hit), None) => (
                    "no deep cache".to_owned(),
                    format!(
                        "{network} is in deep zone {}, none of whose caches is up with the service",
                        self.deep_name(hit.zone)
                    ),
                ),
                (None, _) => ("no deep zone".to_owned(), "no network of the deep zones holds the address".to_owned()),
            };
            let skipped = match hit.filter(|_| found.is_none()) {
                Some(hit) => self.why_caches_were_skipped(ask, CacheSpot::Deep(hit.zone)),
                None => Vec::new(),
            };
            RouteStep { step: "deep-coverage-zone", outcome, reason, skipped, source: "TrafficRouter.java:1395" }
        });
        found
    }

    /// Where a client's coverage zone leads (`getCoverageZoneCacheLocation`).
    pub(super) fn zone_spot<R: Recorder>(
        &self,
        ask: &Ask<'_>,
        mut track: Option<&mut Track<'_>>,
        steps: &mut R,
    ) -> Result<Option<CacheSpot>, Failed> {
        let zones: &ZoneTree = &self.around.zones;
        let hit = ask.client.subnet.as_ref().ok().and_then(|subnet| zones.find(*subnet));
        steps.note(|| zone_step(zones, hit));
        let Some(hit) = hit else { return Ok(None) };
        let own = self.zone_locations.get(hit.zone).copied().flatten();
        if let Some(location) = own {
            if !self.may(location, Method::Cz) {
                steps.note(|| {
                    self.stop_step(
                        location,
                        "does not allow coverage zones, and that ends it",
                        "TrafficRouter.java:1432",
                    )
                });
                return stop(track);
            }
            if self.is_served(ask, CacheSpot::Location(location)) {
                steps.note(|| RouteStep {
                    step: "own-group",
                    outcome: self.location_name(location).to_owned(),
                    reason: "the group of the client's zone has a cache to give".to_owned(),
                    skipped: self.why_caches_were_skipped(ask, CacheSpot::Location(location)),
                    source: "TrafficRouter.java:1437",
                });
                return Ok(Some(CacheSpot::Location(location)));
            }
            if let Some(backup) = self.backup(ask, location, steps) {
                if let Some(track) = &mut track {
                    track.from_backup = true;
                }
                return Ok(Some(CacheSpot::Location(backup)));
            }
            let forbids = self.location(location).is_some_and(|own| own.backups.is_some() && !own.use_closest);
            if forbids {
                steps.note(|| {
                    self.stop_step(
                        location,
                        "has no Fallback to Geo Failover, and that ends it",
                        "TrafficRouter.java:1459",
                    )
                });
                return stop(track);
            }
        }
        let closest = zones.coordinates(hit.zone).and_then(|from| self.closest_to_zone(ask, from, steps));
        if closest.is_none() && zones.coordinates(hit.zone).is_none() {
            steps.note(|| RouteStep {
                step: "closest",
                outcome: "none".to_owned(),
                reason: "the zone has no coordinates to measure from".to_owned(),
                skipped: Vec::new(),
                source: "TrafficRouter.java:1880",
            });
        }
        if let Some(track) = track.filter(|_| closest.is_some()) {
            track.from_backup = true;
        }
        Ok(closest.map(CacheSpot::Location))
    }

    /// The first of the groups that stand in for a location that has a cache to give. They are asked one level deep, and
    /// names that no location has are passed over.
    fn backup<R: Recorder>(&self, ask: &Ask<'_>, location: LocationIndex, steps: &mut R) -> Option<LocationIndex> {
        let backups = self.backups.get(location).map(Vec::as_slice).unwrap_or_default();
        let will_do =
            |backup: &LocationIndex| self.may(*backup, Method::Cz) && self.is_served(ask, CacheSpot::Location(*backup));
        let found = backups.iter().copied().find(will_do);
        steps.note(|| {
            let own = self.location(location);
            let listed = own.and_then(|own| own.backups.as_deref()).unwrap_or_default();
            let mut skipped =
                vec![Skipped::group(self.location_name(location), self.why_not(ask, location, Method::Cz))];
            for name in listed.iter().take_while(|name| found.is_none_or(|found| self.location_name(found) != **name)) {
                let why = match self.location_by_name(name) {
                    Some(backup) => self.why_not(ask, backup, Method::Cz),
                    None => "is no edge location of the snapshot".to_owned(),
                };
                skipped.push(Skipped::group(name, why));
            }
            RouteStep {
                step: "backup",
                outcome: found.map_or("none", |found| self.location_name(found)).to_owned(),
                reason: match (found, listed.is_empty()) {
                    (Some(_), _) => "the first of the Failover Cache Groups with a cache to give".to_owned(),
                    (None, true) => "the zone's group has no Failover Cache Groups".to_owned(),
                    (None, false) => "none of the Failover Cache Groups has a cache to give".to_owned(),
                },
                skipped,
                source: "TrafficRouter.java:1443",
            }
        });
        found
    }

    /// The closest location to a zone's coordinates that has a cache to give.
    fn closest_to_zone<R: Recorder>(
        &self,
        ask: &Ask<'_>,
        from: RouterPosition,
        steps: &mut R,
    ) -> Option<LocationIndex> {
        let counts = |location| self.live.is_enabled(ask.service, location) && self.may(location, Method::Cz);
        self.first_served(ask, from, counts, 0, steps, &|found, skipped| RouteStep {
            step: "closest",
            outcome: found.map_or("none", |found| self.location_name(found)).to_owned(),
            reason: format!("closest to the zone's coordinates {},{}", from.latitude, from.longitude),
            skipped,
            source: "TrafficRouter.java:1880",
        })
    }

    /// The first in the order of distance that has a cache to give, of as many as may be tried.
    pub(super) fn first_served<R: Recorder>(
        &self,
        ask: &Ask<'_>,
        from: RouterPosition,
        counts: impl Fn(LocationIndex) -> bool,
        limit: i32,
        steps: &mut R,
        step: &dyn Fn(Option<LocationIndex>, Vec<Skipped>) -> RouteStep,
    ) -> Option<LocationIndex> {
        let served = |location: &LocationIndex| self.is_served(ask, CacheSpot::Location(*location));
        if limit == 0 && !R::LISTENS {
            return self.places.nearest(from, |location| served(&location) && counts(location));
        }
        let order = self.places.in_order(from, counts);
        // A negative limit is used up by the first.
        let tried = if limit == 0 { order.len() } else { usize::try_from(limit).unwrap_or(1).max(1) };
        let found = order.iter().take(tried).map(|(location, _)| *location).find(served);
        steps.note(|| {
            let before = order.iter().take(tried).take_while(|(location, _)| Some(*location) != found);
            let skipped = before.map(|(location, km)| {
                Skipped::group(
                    self.location_name(*location),
                    format!("{km:.3} km, {}", self.why_unserved(ask, *location)),
                )
            });
            let mut step = step(found, skipped.collect());
            step.reason.push_str(&self.near_tie(&order, found));
            step
        });
        found
    }

    /// What is to be said of a location that is as far away as the one that was found, or all but so.
    fn near_tie(&self, order: &[(LocationIndex, f64)], found: Option<LocationIndex>) -> String {
        let Some((_, km)) = order.iter().find(|(location, _)| Some(*location) == found) else { return String::new() };
        let close =
            |(location, other): &&(LocationIndex, f64)| Some(*location) != found && (other - km).abs() < NEAR_TIE_KM;
        match order.iter().find(close) {
            Some((location, other)) if other.to_bits() == km.to_bits() => {
                format!("; {} is as far away, and the order of Java's sets decides", self.location_name(*location))
            }
            Some((location, _)) => {
                format!("; {} is hardly nearer or farther, and the last bit decides", self.location_name(*location))
            }
            None => String::new(),
        }
    }

    /// Whether a location may be found in a way.
    #[inline]
    pub(super) fn may(&self, location: LocationIndex, method: Method) -> bool {
        self.location(location).is_some_and(|location| match method {
            Method::Cz => location.methods.cz,
            Method::Geo => location.methods.geo,
        })
    }

    /// Whether a spot has a cache to give.
    #[inline]
    pub(super) fn is_served(&self, ask: &Ask<'_>, spot: CacheSpot) -> bool {
        let has_cache = match spot {
            CacheSpot::Location(location) => {
                self.live.is_served(self.assignments.slot(ask.service, location), ask.family)
            }
            CacheSpot::Deep(zone) => {
                self.live.is_deep_served(self.deep_assignments.slot(ask.service, zone), ask.family)
            }
        };
        has_cache && !ask.dead.contains(&spot)
    }

    fn stop_step(&self, location: LocationIndex, why: &str, source: &'static str) -> RouteStep {
        RouteStep {
            step: "stop",
            outcome: "no cache by coverage zone, and no geolocation".to_owned(),
            reason: format!("{} {why}", self.location_name(location)),
            skipped: Vec::new(),
            source,
        }
    }
}

/// Nothing more is tried; without a track Traffic Router fails on noting that.
fn stop(track: Option<&mut Track<'_>>) -> Result<Option<CacheSpot>, Failed> {
    track.ok_or(Thrown::NullPointer)?.continue_geo = false;
    Ok(None)
}

fn zone_step(zones: &ZoneTree, hit: Option<super::zones::ZoneHit>) -> RouteStep {
    let (outcome, reason) = match hit {
        Some(hit) => (
            format!("zone {}", zones.zone(hit.zone).map_or("", |zone| zone.name.as_str())),
            format!("{} is the longest network that holds the address", zones.written(hit).unwrap_or_default()),
        ),
        None => ("no zone".to_owned(), "no network of the coverage zones holds the address".to_owned()),
    };
    RouteStep { step: "coverage-zone", outcome, reason, skipped: Vec::new(), source: "TrafficRouter.java:1396" }
}
