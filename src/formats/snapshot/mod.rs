//! The CDN Snapshot as bytes, in Go's form: written as Traffic Ops writes it, read as leniently as Traffic Router does.

mod emit;
pub mod importing;
mod read;
mod reading;
mod recognise;
mod residuals;
mod write;

pub use read::{Oddity, ReadError, Reading, read, read_whole};
pub use recognise::recognises;
pub use residuals::{ExportError, Exported, export};
pub use write::{WriteError, write};
