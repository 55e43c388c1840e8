//! What somebody says of tables beyond what they say of themselves: what their rows are, what headers mean, cells that
//! are mended, rows that are left out.

use std::sync::Arc;

use super::sheet::CsvSheet;
use crate::model::Kind;
use crate::sorting::{OrderedMap, OrderedSet};
use crate::tabular::exchange::plain;

/// What is said of all tables of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableChoices {
    /// What headers mean, by kind and header (as `exchange::plain` writes it): the header of a column that the kind has;
    /// empty: nothing.
    pub headers: OrderedMap<(Kind, String), String>,
    /// What is said of single files.
    pub files: OrderedMap<Arc<str>, FileChoices>,
}

/// What is said of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileChoices {
    /// What its rows are.
    pub kind: Option<Kind>,
    /// Cells as they are to be, by the row's number and the place of the column.
    pub cells: OrderedMap<(usize, usize), String>,
    /// The numbers of rows that are left out.
    pub skipped: OrderedSet<usize>,
}

impl TableChoices {
    /// Says what a header means in tables of a kind.
    pub fn say_header(&mut self, kind: Kind, header: &str, means: &str) {
        self.headers.insert((kind, plain(header)), means.to_owned());
    }
}

impl FileChoices {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts mended cells in.
    pub(super) fn mend(&self, sheet: &mut CsvSheet) {
        for ((number, column), text) in &self.cells {
            if let Some(row) = sheet.rows.iter_mut().find(|row| row.number == *number) {
                row.put(*column, text);
            }
        }
    }
}
