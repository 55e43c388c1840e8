//! What a finding is about: an object of a plan, a pointer in a document, or a place in a file. The latter two may know
//! the object that stands there. Nothing here looks anything up but names.

use std::fmt;
use std::sync::Arc;

use crate::model::{AnyId, Kind, Plan};

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An object.
    Object(ObjectRef),
    /// A JSON pointer into a document, empty for all of it, and the object that is told there, where one is.
    Pointer(String, Option<ObjectRef>),
    /// A place in a file, and the object that is told there, where that is known.
    Place(Place, Option<ObjectRef>),
}

/// An object by its kind and name, and by its id where it is one of a plan at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRef {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Which one of the plan it is.
    pub id: Option<AnyId>,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// The file as a whole.
    Whole,
    /// A row of a list of rows, counted from 0.
    Row(usize),
    /// A line, counted from 1.
    Line(usize),
    /// A row as spreadsheets count: from 1, the header being the first. The field is the column's header.
    SheetRow(usize),
    /// Any other spot, like `/response/3/latitude` or `line 4 column 7`.
    Spot(String),
}

impl Subject {
    /// The object that it is about.
    pub const fn object(&self) -> Option<&ObjectRef> {
        match self {
            Self::Object(object) => Some(object),
            Self::Pointer(_, object) | Self::Place(_, object) => object.as_ref(),
        }
    }

    /// The place in a file.
    pub const fn place(&self) -> Option<&Place> {
        match self {
            Self::Place(place, _) => Some(place),
            Self::Object(_) | Self::Pointer(..) => None,
        }
    }

    /// The JSON pointer into a document; empty for none.
    pub fn pointer(&self) -> &str {
        match self {
            Self::Pointer(pointer, _) => pointer,
            Self::Object(_) | Self::Place(..) => "",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(object) => object.fmt(f),
            Self::Pointer(pointer, _) if pointer.is_empty() => f.write_str("the document"),
            Self::Pointer(pointer, _) => f.write_str(pointer),
            Self::Place(place, _) => place.fmt(f),
        }
    }
}

impl ObjectRef {
    /// An object of a plan; one that it does not have has no name.
    pub fn of(plan: &Plan, id: AnyId) -> Self {
        Self { kind: id.kind, name: plan.name_of(id).unwrap_or_default(), id: Some(id) }
    }

    /// An object that is known by its name.
    pub fn named(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), id: None }
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind.singular(), self.name)
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
            At::Row(row) | At::SheetRow(row) => format!("row {row}"),
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

impl From<Place> for Subject {
    fn from(place: Place) -> Self {
        Self::Place(place, None)
    }
}

impl From<ObjectRef> for Subject {
    fn from(object: ObjectRef) -> Self {
        Self::Object(object)
    }
}
