//! What a reader makes of files: objects with the fields that the files give, pairs, and problems. Nothing here is
//! checked against a plan yet.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::model::{Kind, RelationKind, Target, Value};

/// All that one import brings, from however many files.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// Objects, in the order of the files.
    pub objects: Vec<IncomingObject>,
    /// Pairs of relations.
    pub pairs: Vec<IncomingPair>,
    /// What readers found. An object with an error is not among the objects; it counts in `left_out`.
    pub problems: Vec<Problem>,
    /// How many rows readers had to leave out because of errors.
    pub left_out: usize,
    /// The kinds that the files speak of, even with no row: what `--replace` may remove from.
    pub kinds: BTreeSet<Kind>,
    /// The same for relations.
    pub relations: BTreeSet<RelationKind>,
    /// The same for endpoints of rows that are kept and not modelled.
    pub endpoints: BTreeSet<String>,
    /// The files that were read, those without a row included.
    pub files: BTreeSet<Arc<str>>,
    /// Objects that must not be there, by identity: seeds that a `plan-text` says are gone.
    pub absent: Vec<(Kind, Vec<String>)>,
}

/// An object as a file gives it: only the fields that stand there.
#[derive(Clone, Debug)]
pub struct IncomingObject {
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
    /// The parts of its identity, as in `model::identity_parts`, perhaps with an ordinal behind them.
    pub identity: Vec<String>,
    /// Its id in Traffic Ops.
    pub traffic_ops_id: Option<i64>,
    /// When it last changed there, RFC 3339.
    pub last_updated: Option<String>,
    /// Field keys and values; a field that is not listed says nothing, `Value::Null` empties it. Every link inside is
    /// `Target::Absent`, with the name (and Traffic Ops id) that the file gives: `importing` resolves them.
    pub fields: Vec<(&'static str, Value)>,
    /// Fields of which the file can say less than a plan: what the plan has stays where it comes to the same.
    pub coarse: &'static [Coarse],
    /// Fields that we don't model; merged into what the object has, null removes nothing.
    pub unmodelled: BTreeMap<String, serde_json::Value>,
    /// Whether it only follows from another object, like the coordinate that a cache group's latitude and longitude
    /// stand for: it never clashes with one that a file names outright, it completes it.
    pub derived: bool,
}

/// A field, and whether what a plan has there (first) comes to what a file can say of it (second).
pub type Coarse = (&'static str, fn(&Value, &Value) -> bool);

/// A pair of a relation as a file gives it. Its sides are `Target::Absent`, like links.
#[derive(Clone, Debug)]
pub struct IncomingPair {
    /// Which relation.
    pub relation: RelationKind,
    /// Where it stands.
    pub place: Place,
    /// Its first side.
    pub a: Target,
    /// Its second side.
    pub b: Target,
}

/// Where in the input something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it, or its path below the folder that the user named.
    pub file: Arc<str>,
    /// Where in there.
    pub at: At,
}

/// A spot in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    Whole,
    /// A row of a list of rows, counted from 0.
    Row(usize),
    /// A line, counted from 1.
    Line(usize),
    /// Any other spot, like `/response/3/latitude` or `line 4 column 7`.
    Spot(String),
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is wrong; something is worth knowing.
    Note,
    /// Taken as it is.
    Warning,
    /// Cannot be taken: refuses the import, or leaves the row out with `--keep-going`.
    Error,
}

/// Something that a reader or an import found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The field or member there, empty when it is the whole.
    pub field: String,
    /// What is wrong, and what to do where that is not obvious.
    pub message: String,
}

impl Severity {
    /// Its word in files and on terminals.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Place {
    /// The file as a whole.
    pub fn whole(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), at: At::Whole }
    }

    /// The spot without the file: `row 3`, `line 7`; empty for the whole file.
    pub fn spot(&self) -> String {
        match &self.at {
            At::Whole => String::new(),
            At::Row(row) => format!("row {row}"),
            At::Line(line) => format!("line {line}"),
            At::Spot(spot) => spot.clone(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spot = self.spot();
        if spot.is_empty() { f.write_str(&self.file) } else { write!(f, "{}, {spot}", self.file) }
    }
}

impl Problem {
    /// A problem of that severity.
    pub fn new(severity: Severity, place: Place, field: &str, message: impl Into<String>) -> Self {
        Self { severity, place, field: field.to_owned(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity.word(), self.place)?;
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}", self.message)
    }
}
