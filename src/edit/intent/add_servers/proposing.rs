//! What to propose for new servers of a cache group: what its servers have, or else what their CDN's have, or else
//! what a group of its type usually has.

use std::net::IpAddr;
use std::sync::Arc;

use super::addresses::host_of;
use super::hosts::Hosts;
use super::wanted::{AddServers, Assignment};
use crate::model::{
    AnyId, CacheGroup, Capacity, Cdn, DeliveryService, Id, Kind, Link, PhysLocation, Plan, Profile, Server, Type,
};

/// Servers that are proposed at first.
const COUNT: usize = 4;
/// What a cache can carry that nobody has said anything about.
const CAPACITY: Capacity = Capacity::of_kbps(10_000_000);
/// A network for documentation (RFC 5737): it shows the form, and can be no one's.
const EXAMPLE_NETWORK: &str = "192.0.2.11/24";

/// The type and status of servers that a group of a type usually has.
const USUAL: &[(&str, &str, &str)] = &[
    ("EDGE_LOC", "EDGE", "REPORTED"),
    ("MID_LOC", "MID", "REPORTED"),
    ("ORG_LOC", "ORG", "ONLINE"),
    ("TR_LOC", "CCR", "ONLINE"),
    ("TC_LOC", "RASCAL", "ONLINE"),
];

impl AddServers {
    /// A proposal for a cache group.
    pub fn proposed(plan: &Plan, group: Id<CacheGroup>) -> Self {
        let (type_name, _) = usual(plan, group);
        let newest = peers(plan, group, Some(&type_name), None).pop().or_else(|| peers(plan, group, None, None).pop());
        let type_name = newest.and_then(|(_, peer)| name(plan, peer.type_.as_ref())).unwrap_or(type_name);
        let cdn = newest.and_then(|(_, peer)| peer.cdn.as_ref()?.id()).or_else(|| plan.only_real_cdn());
        Self::of_type(plan, group, &type_name, cdn)
    }

    /// A proposal for servers of a type and CDN in a cache group.
    pub fn of_type(plan: &Plan, group: Id<CacheGroup>, type_name: &str, cdn: Option<Id<Cdn>>) -> Self {
        let near = peers(plan, group, Some(type_name), cdn);
        let nearest = near.last().map(|(_, peer)| *peer);
        let like = nearest.or_else(|| like(plan, type_name, cdn));
        let group_name = plan.name_of(AnyId::of(group)).unwrap_or_default();
        let is_cache = type_name.starts_with("EDGE") || type_name.starts_with("MID");
        let usual_status = USUAL.iter().find(|(_, usual, _)| *usual == type_name).map(|(_, _, status)| *status);
        let status = like.and_then(|peer| name(plan, peer.status.as_ref())).filter(|status| serves(status));
        let as_group = !services_of_group(plan, group, type_name, cdn).is_empty();
        let networks = if near.is_empty() { peers_anywhere(plan, cdn) } else { near.clone() };
        Self {
            group,
            type_name: type_name.to_owned(),
            status: status.unwrap_or_else(|| usual_status.unwrap_or("ONLINE").to_owned()),
            count: if is_cache { COUNT } else { 1 },
            first_host: nearest.map_or_else(|| first_host(&group_name), |peer| next_host(&peer.host_name)),
            domain: like
                .and_then(|peer| peer.domain_name.as_deref().map(str::to_owned))
                .unwrap_or_else(|| domain(plan, cdn)),
            first_ipv4: highest(&networks, true).unwrap_or_else(|| EXAMPLE_NETWORK.to_owned()),
            first_ipv6: highest(&near, false).unwrap_or_default(),
            tcp_port: like.map_or(Some(80), |peer| peer.tcp_port),
            https_port: like.map_or(Some(443), |peer| peer.https_port),
            capacity: like.map_or(is_cache.then_some(CAPACITY), capacity),
            profile: like.and_then(|peer| peer.profiles.first()?.id()).or_else(|| profile(plan, type_name, cdn)),
            phys_location: phys_location(plan, group, nearest),
            cdn,
            services: if as_group {
                Assignment::AsTheGroup
            } else if near.is_empty() && type_name.starts_with("EDGE") {
                Assignment::AllOfTheCdn
            } else {
                Assignment::Nothing
            },
        }
    }
}

/// The type and status of the servers that a group of its type usually has.
fn usual(plan: &Plan, group: Id<CacheGroup>) -> (String, &'static str) {
    let of = plan.get(group).and_then(|group| name(plan, group.type_.as_ref()));
    let found = USUAL.iter().find(|(own, _, _)| Some(*own) == of.as_deref());
    found.map_or_else(|| ("EDGE".to_owned(), "REPORTED"), |(_, type_name, status)| ((*type_name).to_owned(), status))
}

/// Whether Traffic Router hears of servers in that status.
fn serves(status: &str) -> bool {
    matches!(status, "ONLINE" | "REPORTED")
}

fn name<T: crate::model::Tabled>(plan: &Plan, link: Option<&Link<T>>) -> Option<String> {
    plan.follow_opt(link).map(|entity| entity.name().into_owned())
}

/// The servers of a cache group, of one type and CDN where those are given; the newest last.
pub(super) fn peers<'p>(
    plan: &'p Plan,
    group: Id<CacheGroup>,
    type_name: Option<&str>,
    cdn: Option<Id<Cdn>>,
) -> Vec<(Id<Server>, &'p Arc<Server>)> {
    let wanted_type = type_name.map(|type_name| plan.find::<Type>(type_name));
    let users = plan.users(AnyId::of(group)).filter(|user| user.kind == Kind::Server);
    let servers = users.filter_map(|user| {
        let id = Id::new(user.number);
        Some((id, plan.get::<Server>(id)?))
    });
    let fits = |server: &Server| {
        let type_fits = wanted_type.is_none_or(|wanted| server.type_.as_ref().and_then(Link::id) == wanted);
        type_fits && cdn.is_none_or(|cdn| server.cdn == Some(Link::To(cdn)))
    };
    servers.filter(|(_, server)| server.cache_group == Some(Link::To(group)) && fits(server)).collect()
}

/// The newest servers of a CDN, which show the networks that it has.
fn peers_anywhere(plan: &Plan, cdn: Option<Id<Cdn>>) -> Vec<(Id<Server>, &Arc<Server>)> {
    let mut own = plan.servers().iter().filter(|(_, server)| cdn.is_none_or(|cdn| server.cdn == Some(Link::To(cdn))));
    own.next_back().into_iter().collect()
}

/// The newest server of a type in a CDN.
fn like<'p>(plan: &'p Plan, type_name: &str, cdn: Option<Id<Cdn>>) -> Option<&'p Arc<Server>> {
    let type_ = Link::To(plan.find::<Type>(type_name)?);
    let cdn = Link::To(cdn?);
    let fits = |server: &&Arc<Server>| server.type_.as_ref() == Some(&type_) && server.cdn.as_ref() == Some(&cdn);
    plan.servers().iter().map(|(_, server)| server).rfind(fits)
}

/// A first name after the group's, as far as DNS can have it.
fn first_host(group: &str) -> String {
    let label = super::hosts::label_of(group);
    if label.is_empty() { "server-01".to_owned() } else { format!("{label}-01") }
}

/// The name after one.
fn next_host(host: &str) -> String {
    let mut hosts = Hosts::from(host);
    hosts.next(&std::collections::HashSet::from([host.to_lowercase()])).0
}

/// Where a CDN's servers have their names when none has any.
fn domain(plan: &Plan, cdn: Option<Id<Cdn>>) -> String {
    let cdn = cdn.and_then(|cdn| plan.get(cdn));
    cdn.and_then(|cdn| cdn.domain_name.clone()).map_or_else(String::new, |domain| super::hosts::beside(&domain))
}

fn capacity(server: &Arc<Server>) -> Option<Capacity> {
    let kbps = server.interfaces.first()?.max_bandwidth?;
    u32::try_from(kbps).ok().filter(|kbps| 0 < *kbps).map(Capacity::of_kbps)
}

/// A profile of the CDN for servers of a type, by its own type and, of several, the one that is called so.
fn profile(plan: &Plan, type_name: &str, cdn: Option<Id<Cdn>>) -> Option<Id<Profile>> {
    let wanted = match type_name {
        "CCR" => "TR_PROFILE",
        "RASCAL" => "TM_PROFILE",
        "ORG" => "ORG_PROFILE",
        _ => "ATS_PROFILE",
    };
    let cdn = Link::To(cdn?);
    let own = plan
        .profiles()
        .iter()
        .filter(|(_, profile)| profile.cdn.as_ref() == Some(&cdn) && profile.type_.as_deref() == Some(wanted));
    let is_cache = wanted == "ATS_PROFILE";
    let mut named = own.filter(|(_, profile)| !is_cache || profile.name.to_uppercase().contains(type_name));
    named.next().map(|(id, _)| id)
}

fn phys_location(plan: &Plan, group: Id<CacheGroup>, nearest: Option<&Arc<Server>>) -> Option<Id<PhysLocation>> {
    let of_server = |server: &Arc<Server>| server.phys_location.as_ref().and_then(Link::id);
    let other = || peers(plan, group, None, None).last().and_then(|(_, peer)| of_server(peer));
    let planned = || plan.get(group)?.planned_phys_location.as_ref()?.id();
    nearest.and_then(of_server).or_else(other).or_else(planned)
}

/// The address after the highest of some servers' service addresses, with its prefix length.
fn highest(servers: &[(Id<Server>, &Arc<Server>)], v4: bool) -> Option<String> {
    let interfaces = servers.iter().flat_map(|(_, server)| &server.interfaces);
    let addresses = interfaces.flat_map(|interface| &interface.ip_addresses).filter(|own| own.service_address);
    let (host, length) = addresses
        .filter_map(|own| {
            let (_, length) = own.address.split_once('/')?;
            Some((host_of(&own.address).filter(|host| host.is_ipv4() == v4)?, length))
        })
        .max_by_key(|(host, _)| *host)?;
    let next = match host {
        IpAddr::V4(host) => IpAddr::V4(host.to_bits().checked_add(1)?.into()),
        IpAddr::V6(host) => IpAddr::V6(host.to_bits().checked_add(1)?.into()),
    };
    Some(format!("{next}/{length}"))
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
    let peers = peers(plan, group, Some(type_name), cdn);
    if peers.is_empty() {
        return Vec::new();
    }
    let mut common = services_of_cdn(plan, cdn);
    let pairs = plan.delivery_service_servers();
    common.retain(|service| peers.iter().all(|(peer, _)| pairs.contains(&(Link::To(*service), Link::To(*peer)))));
    common
}

#[cfg(test)]
mod tests {
    use super::first_host;

    #[test]
    fn a_group_that_dns_cannot_name_has_servers_all_the_same() {
        assert_eq!(first_host("Edge Denver"), "edge-denver-01");
        assert_eq!(first_host("\u{65e5}\u{672c}"), "server-01");
    }
}
