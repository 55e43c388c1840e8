//! What can be done with a line besides moving it: what all objects offer, and what the nodes of a topology do. It sends
//! edits, and asks dialogs.

use egui::{Response, Ui};

use super::state::HierarchyTab;
use crate::edit::intent::{NodesBelow, second_parents, set_second_parent, take_out_of_topology, with_all_below};
use crate::model::{AnyId, Id, Kind, Plan, Topology};
use crate::tabular::tree::TreeKey;
use crate::ui::action::Action;
use crate::ui::order::Order;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::contents;
use crate::ui::widgets::{button, request};

/// What the right button offers.
pub(super) fn menu_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, response: &Response, at: usize) {
    let Some(node) = tab.tree().nodes.get(at).cloned() else { return };
    response.context_menu(contents(&mut |ui| {
        tab.cursor = tab.line_key(at);
        if let Some(object) = node.object {
            if ui.button("Edit").clicked() {
                edit(cx, ui, object);
                ui.close();
            }
            if ui.button("Show in its table").clicked() {
                cx.view.queue.send(Action::Reveal(object));
                ui.close();
            }
        }
        if !cx.view.editable {
            return;
        }
        ui.separator();
        match (node.key, tab.topology(cx.view.plan)) {
            (TreeKey::Node(place), Some(topology)) => node_menu_ui(cx, ui, topology, place),
            (TreeKey::Object(object), _) => object_menu_ui(cx, ui, object, &node.name),
            _ => {
                ui.label("Put here what belongs to none");
            }
        }
    }));
}

fn object_menu_ui(cx: &PanelContext<'_>, ui: &mut Ui, object: AnyId, name: &str) {
    if ui.button(format!("Clone {name}")).clicked() {
        cx.view.queue.clone_like(cx.view.plan, object);
        request::focus_form(ui.ctx());
        ui.close();
    }
    if ui.button(format!("Delete {name}…")).clicked() {
        cx.view.queue.send(Action::Delete(vec![object]));
        ui.close();
    }
}

fn node_menu_ui(cx: &PanelContext<'_>, ui: &mut Ui, id: Id<Topology>, place: usize) {
    let Some(topology) = cx.view.plan.get(id) else { return };
    if ui.button("Add cache groups below…").clicked() {
        cx.view.queue.order(Order::AddToTopology(id, Some(place)));
        ui.close();
    }
    ui.menu_button("2nd parent", contents(&mut |ui| second_ui(cx, ui, id, topology, place)));
    remove_ui(cx, ui, id, topology, place);
}

/// The choice of a second parent.
fn second_ui(cx: &PanelContext<'_>, ui: &mut Ui, id: Id<Topology>, topology: &Topology, place: usize) {
    let now = topology.nodes.get(place).and_then(|node| usize::try_from(*node.parents.get(1)?).ok());
    let mut chosen = None;
    if ui.selectable_label(now.is_none(), "None").clicked() {
        chosen = Some(None);
    }
    egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        for other in second_parents(cx.view.plan, topology, place) {
            if ui.selectable_label(now == Some(other), name_of(cx.view.plan, topology, other)).clicked() {
                chosen = Some(Some(other));
            }
        }
    });
    if let Some(second) = chosen {
        cx.view.queue.perform(set_second_parent(cx.view.plan, id, place, second));
        ui.close();
    }
}

fn remove_ui(cx: &PanelContext<'_>, ui: &mut Ui, id: Id<Topology>, topology: &Topology, place: usize) {
    let below = with_all_below(topology, place).len() - 1;
    let name = name_of(cx.view.plan, topology, place);
    let take_out = |ui: &mut Ui, words: String, how: NodesBelow| {
        if ui.button(words).clicked() {
            cx.view.queue.perform(take_out_of_topology(cx.view.plan, id, place, how));
            ui.close();
        }
    };
    if below == 0 {
        return take_out(ui, format!("Take {name} out"), NodesBelow::Go);
    }
    take_out(ui, format!("Take {name} out, and let what is below it rise"), NodesBelow::Rise);
    take_out(ui, format!("Take {name} and {below} below it out"), NodesBelow::Go);
}

/// The same for the line with the cursor, as buttons; those at the right end first.
pub(super) fn buttons_ui(tab: &HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui, id: Id<Topology>) {
    let Some(topology) = cx.view.plan.get(id) else { return };
    let place = tab.cursor_at().and_then(|at| match tab.tree().nodes.get(at)?.key {
        TreeKey::Node(place) => Some(place).filter(|place| *place < topology.nodes.len()),
        _ => None,
    });
    ui.add_enabled_ui(place.is_some(), |ui| {
        let place = place.unwrap_or_default();
        egui::containers::menu::MenuButton::new("Take out")
            .ui(ui, contents(&mut |ui| remove_ui(cx, ui, id, topology, place)));
        egui::containers::menu::MenuButton::new("2nd parent")
            .ui(ui, contents(&mut |ui| second_ui(cx, ui, id, topology, place)));
    });
    if button::button(ui, "Add…", true).on_hover_text("Add cache groups below the chosen one, or at the root").clicked()
    {
        cx.view.queue.order(Order::AddToTopology(id, place));
    }
}

/// What can be done with a topology as a whole.
pub(super) fn topology_menu_ui(cx: &PanelContext<'_>, ui: &mut Ui, id: Id<Topology>) {
    let object = AnyId::of::<Topology>(id);
    if ui.button("Add at the root…").clicked() {
        cx.view.queue.order(Order::AddToTopology(id, None));
    }
    if ui.button("Rename, describe…").clicked() {
        cx.view.queue.order(Order::Look(object));
        request::focus_form(ui.ctx());
    }
    if ui.button("Clone topology").clicked() {
        cx.view.queue.clone_like(cx.view.plan, object);
        request::focus_form(ui.ctx());
    }
    if ui.button("Delete topology…").clicked() {
        cx.view.queue.send(Action::Delete(vec![object]));
    }
    ui.separator();
    if ui.button("New topology…").clicked() {
        cx.view.queue.send(Action::StartNew(Kind::Topology, None));
    }
    if ui.button("View delivery services").clicked() {
        let name = cx.view.plan.name_of(object).unwrap_or_default();
        request::filter_table(ui.ctx(), Kind::DeliveryService, format!("topology=\"{name}\""));
        cx.view.queue.send(Action::ShowTable(Kind::DeliveryService));
    }
}

fn name_of(plan: &Plan, topology: &Topology, place: usize) -> String {
    let group = topology.nodes.get(place).and_then(|node| plan.follow_opt(node.cache_group.as_ref()));
    group.map_or_else(|| format!("Node {}", place + 1), |group| group.name.clone())
}

/// Selects an object and puts the keyboard into its form.
pub(super) fn edit(cx: &PanelContext<'_>, ui: &Ui, object: AnyId) {
    cx.view.queue.order(Order::Look(object));
    request::focus_form(ui.ctx());
}
