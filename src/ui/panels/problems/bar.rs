//! The line above the list of problems: the filter, how many there are, what stands together, what was accepted.

use egui::{Align, FontId, Layout, TextEdit, Ui, vec2};

use super::lines::Grouping;
use super::tab::ProblemsTab;
use crate::model::grouped;
use crate::ui::commands::Command;
use crate::ui::derived::findings::FoundProblems;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::text;

/// The width of the filter's field.
const FILTER_WIDTH: f32 = 180.0;
/// The part of the line that it has at most.
const FILTER_PART: f32 = 0.3;

/// Draws it: both ends have their room, how many there are gives way.
pub(super) fn bar_ui(tab: &mut ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui, found: &FoundProblems) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        filter_ui(tab, ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            listed_ui(tab, ui, found);
            ways_ui(cx, ui, 0 < tab.listing.shown());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| count_ui(tab, cx, ui, found));
        });
    });
}

/// What is listed, and what stands together.
fn listed_ui(tab: &mut ProblemsTab, ui: &mut Ui, found: &FoundProblems) {
    let waived = found.waived.iter().flatten().count();
    if 0 < waived {
        let words = format!("{} waived", grouped(waived));
        ui.checkbox(&mut tab.listing.shows_waived, words).on_hover_text("List what somebody has accepted too");
    }
    for (grouping, words) in [(Grouping::Object, "By object"), (Grouping::Rule, "By rule")] {
        if ui.selectable_label(tab.listing.grouping == grouping, words).clicked() {
            tab.listing.grouping = grouping;
        }
    }
}

fn count_ui(tab: &ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui, found: &FoundProblems) {
    let words = words(tab, found);
    let is_checking = cx.view.derived.findings().is_checking(cx.view.revision);
    let words = if is_checking { format!("{words}, checking…") } else { words };
    let color = theme::tokens(ui).text_weak;
    let response = text::line_ui(ui, &words, FontId::proportional(theme::TEXT_SMALL), color);
    if is_checking {
        response.on_hover_text("The plan has changed, or what it leads to is still being judged");
    }
}

fn words(tab: &ProblemsTab, found: &FoundProblems) -> String {
    let all = found.tally.words(", ");
    let all = if all.is_empty() { "Nothing that counts".to_owned() } else { all };
    if tab.listing.filter.trim().is_empty() { all } else { format!("{} of {all}", grouped(tab.listing.shown())) }
}

fn filter_ui(tab: &mut ProblemsTab, ui: &mut Ui) {
    let filter = TextEdit::singleline(&mut tab.listing.filter)
        .id(egui::Id::unique("problems filter"))
        .hint_text("Filter problems")
        .desired_width(FILTER_WIDTH.min(ui.available_width() * FILTER_PART))
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let hint = "Words in names, rules, messages or severities; all of them must match";
    ui.add(filter).accessible_name("Filter problems").on_hover_text(hint);
    if !tab.listing.filter.is_empty() && icon_button(ui, Icon::Cross, "Clear filter", true).clicked() {
        tab.listing.filter.clear();
    }
}

/// To the next problem and to the one before.
fn ways_ui(cx: &PanelContext<'_>, ui: &mut Ui, possible: bool) {
    ui.spacing_mut().item_spacing.x = 0.0;
    // From the right.
    for (icon, command) in [(Icon::Down, Command::NextProblem), (Icon::Up, Command::PreviousProblem)] {
        if icon_button(ui, icon, command.info().name, possible).clicked() {
            cx.view.queue.run(command);
        }
    }
    ui.spacing_mut().item_spacing.x = theme::GAP;
}
