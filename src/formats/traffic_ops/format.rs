//! Bodies of the Traffic Ops API as a format of the catalogue.

use super::{is_wanted, read_sources, write};
use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output};
use crate::formats::writing::Written;

/// What there is to know about the format.
pub const FORMAT: FormatInfo = FormatInfo {
    key: "traffic-ops",
    name: "Traffic Ops API bodies",
    help: "one file per endpoint, in the form of API 5.0",
    // Its files say what they hold by their names. What is nothing else is read as this, whose reader says best what is
    // wrong with it.
    recognises: |_| false,
    is_wanted,
    reader: Some(FormatReader::Together(read_sources)),
    writer: Some(FormatWriter {
        write: |plan, _| {
            let super::WrittenBodies { files, findings } = write(plan)?;
            Ok(Written::Many { files, problems: findings })
        },
        wants: &[],
        output: Output::Folder,
        propose: |plan, _| format!("{plan}-traffic-ops"),
        is_snapshot: false,
    }),
};
