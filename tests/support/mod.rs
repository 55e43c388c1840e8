//! What several tests need: fixtures, temporary folders, plans, and a window without a display.

pub(crate) mod child;
#[cfg(feature = "gui")]
pub(crate) mod crowd;
#[cfg(feature = "gui")]
pub(crate) mod desk;
pub(crate) mod linux;
pub(crate) mod random;
pub(crate) mod rows;
#[cfg(feature = "gui")]
pub(crate) mod shell;
#[cfg(feature = "gui")]
pub(crate) mod tiles;
pub(crate) mod travelling;
#[cfg(feature = "gui")]
pub(crate) mod window;

use std::path::{Path, PathBuf};

use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::formats::traffic_ops::{ReadOptions, read};
use lodestone::model::Plan;

/// A folder of the recorded atlas CDN, like `api-5.0`.
pub(crate) fn atlas(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-ops/atlas").join(name)
}

/// A file or folder of the fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A folder of the recorded odd CDNs, like `api-5.0`.
pub(crate) fn variants(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-ops/variants").join(name)
}

/// The plan that a folder of API bodies makes.
pub(crate) fn plan_of_bodies(api: &Path) -> Plan {
    let empty = Plan::default();
    let plan = empty.applying(&seed_plan(&empty)).unwrap();
    let outcome =
        import_rows(&plan, read(&[api.to_owned()], &ReadOptions::default()), ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{}: {:?}", api.display(), outcome.report.problems);
    outcome.plan
}

/// A folder that goes when the test ends.
pub(crate) fn temporary_folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}
