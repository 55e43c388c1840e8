//! A table of a file as it was read, for those who show it and let it be mended.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::mapping::Mapping;
use super::sheet::CsvSheet;

/// A table as it was read.
#[derive(Clone, Debug)]
pub struct ReadTable {
    /// Its file.
    pub file: Arc<str>,
    /// Its rows, mended ones as they are now, also those that are left out.
    pub sheet: Arc<CsvSheet>,
    /// The numbers of the rows that are left out.
    pub skipped: BTreeSet<usize>,
    /// What it holds; none: nobody knows.
    pub mapping: Option<Mapping>,
}
