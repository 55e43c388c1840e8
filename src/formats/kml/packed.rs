//! Archives that hold a KML document: opened within limits of size and ratio, so that none fills the memory.

use std::io::{Cursor, Read as _, Write as _};

use thiserror::Error;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::formats::files::MAX_BYTES;
use crate::sorting::sort_by_key;

/// What the document in an archive is called.
const DOCUMENT: &str = "doc.kml";

/// So many files an archive may hold; those of globes have a document and its pictures.
const MAX_ENTRIES: usize = 10_000;

/// So many times larger than its packed bytes a document may be; placemarks pack some thirty times.
const MAX_RATIO: u64 = 200;

/// Smaller ones may be as regular as they like.
const SMALL_BYTES: u64 = 1 << 20;

/// Why an archive gives no document.
#[derive(Debug, Error)]
pub enum PackedError {
    /// It is broken, or packed in another way.
    #[error("the KMZ archive cannot be opened: {0}")]
    Archive(#[from] ZipError),
    /// It breaks off.
    #[error("the document in the KMZ archive cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Nothing in there is KML.
    #[error("the archive holds no .kml document")]
    NoDocument,
    /// It asks for a password.
    #[error("the document in the KMZ archive is encrypted: unpack it and give the .kml")]
    Encrypted,
    /// More than anybody packs.
    #[error("the KMZ archive holds more than {MAX_ENTRIES} files")]
    TooManyEntries,
    /// Larger than any file is read.
    #[error("the document in the KMZ archive is larger than {} MiB: split it", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Made to fill the memory.
    #[error(
        "the document in the KMZ archive is more than {MAX_RATIO} times larger than its packed bytes: unpack it and give the .kml"
    )]
    TooDense,
}

/// Whether bytes are an archive.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The document in an archive.
pub fn unpack(bytes: &[u8]) -> Result<Vec<u8>, PackedError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    if MAX_ENTRIES < archive.len() {
        return Err(PackedError::TooManyEntries);
    }
    let is_document = |name: &String| name.to_ascii_lowercase().ends_with(".kml");
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
    let mut names: Vec<String> = names.filter(is_document).collect();
    // The one at the top that is called as all are, else the first at the top.
    sort_by_key(&mut names, |name| (name != DOCUMENT, name.contains('/'), name.clone()));
    let name = names.first().ok_or(PackedError::NoDocument)?;
    let index = archive.index_for_name(name).ok_or(PackedError::NoDocument)?;
    let entry = archive.by_index_raw(index)?;
    if entry.encrypted() {
        return Err(PackedError::Encrypted);
    }
    let packed = entry.compressed_size().max(1);
    drop(entry);
    let entry = archive.by_index(index)?;
    // What the archive says of itself may be a lie: what comes out is counted.
    let most = MAX_BYTES.min(packed.saturating_mul(MAX_RATIO).max(SMALL_BYTES));
    let mut document = Vec::new();
    entry.take(most + 1).read_to_end(&mut document)?;
    match document.len() as u64 {
        read if read <= most => Ok(document),
        _ if most == MAX_BYTES => Err(PackedError::TooLarge),
        _ => Err(PackedError::TooDense),
    }
}

/// An archive with a document, the same bytes for the same document.
pub fn pack(document: &[u8]) -> Result<Vec<u8>, PackedError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    writer.start_file(DOCUMENT, options)?;
    writer.write_all(document)?;
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_packed_and_found_again() {
        let document = b"<kml/>".repeat(100);
        let packed = pack(&document).unwrap();
        assert!(is_packed(&packed) && packed.len() < document.len());
        assert_eq!(pack(&document).unwrap(), packed, "the same bytes again");
        assert_eq!(unpack(&packed).unwrap(), document);
    }

    #[test]
    fn what_is_made_to_fill_the_memory_is_refused() {
        let bomb = pack(&vec![b' '; 64 << 20]).unwrap();
        assert!(matches!(unpack(&bomb), Err(PackedError::TooDense)));
        assert!(matches!(unpack(b"PK\x03\x04 and nothing more"), Err(PackedError::Archive(_))));
        let mut other = ZipWriter::new(Cursor::new(Vec::new()));
        other.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
        let other = other.finish().unwrap().into_inner();
        assert!(matches!(unpack(&other), Err(PackedError::NoDocument)));
    }
}
