//! A plan to look at: read from a private copy, so that it works on files that are held by another program or
//! write-protected, and nothing of theirs is touched.

use std::path::Path;
use std::sync::Arc;

use super::error::SessionError;
use super::history::{Bounds, History, Timeline};
use crate::formats::traffic_ops::adopt_rows;
use crate::model::Plan;
use crate::store::{self, Baselines, Copied};

/// A plan that cannot be changed.
#[derive(Clone, Debug)]
pub struct ReadOnlySession {
    plan: Arc<Plan>,
    history: History,
    baselines: Baselines,
    copied: Copied,
    plan_id: String,
}

impl ReadOnlySession {
    /// Reads a plan file.
    pub fn open(path: &Path) -> Result<Self, SessionError> {
        let (loaded, copied) = store::open_to_read(path)?;
        let plan = match adopt_rows(&loaded.plan) {
            Some(edit) => loaded.plan.applying(&edit)?,
            None => loaded.plan,
        };
        let history = Timeline::new(loaded.history, loaded.head, loaded.dropped, Bounds::default()).history();
        let (plan, baselines, plan_id) = (Arc::new(plan), loaded.baselines, loaded.plan_id);
        Ok(Self { plan, history, baselines, copied, plan_id })
    }

    /// The plan as it was when it was read.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Its history.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The snapshot of a CDN that was last imported or exported, if there was one.
    pub fn baseline(&self, cdn: &str) -> Option<Vec<u8>> {
        self.baselines.get(cdn)
    }

    /// All of them, cheap to clone.
    pub fn baselines(&self) -> &Baselines {
        &self.baselines
    }

    /// What tells the plan from all others, wherever its file is.
    pub fn plan_id(&self) -> &str {
        &self.plan_id
    }

    /// When it was read, how old it then was, and who may be changing it.
    pub fn copied(&self) -> &Copied {
        &self.copied
    }
}
