//! `GeoJSON` as a format of the catalogue.

use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output};

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "geojson",
    name: "GeoJSON",
    help: "cache groups, phys locations, servers and ASNs as points, links as lines, for maps of other programs",
    recognises: super::recognises,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".geojson"),
    reader: Some(FormatReader::Tables(super::read_tables)),
    writer: Some(FormatWriter {
        write: |plan, _| super::write(plan),
        wants: &[],
        output: Output::File,
        propose: |plan, _| format!("{plan}.geojson"),
        is_snapshot: false,
    }),
};
