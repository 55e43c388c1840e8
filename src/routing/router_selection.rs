//! The Traffic Routers that a resolver is given, near ones first (`TrafficRouter.selectTrafficRouters`).

use std::cmp::Ordering;

use super::GeoLocation;
use super::distance::{compare, great_circle_km};
use super::edge_routers::EdgeRouterLocation;
use super::index::ServiceIndex;
use super::outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
use super::records::{InetRecord, RecordData};
use super::request::Client;
use super::router::Router;
use super::steps::{Recorder, RouteStep};
use crate::snapshot::reading::{RouterDeliveryService, RouterNode, RouterPosition};

/// Seconds of NS records where nothing is said.
const NS_TTL_SECONDS: i64 = 3600;

impl Router {
    /// Whether the answers to DNS questions name the routers that are near.
    pub(super) fn edge_dns(&self) -> bool {
        self.view.config.edge_dns_routing && !self.view.router_locations.is_empty()
    }

    /// Whether HTTP services are answered with the routers that are near.
    pub(super) fn edge_http(&self) -> bool {
        self.view.config.edge_http_routing && !self.view.router_locations.is_empty()
    }

    /// The records of routers; with a track they are the whole answer.
    pub(super) fn edge_routers<'r, R: Recorder>(
        &'r self,
        service: Option<ServiceIndex>,
        client: &Client<'_>,
        mut track: Option<&mut Track<'r>>,
        zone: &str,
        steps: &mut R,
    ) -> Result<Vec<InetRecord>, Failed> {
        if let Some(track) = &mut track {
            track.details = Some(ResultDetails::LocalizedDns);
        }
        let by_zone = self.zone_coordinates(client);
        let (from, label) = match (by_zone, &mut track) {
            (Some(at), _) => (Some(at), ResultType::Cz),
            (None, Some(track)) => {
                (self.locate_once(client, service, track).map(GeoLocation::position), ResultType::Geo)
            }
            (None, None) => (self.locate(client, service).map(|location| location.position()), ResultType::Geo),
        };
        let own = service.and_then(|service| self.service(service));
        let wanted = self.edge_dns() || self.edge_http();
        let (records, location) = match from {
            _ if !wanted => (Vec::new(), None),
            None => (self.router_records(own, &self.routers_all_around(own, zone))?, None),
            Some(from) => self.nearest_routers(own, from, zone)?,
        };
        if wanted {
            steps.note(|| routers_step(from, &records));
        }
        if let Some(track) = track {
            track.result = if from.is_some() { label } else { ResultType::Miss };
            track.result_location = location.or(track.result_location);
        }
        Ok(records)
    }

    /// Those of the nearest location that has any; they are never filled up from the next.
    fn nearest_routers(
        &self,
        own: Option<&RouterDeliveryService>,
        from: RouterPosition,
        zone: &str,
    ) -> Result<(Vec<InetRecord>, Option<RouterPosition>), Failed> {
        let with_routers = self.edge_routers.locations.iter().filter(|location| !location.routers.is_empty());
        let mut nearest: Option<(f64, &EdgeRouterLocation)> = None;
        for location in with_routers {
            let km = great_circle_km(from, location.position);
            if nearest.is_none_or(|(best, _)| compare(km, best) == Ordering::Less) {
                nearest = Some((km, location));
            }
        }
        let Some((_, location)) = nearest else { return Ok((Vec::new(), None)) };
        Ok((self.router_records(own, &location.in_order(zone))?, Some(location.position)))
    }

    /// Where the client is is unknown: one router of each location in turn, until there are enough.
    fn routers_all_around(&self, own: Option<&RouterDeliveryService>, zone: &str) -> Vec<&RouterNode> {
        let all = self.edge_routers.count();
        let limit = self.view.config.edge_dns_limit.max(self.http_limit(own));
        // A negative limit is reached at once.
        let limit = match limit {
            0 => all,
            limit => usize::try_from(limit).unwrap_or(0).min(all),
        };
        let orders: Vec<Vec<&RouterNode>> =
            self.edge_routers.locations.iter().map(|location| location.in_order(zone)).collect();
        let longest = orders.iter().map(Vec::len).max().unwrap_or_default();
        let in_turn = (0..longest).flat_map(|turn| orders.iter().filter_map(move |order| order.get(turn).copied()));
        in_turn.take(limit).collect()
    }

    fn router_records(
        &self,
        own: Option<&RouterDeliveryService>,
        routers: &[&RouterNode],
    ) -> Result<Vec<InetRecord>, Failed> {
        let mut records = Vec::new();
        if routers.is_empty() {
            return Ok(records);
        }
        let first = |limit: i32| routers.iter().take(usize::try_from(limit).unwrap_or(0));
        if self.edge_dns() {
            let of_service = match own {
                Some(own) => own.ttls.ok_or(Thrown::NullPointer)?.ns,
                None => None,
            };
            let ttl_seconds = of_service.or(self.view.config.ns_ttl_seconds).unwrap_or(NS_TTL_SECONDS);
            let name = |router: &&RouterNode| InetRecord { data: RecordData::Ns(router.fqdn.clone()), ttl_seconds };
            records.extend(first(self.view.config.edge_dns_limit).map(name));
        }
        if let Some(own) = own.filter(|own| !own.is_dns && self.edge_http()) {
            let ttls = own.ttls.unwrap_or_default();
            for router in first(self.http_limit(Some(own))) {
                records.extend(router.ip.map(|address| InetRecord::address(address, ttls.a)));
                let ip6 = router.ip6.filter(|_| own.ip6_routing_enabled);
                records.extend(ip6.map(|address| InetRecord::address(address, ttls.aaaa)));
            }
        }
        Ok(records)
    }

    /// How many routers an HTTP service's answer names: as many as it says itself, or as the parameters say.
    fn http_limit(&self, own: Option<&RouterDeliveryService>) -> i32 {
        own.map(|own| own.max_dns_ips).filter(|limit| *limit != 0).unwrap_or(self.view.config.edge_http_limit)
    }
}

fn routers_step(from: Option<RouterPosition>, records: &[InetRecord]) -> RouteStep {
    RouteStep {
        step: "traffic-routers",
        outcome: records.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        reason: match from {
            Some(at) => format!("the routers at the location nearest to {},{}", at.latitude, at.longitude),
            None => "where the resolver is is unknown: one router of each location in turn".to_owned(),
        },
        skipped: Vec::new(),
        source: "TrafficRouter.java:622",
    }
}
