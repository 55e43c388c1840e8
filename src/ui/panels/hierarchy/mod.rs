//! The Hierarchy tab: the plan as a tree, by place, by parent, or that of a topology. Lines are dragged to where they are to
//! stand; what may not stand there is told before they are let go. It sees a plan and sends edits.

mod bar;
mod list;
mod moving;
mod nodes;
mod state;

use egui::{Frame, Margin, RichText, Ui};

use crate::model::Kind;
use crate::session::tasks::what_if::PlayOrder;
use crate::tabular::tree::TreeSubject;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::{button, request};

pub(in crate::ui) use list::focus_id;
pub(in crate::ui) use state::HierarchyTab;

/// Around the line above the tree.
const BAR: Margin = Margin { left: 16, right: 16, top: 4, bottom: 4 };

/// Draws the tab; `asked` is what clients ask for, where the plan says how much that is.
pub(in crate::ui) fn hierarchy_ui(
    tab: &mut HierarchyTab,
    cx: &PanelContext<'_>,
    ui: &mut Ui,
    asked: Option<&PlayOrder>,
) {
    let takes_keyboard = request::take_focus_hierarchy(ui.ctx());
    if !cx.is_open() {
        return say_ui(ui, "No plan is open", "Where everything stands is listed here");
    }
    tab.follow(ui.ctx(), &cx.view, asked);
    Frame::NONE.inner_margin(BAR).show(ui, |ui| bar::bar_ui(tab, cx, ui));
    if tab.rows().is_empty() {
        return empty_ui(tab, cx, ui);
    }
    list::list_ui(tab, cx, ui);
    if takes_keyboard {
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
}

/// There is nothing to list: what belongs here, and how it gets here.
fn empty_ui(tab: &HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    if !tab.filter.trim().is_empty() {
        return say_ui(ui, "Nothing matches", "The filter looks at names");
    }
    if tab.is_busy() {
        return say_ui(ui, "Laying out…", "Where everything stands is being looked up");
    }
    let (kind, words, more) = match tab.subject(cx.view.plan) {
        Some(TreeSubject::Places) => (
            Kind::Division,
            "No places yet",
            "Divisions hold regions, regions hold phys locations, and servers stand there",
        ),
        Some(TreeSubject::Parents) => {
            (Kind::CacheGroup, "No cache groups yet", "Each stands below the one that it asks")
        }
        Some(TreeSubject::Topology(_)) => {
            return say_ui(
                ui,
                "This topology is empty",
                "Add cache groups: origins at the root, mids below them, edges below these",
            );
        }
        None => (Kind::Topology, "No topologies yet", "A topology is a delivery service's own tree of cache groups"),
    };
    say_ui(ui, words, more);
    if cx.view.editable {
        ui.add_space(theme::GAP);
        button::centered_ui(ui, |ui| {
            if button::button(ui, &format!("New {}…", kind.singular()), true).clicked() {
                cx.view.queue.send(Action::StartNew(kind, None));
            }
        });
    }
}

fn say_ui(ui: &mut Ui, words: &str, more: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space((ui.available_height() / 2.0 - 48.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        ui.label(RichText::new(more).color(tokens.text_weak));
    });
}
