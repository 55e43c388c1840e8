//! A table of a file as it was read, for those who show it and let it be mended.

use std::collections::HashMap;
use std::sync::Arc;

use super::mapping::Mapping;
use super::sheet::CsvSheet;
use crate::finding::At;
use crate::sorting::OrderedSet;

/// A table as it was read.
#[derive(Clone, Debug)]
pub struct ReadTable {
    /// Its file.
    pub file: Arc<str>,
    /// Its rows, mended ones as they are now, also those that are left out.
    pub sheet: Arc<CsvSheet>,
    /// Where each row stands in the file; empty: where its number says.
    pub spots: Vec<At>,
    /// The numbers of the rows that are left out.
    pub skipped: OrderedSet<usize>,
    /// What it holds; none: nobody knows.
    pub mapping: Option<Mapping>,
}

impl ReadTable {
    /// The numbers of rows by where they stand in the file, as problems have it.
    pub fn numbers(&self) -> HashMap<At, usize> {
        let rows = self.sheet.rows.iter().map(|row| row.number);
        if self.spots.is_empty() {
            rows.map(|number| (At::SheetRow(number), number)).collect()
        } else {
            self.spots.iter().cloned().zip(rows).collect()
        }
    }
}
