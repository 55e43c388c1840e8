//! The coverage zones that a CDN of a plan uses, as Traffic Router reads them.

use crate::formats::coverage_zones::zones_of_file;
use crate::model::{Cdn, CoverageZoneFile, Id, Plan, ZoneFileOfCdn};
use crate::routing::ZoneTree;

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
    let zones = zones_of_file(plan, file).map_err(|error| format!("Traffic Router rejects {error}"))?;
    Ok(zones.tree)
}
