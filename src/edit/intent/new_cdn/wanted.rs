//! A CDN that somebody wants, in the words of the form.

use crate::edit::intent::Refusal;
use crate::model::{CacheGroup, Capacity, Id, Position};

/// The CDN's name; the form calls its fields so, and refusals name them so.
pub const NAME: &str = "Name";
/// The domain of its delivery services.
pub const DOMAIN: &str = "Domain";
/// Where cache groups stand that are new.
pub const POSITION: &str = "New groups at";
/// The router's cache group.
pub const ROUTER: &str = "Traffic Router in";
/// The monitor's cache group.
pub const MONITOR: &str = "Traffic Monitor in";
/// The edges' cache group.
pub const EDGES: &str = "Edges in";
/// How many edges.
pub const COUNT: &str = "Number of edges";
/// The address from which those of all servers are counted up.
pub const FIRST_IPV4: &str = "First IPv4 address";
/// The name of the first delivery service.
pub const XML_ID: &str = "XML ID";
/// How that is routed.
pub const SERVICE_TYPE: &str = "Content Routing Type";
/// Where that has its content from.
pub const ORIGIN: &str = "Origin Server Base URL";
/// Where Traffic Ops answers.
pub const TRAFFIC_OPS: &str = "Traffic Ops URL";

/// The type of the groups of edges.
pub(super) const EDGE_LOC: &str = "EDGE_LOC";

/// A CDN that somebody wants.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCdn {
    /// Its name.
    pub name: String,
    /// The domain below which its delivery services live; Traffic Ops keeps it in small letters.
    pub domain: String,
    /// Where new cache groups stand.
    pub position: Option<Position>,
    /// The city of a new building there, if it is known.
    pub city: Option<String>,
    /// The cache group of its Traffic Router; none: a new one.
    pub router: Option<Id<CacheGroup>>,
    /// That of its Traffic Monitor.
    pub monitor: Option<Id<CacheGroup>>,
    /// That of its edges.
    pub edges: Option<Id<CacheGroup>>,
    /// How many edges.
    pub count: usize,
    /// What each can carry.
    pub capacity: Option<Capacity>,
    /// The first address of its servers with its prefix length; those that follow are counted up.
    pub first_ipv4: String,
    /// Its first delivery service.
    pub xml_id: String,
    /// How that is routed: a type of the HTTP or DNS family.
    pub service_type: String,
    /// Where that has its content from.
    pub origin: String,
    /// Where Traffic Ops stands; of no effect in a plan that says so already.
    pub traffic_ops: String,
}

/// That new groups have no place to stand.
pub(super) fn no_position() -> Refusal {
    Refusal::of_field(POSITION, "give a latitude and a longitude, or choose cache groups that are on the map")
}
