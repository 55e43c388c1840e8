//! What is made in bulk or at once: a new CDN, servers, proposed positions, saved views; their dialogs, and what follows when
//! they have made something. It draws nothing.

use std::sync::Arc;

use super::dialogs::{Dialog, add_servers, new_cdn};
use super::document::Workspace;
use super::latest::{Cancel, Task};
use super::order::{MakeOrder, Order};
use super::selection::Selection;
use super::widgets::request;
use crate::edit::{Change, Edit, intent};
use crate::geometry::places::Places;
use crate::geometry::proposals::proposals;
use crate::model::{AnyId, Id, Kind, PhysLocation, Position, SavedView, Value, grouped};

/// Edits of so many changes are done on a thread.
pub(super) const LARGE_EDIT: usize = 500;

pub(super) const CHANGING: Task =
    Task { title: "Changing the plan", stages: &["Applying the changes"], cancel: Cancel::Impossible };

/// Asks for a new CDN, to stand in the middle of the map.
pub(super) fn show_new_cdn(workspace: &mut Workspace) {
    if !workspace.document.is_editable() {
        workspace.toasts.refuse("Open a plan to edit it before you make a CDN".to_owned());
        return;
    }
    let dialog = if let Some(Dialog::NewCdn(mut left)) = workspace.left.take() {
        left.resume();
        left
    } else {
        let middle = workspace.map.looks_at().map(|(middle, _)| middle);
        let places = workspace.map.place_names(&workspace.ctx);
        Box::new(new_cdn::NewCdnDialog::new(workspace.document.plan(), middle, places))
    };
    workspace.dialog = Some(Dialog::NewCdn(dialog));
}

/// Asks for servers for the selected cache group.
pub(super) fn show_add_servers(workspace: &mut Workspace) {
    let group = workspace.chosen_group().filter(|_| workspace.document.is_editable());
    let dialog = group.and_then(|group| match workspace.left.take() {
        Some(Dialog::AddServers(mut left)) if left.is_for(group) => {
            left.resume();
            Some(left)
        }
        _ => add_servers::AddServersDialog::new(workspace.document.plan(), group).map(Box::new),
    });
    if let Some(dialog) = dialog {
        workspace.dialog = Some(Dialog::AddServers(dialog));
    } else {
        let words = "Select one cache group, on the map or in its table, to add servers";
        workspace.toasts.refuse(words.to_owned());
    }
}

/// Does an edit: a small one at once, a large one on a thread.
pub(super) fn perform(workspace: &mut Workspace, edit: Edit) {
    perform_then(workspace, edit, |_| {});
}

/// Makes something and shows it.
pub(super) fn make(workspace: &mut Workspace, order: MakeOrder) {
    let MakeOrder { edit, selects, reveals, notice } = order;
    let label = edit.label.clone();
    let made = edit.changes.iter().find_map(|change| match change {
        Change::Cdn(delta) => delta.after.as_ref().map(|cdn| cdn.name.clone()),
        _ => None,
    });
    perform_then(workspace, edit, move |workspace| {
        let kind = selects.first().map(|object: &AnyId| object.kind);
        workspace.selection = Selection::many(selects);
        if let Some(kind) = kind {
            workspace.show_table(kind);
        }
        workspace.map.reveal(reveals);
        if let Some(cdn) = made {
            workspace.remember_cdn(&cdn);
        }
        workspace.toasts.done(notice, label);
    });
}

fn perform_then(workspace: &mut Workspace, edit: Edit, then: impl FnOnce(&mut Workspace) + Send + 'static) {
    if !workspace.document.is_editable() {
        workspace.toasts.refuse("The plan is open read-only: nothing was changed".to_owned());
    } else if LARGE_EDIT < edit.changes.len() {
        workspace.with_session(
            CHANGING,
            move |session| session.perform(edit).map(|_| ()),
            |workspace, done| match done {
                Ok(()) => then(workspace),
                Err(error) => workspace.toasts.refuse(error.to_string()),
            },
        );
    } else {
        match workspace.document.perform(edit) {
            Some(Ok(())) => then(workspace),
            Some(Err(error)) => workspace.toasts.refuse(error.to_string()),
            None => {}
        }
    }
}

const PROPOSING: Task = Task { title: "Looking for cities", stages: &["Comparing names"], cancel: Cancel::Impossible };

/// Puts phys locations without position where their cities are, and says how many are left.
pub(super) fn propose_positions(workspace: &mut Workspace) {
    let plan = Arc::clone(workspace.document.plan());
    let is_nowhere = |location: &PhysLocation| location.position.as_ref().is_none_or(|position| position.at.is_none());
    let missing = plan.phys_locations().iter().filter(|(_, location)| is_nowhere(location)).count();
    if missing == 0 {
        workspace.toasts.notify("Every phys location has a position already".to_owned());
        return;
    }
    workspace.start(
        PROPOSING,
        move |_| {
            let places = Places::embedded().map_err(|error| error.to_string())?;
            let found = proposals(&plan, &places);
            let edit = intent::propose_positions(&plan, &found).map_err(|refusal| refusal.to_string())?;
            Ok::<_, String>((found.len(), edit))
        },
        move |workspace, found| match found {
            Ok((count, edit)) => {
                let left = missing - count.min(missing);
                let rest = match left {
                    0 => String::new(),
                    1 => "; 1 names no city that is known".to_owned(),
                    many => format!("; {} name no city that is known", grouped(many)),
                };
                let proposed =
                    if count == 1 { "1 position".to_owned() } else { format!("{} positions", grouped(count)) };
                if 0 < count {
                    perform(workspace, edit);
                }
                workspace.toasts.notify(format!("{proposed} proposed{rest}"));
            }
            Err(why) => workspace.toasts.refuse(why),
        },
    );
}

/// Takes every proposed position for the true one.
pub(super) fn confirm_positions(workspace: &mut Workspace) {
    let plan = workspace.document.plan();
    let is_proposed = |location: &PhysLocation| location.position.as_ref().is_some_and(|position| position.proposed);
    let proposed = plan.phys_locations().iter().filter(|(_, location)| is_proposed(location));
    let proposed: Vec<Id<PhysLocation>> = proposed.map(|(id, _)| id).collect();
    if proposed.is_empty() {
        workspace.toasts.notify("No position waits to be confirmed".to_owned());
        return;
    }
    workspace.queue.perform(intent::confirm_positions(plan, &proposed));
    let words = if proposed.len() == 1 { "position is" } else { "positions are" };
    workspace.toasts.notify(format!("{} {words} confirmed", grouped(proposed.len())));
}

/// Keeps what the map shows, selects that, and lets it be named.
pub(super) fn save_view(workspace: &mut Workspace) {
    let Some((middle, zoom)) = workspace.map.looks_at() else { return };
    let plan = workspace.document.plan();
    let mut names = (1..).map(|number| format!("View {number}"));
    let name = names.find(|name| plan.find::<SavedView>(name).is_none()).unwrap_or_default();
    // As people would write it: ten metres, and a hundredth of a zoom level, are less than anybody sees.
    let degrees = |key, degrees: f64| (key, Value::Float((degrees * 1e4).round() / 1e4));
    let centre = vec![degrees(Position::LATITUDE, middle.latitude()), degrees(Position::LONGITUDE, middle.longitude())];
    let layers = workspace.settings.layers.keys().map(|key| Value::Text(key.to_owned()));
    let fields = vec![
        (SavedView::NAME, Value::Text(name)),
        (SavedView::CENTER, Value::Object(centre)),
        (SavedView::ZOOM, Value::Float((zoom * 100.0).round() / 100.0)),
        (SavedView::LAYERS, Value::List(layers.collect())),
    ];
    let edit = intent::create(plan, Kind::SavedView, fields);
    let made = edit.as_ref().ok().and_then(|edit| edit.changes.iter().find_map(Change::object));
    workspace.queue.perform(edit);
    if let Some(made) = made {
        workspace.queue.order(Order::Look(made));
        request::focus_form(&workspace.ctx);
    }
}
