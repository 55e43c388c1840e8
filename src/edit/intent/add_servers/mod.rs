//! Servers in bulk: "4 edges, 2 Gbit/s each" into a cache group, names and addresses counted up past what is taken.

mod addresses;
mod batch;
mod hosts;
mod proposing;
mod runs;

use super::Refusal;
use super::delivery_service::pair;
use super::draft::{Draft, any};
use super::seeded::Seeded;
use crate::edit::Edit;
use crate::model::{
    CacheGroup, Capacity, Cdn, DeliveryService, Id, Kind, Link, PhysLocation, Plan, Profile, Server, counted,
};

pub(super) use addresses::{Addresses, WantedFamily};
pub(super) use batch::{Batch, Counters, Put, TakenAddresses, put};
pub(super) use hosts::{Hosts, beside, domain_fault, label_fault, label_of};
pub use runs::Runs;

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

/// Servers that can be added, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedServers {
    /// Adds them all.
    pub edit: Edit,
    /// They, in the order of their names.
    pub servers: Vec<Id<Server>>,
    /// Their host names.
    pub hosts: Runs,
    /// Their addresses: IPv4, or else IPv6.
    pub addresses: Runs,
    /// How many delivery services they are assigned to.
    pub services: usize,
}

/// Adds servers.
pub fn add_servers(plan: &Plan, wanted: &AddServers) -> Result<Edit, Refusal> {
    planned_servers(plan, wanted).map(|planned| planned.edit).map_err(first)
}

/// The first of several refusals, for those who can tell of one only.
pub(super) fn first(refusals: Vec<Refusal>) -> Refusal {
    refusals.into_iter().next().unwrap_or(Refusal::Gone { kind: Kind::Server })
}

/// Works out servers to be added; everything that is in the way is listed.
pub fn planned_servers(plan: &Plan, wanted: &AddServers) -> Result<PlannedServers, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut draft = Draft::of(plan);
    let mut taken = TakenAddresses::of(plan);
    let counters = counters(wanted, &taken, &mut refusals);
    let batch = batch(&mut draft, wanted, &mut refusals);
    let (Some(mut counters), Some(batch), true) = (counters, batch, refusals.is_empty()) else { return Err(refusals) };
    let put = put(&mut draft, &mut taken, &batch, &mut counters, wanted.count);
    if let Some(fault) = label_fault(&put.last_host) {
        return Err(vec![Refusal::of_field(FIRST_HOST, fault)]);
    }
    let services = services(plan, wanted);
    assign(&mut draft, &services, &put.ids);
    let group = draft.get(wanted.group).map_err(|refusal| vec![refusal])?.name.clone();
    let what = match put.ids.as_slice() {
        [_] => put.last_host.clone(),
        several => counted(Kind::Server, several.len()),
    };
    let edit = draft.done(format!("Add {what} to {group}")).map_err(|refusal| vec![refusal])?;
    Ok(PlannedServers { edit, servers: put.ids, hosts: put.hosts, addresses: put.addresses, services: services.len() })
}

impl PlannedServers {
    /// Like `edge-denver-01 to edge-denver-04, 192.0.2.11 to 192.0.2.14, 2 Gbit/s each`.
    pub fn words(&self, capacity: Option<Capacity>) -> String {
        let each = if self.servers.len() == 1 { "" } else { " each" };
        let capacity = capacity.map(|capacity| format!("{capacity}{each}"));
        [self.hosts.to_string(), self.addresses.to_string()].into_iter().chain(capacity).collect::<Vec<_>>().join(", ")
    }
}

/// Where names and addresses come from.
fn counters(wanted: &AddServers, taken: &TakenAddresses, refusals: &mut Vec<Refusal>) -> Option<Counters> {
    if !(1..=MOST).contains(&wanted.count) {
        refusals.push(Refusal::of_field(COUNT, format!("give a whole number from 1 to {MOST}")));
    }
    if let Some(fault) = host_fault(&wanted.first_host) {
        refusals.push(Refusal::of_field(FIRST_HOST, fault));
    }
    let mut addresses = |label: &'static str, text: &str, family: WantedFamily| {
        if text.trim().is_empty() {
            return None;
        }
        match numbered(label, text, family, taken, wanted.count.min(MOST)) {
            Ok(addresses) => Some(addresses),
            Err(refusal) => {
                refusals.push(refusal);
                None
            }
        }
    };
    let v4 = addresses(FIRST_IPV4, &wanted.first_ipv4, WantedFamily::V4);
    let v6 = addresses(FIRST_IPV6, &wanted.first_ipv6, WantedFamily::V6);
    if wanted.first_ipv4.trim().is_empty() && wanted.first_ipv6.trim().is_empty() {
        let why = "give an IPv4 or an IPv6 address: a server needs one to be reached";
        refusals.push(Refusal::of_field(FIRST_IPV4, why));
    }
    refusals.is_empty().then(|| Counters { hosts: Hosts::from(wanted.first_host.trim()), v4, v6 })
}

fn host_fault(host: &str) -> Option<String> {
    let host = host.trim();
    if host.is_empty() {
        return Some("give the first one's name, like edge-denver-01".to_owned());
    }
    if host.contains('.') {
        return Some("a hostname has no dots: what follows the first one belongs into the domain name".to_owned());
    }
    label_fault(host)
}

/// Addresses from a first one on, if there are enough.
pub(super) fn numbered(
    label: &'static str,
    text: &str,
    family: WantedFamily,
    taken: &TakenAddresses,
    count: usize,
) -> Result<Addresses, Refusal> {
    let addresses = Addresses::parse(text, family).map_err(|why| Refusal::of_field(label, why))?;
    let fits = addresses.room(&taken.addresses, count);
    if fits < count {
        return Err(Refusal::NoRoom { label, network: text.trim().to_owned(), fits, wanted: count });
    }
    Ok(addresses)
}

/// What the servers have in common.
fn batch(draft: &mut Draft<'_>, wanted: &AddServers, refusals: &mut Vec<Refusal>) -> Option<Batch> {
    let plan = draft.plan;
    if plan.get(wanted.group).is_none() {
        refusals.push(Refusal::Gone { kind: Kind::CacheGroup });
    }
    if let Some(fault) = domain_fault(wanted.domain.trim()) {
        refusals.push(Refusal::of_field(DOMAIN, fault));
    }
    for (label, port) in [(TCP_PORT, wanted.tcp_port), (HTTPS_PORT, wanted.https_port)] {
        if port.is_some_and(|port| !(1..=65_535).contains(&port)) {
            refusals.push(Refusal::of_field(label, "a port is a whole number from 1 to 65535"));
        }
    }
    let mut seeded = Seeded::default();
    let type_ = seeded.type_link(draft, &wanted.type_name);
    let status = seeded.status_link(draft, &wanted.status);
    if type_.is_none() {
        refusals.push(Refusal::of_field(TYPE, format!("the plan has no type `{}`: choose another", wanted.type_name)));
    }
    if status.is_none() {
        refusals.push(Refusal::of_field(STATUS, format!("the plan has no status `{}`: choose another", wanted.status)));
    }
    Some(Batch {
        group: Link::To(wanted.group),
        cdn: wanted.cdn.map(Link::To),
        type_: type_?,
        status: status?,
        profiles: wanted.profile.map(Link::To).into_iter().collect(),
        phys_location: wanted.phys_location.map(Link::To),
        domain: Some(wanted.domain.trim().to_owned()),
        tcp_port: wanted.tcp_port,
        https_port: wanted.https_port,
        capacity: wanted.capacity,
        cdn_name: wanted.cdn.and_then(|cdn| plan.name_of(any(cdn))).unwrap_or_default(),
    })
}

/// The delivery services that the new servers are assigned to.
fn services(plan: &Plan, wanted: &AddServers) -> Vec<Id<DeliveryService>> {
    match wanted.services {
        Assignment::Nothing => Vec::new(),
        Assignment::AsTheGroup => services_of_group(plan, wanted.group, &wanted.type_name, wanted.cdn),
        Assignment::AllOfTheCdn => services_of_cdn(plan, wanted.cdn),
    }
}

/// All delivery services of a CDN to which servers are assigned one by one.
pub fn services_of_cdn(plan: &Plan, cdn: Option<Id<Cdn>>) -> Vec<Id<DeliveryService>> {
    let Some(cdn) = cdn else { return Vec::new() };
    let all = plan.delivery_services().iter();
    let own = all.filter(|(_, service)| service.cdn == Some(Link::To(cdn)) && service.topology.is_none());
    own.map(|(id, _)| id).collect()
}

/// The delivery services to which every server of a type and CDN in a cache group is assigned.
pub fn services_of_group(
    plan: &Plan,
    group: Id<CacheGroup>,
    type_name: &str,
    cdn: Option<Id<Cdn>>,
) -> Vec<Id<DeliveryService>> {
    let peers = proposing::peers(plan, group, Some(type_name), cdn);
    if peers.is_empty() {
        return Vec::new();
    }
    let mut common = services_of_cdn(plan, cdn);
    let pairs = plan.delivery_service_servers();
    common.retain(|service| peers.iter().all(|(peer, _)| pairs.contains(&(Link::To(*service), Link::To(*peer)))));
    common
}

/// Assigns servers to delivery services.
pub(super) fn assign(draft: &mut Draft<'_>, services: &[Id<DeliveryService>], servers: &[Id<Server>]) {
    for service in services {
        for server in servers {
            draft.pair(pair(*service, *server), true);
        }
    }
}
