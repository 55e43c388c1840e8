//! The anonymous IP policy as a format of the catalogue.

use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output};

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "anonymous-ip",
    name: "Anonymous IP policy",
    help: "Traffic Router's policy file for anonymous addresses",
    recognises: super::recognises,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".json"),
    reader: Some(FormatReader::Each(super::read)),
    writer: Some(FormatWriter {
        write: |plan, _| Ok(super::write(plan)),
        wants: &[],
        output: Output::File,
        propose: |plan, _| format!("{plan}-anonymous-ip.json"),
        is_snapshot: false,
    }),
};
