//! The hosts of a CDN: its live servers by name, each with what it is assigned to. What becomes of them it does not know.

use std::ops::Range;

use super::services::Services;
use crate::model::{Id, Link, Profile, QuickMap, Server};
use crate::snapshot::report::Report;
use crate::snapshot::source::{CdnServer, CdnSource};

/// So many hosts are worth another core.
pub(super) const HOSTS_AT_ONCE: usize = 256;

/// A host name, all live servers that have it, of whatever type, and places of the delivery services that it serves, once
/// for each server that is assigned to one.
#[derive(Clone, Copy)]
pub(super) struct Host<'h, 'p> {
    pub name: &'p str,
    pub servers: &'h [&'h CdnServer<'p>],
    pub assigned: &'h [u32],
}

/// All hosts in the order of their names: their servers and what they are assigned to lie one host's behind the other's.
pub(in crate::snapshot) struct LiveHosts<'s, 'p> {
    spans: Vec<HostSpan>,
    live: Vec<&'s CdnServer<'p>>,
    assigned: Vec<u32>,
}

/// Which of all servers and assignments are a host's.
pub(super) struct HostSpan {
    servers: Range<usize>,
    assigned: Range<usize>,
}

impl<'s, 'p> LiveHosts<'s, 'p> {
    /// Gathers them.
    pub(in crate::snapshot) fn of(source: &'s CdnSource<'p>, services: &Services<'_>, report: &mut Report) -> Self {
        let live = live(source, report);
        let mut spans = spans(&live, report);
        let assigned = assign(source, services, &live, &mut spans);
        Self { spans, live, assigned }
    }

    /// In how many parts their caches are handed over.
    pub(in crate::snapshot) fn parts(&self) -> usize {
        self.pieces().len()
    }

    /// Some of them each.
    pub(super) fn pieces(&self) -> impl ExactSizeIterator<Item = &[HostSpan]> {
        self.spans.chunks(HOSTS_AT_ONCE)
    }

    /// One of them.
    pub(super) fn host(&self, span: &HostSpan) -> Option<Host<'_, 'p>> {
        let servers = self.live.get(span.servers.clone())?;
        let name = servers.first()?.server.host_name.as_str();
        Some(Host { name, servers, assigned: self.assigned.get(span.assigned.clone())? })
    }
}

/// The live servers by host name.
fn live<'s, 'p>(source: &'s CdnSource<'p>, report: &mut Report) -> Vec<&'s CdnServer<'p>> {
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

/// Those of one name together.
fn spans(live: &[&CdnServer<'_>], report: &mut Report) -> Vec<HostSpan> {
    let mut spans = Vec::with_capacity(live.len());
    let mut end = 0;
    for same in live.chunk_by(|a, b| a.server.host_name == b.server.host_name) {
        if let [first, .., last] = same {
            let name = &first.server.host_name;
            let message = format!(
                "{} live servers are named `{name}` and a snapshot can tell only one of them, any in Traffic Ops: the last is taken",
                same.len()
            );
            report.note(last.any_id(), &[last.role().section(), name], message);
        }
        spans.push(HostSpan { servers: end..end + same.len(), assigned: 0..0 });
        end += same.len();
    }
    spans
}

/// Tells each host what its servers are assigned to. Servers that take no clients count for nothing.
fn assign(
    source: &CdnSource<'_>,
    services: &Services<'_>,
    live: &[&CdnServer<'_>],
    hosts: &mut [HostSpan],
) -> Vec<u32> {
    let mut host_of: QuickMap<Id<Server>, u32> = QuickMap::default();
    host_of.reserve(hosts.len());
    for (place, host) in (0..).zip(hosts.iter()) {
        for server in live.get(host.servers.clone()).unwrap_or_default() {
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
