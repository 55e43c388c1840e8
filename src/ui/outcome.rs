//! What follows when a plan was opened or closed, a path was said, or files were looked at; and how such work begins. It
//! draws nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::action::{Action, OpenMode};
use super::dialogs::{Dialog, ImportPreview, OpenFailure, failure, import, path, unsaved};
use super::document::{Light, WorkSaid, Workspace};
use super::files::{self, Opened};
use super::latest::{Cancel, Task};
use super::making::CHANGING;
use super::order::{OpenRemedy, Purpose};
use super::selection::Selection;
use super::tables::FirstRows;
use super::widgets::text::capitalised;
use crate::model::Kind;
use crate::session::tasks::{self, ImportError, ImportOrder};
use crate::session::{Options, Session, Unclosed};
use crate::tabular::rows::{RowQuery, rows};

/// What follows when a session is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AfterClosing {
    /// The end of the program.
    Quit,
    /// Nothing: another plan is shown already.
    Nothing,
}

/// A system's dialog that is gone within this time was never there.
const NOBODY_WITHIN: Duration = Duration::from_millis(600);

const OPENING: Task =
    Task { title: "Opening the plan", stages: &["Checking and reading it"], cancel: Cancel::Possible };
const CLOSING: Task = Task { title: "Closing the plan", stages: &["Saving all changes"], cancel: Cancel::Impossible };
const ASKING: Task = Task::unseen("Choosing a file");
const COPYING: Task = Task { title: "Saving a copy", stages: &["Writing the copy"], cancel: Cancel::Possible };

/// Opens the plan that the window begins with, and looks at the files that it is to import.
pub(super) fn open_first(workspace: &mut Workspace) {
    let mode = workspace.setup.mode;
    if let Some(path) = workspace.setup.plan.clone() {
        open_by(workspace, &name_of(&path), move |options| files::open(&path, mode, options));
    } else if let Some(folder) = workspace.setup.data_folder.clone() {
        let last = workspace.settings.recent.first().cloned();
        let name = last.as_deref().map_or_else(|| "the sample plan".to_owned(), name_of);
        open_by(workspace, &name, move |options| match last.filter(|last| last.exists()) {
            Some(last) => files::open(&last, mode, options),
            None => files::create_sample(&folder, &options),
        });
    }
    let import = std::mem::take(&mut workspace.setup.import);
    if !import.is_empty() {
        workspace.deferred.push(Action::PreviewImport(import));
    }
}

/// What a plan is called while it is opened.
pub(super) fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Opens a plan by any of the ways to one.
pub(super) fn open_by(
    workspace: &mut Workspace,
    name: &str,
    open: impl FnOnce(Options) -> Result<Opened, OpenFailure> + Send + 'static,
) {
    let options = workspace.setup.session.clone();
    workspace.document.begin_opening(name.to_owned());
    let query = workspace.tables.first_query(workspace.settings.kind);
    workspace.start(
        OPENING,
        // Map and table are seen together, so what takes time is done before either is.
        move |_| open(options).map(|opened| first_rows(opened, query)),
        |workspace, result| match result {
            // The session of the plan before must come back first, to be closed.
            Ok(opened) if workspace.document.is_lent() => workspace.late = Some(opened),
            Ok((opened, first)) => take_opened(workspace, opened, first),
            Err(failed) => workspace.dialog = Some(Dialog::Failure(failure::FailureDialog::new(failed))),
        },
    );
}

/// Says what is being opened, as long as it is and nothing is shown.
pub(super) fn follow_opening(workspace: &mut Workspace) {
    let is_opening = workspace.jobs().has(OPENING.title);
    workspace.document.follow_opening(is_opening);
}

/// Looks up what the table will show first, and what no frame should wait for.
fn first_rows(opened: Opened, query: RowQuery) -> (Opened, FirstRows) {
    opened.plan().prepare_users();
    let rows = rows(opened.plan(), &query, &AtomicBool::new(false)).unwrap_or_default();
    (opened, (query, rows))
}

/// Shows a plan that was opened, and closes the one before.
pub(super) fn take_opened(workspace: &mut Workspace, opened: Opened, first: FirstRows) {
    workspace.keep_look();
    let before = workspace.document.lend();
    match opened {
        Opened::Session(session) => workspace.document.show(session),
        Opened::Copy(copy) => workspace.document.show_copy(*copy),
    }
    forget_plan_before(workspace);
    workspace.tables.show_first(workspace.document.revision(), first);
    if let Some(path) = workspace.document.path() {
        let path = path.to_owned();
        workspace.settings.remember(&path);
        if let Some(plan) = workspace.document.plan_key() {
            workspace.settings.adopt(&path, plan);
        }
        workspace.recall();
        match workspace.settings.look_of(&path) {
            Some((middle, zoom)) => workspace.map.look_at(middle, zoom),
            None => workspace.map.begin_with_all(),
        }
    }
    if let Light::ReadOnly(Some(note)) = workspace.document.light() {
        let note = note.clone();
        workspace.toasts.notify(note);
    }
    if workspace.document.plan().count(workspace.settings.kind) == 0 {
        workspace.settings.kind = Kind::CacheGroup;
    }
    if let Some(session) = before {
        close(workspace, session, AfterClosing::Nothing);
    }
}

/// Nothing that was about the plan before is about the one that is shown now.
fn forget_plan_before(workspace: &mut Workspace) {
    workspace.selection = Selection::default();
    workspace.dialog.take_if(|dialog| dialog.is_of_plan());
    workspace.under.take_if(|dialog| dialog.is_of_plan());
    workspace.left = None;
    workspace.previews.forget();
    workspace.palette.forget();
    workspace.tables.clear();
    workspace.forms.clear();
    workspace.changes.clear();
    workspace.problems.clear();
    workspace.what_if.clear();
    workspace.explain.clear();
    workspace.hierarchy.clear();
    workspace.trail.clear();
    workspace.map.forget_plan();
    workspace.derived.turn_to(workspace.document.source());
}

/// Closes the plan, and then the window.
pub(super) fn close_then_quit(workspace: &mut Workspace) {
    if let Some(session) = workspace.document.lend() {
        close(workspace, session, AfterClosing::Quit);
    } else if !workspace.document.is_lent() {
        workspace.quit_now();
    }
}

fn close(workspace: &mut Workspace, session: Box<Session>, then: AfterClosing) {
    workspace.start(CLOSING, move |_| session.close(), move |workspace, result| take_closed(workspace, result, then));
}

fn take_closed(workspace: &mut Workspace, result: Result<Vec<String>, Unclosed>, then: AfterClosing) {
    // What the light has told already is no news that could keep anybody from leaving.
    let is_told = matches!(workspace.document.light(), Light::Troubled(_));
    match (result, then) {
        (Ok(troubles), AfterClosing::Quit) if troubles.is_empty() || is_told => workspace.quit_now(),
        (Ok(troubles), AfterClosing::Quit) => {
            workspace.document.close();
            workspace.toasts.refuse(format!("{}; quit again to leave", troubles.join("; ")));
        }
        (Ok(troubles), AfterClosing::Nothing) => {
            for trouble in troubles {
                workspace.toasts.refuse(trouble);
            }
        }
        (Err(Unclosed { session, .. }), _) => {
            // What could not be saved comes before anything else.
            workspace.document.show(session);
            warn_of_unsaved(workspace);
        }
    }
}

/// Shows what would be lost if the plan was closed now; says whether there is any.
pub(super) fn warn_of_unsaved(workspace: &mut Workspace) -> bool {
    let Light::Failed { reason, unsaved } = workspace.document.light() else { return false };
    workspace.dialog = Some(Dialog::Unsaved(unsaved::Unsaved::new(reason.clone(), unsaved.clone())));
    true
}

/// A piece of work ended by a fault of ours, which has been said.
pub(super) fn take_fault(workspace: &mut Workspace) {
    if workspace.document.is_lent() {
        // The session went down with the work; its writer has saved what was performed.
        let path = workspace.document.path().map(std::path::Path::to_owned);
        workspace.document.close();
        if let Some(path) = path {
            workspace.queue.send(Action::Open(path, OpenMode::Edit));
        }
    }
}

/// Does what helps with a plan that could not be opened.
pub(super) fn remedy(workspace: &mut Workspace, path: PathBuf, remedy: OpenRemedy) {
    match remedy {
        OpenRemedy::ReadOnly => {
            open_by(workspace, &name_of(&path), move |options| files::open(&path, OpenMode::ReadOnly, options));
        }
        OpenRemedy::Restore(backup) => {
            open_by(workspace, &name_of(&path), move |options| files::restore(&path, &backup, options));
        }
    }
}

/// Asks for a path, with the system's dialog and with our own when none answers.
pub(super) fn ask(workspace: &mut Workspace, purpose: Purpose) {
    if !workspace.setup.system_dialogs {
        return ask_by_hand(workspace, purpose);
    }
    let choose = move |_: &_| {
        let asked = Instant::now();
        let chosen = files::ask(purpose);
        let is_nobody_there = chosen.is_none() && asked.elapsed() < NOBODY_WITHIN;
        (chosen, is_nobody_there)
    };
    workspace.start(ASKING, choose, move |workspace, (chosen, is_nobody_there)| match chosen {
        Some(path) => take_path(workspace, purpose, path),
        None if is_nobody_there => ask_by_hand(workspace, purpose),
        None => {}
    });
}

fn ask_by_hand(workspace: &mut Workspace, purpose: Purpose) {
    let browser = path::PathDialog::new(purpose, &workspace.settings, workspace.document.path());
    let before = workspace.dialog.replace(Dialog::Path(browser));
    if purpose.has_field() {
        workspace.under = before.filter(|dialog| !matches!(dialog, Dialog::Path(_)));
    }
}

/// Asks what is to be imported.
pub(super) fn ask_import(workspace: &mut Workspace) {
    if workspace.document.is_editable() {
        let dialog = path::PathDialog::new(Purpose::Import, &workspace.settings, workspace.document.path());
        workspace.dialog = Some(Dialog::Path(dialog.browsing(workspace.setup.system_dialogs)));
    } else {
        workspace.toasts.refuse("Open a plan to edit it before you import into it".to_owned());
    }
}

/// Does what a path was asked for.
pub(super) fn take_path(workspace: &mut Workspace, purpose: Purpose, path: PathBuf) {
    match purpose {
        Purpose::Open => workspace.queue.send(Action::Open(path, OpenMode::Edit)),
        Purpose::OpenReadOnly => workspace.queue.send(Action::Open(path, OpenMode::ReadOnly)),
        Purpose::Create => workspace.queue.send(Action::Create(files::with_plan_ending(path))),
        Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => {
            workspace.queue.send(Action::PreviewImport(vec![path]));
        }
        Purpose::Compare => {
            let plan = workspace.document.path().map(std::path::Path::to_owned);
            workspace.derived.compare_with(plan, path);
        }
        Purpose::TileFile => {
            if let Some(Dialog::Background(dialog)) = &mut workspace.dialog {
                dialog.set_path(&path);
            }
        }
        Purpose::SaveCopy => save_copy(workspace, files::with_plan_ending(path)),
        Purpose::ExportFile | Purpose::ExportFolder => {
            if let Some(Dialog::Export(dialog)) = &mut workspace.dialog {
                dialog.set_path(&path);
            }
        }
    }
}

fn save_copy(workspace: &mut Workspace, path: PathBuf) {
    let plan = Arc::clone(workspace.document.plan());
    let like = workspace.document.path().map(std::path::Path::to_owned);
    workspace.start(
        COPYING,
        move |_| files::save_copy(&plan, &path, like.as_deref()),
        |workspace, copied| match copied {
            Ok(path) => workspace.toasts.notify(format!("The copy is saved: {}", path.display())),
            Err(reason) => workspace.toasts.refuse(format!("The copy could not be saved: {reason}")),
        },
    );
}

/// Looks at files and shows what they would do.
pub(super) fn preview(workspace: &mut Workspace, order: ImportOrder) {
    if !workspace.document.is_open() {
        workspace.toasts.refuse("Open a plan before you import into it".to_owned());
        return;
    }
    if !workspace.document.is_editable() {
        workspace.toasts.refuse("The plan is open read-only: nothing can be imported".to_owned());
        return;
    }
    let mut order = order;
    for (kind, header, means) in &workspace.settings.headers {
        order.tables.headers.entry((*kind, header.clone())).or_insert_with(|| means.clone());
    }
    let (plan, revision) = (Arc::clone(workspace.document.plan()), workspace.document.revision());
    let known = workspace.document.baselines().clone();
    // The same files may say something else by now.
    workspace.previews.ask_again();
    workspace.previews.ask(&workspace.ctx, &(revision, order.clone()), move |work| {
        files::preview(&plan, &known, revision, order, work)
    });
}

/// Shows what files would do, once that is known.
pub(super) fn follow_preview(workspace: &mut Workspace) {
    if !workspace.previews.follow(&workspace.ctx) {
        return;
    }
    match workspace.previews.take_newest() {
        Some((_, Ok(preview))) if preview.revision != workspace.document.revision() => {
            // The plan has changed meanwhile, so the preview says what is no longer so.
            self::preview(workspace, preview.order);
        }
        Some((_, Ok(preview))) => show_preview(workspace, preview),
        Some((_, Err(reason))) => workspace.toasts.refuse(format!("Nothing was imported: {reason}")),
        None => {}
    }
}

fn show_preview(workspace: &mut Workspace, preview: ImportPreview) {
    let before = match workspace.dialog.take() {
        Some(Dialog::Import(before)) => Some(before),
        _ => None,
    };
    let dialog = import::ImportDialog::new(preview, before.as_deref());
    workspace.dialog = Some(Dialog::Import(Box::new(dialog)));
}

/// Does the import that is shown.
pub(super) fn import(workspace: &mut Workspace) {
    let Some(Dialog::Import(dialog)) = workspace.dialog.take() else { return };
    if dialog.preview.revision != workspace.document.revision() {
        workspace.toasts.notify("The plan has changed meanwhile: here is the preview anew".to_owned());
        preview(workspace, dialog.preview.order.clone());
        return;
    }
    // Whoever has said what a header means, says it once.
    let headers = dialog.preview.order.tables.headers.clone().into_iter();
    workspace.settings.headers = headers.map(|((kind, header), means)| (kind, header, means)).collect();
    let planned = dialog.preview.planned;
    let label = planned.outcome.edit.label.clone();
    let done = if planned.outcome.edit.is_empty() {
        "The plan remembers the snapshot; nothing else was to change".to_owned()
    } else {
        format!("{label}: done; Undo takes it back")
    };
    workspace.say_with_session(CHANGING, move |session| match tasks::import(session, planned) {
        Ok(()) => WorkSaid::Notice(done),
        Err(error @ ImportError::NotRemembered(_)) => WorkSaid::Refusal(format!("{done}; {error}")),
        Err(error @ ImportError::NotBackedUp(_)) => WorkSaid::Refusal(capitalised(&error.to_string())),
        Err(error @ ImportError::NotDone(_)) => WorkSaid::Refusal(error.to_string()),
    });
}
