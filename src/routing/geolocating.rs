//! Caches by where the client is (`TrafficRouter.selectCachesByGeo`, `enforceGeoRedirect`), and what a service allows of
//! that (`RouterDeliveryService.supportLocation`).

use std::borrow::Cow;

use super::GeoLocation;
use super::index::{CacheSpot, ServiceIndex};
use super::outcome::{Failed, ResultDetails, ResultType, Track};
use super::redirect::GeoRedirect;
use super::request::Client;
use super::router::Router;
use super::selection::{Ask, Method};
use super::steps::{Recorder, RouteStep};
use crate::snapshot::java::number::double_text;
use crate::snapshot::reading::{RouterDeliveryService, RouterPosition};

/// Where a client is taken to be.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Whereabouts<'a> {
    position: RouterPosition,
    /// The country, where nothing but that is known.
    default_country: Option<&'a str>,
    said: &'static str,
}

impl Router {
    /// Where an address is, by the database that the service asks (`getLocation`).
    pub(super) fn locate(&self, client: &Client<'_>, service: Option<ServiceIndex>) -> Option<Cow<'_, GeoLocation>> {
        let provider = service.and_then(|service| self.service(service)).map(|own| own.geolocation_provider.as_str());
        let other = provider.filter(|name| !name.is_empty()).and_then(|name| self.around.providers.get(name));
        other.or(self.around.geolocation.as_ref())?.locate(&client.text)
    }

    /// The same, asked once for a request (`getClientGeolocation`).
    pub(super) fn locate_once<'t, 'r>(
        &'r self,
        client: &Client<'_>,
        service: Option<ServiceIndex>,
        track: &'t mut Track<'r>,
    ) -> Option<&'t GeoLocation> {
        track.client.get_or_insert_with(|| self.locate(client, service)).as_deref()
    }

    /// Caches by where the client is; `found` is a spot that was found by zone and is switched off.
    pub(super) fn select_by_geo<'r, R: Recorder>(
        &'r self,
        ask: &Ask<'_>,
        found: Option<CacheSpot>,
        track: &mut Track<'r>,
        steps: &mut R,
    ) -> Result<Option<CacheSpot>, Failed> {
        let Some(own) = self.service(ask.service) else { return Ok(None) };
        let whereabouts = match found {
            Some(spot) => Some(Whereabouts {
                position: self.spot_position(spot),
                default_country: None,
                said: "the location that is switched off is where the client is taken to be",
            }),
            None => supported(own, self.locate_once(ask.client, Some(ask.service), track)),
        };
        steps.note(|| where_step(own, whereabouts));
        let Some(whereabouts) = whereabouts else {
            if self.has_redirect(ask.service) {
                let asked = track.client.clone().flatten();
                return self.enforce_redirect(ask, asked.as_deref().map(GeoLocation::position), track, steps);
            }
            track.details = Some(ResultDetails::DsClientGeoUnsupported);
            return Ok(None);
        };
        let (position, label) = self.overridden(own, whereabouts);
        track.result = label;
        let spot = self.nearest_by_geo(ask, own, position, track, steps)?;
        if spot.is_none() {
            track.details = Some(ResultDetails::GeoNoCacheFound);
        }
        Ok(spot)
    }

    /// Of clients of whom only the country is known: where the service, or else the parameters, want them to be.
    fn overridden(&self, own: &RouterDeliveryService, whereabouts: Whereabouts<'_>) -> (RouterPosition, ResultType) {
        let stand_in = whereabouts.default_country.and_then(|country| self.view.config.default_locations.get(country));
        // One that is on the equator or on the meridian does not count.
        let miss = own.miss_location.filter(|at| at.latitude != 0.0 && at.longitude != 0.0);
        match (stand_in, miss) {
            (None, _) => (whereabouts.position, ResultType::Geo),
            (Some(_), Some(miss)) => (miss, ResultType::GeoDs),
            (Some(stand_in), None) => (*stand_in, ResultType::Geo),
        }
    }

    /// `getCachesByGeo`
    fn nearest_by_geo<R: Recorder>(
        &self,
        ask: &Ask<'_>,
        own: &RouterDeliveryService,
        from: RouterPosition,
        track: &mut Track<'_>,
        steps: &mut R,
    ) -> Result<Option<CacheSpot>, Failed> {
        let counts = |location| self.may(location, Method::Geo) && self.live.is_enabled(ask.service, location);
        let found = self.first_served(ask, from, counts, own.location_limit, steps, &|found, skipped| RouteStep {
            step: "nearest",
            outcome: found.map_or("none", |found| self.location_name(found)).to_owned(),
            reason: format!("nearest to {},{} with a cache to give", from.latitude, from.longitude),
            skipped,
            source: "TrafficRouter.java:398",
        });
        let Some(found) = found else { return Ok(None) };
        track.result_location = self.location(found).map(|location| location.position);
        self.check_rings(ask.service, CacheSpot::Location(found), ask.family)?;
        Ok(Some(CacheSpot::Location(found)))
    }

    pub(super) fn has_redirect(&self, service: ServiceIndex) -> bool {
        self.redirects.get(service).is_some_and(|redirect| *redirect != GeoRedirect::None)
    }

    /// The client is excluded, and the service has a URL for such (`enforceGeoRedirect`).
    pub(super) fn enforce_redirect<'r, R: Recorder>(
        &'r self,
        ask: &Ask<'_>,
        asked: Option<RouterPosition>,
        track: &mut Track<'r>,
        steps: &mut R,
    ) -> Result<Option<CacheSpot>, Failed> {
        let (Some(own), Some(redirect)) = (self.service(ask.service), self.redirects.get(ask.service)) else {
            return Ok(None);
        };
        steps.note(|| redirect_step(own, redirect));
        track.result = ResultType::GeoRedirect;
        match redirect {
            GeoRedirect::Elsewhere | GeoRedirect::None => return Ok(None),
            GeoRedirect::Unsaid(why) => return Err(Failed::Unsaid(why.clone())),
            GeoRedirect::Invalid => {
                track.result = ResultType::Miss;
                track.details = Some(ResultDetails::GeoNoCacheFound);
                return Ok(None);
            }
            GeoRedirect::Own => {}
        }
        let known = track.client.as_ref().map(|known| known.as_deref().map(GeoLocation::position));
        let located = || known.unwrap_or_else(|| self.locate(ask.client, Some(ask.service)).map(|at| at.position()));
        let Some(from) = asked.or_else(located).or(own.miss_location) else {
            track.result = ResultType::Miss;
            track.details = Some(ResultDetails::DsClientGeoUnsupported);
            return Ok(None);
        };
        let spot = self.nearest_by_geo(ask, own, from, track, steps)?;
        if spot.is_none() {
            track.result = ResultType::Miss;
            track.details = Some(ResultDetails::GeoNoCacheFound);
        }
        Ok(spot)
    }

    /// Where a client is by its zone or else by geolocation, if the service allows it
    /// (`getClientLocationByCoverageZoneOrGeo`).
    pub(super) fn zone_or_geo(&self, client: &Client<'_>, service: ServiceIndex) -> Option<RouterPosition> {
        let own = self.service(service)?;
        let by_zone = self.zone_coordinates(client).map(GeoLocation::at).map(Cow::Owned);
        let location = by_zone.or_else(|| self.locate(client, Some(service)));
        supported(own, location.as_deref()).map(|whereabouts| whereabouts.position)
    }

    /// The coordinates of a client's zone.
    pub(super) fn zone_coordinates(&self, client: &Client<'_>) -> Option<RouterPosition> {
        let hit = self.around.zones.find(*client.subnet.as_ref().ok()?)?;
        self.around.zones.coordinates(hit.zone)
    }
}

/// Where a service takes a client to be; none when it does not serve it there (`supportLocation`).
fn supported<'a>(own: &RouterDeliveryService, location: Option<&'a GeoLocation>) -> Option<Whereabouts<'a>> {
    match location {
        None => own.miss_location.map(|position| Whereabouts {
            position,
            default_country: None,
            said: "the client's place is unknown: the service's miss location counts",
        }),
        Some(location) if is_blocked(own, location) => None,
        Some(location) => Some(Whereabouts {
            position: location.position(),
            default_country: location.country.as_deref().filter(|_| location.is_default),
            said: if location.is_default { "only the client's country is known" } else { "geolocation" },
        }),
    }
}

/// Whether a geo limit excludes a place: none of its constraints has all of its properties (`isLocationBlocked`).
fn is_blocked(own: &RouterDeliveryService, location: &GeoLocation) -> bool {
    let has = |(key, wanted): &(String, String)| {
        let value: Option<Cow<'_, str>> = match key.as_str() {
            "latitude" => Some(double_text(location.latitude).into()),
            "longitude" => Some(double_text(location.longitude).into()),
            "postalCode" => location.postal.as_deref().map(Into::into),
            "city" => location.city.as_deref().map(Into::into),
            "countryCode" => location.country.as_deref().map(Into::into),
            "countryName" => location.country_name.as_deref().map(Into::into),
            _ => None,
        };
        value.is_some_and(|value| equals_ignoring_case(wanted, &value))
    };
    !own.geo_enabled.is_empty() && !own.geo_enabled.iter().any(|constraint| constraint.iter().all(has))
}

/// `String.equalsIgnoreCase`: character by character, in capitals and then in small letters.
fn equals_ignoring_case(one: &str, other: &str) -> bool {
    let folded = |character: char| {
        let mut capitals = character.to_uppercase();
        let capital = capitals.next().filter(|_| capitals.next().is_none()).unwrap_or(character);
        let mut smalls = capital.to_lowercase();
        smalls.next().filter(|_| smalls.next().is_none()).unwrap_or(capital)
    };
    one.chars().map(folded).eq(other.chars().map(folded))
}

fn where_step(own: &RouterDeliveryService, whereabouts: Option<Whereabouts<'_>>) -> RouteStep {
    let (outcome, reason) = match whereabouts {
        Some(at) => (format!("{},{}", at.position.latitude, at.position.longitude), at.said.to_owned()),
        None if own.miss_location.is_none() && own.geo_enabled.is_empty() => {
            ("unknown".to_owned(), "the client's place is unknown, and the service has no miss location".to_owned())
        }
        None => (
            "excluded".to_owned(),
            "the client's place is unknown without a miss location, or the geo limit excludes it".to_owned(),
        ),
    };
    RouteStep { step: "geolocation", outcome, reason, skipped: Vec::new(), source: "TrafficRouter.java:930" }
}

fn redirect_step(own: &RouterDeliveryService, redirect: &GeoRedirect) -> RouteStep {
    let url = own.geo_redirect_url.clone().unwrap_or_default();
    let reason = match redirect {
        GeoRedirect::Own => {
            "the URL is the service's own: the client is sent to its nearest cache, the geo limit ignored"
        }
        GeoRedirect::Elsewhere => "the client is sent to the geo limit redirect URL",
        GeoRedirect::Invalid => "Java knows no such URL: the client is sent nowhere",
        GeoRedirect::None | GeoRedirect::Unsaid(_) => "what the URL is cannot be said here",
    };
    let reason = reason.to_owned();
    RouteStep { step: "geo-redirect", outcome: url, reason, skipped: Vec::new(), source: "TrafficRouter.java:1950" }
}

#[cfg(test)]
mod tests {
    use super::equals_ignoring_case;

    #[test]
    fn case_is_ignored_as_java_does() {
        assert!(equals_ignoring_case("köln", "KÖLN"));
        assert!(equals_ignoring_case("us", "US"));
        assert!(!equals_ignoring_case("straße", "STRASSE"));
    }
}
