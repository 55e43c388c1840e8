//! The line above the tree: which tree, the filter, what is being moved, and what a topology is changed with.

use egui::{Align, FontId, Id as WidgetId, Layout, Popup, PopupCloseBehavior, TextEdit, Ui, vec2};

use super::list::{focus_id, move_by_key};
use super::nodes;
use super::state::{HierarchyTab, HierarchyView};
use crate::model::{Kind, grouped};
use crate::tabular::tree::TreeSubject;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::contents::contents;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::{button, text};

const FILTER_WIDTH: f32 = 132.0;
/// So narrow it may become.
const FILTER_LEAST: f32 = 72.0;
/// What opens and closes all, with the gaps.
const ALL_WIDTH: f32 = 64.0;
/// The button that takes a line up, which M does as well: where there is little room it gives way.
const MOVE_WIDTH: f32 = 72.0;
const TOPOLOGY_WIDTH: f32 = 148.0;
const TOPOLOGY_LEAST: f32 = 96.0;
/// What the buttons beside the choice of a topology take, without that which takes a line up.
const TOPOLOGY_BUTTONS: f32 = 320.0;

/// Draws it.
pub(super) fn bar_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let moved = tab.carried.as_ref().filter(|carried| !carried.by_pointer).map(|one| one.words.clone());
        if let Some(words) = moved {
            // Where it is to go is to be found, too.
            filter_ui(tab, ui, FILTER_WIDTH);
            return moving_ui(tab, ui, &words);
        }
        for (view, words) in [
            (HierarchyView::Places, "By place"),
            (HierarchyView::Parents, "By parent"),
            (HierarchyView::Topology, "Topology"),
        ] {
            if ui.selectable_label(tab.view == view, words).clicked() {
                tab.show(view);
            }
        }
        let room = ui.available_width() - ALL_WIDTH;
        let acts = tab.view != HierarchyView::Topology && cx.view.editable && FILTER_LEAST + MOVE_WIDTH <= room;
        let room = room - if acts { MOVE_WIDTH } else { 0.0 };
        filter_ui(tab, ui, room.clamp(FILTER_LEAST, FILTER_WIDTH));
        if !tab.rows().is_empty() {
            if icon_button(ui, Icon::Down, "Open all", true).clicked() {
                tab.open_all(true);
            }
            if icon_button(ui, Icon::Right, "Close all", true).clicked() {
                tab.open_all(false);
            }
        }
        if acts {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| actions_ui(tab, cx, ui, true));
        }
    });
    let is_moving = tab.carried.as_ref().is_some_and(|carried| !carried.by_pointer);
    if tab.view == HierarchyView::Topology && !is_moving {
        // Of its own, so that both fit beside a wide form.
        ui.add_space(theme::GAP_SMALL);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            let room = ui.available_width() - TOPOLOGY_BUTTONS;
            let takes_up = TOPOLOGY_LEAST + MOVE_WIDTH <= room;
            let width = room - if takes_up { MOVE_WIDTH } else { 0.0 };
            topology_ui(tab, cx, ui, width.clamp(TOPOLOGY_LEAST, TOPOLOGY_WIDTH));
            if cx.view.editable {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| actions_ui(tab, cx, ui, takes_up));
            }
        });
    }
}

/// Says what is being moved, and how that ends.
fn moving_ui(tab: &mut HierarchyTab, ui: &mut Ui, words: &str) {
    let words = format!("Moving {words}: choose where to, then press M");
    text::line_ui(ui, &words, FontId::proportional(theme::TEXT_BODY), theme::tokens(ui).text);
    if button::button(ui, "Leave it", true).clicked() {
        tab.carried = None;
    }
}

/// What is done with the line that has the cursor.
fn actions_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui, takes_up: bool) {
    let at = tab.cursor_at();
    let is_movable = at.and_then(|at| tab.tree().nodes.get(at)?.object).is_some();
    if takes_up
        && button::button(ui, "Move", is_movable)
            .on_hover_text("Take it up; then choose where to and press M")
            .clicked()
        && let Some(at) = at
    {
        move_by_key(tab, cx, at, false);
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    if let Some(TreeSubject::Topology(topology)) = tab.subject(cx.view.plan) {
        nodes::buttons_ui(tab, cx, ui, topology);
        let more = button::button(ui, "More", true);
        Popup::menu(&more).close_behavior(PopupCloseBehavior::CloseOnClick).accessible_name("More").show(contents(
            &mut |ui| {
                nodes::topology_menu_ui(cx, ui, topology);
            },
        ));
    } else {
        let count = tab.rows().len();
        let words = if tab.filter.trim().is_empty() { String::new() } else { format!("{} lines", grouped(count)) };
        text::line_ui(ui, &words, FontId::proportional(theme::TEXT_SMALL), theme::tokens(ui).text_weak);
    }
}

fn topology_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui, width: f32) {
    let plan = cx.view.plan;
    let all: Vec<(String, crate::model::Id<crate::model::Topology>)> = plan
        .indexes
        .names_sorted(Kind::Topology)
        .map(|(name, number)| (name.to_owned(), crate::model::Id::new(number)))
        .collect();
    if all.is_empty() {
        if cx.view.editable && button::button(ui, "New topology…", true).clicked() {
            cx.view.queue.send(Action::StartNew(Kind::Topology, None));
        }
        return;
    }
    let shown = tab.topology(plan);
    let current = all.iter().position(|(_, id)| Some(*id) == shown);
    let lines: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let chosen = current.and_then(|at| lines.get(at)).copied();
    let face = Face { name: "Topology that is shown", chosen, hint: "", unresolved: false, enabled: true };
    let id = WidgetId::unique("hierarchy topology");
    if let Some((_, id)) = choose_in_line_ui(ui, id, width, &face, current, &lines).and_then(|at| all.get(at)) {
        tab.show_topology(*id);
    }
}

fn filter_ui(tab: &mut HierarchyTab, ui: &mut Ui, width: f32) {
    let filter = TextEdit::singleline(&mut tab.filter)
        .id(WidgetId::unique("hierarchy filter"))
        .hint_text("Find in the tree")
        .desired_width(width)
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    ui.add(filter).accessible_name("Find in the tree").on_hover_text("Words in names; all of them must match");
    if !tab.filter.is_empty() && icon_button(ui, Icon::Cross, "Clear filter", true).clicked() {
        tab.filter.clear();
    }
}
