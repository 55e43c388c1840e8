//! The window as a whole: what it holds, and the two halves of a frame. `logic` takes what work has brought back and
//! carries out what was asked for; `ui` draws. It changes a plan only through its session.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Context, Ui, ViewportCommand};

use super::action::{Action, OpenMode, Queue};
use super::dialogs::Dialog;
use super::dialogs::export::ExportDialog;
use super::document::{Document, Light};
use super::files::{self, Opened};
use super::forms::Forms;
use super::jobs::Jobs;
use super::map::MapView;
use super::outcome::Outcome;
use super::panels::changes::Changes;
use super::panels::palette::Palette;
use super::panels::toasts::Toasts;
use super::selection::Selection;
use super::settings::{self, Settings};
use super::tables::Tables;
use super::view::ViewContext;
use super::{fonts, panels, theme};
use crate::model::Position;
use crate::session::Options;

/// What the window is opened with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The plan to open; none: the last one, or the sample.
    pub plan: Option<PathBuf>,
    /// How it is opened.
    pub mode: OpenMode,
    /// Files to import, after a preview.
    pub import: Vec<PathBuf>,
    /// Where the sample plan is made; none: nothing is opened by itself.
    pub data_folder: Option<PathBuf>,
    /// How plans are opened.
    pub session: Options,
    /// The clock, in seconds since 1970.
    pub now: fn() -> u64,
    /// Whether the system's dialogs are asked for files before our own.
    pub system_dialogs: bool,
    /// Where tiles of maps are kept that servers have sent; none: nowhere but in memory.
    pub tile_cache: Option<PathBuf>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            plan: None,
            mode: OpenMode::Edit,
            import: Vec::new(),
            data_folder: None,
            session: Options::default(),
            now: files::now,
            system_dialogs: true,
            tile_cache: None,
        }
    }
}

/// While changes are on their way to the file, it is looked at so often.
const SAVING_LOOK: Duration = Duration::from_millis(60);

/// When the text twin is looked for after it was due.
const TWIN_LOOK: Duration = Duration::from_secs(1);

/// The window.
pub struct App {
    pub(super) setup: Setup,
    pub(super) settings: Settings,
    pub(super) document: Document,
    pub(super) selection: Selection,
    pub(super) queue: Queue,
    pub(super) jobs: Jobs<Outcome>,
    pub(super) dialog: Option<Dialog>,
    /// An export that waits while the user looks at an object.
    pub(super) aside: Option<Box<ExportDialog>>,
    /// A dialog that was left by Escape with something typed in it.
    pub(super) left: Option<Dialog>,
    pub(super) toasts: Toasts,
    pub(super) palette: Palette,
    pub(super) map: MapView,
    pub(super) tables: Tables,
    pub(super) forms: Forms,
    pub(super) changes: Changes,
    /// What waits for the session to come back.
    pub(super) deferred: Vec<Action>,
    /// A plan that was opened while the session of the one before was lent.
    pub(super) late: Option<Opened>,
    pub(super) ctx: Context,
    pub(super) now: u64,
    /// Whether a dialog was open in the last frame.
    pub(super) had_dialog: bool,
    /// Whether a text field had the keyboard in the last frame: by the time that Escape is seen, it has let go.
    pub(super) was_in_text: bool,
    quitting: bool,
    title: String,
    /// The revision for which the selection was last looked through.
    selected_of: u64,
}

impl App {
    /// Makes the window and starts to open its plan.
    pub fn new(ctx: &Context, storage: Option<&dyn eframe::Storage>, setup: Setup) -> Self {
        let settings: Settings =
            storage.and_then(|storage| eframe::get_value(storage, settings::KEY)).unwrap_or_default();
        fonts::install(ctx);
        theme::install(ctx, settings.reduce_motion);
        ctx.set_theme(settings.theme);
        // Ctrl and plus belong to the map.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let mut app = Self {
            now: (setup.now)(),
            setup,
            settings,
            document: Document::default(),
            selection: Selection::default(),
            queue: Queue::default(),
            jobs: Jobs::new(ctx),
            dialog: None,
            aside: None,
            left: None,
            toasts: Toasts::default(),
            palette: Palette::default(),
            map: MapView::default(),
            tables: Tables::default(),
            forms: Forms::default(),
            changes: Changes::default(),
            deferred: Vec::new(),
            late: None,
            ctx: ctx.clone(),
            had_dialog: false,
            was_in_text: false,
            quitting: false,
            title: String::new(),
            selected_of: 0,
        };
        app.open_first();
        app
    }

    fn open_first(&mut self) {
        let mode = self.setup.mode;
        if let Some(path) = self.setup.plan.clone() {
            self.open_by(move |options| files::open(&path, mode, options));
        } else if let Some(folder) = self.setup.data_folder.clone() {
            let last = self.settings.recent.first().cloned();
            self.open_by(move |options| match last.filter(|last| last.exists()) {
                Some(last) => files::open(&last, mode, options),
                None => files::create_sample(&folder, &options),
            });
        }
        let import = std::mem::take(&mut self.setup.import);
        if !import.is_empty() {
            self.deferred.push(Action::PreviewImport(import));
        }
    }

    /// Whether nothing goes on: no work, nothing asked for, everything saved or said not to be.
    pub fn is_settled(&self) -> bool {
        self.jobs.running().is_empty()
            && self.queue.is_empty()
            && !self.changes.is_waiting()
            && *self.document.light() != Light::Saving
    }

    /// The plan that is shown.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// What the window remembers.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the map looks: its middle and zoom.
    pub fn looks_at(&self) -> Option<(Position, f64)> {
        self.map.looks_at()
    }

    /// Asks for something, as a view does.
    pub fn send(&self, action: Action) {
        self.queue.send(action);
        self.ctx.request_repaint();
    }

    /// Ends the program; everything is saved, or the user does not want it.
    pub(super) fn quit_now(&mut self) {
        self.quitting = true;
        self.ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    fn take_dropped(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        let (plans, others): (Vec<_>, Vec<_>) = dropped.into_iter().partition(|path| is_plan_name(path));
        if let Some(plan) = plans.into_iter().next() {
            self.queue.send(Action::Open(plan, OpenMode::Edit));
        }
        if !others.is_empty() {
            self.queue.send(Action::PreviewImport(others));
        }
    }

    fn take_close_request(&mut self, ctx: &Context) {
        if self.quitting || !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.document.is_editable() || 0 < self.forms.unfinished() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.queue.run(super::commands::Command::Quit);
        }
    }

    fn retitle(&mut self, ctx: &Context) {
        let title = self.document.name().map_or_else(|| "Lodestone".to_owned(), |name| format!("{name} - Lodestone"));
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Keeps where the map looks, for when the plan is shown again.
    pub(super) fn keep_look(&mut self) {
        if let Some((path, look)) = self.document.path().zip(self.map.looks_at().filter(|_| self.map.view().is_some()))
        {
            self.settings.keep_look(path, look);
        }
    }

    fn keep_selection(&mut self) {
        if self.selected_of != self.document.revision() {
            self.selected_of = self.document.revision();
            self.selection.keep_existing(self.document.plan());
        }
    }
}

/// Whether a path is named like a plan.
pub fn is_plan_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("lodestone"))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        self.now = (self.setup.now)();
        self.take_dropped(ctx);
        self.take_close_request(ctx);
        self.take_landed();
        for action in self.queue.drain() {
            self.dispatch(action);
        }
        let was_saving = *self.document.light() == Light::Saving;
        self.document.follow_saving();
        if *self.document.light() == Light::Saving {
            ctx.request_repaint_after(SAVING_LOOK);
        } else if was_saving {
            // The text twin is written once the plan rests, and the light says when that fails.
            ctx.request_repaint_after(self.setup.session.twin_rest + TWIN_LOOK);
        }
        for note in self.document.take_notes() {
            self.toasts.notify(note);
        }
        self.keep_selection();
        self.follow_changes();
        self.retitle(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        self.take_shortcuts(ui.ctx());
        panels::window_ui(self, ui);
        self.was_in_text = ui.ctx().text_edit_focused();
        if !self.queue.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.keep_look();
        eframe::set_value(storage, settings::KEY, &self.settings);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// What views get to see.
pub(super) fn view_of<'a>(
    document: &'a Document,
    selection: &'a Selection,
    queue: &'a Queue,
    settings: &Settings,
    ui: &Ui,
) -> ViewContext<'a> {
    ViewContext {
        plan: document.plan(),
        revision: document.revision(),
        editable: document.is_editable(),
        selection,
        queue,
        tokens: theme::tokens(ui),
        reduce_motion: settings.reduce_motion,
    }
}
