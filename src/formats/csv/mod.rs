//! Spreadsheets: a table of one kind, a row an object, a column a field.
//!
//! `sheet` makes rows and cells of bytes, `mapping` says which kind they are and what each header means, `cell` writes
//! values in cells and reads them, `read` and `write` are the two ways. The columns are those of `tabular::exchange`.
//! Nothing here knows a plan before the import.

pub(in crate::formats) mod cell;
pub(in crate::formats) mod choices;
mod format;
mod mapping;
pub(in crate::formats) mod object;
mod read;
pub(in crate::formats) mod read_table;
mod sheet;
mod write;

pub use choices::{FileChoices, TableChoices};
pub use format::FORMAT;
pub use mapping::{HeaderFault, Mapping, kind_named};
pub use read::{read_mapped, read_tables};
pub use read_table::ReadTable;
pub use sheet::{CsvSheet, SheetError, SheetRow, recognises};
pub use write::{table, write_all, write_kind};
