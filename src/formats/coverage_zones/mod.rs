//! Coverage zone files, plain and deep.

mod read;

pub use read::{ZoneFileError, ZoneFileKind, read_zone_tree, read_zones, zones_of};
