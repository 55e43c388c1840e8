//! Somebody who asks for a service, by address or by place, and how the router answers when some spots have nothing to
//! give. A zone is asked for by the first address of its first network.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::draws::Draws;
use super::super::index::{CacheSpot, ServiceIndex};
use super::super::outcome::{Failed, ResultDetails, ResultType, Track};
use super::super::records::java_address;
use super::super::request::{AddressFamily, Client, HttpRequest};
use super::super::router::Router;
use super::super::selection::Ask;
use super::super::steps::Unrecorded;
use super::super::zones::{Subnet, SubnetError};
use super::super::{GeoLocation, ZoneEntry};
use crate::snapshot::reading::{RouterDeliveryService, RouterPosition};

/// Somebody who asks for a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    /// The address; that of a client at a place is in no zone.
    pub client: Client<'static>,
    /// Where geolocation finds the client, instead of asking a database.
    pub located: Option<GeoLocation>,
    /// From where its ways are measured; none where that is unknown.
    pub stands_at: Option<RouterPosition>,
    /// What is asked for.
    pub service: ServiceIndex,
    /// How much it counts.
    pub weight: f64,
    /// What it stands for, by a number of whoever made it.
    pub source: usize,
}

/// The address of those who are known by their place alone; it is read as none, so that no zone holds it.
const NOBODY: &str = "192.0.2.1";

impl Asker {
    /// A client that geolocation finds at a place and no zone holds.
    pub fn located(location: GeoLocation, service: ServiceIndex, weight: f64, source: usize) -> Self {
        let client = Client { text: Cow::Borrowed(NOBODY), subnet: Err(SubnetError::Nothing) };
        Self { stands_at: Some(location.position()), client, located: Some(location), service, weight, source }
    }
}

/// The first address of a zone's first network, its IPv4 networks first; none of a zone without networks.
pub fn zone_address(zone: &ZoneEntry) -> Option<String> {
    let first = zone.network.first().or(zone.network6.first())?;
    let network = Subnet::read(first).ok()?;
    let bits = network.start();
    let address = if network.is_v6 {
        IpAddr::V6(Ipv6Addr::from_bits(bits))
    } else {
        IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(bits >> 96).unwrap_or_default()))
    };
    Some(java_address(address))
}

impl Router {
    /// Who asks for a zone, by its place in the file; none of a zone without networks.
    pub fn zone_asker(&self, zone: usize, service: ServiceIndex, weight: f64, source: usize) -> Option<Asker> {
        let entry = self.around.zones.zone(zone)?;
        let client = Client::new(zone_address(entry)?);
        let located = || self.locate(&client, Some(service)).map(|location| location.position());
        let own = || self.location_by_name(&entry.name).and_then(|own| self.location(own)).map(|own| own.position);
        let stands_at = entry.coordinates.or_else(located).or_else(own);
        Some(Asker { client, located: None, stands_at, service, weight, source })
    }

    /// By which family a client is served: DNS is asked for A.
    pub(super) fn asked_family(&self, asker: &Asker) -> AddressFamily {
        match self.service(asker.service) {
            Some(own) if !own.is_dns => asker.client.family(),
            _ => AddressFamily::V4,
        }
    }

    /// Where the caches that serve a client are taken from, when some spots have nothing to give; none: no cache of the
    /// CDN serves it.
    pub(super) fn spot_of(&self, asker: &Asker, dead: &[CacheSpot]) -> Option<CacheSpot> {
        let own = self.service(asker.service).filter(|_| self.live.is_service_up(asker.service))?;
        let mut track = track_of(asker);
        let ask = Ask { service: asker.service, client: &asker.client, family: self.asked_family(asker), dead };
        let found = if own.is_dns {
            self.select_by_dns(own, &ask, &mut track, &mut Unrecorded).map(super::super::dns::DnsSpot::spot)
        } else {
            self.select(&ask, true, &mut track, &mut Unrecorded)
        };
        // Where Traffic Router fails nobody is served.
        found.ok().flatten()
    }

    /// Whether a client gets no cache whatever is up: for its anonymous address, or by regional rules.
    pub(super) fn is_refused(&self, asker: &Asker) -> bool {
        let Some(own) = self.service(asker.service) else { return true };
        // Who is to be spread over no cache gets none: Traffic Router fails on it.
        if !own.is_dns && own.dispersion_limit <= 0 {
            return true;
        }
        if own.is_dns || !(own.anonymous_blocking || own.regional_geo_blocking) {
            return false;
        }
        self.refuses(own, asker).unwrap_or(true)
    }

    fn refuses(&self, own: &RouterDeliveryService, asker: &Asker) -> Result<bool, Failed> {
        let host = self.host_of(asker.service);
        let mut request = HttpRequest::new(&host, "/", &asker.client.text);
        request.client = asker.client.clone();
        request.secure = !own.accept_http;
        let mut track = track_of(asker);
        self.route_http(&request, &mut track, &mut Draws::default(), &mut Unrecorded)?;
        let elsewhere = track.details == Some(ResultDetails::RegionalGeoAlternateWithoutCache);
        Ok(matches!(track.result, ResultType::AnonymousBlock | ResultType::RegionalDeny) || elsewhere)
    }
}

/// The track of a request whose client is known already, if it is.
fn track_of(asker: &Asker) -> Track<'_> {
    Track { client: asker.located.as_ref().map(|at| Some(Cow::Borrowed(at))), ..Track::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_asked_for_by_the_first_address_of_its_first_network() {
        let zone = |network: &[&str], network6: &[&str]| ZoneEntry {
            network: network.iter().map(|&text| text.to_owned()).collect(),
            network6: network6.iter().map(|&text| text.to_owned()).collect(),
            ..ZoneEntry::default()
        };
        let cases: [(&[&str], &[&str], Option<&str>); 5] = [
            (&["10.9.0.0/8", "10.1.0.0/16"], &["2001:db8::/32"], Some("10.0.0.0")),
            (&["10.1.2.3"], &[], Some("10.1.2.3")),
            (&[], &["2001:db8:1::5/48"], Some("2001:db8:1:0:0:0:0:0")),
            (&["0.0.0.0/0"], &[], Some("0.0.0.0")),
            (&[], &[], None),
        ];
        for (network, network6, expected) in cases {
            assert_eq!(zone_address(&zone(network, network6)).as_deref(), expected, "{network:?} {network6:?}");
        }
    }
}
