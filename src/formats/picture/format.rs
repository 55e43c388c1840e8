//! Pictures as formats of the catalogue.

use crate::formats::info::{FormatInfo, FormatWriter, Output, Want};
use crate::formats::writing::Written;

/// So much of a file is looked at to recognise it.
const LOOKED_AT: usize = 1 << 10;

/// What there is to know about SVG.
pub const SVG: FormatInfo = FormatInfo {
    key: "svg",
    name: "SVG picture",
    help: "the map as a picture of vectors",
    recognises: |bytes| {
        let begin = String::from_utf8_lossy(bytes.get(..LOOKED_AT).unwrap_or(bytes));
        begin.trim_start_matches('\u{feff}').trim_start().starts_with('<') && begin.contains("<svg")
    },
    is_wanted: |_| false,
    reader: None,
    writer: Some(FormatWriter {
        write: |plan, choices| {
            let (svg, problems) = super::draw(plan, choices)?;
            Ok(Written::one(svg.into_bytes(), problems))
        },
        wants: &[Want::Picture],
        output: Output::File,
        propose: |plan, _| format!("{plan}.svg"),
        is_snapshot: false,
    }),
};

/// What there is to know about PNG.
pub const PNG: FormatInfo = FormatInfo {
    key: "png",
    name: "PNG picture",
    help: "the map as a picture of points",
    recognises: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    is_wanted: |_| false,
    reader: None,
    writer: Some(FormatWriter {
        write: |plan, choices| {
            let (svg, problems) = super::draw(plan, choices)?;
            Ok(Written::one(super::rasterised(&svg)?, problems))
        },
        wants: &[Want::Picture],
        output: Output::File,
        propose: |plan, _| format!("{plan}.png"),
        is_snapshot: false,
    }),
};
