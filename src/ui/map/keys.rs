//! The map from the keyboard: while it has the focus, arrow keys go from group to group, Tab through all that are
//! seen, Enter opens the form, plus and minus zoom; Escape leaves it.
//!
//! It must not know of shortcuts that belong to the whole window; N alone is also heard here, because it means the place
//! under the pointer.

use egui::{Event, EventFilter, Popup, Response, Ui, Vec2, vec2};

use super::MapView;
use super::camera::View;
use crate::geometry::scene::{Scene, position_at};
use crate::model::Kind;
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::commands::keys::MapKey;
use crate::ui::selection::Selection;
use crate::ui::view::ViewContext;

/// The ways that arrow keys lead, in their order.
const WAYS: [Vec2; 4] = [vec2(-1.0, 0.0), vec2(1.0, 0.0), vec2(0.0, -1.0), vec2(0.0, 1.0)];
/// How far Shift and an arrow key move the map.
const STEP: f32 = 80.0;

/// Does what keys ask for.
pub(super) fn handle(map: &mut MapView, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
    if Popup::is_any_open(ui.ctx()) {
        return;
    }
    let is_new = |ui: &Ui| {
        let keys = Command::NewCacheGroup.info().shortcut;
        keys.is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys)))
    };
    let is_elsewhere = ui.memory(|memory| memory.focused().is_some_and(|id| id != response.id));
    if view.editable && !is_elsewhere && (response.hovered() || response.has_focus()) && is_new(ui) {
        let at = map.hover.pointer.map_or(seen.centre, |pointer| seen.to_world(pointer));
        view.queue.send(Action::StartNew(Kind::CacheGroup, position_at(at)));
    }
    if !response.has_focus() {
        return;
    }
    let is_used = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Key { pressed: true, .. })));
    map.focus_is_shown |= is_used || (response.gained_focus() && !response.clicked());
    let all = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, all));
    for key in MapKey::ALL {
        // The first Escape ends what is going on, which is heard elsewhere.
        let is_heard = *key != MapKey::Leave || !map.wants_escape();
        if is_heard && let Some(chord) = key.info().take_pressed(ui) {
            press(map, ui, response, *key, chord, seen, view);
        }
    }
}

/// Does what a key means; `chord` says which of several keys it was.
fn press(
    map: &mut MapView,
    ui: &Ui,
    response: &Response,
    key: MapKey,
    chord: usize,
    seen: View,
    view: &ViewContext<'_>,
) {
    let ease = (!view.reduce_motion).then(|| ui.input(|input| input.time));
    let way = WAYS.get(chord).copied().unwrap_or_default();
    match key {
        MapKey::Pan => map.camera.pan(&seen, -way * STEP),
        MapKey::Go => {
            let lead = map.board.focus.lead();
            let from = lead.and_then(|lead| map.board.scene.node(lead)).map_or(seen.centre, |node| node.world);
            go(map, toward(&map.board.scene, from, lead, way), seen, view, ease);
        }
        MapKey::GoBack => go(map, next(map, &seen, -1), seen, view, ease),
        MapKey::GoOn => go(map, next(map, &seen, 1), seen, view, ease),
        MapKey::Show => view.selection.lead().into_iter().for_each(|lead| view.queue.send(Action::Reveal(lead))),
        MapKey::ZoomIn => map.camera.fly_zoom(&seen, seen.rect.center(), 1.0, ease),
        MapKey::ZoomOut => map.camera.fly_zoom(&seen, seen.rect.center(), -1.0, ease),
        MapKey::Leave if view.selection.is_empty() => response.surrender_focus(),
        MapKey::Leave => view.queue.send(Action::Select(Selection::default())),
    }
}

/// Selects a node and brings it into view.
fn go(map: &mut MapView, node: Option<u32>, seen: View, view: &ViewContext<'_>, ease: Option<f64>) {
    let Some(node) = node.and_then(|node| map.board.scene.node(node)) else { return };
    view.queue.send(Action::Select(Selection::one(node.any())));
    map.camera.reveal(node.world, &seen, ease);
}

/// The nearest node in a direction: what lies aside counts double.
fn toward(scene: &Scene, from: [f64; 2], but: Option<u32>, way: Vec2) -> Option<u32> {
    let mut best: Option<(f64, u32)> = None;
    for (number, node) in (0..).zip(&scene.nodes).filter(|(number, _)| Some(*number) != but) {
        let dx = node.world[0] - from[0];
        let (dx, dy) = (dx - dx.round(), node.world[1] - from[1]);
        let ahead = dx * f64::from(way.x) + dy * f64::from(way.y);
        let aside = (dx * f64::from(way.y)).abs() + (dy * f64::from(way.x)).abs();
        if 0.0 < ahead && aside <= ahead * 2.0 {
            let distance = ahead + aside * 2.0;
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, number));
            }
        }
    }
    best.map(|(_, number)| number)
}

/// The next of the groups that are seen, in the order of ids.
fn next(map: &MapView, seen: &View, by: i32) -> Option<u32> {
    let scene = &map.board.scene;
    let seen: Vec<u32> =
        (0..).zip(&scene.nodes).filter(|(_, node)| seen.shows(node.world, 0.0)).map(|(number, _)| number).collect();
    let Some(lead) = map.board.focus.lead() else {
        return if by < 0 { seen.last().copied() } else { seen.first().copied() };
    };
    let found = if by < 0 {
        seen.iter().rev().find(|number| **number < lead).or(seen.last())
    } else {
        seen.iter().find(|number| lead < **number).or(seen.first())
    };
    found.copied()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::geometry::testing;
    use crate::sorting::OrderedSet;

    #[test]
    fn arrows_go_to_the_nearest_in_their_direction() {
        let plan = testing::plan(&[
            ("denver", "EDGE_LOC", 39.7, -105.0),
            ("chicago", "EDGE_LOC", 41.9, -87.6),
            ("houston", "EDGE_LOC", 29.8, -95.4),
            ("tokyo", "EDGE_LOC", 35.7, 139.7),
        ]);
        let scene = Scene::of_plan(&plan, &OrderedSet::default());
        let from = scene.nodes[0].world;
        let name =
            |way: Vec2| toward(&scene, from, Some(0), way).map(|node| scene.nodes[node as usize].group.name.as_str());
        assert_eq!(name(vec2(1.0, 0.0)), Some("chicago"));
        assert_eq!(name(vec2(0.0, 1.0)), Some("houston"));
        assert_eq!(name(vec2(-1.0, 0.0)), Some("tokyo"), "across the antimeridian");
        assert_eq!(name(vec2(0.0, -1.0)), None);
    }
}
