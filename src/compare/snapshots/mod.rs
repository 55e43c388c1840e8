//! Two snapshot documents against each other: by object and field in the planner's words, and as rows of a JSON patch
//! that make the one of the other. It takes documents as trees, whatever stands in them, so that nothing that differs
//! can be missed; it knows no bytes.

mod changes;
mod patch;
mod same;
mod words;

pub use changes::{
    Comparison, DocumentGroup, FieldChange, Frame, ObjectChange, Relocation, SnapshotTab, What, compare_snapshots,
    position_in, says_where,
};
pub use patch::{JsonPatchRow, PatchError, PatchOperation, apply_rows};
pub use same::is_same;
pub use words::{value_text, words};
