//! Traffic Router's file of regional geo rules: bytes to a plan's rules and back. What Traffic Router makes of the rules,
//! `routing` knows.

mod format;
mod read;
mod write;

pub use format::FORMAT;
pub use read::{read, recognises};
pub use write::write;
