//! What Traffic Router would DO with a question: which caches it answers with, and why. It works on a `RouterView`, so
//! that no answer promises what the exported snapshot would not do. It knows no plan, no document and no file; what it
//! needs beside the snapshot is given to it as values.

mod place;

pub use place::{GeoLocation, Locate};
