//! The Changes tab: what a new snapshot would change, against the CDN's last one or against any file. It sees what
//! was compared and sends; until a new result is there the last one stays, marked as older.

mod bar;
mod empty;
mod lines;
mod list;
mod patch;
mod row;
mod state;

use egui::{Frame, Margin, Ui};

use crate::compare::find_told;
use crate::model::Plan;
use crate::ui::action::{Action, Queue};
use crate::ui::derived::changes::Changes;
use crate::ui::derived::differences::Differences;
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::view::PanelContext;
use crate::ui::widgets::request;

pub use lines::Listing;
pub use list::focus_id;
pub use state::ChangesTab;

use lines::{ChangePlace, at};
use list::ChangesListEvent;

/// Around the line above the list.
const BAR: Margin = Margin { left: 16, right: 16, top: 4, bottom: 4 };

/// Draws the tab.
pub fn changes_ui(tab: &mut ChangesTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let changes = cx.view.derived.changes();
    Frame::NONE.inner_margin(BAR).show(ui, |ui| ui.horizontal(|ui| bar::head_ui(cx, ui)));
    // Where there is no list there is nothing to take it.
    let takes_keyboard = request::take_focus_changes(ui.ctx());
    let Some(shown) = changes.shown() else { return empty::nothing_ui(cx, ui) };
    let found = match shown.result.as_ref() {
        Ok(found) => found,
        Err(stop) => return empty::stop_ui(cx, ui, stop),
    };
    if found.groups.is_empty() {
        return empty::same_ui(changes, ui, &shown.wanted.base);
    }
    tab.listing.follow(found, changes.number());
    Frame::NONE.inner_margin(BAR).show(ui, |ui| bar::bar_ui(tab, cx, ui, found));
    if tab.as_patch && found.comparison.is_some() {
        return patch_ui(tab, changes, ui);
    }
    if tab.listing.rows().is_empty() {
        return empty::nothing_found_ui(tab, ui);
    }
    let heard = tab.listing.heard_ui(ui, found);
    if takes_keyboard {
        // Behind the list, which would take the click on its tab for one that takes the keyboard away.
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    match heard {
        Some(ChangesListEvent::Look(place)) => look(cx.view.plan, cx.view.queue, found, place),
        Some(ChangesListEvent::Edit(place)) => edit(cx, ui, found, place),
        None => {}
    }
}

/// The rows of the patch, or that they are being written.
fn patch_ui(tab: &mut ChangesTab, changes: &Changes, ui: &mut Ui) {
    let mut listing = std::mem::take(&mut tab.listing);
    match tab.patch_of(changes, &listing.filter) {
        None => empty::wait_ui(ui, "Writing the rows…"),
        Some(patch) if patch.rows.is_empty() => empty::no_match_ui(&mut listing, ui),
        Some(patch) => listing.scroll_ui(ui, "patch rows", patch.rows.len(), &mut |_, ui, range| {
            for row in patch.rows.get(range).unwrap_or_default() {
                row::patch_row_ui(ui, row);
            }
        }),
    }
    tab.listing = listing;
}

/// Selects the object of a change and brings it into view on the map; of a group that has gone, the place where it was.
fn look(plan: &Plan, queue: &Queue, found: &Differences, place: ChangePlace) {
    let Some((group, object)) = at(found, place) else { return };
    if let Some(id) = find_told(plan, found.cdn.as_deref(), group.section, object) {
        return queue.order(Order::Look(id));
    }
    // The form of something else beside a change would be taken for its own.
    queue.send(Action::Select(Selection::default()));
    if let Some(old) = found.places.iter().find(|old| old.is_gone && old.name == object.name) {
        queue.order(Order::LookAt(old.at));
    }
}

/// The same, and puts the keyboard into the form of the object.
fn edit(cx: &PanelContext<'_>, ui: &Ui, found: &Differences, place: ChangePlace) {
    let Some((group, object)) = at(found, place) else { return };
    match find_told(cx.view.plan, found.cdn.as_deref(), group.section, object) {
        Some(id) => {
            cx.view.queue.order(Order::Look(id));
            request::focus_form(ui.ctx());
        }
        None => cx.view.queue.send(Action::Notify(format!("{} is not in the plan", object.name))),
    }
}

/// Goes to the next change, or to the one before.
pub fn jump(tab: &mut ChangesTab, changes: &Changes, plan: &Plan, queue: &Queue, by: isize) {
    let Some(shown) = changes.shown() else { return };
    let Ok(found) = shown.result.as_ref() else { return };
    tab.as_patch = false;
    tab.listing.follow(found, changes.number());
    if let Some(place) = tab.listing.jump(found, by) {
        look(plan, queue, found, place);
    }
}
