//! What would be lost if the plan was closed now, and what can be done about it.

use egui::{Context, Label};

use super::parts::{Verdict, buttons_ui, frame_ui, list_height, list_ui, plain, primary, weak};
use crate::ui::action::Queue;
use crate::ui::order::{Order, Purpose};

/// What would be lost.
#[derive(Debug)]
pub(in crate::ui) struct Unsaved {
    reason: String,
    labels: Vec<String>,
}

impl Unsaved {
    /// Names it.
    pub(in crate::ui) fn new(reason: String, labels: Vec<String>) -> Self {
        Self { reason, labels }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, "Some changes are not saved", 560.0, |ui| {
            ui.add(Label::new(format!("They would be lost if the plan was closed now: {}.", self.reason)).wrap());
            let height = list_height(ui, 260.0);
            list_ui(ui, height, self.labels.len(), |ui, at| {
                ui.add(Label::new(self.labels.get(at).map_or("", String::as_str)).truncate());
            });
            weak(ui, "Retry when the cause is gone, or write the plan with these changes into another file.");
            buttons_ui(ui, |ui| {
                let mut order = None;
                if primary(ui, true, "Retry").clicked() {
                    order = Some(Order::Retry);
                }
                if plain(ui, "Save a copy…").clicked() {
                    order = Some(Order::Ask(Purpose::SaveCopy));
                }
                if plain(ui, "Quit without saving").clicked() {
                    order = Some(Order::QuitAnyway);
                }
                let closes = plain(ui, "Cancel").clicked() || order.is_some();
                if let Some(order) = order {
                    queue.order(order);
                }
                if closes { Verdict::Closes } else { Verdict::Stays }
            })
        })
    }
}
