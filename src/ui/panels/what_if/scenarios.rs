//! The scenarios of the plan beside each other, and each in another version of the plan; a click runs one.

use std::sync::Arc;

use egui::{Color32, Id, ScrollArea, Sense, Ui};

use super::row::{FailureRow, heads_ui, row_ui};
use super::state::WhatIfTab;
use crate::compare::Side;
use crate::model::{DownPart, Plan, Scenario, visible};
use crate::session::tasks::what_if::{PlayOrder, ScenarioOutcome};
use crate::sorting::sort_by;
use crate::ui::commands::Command;
use crate::ui::order::Order;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::PanelContext;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::{button, text};

/// So many of the last steps are offered.
const STEPS_OFFERED: usize = 30;
/// How wide the choice of versions is.
const VERSIONS_WIDTH: f32 = 230.0;

/// What is down now, where that is no scenario.
const NOW: &str = "What is down now";

/// Draws the list.
pub(super) fn scenarios_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui, order: &PlayOrder) {
    version_ui(tab, cx, ui);
    let mut all: Vec<&Scenario> = cx.view.plan.scenarios().iter().map(|(_, own)| &**own).collect();
    sort_by(&mut all, |one, other| one.name.cmp(&other.name));
    let mut named: Vec<(&str, Vec<DownPart>)> = all.iter().map(|own| (own.name.as_str(), own.down.clone())).collect();
    if !tab.down().is_empty() && named.iter().all(|(_, down)| down != tab.down()) {
        named.push((NOW, tab.down().to_vec()));
    }
    if named.is_empty() {
        text::small_ui(ui, "The plan has no scenarios yet: take parts down, and save that as one");
        return;
    }
    let downs: Vec<Vec<DownPart>> = named.iter().map(|(_, down)| down.clone()).collect();
    let Some((found, is_current)) = cx.view.derived.compared(order, &downs, tab.pinned.as_ref()) else {
        text::small_ui(ui, "Playing the scenarios…");
        return;
    };
    if let Some(Err(why)) = &found.then {
        text::small_ui(ui, &format!("Nobody can be asked in the version that was kept: {why}"));
    }
    let then = found.then.as_ref().and_then(|then| then.as_ref().ok());
    let words = if is_current { "Scenarios" } else { "Scenarios, older" };
    heads_ui(ui, words, words, &["Lost", "Moved", "Farther", "Fullest"]);
    let rows = named
        .iter()
        .enumerate()
        .filter_map(|(at, (name, down))| Some((*name, down, found.now.get(at)?, then.and_then(|then| then.get(at)))));
    let mut run = None;
    ScrollArea::vertical().id_salt("scenarios").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (name, down, now, then) in rows {
            if outcome_ui(ui, name, (now, then), tab.down() == down) {
                run = Some(down.clone());
            }
        }
    });
    if let Some(down) = run {
        tab.play(down);
    }
}

/// A version of the plan that can be compared with.
enum OfferedVersion {
    /// As it is now.
    Now,
    /// As it was after so many steps.
    After(usize),
    /// That of the file that Changes compares with.
    OfChanges(Arc<Plan>),
    /// That of a file that is still to be chosen.
    OfAnotherFile,
}

/// The versions of the plan that can be compared with, each in words.
fn versions(cx: &PanelContext<'_>) -> Vec<(OfferedVersion, String)> {
    let mut offered = vec![(OfferedVersion::Now, "the plan as it is now".to_owned())];
    let done = cx.history.steps.iter().filter(|step| step.done).enumerate();
    let steps = done.map(|(place, step)| (OfferedVersion::After(place), format!("before “{}”", visible(&step.label))));
    let mut steps: Vec<_> = if cx.view.editable { steps.collect() } else { Vec::new() };
    steps.reverse();
    steps.truncate(STEPS_OFFERED);
    offered.append(&mut steps);
    if let Some(other) = cx.view.derived.changes().other()
        && let Side::Plan(plan) = &other.side
    {
        let name = other.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        offered.push((OfferedVersion::OfChanges(Arc::clone(plan)), format!("the plan in {}", visible(&name))));
    }
    offered.push((OfferedVersion::OfAnotherFile, "another plan file…".to_owned()));
    offered
}

/// The version of the plan that is compared.
fn version_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        if let Some(pinned) = &tab.pinned {
            text::small_ui(ui, &format!("Compared with {}", pinned.words));
            if button::button(ui, "Stop comparing", true).clicked() {
                tab.pinned = None;
            }
            return;
        }
        let offered = versions(cx);
        let lines: Vec<String> = offered.iter().map(|(_, words)| text::capitalised(words)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let hint = "Compare with another version";
        let face = Face { name: "Version to compare with", chosen: None, hint, unresolved: false, enabled: true };
        let id = Id::unique("version to compare with");
        let chosen = choose_in_line_ui(ui, id, VERSIONS_WIDTH, &face, None, &lines);
        match chosen.and_then(|at| offered.into_iter().nth(at)) {
            Some((OfferedVersion::Now, _)) => {
                tab.pin(Arc::clone(cx.view.plan), "the plan before the changes".to_owned());
            }
            Some((OfferedVersion::After(steps), words)) => {
                cx.view.queue.order(Order::CompareScenarios(steps, words));
            }
            Some((OfferedVersion::OfChanges(plan), words)) => tab.pin(plan, words),
            // Changes reads it, and then it is offered here.
            Some((OfferedVersion::OfAnotherFile, _)) => cx.view.queue.run(Command::CompareWith),
            None => {}
        }
    });
}

/// What one comes to; says whether it is to be run.
fn outcome_ui(
    ui: &mut Ui,
    name: &str,
    (now, then): (&ScenarioOutcome, Option<&ScenarioOutcome>),
    is_current: bool,
) -> bool {
    let tokens = theme::tokens(ui);
    let said = |own: &ScenarioOutcome| format!("{:.1} % lost, {:.1} % moved", own.lost_percent(), own.moved_percent());
    let spoken = match then {
        Some(then) => format!("Run {name}: {}; before {}", said(now), said(then)),
        None => format!("Run {name}: {}", said(now)),
    };
    let of = |key: fn(&ScenarioOutcome) -> f64, unit: &str, digits: usize| {
        let value = key(now);
        let before = then.map(key).filter(|before| (before - value).abs() >= 0.05);
        let color = before
            .map_or(if 0.0 < value { tokens.text } else { tokens.text_weak }, |before| better(tokens, before, value));
        let words = match before {
            Some(before) => format!("{before:.digits$} → {value:.digits$}"),
            None => format!("{value:.digits$} {unit}"),
        };
        (words, color)
    };
    let (lost, lost_color) = of(ScenarioOutcome::lost_percent, "%", 1);
    let lost_color = if then.is_none() && 0.0 < now.lost { tokens.wrong } else { lost_color };
    let numbers = [
        (lost, lost_color),
        of(ScenarioOutcome::moved_percent, "%", 1),
        of(|own| own.added_km, "km", 0),
        if now.fullest_percent.is_some() {
            of(|own| own.fullest_percent.unwrap_or_default(), "%", 0)
        } else {
            (String::new(), tokens.text_weak)
        },
    ];
    let row = FailureRow {
        name: &spoken,
        words: name,
        numbers: &numbers,
        color: tokens.text,
        is_current,
        sense: Sense::click(),
    };
    row_ui(ui, &row).on_hover_text(spoken.as_str()).clicked()
}

/// Less is better.
fn better(tokens: &Tokens, before: f64, now: f64) -> Color32 {
    if now < before { tokens.normal } else { tokens.wrong }
}
