//! Servers that somebody wants, in the words of the form.

use crate::model::{CacheGroup, Capacity, Cdn, Id, PhysLocation, Profile};

/// How many servers; the form calls its fields so, and refusals name them so.
pub const COUNT: &str = "Number of servers";
/// What they are.
pub const TYPE: &str = "Type";
/// What state they are in.
pub const STATUS: &str = "Status";
/// The first one's name, from which the others are counted up.
pub const FIRST_HOST: &str = "First hostname";
/// What follows their names.
pub const DOMAIN: &str = "Domain name";
/// The address from which those of IPv4 are counted up.
pub const FIRST_IPV4: &str = "First IPv4 address";
/// The same of IPv6.
pub const FIRST_IPV6: &str = "First IPv6 address";
/// Where they answer HTTP.
pub const TCP_PORT: &str = "TCP Port";
/// Where they answer HTTPS.
pub const HTTPS_PORT: &str = "HTTPS Port";

/// So many servers are added at once at most: more would be a mistake.
pub const MOST: usize = 1_000;

/// Servers that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddServers {
    /// Where they are to be.
    pub group: Id<CacheGroup>,
    /// What they are, like `EDGE`; added to the plan when a fresh Traffic Ops has it and the plan has not.
    pub type_name: String,
    /// Like `REPORTED`; likewise.
    pub status: String,
    /// 1 to [`MOST`].
    pub count: usize,
    /// The first one's host name, whose last number is counted up.
    pub first_host: String,
    /// The rest of their names.
    pub domain: String,
    /// The first IPv4 address with its prefix length; empty: none.
    pub first_ipv4: String,
    /// The same of IPv6.
    pub first_ipv6: String,
    /// Where they answer HTTP, 1 to 65535.
    pub tcp_port: Option<i64>,
    /// Where they answer HTTPS.
    pub https_port: Option<i64>,
    /// What each can carry.
    pub capacity: Option<Capacity>,
    /// Their profile; it should be of their CDN.
    pub profile: Option<Id<Profile>>,
    /// The building that they stand in.
    pub phys_location: Option<Id<PhysLocation>>,
    /// The CDN that they serve.
    pub cdn: Option<Id<Cdn>>,
    /// What they are assigned to.
    pub services: Assignment,
}

/// Which delivery services new servers are assigned to. Those with a topology need no assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// None.
    Nothing,
    /// Those to which every server of their type and CDN in their cache group is assigned.
    AsTheGroup,
    /// All of their CDN.
    AllOfTheCdn,
}
