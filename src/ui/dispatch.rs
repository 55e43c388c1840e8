//! What commands and actions do: one line each, and the few that take more words below. It draws nothing.

use std::time::Duration;

use super::action::{Action, OpenMode};
use super::commands::Command;
use super::dialogs::{self, Dialog};
use super::document::{Light, WorkSaid, Workspace};
use super::latest::{self, Cancel, Landing, Task};
use super::making::{self, make, perform, show_add_servers, show_new_cdn};
use super::order::{LeaveOrder, Order, Purpose};
use super::panels::{panes, problems};
use super::selection::Selection;
use super::settings::{ColourBy, Tab, ThemeChoice};
use super::showing::{
    colour_by, fix_problem, go_along, go_to_view, jump_change, jump_problem, reveal, scale, select, select_all,
    set_theme, show_changes, show_explain, show_hierarchy, show_problems, take_middle, toggle_reduce_motion,
};
use super::widgets::request;
use super::{exporting, files, outcome};
use crate::edit::intent;
use crate::model::{AnyId, Kind};
use crate::session::tasks::ImportOrder;
use crate::session::tasks::what_if::TAKEN_KINDS;
use crate::session::{Session, SessionError};

/// While changes are on their way to the file, it is looked at so often.
const SAVING_LOOK: Duration = Duration::from_millis(60);

const UNDOING: Task = Task { title: "Undoing", stages: &["Taking the step back"], cancel: Cancel::Impossible };
const REDOING: Task = Task { title: "Redoing", stages: &["Doing the step again"], cancel: Cancel::Impossible };
const GOING: Task = Task { title: "Going there", stages: &["Step by step"], cancel: Cancel::Impossible };
const RECALLING: Task = Task { title: "Recalling the plan", stages: &["Step by step"], cancel: Cancel::Impossible };
const RETRYING: Task = Task { title: "Saving", stages: &["Trying again"], cancel: Cancel::Impossible };
const DISCARDING: Task = Task { title: "Discarding", stages: &["Reading the file again"], cancel: Cancel::Impossible };

/// Carries out what a view asked for.
pub fn dispatch(workspace: &mut Workspace, action: Action) {
    if workspace.document.is_lent() && needs_session(&action) {
        workspace.deferred.push(action);
        return;
    }
    match action {
        Action::Run(command) => run(workspace, command),
        Action::Perform(edit) => perform(workspace, edit),
        Action::Refuse(text) => workspace.toasts.refuse(text),
        Action::Notify(text) => workspace.toasts.notify(text),
        Action::Select(selection) => select(workspace, selection),
        Action::ToggleSelected(object) => workspace.selection.toggle(object),
        Action::Reveal(object) => reveal(workspace, object),
        Action::ShowTable(kind) => workspace.show_table(kind),
        Action::StartNew(kind, position) => workspace.forms.start_new(kind, position),
        Action::TakeMiddle => take_middle(workspace),
        Action::Delete(objects) => delete(workspace, &objects),
        Action::Open(path, mode) => leave(workspace, LeaveOrder::Open(path, mode)),
        Action::Create(path) => leave(workspace, LeaveOrder::Create(path)),
        Action::PreviewImport(paths) => {
            outcome::preview(workspace, ImportOrder { paths, ..ImportOrder::default() });
        }
        Action::GoToStep(step) => workspace.say_with_session(GOING, move |session| go_to_step(session, step)),
        Action::Order(order) => carry_out(workspace, order),
    }
}

/// Takes what work has brought back, and does what waited for the session at once: it is about the plan that is still
/// shown, and not about one that is shown next.
pub fn take_landed(workspace: &mut Workspace) {
    for landing in workspace.jobs().take_landed() {
        match landing {
            Landing::Done(then) => then(workspace),
            Landing::Failed(_) => outcome::take_fault(workspace),
        }
        if !workspace.document.is_lent() {
            for action in std::mem::take(&mut workspace.deferred) {
                dispatch(workspace, action);
            }
        }
        if !workspace.document.is_lent()
            && let Some((opened, first)) = workspace.late.take()
        {
            outcome::take_opened(workspace, opened, first);
        }
    }
    outcome::follow_preview(workspace);
    for words in latest::take_faults(&workspace.ctx) {
        workspace.toasts.refuse(words);
    }
}

/// Lets everything that depends on the plan follow it, and says what its session has to say. Called once a frame.
pub fn follow(workspace: &mut Workspace) {
    workspace.document.follow_saving();
    outcome::follow_opening(workspace);
    if *workspace.document.light() == Light::Saving {
        workspace.ctx.request_repaint_after(SAVING_LOOK);
    }
    for note in workspace.document.take_notes() {
        workspace.toasts.notify(note);
    }
    if workspace.selected_of != workspace.document.revision() {
        workspace.selected_of = workspace.document.revision();
        workspace.selection.keep_existing(workspace.document.plan());
    }
    workspace.trail.follow(&workspace.selection);
    let Workspace { derived, document, settings, changes, queue, ctx, .. } = workspace;
    derived.follow(document.source(), settings.tab, settings.limits(), queue);
    changes.follow(ctx, derived.changes(), queue);
    if !queue.is_empty() {
        ctx.request_repaint();
    }
}

fn run(workspace: &mut Workspace, command: Command) {
    match command {
        Command::NewPlan => outcome::ask(workspace, Purpose::Create),
        Command::OpenPlan => outcome::ask(workspace, Purpose::Open),
        Command::OpenReadOnly => outcome::ask(workspace, Purpose::OpenReadOnly),
        Command::Import => outcome::ask_import(workspace),
        Command::Export => exporting::show_export(workspace),
        Command::Quit => leave(workspace, LeaveOrder::Quit),
        Command::Undo => undo(workspace),
        Command::Redo => redo(workspace),
        Command::NewCacheGroup => workspace.forms.start_new(Kind::CacheGroup, workspace.map.spot()),
        Command::AddServers => show_add_servers(workspace),
        Command::NewDeliveryService => workspace.forms.start_new(Kind::DeliveryService, None),
        Command::NewCdn => show_new_cdn(workspace),
        Command::Delete => delete(workspace, &workspace.selection.iter().collect::<Vec<_>>()),
        Command::Back => go_along(workspace, true),
        Command::Forward => go_along(workspace, false),
        Command::ChangeCells => change_cells(workspace),
        Command::SelectAll => select_all(workspace),
        Command::ClearSelection => workspace.selection = Selection::default(),
        Command::FitAll => workspace.map.fit_all(),
        Command::Lasso => workspace.map.lasso(),
        Command::MeasureDistance => workspace.map.measure(),
        Command::FitSelection => workspace.map.fit_selection(),
        Command::ZoomIn => workspace.map.zoom_by(1.0),
        Command::ZoomOut => workspace.map.zoom_by(-1.0),
        Command::ShowTable(kind) => workspace.show_table(kind),
        Command::ShowProblems => show_problems(workspace),
        Command::NextProblem => jump_problem(workspace, 1),
        Command::PreviousProblem => jump_problem(workspace, -1),
        Command::FixProblem => fix_problem(workspace, problems::fix),
        Command::FixAllProblems => fix_problem(workspace, problems::fix_all),
        Command::ShowChanges => show_changes(workspace),
        Command::NextChange => jump_change(workspace, 1),
        Command::PreviousChange => jump_change(workspace, -1),
        Command::CompareWith => outcome::ask(workspace, Purpose::Compare),
        Command::ShowExplain => show_explain(workspace),
        Command::ShowWhatIf => workspace.settings.tab = Tab::WhatIf,
        Command::TakeDown => take_down(workspace, &workspace.selection.iter().collect::<Vec<_>>()),
        Command::ShowHierarchy => show_hierarchy(workspace),
        Command::ShowHistory => workspace.settings.tab = Tab::History,
        Command::ToggleLayer(layer) => workspace.settings.layers.toggle(layer),
        Command::MapBackground => show_background(workspace),
        Command::ColourByState => colour_by(workspace, ColourBy::State),
        Command::ColourByType => colour_by(workspace, ColourBy::Type),
        Command::ColourByRegion => colour_by(workspace, ColourBy::Region),
        Command::ColourByDivision => colour_by(workspace, ColourBy::Division),
        Command::ColourByCdn => colour_by(workspace, ColourBy::Cdn),
        Command::ColourByLoad => colour_by(workspace, ColourBy::Load),
        Command::ConfirmPositions => making::confirm_positions(workspace),
        Command::ProposePositions => making::propose_positions(workspace),
        Command::SaveView => making::save_view(workspace),
        Command::GoToView => go_to_view(workspace),
        Command::ToggleLegend => workspace.settings.legend ^= true,
        Command::ScaleUp => scale(workspace, |settings| settings.step_scale(true)),
        Command::ScaleDown => scale(workspace, |settings| settings.step_scale(false)),
        Command::ScaleReset => scale(workspace, |settings| settings.scale_percent = 100),
        Command::ThemeDark => set_theme(workspace, ThemeChoice::Dark),
        Command::ThemeLight => set_theme(workspace, ThemeChoice::Light),
        Command::ThemeSystem => set_theme(workspace, ThemeChoice::System),
        Command::ToggleReduceMotion => toggle_reduce_motion(workspace),
        Command::NextPane => panes::walk(&workspace.ctx, true),
        Command::PreviousPane => panes::walk(&workspace.ctx, false),
        Command::Palette => workspace.palette.open(),
        Command::Shortcuts => workspace.dialog = Some(Dialog::Shortcuts),
        Command::About => workspace.dialog = Some(Dialog::About),
    }
}

fn carry_out(workspace: &mut Workspace, order: Order) {
    match order {
        Order::Retry => workspace.say_with_session(RETRYING, retry),
        Order::Discard => workspace.say_with_session(DISCARDING, discard),
        Order::Cancel(number) => latest::cancel(&workspace.ctx, number),
        Order::Remedy(path, remedy) => outcome::remedy(workspace, path, remedy),
        Order::Ask(purpose) => outcome::ask(workspace, purpose),
        Order::Path(purpose, path) => outcome::take_path(workspace, purpose, path),
        Order::Preview(order) => outcome::preview(workspace, order),
        Order::Import => outcome::import(workspace),
        Order::CompareCdn(cdn) => {
            workspace.remember_cdn(&cdn);
            workspace.derived.changes_mut().choose(cdn);
        }
        Order::CompareBaseline => workspace.derived.changes_mut().compare_with_baseline(),
        Order::CompareScenarios(steps, words) => compare_scenarios(workspace, steps, words),
        Order::Export(order) => exporting::export(workspace, order),
        Order::Make(order) => make(workspace, *order),
        Order::Remember(plan, baseline) => exporting::remember(workspace, &plan, baseline),
        Order::StepAside(object) => {
            exporting::step_aside(workspace);
            reveal(workspace, object);
        }
        Order::DeleteWithReferences(objects) => {
            let edit = intent::delete_with_references(workspace.document.plan(), &objects);
            workspace.queue.perform(edit);
        }
        Order::DeleteAndHandOver(objects, heir) => {
            let edit = intent::delete_and_hand_over(workspace.document.plan(), &objects, heir);
            workspace.queue.perform(edit);
        }
        Order::Look(object) => workspace.look(object),
        Order::LookAt(position) => workspace.map.reveal_place(position),
        Order::LookAtField(object, field) => {
            workspace.look(object);
            request::focus_field(&workspace.ctx, field);
        }
        Order::TakeDown(objects) => take_down(workspace, &objects),
        Order::ExplainAt(position) => {
            workspace.explain.ask_at(position);
            workspace.settings.tab = Tab::Explain;
        }
        Order::Visit(position) => workspace.map.visit(position),
        Order::StartNewIn(kind, object) => {
            let plan = workspace.document.plan();
            workspace.forms.start_new_in(plan, kind, object);
        }
        Order::AddToTopology(topology, parent) => {
            let dialog = dialogs::add_to_topology::AddToTopologyDialog::new(topology, parent);
            workspace.dialog = Some(Dialog::AddToTopology(Box::new(dialog)));
        }
        Order::ShowCdn(cdn) => workspace.settings.map_cdn = cdn,
        Order::ShowTab(tab) => workspace.settings.tab = tab,
        Order::SetFarKm(far_km) => workspace.settings.far_km = far_km,
        Order::ToggleMore => workspace.settings.more ^= true,
        Order::SetBackground(background) => {
            if let Some(plan) = workspace.document.plan_key() {
                workspace.settings.keep_background(plan, background);
            }
        }
        Order::ForgetRecent => workspace.settings.recent.clear(),
        Order::QuitAnyway => workspace.quit_now(),
        Order::Leave(leaving) => {
            workspace.forms.clear();
            workspace.left = None;
            leave(workspace, leaving);
        }
    }
}

/// Takes back what was typed into the form that is shown, or else the last step; says so and selects what changed.
fn undo(workspace: &mut Workspace) {
    if let Some(field) = workspace.forms.undo_typing() {
        workspace.toasts.notify(format!("Undone: what was typed in {field}"));
        return;
    }
    let done = |session: &mut Session| (session.undo(), touched(session));
    workspace.with_session(UNDOING, done, |workspace, (said, touched)| stepped(workspace, "Undone", said, &touched));
}

fn redo(workspace: &mut Workspace) {
    if let Some(field) = workspace.forms.redo_typing() {
        workspace.toasts.notify(format!("Redone: what was typed in {field}"));
        return;
    }
    let done = |session: &mut Session| (session.redo(), touched(session));
    workspace.with_session(REDOING, done, |workspace, (said, touched)| stepped(workspace, "Redone", said, &touched));
}

/// The objects that the last step was about, as far as they are there: all of one kind.
fn touched(session: &Session) -> Vec<AnyId> {
    session.last_edit().map(|edit| intent::subjects(session.plan(), edit)).unwrap_or_default()
}

fn stepped(workspace: &mut Workspace, what: &str, said: Result<Option<String>, SessionError>, touched: &[AnyId]) {
    let is_done = matches!(said, Ok(Some(_)));
    workspace.say(WorkSaid::of_step(what, said));
    if let Some(first) = touched.first().filter(|_| is_done) {
        workspace.forms.leave_new();
        workspace.selection = Selection::many(touched.iter().copied());
        workspace.map.reveal(*first);
    }
}

fn retry(session: &mut Session) -> WorkSaid {
    match session.retry() {
        Ok(()) => WorkSaid::Notice("All changes saved".to_owned()),
        Err(error) => WorkSaid::Refusal(error.to_string()),
    }
}

fn discard(session: &mut Session) -> WorkSaid {
    match session.discard_unsaved() {
        Ok(()) => WorkSaid::Notice("The plan is again what its file has".to_owned()),
        Err(error) => WorkSaid::Refusal(error.to_string()),
    }
}

/// Asks how the cells of the selected rows are to change, or those of all rows that are shown.
fn change_cells(workspace: &mut Workspace) {
    let Workspace { tables, document, settings, selection, .. } = workspace;
    let (kind, rows): (Kind, Vec<AnyId>) = match selection.kind() {
        Some(kind) => (kind, selection.iter().collect()),
        None => (settings.kind, tables.filtered(document.plan(), document.revision(), settings.kind)),
    };
    if rows.is_empty() {
        workspace.toasts.refuse(format!("There are no {} to change", kind.plural()));
        return;
    }
    let dialog = dialogs::change_cells::ChangeCellsDialog::new(kind, rows);
    workspace.dialog = Some(Dialog::ChangeCells(Box::new(dialog)));
}

fn show_background(workspace: &mut Workspace) {
    let plan = workspace.document.plan_key();
    let background = plan.map(|plan| workspace.settings.background_of(plan)).unwrap_or_default();
    let dialog = dialogs::background::BackgroundDialog::new(&background, workspace.map.view());
    workspace.dialog = Some(Dialog::Background(Box::new(dialog)));
}

/// Takes objects down in the What-if tab.
fn take_down(workspace: &mut Workspace, objects: &[AnyId]) {
    if workspace.what_if.take_down(workspace.document.plan(), objects) == 0 {
        let kinds: Vec<&str> = TAKEN_KINDS.iter().map(|kind| kind.plural()).collect();
        workspace.toasts.refuse(format!("Only {} can be taken down", kinds.join(", ")));
        return;
    }
    workspace.settings.tab = Tab::WhatIf;
}

fn delete(workspace: &mut Workspace, objects: &[AnyId]) {
    if objects.is_empty() {
        workspace.toasts.refuse("Nothing is selected: there is nothing to delete".to_owned());
        return;
    }
    let plan = workspace.document.plan();
    match intent::delete(plan, objects) {
        Err(intent::Refusal::InUse { uses }) => {
            let dialog = dialogs::delete::DeleteDialog::new(plan, objects.to_vec(), &uses);
            workspace.dialog = Some(Dialog::Delete(dialog));
        }
        other => workspace.queue.perform(other),
    }
}

/// Leaves the plan for another one or with the window, unless something would be lost.
fn leave(workspace: &mut Workspace, leaving: LeaveOrder) {
    if let LeaveOrder::Open(path, OpenMode::Edit) = &leaving
        && workspace.document.is_editable()
        && workspace.document.path() == Some(path.as_path())
    {
        workspace.toasts.notify("This plan is open already".to_owned());
        return;
    }
    if outcome::warn_of_unsaved(workspace) {
        return;
    }
    let unfinished = workspace.forms.unfinished();
    if 0 < unfinished {
        workspace.dialog = Some(Dialog::Unfinished(dialogs::unfinished::Unfinished::new(unfinished, leaving)));
        return;
    }
    match leaving {
        LeaveOrder::Open(path, mode) => {
            let name = outcome::name_of(&path);
            outcome::open_by(workspace, &name, move |options| files::open(&path, mode, options));
        }
        LeaveOrder::Create(path) => {
            let name = outcome::name_of(&path);
            outcome::open_by(workspace, &name, move |options| files::create(&path, options));
        }
        LeaveOrder::Quit => outcome::close_then_quit(workspace),
    }
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
            | Order::CompareScenarios(..)
            | Order::Discard
            | Order::Import
            | Order::Make(_)
            | Order::Remember(..)
            | Order::DeleteWithReferences(_)
            | Order::DeleteAndHandOver(..)
            | Order::Leave(_) => true,
            Order::Cancel(_)
            | Order::Remedy(..)
            | Order::Ask(_)
            | Order::Path(..)
            | Order::Preview(_)
            | Order::CompareCdn(_)
            | Order::CompareBaseline
            | Order::Export(_)
            | Order::StepAside(_)
            | Order::Look(_)
            | Order::LookAt(_)
            | Order::LookAtField(..)
            | Order::TakeDown(_)
            | Order::ExplainAt(_)
            | Order::Visit(_)
            | Order::ShowTab(_)
            | Order::ShowCdn(_)
            | Order::AddToTopology(..)
            | Order::StartNewIn(..)
            | Order::ToggleMore
            | Order::SetFarKm(_)
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

/// Recalls the plan as it was after so many steps, to compare scenarios with.
fn compare_scenarios(workspace: &mut Workspace, steps: usize, words: String) {
    let recall = move |session: &mut Session| session.plan_after(steps);
    workspace.with_session(RECALLING, recall, move |workspace, found| match found {
        Ok(plan) => workspace.what_if.pin(plan, words),
        Err(error) => workspace.toasts.refuse(error.to_string()),
    });
}

/// Undoes or redoes until just so many of the steps that are kept are in force.
fn go_to_step(session: &mut Session, step: usize) -> WorkSaid {
    let done = session.history().steps.iter().filter(|each| each.done).count();
    for _ in 0..done.abs_diff(step) {
        match if step < done { session.undo() } else { session.redo() } {
            Ok(Some(_)) => {}
            Ok(None) => return WorkSaid::Nothing,
            Err(error) => return WorkSaid::Refusal(error.to_string()),
        }
    }
    WorkSaid::Nothing
}
