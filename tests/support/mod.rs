//! What several tests need: fixtures, temporary folders, plans, and a window without a display.

pub(crate) mod child;
pub(crate) mod random;
pub(crate) mod rows;
#[cfg(feature = "gui")]
pub(crate) mod shell;
#[cfg(feature = "gui")]
pub(crate) mod window;

use std::path::PathBuf;

/// A folder of the recorded atlas CDN, like `api-5.0`.
pub(crate) fn atlas(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-ops/atlas").join(name)
}

/// A folder that goes when the test ends.
pub(crate) fn temporary_folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}
