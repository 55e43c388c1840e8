//! Why a document is no scenario.

use thiserror::Error;

use crate::formats::snapshot::DocumentError;

/// Why a document is no scenario.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Json(#[from] DocumentError),
    /// It is packed, and cannot be unpacked.
    #[error("it cannot be unpacked: {0}")]
    Packed(String),
    /// There is no snapshot in it.
    #[error("there is no `crconfig` in it: it takes a document with the keys of a scenario")]
    NoSnapshot,
    /// A file that is named cannot be read.
    #[error("`{0}`, which it names, cannot be read: {1}")]
    File(String, String),
}
