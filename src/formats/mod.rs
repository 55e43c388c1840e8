//! How plans TRAVEL: one folder per format, `read.rs` beside `write.rs`; bytes to values and back.

pub mod files;
pub mod json;
pub mod plan_text;
pub mod snapshot;
pub mod traffic_ops;
