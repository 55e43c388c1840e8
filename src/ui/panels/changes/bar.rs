//! The lines above the list of changes: against what, for which CDN, the filter, the way from change to change, and the
//! JSON patch.

use egui::{Align, Checkbox, FontId, Layout, TextEdit, Ui, vec2};

use super::state::ChangesTab;
use crate::compare::Side;
use crate::formats::snapshot::SnapshotTree;
use crate::model::grouped;
use crate::ui::commands::Command;
use crate::ui::derived::differences::{ComparedWith, Differences, OtherSide};
use crate::ui::order::{Order, Purpose};
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::choose::{Face, choose_ui};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::{button, text};

/// The width of the filter's field.
const FILTER_WIDTH: f32 = 180.0;
/// How wide the choice of a CDN is.
const CDN_WIDTH: f32 = 160.0;

/// Draws what stands beside the tabs: what is compared with what.
pub(super) fn head_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    if !cx.is_open() {
        return;
    }
    let (changes, queue) = (cx.view.derived.changes(), cx.view.queue);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let hint = "Compare the plan with a snapshot, a plan or plan-text";
        if button::button(ui, "Compare with…", true).on_hover_text(hint).clicked() {
            queue.order(Order::Ask(Purpose::Compare));
        }
        if changes.other().is_some()
            && icon_button(ui, Icon::Cross, "Compare with the last snapshot again", true).clicked()
        {
            queue.order(Order::CompareBaseline);
        }
        let room = ui.available_size();
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.add_space(theme::GAP_EDGE);
            match changes.other() {
                Some(other) => file_ui(ui, other),
                None => baseline_ui(cx, ui),
            }
        });
    });
}

/// What a file says, against what the plan says.
fn file_ui(ui: &mut Ui, other: &OtherSide) {
    let name = other.path.file_name().unwrap_or(other.path.as_os_str()).to_string_lossy();
    let words = match &other.side {
        Side::Plan(_) => format!("This plan against {name}"),
        Side::Snapshot(tree) => {
            format!("New snapshot of {} against {name}", tree.cdn_name().unwrap_or("no CDN"))
        }
    };
    line_ui(ui, &words).on_hover_text(other.path.display().to_string());
}

/// The CDN, and of when its last snapshot is.
fn baseline_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let Some(cdn) = cx.view.derived.compared_cdn() else { return };
    let cdns: Vec<String> = cx.view.plan.real_cdn_names().into_iter().map(str::to_owned).collect();
    if let [only] = cdns.as_slice() {
        line_ui(ui, &format!("New snapshot of {only}"));
    } else {
        line_ui(ui, "New snapshot of");
        let current = cdns.iter().position(|name| *name == cdn);
        let lines: Vec<&str> = cdns.iter().map(String::as_str).collect();
        let face = Face { name: "CDN", chosen: Some(&cdn), hint: "", unresolved: false, enabled: true };
        let place = vec2(CDN_WIDTH, theme::CONTROL_HEIGHT);
        let chosen = ui.allocate_ui(place, |ui| {
            let (response, chosen) = choose_ui(ui, egui::Id::unique("changes cdn"), &face, current, &lines);
            response.on_hover_text("The CDN whose snapshots are compared");
            chosen
        });
        if let Some(name) = chosen.inner.and_then(|at| cdns.get(at)) {
            cx.view.queue.order(Order::CompareCdn(name.clone()));
        }
    }
    if let Some((words, exact)) = cx.view.derived.changes().shown().and_then(|shown| against(&shown.wanted.base)) {
        line_ui(ui, &words).on_hover_text(format!("Against the CDN's last imported or exported snapshot, {exact}"));
    }
}

/// Like `against 2026-01-02 03:04`, and the exact time.
fn against(base: &ComparedWith) -> Option<(String, String)> {
    const TO_THE_MINUTE: usize = "2026-01-02 03:04".len();
    match base {
        ComparedWith::Baseline(_, _, tree) => Some(match date_of(tree) {
            Some(date) => (format!("against {}", date.get(..TO_THE_MINUTE).unwrap_or(&date)), format!("of {date}")),
            None => ("against the last one".to_owned(), "which has no date".to_owned()),
        }),
        ComparedWith::File(_) => None,
    }
}

/// When a snapshot was made, if it says so.
pub(super) fn date_of(tree: &SnapshotTree) -> Option<String> {
    let date = tree.members.get("stats")?.get("date")?.as_i64()?;
    text::moment(date)
}

fn line_ui(ui: &mut Ui, words: &str) -> egui::Response {
    let color = theme::tokens(ui).text_weak;
    text::line_ui(ui, words, FontId::proportional(theme::TEXT_SMALL), color)
}

/// Draws the line above the list.
pub(super) fn bar_ui(tab: &mut ChangesTab, cx: &PanelContext<'_>, ui: &mut Ui, found: &Differences) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        filter_ui(tab, ui);
        let (shown, all) = (tab.listing.shown(), grouped(found.count));
        let filtered = !tab.listing.filter.trim().is_empty();
        let words = match (filtered, found.count) {
            (true, _) => format!("{} of {all} objects", grouped(shown)),
            (false, 1) => "1 object".to_owned(),
            (false, _) => format!("{all} objects"),
        };
        if cx.view.derived.changes().is_older() {
            line_ui(ui, &format!("{words}, older"))
                .on_hover_text("Of the plan before its last change; comparing again");
        } else {
            line_ui(ui, &words);
        }
        ways_ui(cx, ui, 0 < shown);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| patch_ui(tab, ui, found));
    });
}

fn filter_ui(tab: &mut ChangesTab, ui: &mut Ui) {
    let listing = &mut tab.listing;
    let filter = TextEdit::singleline(&mut listing.filter)
        .id(egui::Id::unique("changes filter"))
        .hint_text("Filter by name")
        .desired_width(FILTER_WIDTH)
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    ui.add(filter).accessible_name("Filter by name").on_hover_text("Words in the names; all of them must match");
    if !listing.filter.is_empty() && icon_button(ui, Icon::Cross, "Clear filter", true).clicked() {
        listing.filter.clear();
    }
}

/// To the next change and to the one before.
fn ways_ui(cx: &PanelContext<'_>, ui: &mut Ui, possible: bool) {
    ui.spacing_mut().item_spacing.x = 0.0;
    for (icon, command) in [(Icon::Up, Command::PreviousChange), (Icon::Down, Command::NextChange)] {
        let response = icon_button(ui, icon, command.info().name, possible);
        if response.clicked() {
            cx.view.queue.run(command);
        }
    }
    ui.spacing_mut().item_spacing.x = theme::GAP;
}

/// The rows of the patch: to be seen, to be copied. Plans have none.
fn patch_ui(tab: &mut ChangesTab, ui: &mut Ui, found: &Differences) {
    let possible = found.comparison.is_some();
    let hint = if possible {
        "Put the rows that make the new snapshot of the old one onto the clipboard"
    } else {
        "Only snapshots have a JSON patch"
    };
    if button::button(ui, "Copy as JSON patch", possible && !tab.copies).on_hover_text(hint).clicked() {
        tab.copies = true;
        ui.request_repaint();
    }
    let check = ui.add_enabled(possible, Checkbox::new(&mut tab.as_patch, "As JSON patch"));
    if check.on_hover_text("Show the rows of the JSON patch (RFC 6902) instead").changed() {
        ui.request_repaint();
    }
}
