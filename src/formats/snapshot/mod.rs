//! The CDN Snapshot as bytes, in Go's form: written as Traffic Ops writes it, read as leniently as Traffic Router does.

mod document;
mod emit;
mod read;
mod reading;
mod recognise;
mod write;

pub use document::{Document, read_document};
pub use read::{Oddity, ReadError, Reading, read};
pub use recognise::recognises;
pub use write::{WriteError, write};
