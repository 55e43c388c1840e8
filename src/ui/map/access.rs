//! What the map says to those who do not see it: itself, and each marker that is shown with name, kind, position and
//! state, to be gone through and activated like the lines of a list.
//!
//! It must not announce more than can be listened to: where a plan has a hundred thousand groups, they are clusters, and of
//! those and all others only the most important are told.

use egui::accesskit::Action as SpokenAction;
use egui::{Event, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::camera::View;
use super::card::type_name;
use super::{MapView, gesture};
use crate::finding::Severity;
use crate::geometry::markers::Drawn;
use crate::geometry::mercator::unproject;
use crate::geometry::scene::{GroupState, GroupType, Site, position_of};
use crate::geometry::words::position_text;
use crate::model::{AnyId, grouped};
use crate::ui::action::Action;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::info;

/// Groups and clusters that are announced.
const MOST: usize = 240;
/// And phys locations.
const MOST_SITES: usize = 80;

/// What a marker is that somebody activates without a pointer.
enum ActivatedMark {
    Object(AnyId),
    Cluster(u32, Pos2),
}

/// Announces the map, shows where the focus is, announces what is drawn, and does what is asked of that.
pub(super) fn announce(map: &mut MapView, ui: &Ui, response: &Response, view: &ViewContext<'_>) {
    let count = map.board.scene.nodes.len();
    response.widget_info(info(&|| {
        let state = if view.editable { "" } else { ", read-only" };
        let text = format!("Map, {count} cache groups{state}");
        WidgetInfo::labeled(Role::Canvas, true, text)
    }));
    if response.has_focus() && map.focus_is_shown {
        let area = response.rect.shrink(1.0);
        ui.painter().rect_stroke(area, 0.0, (1.5, view.tokens.accent), egui::StrokeKind::Inside);
    }
    let Some(seen) = map.view else { return };
    // Where nobody listens, nothing needs to be said.
    if ui.ctx().accesskit_node_builder(response.id, |_| ()).is_none() {
        return;
    }
    match markers(map, ui, &seen, view) {
        Some(ActivatedMark::Object(object)) => view.queue.send(Action::Select(Selection::one(object))),
        Some(ActivatedMark::Cluster(anchor, at)) => gesture::open_cluster(map, ui, anchor, at, seen, view),
        None => {}
    }
}

/// Announces what is drawn; says what was activated.
fn markers(map: &MapView, ui: &Ui, seen: &View, view: &ViewContext<'_>) -> Option<ActivatedMark> {
    let mut activated = None;
    // What is drawn last lies on top: it is selected, or more important than others.
    let shown = map.picture.markers.drawn.iter().rev().filter(|drawn| seen.rect.contains(drawn.at.into()));
    for drawn in shown.take(MOST) {
        let Some(node) = map.board.scene.node(drawn.node) else { continue };
        let (id, words, is_selected, told) = match drawn.cluster {
            None => {
                let id = ui.scope_id().with(("group", node.id.number()));
                let is_selected = map.board.focus.contains(drawn.node);
                (id, group_words(map, drawn, view), is_selected, ActivatedMark::Object(node.any()))
            }
            Some(anchor) => {
                let id = ui.scope_id().with(("cluster", anchor));
                (id, cluster_words(map, drawn), false, ActivatedMark::Cluster(anchor, drawn.at.into()))
            }
        };
        let aside = if node.is_new && drawn.cluster.is_none() { "Traffic Ops does not know it yet" } else { "" };
        if spoken(ui, id, drawn.at.into(), is_selected, (&words, aside)) {
            activated = Some(told);
        }
    }
    let sites = map.board.scene.sites.iter().filter(|site| map.shown.sites && seen.shows(site.world, 0.0));
    for site in sites.take(MOST_SITES) {
        let id = ui.scope_id().with(("site", site.id.number()));
        let words = site_words(site, view);
        if spoken(ui, id, seen.to_screen(site.world), map.board.focus.has_site(site.id), (&words, "")) {
            activated = Some(ActivatedMark::Object(AnyId::of(site.id)));
        }
    }
    activated
}

/// Announces one marker; says whether it is activated. It only speaks: pointing and dragging are the map's.
fn spoken(ui: &Ui, id: egui::Id, at: Pos2, is_selected: bool, (words, aside): (&str, &str)) -> bool {
    let rect = Rect::from_center_size(at, Vec2::splat(theme::ROW_HEIGHT));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(info(&|| WidgetInfo::selected(Role::GraphicsSymbol, true, is_selected, words)));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.add_action(SpokenAction::Click);
        if !aside.is_empty() {
            node.set_description(aside);
        }
    });
    ui.input(|input| {
        let is_asked = input.events.iter().any(|event| matches!(event, Event::AccessKitActionRequest(_)));
        is_asked && input.has_accesskit_action_request(id, SpokenAction::Click)
    })
}

fn group_words(map: &MapView, drawn: &Drawn, view: &ViewContext<'_>) -> String {
    let Some(node) = map.board.scene.node(drawn.node) else { return String::new() };
    let place = position_of(view.plan, &node.group).map_or_else(String::new, position_text);
    let state = match map.board.state_of(drawn.node) {
        GroupState::Normal => "",
        GroupState::Warned => "carries much",
        GroupState::Wrong => "carries too much",
        GroupState::Down => "down",
    };
    let parts = [&node.group.name, &type_name(&node.group, view), &place, state, trouble_words(map, drawn)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn cluster_words(map: &MapView, drawn: &Drawn) -> String {
    let node = map.board.scene.node(drawn.node);
    let place = node.and_then(|node| unproject(node.world)).map_or_else(String::new, position_text);
    let types = GroupType::ALL.into_iter().zip(drawn.mix).filter(|(_, count)| 0 < *count);
    let types = types.map(|(type_, count)| format!("{} {}", grouped(count as usize), type_.name()));
    let parts = [vec![format!("{} cache groups", grouped(drawn.count as usize))], types.collect(), vec![place]];
    let trouble = trouble_words(map, drawn);
    let parts = parts.into_iter().flatten().chain((!trouble.is_empty()).then(|| trouble.to_owned()));
    parts.collect::<Vec<_>>().join(", ")
}

fn trouble_words(map: &MapView, drawn: &Drawn) -> &'static str {
    match map.worst.of(drawn.node, drawn.cluster) {
        Some(Severity::Error) => "has errors",
        Some(Severity::Warning) => "has warnings",
        Some(Severity::Note) | None => "",
    }
}

fn site_words(site: &Site, view: &ViewContext<'_>) -> String {
    let name = view.plan.get(site.id).map(|location| location.name.clone()).unwrap_or_default();
    let proposed = if site.is_proposed { ", proposed" } else { "" };
    format!("{name}, phys location, {}{proposed}", position_text(site.position))
}
