//! From a plan to a `Snapshot`. Where Traffic Ops makes no snapshot at all, neither does this, and says why. It knows no
//! bytes and no clock: the date is given to it.

use super::report::{Making, MakingOptions, Report, SnapshotError, SnapshotObstacle};
use super::section;
use super::section::servers::Servers;
use super::source::CdnSource;
use super::taking::{AllCaches, CacheTaker};
use super::value::Snapshot;
use crate::model::Plan;
use crate::parallel;

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
    let all = AllCaches::default();
    let (mut making, refusals) = derive_in_parts(plan, cdn, options, &all)?;
    // They come sorted, and a map is made fastest of a list of all.
    making.snapshot.content_servers = all.into_caches().collect();
    Ok((making, refusals))
}

/// The same without the caches, which are handed over.
pub fn derive_in_parts<P: Send>(
    plan: &Plan,
    cdn: &str,
    options: &MakingOptions,
    taker: &dyn CacheTaker<P>,
) -> Result<(Making, Vec<SnapshotObstacle>), SnapshotError> {
    let mut report = Report::default();
    let source = CdnSource::of(plan, cdn, &mut report)?;
    let find = || {
        let services = section::services::Services::of(&source);
        let config = section::config::config(&source, options, &mut report);
        section::servers::note_several_values(&source, &mut report);
        let hosts = section::hosts::LiveHosts::of(&source, &services, &mut report);
        (services, config, hosts)
    };
    let ((services, config, hosts), ()) = parallel::join(find, || taker.get_ready());
    let mut of_others = Report::default();
    let others = || {
        let report = &mut of_others;
        let (edge_locations, traffic_router_locations) = section::locations::locations(&source, report);
        Snapshot {
            edge_locations,
            traffic_router_locations,
            delivery_services: section::services::delivery_services(&source, &services, report),
            stats: section::stats::stats(&source, options),
            topologies: section::topologies::topologies(&source, report),
            ..Snapshot::default()
        }
    };
    let caches = || {
        taker.begin(&config, hosts.parts());
        section::servers::servers(&source, &services, &hosts, taker, &mut report)
    };
    let (Servers { routers, monitors }, others) = parallel::join(caches, others);
    report.append(of_others);
    let snapshot = Snapshot { config, content_routers: routers, monitors, ..others };
    Ok((Making { snapshot, notes: report.findings(plan) }, report.refusals))
}
