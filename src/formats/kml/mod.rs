//! KML and KMZ: cache groups and phys locations as placemarks, servers and ASNs where they stand, who asks whom as lines, a
//! folder a kind.
//!
//! `parse` makes placemarks of XML, and refuses what XML can do to a reader; `packed` opens and makes the archives; `read`
//! and `write` are the two ways.

mod format;
mod packed;
mod parse;
mod read;
mod style;
mod write;

pub use format::{FORMAT, PACKED};
pub use packed::{PackedError, is_packed, pack, unpack};
pub use parse::{KmlError, recognises};
pub use read::read_tables;
pub use write::write;
