//! The coverage zones that a CDN of a plan uses, as Traffic Router reads them.

use crate::model::{CoverageZone, Plan};
use crate::routing::{ZoneEntry, ZoneTree};
use crate::snapshot::reading::Position;

/// The zones; none where the plan has no such file. Why there are none that Traffic Router takes, in the user's words.
pub(super) fn zones_of(plan: &Plan, _: &str, deep: bool) -> Result<ZoneTree, String> {
    let Some((_, file)) = plan.coverage_zone_files().iter().find(|(_, file)| file.deep == deep) else {
        return Ok(ZoneTree::default());
    };
    ZoneTree::new(file.zones.iter().map(entry).collect())
        .map_err(|error| format!("Traffic Router rejects the coverage zone file `{}`: {error}", file.name))
}

fn entry(zone: &CoverageZone) -> ZoneEntry {
    ZoneEntry {
        name: zone.name.clone(),
        coordinates: zone.coordinates.map(|at| Position { latitude: at.latitude(), longitude: at.longitude() }),
        network6: zone.network6.clone(),
        network: zone.network.clone(),
        caches: zone.caches.iter().filter(|cache| !cache.is_empty()).cloned().collect(),
    }
}
