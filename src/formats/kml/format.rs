//! KML and KMZ as formats of the catalogue.

use super::{is_packed, pack, read_tables, recognises, write};
use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output};
use crate::formats::writing::Written;

/// What there is to know about KML.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "kml",
    name: "KML",
    help: "cache groups, phys locations, servers and ASNs as placemarks, links as lines, for Google Earth and its kin",
    recognises,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".kml"),
    reader: Some(FormatReader::Tables(read_tables)),
    writer: Some(FormatWriter {
        write: |plan, _| write(plan),
        wants: &[],
        output: Output::File,
        propose: |plan, _| format!("{plan}.kml"),
        is_snapshot: false,
    }),
};

/// What there is to know about KMZ.
pub const PACKED: FormatInfo = FormatInfo {
    key: "kmz",
    name: "KMZ",
    help: "KML, packed",
    recognises: is_packed,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".kmz"),
    reader: Some(FormatReader::Tables(read_tables)),
    writer: Some(FormatWriter {
        write: |plan, _| match write(plan)? {
            Written::One { bytes, problems, .. } => Ok(Written::one(pack(&bytes)?, problems)),
            many @ Written::Many { .. } => Ok(many),
        },
        wants: &[],
        output: Output::File,
        propose: |plan, _| format!("{plan}.kmz"),
        is_snapshot: false,
    }),
};
