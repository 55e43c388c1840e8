//! The Changes tab: what a new snapshot would change, against the CDN's last one or against any file. It reads the plan
//! and asks; comparing is done on threads, and until a new result is there the last one stays, marked as older.

mod bar;
mod empty;
mod list;
mod listing;
mod row;
mod state;
mod work;

use egui::{Frame, Margin, Ui};

use crate::compare::find_told;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::widgets::request;

pub(in crate::ui) use bar::head_ui;
pub(in crate::ui) use list::focus_id;
pub use listing::Listing;
pub(in crate::ui) use state::Changes;
pub(in crate::ui) use work::Brought;
pub use work::Found;

use list::Heard;
use listing::{Place, at};

/// Around the line above the list.
const BAR: Margin = Margin { left: 16, right: 16, top: 4, bottom: 4 };

/// Draws the tab.
pub(super) fn changes_ui(app: &mut App, ui: &mut Ui) {
    // Where there is no list there is nothing to take it.
    let takes_keyboard = request::take_focus_changes(ui.ctx());
    let Some(shown) = app.changes.shown() else { return empty::nothing_ui(app, ui) };
    let found = match &shown.result {
        Ok(found) => found,
        Err(stop) => return empty::stop_ui(app, ui, stop),
    };
    if found.groups.is_empty() {
        return empty::same_ui(app, ui, &shown.wanted.base);
    }
    let number = app.changes.number();
    app.changes.listing.follow(found, number);
    Frame::NONE.inner_margin(BAR).show(ui, |ui| bar::bar_ui(app, ui, found));
    if app.changes.as_patch && found.comparison.is_some() {
        return patch_ui(app, ui);
    }
    if app.changes.listing.rows().is_empty() {
        return empty::nothing_found_ui(app, ui);
    }
    let heard = app.changes.listing.heard_ui(ui, found);
    if takes_keyboard {
        // Behind the list, which would take the click on its tab for one that takes the keyboard away.
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    match heard {
        Some(Heard::Look(place)) => look(app, found, place),
        Some(Heard::Edit(place)) => edit(app, ui, found, place),
        None => {}
    }
}

/// The rows of the patch, or that they are being written.
fn patch_ui(app: &mut App, ui: &mut Ui) {
    let Some(patch) = app.changes.patch() else { return empty::wait_ui(ui, "Writing the rows…") };
    if patch.rows.is_empty() {
        return empty::nothing_found_ui(app, ui);
    }
    app.changes.listing.scrolling(ui, "patch rows", patch.rows.len(), |_, ui, range| {
        for row in patch.rows.get(range).unwrap_or_default() {
            row::patch_row_ui(ui, row);
        }
    });
}

/// Selects the object of a change and brings it into view on the map; of a group that has gone, the place where it was.
fn look(app: &App, found: &Found, place: Place) {
    let Some((group, object)) = at(found, place) else { return };
    if let Some(id) = find_told(app.document.plan(), found.cdn.as_deref(), group.section, object) {
        return app.queue.order(Order::Look(id));
    }
    // The form of something else beside a change would be taken for its own.
    app.queue.send(Action::Select(Selection::default()));
    if let Some(old) = found.places.iter().find(|old| old.is_gone && old.name == object.name) {
        app.queue.order(Order::LookAt(old.at));
    }
}

/// The same, and puts the keyboard into the form of the object.
fn edit(app: &App, ui: &Ui, found: &Found, place: Place) {
    let Some((group, object)) = at(found, place) else { return };
    match find_told(app.document.plan(), found.cdn.as_deref(), group.section, object) {
        Some(id) => {
            app.queue.order(Order::Look(id));
            request::focus_form(ui.ctx());
        }
        None => app.queue.send(Action::Notify(format!("{} is not in the plan", object.name))),
    }
}

impl App {
    /// Shows the tab and gives its list the keyboard: N and P mean changes then.
    pub(in crate::ui) fn show_changes(&mut self) {
        self.settings.tab = crate::ui::settings::Tab::Changes;
        request::focus_changes(&self.ctx);
    }

    /// Goes to the next change, or to the one before.
    pub(in crate::ui) fn jump_change(&mut self, by: isize) {
        self.settings.tab = crate::ui::settings::Tab::Changes;
        let Some(shown) = self.changes.shown() else { return };
        let Ok(found) = &shown.result else { return };
        let number = self.changes.number();
        self.changes.as_patch = false;
        self.changes.listing.follow(found, number);
        if let Some(place) = self.changes.listing.jump(found, by) {
            look(self, found, place);
        }
    }
}
