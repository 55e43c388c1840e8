//! The CDN Snapshot as bytes, in Go's form.

mod emit;
mod recognise;
mod write;

pub use recognise::recognises;
pub use write::{WriteError, write};
