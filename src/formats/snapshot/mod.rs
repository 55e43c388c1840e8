//! The CDN Snapshot as bytes, in Go's form.

mod emit;
mod write;

pub use write::{WriteError, write};
