//! Every failure in turn, the worst first; a click takes down what a failure does.

use egui::{Color32, ScrollArea, Sense, Ui};

use super::row::{FailureRow, heads_ui, percent, row_ui};
use super::state::WhatIfTab;
use crate::model::{DownPart, grouped};
use crate::routing::PlayedFailure;
use crate::session::tasks::what_if::PlayOrder;
use crate::ui::derived::failures::SweptFailures;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::{button, text};

/// Draws the list.
pub(super) fn sweep_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui, order: &PlayOrder) {
    let Some((swept, is_current)) = cx.view.derived.swept(order, tab.sweeping) else {
        if cx.view.derived.has_given_failures_up() {
            text::small_ui(ui, "The failures are not played to their end.");
            if button::button(ui, "Play them", true).clicked() {
                cx.view.derived.ask_failures_again();
            }
        } else {
            text::small_ui(ui, "Playing every failure…");
        }
        return;
    };
    if swept.failures.is_empty() {
        text::small_ui(ui, &format!("No {} has a cache or a Traffic Router in the CDN", tab.sweeping.by.singular()));
        return;
    }
    let count = if swept.count == 1 { "1 failure".to_owned() } else { format!("{} failures", grouped(swept.count)) };
    let older = if is_current { "" } else { ", older" };
    let words = format!("{count}{older}");
    heads_ui(ui, &format!("{words}, the worst first"), &words, &["Lost", "Moved", "Farther", "Fullest"]);
    let height = theme::ROW_HEIGHT;
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("failures").auto_shrink(false);
    rows_ui(area, ui, height, swept.failures.len(), &mut |ui, range| {
        for failure in swept.failures.get(range).unwrap_or_default() {
            failure_ui(tab, ui, &swept, failure);
        }
    });
}

fn failure_ui(tab: &mut WhatIfTab, ui: &mut Ui, swept: &SweptFailures, failure: &PlayedFailure) {
    let tokens = theme::tokens(ui);
    let (after, all) = (&failure.aftermath, swept.clients);
    let down = swept.down(failure);
    let names: Vec<&str> = down.iter().map(|part| part.name.as_str()).collect();
    let words = names.join(" and ");
    let or_weak = |is_so: bool, color: Color32| if is_so { color } else { tokens.text_weak };
    let km = if after.moved > 0.0 { format!("{:+.0} km", after.added_km) } else { String::new() };
    let over = after.fullest_percent.map_or_else(String::new, |percent| format!("{percent:.0} %"));
    let over_color = if after.overloaded.is_empty() { tokens.text_weak } else { tokens.wrong };
    let numbers = [
        (percent(after.lost, all), or_weak(after.lost > 0.0, tokens.wrong)),
        (percent(after.moved, all), or_weak(after.moved > 0.0, tokens.text)),
        (km, tokens.text_weak),
        (over, over_color),
    ];
    let name = format!("{words} down: {} lost, {} moved", percent(after.lost, all), percent(after.moved, all));
    let name = if after.is_unrouted { format!("{name}; no Traffic Router is left") } else { name };
    playable_ui(tab, ui, down, &name, &words, &numbers);
}

/// A failure that a click plays, or takes back when it is played already.
pub(super) fn playable_ui(
    tab: &mut WhatIfTab,
    ui: &mut Ui,
    down: Vec<DownPart>,
    name: &str,
    words: &str,
    numbers: &[(String, Color32)],
) {
    let is_current = tab.down() == down;
    let color = theme::tokens(ui).text;
    let row = FailureRow { name, words, numbers, color, is_current, sense: Sense::click() };
    if row_ui(ui, &row).clicked() {
        tab.play(if is_current { Vec::new() } else { down });
    }
}
