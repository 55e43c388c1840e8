//! A plan that could not be opened: why, and what can be done.

use std::path::PathBuf;

use egui::{Context, Label};

use super::parts::{Verdict, buttons_ui, frame_ui, plain, primary, weak};
use crate::ui::action::Queue;
use crate::ui::order::{Order, Purpose, Remedy};

/// A plan that could not be opened, and what can be done.
#[derive(Debug)]
pub(in crate::ui) struct OpenFailure {
    /// The plan file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
    /// What can be done.
    pub remedy: Option<Remedy>,
}

/// The dialog about it.
#[derive(Debug)]
pub(in crate::ui) struct FailureDialog(OpenFailure);

impl FailureDialog {
    /// Says what happened.
    pub(in crate::ui) fn new(failure: OpenFailure) -> Self {
        Self(failure)
    }

    /// Draws it.
    pub(super) fn dialog_ui(&self, ctx: &Context, queue: &Queue) -> Verdict {
        let Self(OpenFailure { path, reason, remedy }) = self;
        frame_ui(ctx, "The plan could not be opened", 520.0, |ui| {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            ui.add(Label::new(format!("{name}: {reason}")).wrap());
            match remedy {
                Some(Remedy::Restore(backup)) => {
                    weak(ui, format!("The backup is {}. The damaged file is kept beside the plan.", backup.display()));
                }
                Some(Remedy::ReadOnly) => {
                    weak(ui, "It can be looked at: what is shown is a copy as it is now, and nothing is written.");
                }
                None => {}
            }
            buttons_ui(ui, |ui| {
                let mut order = None;
                let main = match remedy {
                    Some(Remedy::ReadOnly) => "Open read-only",
                    Some(Remedy::Restore(_)) => "Restore the backup",
                    None => "Open another plan…",
                };
                if primary(ui, true, main).clicked() {
                    let other = || Order::Ask(Purpose::Open);
                    order = Some(remedy.clone().map_or_else(other, |remedy| Order::Remedy(path.clone(), remedy)));
                }
                if remedy.is_some() && plain(ui, "Open another plan…").clicked() {
                    order = Some(Order::Ask(Purpose::Open));
                }
                let closes = plain(ui, "Close").clicked() || order.is_some();
                if let Some(order) = order {
                    queue.order(order);
                }
                if closes { Verdict::Closes } else { Verdict::Stays }
            })
        })
    }
}
