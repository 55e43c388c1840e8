//! From a plan to a `Snapshot`. Where Traffic Ops makes no snapshot at all, neither does this, and says why. It knows no
//! bytes and no clock: the date is given to it.

use super::report::{Making, MakingOptions, Report, SnapshotError, SnapshotObstacle};
use super::section;
use super::section::servers::NamedCaches;
use super::source::CdnSource;
use super::value::Snapshot;
use crate::model::Plan;
use crate::sorting::OrderedMap;

/// Makes the snapshot of a CDN, as Traffic Ops 8.1 makes it of the same data.
pub fn make_snapshot(plan: &Plan, cdn: &str, options: &MakingOptions) -> Result<Making, SnapshotError> {
    let (making, refusals) = derive_snapshot(plan, cdn, options)?;
    if refusals.is_empty() { Ok(making) } else { Err(SnapshotError::Refused { cdn: cdn.to_owned(), refusals }) }
}

/// The same as far as it goes: without what stands in the way, and what that is. Fails only when there is no such CDN.
pub fn derive_snapshot(
    plan: &Plan,
    cdn: &str,
    options: &MakingOptions,
) -> Result<(Making, Vec<SnapshotObstacle>), SnapshotError> {
    let (mut making, caches, refusals) = derive_in_parts(plan, cdn, options, &|caches| caches)?;
    // They come sorted, and a map is made fastest of a list of all.
    making.snapshot.content_servers = caches.into_iter().flatten().collect();
    Ok((making, refusals))
}

/// The same without the caches, which are handed over in their order, some at a time and on all cores, and with what became
/// of each such part: who only prints them need not hold all of them.
pub fn derive_in_parts<P: Send>(
    plan: &Plan,
    cdn: &str,
    options: &MakingOptions,
    take: &(dyn Fn(NamedCaches) -> P + Sync),
) -> Result<(Making, Vec<P>, Vec<SnapshotObstacle>), SnapshotError> {
    let mut report = Report::default();
    let source = CdnSource::of(plan, cdn, &mut report)?;
    let services = section::services::Services::of(&source);
    let config = section::config::config(&source, options, &mut report);
    let servers = section::servers::servers(&source, &services, take, &mut report);
    let (edge_locations, traffic_router_locations) = section::locations::locations(&source, &mut report);
    let snapshot = Snapshot {
        config,
        content_servers: OrderedMap::new(),
        content_routers: servers.routers,
        delivery_services: section::services::delivery_services(&source, &services, &mut report),
        edge_locations,
        traffic_router_locations,
        monitors: servers.monitors,
        stats: section::stats::stats(&source, options),
        topologies: section::topologies::topologies(&source, &mut report),
    };
    Ok((Making { snapshot, notes: report.findings(plan) }, servers.caches, report.refusals))
}
