//! What is to be said about what was written.

use egui::{Context, Label};

use super::parts::{Heights, Verdict, buttons_ui, frame_ui, list_height, primary, weak};
use super::remarks::remarks_ui;
use crate::finding::{Finding, Severity, Tally};
use crate::ui::action::Queue;
use crate::ui::order::Order;
use crate::ui::widgets::text::capitalised;

/// What was written, and what is to be said about it.
#[derive(Debug)]
pub(in crate::ui) struct FindingsDialog {
    said: String,
    counts: String,
    list: Vec<Finding>,
    heights: Heights,
}

impl FindingsDialog {
    /// Takes findings that are sorted.
    pub(in crate::ui) fn new(said: String, findings: Vec<Finding>) -> Self {
        Self { said, counts: Tally::of(&findings).words(", "), list: findings, heights: Heights::default() }
    }

    /// Whether there is more than good to know.
    pub(in crate::ui) fn is_worth_a_dialog(&self) -> bool {
        self.list.iter().any(|finding| finding.severity != Severity::Note)
    }

    /// All of it in a sentence.
    pub(in crate::ui) fn said(&self) -> String {
        if self.counts.is_empty() { self.said.clone() } else { format!("{}, with {}", self.said, self.counts) }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, "Exported", 760.0, |ui| {
            ui.add(Label::new(&self.said).wrap());
            weak(ui, format!("{} about what was written", capitalised(&self.counts)));
            let height = list_height(ui, 240.0);
            let clicked = remarks_ui(ui, height, &mut self.heights, &self.list);
            if let Some(object) = clicked {
                queue.order(Order::StepAside(object));
            }
            buttons_ui(ui, |ui| if primary(ui, true, "Close").clicked() { Verdict::Closes } else { Verdict::Stays })
        })
    }
}
