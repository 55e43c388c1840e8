//! What becomes of the clients while parts are down: the sums, from group to group, and who carries too much.

use egui::{Color32, RichText, Sense, Ui};

use super::row::{FailureRow, pair_heads_ui, pair_row_ui, percent, row_ui};
use super::state::WhatIfTab;
use crate::model::{AnyId, CacheGroup};
use crate::session::tasks::what_if::{Consequence, GroupFlow};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::contents;
use crate::ui::widgets::text;

/// So many ways are listed.
const MOST: usize = 400;

/// Draws it.
pub(super) fn effects_ui(
    tab: &mut WhatIfTab,
    cx: &PanelContext<'_>,
    ui: &mut Ui,
    found: &Consequence,
    is_current: bool,
) {
    let tokens = theme::tokens(ui);
    let (after, all) = (&found.aftermath, found.clients);
    ui.add_space(theme::GAP_SMALL);
    let sums = format!("{} lost, {} moved", percent(after.lost, all), percent(after.moved, all));
    let sums = if after.moved > 0.0 { format!("{sums}, {:+.0} km", after.added_km) } else { sums };
    let color = if after.lost > 0.0 { tokens.wrong } else { tokens.text };
    ui.label(RichText::new(&sums).font(theme::strong(theme::TEXT_BODY)).color(color));
    let older = if is_current { "" } else { " (of before the last change; asking again)" };
    let taken = taken_words(found);
    let before = percent(found.served, all);
    let now = percent(found.served - after.lost, all);
    let served =
        if before == now { format!("{now} served, as before") } else { format!("{before} served before, {now} now") };
    text::small_ui(ui, &format!("{taken} down; {served}{older}"));
    if found.is_unrouted {
        let words = "No Traffic Router of the CDN is left: nobody is sent to a cache";
        ui.label(RichText::new(words).color(tokens.wrong));
    }
    for part in &found.idle {
        text::small_ui(ui, &format!("{} has no cache in the CDN: nothing changes by it", part.name));
    }
    for (name, load, capacity) in &found.overloaded {
        let words = format!("{name} carries {load:.0} of {capacity:.0} Mbit/s");
        let row = FailureRow {
            name: &words,
            words: &words,
            numbers: &[(percent(*load, *capacity), tokens.wrong)],
            color: tokens.wrong,
            is_current: false,
            sense: Sense::click(),
        };
        if row_ui(ui, &row).clicked() {
            look(cx, name);
        }
    }
    if found.flows.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_ROW;
        let by_client = ui.checkbox(&mut tab.by_client, "Zone by zone");
        by_client.on_hover_text("List who is served otherwise one by one, before and after, instead of group by group");
        let hint = "Show before and after side by side on the map: left of a line as it is while nothing is down";
        ui.checkbox(&mut tab.side_by_side, "Before and after").on_hover_text(hint);
    });
    if tab.by_client {
        return askers_ui(cx, ui, found);
    }
    pair_heads_ui(ui, "Who takes over", &["Share", "Farther"]);
    for flow in found.flows.iter().take(MOST) {
        flow_ui(cx, ui, flow, all, tokens.wrong);
    }
    if MOST < found.flows.len() {
        text::small_ui(ui, &format!("and {} more", found.flows.len() - MOST));
    }
}

/// Like `3 caches are` or `2 Traffic Routers and 1 cache are`.
fn taken_words(found: &Consequence) -> String {
    let counted = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    let caches = counted(found.caches, "cache");
    let all = match found.routers {
        0 => caches,
        routers if found.caches == 0 => counted(routers, "Traffic Router"),
        routers => format!("{caches} and {}", counted(routers, "Traffic Router")),
    };
    format!("{all} {}", if found.caches + found.routers == 1 { "is" } else { "are" })
}

/// Those who are served otherwise, each before and after.
fn askers_ui(cx: &PanelContext<'_>, ui: &mut Ui, found: &Consequence) {
    pair_heads_ui(ui, "Before → after", &["Share", "Way"]);
    let tokens = theme::tokens(ui);
    for own in found.askers.iter().take(MOST) {
        let share = percent(own.weight, found.clients);
        let way = |km: Option<f64>| km.map_or_else(|| "?".to_owned(), |km| format!("{km:.0}"));
        let (before, km_before) = &own.before;
        let (words, ways, color) = match &own.after {
            Some((after, km)) => (
                format!("{}: {before} → {after}", own.name),
                format!("{} → {} km", way(*km_before), way(*km)),
                tokens.text,
            ),
            None => (format!("{}: {before} → nobody", own.name), String::new(), tokens.wrong),
        };
        let name = match &own.after {
            Some((after, _)) => format!("{} is served by {after} instead of {before}, {ways}", own.name),
            None => format!("Nobody serves {}, which {before} served", own.name),
        };
        let numbers = [(share, color), (ways, tokens.text_weak)];
        let row = FailureRow {
            name: &name,
            words: &words,
            numbers: &numbers,
            color,
            is_current: false,
            sense: Sense::click(),
        };
        if pair_row_ui(ui, &row).on_hover_text(name.as_str()).clicked() {
            look(cx, own.after.as_ref().map_or(before, |(after, _)| after));
        }
    }
    if MOST < found.askers.len() {
        text::small_ui(ui, &format!("and {} more", found.askers.len() - MOST));
    }
}

fn flow_ui(cx: &PanelContext<'_>, ui: &mut Ui, flow: &GroupFlow, all: f64, wrong: Color32) {
    let tokens = theme::tokens(ui);
    let share = percent(flow.weight, all);
    let (words, color) = match &flow.to {
        Some(to) => (format!("{} → {to}", flow.from), tokens.text),
        None => (format!("{} → nobody", flow.from), wrong),
    };
    let km = flow.added_km.map_or_else(String::new, |km| format!("{km:+.0} km"));
    let name = match &flow.to {
        Some(to) => format!("{to} takes {share} over from {}", flow.from),
        None => format!("Nobody takes {share} over from {}", flow.from),
    };
    let numbers = [(share, color), (km, tokens.text_weak)];
    let row =
        FailureRow { name: &name, words: &words, numbers: &numbers, color, is_current: false, sense: Sense::click() };
    let response = pair_row_ui(ui, &row).on_hover_ui(contents(&mut |ui| {
        ui.label(&name);
        text::small_ui(ui, &flow.whose.join(", "));
    }));
    if response.clicked() {
        look(cx, flow.to.as_ref().unwrap_or(&flow.from));
    }
}

/// Selects a group and brings it into view.
fn look(cx: &PanelContext<'_>, group: &str) {
    if let Some(id) = cx.view.plan.find::<CacheGroup>(group) {
        cx.view.queue.order(Order::Look(AnyId::of(id)));
    }
}
