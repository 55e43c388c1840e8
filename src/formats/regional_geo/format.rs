//! Regional geo rules as a format of the catalogue.

use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output, Want};

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "regional-geo",
    name: "Regional geo rules",
    help: "Traffic Router's file for regional geo blocking",
    recognises: super::recognises,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".json"),
    reader: Some(FormatReader::Each(super::read)),
    writer: Some(FormatWriter {
        write: |plan, choices| Ok(super::write(plan, choices.cdn)),
        wants: &[Want::CdnOrAll],
        output: Output::File,
        propose: |plan, cdn| {
            if cdn.is_empty() { format!("{plan}-regional-geo.json") } else { format!("{plan}-{cdn}-regional-geo.json") }
        },
        is_snapshot: false,
    }),
};
