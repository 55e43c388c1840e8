//! The What-if tab: parts that are taken down, who takes over from whom, and every failure in turn, the worst first. It
//! sees what was played and sends; until a new answer is there the last one stays, marked as older.

mod down;
mod effects;
mod filling;
mod head;
mod loads;
mod missing;
mod row;
mod scenarios;
mod state;
mod sweep;

use egui::{Frame, Margin, RichText, Ui};

use crate::session::tasks::what_if::PlayOrder;
use crate::ui::commands::Command;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::button::{self, centered_ui};
use crate::ui::widgets::text;

use state::WhatIfListing;
pub(in crate::ui) use state::WhatIfTab;

/// Around both halves.
const BODY: Margin = Margin { left: 16, right: 12, top: 4, bottom: 4 };
/// The part of the room that what is down has.
const LEFT_PART: f32 = 0.46;

/// Draws the tab.
pub(in crate::ui) fn what_if_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    if !cx.is_open() {
        return said_ui(ui, "No plan is open", "What becomes of clients when parts fail is said here", |_| {});
    }
    let Some(order) = tab.order(cx.view.plan) else {
        return said_ui(
            ui,
            "The plan has no CDN yet",
            "What becomes of its clients when parts fail is said here",
            |_| {},
        );
    };
    if let Some(played) = cx.view.derived.played(&order)
        && let Some(why) = played.as_ref().as_ref().map_or_else(Some, |played| played.nobody.as_ref())
    {
        return refused_ui(tab, cx, ui, &order, why);
    }
    Frame::NONE.inner_margin(BODY).show(ui, |ui| {
        let room = ui.available_rect_before_wrap();
        let middle = room.left() + (room.width() * LEFT_PART).max(280.0).min(room.width() - 240.0);
        let mut left =
            ui.new_child(egui::UiBuilder::new().max_rect(room.with_max_x(middle - theme::GAP)).id_salt("down"));
        down::down_ui(tab, cx, &mut left, &order);
        ui.painter().vline(middle, room.y_range(), egui::Stroke::new(1.0, theme::tokens(ui).line));
        let mut right =
            ui.new_child(egui::UiBuilder::new().max_rect(room.with_min_x(middle + theme::GAP)).id_salt("sweep"));
        head::listing_ui(tab, &mut right);
        match tab.listing {
            WhatIfListing::Failures => sweep::sweep_ui(tab, cx, &mut right, &order),
            WhatIfListing::Filling => filling::filling_ui(tab, cx, &mut right, &order),
            WhatIfListing::Missing => missing::missing_ui(cx, &mut right, &order),
            WhatIfListing::Scenarios => scenarios::scenarios_ui(tab, cx, &mut right, &order),
        }
    });
}

/// Nobody can be asked: why, and what helps. The choices stay: it may be that only this CDN has no clients.
fn refused_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui, order: &PlayOrder, why: &str) {
    Frame::NONE.inner_margin(BODY).show(ui, |ui| head::asked_ui(tab, cx.view.plan, ui, order));
    let why = text::capitalised(why);
    said_ui(ui, "Nobody can be asked who is served by whom", &why, |ui| {
        if button::button(ui, "Import coverage zones or a demand…", cx.is_possible(Command::Import)).clicked() {
            cx.view.queue.run(Command::Import);
        }
    });
}

/// Words in the middle, and what can be done.
fn said_ui(ui: &mut Ui, words: &str, hint: &str, actions: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    ui.add_space((ui.available_height() / 2.0 - 56.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        ui.label(RichText::new(hint).color(tokens.text_weak));
        ui.add_space(theme::GAP);
        centered_ui(ui, actions);
    });
}
