//! The zones of a plan, ready to be asked: read from the very bytes that would be written, so that nothing is promised that
//! the file would not do.

use thiserror::Error;

use super::no_file::NoZoneFile;
use super::read::{ZoneFileError, ZoneFileKind, read_zone_tree};
use super::write::{used, zone_file_bytes};
use crate::model::{Cdn, CoverageZoneFile, Id, Plan};
use crate::routing::ZoneTree;

/// A coverage zone file of a plan, read as Traffic Router reads it.
#[derive(Clone, Debug)]
pub struct PlanZones {
    /// Which one.
    pub file: Id<CoverageZoneFile>,
    /// Its name.
    pub name: String,
    /// Its networks.
    pub tree: ZoneTree,
}

/// Why a CDN's zones cannot be asked.
#[derive(Debug, Error)]
pub enum PlanZonesError {
    /// It is not clear which file it uses.
    #[error(transparent)]
    Unclear(#[from] NoZoneFile),
    /// Traffic Router would not take the file, and finds no client in a zone.
    #[error("the coverage zone file `{name}`: {error}")]
    Rejected {
        /// The file.
        name: String,
        /// Why.
        error: ZoneFileError,
    },
}

/// The zones of one of a plan's files.
pub fn zones_of_file(plan: &Plan, file: Id<CoverageZoneFile>) -> Result<PlanZones, PlanZonesError> {
    let name = plan.get(file).map_or_else(String::new, |file| file.name.clone());
    match read_zone_tree(&zone_file_bytes(plan, file), ZoneFileKind::of(plan, file)) {
        Ok(tree) => Ok(PlanZones { file, name, tree }),
        Err(error) => Err(PlanZonesError::Rejected { name, error }),
    }
}

/// The zones that a CDN uses; none: it uses no file of that sort.
pub fn zones_of_cdn(plan: &Plan, cdn: Id<Cdn>, kind: ZoneFileKind) -> Result<Option<PlanZones>, PlanZonesError> {
    used(plan, cdn, kind)?.map(|file| zones_of_file(plan, file)).transpose()
}
