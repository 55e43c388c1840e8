//! JSON that may be hostile: read with every duplicate key found, sizes bounded, floats exact.
//!
//! `document` turns bytes into a tree, `rows` finds the rows of a long list without building the tree of all of them,
//! `pieces` the same of a list that is never held as a whole,
//! `slices` finds the members of an object without building them, `value` turns trees into the values of fields and back. It knows shapes, and no format that is made of JSON.

mod document;
mod duplicates;
mod pieces;
mod printing;
mod rows;
mod slices;
mod tree;
mod value;

pub use document::{Json, JsonError, max_values, parse, text_of};
pub use pieces::{AnswerPiece, AnswerPieces, NextPiece, with_one_row};
pub use printing::{compact, plain, pretty, quoted};
pub use rows::{Budget, DocumentPart, Row, max_rows, member, outline, whole};
pub use slices::{MemberSlice, OpenedSlice, plain_values, slices, slices_within};
pub use tree::{JsonTree, parse_tree};
pub use value::{Flaw, Unknown, from_json, link_from_json, to_json};
