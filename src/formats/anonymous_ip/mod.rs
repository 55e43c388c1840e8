//! Traffic Router's policy file for anonymous addresses: bytes to a plan's policy and back. What Traffic Router makes of
//! it, `routing` knows.

mod format;
mod read;
mod write;

pub use format::FORMAT;
pub use read::{read, recognises};
pub use write::write;
