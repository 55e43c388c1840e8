//! The coverage zones that a CDN of a plan uses, as Traffic Router reads them.

use crate::formats::coverage_zones::{ZoneFileKind, zones_of_cdn};
use crate::model::{Cdn, Plan};
use crate::routing::ZoneTree;

/// The zones; none where no file is the CDN's. Why there are none that Traffic Router takes, in the user's words.
pub fn plan_zones(plan: &Plan, cdn: &str, deep: bool) -> Result<ZoneTree, String> {
    let Some(cdn) = plan.find::<Cdn>(cdn) else { return Ok(ZoneTree::default()) };
    let kind = if deep { ZoneFileKind::Deep } else { ZoneFileKind::Plain };
    let zones = zones_of_cdn(plan, cdn, kind).map_err(|error| error.to_string())?;
    Ok(zones.map(|zones| zones.tree).unwrap_or_default())
}
