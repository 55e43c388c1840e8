//! Servers of one sort put into an edit that is being made, each with a host name, addresses and a hash id that nothing
//! else has.

use std::collections::HashSet;
use std::net::IpAddr;

use sha2::{Digest as _, Sha256};

use super::addresses::{Addresses, host_of};
use super::hosts::Hosts;
use super::runs::Runs;
use crate::edit::intent::draft::Draft;
use crate::model::{
    CacheGroup, Capacity, Cdn, Id, Interface, IpAddress, Link, PhysLocation, Plan, Profile, Server, Status, Type,
};

/// Traffic Portal's first interface.
const INTERFACE: &str = "eth0";
/// Traffic Portal's proposal.
const MTU: i64 = 1500;

/// Names and addresses that are in use.
#[derive(Debug, Default)]
pub(in crate::edit::intent) struct TakenAddresses {
    pub(in crate::edit::intent) hosts: HashSet<String>,
    pub(in crate::edit::intent) addresses: HashSet<IpAddr>,
}

impl TakenAddresses {
    /// By a plan's servers: their own addresses, those for maintenance, and their gateways.
    pub(in crate::edit::intent) fn of(plan: &Plan) -> Self {
        let mut taken = Self::default();
        for (_, server) in plan.servers() {
            taken.hosts.insert(server.host_name.to_lowercase());
            let interfaces = server.interfaces.iter().flat_map(|interface| &interface.ip_addresses);
            let of_interfaces = interfaces.flat_map(|own| [Some(own.address.as_str()), own.gateway.as_deref()]);
            let others =
                [&server.mgmt_ip_address, &server.mgmt_ip_gateway, &server.ilo_ip_address, &server.ilo_ip_gateway];
            let texts = of_interfaces.chain(others.map(Option::as_deref)).flatten();
            taken.addresses.extend(texts.filter_map(host_of));
        }
        taken
    }
}

/// What servers of one sort have in common.
#[derive(Clone, Debug)]
pub(in crate::edit::intent) struct Batch {
    pub(in crate::edit::intent) group: Link<CacheGroup>,
    pub(in crate::edit::intent) cdn: Option<Link<Cdn>>,
    pub(in crate::edit::intent) type_: Link<Type>,
    pub(in crate::edit::intent) status: Link<Status>,
    pub(in crate::edit::intent) profiles: Vec<Link<Profile>>,
    pub(in crate::edit::intent) phys_location: Option<Link<PhysLocation>>,
    pub(in crate::edit::intent) domain: Option<String>,
    pub(in crate::edit::intent) tcp_port: Option<i64>,
    pub(in crate::edit::intent) https_port: Option<i64>,
    pub(in crate::edit::intent) capacity: Option<Capacity>,
    /// For the hash ids.
    pub(in crate::edit::intent) cdn_name: String,
}

/// Where the next server's name and addresses come from.
#[derive(Debug)]
pub(in crate::edit::intent) struct Counters {
    pub(in crate::edit::intent) hosts: Hosts,
    pub(in crate::edit::intent) v4: Option<Addresses>,
    pub(in crate::edit::intent) v6: Option<Addresses>,
}

/// Servers that were put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::edit::intent) struct Put {
    pub(in crate::edit::intent) ids: Vec<Id<Server>>,
    pub(in crate::edit::intent) hosts: Runs,
    /// IPv4 where there is one.
    pub(in crate::edit::intent) addresses: Runs,
    pub(in crate::edit::intent) last_host: String,
}

/// Puts so many servers. A network that is full gives no address.
pub(in crate::edit::intent) fn put(
    draft: &mut Draft<'_>,
    taken: &mut TakenAddresses,
    batch: &Batch,
    counters: &mut Counters,
    count: usize,
) -> Put {
    let mut put = Put::default();
    for _ in 0..count {
        let (host, number) = counters.hosts.next(&taken.hosts);
        taken.hosts.insert(host.to_lowercase());
        put.hosts.push(&host, u128::from(number));
        let mut ip_addresses = Vec::new();
        for addresses in [&mut counters.v4, &mut counters.v6].into_iter().flatten() {
            let Some((address, number)) = addresses.next(&taken.addresses) else { continue };
            taken.addresses.insert(address);
            if ip_addresses.is_empty() {
                put.addresses.push(&address.to_string(), number);
            }
            let address = addresses.written(address);
            ip_addresses.push(IpAddress { address, gateway: None, service_address: true });
        }
        let mut server = batch.server(&host, ip_addresses);
        let id = draft.add(server.clone());
        server.xmpp_id = Some(hash_id(&batch.cdn_name, &host, id.number()).into());
        draft.put(id, server);
        put.ids.push(id);
        put.last_host = host;
    }
    put
}

impl Batch {
    fn server(&self, host: &str, ip_addresses: Vec<IpAddress>) -> Server {
        let interface = Interface {
            name: INTERFACE.to_owned(),
            mtu: Some(MTU),
            max_bandwidth: self.capacity.map(|capacity| i64::from(capacity.kbps())),
            monitor: true,
            ip_addresses,
            ..Interface::default()
        };
        Server {
            host_name: host.to_owned(),
            domain_name: self.domain.clone().map(Into::into),
            cdn: self.cdn.clone(),
            cache_group: Some(self.group.clone()),
            type_: Some(self.type_.clone()),
            status: Some(self.status.clone()),
            profiles: self.profiles.clone(),
            phys_location: self.phys_location.clone(),
            tcp_port: self.tcp_port,
            https_port: self.https_port,
            interfaces: vec![interface],
            ..Server::default()
        }
    }
}

/// A UUID like those that Traffic Ops draws, made of what nothing else in the plan has (RFC 9562, version 8): the same
/// edit on the same plan gives the same snapshot.
fn hash_id(cdn: &str, host: &str, number: u64) -> String {
    let digest = Sha256::digest(format!("lodestone server {number} {host} {cdn}"));
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, drawn)| *byte = drawn);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let number = u128::from_be_bytes(bytes);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        number >> 96,
        number >> 80 & 0xffff,
        number >> 64 & 0xffff,
        number >> 48 & 0xffff,
        number & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_ids_look_as_traffic_ops_makes_them() {
        let id = hash_id("atlas", "edge-01", 7);
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(id.split('-').nth(2).unwrap().starts_with('8'), "{id}");
        assert!(id.split('-').nth(3).unwrap().starts_with(['8', '9', 'a', 'b']), "{id}");
        assert_eq!(id, hash_id("atlas", "edge-01", 7));
        assert_ne!(id, hash_id("atlas", "edge-01", 8));
        assert_ne!(id, hash_id("atlas", "edge-02", 7));
    }
}
