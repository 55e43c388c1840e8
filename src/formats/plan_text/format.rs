//! The text twin of a plan as a format of the catalogue.

use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output};
use crate::formats::writing::Written;

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "plan-text",
    name: "plan-text",
    help: "the whole plan as text, one object a line, made for git",
    recognises: super::recognises,
    is_wanted: |name| name.to_ascii_lowercase().ends_with(".plan-text"),
    reader: Some(FormatReader::Each(super::read)),
    writer: Some(FormatWriter {
        write: |plan, _| Ok(Written::one(super::write(plan), Vec::new())),
        wants: &[],
        output: Output::File,
        propose: |plan, _| format!("{plan}.plan-text"),
        is_snapshot: false,
    }),
};
