//! Changes that were typed into forms and are not in the plan: they would go with the window or the plan.

use egui::{Context, Label};

use super::parts::{Verdict, buttons_ui, frame_ui, plain, primary};
use crate::ui::action::Queue;
use crate::ui::order::{LeaveOrder, Order};

/// How many forms have such changes, and what is to follow.
#[derive(Debug)]
pub(in crate::ui) struct Unfinished {
    count: usize,
    then: LeaveOrder,
}

impl Unfinished {
    /// Asks before something goes.
    pub(in crate::ui) fn new(count: usize, then: LeaveOrder) -> Self {
        Self { count, then }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, "Typed, and not in the plan yet", 520.0, |ui| {
            let forms = match self.count {
                1 => "One form has changes".to_owned(),
                many => format!("{many} forms have changes"),
            };
            ui.add(Label::new(format!("{forms} for which Update has not been pressed. They would be lost.")).wrap());
            buttons_ui(ui, |ui| {
                let stays = primary(ui, true, "Cancel").clicked();
                if plain(ui, "Leave without them").clicked() {
                    queue.order(Order::Leave(self.then.clone()));
                    return Verdict::Closes;
                }
                if stays { Verdict::Closes } else { Verdict::Stays }
            })
        })
    }
}
