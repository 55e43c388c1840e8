//! The CDN Snapshot as a format of the catalogue.

use std::sync::Arc;

use super::ReadError;
use super::importing::ImportedSnapshot;
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output, ReadDocument, Want};
use crate::formats::writing::write_dated_snapshot;

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "snapshot",
    name: "CDN Snapshot",
    help: "the CRConfig of one CDN, as Traffic Ops makes it and Traffic Router reads it",
    recognises: super::recognises,
    // Among other files it is a recording of the API, and no import; `traffic-ops` looks at these files.
    is_wanted: |_| false,
    reader: Some(FormatReader::Document(read)),
    writer: Some(FormatWriter {
        write: |plan, choices| write_dated_snapshot(plan, choices.cdn, choices.date, choices.baseline),
        wants: &[Want::Cdn, Want::Date],
        output: Output::File,
        propose: |_, cdn| format!("{cdn}-snapshot.json"),
        is_snapshot: true,
    }),
};

fn read(file: &Arc<str>, bytes: &[u8]) -> ReadDocument {
    ImportedSnapshot::read(file, bytes).map_err(|error| {
        let (spot, message) = match &error {
            ReadError::Json(error) => (error.spot(), error.reason()),
            ReadError::Other(_) => (String::new(), error.to_string()),
        };
        let at = if spot.is_empty() { At::Whole } else { At::Spot(spot) };
        Box::new(Finding::new(Severity::Error, Place { file: Arc::clone(file), at }, "", message))
    })
}
