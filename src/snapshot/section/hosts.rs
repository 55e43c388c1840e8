//! The hosts of a CDN: its live servers by name, each with what it is assigned to. What becomes of them it does not know.

use std::ops::Range;

use super::services::Services;
use crate::model::{Id, Link, Profile, QuickMap, Server};
use crate::snapshot::report::Report;
use crate::snapshot::source::{CdnServer, CdnSource};

/// So many hosts are worth another core.
pub(super) const HOSTS_AT_ONCE: usize = 256;

/// A host name and all live servers that have it, of whatever type.
pub(super) struct Host<'s, 'p> {
    pub name: &'p str,
    pub servers: &'s [&'s CdnServer<'p>],
    /// Which of all assignments are its own.
    pub assigned: Range<usize>,
}

/// All hosts in the order of their names.
pub(in crate::snapshot) struct LiveHosts<'s, 'p> {
    pub(super) list: Vec<Host<'s, 'p>>,
    /// Places of the delivery services that each serves, once for each server that is assigned to one, one host's after the
    /// other's.
    pub(super) services: Vec<u32>,
}

/// In how many parts the caches of these hosts are handed over.
pub(in crate::snapshot) fn parts(hosts: &LiveHosts<'_, '_>) -> usize {
    hosts.list.len().div_ceil(HOSTS_AT_ONCE)
}

/// The live servers by host name.
pub(in crate::snapshot) fn live<'s, 'p>(source: &'s CdnSource<'p>, report: &mut Report) -> Vec<&'s CdnServer<'p>> {
    let mut live: Vec<&CdnServer<'_>> = Vec::with_capacity(source.servers.len());
    for server in &source.servers {
        if server.is_live() {
            live.push(server);
        } else if server.status.is_empty() {
            report.note(server.any_id(), &[], format!("server `{}` has no status: left out", server.server.host_name));
        }
    }
    // The sort is stable: servers of one name stay in their order.
    live.sort_by_key(|server| server.server.host_name.as_str());
    live
}

/// These with what they are assigned to.
pub(in crate::snapshot) fn hosts<'s, 'p>(
    source: &CdnSource<'_>,
    services: &Services<'_>,
    live: &'s [&'s CdnServer<'p>],
    report: &mut Report,
) -> LiveHosts<'s, 'p> {
    let mut hosts: Vec<Host<'_, '_>> = Vec::with_capacity(live.len());
    for same in live.chunk_by(|a, b| a.server.host_name == b.server.host_name) {
        if let [first, .., last] = same {
            let name = &first.server.host_name;
            let message = format!(
                "{} live servers are named `{name}` and a snapshot can tell only one of them, any in Traffic Ops: the last is taken",
                same.len()
            );
            report.note(last.any_id(), &[last.role().section(), name], message);
        }
        if let Some(first) = same.first() {
            hosts.push(Host { name: &first.server.host_name, servers: same, assigned: 0..0 });
        }
    }
    let services = assign(source, services, &mut hosts);
    LiveHosts { list: hosts, services }
}

/// Tells each host what its servers are assigned to. Servers that take no clients count for nothing.
fn assign(source: &CdnSource<'_>, services: &Services<'_>, hosts: &mut [Host<'_, '_>]) -> Vec<u32> {
    let mut host_of: QuickMap<Id<Server>, u32> = QuickMap::default();
    host_of.reserve(hosts.len());
    for (place, host) in (0..).zip(hosts.iter()) {
        for server in host.servers {
            if !is_routing_disabled(source, server.profile) {
                host_of.insert(server.id, place);
            }
        }
    }
    // What all are assigned to lies in one list: first it is counted how much each host has, then it is put there.
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(source.plan.delivery_service_servers().len());
    for (service, server) in source.plan.delivery_service_servers().iter() {
        let service = service.id().and_then(|id| u32::try_from(services.place(id)?).ok());
        let place = server.id().and_then(|id| host_of.get(&id).copied());
        if let Some((service, place)) = service.zip(place)
            && let Some(host) = hosts.get_mut(place as usize)
        {
            host.assigned.end += 1;
            pairs.push((place, service));
        }
    }
    let mut end = 0;
    for host in hosts.iter_mut() {
        let count = host.assigned.end;
        host.assigned = end..end;
        end += count;
    }
    let mut all = vec![0; end];
    for (place, service) in pairs {
        if let Some(host) = hosts.get_mut(place as usize)
            && let Some(slot) = all.get_mut(host.assigned.end)
        {
            *slot = service;
            host.assigned.end += 1;
        }
    }
    all
}

pub(super) fn is_routing_disabled(source: &CdnSource<'_>, profile: Option<&Link<Profile>>) -> bool {
    source.plan.follow_opt(profile).is_some_and(|profile| profile.routing_disabled == Some(true))
}
