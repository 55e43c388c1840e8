//! The snapshot as a value: a struct per object with its members in the order in which Traffic Ops writes them, each named
//! once, here. It knows neither plans nor bytes.
//!
//! `Option` and empty collections are what Traffic Ops leaves out; `Nullable` is what it always writes, as null when
//! there is nothing. Maps are ordered bytewise, which is the order in which it writes them.

use smol_str::SmolStr;

use crate::sorting::OrderedMap;

/// A member that is always written, as null when it holds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nullable<T>(pub Option<T>);

/// Names the objects of a snapshot and their members, each once, to another macro: its key, when it is there, and the field.
///
/// - `optional`: left out when it is empty (Go's `omitempty`).
/// - `always`: Traffic Ops always writes it; that it is missing is odd.
/// - `written`: always written, and nobody misses it.
/// - `required`: without it the whole object means nothing.
macro_rules! for_each_snapshot_object {
    ($each:ident) => {
        $each! {
            /// A whole snapshot.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct Snapshot {
                /// What Traffic Router is told about itself.
                "config" optional config: OrderedMap<String, ConfigValue>,
                /// The caches, by host name.
                "contentServers" optional content_servers: OrderedMap<String, ContentServer>,
                /// The Traffic Routers, by host name.
                "contentRouters" optional content_routers: OrderedMap<String, ContentRouter>,
                /// The active delivery services, by xmlId.
                "deliveryServices" optional delivery_services: OrderedMap<String, SnapshotService>,
                /// The cache groups with edge caches, by name.
                "edgeLocations" optional edge_locations: OrderedMap<String, Location>,
                /// The cache groups with Traffic Routers, by name.
                "trafficRouterLocations" optional traffic_router_locations: OrderedMap<String, Location>,
                /// The Traffic Monitors, by host name.
                "monitors" optional monitors: OrderedMap<String, Monitor>,
                /// Whose snapshot it is, and when and by whom it was made.
                "stats" always stats: Stats,
                /// The topologies of all CDNs, by name.
                "topologies" optional topologies: OrderedMap<String, TopologyNodes>,
            }

            /// Where the clients of a country are taken to be.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct MaxmindOverride {
                /// The country, as the parameter writes it.
                "countryCode" required country_code: String,
                /// Degrees north.
                "lat" required lat: f64,
                /// Degrees east.
                "long" required long: f64,
            }

            /// A cache.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct ContentServer {
                /// The group that it is in.
                "cacheGroup" optional cache_group: Option<SmolStr>,
                /// What it can do, sorted.
                "capabilities" optional capabilities: Vec<String>,
                /// Host and domain.
                "fqdn" optional fqdn: Option<String>,
                /// How many points it has on the hash ring.
                "hashCount" optional hash_count: Option<i64>,
                /// What those are made of.
                "hashId" optional hash_id: Option<SmolStr>,
                /// Where it answers HTTPS.
                "httpsPort" optional https_port: Option<i64>,
                /// The interface with the service addresses.
                "interfaceName" written interface_name: Nullable<SmolStr>,
                /// Its IPv4 service address, without a mask.
                "ip" optional ip: Option<SmolStr>,
                /// Its IPv6 service address, with a mask.
                "ip6" optional ip6: Option<SmolStr>,
                /// The group again.
                "locationId" optional location_id: Option<SmolStr>,
                /// Where it answers HTTP.
                "port" always port: Nullable<i64>,
                /// The name of its first profile.
                "profile" optional profile: Option<SmolStr>,
                /// The state that people want it in.
                "status" optional status: Option<SmolStr>,
                /// Like `EDGE` or `MID_SHIELD`.
                "type" optional type_: Option<SmolStr>,
                /// The names under which it serves each delivery service.
                "deliveryServices" optional delivery_services: OrderedMap<SmolStr, Vec<String>>,
                /// 1 when no clients are to be sent to it.
                "routingDisabled" written routing_disabled: i64,
            }

            /// A Traffic Router.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct ContentRouter {
                /// Where its API answers HTTP.
                "api.port" optional api_port: Option<String>,
                /// Host and domain.
                "fqdn" optional fqdn: Option<String>,
                /// Where it answers HTTPS.
                "httpsPort" written https_port: Nullable<i64>,
                /// Never set by today's Traffic Ops.
                "hashCount" optional hash_count: Option<i64>,
                /// Its IPv4 service address, without a mask.
                "ip" optional ip: Option<SmolStr>,
                /// Its IPv6 service address, with a mask.
                "ip6" optional ip6: Option<SmolStr>,
                /// The group that it is in.
                "location" optional location: Option<SmolStr>,
                /// Where it answers HTTP.
                "port" optional port: Option<i64>,
                /// The name of its first profile.
                "profile" optional profile: Option<SmolStr>,
                /// Where its API answers HTTPS.
                "secure.api.port" optional secure_api_port: Option<String>,
                /// The state that people want it in.
                "status" optional status: Option<SmolStr>,
            }

            /// A Traffic Monitor.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct Monitor {
                /// Host and domain.
                "fqdn" optional fqdn: Option<String>,
                /// Where it answers HTTPS.
                "httpsPort" optional https_port: Option<i64>,
                /// Its IPv4 service address, without a mask.
                "ip" optional ip: Option<SmolStr>,
                /// Its IPv6 service address, with a mask.
                "ip6" optional ip6: Option<SmolStr>,
                /// The group that it is in.
                "location" optional location: Option<SmolStr>,
                /// Where it answers HTTP.
                "port" optional port: Option<i64>,
                /// The name of its first profile.
                "profile" optional profile: Option<SmolStr>,
                /// The state that people want it in.
                "status" optional status: Option<SmolStr>,
            }

            /// A cache group as Traffic Router sees it.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct Location {
                /// Degrees north.
                "latitude" required latitude: f64,
                /// Degrees east.
                "longitude" required longitude: f64,
                /// Where its clients go when it is down.
                "backupLocations" always backup_locations: BackupLocations,
                /// How it may be found.
                "localizationMethods" optional localization_methods: Vec<String>,
            }

            /// A location's fallbacks.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct BackupLocations {
                /// Whether the closest location is tried after the list.
                "fallbackToClosest" always fallback_to_closest: bool,
                /// The groups to try, in order; not all of them need be locations.
                "list" optional list: Vec<String>,
            }

            /// A delivery service.
            #[derive(Clone, Debug, Default, PartialEq)]
            struct SnapshotService {
                /// `"true"` or `"false"`; only of HTTP services.
                "anonymousBlockingEnabled" optional anonymous_blocking_enabled: Option<String>,
                /// Where what it cannot take is sent, under `DNS` or `HTTP`.
                "bypassDestination" optional bypass_destination: OrderedMap<String, BypassDestination>,
                /// What of the query is hashed, sorted.
                "consistentHashQueryParams" optional consistent_hash_query_params: Vec<String>,
                /// What of the path is hashed.
                "consistentHashRegex" optional consistent_hash_regex: Option<String>,
                /// Whether only clients in the coverage zone file are served.
                "coverageZoneOnly" always coverage_zone_only: bool,
                /// `NEVER` or `ALWAYS`.
                "deepCachingType" written deep_caching_type: Nullable<String>,
                /// Over how many caches a content is spread.
                "dispersion" optional dispersion: Option<Dispersion>,
                /// The domains below which it is found.
                "domains" optional domains: Vec<String>,
                /// Whether the client's network in the question counts.
                "ecsEnabled" optional ecs_enabled: Option<bool>,
                /// The countries that are served.
                "geoEnabled" optional geo_enabled: Vec<CountryCode>,
                /// Where the others are sent.
                "geoLimitRedirectURL" optional geo_limit_redirect_url: Option<String>,
                /// Always the first of its two, as Traffic Ops writes it.
                "geolocationProvider" optional geolocation_provider: Option<String>,
                /// Whether AAAA is answered.
                "ip6RoutingEnabled" optional ip6_routing_enabled: Option<bool>,
                /// Its expressions; none for one that Traffic Ops writes as null.
                "matchsets" optional matchsets: Vec<Option<MatchSet>>,
                /// At most so many addresses.
                "maxDnsIpsForLocation" optional max_dns_ips_for_location: Option<i64>,
                /// Where clients of unknown place are taken to be.
                "missLocation" optional miss_location: Option<LocationShort>,
                /// HTTP, HTTPS, both, or the one to the other.
                "protocol" optional protocol: Option<Protocol>,
                /// `"true"` or `"false"`; only of HTTP services.
                "regionalGeoBlocking" optional regional_geo_blocking: Option<String>,
                /// Names of request headers to log.
                "requestHeaders" optional request_headers: Vec<String>,
                /// What a cache must be able to do.
                "requiredCapabilities" optional required_capabilities: Vec<String>,
                /// Headers that Traffic Router adds.
                "responseHeaders" optional response_headers: OrderedMap<String, String>,
                /// The first label of its DNS names.
                "routingName" optional routing_name: Option<String>,
                /// Its zone's SOA record.
                "soa" optional soa: Option<Soa>,
                /// Whether HTTPS is accepted.
                "sslEnabled" always ssl_enabled: bool,
                /// Further records of its zone.
                "staticDnsEntries" optional static_dns_entries: Vec<StaticDnsRecord>,
                /// The topology that it uses.
                "topology" optional topology: Option<String>,
                /// Seconds.
                "ttl" optional ttl: Option<i64>,
                /// The same per record type.
                "ttls" optional ttls: Option<Ttls>,
            }

            /// Where requests that a service cannot take are sent.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct BypassDestination {
                /// Of DNS services.
                "ip" optional ip: Option<String>,
                /// Of DNS services.
                "ip6" optional ip6: Option<String>,
                /// Of DNS services.
                "cname" optional cname: Option<String>,
                /// Seconds; of DNS services.
                "ttl" optional ttl: Option<i64>,
                /// Of HTTP services.
                "fqdn" optional fqdn: Option<String>,
                /// Of HTTP services.
                "port" optional port: Option<String>,
            }

            /// Over how many caches a content is spread.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            struct Dispersion {
                /// How many.
                "limit" always limit: i64,
                /// Whether among those any is taken.
                "shuffled" always shuffled: bool,
            }

            /// A country that is served.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct CountryCode {
                /// Two letters.
                "countryCode" required country_code: String,
            }

            /// What tells a service's requests.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct MatchSet {
                /// `DNS` or `HTTP`.
                "protocol" always protocol: String,
                /// Its expressions.
                "matchlist" written matchlist: Nullable<Vec<SnapshotMatchRule>>,
            }

            /// One expression.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct SnapshotMatchRule {
                /// In Java's grammar.
                "regex" always regex: String,
                /// `HOST`, `PATH` or `HEADER`.
                "match-type" always match_type: String,
            }

            /// A position with short names.
            #[derive(Clone, Copy, Debug, Default, PartialEq)]
            struct LocationShort {
                /// Degrees north.
                "lat" required lat: f64,
                /// Degrees east.
                "long" required long: f64,
            }

            /// What a service accepts.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            struct Protocol {
                /// Left out when true.
                "acceptHttp" optional accept_http: Option<bool>,
                /// Whether HTTPS is accepted.
                "acceptHttps" always accept_https: bool,
                /// Whether HTTP is redirected to HTTPS.
                "redirectToHttps" always redirect_to_https: bool,
            }

            /// The SOA record of a service's zone; seconds as texts.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct Soa {
                /// Who looks after the zone.
                "admin" optional admin: Option<String>,
                /// After how many seconds without an answer a secondary server gives the zone up (RFC 1035).
                "expire" optional expire: Option<String>,
                /// How long, in seconds, others remember that a name does not exist (RFC 2308).
                "minimum" optional minimum: Option<String>,
                /// How often, in seconds, a secondary server asks whether the zone has changed.
                "refresh" optional refresh: Option<String>,
                /// How soon, in seconds, it asks again when it got no answer.
                "retry" optional retry: Option<String>,
            }

            /// Seconds per record type, as texts.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct Ttls {
                /// Of A records.
                "A" optional a: Option<String>,
                /// Of AAAA records.
                "AAAA" optional aaaa: Option<String>,
                /// Of DNSKEY records; never set by Traffic Ops.
                "DNSKEY" optional dnskey: Option<String>,
                /// Of DS records; never set by Traffic Ops.
                "DS" optional ds: Option<String>,
                /// Of NS records.
                "NS" optional ns: Option<String>,
                /// Of the SOA record.
                "SOA" optional soa: Option<String>,
            }

            /// A further record of a service's zone.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct StaticDnsRecord {
                /// Its first label.
                "name" always name: String,
                /// Seconds.
                "ttl" always ttl: i64,
                /// Like `A` or `CNAME`.
                "type" always type_: String,
                /// What it answers with.
                "value" always value: String,
            }

            /// Whose snapshot it is, and when and by whom it was made.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct Stats {
                /// The CDN.
                "CDN_name" optional cdn_name: Option<String>,
                /// Seconds since 1970; Traffic Router takes only what is newer than what it has.
                "date" optional date: Option<i64>,
                /// The Traffic Ops that made it.
                "tm_host" optional tm_host: Option<String>,
                /// Where it was asked for; only old versions of the API say so.
                "tm_path" optional tm_path: Option<String>,
                /// Who made it.
                "tm_user" optional tm_user: Option<String>,
                /// The version of the Traffic Ops that made it.
                "tm_version" optional tm_version: Option<String>,
            }

            /// A topology as Traffic Router sees it.
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            struct TopologyNodes {
                /// Its cache groups of type `EDGE_LOC`, sorted.
                "nodes" always nodes: Nullable<Vec<String>>,
            }
        }
    };
}

/// Declares the objects.
macro_rules! declare_objects {
    ($($(#[$meta:meta])+ struct $Name:ident { $($(#[$doc:meta])+ $key:literal $how:ident $field:ident: $ty:ty,)+ })+) => {
        $($(#[$meta])+ pub struct $Name { $($(#[$doc])+ pub $field: $ty,)+ })+
    };
}

for_each_snapshot_object!(declare_objects);

pub(crate) use for_each_snapshot_object;

/// A value of `config`.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigValue {
    /// A parameter's value.
    Text(String),
    /// `requestHeaders`.
    Texts(Vec<String>),
    /// `soa` and `ttls`.
    Map(OrderedMap<String, String>),
    /// `maxmindDefaultOverride`.
    Overrides(Vec<MaxmindOverride>),
}
