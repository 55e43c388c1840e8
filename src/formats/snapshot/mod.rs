//! The CDN Snapshot as bytes, in Go's form: written as Traffic Ops writes it, read as leniently as Traffic Router does.

mod ahead;
mod differing;
mod differing_made;
mod document;
mod eight;
mod emit;
mod format;
mod glance;
mod groups;
pub mod importing;
mod judging;
mod members;
mod read;

mod recognise;
mod residuals;
mod text_over;
mod tree;
mod write;

pub use differing::{DifferingSnapshots, read_differing};
pub use differing_made::make_differing;
pub use document::{
    CacheParts, DocumentError, find_caches, read_around, read_document, read_document_bytes, read_node,
    read_node_bytes, value_of,
};
pub use format::FORMAT;
pub use glance::{LastIs, LastSnapshot, cache_names, date_of, stats_of};
pub use groups::group_names;
pub use judging::judge_bytes;
pub use members::Oddity;
pub use read::{ReadError, SnapshotReading, read, read_whole};
pub use recognise::recognises;
pub use residuals::{ExportError, Exported, export, export_over};
pub use tree::{SnapshotTree, read_tree};
pub use write::{SnapshotWriteError, write};
