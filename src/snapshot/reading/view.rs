//! What Traffic Router has in mind once it has read a snapshot: its words are read, its defaults filled in, what it
//! drops is gone. Routing works on this alone. It knows neither plans nor documents.

use std::net::IpAddr;

use smol_str::SmolStr;

use crate::sorting::{OrderedMap, OrderedSet};

/// A snapshot as Traffic Router reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RouterView {
    /// Its date, in seconds since 1970.
    pub date: i64,
    /// The parameters that routing asks for.
    pub config: Config,
    /// The edge locations, in the document's order.
    pub locations: Vec<EdgeLocation>,
    /// The caches in them, in the document's order.
    pub caches: Vec<Cache>,
    /// The delivery services, in the document's order.
    pub services: Vec<RouterDeliveryService>,
    /// What tells a service's requests, in the document's order; those that the router loses are not here.
    pub matchers: Vec<ServiceMatcher>,
    /// The Traffic Routers that stand in the DNS zones, in the document's order.
    pub zone_routers: Vec<ZoneRouter>,
    /// The positions of Traffic Routers, those at the same place together.
    pub router_locations: Vec<RouterLocation>,
    /// The Traffic Monitors that are asked, as `host:port`.
    pub monitors: Vec<String>,
    /// What the document has and the router has not.
    pub dropped: RouterNames,
}

/// Names of objects by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouterNames {
    /// Edge locations.
    pub locations: Vec<String>,
    /// Caches.
    pub caches: Vec<String>,
    /// Delivery services, by xmlId.
    pub delivery_services: Vec<String>,
}

/// Parameters with their defaults.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "parameters are switches of their own")]
pub struct Config {
    /// The CDN's domain.
    pub domain_name: String,
    /// Whether DNS answers are hashed rather than drawn.
    pub consistent_dns_routing: bool,
    /// Whether DNS questions for routers are localized.
    pub edge_dns_routing: bool,
    /// Whether HTTP services are routed to near routers.
    pub edge_http_routing: bool,
    /// How many routers a DNS answer names.
    pub edge_dns_limit: i32,
    /// How many routers an HTTP service's answer names.
    pub edge_http_limit: i32,
    /// Whether the router's own query parameters are taken off.
    pub strip_special_query_params: bool,
    /// Whether the client's network in a DNS question counts for every service.
    pub ecs_enabled: bool,
    /// Seconds of NS records where a service says nothing; none where the parameters say nothing either.
    pub ns_ttl_seconds: Option<i64>,
    /// Whether anonymous addresses are looked for: both of its files are named, and a service asks for it.
    pub anonymous_blocking: bool,
    /// Where clients are taken to be of whom only the country is known; by country, the last of several.
    pub default_locations: OrderedMap<String, RouterPosition>,
}

/// Degrees as they were read: anything that is a double.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RouterPosition {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// An edge location.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeLocation {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub position: RouterPosition,
    /// How it may be found.
    pub methods: Methods,
    /// The locations to try when it has no cache to give; none when the document has no `backupLocations`.
    pub backups: Option<Vec<String>>,
    /// Whether the closest is tried after these.
    pub use_closest: bool,
}

/// Localization methods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Methods {
    /// By coverage zone.
    pub cz: bool,
    /// By deep coverage zone, which has no effect.
    pub deep_cz: bool,
    /// By geolocation.
    pub geo: bool,
}

/// A cache.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cache {
    /// Its name.
    pub name: String,
    /// Its location, by its place in `locations`.
    pub location: usize,
    /// What its points on the hash ring are made of.
    pub hash_id: String,
    /// How many they are.
    pub hash_count: u32,
    /// Host and domain.
    pub fqdn: String,
    /// Where it answers HTTP.
    pub port: i32,
    /// Its IPv4 address, or whatever stood for it.
    pub ip: Option<IpAddr>,
    /// Its IPv6 address.
    pub ip6: Option<IpAddr>,
    /// What it can do.
    pub capabilities: OrderedSet<String>,
    /// The services that it has, with its name in each.
    pub services: Vec<ServiceReference>,
}

/// That a cache has a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceReference {
    /// The service's xmlId; the document need not have such a service. Most are short, and take no memory of their own.
    pub xml_id: SmolStr,
    /// The cache's name in it. Empty where it lies in the service's own domain and nobody will ask for it.
    pub fqdn: String,
}

impl ServiceReference {
    /// The domain in which the cache's name lies, of a service that has this domain itself.
    pub(in crate::snapshot) fn domain<'a>(&'a self, own: Option<&'a str>) -> Option<&'a str> {
        if self.fqdn.is_empty() { own } else { domain_of(&self.fqdn) }
    }
}

/// The domain in which a name is; none: it has no dot.
pub(super) fn domain_of(fqdn: &str) -> Option<&str> {
    fqdn.bytes().position(|byte| byte == b'.').and_then(|dot| fqdn.get(dot + 1..))
}

impl Cache {
    /// Gives it a service; one that it has gets the new name.
    pub(super) fn refer(&mut self, xml_id: &str, fqdn: String) {
        match self.services.iter_mut().find(|reference| reference.xml_id == xml_id) {
            Some(reference) => reference.fqdn = fqdn,
            None => self.services.push(ServiceReference { xml_id: xml_id.into(), fqdn }),
        }
    }
}

/// A delivery service.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "a service's switches are its own")]
pub struct RouterDeliveryService {
    /// Its xmlId.
    pub xml_id: String,
    /// Whether it is routed by DNS.
    pub is_dns: bool,
    /// Whether only clients in a coverage zone are served.
    pub coverage_zone_only: bool,
    /// What a client's place must be: one of these, each a list of properties with their values.
    pub geo_enabled: Vec<Vec<(String, String)>>,
    /// Where others are sent.
    pub geo_redirect_url: Option<String>,
    /// The first label of its DNS names, in lower case.
    pub routing_name: String,
    /// Its domain.
    pub domain: Option<String>,
    /// The topology that it uses.
    pub topology: Option<String>,
    /// What a cache must be able to do.
    pub required_capabilities: OrderedSet<String>,
    /// Where clients of unknown place are taken to be.
    pub miss_location: Option<RouterPosition>,
    /// Over how many caches a content is spread; 0 for all.
    pub dispersion_limit: i32,
    /// Whether among those any is taken.
    pub dispersion_shuffled: bool,
    /// Whether AAAA is answered.
    pub ip6_routing_enabled: bool,
    /// At most so many addresses; 0 for all.
    pub max_dns_ips: i32,
    /// After so many locations without caches geolocation gives up; 0 for never.
    pub location_limit: i32,
    /// Whether deep coverage zones are asked.
    pub deep_caching: bool,
    /// What of the path is hashed.
    pub consistent_hash_regex: String,
    /// What of the query is hashed.
    pub consistent_hash_query_params: OrderedSet<String>,
    /// Whether a request's query goes with it.
    pub append_query_string: bool,
    /// Which geolocation database is asked; nothing stands for the usual one.
    pub geolocation_provider: String,
    /// What answers carry in addition.
    pub response_headers: OrderedMap<String, String>,
    /// Whether clients are held to regional rules.
    pub regional_geo_blocking: bool,
    /// Whether clients of anonymous addresses are refused.
    pub anonymous_blocking: bool,
    /// What stands in its DNS zone.
    pub static_entries: Vec<StaticEntry>,
    /// Whether HTTP is accepted.
    pub accept_http: bool,
    /// Whether HTTPS is accepted.
    pub accept_https: bool,
    /// Whether HTTP is redirected to HTTPS.
    pub redirect_to_https: bool,
    /// Whether it has certificates.
    pub ssl_enabled: bool,
    /// Whether the client's network in the question counts.
    pub ecs_enabled: bool,
    /// Seconds of A and AAAA records; none when the document has no TTLs.
    pub ttls: Option<AddressTtls>,
    /// Where requests that it cannot take are sent; none when the document says nothing of that.
    pub bypass: Option<Bypass>,
}

/// Seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressTtls {
    /// Of A records.
    pub a: i64,
    /// Of AAAA records.
    pub aaaa: i64,
    /// Of NS records; none where nothing is said.
    pub ns: Option<i64>,
    /// Of A records where a zone is filled in advance, which has a default of its own.
    pub zone_a: i64,
    /// The same of AAAA records.
    pub zone_aaaa: i64,
    /// The same of NS records.
    pub zone_ns: i64,
}

/// Where requests that a service cannot take are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bypass {
    /// Host and port of HTTP requests; no port stands for that of the request.
    pub http: Option<(String, Option<i32>)>,
    /// What DNS questions are answered with; none without a TTL.
    pub dns: Option<DnsBypass>,
}

/// What DNS questions are answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DnsBypass {
    /// Seconds.
    pub ttl: i32,
    /// As written.
    pub ip: Option<String>,
    /// As written, without what follows a slash.
    pub ip6: Option<String>,
    /// Only without addresses.
    pub cname: Option<String>,
}

/// What tells a service's requests: all of its expressions must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceMatcher {
    /// The service, by its place in `services`.
    pub service: usize,
    /// Its expressions.
    pub rules: Vec<RouterMatchRule>,
}

/// One expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterMatchRule {
    /// What it is held against.
    pub kind: MatchKind,
    /// In Java's grammar, as the router compiles it.
    pub pattern: String,
    /// The header, of kind `Header`.
    pub target: String,
}

/// What an expression is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchKind {
    /// The host of the request.
    Host,
    /// Its path with its query.
    Path,
    /// One of its headers.
    Header,
}

/// A record that stands in a service's DNS zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticEntry {
    /// Below the service's domain.
    pub name: String,
    /// In capitals: A, AAAA, CNAME or TXT; others are left out.
    pub kind: String,
    /// As written.
    pub value: String,
    /// Seconds.
    pub ttl_seconds: i64,
}

/// A Traffic Router that stands in the DNS zones, whether clients may be sent to it or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneRouter {
    /// Its name.
    pub name: String,
    /// Its IPv4 address.
    pub ip: Option<IpAddr>,
    /// Its IPv6 address.
    pub ip6: Option<IpAddr>,
}

/// Traffic Routers at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RouterLocation {
    /// The name of the first location there.
    pub name: String,
    /// Where that is.
    pub position: RouterPosition,
    /// Its routers.
    pub routers: Vec<RouterNode>,
}

/// A Traffic Router to which clients may be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouterNode {
    /// Its name.
    pub name: String,
    /// Host and domain.
    pub fqdn: String,
    /// Where it answers HTTP.
    pub port: i32,
    /// Its IPv4 address.
    pub ip: Option<IpAddr>,
    /// Its IPv6 address.
    pub ip6: Option<IpAddr>,
}
