//! How plans TRAVEL: one folder per format, `read.rs` beside `write.rs`; bytes to values and back.

mod catalogue;
pub mod cells;
pub mod coverage_zones;
pub mod files;
pub mod json;
mod linux;
pub mod maxmind;
pub mod plan_text;
pub mod reading;
pub mod router_files;
pub mod scenario;
pub mod snapshot;
pub mod tile_metadata;
pub mod traffic_ops;
pub mod writing;

pub use crate::snapshot::MakingOptions;
pub use catalogue::{Choices, Format, FormatInfo, Output, ReadDocument, Reader, Want, Writer};
