//! Coverage zone files, plain and deep, as formats of the catalogue.

use super::read::ZoneFileKind;
use super::{incoming, write};
use crate::formats::info::{FormatInfo, FormatReader, FormatWriter, Output, Want};
use crate::formats::json::{DocumentPart, outline, text_of};

/// The plain ones.
pub const PLAIN: FormatInfo = FormatInfo {
    key: ZoneFileKind::Plain.word(),
    name: "Coverage zone file",
    help: "which networks belong to which cache group, as Traffic Router reads it",
    recognises: |bytes| has_member(bytes, ZoneFileKind::Plain.key()),
    is_wanted: is_json,
    reader: Some(FormatReader::Each(|file, bytes| incoming::read(ZoneFileKind::Plain, file, bytes))),
    writer: Some(FormatWriter {
        write: |plan, choices| write::write(plan, ZoneFileKind::Plain, choices),
        wants: &[Want::Cdn, Want::ZoneFile],
        output: Output::File,
        propose: |_, cdn| format!("{cdn}-coverage-zones.json"),
        is_snapshot: false,
    }),
};

/// The deep ones.
pub const DEEP: FormatInfo = FormatInfo {
    key: ZoneFileKind::Deep.word(),
    name: "Deep coverage zone file",
    help: "which networks belong to which caches, as Traffic Router reads it",
    recognises: |bytes| has_member(bytes, ZoneFileKind::Deep.key()),
    is_wanted: is_json,
    reader: Some(FormatReader::Each(|file, bytes| incoming::read(ZoneFileKind::Deep, file, bytes))),
    writer: Some(FormatWriter {
        write: |plan, choices| write::write(plan, ZoneFileKind::Deep, choices),
        wants: &[Want::Cdn, Want::ZoneFile],
        output: Output::File,
        propose: |_, cdn| format!("{cdn}-deep-coverage-zones.json"),
        is_snapshot: false,
    }),
};

fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

/// Whether a member of that name stands at the top of a document.
fn has_member(bytes: &[u8], name: &str) -> bool {
    let Ok(text) = text_of(bytes) else { return false };
    // A look for the word spares a look through the files of all other formats.
    if !text.contains(name) {
        return false;
    }
    match outline(text) {
        Ok(DocumentPart::Members(members)) => members.iter().any(|(key, _)| key == name),
        Ok(DocumentPart::Rows(_) | DocumentPart::Scalar(_)) => false,
        // Who knows the format says best what is wrong with it.
        Err(_) => text.split(&format!("\"{name}\"")).skip(1).any(|rest| rest.trim_start().starts_with(':')),
    }
}
