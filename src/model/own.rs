//! What is Lodestone's own (Traffic Ops knows nothing of it): waivers, scenarios, demands, capacities, saved
//! views; and rows of kinds that are kept and not modelled.

use serde::Deserialize;

use super::cache_group::CacheGroup;
use super::delivery_service::DeliveryService;
use super::entity::{Upstream, entity};
use super::field::object;
use super::link::Link;
use super::position::Position;
use super::server::Server;
use crate::sorting::gather;

entity! {
    /// A finding that somebody has accepted.
    pub struct Waiver in waivers {
        /// The rule.
        rule: String { key: RULE = "rule", form: "Rule", column: "Rule" },
        /// The kind of object, by its key; empty: of every object.
        object_kind: String { key: OBJECT_KIND = "objectKind", form: "Kind", column: "Kind" },
        /// The object's name.
        object_name: String { key: OBJECT_NAME = "objectName", form: "Object", column: "Object" },
        /// Why it is accepted.
        reason: Option<String> { key: REASON = "reason", form: "Reason", column: "Reason" },
    }
    name(waiver) = format!("{} {} {}", waiver.rule, waiver.object_kind, waiver.object_name).into(); unique = true;
}

entity! {
    /// Something that could happen: parts that are down, to look at and compare.
    pub struct Scenario in scenarios {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// For people.
        description: Option<String> { key: DESCRIPTION = "description", form: "Description", column: "Description" },
        /// What is down.
        down: Vec<DownPart> { key: DOWN = "down", form: "Down", column: "Down" },
    }
    name(scenario) = scenario.name.as_str().into(); unique = true;
}

object! {
    /// A part that is down in a scenario. By name: a scenario outlives the part.
    pub struct DownPart {
        /// The kind's key, like `cache-group`.
        kind: String = KIND = "kind",
        /// The object's name.
        name: String = NAME = "name",
    }
}

entity! {
    /// How much clients ask for, for one delivery service or all.
    pub struct Demand in demands {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// The service; none: all together.
        delivery_service: Option<Link<DeliveryService>> {
            key: DELIVERY_SERVICE = "deliveryService", form: "Delivery Service", column: "Delivery Service",
        },
        /// Where it comes from.
        rows: Vec<DemandRow> { key: ROWS = "rows", form: "Rows", column: "Rows" },
    }
    name(demand) = demand.name.as_str().into(); unique = true;
}

object! {
    /// A part of a demand: one place, and how much it asks for.
    #[serde(from = "RawDemandRow")]
    pub struct DemandRow {
        /// A coverage zone, by its name.
        zone: Option<String> = ZONE = "zone",
        /// An autonomous system, by its number.
        asn: Option<i64> = ASN = "asn",
        /// A country, by the two letters of ISO 3166-1.
        country: Option<String> = COUNTRY = "country",
        /// A point.
        at: Option<Position> = AT = "at",
        /// The cache group whose coverage zone it is.
        cache_group: Option<Link<CacheGroup>> = CACHE_GROUP = "cachegroup",
        /// What is asked for; none: the demand's own service, or all.
        service: Option<Link<DeliveryService>> = SERVICE = "service",
        /// The hour of the day, from 0; none: every hour.
        hour: Option<i64> = HOUR = "hour",
        /// Megabits a second.
        mbps: Option<f64> = MBPS = "mbps",
    }
}

/// A row as plan files have it: those of schema 1 say gigabits a second.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawDemandRow {
    zone: Option<String>,
    asn: Option<i64>,
    country: Option<String>,
    at: Option<Position>,
    cache_group: Option<Link<CacheGroup>>,
    service: Option<Link<DeliveryService>>,
    hour: Option<i64>,
    mbps: Option<f64>,
    demand_gbps: Option<f64>,
}

impl From<RawDemandRow> for DemandRow {
    fn from(raw: RawDemandRow) -> Self {
        let RawDemandRow { zone, asn, country, at, cache_group, service, hour, mbps, demand_gbps } = raw;
        let mbps = mbps.or(demand_gbps.map(mbps_of_gbps));
        Self { zone, asn, country, at, cache_group, service, hour, mbps }
    }
}

/// What older plans say in gigabits a second.
fn mbps_of_gbps(gbps: f64) -> f64 {
    gbps * 1000.0
}

entity! {
    /// What a server or a cache group can carry, where that is not what its interfaces say.
    #[serde(from = "RawCapacityOverride")]
    pub struct CapacityOverride in capacity_overrides {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// The group, or
        cache_group: Option<Link<CacheGroup>> {
            key: CACHE_GROUP = "cachegroup", form: "Cache Group", column: "Cache Group",
        },
        /// the server.
        server: Option<Link<Server>> { key: SERVER = "server", form: "Server", column: "Server" },
        /// Megabits a second.
        capacity_mbps: Option<f64> {
            key: CAPACITY_MBPS = "capacityMbps", form: "Capacity (Mbit/s)", column: "Capacity (Mbit/s)",
        },
    }
    name(capacity) = capacity.name.as_str().into(); unique = true;
}

/// A capacity as plan files have it: those of schema 1 say gigabits a second.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawCapacityOverride {
    name: String,
    cache_group: Option<Link<CacheGroup>>,
    server: Option<Link<Server>>,
    capacity_mbps: Option<f64>,
    capacity_gbps: Option<f64>,
    upstream: Upstream,
}

impl From<RawCapacityOverride> for CapacityOverride {
    fn from(raw: RawCapacityOverride) -> Self {
        let RawCapacityOverride { name, cache_group, server, capacity_mbps, capacity_gbps, upstream } = raw;
        let capacity_mbps = capacity_mbps.or(capacity_gbps.map(mbps_of_gbps));
        Self { name, cache_group, server, capacity_mbps, upstream }
    }
}

entity! {
    /// A view of the map that somebody wants to come back to.
    pub struct SavedView in saved_views {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// The centre.
        center: Option<Position> { key: CENTER = "center", form: "Centre", column: "Centre" },
        /// The map's zoom level.
        zoom: Option<f64> { key: ZOOM = "zoom", form: "Zoom", column: "Zoom" },
        /// The layers that are shown, by their keys.
        layers: Vec<String> { key: LAYERS = "layers", form: "Layers", column: "Layers" },
    }
    name(view) = view.name.as_str().into(); unique = true;
}

entity! {
    /// A row of a Traffic Ops endpoint that we don't model: kept, and written back.
    pub struct OtherRow in other_rows {
        /// The endpoint, like `origins`.
        endpoint: String { key: ENDPOINT = "endpoint", form: "Endpoint", column: "Endpoint" },
        /// What tells it from the endpoint's other rows: name, id, or a digest of all that it says.
        row_key: String { key: ROW_KEY = "rowKey", form: "Row", column: "Row" },
        /// The row as it came.
        document: serde_json::Value { key: DOCUMENT = "document", form: "Document" },
    }
    name(row) = format!("{} {}", row.endpoint, row.row_key).into(); unique = true;
}

/// How much of what is asked of a tier its caches have; the rest is fetched from the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HitRatios {
    /// Of caches that clients ask.
    pub edge_percent: f64,
    /// Of caches that these ask.
    pub mid_percent: f64,
}

impl OtherRow {
    /// The endpoint of the rows that hold residuals: what a CDN's snapshot that was read says beyond a plan. No Traffic
    /// Ops has one of that name.
    pub const RESIDUALS: &'static str = "lodestone.residuals";

    /// The endpoint of the row that holds what a file of regional geo rules says beside the rules.
    pub const REGIONAL_GEO: &'static str = "lodestone.regional-geo";

    /// The endpoint of the row that says how much of what is asked of a tier its caches have. No Traffic Ops has one of
    /// that name.
    pub const HIT_RATIOS: &'static str = "lodestone.hit-ratios";

    /// A row that says it.
    pub fn of_hit_ratios(ratios: HitRatios) -> Self {
        let members = [("edgePercent", ratios.edge_percent.into()), ("midPercent", ratios.mid_percent.into())];
        let document =
            gather(members.into_iter().map(|(key, value): (&str, serde_json::Value)| (key.to_owned(), value)));
        let (endpoint, row_key) = (Self::HIT_RATIOS.to_owned(), "tiers".to_owned());
        Self { endpoint, row_key, document, ..Self::default() }
    }

    /// What such a row says; none of any other row.
    pub fn hit_ratios(&self) -> Option<HitRatios> {
        let percent = |key: &str| {
            let said = self.document.get(key).and_then(serde_json::Value::as_f64);
            said.filter(|percent| (0.0..=100.0).contains(percent))
        };
        let is_it = self.endpoint == Self::HIT_RATIOS;
        is_it.then(|| Some(HitRatios { edge_percent: percent("edgePercent")?, mid_percent: percent("midPercent")? }))?
    }

    /// The row's key of such a row.
    pub const FILE: &'static str = "file";

    /// A row of residuals: those of an object of the CDN's snapshot, a section and a name.
    pub fn of_residuals(cdn: &str, object: &str, residuals: serde_json::Value) -> Self {
        let members = [("cdn", cdn.into()), ("object", object.into()), ("residuals", residuals)];
        let document = gather(members.into_iter().map(|(key, value)| (key.to_owned(), value)));
        let (endpoint, row_key) = (Self::RESIDUALS.to_owned(), format!("{cdn} {object}"));
        Self { endpoint, row_key, document, ..Self::default() }
    }

    /// The CDN by whose name a row of residuals goes; none of any other row.
    pub fn residuals_of(&self) -> Option<&str> {
        let is_residual = self.endpoint == Self::RESIDUALS;
        is_residual.then(|| self.document.get("cdn")?.as_str()).flatten()
    }

    /// The same row of residuals by another name of its CDN.
    #[must_use]
    pub fn by_cdn(&self, cdn: &str) -> Self {
        let part = |key: &str| self.document.get(key).cloned().unwrap_or_default();
        let object = part("object");
        let row = Self::of_residuals(cdn, object.as_str().unwrap_or_default(), part("residuals"));
        Self { upstream: self.upstream.clone(), ..row }
    }

    /// Whether it is Lodestone's own and no row of Traffic Ops.
    pub fn is_own(&self) -> bool {
        self.endpoint.starts_with("lodestone.")
    }
}

impl super::Plan {
    /// How much of what is asked of a tier its caches have; none: nobody has said.
    pub fn hit_ratios(&self) -> Option<HitRatios> {
        self.other_rows().iter().find_map(|(_, row)| row.hit_ratios())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gigabits_of_older_plans_are_read_as_megabits() {
        #[derive(serde::Serialize)]
        struct OldRow {
            demand_gbps: f64,
        }
        #[derive(serde::Serialize)]
        struct OldCapacity {
            name: &'static str,
            capacity_gbps: f64,
        }
        let row = rmp_serde::to_vec_named(&OldRow { demand_gbps: 2.5 }).unwrap();
        assert_eq!(rmp_serde::from_slice::<DemandRow>(&row).unwrap().mbps, Some(2500.0));
        let capacity = rmp_serde::to_vec_named(&OldCapacity { name: "x", capacity_gbps: 40.0 }).unwrap();
        let read: CapacityOverride = rmp_serde::from_slice(&capacity).unwrap();
        assert_eq!((read.name.as_str(), read.capacity_mbps), ("x", Some(40_000.0)));
        let kept = DemandRow { country: Some("DE".to_owned()), hour: Some(3), mbps: Some(1.0), ..DemandRow::default() };
        let bytes = rmp_serde::to_vec_named(&kept).unwrap();
        assert_eq!(rmp_serde::from_slice::<DemandRow>(&bytes).unwrap(), kept);
    }
}
