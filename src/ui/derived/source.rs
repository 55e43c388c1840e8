//! The plan of which everything is computed, and what belongs to it. It computes nothing.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::Plan;
use crate::store::Baselines;

/// The plan of which everything is computed.
#[derive(Clone, Debug, Default)]
pub struct PlanSource {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Counts up whenever the plan becomes another one, also when another file is opened.
    pub revision: u64,
    /// The CDNs' last snapshots, as far as the plan remembers them.
    pub baselines: Baselines,
    /// Its file; none when nothing is open.
    pub path: Option<PathBuf>,
    /// Whether a piece of work has the session, so that all of this may be of before it.
    pub is_lent: bool,
}
