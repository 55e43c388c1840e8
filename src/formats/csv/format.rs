//! Spreadsheets as a format of the catalogue.

use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output, Want};
use crate::formats::writing::Written;

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "csv",
    name: "CSV",
    help: "tables for spreadsheets, a file per kind, or one kind",
    recognises: |bytes| super::sheet::recognises(bytes, super::mapping::is_known),
    is_wanted: |name| {
        let name = name.to_ascii_lowercase();
        [".csv", ".tsv"].iter().any(|ending| name.ends_with(ending))
    },
    reader: Some(FormatReader::Tables(super::read_tables)),
    writer: Some(FormatWriter {
        write: |plan, choices| match choices.kind {
            Some(kind) => Ok(Written::one(super::write_kind(plan, kind)?, Vec::new())),
            None => Ok(Written::Many { files: super::write_all(plan)?, problems: Vec::new() }),
        },
        wants: &[Want::Kind],
        output: Output::Tables,
        propose: |plan, _| format!("{plan}-csv"),
        is_snapshot: false,
    }),
};
