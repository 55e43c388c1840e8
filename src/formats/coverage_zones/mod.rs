//! Coverage zone files, plain and deep.

mod coordinates;
mod format;
mod incoming;
mod no_file;
mod of_plan;
#[cfg(test)]
mod properties_tests;
mod read;
mod write;

pub use format::{DEEP, PLAIN};
pub use no_file::NoZoneFile;
pub use of_plan::{PlanZones, PlanZonesError, zones_of_cdn, zones_of_file};
pub use read::{ZoneFileError, ZoneFileKind, read_zone_tree, read_zones, zones_of};
pub use write::{used, zone_file_bytes};
