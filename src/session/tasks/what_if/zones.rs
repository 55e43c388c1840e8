//! The coverage zones that a CDN of a plan uses, as Traffic Router reads them.

use crate::model::{Cdn, CoverageZoneFile, Id, Plan, ZoneFileOfCdn};
use crate::routing::{ZoneEntry, ZoneTree};
use crate::snapshot::reading::Position;

/// The zones; none where no file is the CDN's. Why there are none that Traffic Router takes, in the user's words.
pub fn plan_zones(plan: &Plan, cdn: &str, deep: bool) -> Result<ZoneTree, String> {
    let Some(cdn) = plan.find::<Cdn>(cdn) else { return Ok(ZoneTree::default()) };
    match plan.zone_file_of(cdn, deep) {
        ZoneFileOfCdn::Nothing => Ok(ZoneTree::default()),
        ZoneFileOfCdn::File(file) => tree(plan, file),
        ZoneFileOfCdn::Several(one, other) => {
            let name = |id: Id<CoverageZoneFile>| plan.get(id).map(|file| file.name.clone()).unwrap_or_default();
            Err(format!(
                "the coverage zone files `{}` and `{}` both claim to be those of the CDN: say in one of them which CDNs use it",
                name(one),
                name(other)
            ))
        }
    }
}

fn tree(plan: &Plan, file: Id<CoverageZoneFile>) -> Result<ZoneTree, String> {
    let entry = |(id, zone): &(_, &std::sync::Arc<crate::model::CoverageZone>)| {
        let networks = plan.networks_of(*id);
        let of = |v6: bool| {
            networks.iter().filter(|(_, own)| own.network6 == v6).map(|(_, own)| own.network.clone()).collect()
        };
        ZoneEntry {
            name: zone.name.clone(),
            coordinates: zone.coordinates.map(|at| Position { latitude: at.latitude(), longitude: at.longitude() }),
            network6: of(true),
            network: of(false),
            caches: zone.caches.iter().filter(|cache| !cache.is_empty()).cloned().collect(),
        }
    };
    let entries = plan.zones_of(file).iter().map(entry).collect();
    ZoneTree::new(entries).map_err(|error| {
        let name = plan.get(file).map(|file| file.name.clone()).unwrap_or_default();
        format!("Traffic Router rejects the coverage zone file `{name}`: {error}")
    })
}
