//! What the Changes tab says when there is no list: nothing to compare with, nothing that differs, no snapshot.

use egui::{RichText, ScrollArea, Ui};

use super::bar::date_of;
use super::lines::Listing;
use super::state::ChangesTab;
use crate::compare::Side;
use crate::finding::Severity;
use crate::model::AnyId;
use crate::ui::commands::Command;
use crate::ui::derived::changes::Changes;
use crate::ui::derived::differences::{ComparedWith, NotComparable};
use crate::ui::order::{Order, Purpose};
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::button::{self, centered_ui};
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text;

/// Nothing has been compared.
pub(super) fn nothing_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let (changes, baselines) = (cx.view.derived.changes(), &cx.view.derived.source().baselines);
    if !cx.is_open() {
        return said_ui(ui, "No plan is open", "What a new snapshot would change is listed here");
    }
    let Some(cdn) = cx.view.derived.compared_cdn() else {
        return said_ui(ui, "The plan has no CDN yet", "What a new snapshot of a CDN would change is listed here");
    };
    if changes.is_unreadable(&cdn) {
        let words = format!("The last snapshot of {cdn} cannot be read");
        let hint = "Import or export a snapshot of the CDN, and the plan is compared with that one";
        middle_ui(ui, &words, hint, |ui| actions_ui(cx, ui));
    } else if baselines.packed(&cdn).is_some() || changes.other().is_some() {
        wait_ui(ui, "Comparing…");
    } else {
        let words = format!("No snapshot of {cdn} to compare with yet");
        let hint = "A new snapshot is compared with the CDN's baseline, which is its last imported or exported one";
        middle_ui(ui, &words, hint, |ui| actions_ui(cx, ui));
    }
}

/// What makes something to compare with.
fn actions_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    if button::button(ui, "Import a snapshot…", cx.is_possible(Command::Import)).clicked() {
        cx.view.queue.run(Command::Import);
    }
    if button::button(ui, "Export…", cx.is_possible(Command::Export)).clicked() {
        cx.view.queue.run(Command::Export);
    }
    // The same stands above; the name says which of both is meant.
    let hint = "Compare the plan with a snapshot, a plan or plan-text";
    let response = button::button(ui, "Compare with a file…", true).on_hover_text(hint);
    if response.clicked() {
        cx.view.queue.order(Order::Ask(Purpose::Compare));
    }
}

/// Both sides say the same.
pub(super) fn same_ui(changes: &Changes, ui: &mut Ui, base: &ComparedWith) {
    let name = |path: &std::path::Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let words = match base {
        ComparedWith::Baseline(_, _, tree) => match date_of(tree) {
            Some(date) => format!("The snapshot would be the same as on {date}, but for its date"),
            None => "The snapshot would be the same as the last one, but for its date".to_owned(),
        },
        ComparedWith::File(other) => match &other.side {
            Side::Snapshot(_) => {
                format!("The snapshot would be the same as {}, but for its date", name(&other.path))
            }
            Side::Plan(_) => format!("The plan says the same as {}", name(&other.path)),
        },
    };
    let words = if changes.is_older() { "Comparing again…".to_owned() } else { words };
    said_ui(ui, "No difference", &words);
}

/// There is no snapshot to compare: why, and what it is about.
pub(super) fn stop_ui(cx: &PanelContext<'_>, ui: &mut Ui, stop: &NotComparable) {
    let (cdn, refusals) = match stop {
        NotComparable::Words(words) => return said_ui(ui, "Nothing to compare", &text::capitalised(words)),
        NotComparable::Refused(cdn, refusals) => (cdn, refusals),
    };
    let margin = egui::Margin { left: 16, right: 16, top: 8, bottom: 8 };
    egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        ui.label(RichText::new(format!("The plan makes no snapshot of {cdn}")).font(theme::strong(theme::TEXT_TITLE)));
        text::small_ui(ui, "Traffic Ops would make none either: this stands in the way");
        ui.add_space(theme::GAP_SMALL);
        let height = theme::CONTROL_HEIGHT;
        rows_ui(ScrollArea::vertical().auto_shrink(false), ui, height, refusals.len(), &mut |ui, range| {
            for (words, object) in refusals.get(range).unwrap_or_default() {
                refusal_ui(cx, ui, words, *object);
            }
        });
    });
}

fn refusal_ui(cx: &PanelContext<'_>, ui: &mut Ui, words: &str, object: Option<AnyId>) {
    ui.allocate_ui(egui::vec2(ui.available_width(), theme::CONTROL_HEIGHT), |ui| {
        ui.horizontal(|ui| {
            if let Some(object) = object {
                let name = cx.view.plan.name_of(object).unwrap_or_default();
                if button::button(ui, "Show", true).on_hover_text(format!("Select {name}")).clicked() {
                    cx.view.queue.order(Order::Look(object));
                }
            }
            message_ui(ui, Severity::Error, &text::capitalised(words));
        });
    });
}

/// The filter lets nothing through.
pub(super) fn nothing_found_ui(tab: &mut ChangesTab, ui: &mut Ui) {
    no_match_ui(&mut tab.listing, ui);
}

/// The same for rows that are made of the list.
pub(super) fn no_match_ui(listing: &mut Listing, ui: &mut Ui) {
    let words = format!("No changes match “{}”", listing.filter.trim());
    middle_ui(ui, &words, "", |ui| {
        if button::button(ui, "Show all", true).clicked() {
            listing.filter.clear();
        }
    });
}

/// Something is on its way.
pub(super) fn wait_ui(ui: &mut Ui, words: &str) {
    said_ui(ui, words, "");
}

fn said_ui(ui: &mut Ui, words: &str, hint: &str) {
    middle_ui(ui, words, hint, |_| {});
}

/// Words in the middle, and what can be done.
fn middle_ui(ui: &mut Ui, words: &str, hint: &str, actions: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    ui.add_space((ui.available_height() / 2.0 - 56.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        if !hint.is_empty() {
            ui.label(RichText::new(hint).color(tokens.text_weak));
        }
        ui.add_space(theme::GAP);
        centered_ui(ui, actions);
    });
}
