//! Coverage zones: which zone an address falls into, as Traffic Router's tree of networks has it (`NetworkNode`). It
//! knows no file; `formats::coverage_zones` reads those.

mod network;
mod prefixes;
#[cfg(test)]
mod prefixes_tests;
mod tree;

use crate::snapshot::reading::RouterPosition;

pub use network::{Subnet, SubnetError};
pub use tree::{ZoneError, ZoneHit, ZoneTree};

/// A zone as its file has it, its networks in order and as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoneEntry {
    /// Its name: that of a cache group, when Traffic Router is to find one by it.
    pub name: String,
    /// Where "closest" is measured from.
    pub coordinates: Option<RouterPosition>,
    /// What stands under `network6`.
    pub network6: Vec<String>,
    /// What stands under `network`.
    pub network: Vec<String>,
    /// The caches of a deep zone, each once.
    pub caches: Vec<String>,
}
