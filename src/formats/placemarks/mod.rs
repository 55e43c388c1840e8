//! What maps of other programs hold of a plan: named points with properties, and lines between them. `GeoJSON` and KML
//! are two ways to write it down; neither's syntax is known here.

mod gather;
mod mark_table;
mod written;

pub(in crate::formats) use gather::{MapMark, MarkGathering};
pub(in crate::formats) use written::{DrawnLine, LineKind, PlacedObject, PlacedObjects};

/// The property that says what a feature is.
pub(in crate::formats) const KIND: &str = "kind";

/// What that property says of lines between groups, which follow from the groups: reading passes them over.
pub(in crate::formats) const LINK: &str = "link";
