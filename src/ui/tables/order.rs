//! The rows of a table between frames, and the thread that computes them for large tables while frames go on.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::model::Plan;
use crate::tabular::rows::{RowQuery, rows};
use crate::ui::widgets::job::{Job, Progress};

/// From so many rows on the order is computed elsewhere.
const IN_FRAME_UP_TO: usize = 1_500;

/// What rows depend on: the plan's revision, and what is asked.
pub(super) type RowsKey = (u64, RowQuery);

/// A table's rows, kept until something that they depend on changes.
#[derive(Debug, Default)]
pub(super) struct RowOrder {
    made_for: Option<RowsKey>,
    rows: Arc<Vec<u64>>,
    job: Option<(RowsKey, Job<Vec<u64>>)>,
}

impl RowOrder {
    /// The rows for a query; while they are being computed, those of the one before.
    pub(super) fn rows(&mut self, ctx: &egui::Context, plan: &Arc<Plan>, key: &RowsKey) -> Arc<Vec<u64>> {
        self.receive();
        let asked = self.job.as_ref().map(|(asked, _)| asked).or(self.made_for.as_ref());
        if asked != Some(key) {
            self.ask(ctx, plan, key);
        }
        Arc::clone(&self.rows)
    }

    /// Whether other rows are on their way.
    pub(super) const fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    fn receive(&mut self) {
        match self.job.as_ref().map(|(_, job)| job.progress()) {
            None | Some(Progress::Busy) => return,
            Some(Progress::Done(rows)) => self.rows = Arc::new(rows),
            // It could not be computed: asked again with the next change.
            Some(Progress::Lost) => {}
        }
        self.made_for = self.job.take().map(|(key, _)| key);
    }

    fn ask(&mut self, ctx: &egui::Context, plan: &Arc<Plan>, key: &RowsKey) {
        self.job = None;
        if plan.count(key.1.kind) <= IN_FRAME_UP_TO {
            self.rows = Arc::new(rows(plan, &key.1, &AtomicBool::new(false)).unwrap_or_default());
            self.made_for = Some(key.clone());
            return;
        }
        let (plan, asked) = (Arc::clone(plan), key.1.clone());
        self.job = Some((key.clone(), Job::begin(ctx, move |stop| rows(&plan, &asked, stop))));
    }
}
