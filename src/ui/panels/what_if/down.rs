//! What is down, each to be brought up again, and what becomes of the clients.

use egui::{Id, RichText, ScrollArea, Ui};

use super::effects::effects_ui;
use super::head::asked_ui;
use super::loads::loads_ui;
use super::state::WhatIfTab;
use crate::edit::intent;
use crate::model::{DownPart, Kind, Plan, Scenario};
use crate::session::tasks::what_if::PlayOrder;
use crate::sorting::sort_by;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::{button, text};

/// How wide the choice of scenarios is.
const SCENARIOS_WIDTH: f32 = 150.0;

/// Draws it.
pub(super) fn down_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui, order: &PlayOrder) {
    asked_ui(tab, cx.view.plan, ui, order);
    ScrollArea::vertical().id_salt("what is down").auto_shrink(false).show(ui, |ui| {
        parts_ui(tab, cx, ui);
        if tab.down().is_empty() {
            empty_ui(ui);
        } else if let Some((consequence, is_current)) = cx.view.derived.consequence(order, tab.down()) {
            effects_ui(tab, cx, ui, &consequence, is_current);
        } else {
            text::small_ui(ui, "Asking who is served by whom…");
        }
        loads_ui(tab, cx, ui);
    });
}

/// The parts, the scenarios, and what can be done with them.
fn parts_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let mut gone = None;
        for part in tab.down() {
            let kind = Kind::of_key(&part.kind).map_or_else(|| part.kind.clone(), |kind| kind.singular().to_owned());
            let words = if part.kind == Kind::Cdn.key() {
                format!("Traffic Routers of {}", part.name)
            } else {
                part.name.clone()
            };
            ui.label(RichText::new(words).font(theme::strong(theme::TEXT_BODY))).on_hover_text(kind);
            if icon_button(ui, Icon::Cross, &format!("Bring up {}", part.name), true).clicked() {
                gone = Some(part.clone());
            }
        }
        if let Some(part) = gone {
            tab.bring_up(&part);
        }
        if tab.down().is_empty() {
            // Of what is down there is more to be said: the list of scenarios runs them as well.
            scenarios_ui(tab, cx, ui);
        } else {
            if button::button(ui, "Bring all up", true).clicked() {
                tab.play(Vec::new());
            }
            let hint = "Save as scenario: keep what is down in the plan, to come back to it";
            let saved = button::button(ui, "Save", cx.view.editable).accessible_name("Save as scenario");
            if saved.on_hover_text(hint).clicked() {
                save(tab, cx);
            }
        }
    });
}

/// The scenarios that the plan keeps.
fn scenarios_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let mut all: Vec<&Scenario> = cx.view.plan.scenarios().iter().map(|(_, own)| &**own).collect();
    if all.is_empty() {
        return;
    }
    sort_by(&mut all, |one, other| one.name.cmp(&other.name));
    let lines: Vec<&str> = all.iter().map(|own| own.name.as_str()).collect();
    let current = all.iter().position(|own| own.down == tab.down());
    let chosen = current.and_then(|at| lines.get(at)).copied();
    let face = Face { name: "Run a scenario", chosen, hint: "Scenarios", unresolved: false, enabled: true };
    let id = Id::unique("scenarios");
    let run = choose_in_line_ui(ui, id, SCENARIOS_WIDTH, &face, current, &lines).and_then(|at| all.get(at));
    if let Some(scenario) = run {
        tab.play(scenario.down.clone());
    }
}

/// Keeps what is down as a scenario of a name that is free.
fn save(tab: &WhatIfTab, cx: &PanelContext<'_>) {
    let name = free_name(cx.view.plan, tab.down());
    cx.view.queue.perform(intent::keep_scenario(cx.view.plan, &name, tab.down()));
    cx.view.queue.send(Action::Notify(format!("Kept as scenario {name}")));
}

fn free_name(plan: &Plan, down: &[DownPart]) -> String {
    let names: Vec<&str> = down.iter().map(|part| part.name.as_str()).collect();
    let name = match names.as_slice() {
        [first, second, rest @ ..] if !rest.is_empty() => format!("{first}, {second} and {} more down", rest.len()),
        names => format!("{} down", names.join(" and ")),
    };
    let is_free = |name: &String| plan.find::<Scenario>(name).is_none();
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or(name)
}

fn empty_ui(ui: &mut Ui) {
    ui.add_space(theme::GAP_ROW);
    ui.label(RichText::new("Nothing is down").size(theme::TEXT_TITLE));
    text::small_ui(
        ui,
        "Choose a failure at the right, or take down what is selected on the map or in a table: right-click it there, or \
         use the command Take down. Who takes over is said here and drawn on the map.",
    );
}
