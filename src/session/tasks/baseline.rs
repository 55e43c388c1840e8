//! Snapshots that a plan is to remember as the last ones of its CDNs.

use std::sync::Arc;

use crate::session::{Session, SessionError};
use crate::store::Baselines;

/// What is said when a snapshot could not be kept as its CDN's baseline; why follows.
pub const NOT_REMEMBERED: &str = "the plan does not remember this snapshot for later comparisons";

/// A snapshot that is to be kept as its CDN's last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    cdn: String,
    document: Arc<Vec<u8>>,
}

impl Baseline {
    /// Of a CDN.
    pub fn of(cdn: String, document: Vec<u8>) -> Self {
        Self { cdn, document: Arc::new(document) }
    }

    /// Whether it is the CDN's last one already.
    pub fn is_known(&self, known: &Baselines) -> bool {
        known.packed(&self.cdn).is_some_and(|last| last.is(&self.document))
    }
}

/// Keeps snapshots; they are in the file when this returns.
pub fn remember(session: &mut Session, baselines: &[Baseline]) -> Result<(), SessionError> {
    baselines.iter().try_for_each(|baseline| session.set_baseline(&baseline.cdn, &baseline.document))
}
