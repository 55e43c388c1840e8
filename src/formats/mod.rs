//! How plans TRAVEL: one folder per format, `read.rs` beside `write.rs`; bytes to values and back.

pub mod anonymous_ip;
mod catalogue;
pub mod cells;
pub mod coverage_zones;
pub mod csv;
mod csv_rows;
pub mod demand;
pub mod files;
pub mod geojson;
mod info;
pub mod json;
pub mod kept;
pub mod kml;
mod linux;
pub mod maxmind;
pub mod picture;
mod placemarks;
pub mod plan_text;
pub mod reading;
pub mod regional_geo;
pub mod router_files;
pub mod scenario;
pub mod snapshot;
pub mod tile_metadata;
pub mod traffic_ops;
pub mod writing;

pub use crate::snapshot::MakingOptions;
pub use catalogue::Format;
pub use csv_rows::csv_rows;
pub use info::{Choices, FormatInfo, FormatReader, FormatWriter, Output, ReadDocument, Want};
