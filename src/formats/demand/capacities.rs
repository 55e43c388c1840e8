//! How much the caches of a snapshot can carry, as the plan says: by their interfaces, or by what overrides these.

use crate::model::{CacheGroup, Id, Plan, Server};
use crate::routing::{CacheIndex, Capacities};
use crate::snapshot::reading::RouterView;

/// Kilobits a second of a Mbit/s.
const KBPS_PER_MBPS: f64 = 1000.0;

/// How much caches and groups can carry.
pub fn capacities(plan: &Plan, cdn: &str, view: &RouterView) -> Capacities {
    let caches_mbps = (0..view.caches.len()).map(|cache| cache_mbps(plan, cdn, view, cache)).collect();
    let group = |name: &str| plan.find::<CacheGroup>(name).and_then(|id| group_mbps(plan, id));
    Capacities { caches_mbps, groups_mbps: view.locations.iter().map(|location| group(&location.name)).collect() }
}

/// What is said of a group itself.
pub fn group_mbps(plan: &Plan, group: Id<CacheGroup>) -> Option<f64> {
    let own = plan.capacity_overrides().iter().map(|(_, own)| own);
    let of_group = own.filter(|own| own.cache_group.as_ref().and_then(crate::model::Link::id) == Some(group));
    of_group.filter_map(|own| own.capacity_mbps).next_back()
}

fn cache_mbps(plan: &Plan, cdn: &str, view: &RouterView, cache: CacheIndex) -> Option<f64> {
    let name = &view.caches.get(cache)?.name;
    server_mbps(plan, servers_of_cache(plan, cdn, name).next()?)
}

/// What a server can carry, as its interfaces say it or what overrides these.
pub fn server_mbps(plan: &Plan, server: &Server) -> Option<f64> {
    let says =
        |link: &crate::model::Link<Server>| plan.follow(link).is_some_and(|own| std::ptr::eq(&raw const **own, server));
    let overrides = plan.capacity_overrides().iter().map(|(_, own)| own);
    let said =
        overrides.filter(|own| own.server.as_ref().is_some_and(says)).filter_map(|own| own.capacity_mbps).next_back();
    said.or_else(|| interfaces_mbps(server))
}

/// The sum of the interfaces on which clients are served, or where these say nothing of all that say something. Zero
/// says nothing: Traffic Monitor takes no interface for full that is said to carry nothing.
pub fn interfaces_mbps(server: &Server) -> Option<f64> {
    let serves = |own: &&crate::model::Interface| own.ip_addresses.iter().any(|address| address.service_address);
    let kbps = |own: &crate::model::Interface| own.max_bandwidth.filter(|kbps| 0 < *kbps);
    let sum = |all: Vec<i64>| (!all.is_empty()).then(|| all.into_iter().map(|kbps| kbps as f64).sum::<f64>());
    let serving = sum(server.interfaces.iter().filter(serves).filter_map(kbps).collect());
    serving.or_else(|| sum(server.interfaces.iter().filter_map(kbps).collect())).map(|kbps| kbps / KBPS_PER_MBPS)
}

/// The plan's servers that a cache of the CDN's snapshot stands for.
pub fn servers_of_cache<'a>(plan: &'a Plan, cdn: &'a str, cache: &str) -> impl Iterator<Item = &'a Server> {
    let all: Vec<&Server> = plan.named::<Server>(cache).filter_map(|id| plan.get(id)).map(|server| &**server).collect();
    all.into_iter().filter(move |server| plan.follow_opt(server.cdn.as_ref()).is_some_and(|own| own.name == cdn))
}
