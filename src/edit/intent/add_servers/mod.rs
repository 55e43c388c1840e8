//! Servers in bulk: "4 edges, 2 Gbit/s each" into a cache group, names and addresses counted up past what is taken.

mod addresses;
mod batch;
mod hosts;
mod proposing;
mod runs;
mod wanted;

use super::Refusal;
use super::delivery_service::pair;
use super::draft::Draft;
use super::seeded::Seeded;
use crate::edit::Edit;
use crate::model::{AnyId, Capacity, DeliveryService, Id, Kind, Link, Plan, Server, counted};

pub(super) use addresses::{Addresses, WantedFamily};
pub(super) use batch::{Batch, Counters, Put, TakenAddresses, put};
pub(super) use hosts::{Hosts, beside, domain_fault, label_fault, label_of};
pub use proposing::{services_of_cdn, services_of_group};
pub use runs::Runs;
pub use wanted::{
    AddServers, Assignment, COUNT, DOMAIN, FIRST_HOST, FIRST_IPV4, FIRST_IPV6, HTTPS_PORT, MOST, STATUS, TCP_PORT, TYPE,
};

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
        cdn_name: wanted.cdn.and_then(|cdn| plan.name_of(AnyId::of(cdn))).unwrap_or_default(),
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

/// Assigns servers to delivery services.
pub(super) fn assign(draft: &mut Draft<'_>, services: &[Id<DeliveryService>], servers: &[Id<Server>]) {
    for service in services {
        for server in servers {
            draft.pair(pair(*service, *server), true);
        }
    }
}
