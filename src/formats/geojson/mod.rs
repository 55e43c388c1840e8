//! `GeoJSON` (RFC 7946): cache groups and phys locations as points, servers and ASNs where they stand, who asks
//! whom as lines. Longitude comes first there.

mod format;
mod read;
mod write;

pub use format::FORMAT;
pub use read::{read_tables, recognises};
pub use write::write;
