//! What commands and actions do: one line each, and the few that take more words below. It draws nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, Key, Modifiers, Popup};

use super::action::{Action, OpenMode};
use super::app::{App, is_plan_name};
use super::commands::{self, Command, Place};
use super::dialogs::{self, Dialog};
use super::document::Light;
use super::files::{self, Purpose, Remedy};
use super::jobs::{Cancel, Task};
use super::order::{Leaving, Order};
use super::outcome::{Outcome, Said};
use super::panels::changes;
use super::selection::Selection;
use super::settings::{Tab, ThemeChoice};
use super::theme;
use super::widgets::text::capitalised;
use crate::edit::{Edit, intent};
use crate::model::{AnyId, Kind};
use crate::session::tasks::{self, ImportError, ImportOrder};
use crate::session::{Session, SessionError};

/// Edits of so many changes are done on a thread.
pub(super) const LARGE_EDIT: usize = 500;

const UNDOING: Task = Task { title: "Undoing", stages: &["Taking the step back"], cancel: Cancel::Impossible };
const REDOING: Task = Task { title: "Redoing", stages: &["Doing the step again"], cancel: Cancel::Impossible };
const GOING: Task = Task { title: "Going there", stages: &["Step by step"], cancel: Cancel::Impossible };
pub(super) const CHANGING: Task =
    Task { title: "Changing the plan", stages: &["Applying the changes"], cancel: Cancel::Impossible };
const RETRYING: Task = Task { title: "Saving", stages: &["Trying again"], cancel: Cancel::Impossible };
const DISCARDING: Task = Task { title: "Discarding", stages: &["Reading the file again"], cancel: Cancel::Impossible };
const READING: Task = Task {
    title: "Looking at the files",
    stages: &["Reading the files", "Comparing with the plan", "Describing the changes"],
    cancel: Cancel::Possible,
};
const COPYING: Task = Task { title: "Saving a copy", stages: &["Writing the copy"], cancel: Cancel::Possible };

impl App {
    /// Carries out what a view asked for.
    pub(super) fn dispatch(&mut self, action: Action) {
        if self.document.is_lent() && needs_session(&action) {
            self.deferred.push(action);
            return;
        }
        match action {
            Action::Run(command) => self.run(command),
            Action::Perform(edit) => self.perform(edit),
            Action::Refuse(text) => self.toasts.refuse(text),
            Action::Notify(text) => self.toasts.notify(text),
            Action::Select(selection) => {
                if selection == self.selection {
                    self.forms.leave_new();
                }
                self.selection = selection;
            }
            Action::ToggleSelected(object) => self.selection.toggle(object),
            Action::Reveal(object) => self.reveal(object),
            Action::ShowTable(kind) => self.show_table(kind),
            Action::StartNew(kind, position) => self.forms.start_new(kind, position),
            Action::TakeMiddle => self.take_middle(),
            Action::Delete(objects) => self.delete(&objects),
            Action::Open(path, mode) => self.leave(Leaving::Open(path, mode)),
            Action::Create(path) => self.leave(Leaving::Create(path)),
            Action::PreviewImport(paths) => self.preview(ImportOrder { paths, ..ImportOrder::default() }),
            Action::GoToStep(step) => self.with_session(GOING, move |session| go_to_step(session, step)),
            Action::Order(order) => self.carry_out(order),
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::NewPlan => self.ask(Purpose::Create),
            Command::OpenPlan => self.ask(Purpose::Open),
            Command::OpenReadOnly => self.ask(Purpose::OpenReadOnly),
            Command::Import => self.ask_import(),
            Command::Export => self.show_export(),
            Command::Quit => self.leave(Leaving::Quit),
            Command::Undo => self.with_session(UNDOING, |session| said(session.undo())),
            Command::Redo => self.with_session(REDOING, |session| said(session.redo())),
            Command::NewCacheGroup => self.forms.start_new(Kind::CacheGroup, self.map.spot()),
            Command::AddServers => self.show_add_servers(),
            Command::NewDeliveryService => self.forms.start_new(Kind::DeliveryService, None),
            Command::NewCdn => self.show_new_cdn(),
            Command::Delete => self.delete(&self.selection.iter().collect::<Vec<_>>()),
            Command::SelectAll => self.selection = Selection::many(self.document.plan().ids(self.settings.kind)),
            Command::ClearSelection => self.selection = Selection::default(),
            Command::FitAll => self.map.fit_all(),
            Command::FitSelection => self.map.fit_selection(),
            Command::ZoomIn => self.map.zoom_by(1.0),
            Command::ZoomOut => self.map.zoom_by(-1.0),
            Command::ShowTable(kind) => self.show_table(kind),
            Command::ShowChanges => self.show_changes(),
            Command::NextChange => self.jump_change(1),
            Command::PreviousChange => self.jump_change(-1),
            Command::CompareWith => self.ask(Purpose::Compare),
            Command::ShowHistory => self.settings.tab = Tab::History,
            Command::ToggleLinks => self.settings.layers.links ^= true,
            Command::ToggleSites => self.settings.layers.sites ^= true,
            Command::TogglePlaces => self.settings.layers.places ^= true,
            Command::ToggleLabels => self.settings.layers.labels ^= true,
            Command::MapBackground => self.show_background(),
            Command::ThemeDark => self.set_theme(ThemeChoice::Dark),
            Command::ThemeLight => self.set_theme(ThemeChoice::Light),
            Command::ThemeSystem => self.set_theme(ThemeChoice::System),
            Command::ToggleReduceMotion => self.toggle_reduce_motion(),
            Command::Palette => self.palette.open(),
            Command::Shortcuts => self.dialog = Some(Dialog::Shortcuts),
            Command::About => self.dialog = Some(Dialog::About),
        }
    }

    fn carry_out(&mut self, order: Order) {
        match order {
            Order::Retry => self.with_session(RETRYING, |session| match session.retry() {
                Ok(()) => Said::Notice("All changes saved".to_owned()),
                Err(error) => Said::Refusal(error.to_string()),
            }),
            Order::Discard => self.with_session(DISCARDING, |session| match session.discard_unsaved() {
                Ok(()) => Said::Notice("The plan is again what its file has".to_owned()),
                Err(error) => Said::Refusal(error.to_string()),
            }),
            Order::Cancel(number) => {
                self.jobs.cancel(number);
                self.give_preflight_up();
            }
            Order::Remedy(path, remedy) => self.remedy(path, remedy),
            Order::Ask(purpose) => self.ask(purpose),
            Order::Path(purpose, path) => self.take_path(purpose, path),
            Order::Preview(order) => self.preview(order),
            Order::Import => self.import(),
            Order::Preflight(question) => self.preflight(question),
            Order::Export(order) => self.export(order),
            Order::Make(making) => self.make(*making),
            Order::Remember(plan, baseline) => self.remember(&plan, baseline),
            Order::StepAside(object) => {
                self.step_aside();
                self.reveal(object);
            }
            Order::DeleteWithReferences(objects) => {
                self.queue.perform(intent::delete_with_references(self.document.plan(), &objects));
            }
            Order::Look(object) => self.look(object),
            Order::LookAt(position) => self.map.reveal_place(position),
            Order::ShowTab(tab) => self.settings.tab = tab,
            Order::ToggleMore => self.settings.more ^= true,
            Order::SetBackground(background) => {
                if let Some(plan) = self.document.plan_key() {
                    self.settings.keep_background(&plan, background);
                }
            }
            Order::ForgetRecent => self.settings.recent.clear(),
            Order::QuitAnyway => self.quit_now(),
            Order::Leave(leaving) => {
                self.forms.clear();
                self.left = None;
                self.leave(leaving);
            }
        }
    }

    fn perform(&mut self, edit: Edit) {
        if !self.document.is_editable() {
            self.toasts.refuse("The plan is open read-only: nothing was changed".to_owned());
            return;
        }
        if LARGE_EDIT < edit.changes.len() {
            self.with_session(CHANGING, move |session| match session.perform(edit) {
                Ok(_) => Said::Nothing,
                Err(error) => Said::Refusal(error.to_string()),
            });
        } else if let Some(Err(error)) = self.document.perform(edit) {
            self.toasts.refuse(error.to_string());
        }
    }

    fn reveal(&mut self, object: AnyId) {
        self.show_table(object.kind);
        self.look(object);
    }

    fn look(&mut self, object: AnyId) {
        self.selection = Selection::one(object);
        self.forms.leave_new();
        self.map.reveal(object);
    }

    fn show_background(&mut self) {
        let background = self.document.plan_key().map(|plan| self.settings.background_of(&plan)).unwrap_or_default();
        let dialog = dialogs::background::BackgroundDialog::new(&background, self.map.view());
        self.dialog = Some(Dialog::Background(Box::new(dialog)));
    }

    fn take_middle(&mut self) {
        if let Some((middle, _)) = self.map.looks_at() {
            self.forms.take_place(middle);
        }
    }

    pub(super) fn show_table(&mut self, kind: Kind) {
        self.settings.kind = kind;
        self.settings.tab = Tab::Table;
    }

    fn delete(&mut self, objects: &[AnyId]) {
        if objects.is_empty() {
            self.toasts.refuse("Nothing is selected: there is nothing to delete".to_owned());
            return;
        }
        match intent::delete(self.document.plan(), objects) {
            Err(intent::Refusal::InUse { uses }) => {
                self.dialog = Some(Dialog::Delete(dialogs::delete::DeleteDialog::new(
                    self.document.plan(),
                    objects.to_vec(),
                    &uses,
                )));
            }
            other => self.queue.perform(other),
        }
    }

    /// Leaves the plan for another one or with the window, unless something would be lost.
    fn leave(&mut self, leaving: Leaving) {
        if let Leaving::Open(path, OpenMode::Edit) = &leaving
            && self.document.is_editable()
            && self.document.path() == Some(path.as_path())
        {
            self.toasts.notify("This plan is open already".to_owned());
            return;
        }
        if self.warn_of_unsaved() {
            return;
        }
        let unfinished = self.forms.unfinished();
        if 0 < unfinished {
            self.dialog = Some(Dialog::Unfinished(dialogs::unfinished::Unfinished::new(unfinished, leaving)));
            return;
        }
        match leaving {
            Leaving::Open(path, mode) => self.open_by(move |options| files::open(&path, mode, options)),
            Leaving::Create(path) => self.open_by(move |options| files::create(&path, options)),
            Leaving::Quit => self.close_then_quit(),
        }
    }

    /// Shows what would be lost if the plan was closed now.
    fn warn_of_unsaved(&mut self) -> bool {
        let Light::Failed { reason, unsaved } = self.document.light() else { return false };
        self.dialog = Some(Dialog::Unsaved(dialogs::unsaved::Unsaved::new(reason.clone(), unsaved.clone())));
        true
    }

    fn ask_import(&mut self) {
        if self.document.is_editable() {
            let dialog = dialogs::path::PathDialog::new(Purpose::Import, &self.settings, self.document.path());
            self.dialog = Some(Dialog::Path(dialog.browsing(self.setup.system_dialogs)));
        } else {
            self.toasts.refuse("Open a plan to edit it before you import into it".to_owned());
        }
    }

    /// Looks at files and shows what they would do.
    pub(super) fn preview(&mut self, order: ImportOrder) {
        if !self.document.is_open() {
            self.toasts.refuse("Open a plan before you import into it".to_owned());
            return;
        }
        if !self.document.is_editable() {
            self.toasts.refuse("The plan is open read-only: nothing can be imported".to_owned());
            return;
        }
        let (plan, revision) = (Arc::clone(self.document.plan()), self.document.revision());
        let known = self.document.baselines().clone();
        self.start(READING, move |progress| {
            Outcome::Previewed(files::preview(
                &plan,
                &known,
                revision,
                order,
                &|stage| progress.at(stage),
                progress.cancelled(),
            ))
        });
    }

    fn import(&mut self) {
        let Some(Dialog::Import(dialog)) = self.dialog.take() else { return };
        if dialog.preview.revision != self.document.revision() {
            self.toasts.notify("The plan has changed meanwhile: here is the preview anew".to_owned());
            self.preview(dialog.preview.order.clone());
            return;
        }
        let planned = dialog.preview.planned;
        let label = planned.outcome.edit.label.clone();
        let done = if planned.outcome.edit.is_empty() {
            "The plan remembers the snapshot; nothing else was to change".to_owned()
        } else {
            format!("{label}: done; Undo takes it back")
        };
        self.with_session(CHANGING, move |session| match tasks::import(session, planned) {
            Ok(()) => Said::Notice(done),
            Err(error @ ImportError::NotRemembered(_)) => Said::Refusal(format!("{done}; {error}")),
            Err(error @ ImportError::NotBackedUp(_)) => Said::Refusal(capitalised(&error.to_string())),
            Err(error @ ImportError::NotDone(_)) => Said::Refusal(error.to_string()),
        });
    }

    fn remedy(&mut self, path: PathBuf, remedy: Remedy) {
        match remedy {
            Remedy::ReadOnly => self.open_by(move |options| files::open(&path, OpenMode::ReadOnly, options)),
            Remedy::Restore(backup) => self.open_by(move |options| files::restore(&path, &backup, options)),
        }
    }

    /// Does what a path was asked for.
    pub(super) fn take_path(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.queue.send(Action::Open(path, OpenMode::Edit)),
            Purpose::OpenReadOnly => self.queue.send(Action::Open(path, OpenMode::ReadOnly)),
            Purpose::Create => self.queue.send(Action::Create(with_plan_ending(path))),
            Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => {
                self.queue.send(Action::PreviewImport(vec![path]));
            }
            Purpose::Compare => self.compare_with(path),
            Purpose::TileFile => {
                if let Some(Dialog::Background(dialog)) = &mut self.dialog {
                    dialog.set_path(&path);
                }
            }
            Purpose::SaveCopy => {
                let (plan, path) = (Arc::clone(self.document.plan()), with_plan_ending(path));
                let of = self.document.path().map(Path::to_owned);
                self.start(COPYING, move |_| Outcome::Copied(files::save_copy(&plan, of.as_deref(), &path)));
            }
            Purpose::ExportFile | Purpose::ExportFolder => {
                if let Some(Dialog::Export(dialog)) = &mut self.dialog {
                    dialog.set_path(&path);
                }
            }
        }
    }

    fn set_theme(&mut self, theme: ThemeChoice) {
        self.settings.theme = theme;
        self.ctx.set_theme(theme);
    }

    fn toggle_reduce_motion(&mut self) {
        self.settings.reduce_motion ^= true;
        theme::install(&self.ctx, self.settings.reduce_motion);
    }

    /// Whether a command can be run now.
    pub(super) fn is_possible(&self, command: Command) -> bool {
        let edits = command.info().is_some_and(|info| info.edits);
        if edits && !self.document.is_editable() {
            return false;
        }
        match command {
            Command::Undo => self.document.can_undo().is_some(),
            Command::Redo => self.document.can_redo().is_some(),
            Command::Delete | Command::ClearSelection | Command::FitSelection => !self.selection.is_empty(),
            Command::AddServers => self.chosen_group().is_some(),
            Command::NextChange | Command::PreviousChange => self.changes.count().is_some_and(|count| 0 < count),
            Command::MapBackground | Command::Export | Command::CompareWith | Command::SelectAll | Command::FitAll => {
                self.document.is_open()
            }
            _ => true,
        }
    }

    /// Whether a command that switches something finds it on; none for other commands.
    pub(super) fn is_on(&self, command: Command) -> Option<bool> {
        let (settings, layers) = (&self.settings, &self.settings.layers);
        match command {
            Command::ToggleLinks => Some(layers.links),
            Command::ToggleSites => Some(layers.sites),
            Command::TogglePlaces => Some(layers.places),
            Command::ToggleLabels => Some(layers.labels),
            Command::ThemeDark => Some(settings.theme == ThemeChoice::Dark),
            Command::ThemeLight => Some(settings.theme == ThemeChoice::Light),
            Command::ThemeSystem => Some(settings.theme == ThemeChoice::System),
            Command::ToggleReduceMotion => Some(settings.reduce_motion),
            _ => None,
        }
    }

    /// Runs the commands whose keys were pressed, unless they mean something else where the focus is.
    pub(super) fn take_shortcuts(&mut self, ctx: &Context) {
        if self.dialog.is_some() || self.palette.is_open() {
            return;
        }
        let in_text = ctx.text_edit_focused();
        let in_popup = Popup::is_any_open(ctx);
        let in_changes = ctx.memory(|memory| memory.has_focus(changes::focus_id()));
        // What keys mean where the focus is comes before what they mean everywhere.
        let heard = commands::ALL.iter().filter(|info| info.place == Place::Changes && in_changes);
        let heard: Vec<_> = heard.chain(commands::ALL.iter().filter(|info| info.place == Place::Window)).collect();
        for pass in [Modifiers::COMMAND.plus(Modifiers::SHIFT), Modifiers::COMMAND, Modifiers::NONE] {
            for info in &heard {
                let Some(shortcut) = info.shortcut.filter(|shortcut| shortcut.modifiers == pass) else { continue };
                let means_else = (in_text && is_of_text(pass, shortcut.logical_key))
                    || (in_popup && pass == Modifiers::NONE)
                    || (shortcut.logical_key == Key::Escape && (self.was_in_text || self.map.wants_escape()));
                if !means_else
                    && ctx.input_mut(|input| input.consume_shortcut(&shortcut))
                    && self.is_possible(info.command)
                {
                    self.queue.run(info.command);
                }
            }
        }
    }
}

/// Whether a text field wants the keys for itself.
fn is_of_text(modifiers: Modifiers, key: Key) -> bool {
    modifiers == Modifiers::NONE && key != Key::F1 || matches!(key, Key::Z | Key::A | Key::H | Key::Y)
}

/// Whether an action must wait until the session is back.
fn needs_session(action: &Action) -> bool {
    match action {
        Action::Run(command) => {
            matches!(command, Command::Undo | Command::Redo | Command::Delete | Command::Quit | Command::Import)
        }
        Action::Perform(_)
        | Action::Delete(_)
        | Action::Open(..)
        | Action::Create(_)
        | Action::PreviewImport(_)
        | Action::GoToStep(_) => true,
        Action::Order(order) => match order {
            Order::Retry
            | Order::Discard
            | Order::Import
            | Order::Make(_)
            | Order::Remember(..)
            | Order::DeleteWithReferences(_)
            | Order::Leave(_) => true,
            Order::Cancel(_)
            | Order::Remedy(..)
            | Order::Ask(_)
            | Order::Path(..)
            | Order::Preview(_)
            | Order::Preflight(_)
            | Order::Export(_)
            | Order::StepAside(_)
            | Order::Look(_)
            | Order::LookAt(_)
            | Order::ShowTab(_)
            | Order::ToggleMore
            | Order::SetBackground(_)
            | Order::ForgetRecent
            | Order::QuitAnyway => false,
        },
        Action::Refuse(_)
        | Action::Notify(_)
        | Action::Select(_)
        | Action::ToggleSelected(_)
        | Action::Reveal(_)
        | Action::ShowTable(_)
        | Action::TakeMiddle
        | Action::StartNew(..) => false,
    }
}

fn said(result: Result<Option<String>, SessionError>) -> Said {
    match result {
        Ok(_) => Said::Nothing,
        Err(error) => Said::Refusal(error.to_string()),
    }
}

/// Undoes or redoes until just so many of the steps that are kept are in force.
fn go_to_step(session: &mut Session, step: usize) -> Said {
    let done = session.history().steps.iter().filter(|each| each.done).count();
    for _ in 0..done.abs_diff(step) {
        match if step < done { session.undo() } else { session.redo() } {
            Ok(Some(_)) => {}
            Ok(None) => return Said::Nothing,
            Err(error) => return Said::Refusal(error.to_string()),
        }
    }
    Said::Nothing
}

/// A plan's name ends as plans do.
fn with_plan_ending(path: PathBuf) -> PathBuf {
    if is_plan_name(&path) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".lodestone");
    PathBuf::from(name)
}
