//! The snapshot as a value: a struct per object with its members in the order in which Traffic Ops writes them. It
//! knows neither plans nor bytes.
//!
//! `Option` and empty collections are what Traffic Ops leaves out; `Nullable` is what it always writes, as null when
//! there is nothing. Maps are ordered bytewise, which is the order in which it writes them.

use std::collections::BTreeMap;

/// A member that is always written, as null when it holds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nullable<T>(pub Option<T>);

/// A whole snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// What Traffic Router is told about itself.
    pub config: BTreeMap<String, ConfigValue>,
    /// The caches, by host name.
    pub content_servers: BTreeMap<String, ContentServer>,
    /// The Traffic Routers, by host name.
    pub content_routers: BTreeMap<String, ContentRouter>,
    /// The active delivery services, by xmlId.
    pub delivery_services: BTreeMap<String, SnapshotService>,
    /// The cache groups with edge caches, by name.
    pub edge_locations: BTreeMap<String, Location>,
    /// The cache groups with Traffic Routers, by name.
    pub traffic_router_locations: BTreeMap<String, Location>,
    /// The Traffic Monitors, by host name.
    pub monitors: BTreeMap<String, Monitor>,
    /// Whose snapshot it is, and when and by whom it was made.
    pub stats: Stats,
    /// The topologies of all CDNs, by name.
    pub topologies: BTreeMap<String, TopologyNodes>,
}

/// A value of `config`.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigValue {
    /// A parameter's value.
    Text(String),
    /// `requestHeaders`.
    Texts(Vec<String>),
    /// `soa` and `ttls`.
    Map(BTreeMap<String, String>),
    /// `maxmindDefaultOverride`.
    Overrides(Vec<MaxmindOverride>),
}

/// Where the clients of a country are taken to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MaxmindOverride {
    /// The country, as the parameter writes it.
    pub country_code: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub long: f64,
}

/// A cache.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentServer {
    /// The group that it is in.
    pub cache_group: Option<String>,
    /// What it can do, sorted.
    pub capabilities: Vec<String>,
    /// Host and domain.
    pub fqdn: Option<String>,
    /// How many points it has on the hash ring.
    pub hash_count: Option<i64>,
    /// What those are made of.
    pub hash_id: Option<String>,
    /// Where it answers HTTPS.
    pub https_port: Option<i64>,
    /// The interface with the service addresses.
    pub interface_name: Nullable<String>,
    /// Its IPv4 service address, without a mask.
    pub ip: Option<String>,
    /// Its IPv6 service address, with a mask.
    pub ip6: Option<String>,
    /// The group again.
    pub location_id: Option<String>,
    /// Where it answers HTTP.
    pub port: Nullable<i64>,
    /// The name of its first profile.
    pub profile: Option<String>,
    /// The state that people want it in.
    pub status: Option<String>,
    /// Like `EDGE` or `MID_SHIELD`.
    pub type_: Option<String>,
    /// The names under which it serves each delivery service.
    pub delivery_services: BTreeMap<String, Vec<String>>,
    /// 1 when no clients are to be sent to it.
    pub routing_disabled: i64,
}

/// A Traffic Router.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentRouter {
    /// Where its API answers HTTP.
    pub api_port: Option<String>,
    /// Host and domain.
    pub fqdn: Option<String>,
    /// Where it answers HTTPS.
    pub https_port: Nullable<i64>,
    /// Never set by today's Traffic Ops.
    pub hash_count: Option<i64>,
    /// Its IPv4 service address, without a mask.
    pub ip: Option<String>,
    /// Its IPv6 service address, with a mask.
    pub ip6: Option<String>,
    /// The group that it is in.
    pub location: Option<String>,
    /// Where it answers HTTP.
    pub port: Option<i64>,
    /// The name of its first profile.
    pub profile: Option<String>,
    /// Where its API answers HTTPS.
    pub secure_api_port: Option<String>,
    /// The state that people want it in.
    pub status: Option<String>,
}

/// A Traffic Monitor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Monitor {
    /// Host and domain.
    pub fqdn: Option<String>,
    /// Where it answers HTTPS.
    pub https_port: Option<i64>,
    /// Its IPv4 service address, without a mask.
    pub ip: Option<String>,
    /// Its IPv6 service address, with a mask.
    pub ip6: Option<String>,
    /// The group that it is in.
    pub location: Option<String>,
    /// Where it answers HTTP.
    pub port: Option<i64>,
    /// The name of its first profile.
    pub profile: Option<String>,
    /// The state that people want it in.
    pub status: Option<String>,
}

/// A cache group as Traffic Router sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Where its clients go when it is down.
    pub backup_locations: BackupLocations,
    /// How it may be found.
    pub localization_methods: Vec<String>,
}

/// A location's fallbacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupLocations {
    /// Whether the closest location is tried after the list.
    pub fallback_to_closest: bool,
    /// The groups to try, in order; not all of them need be locations.
    pub list: Vec<String>,
}

/// A delivery service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotService {
    /// `"true"` or `"false"`; only of HTTP services.
    pub anonymous_blocking_enabled: Option<String>,
    /// Where what it cannot take is sent, under `DNS` or `HTTP`.
    pub bypass_destination: BTreeMap<String, BypassDestination>,
    /// What of the query is hashed, sorted.
    pub consistent_hash_query_params: Vec<String>,
    /// What of the path is hashed.
    pub consistent_hash_regex: Option<String>,
    /// Whether only clients in the coverage zone file are served.
    pub coverage_zone_only: bool,
    /// `NEVER` or `ALWAYS`.
    pub deep_caching_type: Nullable<String>,
    /// Over how many caches a content is spread.
    pub dispersion: Option<Dispersion>,
    /// The domains below which it is found.
    pub domains: Vec<String>,
    /// Whether the client's network in the question counts.
    pub ecs_enabled: Option<bool>,
    /// The countries that are served.
    pub geo_enabled: Vec<CountryCode>,
    /// Where the others are sent.
    pub geo_limit_redirect_url: Option<String>,
    /// Always the first of its two, as Traffic Ops writes it.
    pub geolocation_provider: Option<String>,
    /// Whether AAAA is answered.
    pub ip6_routing_enabled: Option<bool>,
    /// Its expressions; none for one that Traffic Ops writes as null.
    pub matchsets: Vec<Option<MatchSet>>,
    /// At most so many addresses.
    pub max_dns_ips_for_location: Option<i64>,
    /// Where clients of unknown place are taken to be.
    pub miss_location: Option<LocationShort>,
    /// HTTP, HTTPS, both, or the one to the other.
    pub protocol: Option<Protocol>,
    /// `"true"` or `"false"`; only of HTTP services.
    pub regional_geo_blocking: Option<String>,
    /// Names of request headers to log.
    pub request_headers: Vec<String>,
    /// What a cache must be able to do.
    pub required_capabilities: Vec<String>,
    /// Headers that Traffic Router adds.
    pub response_headers: BTreeMap<String, String>,
    /// The first label of its DNS names.
    pub routing_name: Option<String>,
    /// Its zone's SOA record.
    pub soa: Option<Soa>,
    /// Whether HTTPS is accepted.
    pub ssl_enabled: bool,
    /// Further records of its zone.
    pub static_dns_entries: Vec<StaticDnsRecord>,
    /// The topology that it uses.
    pub topology: Option<String>,
    /// Seconds.
    pub ttl: Option<i64>,
    /// The same per record type.
    pub ttls: Option<Ttls>,
}

/// Where requests that a service cannot take are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BypassDestination {
    /// Of DNS services.
    pub ip: Option<String>,
    /// Of DNS services.
    pub ip6: Option<String>,
    /// Of DNS services.
    pub cname: Option<String>,
    /// Seconds; of DNS services.
    pub ttl: Option<i64>,
    /// Of HTTP services.
    pub fqdn: Option<String>,
    /// Of HTTP services.
    pub port: Option<String>,
}

/// Over how many caches a content is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispersion {
    /// How many.
    pub limit: i64,
    /// Whether among those any is taken.
    pub shuffled: bool,
}

/// A country that is served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountryCode {
    /// Two letters.
    pub country_code: String,
}

/// What tells a service's requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchSet {
    /// `DNS` or `HTTP`.
    pub protocol: String,
    /// Its expressions.
    pub matchlist: Nullable<Vec<SnapshotMatchRule>>,
}

/// One expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotMatchRule {
    /// In Java's grammar.
    pub regex: String,
    /// `HOST`, `PATH` or `HEADER`.
    pub match_type: String,
}

/// A position with short names.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LocationShort {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub long: f64,
}

/// What a service accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Protocol {
    /// Left out when true.
    pub accept_http: Option<bool>,
    /// Whether HTTPS is accepted.
    pub accept_https: bool,
    /// Whether HTTP is redirected to HTTPS.
    pub redirect_to_https: bool,
}

/// The SOA record of a service's zone; seconds as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Soa {
    /// Who looks after the zone.
    pub admin: Option<String>,
    /// After how many seconds without an answer a secondary server gives the zone up (RFC 1035).
    pub expire: Option<String>,
    /// How long, in seconds, others remember that a name does not exist (RFC 2308).
    pub minimum: Option<String>,
    /// How often, in seconds, a secondary server asks whether the zone has changed.
    pub refresh: Option<String>,
    /// How soon, in seconds, it asks again when it got no answer.
    pub retry: Option<String>,
}

/// Seconds per record type, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ttls {
    /// Of A records.
    pub a: Option<String>,
    /// Of AAAA records.
    pub aaaa: Option<String>,
    /// Of DNSKEY records; never set by Traffic Ops.
    pub dnskey: Option<String>,
    /// Of DS records; never set by Traffic Ops.
    pub ds: Option<String>,
    /// Of NS records.
    pub ns: Option<String>,
    /// Of the SOA record.
    pub soa: Option<String>,
}

/// A further record of a service's zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticDnsRecord {
    /// Its first label.
    pub name: String,
    /// Seconds.
    pub ttl: i64,
    /// Like `A` or `CNAME`.
    pub type_: String,
    /// What it answers with.
    pub value: String,
}

/// Whose snapshot it is, and when and by whom it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// The CDN.
    pub cdn_name: Option<String>,
    /// Seconds since 1970; Traffic Router takes only what is newer than what it has.
    pub date: Option<i64>,
    /// The Traffic Ops that made it.
    pub tm_host: Option<String>,
    /// Where it was asked for; only old versions of the API say so.
    pub tm_path: Option<String>,
    /// Who made it.
    pub tm_user: Option<String>,
    /// The version of the Traffic Ops that made it.
    pub tm_version: Option<String>,
}

/// A topology as Traffic Router sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopologyNodes {
    /// Its cache groups of type `EDGE_LOC`, sorted.
    pub nodes: Nullable<Vec<String>>,
}
