//! What commands do to what is seen: the selection, the tabs and their lists, the map, the theme. Nothing here changes a
//! plan or knows its session.

use std::sync::Arc;

use super::action::Queue;
use super::derived::findings::Findings;
use super::document::Workspace;
use super::layers::Layers;
use super::panels::{changes, problems};
use super::selection::Selection;
use super::settings::{ColourBy, Settings, Tab, ThemeChoice};
use super::theme;
use super::widgets::request;
use crate::model::{AnyId, Id, Kind, Plan, SavedView};

/// Selects something; what is selected already leaves the form of a new object.
pub(super) fn select(workspace: &mut Workspace, selection: Selection) {
    if selection == workspace.selection {
        workspace.forms.leave_new();
    }
    workspace.selection = selection;
}

/// Selects the rows that the filter lets through.
pub(super) fn select_all(workspace: &mut Workspace) {
    let Workspace { tables, document, settings, .. } = workspace;
    let rows = tables.filtered(document.plan(), document.revision(), settings.kind);
    workspace.selection = Selection::many(rows);
}

/// Gives the colours of the map another meaning, and says it in the legend.
pub(super) fn colour_by(workspace: &mut Workspace, by: ColourBy) {
    workspace.settings.colour_by = by;
    workspace.settings.legend |= by != ColourBy::State;
}

/// Shows on the map what the saved view has that is selected.
pub(super) fn go_to_view(workspace: &mut Workspace) {
    let lead = workspace.selection.lead().filter(|lead| lead.kind == Kind::SavedView);
    let view = lead.and_then(|lead| workspace.document.plan().get::<SavedView>(Id::new(lead.number))).cloned();
    let Some((view, centre)) = view.and_then(|view| Some((Arc::clone(&view), view.center?))) else {
        workspace.toasts.refuse("Select a saved view with a centre: it says where the map is to look".to_owned());
        return;
    };
    let zoom = view.zoom.or(workspace.map.looks_at().map(|(_, zoom)| zoom)).unwrap_or_default();
    workspace.map.look_at(centre, zoom);
    if !view.layers.is_empty() {
        workspace.settings.layers = Layers::of_keys(view.layers.iter().map(String::as_str));
    }
}

/// Selects what was selected before, or after, and brings it into view.
pub(super) fn go_along(workspace: &mut Workspace, is_back: bool) {
    let Workspace { trail, document, selection, .. } = workspace;
    let Some(next) = trail.go(document.plan(), is_back, selection) else {
        let way = if is_back { "before" } else { "after" };
        workspace.toasts.notify(format!("Nothing was selected {way} this"));
        return;
    };
    workspace.forms.leave_new();
    workspace.selection = next;
    if let Some(lead) = workspace.selection.lead() {
        workspace.settings.kind = lead.kind;
        workspace.map.reveal(lead);
    }
}

/// Shows an object in its table and on the map.
pub(super) fn reveal(workspace: &mut Workspace, object: AnyId) {
    workspace.show_table(object.kind);
    workspace.look(object);
}

/// Makes everything larger or smaller, and says how large it is.
pub(super) fn scale(workspace: &mut Workspace, change: impl FnOnce(&mut Settings)) {
    change(&mut workspace.settings);
    workspace.ctx.set_zoom_factor(workspace.settings.scale());
    workspace.toasts.notify(format!("The interface is at {} %", workspace.settings.scale_percent));
}

/// Puts the middle of the map into the form.
pub(super) fn take_middle(workspace: &mut Workspace) {
    if let Some((middle, _)) = workspace.map.looks_at() {
        workspace.forms.take_place(middle);
    }
}

/// Shows the tab and gives its list the keyboard.
pub(super) fn show_problems(workspace: &mut Workspace) {
    workspace.settings.tab = Tab::Problems;
    request::focus_problems(&workspace.ctx);
}

/// Goes to the next problem, or to the one before.
pub(super) fn jump_problem(workspace: &mut Workspace, by: isize) {
    workspace.settings.tab = Tab::Problems;
    let Workspace { problems, derived, document, queue, .. } = workspace;
    problems::jump(problems, derived.findings(), document.plan(), queue, by);
}

/// Does something about the chosen problem.
pub(super) fn fix_problem(workspace: &mut Workspace, fix: fn(&problems::ProblemsTab, &Findings, &Plan, &Queue)) {
    let Workspace { problems, derived, document, queue, .. } = workspace;
    fix(problems, derived.findings(), document.plan(), queue);
}

/// Shows the tab and gives its tree the keyboard.
pub(super) fn show_hierarchy(workspace: &mut Workspace) {
    workspace.settings.tab = Tab::Hierarchy;
    request::focus_hierarchy(&workspace.ctx);
}

/// Shows the tab and gives its field the keyboard.
pub(super) fn show_explain(workspace: &mut Workspace) {
    workspace.settings.tab = Tab::Explain;
    request::focus_explain(&workspace.ctx);
}

/// Shows the tab and gives its list the keyboard: N and P mean changes then.
pub(super) fn show_changes(workspace: &mut Workspace) {
    workspace.settings.tab = Tab::Changes;
    request::focus_changes(&workspace.ctx);
}

/// Goes to the next change, or to the one before.
pub(super) fn jump_change(workspace: &mut Workspace, by: isize) {
    workspace.settings.tab = Tab::Changes;
    let Workspace { changes, derived, document, queue, .. } = workspace;
    changes::jump(changes, derived.changes(), document.plan(), queue, by);
}

/// Puts on a theme.
pub(super) fn set_theme(workspace: &mut Workspace, theme: ThemeChoice) {
    workspace.settings.theme = theme;
    workspace.ctx.set_theme(theme);
}

/// Lets things move by themselves, or not.
pub(super) fn toggle_reduce_motion(workspace: &mut Workspace) {
    workspace.settings.reduce_motion ^= true;
    theme::install(&workspace.ctx, workspace.settings.reduce_motion);
}
