//! What there is to know about a format, whichever: how it is called, recognised, read and written, and what it wants to be
//! told. It knows no single format; the catalogue lists them.

use std::sync::Arc;

use super::csv::choices::TableChoices;
use super::csv::read_table::ReadTable;
use super::files::InputFile;
use super::picture::PictureChoices;
use super::snapshot::LastSnapshot;
use super::snapshot::importing::ImportedSnapshot;
use super::traffic_ops::ReadOptions;
use super::writing::{WritingError, Written};
use crate::edit::import::Incoming;
use crate::finding::Finding;
use crate::model::{Kind, Plan};
use crate::sorting::OrderedSet;

/// What there is to know about a format.
pub struct FormatInfo {
    /// Its word on the command line.
    pub key: &'static str,
    /// Its name on screen.
    pub name: &'static str,
    /// What it is for, in a sentence without a stop.
    pub help: &'static str,
    /// Whether bytes are of it.
    pub recognises: fn(&[u8]) -> bool,
    /// Whether a file of that name that was found in a folder, and not named by the user, is looked at.
    pub is_wanted: fn(&str) -> bool,
    /// How it is imported; none: it is not.
    pub reader: Option<FormatReader>,
    /// How it is exported; none: it is not.
    pub writer: Option<FormatWriter>,
}

/// How a format is imported.
#[derive(Clone, Copy)]
pub enum FormatReader {
    /// Each file by itself.
    Each(fn(&str, &[u8]) -> Incoming),
    /// All files of it at once, as they complete each other.
    Together(fn(Vec<InputFile>, &ReadOptions) -> Incoming),
    /// Each file as a table, of which somebody may say more than it says itself.
    Tables(ReadTables),
    /// Each file into a document that only the plan it is imported into explains.
    Document(fn(&Arc<str>, &[u8]) -> ReadDocument),
}

/// Reads tables, and gives them besides as they stand there.
pub(super) type ReadTables = fn(&[InputFile], &ReadOptions, &TableChoices) -> (Incoming, Vec<ReadTable>);

/// A document, or what is wrong with it.
pub type ReadDocument = Result<ImportedSnapshot, Box<Finding>>;

/// How a format is exported.
#[derive(Clone, Copy)]
pub struct FormatWriter {
    /// Writes a plan.
    pub write: fn(&Plan, &Choices<'_>) -> Result<Written, WritingError>,
    /// What the user is asked for.
    pub wants: &'static [Want],
    /// What it becomes.
    pub output: Output,
    /// A name for the file or folder, of the plan's name and the CDN's.
    pub propose: fn(&str, &str) -> String,
    /// Whether it is a CDN's snapshot: Traffic Router is asked about it beforehand, and the plan remembers it.
    pub is_snapshot: bool,
}

/// Something that a format wants to be told before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Which CDN.
    Cdn,
    /// Which CDN, where the user wants one alone.
    CdnOrAll,
    /// A date, in seconds since 1970.
    Date,
    /// A coverage zone file, in place of the one that the CDN uses.
    ZoneFile,
    /// Which kind, or all of them.
    Kind,
    /// Size, part of the world and theme of a picture.
    Picture,
}

/// What a format is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// One file.
    File,
    /// A folder of files, which one document can hold together.
    Folder,
    /// A folder of files that stay apart; one file of one kind.
    Tables,
}

/// What the user said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices<'a> {
    /// Which CDN; empty where none is wanted.
    pub cdn: &'a str,
    /// The coverage zone file by its name; empty: the one that the CDN uses.
    pub file: &'a str,
    /// The date, in seconds since 1970.
    pub date: i64,
    /// Which kind; none: all of them.
    pub kind: Option<Kind>,
    /// How a picture is to be.
    pub picture: PictureChoices,
    /// The names of the cache groups that snapshots of Traffic Ops have.
    pub known: Option<&'a OrderedSet<String>>,
    /// The CDN's last snapshot, to compare dates with.
    pub baseline: Option<LastSnapshot<'a>>,
}
