//! Demand as a format of the catalogue.

use crate::formats::info::{FormatInfo, FormatReader};

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "demand",
    name: "Demand",
    help: "how many Mbit/s who asks for, a row a place: zone,asn,country,lat,lon,service,hour,mbps",
    recognises: super::incoming::recognises,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".csv"),
    reader: Some(FormatReader::Each(super::incoming::read)),
    writer: None,
};
