//! A `Snapshot` as the bytes that Traffic Ops stores: members in the order of its structs, no line break at the end. It
//! knows no plan; how tokens look is `emit`'s.

use thiserror::Error;

use super::emit::{AsText, Emit, JsonEmitter, ManyEntries};
use crate::snapshot::{
    BackupLocations, BypassDestination, ConfigValue, ContentRouter, ContentServer, CountryCode, Dispersion, Location,
    LocationShort, MatchSet, MaxmindOverride, Monitor, Protocol, Snapshot, SnapshotMatchRule, SnapshotService, Soa,
    StaticDnsRecord, Stats, TopologyNodes, Ttls,
};

/// Bytes that a server with a few delivery services takes, to make room for them at once.
const BYTES_PER_SERVER: usize = 640;
const BYTES_PER_SERVICE: usize = 1_024;

/// Why a snapshot cannot be written.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SnapshotWriteError {
    /// Neither JSON nor Go knows such numbers.
    #[error("the snapshot holds an infinite number or none at all, which JSON cannot say; correct its coordinates")]
    NoNumber,
}

/// Writes a snapshot.
pub fn write(snapshot: &Snapshot) -> Result<Vec<u8>, SnapshotWriteError> {
    let mut out = JsonEmitter::default();
    let servers = snapshot.content_servers.len() + snapshot.content_routers.len() + snapshot.edge_locations.len();
    out.bytes.reserve(servers * BYTES_PER_SERVER + snapshot.delivery_services.len() * BYTES_PER_SERVICE);
    snapshot.emit(&mut out);
    if out.met_no_number { Err(SnapshotWriteError::NoNumber) } else { Ok(out.bytes) }
}

impl Emit for Snapshot {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("config", &self.config)
            .unless_empty("contentServers", &ManyEntries(&self.content_servers))
            .unless_empty("contentRouters", &self.content_routers)
            .unless_empty("deliveryServices", &self.delivery_services)
            .unless_empty("edgeLocations", &self.edge_locations)
            .unless_empty("trafficRouterLocations", &self.traffic_router_locations)
            .unless_empty("monitors", &self.monitors)
            .always("stats", &self.stats)
            .unless_empty("topologies", &self.topologies)
            .end();
    }
}

impl Emit for ConfigValue {
    fn emit(&self, out: &mut JsonEmitter) {
        match self {
            Self::Text(text) => text.emit(out),
            Self::Texts(texts) => texts.emit(out),
            Self::Map(map) => map.emit(out),
            Self::Overrides(overrides) => overrides.emit(out),
        }
    }
}

impl Emit for MaxmindOverride {
    fn emit(&self, out: &mut JsonEmitter) {
        let Self { country_code, lat, long } = self;
        out.object().always("countryCode", country_code).always("lat", lat).always("long", long).end();
    }
}

impl Emit for ContentServer {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("cacheGroup", &self.cache_group)
            .unless_empty("capabilities", &self.capabilities)
            .unless_empty("fqdn", &self.fqdn)
            .unless_empty("hashCount", &self.hash_count)
            .unless_empty("hashId", &self.hash_id)
            .unless_empty("httpsPort", &self.https_port)
            .always("interfaceName", &self.interface_name)
            .unless_empty("ip", &self.ip)
            .unless_empty("ip6", &self.ip6)
            .unless_empty("locationId", &self.location_id)
            .always("port", &self.port)
            .unless_empty("profile", &self.profile)
            .unless_empty("status", &self.status)
            .unless_empty("type", &self.type_)
            .unless_empty("deliveryServices", &self.delivery_services)
            .always("routingDisabled", &self.routing_disabled)
            .end();
    }
}

impl Emit for ContentRouter {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("api.port", &self.api_port)
            .unless_empty("fqdn", &self.fqdn)
            .always("httpsPort", &self.https_port)
            .unless_empty("hashCount", &self.hash_count)
            .unless_empty("ip", &self.ip)
            .unless_empty("ip6", &self.ip6)
            .unless_empty("location", &self.location)
            .unless_empty("port", &self.port)
            .unless_empty("profile", &self.profile)
            .unless_empty("secure.api.port", &self.secure_api_port)
            .unless_empty("status", &self.status)
            .end();
    }
}

impl Emit for Monitor {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("fqdn", &self.fqdn)
            .unless_empty("httpsPort", &self.https_port)
            .unless_empty("ip", &self.ip)
            .unless_empty("ip6", &self.ip6)
            .unless_empty("location", &self.location)
            .unless_empty("port", &self.port)
            .unless_empty("profile", &self.profile)
            .unless_empty("status", &self.status)
            .end();
    }
}

impl Emit for Location {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .always("latitude", &self.latitude)
            .always("longitude", &self.longitude)
            .always("backupLocations", &self.backup_locations)
            .unless_empty("localizationMethods", &self.localization_methods)
            .end();
    }
}

impl Emit for BackupLocations {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .always("fallbackToClosest", &AsText(self.fallback_to_closest))
            .unless_empty("list", &self.list)
            .end();
    }
}

impl Emit for SnapshotService {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("anonymousBlockingEnabled", &self.anonymous_blocking_enabled)
            .unless_empty("bypassDestination", &self.bypass_destination)
            .unless_empty("consistentHashQueryParams", &self.consistent_hash_query_params)
            .unless_empty("consistentHashRegex", &self.consistent_hash_regex)
            .always("coverageZoneOnly", &AsText(self.coverage_zone_only))
            .always("deepCachingType", &self.deep_caching_type)
            .unless_empty("dispersion", &self.dispersion)
            .unless_empty("domains", &self.domains)
            .unless_empty("ecsEnabled", &self.ecs_enabled.map(AsText))
            .unless_empty("geoEnabled", &self.geo_enabled)
            .unless_empty("geoLimitRedirectURL", &self.geo_limit_redirect_url)
            .unless_empty("geolocationProvider", &self.geolocation_provider)
            .unless_empty("ip6RoutingEnabled", &self.ip6_routing_enabled.map(AsText))
            .unless_empty("matchsets", &self.matchsets)
            .unless_empty("maxDnsIpsForLocation", &self.max_dns_ips_for_location)
            .unless_empty("missLocation", &self.miss_location)
            .unless_empty("protocol", &self.protocol)
            .unless_empty("regionalGeoBlocking", &self.regional_geo_blocking)
            .unless_empty("requestHeaders", &self.request_headers)
            .unless_empty("requiredCapabilities", &self.required_capabilities)
            .unless_empty("responseHeaders", &self.response_headers)
            .unless_empty("routingName", &self.routing_name)
            .unless_empty("soa", &self.soa)
            .always("sslEnabled", &AsText(self.ssl_enabled))
            .unless_empty("staticDnsEntries", &self.static_dns_entries)
            .unless_empty("topology", &self.topology)
            .unless_empty("ttl", &self.ttl)
            .unless_empty("ttls", &self.ttls)
            .end();
    }
}

impl Emit for BypassDestination {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("ip", &self.ip)
            .unless_empty("ip6", &self.ip6)
            .unless_empty("cname", &self.cname)
            .unless_empty("ttl", &self.ttl)
            .unless_empty("fqdn", &self.fqdn)
            .unless_empty("port", &self.port)
            .end();
    }
}

impl Emit for Dispersion {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object().always("limit", &self.limit).always("shuffled", &AsText(self.shuffled)).end();
    }
}

impl Emit for CountryCode {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object().always("countryCode", &self.country_code).end();
    }
}

impl Emit for MatchSet {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object().always("protocol", &self.protocol).always("matchlist", &self.matchlist).end();
    }
}

impl Emit for SnapshotMatchRule {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object().always("regex", &self.regex).always("match-type", &self.match_type).end();
    }
}

impl Emit for LocationShort {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object().always("lat", &self.lat).always("long", &self.long).end();
    }
}

impl Emit for Protocol {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("acceptHttp", &self.accept_http.map(AsText))
            .always("acceptHttps", &AsText(self.accept_https))
            .always("redirectToHttps", &AsText(self.redirect_to_https))
            .end();
    }
}

impl Emit for Soa {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("admin", &self.admin)
            .unless_empty("expire", &self.expire)
            .unless_empty("minimum", &self.minimum)
            .unless_empty("refresh", &self.refresh)
            .unless_empty("retry", &self.retry)
            .end();
    }
}

impl Emit for Ttls {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("A", &self.a)
            .unless_empty("AAAA", &self.aaaa)
            .unless_empty("DNSKEY", &self.dnskey)
            .unless_empty("DS", &self.ds)
            .unless_empty("NS", &self.ns)
            .unless_empty("SOA", &self.soa)
            .end();
    }
}

impl Emit for StaticDnsRecord {
    fn emit(&self, out: &mut JsonEmitter) {
        let Self { name, ttl, type_, value } = self;
        out.object().always("name", name).always("ttl", ttl).always("type", type_).always("value", value).end();
    }
}

impl Emit for Stats {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object()
            .unless_empty("CDN_name", &self.cdn_name)
            .unless_empty("date", &self.date)
            .unless_empty("tm_host", &self.tm_host)
            .unless_empty("tm_path", &self.tm_path)
            .unless_empty("tm_user", &self.tm_user)
            .unless_empty("tm_version", &self.tm_version)
            .end();
    }
}

impl Emit for TopologyNodes {
    fn emit(&self, out: &mut JsonEmitter) {
        out.object().always("nodes", &self.nodes).end();
    }
}
