//! The window as a whole, and the two halves of its frame: `logic` takes what work has brought back and carries out what
//! was asked for; `ui` draws. It changes a plan only through its session.

mod frame;
mod keys;

use std::path::PathBuf;

use egui::{Context, Ui, ViewportCommand};

use super::action::{Action, OpenMode};
use super::commands::Command;
use super::dialogs::Dialog;
use super::document::{Light, PlanDocument, Workspace};
use super::files::is_plan_name;
use super::map::MapView;
use super::selection::Selection;
use super::settings::{self, Settings};
use super::tables::Tables;
use super::widgets::drags;
use super::{dispatch, fonts, latest, outcome, theme};
use crate::formats::kept;
use crate::model::Position;

pub use super::document::Setup;

/// The window.
pub struct App {
    workspace: Workspace,
    /// Whether a dialog was open in the last frame.
    had_dialog: bool,
    /// Whether a text field had the keyboard in the last frame: by the time that Escape is seen, it has let go.
    was_in_text: bool,
    title: String,
}

impl App {
    /// Makes the window and starts to open its plan.
    pub fn new(ctx: &Context, storage: Option<&dyn eframe::Storage>, setup: Setup) -> Self {
        let settings: Settings =
            storage.and_then(|storage| kept::read(&storage.get_string(settings::KEY)?)).unwrap_or_default();
        fonts::install(ctx);
        theme::install(ctx, settings.reduce_motion);
        ctx.set_theme(settings.theme);
        // Ctrl and plus belong to the map.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        ctx.set_zoom_factor(settings.scale());
        let mut workspace = Workspace::new(ctx, settings, setup);
        outcome::open_first(&mut workspace);
        Self { workspace, had_dialog: false, was_in_text: false, title: String::new() }
    }

    /// Whether nothing goes on: no work, nothing asked for, everything saved or said not to be.
    pub fn is_settled(&self) -> bool {
        let workspace = &self.workspace;
        latest::running(&workspace.ctx).is_empty()
            && workspace.has_no_jobs()
            && workspace.queue.is_empty()
            && workspace.map.is_settled()
            && !workspace.derived.changes().is_waiting()
            && !workspace.derived.findings().is_waiting()
            && !workspace.dialog.as_ref().is_some_and(Dialog::is_waiting)
            && *workspace.document.light() != Light::Saving
    }

    /// The plan that is shown.
    pub fn document(&self) -> &PlanDocument {
        &self.workspace.document
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.workspace.selection
    }

    /// What the window remembers.
    pub fn settings(&self) -> &Settings {
        &self.workspace.settings
    }

    /// The map.
    pub fn map(&self) -> &MapView {
        &self.workspace.map
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.workspace.tables
    }

    /// Where the map looks: its middle and zoom.
    pub fn looks_at(&self) -> Option<(Position, f64)> {
        self.workspace.map.looks_at()
    }

    /// Asks for something, as a view does.
    pub fn send(&self, action: Action) {
        self.workspace.queue.send(action);
        self.workspace.ctx.request_repaint();
    }

    fn take_dropped(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        let (plans, others): (Vec<_>, Vec<_>) = dropped.into_iter().partition(|path| is_plan_name(path));
        if let Some(plan) = plans.into_iter().next() {
            self.workspace.queue.send(Action::Open(plan, OpenMode::Edit));
        }
        if !others.is_empty() {
            self.workspace.queue.send(Action::PreviewImport(others));
        }
    }

    fn take_close_request(&mut self, ctx: &Context) {
        if self.workspace.is_quitting || !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.workspace.document.is_editable() || 0 < self.workspace.forms.unfinished() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.workspace.queue.run(Command::Quit);
        }
    }

    fn retitle(&mut self, ctx: &Context) {
        let name = self.workspace.document.name();
        let title = name.map_or_else(|| "Lodestone".to_owned(), |name| format!("{name} - Lodestone"));
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        self.workspace.now = (self.workspace.setup.now)();
        self.take_dropped(ctx);
        self.take_close_request(ctx);
        dispatch::take_landed(&mut self.workspace);
        for action in self.workspace.queue.drain() {
            dispatch::dispatch(&mut self.workspace, action);
        }
        dispatch::follow(&mut self.workspace);
        self.retitle(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        keys::take_shortcuts(&self.workspace, ui.ctx(), self.was_in_text);
        let had_dialog = std::mem::replace(&mut self.had_dialog, self.workspace.dialog.is_some());
        frame::frame_ui(&mut self.workspace, had_dialog, ui);
        self.was_in_text = ui.ctx().text_edit_focused();
        drags::note(ui.ctx());
        if !self.workspace.queue.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.workspace.keep_look();
        if let Some(text) = kept::write(&self.workspace.settings) {
            storage.set_string(settings::KEY, text);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
