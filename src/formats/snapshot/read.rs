//! A snapshot document as a `Snapshot`: the bare object or an answer of the API that holds it. What is odd is told with
//! its place and taken as far as it goes; whether a Traffic Router would accept it is judged elsewhere.

use thiserror::Error;

use super::members::{MemberReader, Oddity, Read, SnapshotMembers};
use crate::formats::json::{self, Json, JsonError};
use crate::snapshot::{
    BackupLocations, BypassDestination, ConfigValue, ContentRouter, ContentServer, CountryCode, Dispersion, Location,
    LocationShort, MatchSet, MaxmindOverride, Monitor, Protocol, Snapshot, SnapshotMatchRule, SnapshotService, Soa,
    StaticDnsRecord, Stats, TopologyNodes, Ttls,
};

/// What a document holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotReading {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// What is not as Traffic Ops writes it.
    pub oddities: Vec<Oddity>,
}

/// Why bytes are no snapshot.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReadError {
    /// They are no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// They are some other JSON.
    #[error(
        "this is no snapshot but {0}: give the answer of `GET cdns/NAME/snapshot`, or what stands in its `response`"
    )]
    Other(&'static str),
}

/// Reads a document.
pub fn read(bytes: &[u8]) -> Result<SnapshotReading, ReadError> {
    let (snapshot, mut reader) = document(bytes)?;
    let snapshot = Snapshot::read(snapshot, &mut reader).unwrap_or_default();
    Ok(SnapshotReading { snapshot, oddities: reader.oddities })
}

/// Reads a document, and gives all that it holds beside what a `Snapshot` can say.
pub fn read_whole(bytes: &[u8]) -> Result<(SnapshotReading, serde_json::Value), ReadError> {
    let (snapshot, mut reader) = document(bytes)?;
    let whole = snapshot.clone().into_value();
    let snapshot = Snapshot::read(snapshot, &mut reader).unwrap_or_default();
    Ok((SnapshotReading { snapshot, oddities: reader.oddities }, whole))
}

/// The document without the answer around it, each member once.
fn document(bytes: &[u8]) -> Result<(Json<'_>, MemberReader), ReadError> {
    let mut document = json::parse(bytes)?;
    let mut reader = MemberReader::default();
    for pointer in document.let_last_win() {
        let message = "stands here again under the same name: the last counts".to_owned();
        reader.oddities.push(Oddity { pointer, message });
    }
    let snapshot = match document {
        Json::Object(mut members) => match members.iter().position(|(key, _)| key == "response") {
            Some(at) => members.swap_remove(at).1,
            None => Json::Object(members),
        },
        other => return Err(ReadError::Other(other.describe())),
    };
    if !matches!(&snapshot, Json::Object(members) if members.iter().any(|(key, _)| SECTIONS.contains(&&**key))) {
        return Err(ReadError::Other(match snapshot {
            Json::Object(_) => "an object without any of its sections",
            other => other.describe(),
        }));
    }
    Ok((snapshot, reader))
}

/// The names of the sections.
pub(super) const SECTIONS: [&str; 9] = [
    "config",
    "contentServers",
    "contentRouters",
    "deliveryServices",
    "edgeLocations",
    "trafficRouterLocations",
    "monitors",
    "stats",
    "topologies",
];

/// Reads a struct member by member; the word says what a missing one means.
macro_rules! read_members {
    ($Name:ident { $($field:ident : $how:ident $key:literal,)* }) => {
        impl Read for $Name {
            fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
                let mut members = SnapshotMembers::of(json, reader)?;
                let made = Self { $($field: read_members!(@ $how members reader $key),)* };
                members.end(reader);
                Some(made)
            }
        }
    };
    (@ take $members:ident $reader:ident $key:literal) => { $members.take($key, $reader) };
    (@ always $members:ident $reader:ident $key:literal) => { $members.always($key, $reader) };
    (@ required $members:ident $reader:ident $key:literal) => { $members.required($key, $reader)? };
}

read_members!(Snapshot {
    config: take "config",
    content_servers: take "contentServers",
    content_routers: take "contentRouters",
    delivery_services: take "deliveryServices",
    edge_locations: take "edgeLocations",
    traffic_router_locations: take "trafficRouterLocations",
    monitors: take "monitors",
    stats: always "stats",
    topologies: take "topologies",
});

read_members!(MaxmindOverride {
    country_code: required "countryCode",
    lat: required "lat",
    long: required "long",
});

read_members!(ContentServer {
    cache_group: take "cacheGroup",
    capabilities: take "capabilities",
    fqdn: take "fqdn",
    hash_count: take "hashCount",
    hash_id: take "hashId",
    https_port: take "httpsPort",
    interface_name: take "interfaceName",
    ip: take "ip",
    ip6: take "ip6",
    location_id: take "locationId",
    port: always "port",
    profile: take "profile",
    status: take "status",
    type_: take "type",
    delivery_services: take "deliveryServices",
    routing_disabled: take "routingDisabled",
});

read_members!(ContentRouter {
    api_port: take "api.port",
    fqdn: take "fqdn",
    https_port: take "httpsPort",
    hash_count: take "hashCount",
    ip: take "ip",
    ip6: take "ip6",
    location: take "location",
    port: take "port",
    profile: take "profile",
    secure_api_port: take "secure.api.port",
    status: take "status",
});

read_members!(Monitor {
    fqdn: take "fqdn",
    https_port: take "httpsPort",
    ip: take "ip",
    ip6: take "ip6",
    location: take "location",
    port: take "port",
    profile: take "profile",
    status: take "status",
});

read_members!(Location {
    latitude: required "latitude",
    longitude: required "longitude",
    backup_locations: always "backupLocations",
    localization_methods: take "localizationMethods",
});

read_members!(BackupLocations {
    fallback_to_closest: always "fallbackToClosest",
    list: take "list",
});

read_members!(SnapshotService {
    anonymous_blocking_enabled: take "anonymousBlockingEnabled",
    bypass_destination: take "bypassDestination",
    consistent_hash_query_params: take "consistentHashQueryParams",
    consistent_hash_regex: take "consistentHashRegex",
    coverage_zone_only: always "coverageZoneOnly",
    deep_caching_type: take "deepCachingType",
    dispersion: take "dispersion",
    domains: take "domains",
    ecs_enabled: take "ecsEnabled",
    geo_enabled: take "geoEnabled",
    geo_limit_redirect_url: take "geoLimitRedirectURL",
    geolocation_provider: take "geolocationProvider",
    ip6_routing_enabled: take "ip6RoutingEnabled",
    matchsets: take "matchsets",
    max_dns_ips_for_location: take "maxDnsIpsForLocation",
    miss_location: take "missLocation",
    protocol: take "protocol",
    regional_geo_blocking: take "regionalGeoBlocking",
    request_headers: take "requestHeaders",
    required_capabilities: take "requiredCapabilities",
    response_headers: take "responseHeaders",
    routing_name: take "routingName",
    soa: take "soa",
    ssl_enabled: always "sslEnabled",
    static_dns_entries: take "staticDnsEntries",
    topology: take "topology",
    ttl: take "ttl",
    ttls: take "ttls",
});

read_members!(BypassDestination {
    ip: take "ip",
    ip6: take "ip6",
    cname: take "cname",
    ttl: take "ttl",
    fqdn: take "fqdn",
    port: take "port",
});

read_members!(Dispersion { limit: always "limit", shuffled: always "shuffled", });

read_members!(CountryCode { country_code: required "countryCode", });

read_members!(MatchSet { protocol: always "protocol", matchlist: take "matchlist", });

read_members!(SnapshotMatchRule { regex: always "regex", match_type: always "match-type", });

read_members!(LocationShort { lat: required "lat", long: required "long", });

read_members!(Protocol {
    accept_http: take "acceptHttp",
    accept_https: always "acceptHttps",
    redirect_to_https: always "redirectToHttps",
});

read_members!(Soa {
    admin: take "admin",
    expire: take "expire",
    minimum: take "minimum",
    refresh: take "refresh",
    retry: take "retry",
});

read_members!(Ttls {
    a: take "A",
    aaaa: take "AAAA",
    dnskey: take "DNSKEY",
    ds: take "DS",
    ns: take "NS",
    soa: take "SOA",
});

read_members!(StaticDnsRecord {
    name: always "name",
    ttl: always "ttl",
    type_: always "type",
    value: always "value",
});

read_members!(Stats {
    cdn_name: take "CDN_name",
    date: take "date",
    tm_host: take "tm_host",
    tm_path: take "tm_path",
    tm_user: take "tm_user",
    tm_version: take "tm_version",
});

read_members!(TopologyNodes { nodes: always "nodes", });

impl Read for ConfigValue {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        match &json {
            Json::Object(_) => Read::read(json, reader).map(Self::Map),
            Json::List(items) if items.iter().any(|item| matches!(item, Json::Object(_))) => {
                Read::read(json, reader).map(Self::Overrides)
            }
            Json::List(_) => Read::read(json, reader).map(Self::Texts),
            _ => Read::read(json, reader).map(Self::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::snapshot::write;

    fn reading(text: &str) -> SnapshotReading {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_odd_is_told_and_taken() {
        let odd = reading(
            r#"{"response":{"edgeLocations":{"a":{"latitude":"1.5","longitude":2},"b":{"latitude":1},"c":7},
            "contentServers":{"e":{"port":"8090","status":5,"what":1,"deliveryServices":{"d":["x.y.z",null]}}},
            "monitors":{"m":{"httpsPort":null}},"stats":{"date":1,"date":2}}}"#,
        );
        let text = String::from_utf8(write(&odd.snapshot).unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"contentServers":{"e":{"interfaceName":null,"port":8090,"status":"5","deliveryServices":{"d":["x.y.z"]},"routingDisabled":0}},"edgeLocations":{"a":{"latitude":1.5,"longitude":2,"backupLocations":{"fallbackToClosest":"false"}}},"monitors":{"m":{}},"stats":{"date":2}}"#
        );
        let places: Vec<_> = odd.oddities.iter().map(|odd| odd.pointer.as_str()).collect();
        for place in [
            "/contentServers/e/port",
            "/contentServers/e/status",
            "/contentServers/e/what",
            "/contentServers/e/deliveryServices/d/1",
            "/edgeLocations/a/latitude",
            "/edgeLocations/a/backupLocations",
            "/edgeLocations/b",
            "/edgeLocations/c",
            "/monitors/m/httpsPort",
        ] {
            assert!(places.contains(&place), "{place} is not among {places:?}");
        }
        assert_eq!(places.len(), 10, "{places:?}");
    }

    #[test]
    fn other_things_are_no_snapshots() {
        for text in ["", "[]", "7", "{}", r#"{"response":[]}"#, r#"{"response":{"alerts":[]}}"#, "{", "\u{0}"] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(reading(r#"{"response":{"stats":{}}}"#), SnapshotReading::default());
    }
}
