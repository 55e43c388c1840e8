//! The menus of the right mouse button: on a group, on a cluster, on the ground.
//!
//! It must not do what it offers: it sends actions, or begins a gesture.

use egui::{Button, Response, RichText, Ui};

use super::MapView;
use super::camera::View;
use super::held::Gesture;
use super::hit::Hit;
use super::sites;
use crate::edit::intent::{self, Rank};
use crate::geometry::scene::{SceneNode, position_at};
use crate::geometry::words::position_text;
use crate::model::{AnyId, CacheGroup, Id, Kind};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::contents;

/// Opens the menu on a right click, and draws it while it is open.
pub(super) fn menu_ui(map: &mut MapView, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
    if response.secondary_clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        map.menu.at = at;
        map.menu.hit = map.hit(at, &seen, view.plan);
        map.hover.clear();
        // As everywhere: the menu is about what is selected, so what it is about becomes selected.
        if let Some(object) = object(map, map.menu.hit).filter(|object| !view.selection.contains(*object)) {
            view.queue.send(Action::Select(Selection::one(object)));
        }
    }
    let shown = response.context_menu(contents(&mut |ui| {
        ui.set_min_width(200.0);
        match map.menu.hit {
            Some(Hit::Node(node)) => group_ui(map, ui, node, view),
            Some(Hit::Cluster(anchor, _)) => cluster_ui(map, ui, anchor, seen, view),
            Some(Hit::Site(_)) => site_ui(map, ui, view),
            None => ground_ui(map, ui, seen, view),
        }
    }));
    map.menu.is_open = shown.is_some();
    let _ = ui;
}

fn object(map: &MapView, hit: Option<Hit>) -> Option<AnyId> {
    match hit? {
        Hit::Node(node) => map.board.scene.node(node).map(SceneNode::any),
        Hit::Site(site) => {
            let site = map.board.scene.sites.get(site)?;
            Some(AnyId { kind: Kind::PhysLocation, number: site.id.number() })
        }
        Hit::Cluster(..) => None,
    }
}

fn title_ui(ui: &mut Ui, title: &str, view: &ViewContext<'_>) {
    let mut line_ui = |text: &str| {
        ui.horizontal(|ui| {
            // In line with the items, which have a frame.
            ui.add_space(2.0);
            ui.label(RichText::new(text).small().color(view.tokens.text_weak));
        });
    };
    line_ui(title);
    if !view.editable {
        line_ui("The plan is open read-only");
    }
    ui.separator();
}

pub(super) fn item_ui(ui: &mut Ui, enabled: bool, name: impl Into<String>) -> bool {
    ui.add_enabled(enabled, Button::new(name.into()).frame_when_inactive(false)).clicked()
}

fn group_ui(map: &mut MapView, ui: &mut Ui, node: u32, view: &ViewContext<'_>) {
    let Some(found) = map.board.scene.node(node) else { return ui.close() };
    let (object, id, name) = (found.any(), found.id, found.group.name.clone());
    // Of what is selected, if the menu was opened on it.
    let objects: Vec<AnyId> =
        if view.selection.contains(object) { view.selection.iter().collect() } else { vec![object] };
    let groups: Vec<Id<CacheGroup>> = objects.iter().map(|object| Id::new(object.number)).collect();
    let whose = if 1 < groups.len() { format!("{} cache groups", groups.len()) } else { name };
    title_ui(ui, &whose, view);
    if item_ui(ui, true, if view.editable { "Edit…" } else { "Show form" }) {
        view.queue.send(Action::Reveal(object));
        ui.close();
    }
    if item_ui(ui, true, "Fit") {
        map.fit_selection();
        ui.close();
    }
    if item_ui(ui, true, "Take down") {
        view.queue.order(Order::TakeDown(objects.clone()));
        ui.close();
    }
    ui.separator();
    if item_ui(ui, view.editable, "Set parent…") {
        map.gesture = Gesture::PickParent(groups.clone());
        ui.close();
    }
    if groups.len() == 1 && item_ui(ui, view.editable, "Add servers…") {
        view.queue.run(Command::AddServers);
        ui.close();
    }
    let all = groups.clone();
    let others: Vec<Id<CacheGroup>> = groups.into_iter().filter(|other| *other != id).collect();
    if !others.is_empty() && item_ui(ui, view.editable, parent_of(others.len())) {
        view.queue.perform(intent::reparent(view.plan, &others, Rank::Primary, Some(id)));
        ui.close();
    }
    map.topology_items_ui(ui, &all, view);
    ui.separator();
    if item_ui(ui, view.editable, "Delete") {
        view.queue.send(Action::Delete(objects));
        ui.close();
    }
}

fn parent_of(count: usize) -> String {
    if count == 1 { "Set as parent of the other".to_owned() } else { format!("Set as parent of the other {count}") }
}

fn cluster_ui(map: &mut MapView, ui: &mut Ui, anchor: u32, seen: View, view: &ViewContext<'_>) {
    let members = map.members(anchor);
    title_ui(ui, &format!("{} cache groups", members.len()), view);
    if item_ui(ui, true, "Select all of them") {
        let objects = members.iter().filter_map(|node| map.board.scene.node(*node).map(SceneNode::any));
        view.queue.send(Action::Select(Selection::many(objects)));
        ui.close();
    }
    if item_ui(ui, true, "List them…") {
        map.listing.open(map.menu.at, members, seen);
        ui.close();
    }
}

fn site_ui(map: &MapView, ui: &mut Ui, view: &ViewContext<'_>) {
    let Some(object) = object(map, map.menu.hit) else { return ui.close() };
    title_ui(ui, &view.plan.name_of(object).unwrap_or_default(), view);
    if item_ui(ui, true, if view.editable { "Edit…" } else { "Show form" }) {
        view.queue.send(Action::Reveal(object));
        ui.close();
    }
    if item_ui(ui, true, "Take down") {
        view.queue.order(Order::TakeDown(vec![object]));
        ui.close();
    }
    ui.separator();
    if item_ui(ui, view.editable, "New server here…") {
        view.queue.order(Order::StartNewIn(Kind::Server, object));
        ui.close();
    }
    let is_proposed = sites::is_proposed(view.plan, object);
    if is_proposed && item_ui(ui, view.editable, "Confirm its position") {
        view.queue.perform(intent::confirm_positions(view.plan, &[Id::new(object.number)]));
        ui.close();
    }
    if item_ui(ui, view.editable, "Select its cache groups") {
        view.queue.send(Action::Select(Selection::many(sites::groups_at(view.plan, object))));
        ui.close();
    }
}

fn ground_ui(map: &mut MapView, ui: &mut Ui, seen: View, view: &ViewContext<'_>) {
    let position = position_at(seen.to_world(map.menu.at));
    let title = position.map_or_else(String::new, position_text);
    title_ui(ui, &title, view);
    if item_ui(ui, view.editable, "New cache group here…") {
        view.queue.send(Action::StartNew(Kind::CacheGroup, position));
        ui.close();
    }
    if item_ui(ui, view.editable, "New phys location here…") {
        view.queue.send(Action::StartNew(Kind::PhysLocation, position));
        ui.close();
    }
    if item_ui(ui, true, "Save this view") {
        view.queue.run(Command::SaveView);
        ui.close();
    }
    if let Some(position) = position
        && item_ui(ui, true, "Explain a client here")
    {
        view.queue.order(Order::ExplainAt(position));
        ui.close();
    }
    if item_ui(ui, true, "Fit all") {
        map.fit_all();
        ui.close();
    }
    if item_ui(ui, !map.board.focus.is_empty(), "Fit selection") {
        map.fit_selection();
        ui.close();
    }
}
