//! The rows of a table between frames, computed elsewhere for large tables while frames go on.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::model::Plan;
use crate::tabular::rows::{RowQuery, rows};
use crate::ui::latest::{Latest, Task};

/// From so many rows on the order is computed elsewhere.
pub(super) const IN_FRAME_UP_TO: usize = 1_500;

/// What rows depend on: the plan's revision, and what is asked.
pub(super) type RowsKey = (u64, RowQuery);

/// A table's rows, kept until something that they depend on changes.
#[derive(Debug)]
pub(super) struct RowOrder {
    latest: Latest<RowsKey, Vec<u64>>,
    /// How many rows were put in order while a frame waited, and how often others were asked for.
    pub(super) in_frames: usize,
    pub(super) asked: usize,
}

impl Default for RowOrder {
    fn default() -> Self {
        Self { latest: Latest::new(Task::unseen("Sorting the table")), in_frames: 0, asked: 0 }
    }
}

impl RowOrder {
    /// The rows for a query; while they are being computed, those of the one before.
    pub(super) fn rows(&mut self, ctx: &egui::Context, plan: &Arc<Plan>, key: &RowsKey) -> Arc<Vec<u64>> {
        self.asked += usize::from(self.latest.asked() != Some(key));
        if self.latest.asked() != Some(key) && plan.count(key.1.kind) <= IN_FRAME_UP_TO {
            self.in_frames += plan.count(key.1.kind);
            let rows = rows(plan, &key.1, &AtomicBool::new(false)).unwrap_or_default();
            self.latest.answer(key.clone(), rows);
        } else {
            let (plan, asked) = (Arc::clone(plan), key.1.clone());
            self.latest.ask(ctx, key, move |work| rows(&plan, &asked, work.cancelled()));
        }
        self.latest.newest().cloned().unwrap_or_default()
    }

    /// The rows for a query, if they have been computed.
    pub(super) fn known(&self, key: &RowsKey) -> Option<Arc<Vec<u64>>> {
        self.latest.answer_to(key).cloned()
    }

    /// Takes rows that were computed before.
    pub(super) fn answer(&mut self, key: RowsKey, rows: Vec<u64>) {
        self.latest.answer(key, rows);
    }

    /// Whether other rows are on their way.
    pub(super) const fn is_busy(&self) -> bool {
        self.latest.is_busy()
    }
}
