//! What fills a group: the failures after which it carries much of what it can.

use egui::{ScrollArea, Ui};

use super::head::choice_ui;
use super::row::heads_ui;
use super::state::WhatIfTab;
use super::sweep::playable_ui;
use crate::geometry::words::rate;
use crate::session::tasks::what_if::PlayOrder;
use crate::ui::derived::failures::{MUCH_PERCENT, down_parts};
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::text;

/// How wide the choice of groups is.
const GROUP_WIDTH: f32 = 220.0;

/// Draws the list.
pub(super) fn filling_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui, order: &PlayOrder) {
    let loads = cx.view.derived.loads();
    let Some(loads) = loads.as_ref().and_then(|loads| loads.as_ref().as_ref()) else {
        text::small_ui(
            ui,
            "What groups carry is known where the plan has a demand that says Mbit/s: import one, or enter it",
        );
        return;
    };
    let clients = loads.groups.keys().filter(|name| !loads.parents.contains(*name));
    let lines: Vec<&str> = clients.map(String::as_str).collect();
    let selected = || cx.view.plan.name_of(cx.view.selection.lead()?).filter(|name| lines.contains(&name.as_str()));
    let filled = tab.filled.clone().or_else(selected);
    let current = filled.as_deref().and_then(|filled| lines.iter().position(|line| *line == filled));
    if let Some(at) = choice_ui(ui, "Group that is filled", GROUP_WIDTH, current, &lines) {
        tab.filled = lines.get(at).map(|line| (*line).to_owned());
    }
    let Some(filled) = filled else {
        text::small_ui(ui, "Choose a group: the failures are listed that make it carry more than 80 % of what it can");
        return;
    };
    let Some((found, is_current)) = cx.view.derived.pushed((order, tab.sweeping), &filled) else {
        text::small_ui(ui, "Playing every failure…");
        return;
    };
    let older = if is_current { "" } else { ", older" };
    if found.failures.is_empty() {
        text::small_ui(
            ui,
            &format!("No failure makes {filled} carry more than {MUCH_PERCENT:.0} % of what it can{older}"),
        );
        return;
    }
    let words = format!("{filled} over {MUCH_PERCENT:.0} %{older}");
    heads_ui(ui, &words, &words, &["Carries", "Load"]);
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("filling").auto_shrink(false);
    rows_ui(area, ui, theme::ROW_HEIGHT, found.failures.len(), &mut |ui, range| {
        for (failure, over) in found.failures.get(range).unwrap_or_default() {
            let tokens = theme::tokens(ui);
            let down = down_parts(&found.parts, failure);
            let names: Vec<&str> = down.iter().map(|part| part.name.as_str()).collect();
            let words = names.join(" and ");
            let percent = format!("{:.0} %", over.percent());
            let color = if 100.0 < over.percent() { tokens.wrong } else { tokens.warned };
            let name = format!("{words} down: {filled} carries {percent} of what it can");
            let numbers = [(percent, color), (rate(over.load_mbps), tokens.text_weak)];
            playable_ui(tab, ui, down, &name, &words, &numbers);
        }
    });
}
