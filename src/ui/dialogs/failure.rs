//! A plan that could not be opened: why, what there is of it beside, and what can be done. It reads no file.

use std::path::PathBuf;

use egui::{Context, Label, Ui};

use super::parts::{Heights, Verdict, buttons_ui, choices, entries_ui, frame_ui, list_height, plain, primary, weak};
use crate::ui::action::Queue;
use crate::ui::order::{OpenRemedy, Order, Purpose};

/// A plan that could not be opened, and what can be done.
#[derive(Debug)]
pub(in crate::ui) struct OpenFailure {
    /// The plan file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
    /// What can be done.
    pub remedy: Option<OpenRemedy>,
    /// All that may be put in the plan's place, the newest first.
    pub ways_back: Vec<WayBack>,
    /// What the proposed one has more or less than the next, in words.
    pub compared: Option<String>,
}

/// A state that may be put in the place of a plan.
#[derive(Debug)]
pub(in crate::ui) struct WayBack {
    /// The file.
    pub path: PathBuf,
    /// What it is, from when, and whose.
    pub words: String,
    /// What it holds, or why it cannot be read.
    pub holds: String,
    /// What it is called on the button that puts it in place.
    pub name: &'static str,
    /// Whether it can be read at all.
    pub is_readable: bool,
}

/// The dialog about it.
#[derive(Debug)]
pub(in crate::ui) struct FailureDialog {
    failure: OpenFailure,
    heights: Heights,
}

impl FailureDialog {
    /// Says what happened.
    pub(in crate::ui) fn new(failure: OpenFailure) -> Self {
        Self { failure, heights: Heights::default() }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, "The plan could not be opened", 560.0, |ui| {
            let OpenFailure { path, reason, .. } = &self.failure;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            ui.add(Label::new(format!("{name}: {reason}")).wrap());
            self.ways_back_ui(ui);
            self.remedy_ui(ui);
            self.buttons_ui(ui, queue)
        })
    }

    /// What there is, to choose from.
    fn ways_back_ui(&mut self, ui: &mut Ui) {
        let Self { failure: OpenFailure { remedy, ways_back, .. }, heights } = self;
        if ways_back.is_empty() {
            return;
        }
        weak(ui, "What there is of it, the newest first:");
        choices(ui);
        entries_ui(ui, list_height(ui, 260.0), heights, ways_back.len(), |ui, at| {
            let Some(way) = ways_back.get(at) else { return };
            let is_chosen = matches!(remedy, Some(OpenRemedy::Restore(path)) if *path == way.path);
            let choice = ui.add_enabled_ui(way.is_readable, |ui| ui.radio(is_chosen, &way.words)).inner;
            if choice.on_hover_text(way.path.display().to_string()).clicked() {
                *remedy = Some(OpenRemedy::Restore(way.path.clone()));
            }
            weak(ui, &way.holds);
        });
    }

    fn remedy_ui(&self, ui: &mut Ui) {
        match &self.failure.remedy {
            Some(OpenRemedy::Restore(_)) => {
                if let Some(compared) = &self.failure.compared {
                    weak(ui, compared);
                }
                weak(ui, "What stands in the plan's place now is kept beside it, so that this can be taken back.");
            }
            Some(OpenRemedy::ReadOnly) => {
                weak(ui, "It can be looked at: what is shown is a copy as it is now, and nothing is written.");
            }
            None => {}
        }
    }

    fn buttons_ui(&self, ui: &mut Ui, queue: &Queue) -> Verdict {
        let OpenFailure { path, remedy, ways_back, .. } = &self.failure;
        buttons_ui(ui, |ui| {
            let mut order = None;
            let main = match remedy {
                Some(OpenRemedy::ReadOnly) => "Open read-only",
                Some(OpenRemedy::Restore(from)) => {
                    ways_back.iter().find(|way| way.path == *from).map_or("Restore the backup", |way| way.name)
                }
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
    }
}
