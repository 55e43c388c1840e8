//! What the pointer does on the map: clicks, panning, boxes, and groups that are dragged.
//!
//! It must not change a plan: releasing a drag sends one action.

use egui::{CursorIcon, Key, Modifiers, PointerButton, Popup, Pos2, Rect, Response, Ui};

use super::board::Board;
use super::camera::View;
use super::held::{Gesture, LassoLine, Move};
use super::hit::Hit;
use super::{GroundClick, MapView, lasso};
use crate::edit::intent::{self, Rank};
use crate::geometry::scene::{Scene, position_at};
use crate::model::{AnyId, Kind, Position};
use crate::session::tasks::what_if::GroupMove;
use crate::ui::action::Action;
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::view::ViewContext;

/// Does what the pointer asks for.
pub(super) fn handle(map: &mut MapView, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
    // What is dragged from the tray is not the map's, but is over it all the same.
    let carried = if map.is_busy() { ui.input(|input| input.pointer.interact_pos()) } else { None };
    let pointer = response.hover_pos().or_else(|| response.interact_pointer_pos()).or(carried);
    map.hover.pointer = pointer.filter(|at| seen.rect.contains(*at));
    let is_heard = !Popup::is_any_open(ui.ctx());
    if map.gesture.is_busy() && is_heard && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        map.gesture = Gesture::Idle;
        map.board.focus.hide(&[]);
        ui.ctx().stop_dragging();
        return;
    }
    if response.drag_started() {
        begin(map, ui, response, seen, view);
    }
    map.stands_beside = ui.input(|input| input.modifiers.alt);
    follow(map, ui, response, seen);
    if response.drag_stopped() || matches!(map.gesture, Gesture::Place(_)) {
        end(map, ui, seen, view);
    }
    if response.clicked() || response.secondary_clicked() || response.drag_started() {
        response.request_focus();
        map.focus_is_shown = false;
    }
    if response.clicked() {
        click(map, ui, response, seen, view);
    }
    cursor(map, ui, response, view);
}

fn begin(map: &mut MapView, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
    map.listing.close();
    let Some(from) = ui.input(|input| input.pointer.press_origin()).or_else(|| response.interact_pointer_pos()) else {
        return;
    };
    // A fast hand may have pressed on what lies on top of the map.
    let covered = map.tray.covers(from);
    if let Gesture::Lasso(line) = &mut map.gesture {
        if response.drag_started_by(PointerButton::Primary) && !covered && line.corners.is_empty() {
            *line = LassoLine::drawn_from(seen.unbroken(from));
        }
        return;
    }
    if matches!(map.gesture, Gesture::PickParent(_) | Gesture::PickAbove(..) | Gesture::Measure(_)) || covered {
        return;
    }
    let Modifiers { shift, alt, .. } = ui.input(|input| input.modifiers);
    let hit = map.hit(from, &seen, view.plan);
    map.gesture = match hit {
        _ if !response.drag_started_by(PointerButton::Primary) => Gesture::Pan,
        Some(Hit::Node(node)) if view.editable => {
            let moving = grab(&map.board, view, node, from, &seen);
            if !map.board.focus.contains(node)
                && let Some(found) = map.board.scene.node(node)
            {
                view.queue.send(Action::Select(Selection::one(found.any())));
            }
            map.board.focus.hide(&moving.nodes);
            Gesture::Move(moving)
        }
        Some(Hit::Node(_)) => Gesture::Refused,
        None | Some(Hit::Cluster(..) | Hit::Site(_)) if alt => {
            Gesture::Lasso(LassoLine::drawn_from(seen.unbroken(from)))
        }
        None if shift => Gesture::Box { from },
        None | Some(Hit::Cluster(..) | Hit::Site(_)) => Gesture::Pan,
    };
}

/// The groups that move with one: the selection if it is selected, and those that share a coordinate with any of them.
fn grab(board: &Board, view: &ViewContext<'_>, node: u32, from: Pos2, seen: &View) -> Move {
    let chosen = if board.focus.contains(node) { board.focus.nodes().to_vec() } else { vec![node] };
    let mut nodes = chosen.clone();
    for number in &chosen {
        let coordinate = board.scene.node(*number).and_then(|node| node.group.coordinate.as_ref()?.id());
        let Some(coordinate) = coordinate else { continue };
        let users = view.plan.users(AnyId { kind: Kind::Coordinate, number: coordinate.number() });
        nodes.extend(users.filter_map(|user| board.scene.find_any(user)));
    }
    nodes.sort_unstable();
    nodes.dedup();
    Move { grabbed: node, nodes, from: seen.unbroken(from), by: [0.0, 0.0] }
}

fn follow(map: &mut MapView, ui: &Ui, response: &Response, seen: View) {
    match &mut map.gesture {
        Gesture::Pan | Gesture::PickParent(_) | Gesture::PickAbove(..) | Gesture::Measure(_) if response.dragged() => {
            map.camera.pan(&seen, response.drag_delta());
        }
        Gesture::Lasso(line) if !line.is_drawn && response.dragged() => {
            map.camera.pan(&seen, response.drag_delta());
        }
        Gesture::Lasso(line) => {
            if let Some(at) = ui.input(|input| input.pointer.interact_pos()).filter(|_| line.is_drawn) {
                line.follow(at, &seen);
            }
        }
        Gesture::Move(moving) => {
            if let Some(at) = ui.input(|input| input.pointer.interact_pos()) {
                let here = seen.unbroken(at);
                moving.by = [here[0] - moving.from[0], here[1] - moving.from[1]];
            }
        }
        Gesture::Idle
        | Gesture::Pan
        | Gesture::Refused
        | Gesture::Box { .. }
        | Gesture::Moved(_)
        | Gesture::Place(_)
        | Gesture::PickParent(_)
        | Gesture::PickAbove(..)
        | Gesture::Measure(_) => {}
    }
}

fn end(map: &mut MapView, ui: &Ui, seen: View, view: &ViewContext<'_>) {
    let at = ui.input(|input| input.pointer.interact_pos());
    let inside = at.filter(|at| seen.rect.contains(*at));
    match std::mem::take(&mut map.gesture) {
        Gesture::Idle | Gesture::Pan | Gesture::Refused | Gesture::Moved(_) => {}
        Gesture::Box { from } => {
            if let Some(at) = at {
                let area = Rect::from_two_pos(from, at);
                lasso::select_area(map, |at| area.contains(at), true, &seen, view);
            }
        }
        Gesture::Move(moving) => {
            if inside.is_some() {
                let moves = map.snapped(&moving, &seen).unwrap_or_else(|| moves(&map.board.scene, &moving));
                view.queue.perform(intent::relocate(view.plan, &moves));
                map.gesture = Gesture::Moved(moving);
                ui.request_repaint();
            } else {
                // Let go outside of the map: nothing has happened.
                map.board.focus.hide(&[]);
            }
        }
        Gesture::Place(object) => {
            if ui.input(|input| input.pointer.primary_down()) {
                map.gesture = Gesture::Place(object);
            } else if let Some(position) =
                inside.filter(|at| !map.tray.covers(*at)).and_then(|at| position_at(seen.to_world(at)))
            {
                view.queue.perform(intent::relocate(view.plan, &[(object, position)]));
                view.queue.send(Action::Select(Selection::one(object)));
            }
        }
        Gesture::Lasso(line) if line.is_drawn => {
            map.gesture = Gesture::Lasso(line);
            lasso::close(map, ui.input(|input| input.modifiers.shift), &seen, view);
        }
        choosing @ (Gesture::PickParent(_) | Gesture::PickAbove(..) | Gesture::Measure(_) | Gesture::Lasso(_)) => {
            map.gesture = choosing;
        }
    }
}

/// What is in the hand, by name, and where that is.
pub(super) fn named_moves(scene: &Scene, gesture: &Gesture) -> Vec<GroupMove> {
    let named = |number: &u32, moving: &Move| {
        let node = scene.node(*number)?;
        Some(GroupMove { group: node.group.name.clone(), to: position_at(moving.moved(node.world))? })
    };
    let Gesture::Move(moving) = gesture else { return Vec::new() };
    moving.nodes.iter().filter_map(|number| named(number, moving)).collect()
}

/// What moves where.
fn moves(scene: &Scene, moving: &Move) -> Vec<(AnyId, Position)> {
    let moved = |number: &u32| {
        let node = scene.node(*number)?;
        Some((node.any(), position_at(moving.moved(node.world))?))
    };
    moving.nodes.iter().filter_map(moved).collect()
}

/// What a click means to what is in the hand; says whether it meant that.
fn click_in_hand(
    map: &mut MapView,
    ui: &Ui,
    response: &Response,
    (at, hit): (Pos2, Option<Hit>),
    seen: View,
    view: &ViewContext<'_>,
) -> bool {
    if let Gesture::Lasso(line) = &mut map.gesture {
        if response.double_clicked() {
            let adds = ui.input(|input| input.modifiers.shift);
            lasso::close(map, adds, &seen, view);
        } else {
            line.corners.push(seen.unbroken(at));
        }
        return true;
    }
    if let Gesture::Measure(points) = &mut map.gesture {
        let node = if let Some(Hit::Node(node)) = hit { map.board.scene.node(node) } else { None };
        points.push(node.map_or_else(|| seen.to_world(at), |node| node.world));
        return true;
    }
    if let Gesture::PickParent(groups) = &map.gesture {
        if let Some(Hit::Node(node)) = hit
            && let Some(parent) = map.board.scene.node(node)
        {
            view.queue.perform(intent::reparent(view.plan, groups, Rank::Primary, Some(parent.id)));
            map.gesture = Gesture::Idle;
        } else if let Some(Hit::Cluster(anchor, _)) = hit {
            open_cluster(map, ui, anchor, at, seen, view);
        }
        return true;
    }
    if let Gesture::PickAbove(topology, groups) = &map.gesture {
        if let Some(Hit::Node(node)) = hit
            && let Some(above) = map.board.scene.node(node)
        {
            view.queue.perform(intent::put_in_topology(view.plan, *topology, groups, above.id));
            map.gesture = Gesture::Idle;
        } else if let Some(Hit::Cluster(anchor, _)) = hit {
            open_cluster(map, ui, anchor, at, seen, view);
        }
        return true;
    }
    false
}

fn click(map: &mut MapView, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
    let Some(at) = response.interact_pointer_pos() else { return };
    let hit = map.hit(at, &seen, view.plan);
    map.hover.clear();
    if click_in_hand(map, ui, response, (at, hit), seen, view) {
        return;
    }
    let shift = ui.input(|input| input.modifiers.shift || input.modifiers.command);
    let select = |object: AnyId| {
        view.queue.send(if shift { Action::ToggleSelected(object) } else { Action::Select(Selection::one(object)) });
    };
    match hit {
        // What is selected is drawn on top of those that stand at the same place: a second click leads to them.
        Some(Hit::Node(node)) if !shift && map.board.focus.lead() == Some(node) && 1 < map.crowd(node).len() => {
            let crowd = map.crowd(node);
            map.listing.open(at, crowd, seen);
        }
        Some(Hit::Node(node)) => {
            if let Some(node) = map.board.scene.node(node) {
                select(node.any());
            }
        }
        Some(Hit::Site(site)) => {
            if let Some(site) = map.board.scene.sites.get(site) {
                select(AnyId { kind: Kind::PhysLocation, number: site.id.number() });
            }
        }
        Some(Hit::Cluster(anchor, _)) => open_cluster(map, ui, anchor, at, seen, view),
        None if response.double_clicked() => {
            let ease = (!view.reduce_motion).then(|| ui.input(|input| input.time));
            map.camera.fly_zoom(&seen, at, 1.0, ease);
            ui.request_repaint();
        }
        None if map.ground_click == GroundClick::Explains && !shift => {
            if let Some(position) = position_at(seen.to_world(at)) {
                view.queue.order(Order::ExplainAt(position));
            }
        }
        None if !shift && !view.selection.is_empty() => view.queue.send(Action::Select(Selection::default())),
        None => {}
    }
}

/// Comes closer until the groups of a cluster stand apart; lists them where they never will.
pub(super) fn open_cluster(map: &mut MapView, ui: &Ui, anchor: u32, at: Pos2, seen: View, view: &ViewContext<'_>) {
    let members = map.members(anchor);
    let places: Vec<[f64; 2]> = members.iter().filter_map(|node| Some(map.board.scene.node(*node)?.world)).collect();
    if super::listing::stands_apart(&places) {
        let ease = (!view.reduce_motion).then(|| ui.input(|input| input.time));
        map.camera.zoom_to(places.into_iter(), &seen, ease);
        ui.request_repaint();
    } else {
        map.listing.open(at, members, seen);
    }
}

fn cursor(map: &MapView, ui: &Ui, response: &Response, view: &ViewContext<'_>) {
    let icon = match &map.gesture {
        Gesture::Move(_) | Gesture::Place(_) => CursorIcon::Grabbing,
        Gesture::Refused => CursorIcon::NotAllowed,
        Gesture::Pan if response.dragged() => CursorIcon::AllScroll,
        Gesture::Box { .. } | Gesture::Lasso(_) => CursorIcon::Crosshair,
        Gesture::PickParent(_) | Gesture::PickAbove(..) | Gesture::Measure(_) if response.hovered() => {
            CursorIcon::Crosshair
        }
        Gesture::Idle
        | Gesture::Pan
        | Gesture::Moved(_)
        | Gesture::PickParent(_)
        | Gesture::PickAbove(..)
        | Gesture::Measure(_) => match map.hover.hit() {
            Some(Hit::Node(_)) if response.hovered() && view.editable => CursorIcon::Grab,
            Some(_) if response.hovered() => CursorIcon::PointingHand,
            Some(_) | None => return,
        },
    };
    ui.set_cursor_icon(icon);
}
