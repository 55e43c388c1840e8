//! What follows the pointer: the ring around what is hovered, the box, groups on the move with the place that they
//! leave, and words about it beside the pointer.
//!
//! It must not keep anything: it is painted anew every frame, and is small.

use egui::{Align2, FontId, Mesh, Painter, Pos2, Rect, Role, Sense, Shape, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::MapView;
use super::camera::View;
use super::held::{Gesture, Move};
use super::hit::Hit;
use super::ink::Ink;
use super::layers::arrows;
use super::marks::{self, GroupMark};
use super::saying::{announce, banner};
use super::{lasso, measuring, topology, tray, trouble};
use crate::geometry::circle;
use crate::geometry::marks::reach;
use crate::geometry::mercator::unproject;
use crate::geometry::scene::{GroupState, GroupType, LinkKind, Scene, SceneNode, on_map, position_at};
use crate::geometry::words::{km, position_text};
use crate::model::{AnyId, Kind, Link, Position};
use crate::ui::theme;
use crate::ui::view::{GroupInMaking, ViewContext};
use crate::ui::widgets::contents::info;

/// So many hand-overs are told beside the pointer.
const HAND_OVERS: usize = 4;
/// So many of the groups that move are shown; all of them move.
const MOST: usize = 400;

/// Paints it all.
pub(super) fn paint(map: &mut MapView, ui: &Ui, seen: View, view: &ViewContext<'_>) {
    let painter = ui.painter().with_clip_rect(seen.rect);
    let pointer = ui.input(|input| input.pointer.interact_pos());
    let mut ink = Ink::new(painter.pixels_per_point(), Mesh::default());
    let mut words = None;
    let mut numbers = Vec::new();
    let signs = trouble::marks_above(map, &mut ink, &seen, view.tokens);
    if let Some(making) = &map.making {
        in_making(making, ui, &mut ink, &seen, view);
    }
    if let Some(moving) = map.gesture.moving().cloned() {
        failovers(map, &mut ink, &moving, &seen, view, &mut numbers);
        moved(map, &mut ink, &moving, &seen, view);
        words = move_words(map, &painter, &moving);
        if let Some(site) = map.snaps_to(&moving, &seen) {
            marks::ring(&mut ink, seen.to_screen(site.world), 9.0, 2.0, view.tokens.accent);
            let name = view.plan.get(site.id).map(|site| site.name.clone()).unwrap_or_default();
            words.get_or_insert_default().push(format!("Snaps to {name}; Alt lets it stand beside"));
        }
        if let Some(words) = &words {
            announce(words, ui, seen);
        }
    }
    match &map.gesture {
        Gesture::Box { from } => {
            if let Some(at) = pointer {
                let area = Rect::from_two_pos(*from, at);
                painter.rect(
                    area,
                    0.0,
                    view.tokens.accent.gamma_multiply(0.12),
                    (1.0, view.tokens.accent),
                    StrokeKind::Inside,
                );
            }
        }
        Gesture::Place(object) => {
            let object = *object;
            if let Some(at) = pointer.filter(|at| seen.rect.contains(*at) && !map.tray.covers(*at)) {
                words = placed(map, &mut ink, &painter, (object, at), &seen, view);
            }
        }
        Gesture::PickParent(groups) => {
            let whose = match groups.as_slice() {
                [group] => view.plan.get(*group).map_or_else(String::new, |group| group.name.clone()),
                _ => format!("{} cache groups", groups.len()),
            };
            banner(&painter, &format!("Click the parent of {whose}. Escape cancels"), &seen, view);
        }
        Gesture::PickAbove(topology, groups) => {
            banner(&painter, &topology::picking_words(view.plan, *topology, groups), &seen, view);
        }
        Gesture::Lasso(line) => lasso::paint(line, pointer, ui, &mut ink, &seen, view),
        Gesture::Measure(points) => measuring::measured(points, pointer, ui, &mut ink, &seen, view),
        Gesture::Refused => words = Some(vec!["The plan is open read-only".to_owned()]),
        Gesture::Idle | Gesture::Pan | Gesture::Move(_) | Gesture::Moved(_) => hovered(map, &mut ink, &seen, view),
    }
    if !ink.mesh.is_empty() {
        painter.add(Shape::mesh(ink.mesh));
    }
    trouble::signs(&painter, signs, view.tokens);
    for (at, order) in numbers {
        painter.text(at, Align2::CENTER_CENTER, order, theme::strong(theme::TEXT_SMALL), view.tokens.on_accent);
    }
    if let (Some(words), Some(at)) = (words, pointer) {
        pill(&painter, &words, at + vec2(18.0, 18.0), &seen, view);
    }
}

/// The group that is about to be made: a hollow mark in a dashed ring, and what it is to be called.
fn in_making(making: &GroupInMaking, ui: &Ui, ink: &mut Ink, seen: &View, view: &ViewContext<'_>) {
    let world = on_map(making.position);
    if !seen.shows(world, 24.0) {
        return;
    }
    let at = seen.to_screen(world);
    let type_ = GroupType::of_name(&making.type_name);
    GroupMark { type_, state: GroupState::Normal, is_hollow: true, tint: None }.draw(ink, at, view.tokens, 0.7);
    let radius = reach(type_) + 6.0;
    for part in (0..16).step_by(2) {
        let point = |step: u8| at + Vec2::angled(f32::from(step) / 16.0 * std::f32::consts::TAU) * radius;
        ink.line([point(part), point(part + 1)].into_iter(), 1.5, view.tokens.accent);
    }
    let name = if making.name.is_empty() { "New cache group" } else { &making.name };
    let painter = ui.painter().with_clip_rect(seen.rect);
    let font = theme::strong(theme::TEXT_SMALL);
    let galley = painter.layout_no_wrap(crate::model::visible(name).into_owned(), font, view.tokens.text);
    let corner = at + vec2(radius + 6.0, -galley.size().y / 2.0);
    let ground = Rect::from_min_size(corner, galley.size()).expand2(vec2(4.0, 2.0));
    painter.rect_filled(ground, theme::CORNER, view.tokens.raised.gamma_multiply(0.9));
    painter.galley(corner, galley, view.tokens.text);
    let rect = Rect::from_center_size(at, Vec2::splat(theme::ROW_HEIGHT));
    let spoken = ui.interact(rect, ui.scope_id().with("in the making"), Sense::hover());
    spoken.widget_info(info(&|| {
        let words = format!("In the making: {name}, {}", position_text(making.position));
        WidgetInfo::labeled(Role::GraphicsSymbol, true, words)
    }));
}

/// A ring around what a click would mean.
fn hovered(map: &MapView, ink: &mut Ink, seen: &View, view: &ViewContext<'_>) {
    let ring = match map.hover.hit() {
        Some(Hit::Node(node)) if !map.board.focus.is_lone(node) => {
            map.board.scene.node(node).map(|node| (seen.to_screen(node.world), reach(node.type_) + 4.0))
        }
        Some(Hit::Cluster(anchor, _)) => {
            let drawn = map.picture.markers.drawn.iter().find(|item| item.cluster == Some(anchor));
            drawn.map(|item| (item.at.into(), item.reach + 3.0))
        }
        Some(Hit::Site(site)) => map.board.scene.sites.get(site).map(|site| (seen.to_screen(site.world), 6.0)),
        Some(Hit::Node(_)) | None => None,
    };
    if let Some((at, radius)) = ring {
        marks::ring(ink, at, radius, 1.5, view.tokens.text_weak);
    }
}

/// What belongs below the markers while groups move: the places that they leave, the way that they have come, and
/// their links.
pub(super) fn below(map: &MapView, pixels_per_point: f32, seen: &View, view: &ViewContext<'_>) -> Mesh {
    let mut ink = Ink::new(pixels_per_point, Mesh::default());
    trouble::circle_below(map, &mut ink, seen, view.tokens);
    map.draw_topology(&mut ink, seen, view);
    map.draw_site_ways(&mut ink, seen, view);
    let Some(moving) = map.gesture.moving() else { return ink.mesh };
    links(&map.board.scene, &mut ink, moving, seen, view);
    for (number, old, new) in places(map, moving, seen) {
        if let Some(mark) = mark(map, number) {
            mark.draw_left(&mut ink, old, new, view.tokens);
        }
    }
    ink.mesh
}

/// The groups where they are now.
fn moved(map: &MapView, ink: &mut Ink, moving: &Move, seen: &View, view: &ViewContext<'_>) {
    for (number, _, new) in places(map, moving, seen) {
        let Some(mark) = mark(map, number) else { continue };
        marks::ring(ink, new, reach(mark.type_) + 4.0, 2.0, view.tokens.accent);
        mark.draw(ink, new, view.tokens, 1.0);
    }
}

/// The arrows to failover groups that begin or end at what moves; says where their numbers stand.
fn failovers(
    map: &MapView,
    ink: &mut Ink,
    moving: &Move,
    seen: &View,
    view: &ViewContext<'_>,
    numbers: &mut Vec<(Pos2, u32)>,
) {
    let moves = |node: u32| moving.nodes.binary_search(&node).is_ok();
    let (scene, port) = (&map.board.scene, seen.port());
    let touched = arrows::failovers(scene, &map.board.focus).filter(|each| moves(each.from) || moves(each.to));
    for failover in touched.take(MOST) {
        let place = |node: u32, world: [f64; 2]| if moves(node) { moving.moved(world) } else { world };
        for arrow in failover.arrows(scene, &port, place) {
            arrows::draw(ink, &arrow, view.tokens);
            numbers.extend(arrow.badge.map(|at| (at.into(), failover.order)));
        }
    }
}

fn mark(map: &MapView, number: u32) -> Option<GroupMark> {
    let node = map.board.scene.node(number)?;
    Some(GroupMark {
        type_: node.type_,
        state: map.board.state_of(number),
        is_hollow: node.is_new,
        tint: map.board.tint_of(number),
    })
}

/// Where groups were and are. They are where the hand has them, not in the nearest copy of the world: they must not
/// jump away from the pointer.
fn places<'a>(map: &'a MapView, moving: &'a Move, seen: &View) -> impl Iterator<Item = (u32, Pos2, Pos2)> + 'a {
    let by = vec2((moving.by[0] * seen.scale) as f32, (moving.by[1] * seen.scale) as f32);
    let seen = *seen;
    moving.nodes.iter().take(MOST).filter_map(move |number| {
        let old = seen.to_screen(map.board.scene.node(*number)?.world);
        Some((*number, old, old + by))
    })
}

/// The links of what moves, to where the others are.
fn links(scene: &Scene, ink: &mut Ink, moving: &Move, seen: &View, view: &ViewContext<'_>) {
    let moves = |node: u32| moving.nodes.binary_search(&node).is_ok();
    let mut points = Vec::new();
    let touched = scene.links.iter().filter(|link| moves(link.from) || moves(link.to));
    for link in touched.take(MOST) {
        let place = |node: u32| {
            let world = scene.node(node)?.world;
            Some(if moves(node) { moving.moved(world) } else { world })
        };
        let (Some(from), Some(to)) = (place(link.from), place(link.to)) else { continue };
        points.clear();
        circle::way(from, to, circle::steps(from, to, seen.scale), &mut points);
        let start = seen.east(from[0]) - from[0];
        let points = points.iter().map(|[x, y]| seen.at(x + start, y - seen.centre[1]));
        match link.kind {
            LinkKind::Primary => ink.line(points, 1.75, view.tokens.link_strong),
            LinkKind::Secondary => ink.dashes(points, 1.75, view.tokens.link_strong),
        }
    }
}

/// How far it goes, and what it comes near to.
fn move_words(map: &mut MapView, painter: &Painter, moving: &Move) -> Option<Vec<String>> {
    let node = map.board.scene.node(moving.grabbed)?;
    let (old, new) = (unproject(node.world)?, position_at(moving.moved(node.world))?);
    let count = moving.nodes.len();
    let mut words = vec![if count == 1 { node.group.name.clone() } else { format!("{count} cache groups") }];
    words.push(format!("Moved {}", km(old.distance_km(new))));
    if let Some((handed, moves)) = &map.handed {
        words.extend(handed.lines(moves, HAND_OVERS));
    }
    words.push(position_text(new));
    if count == 1 {
        words.extend(kin_words(&map.board.scene, node, new));
    }
    words.extend(map.picture.nearest_place(painter.ctx(), new));
    Some(words)
}

/// How far a group would be from its parents and from the groups that stand in for it.
fn kin_words(scene: &Scene, node: &SceneNode, from: Position) -> Vec<String> {
    let group = &node.group;
    let parents = [(group.parent.as_ref(), "its parent"), (group.secondary_parent.as_ref(), "its secondary parent")];
    let ranks = ["its first failover group", "its second", "its third"];
    let fallbacks = group.fallbacks.iter().map(Some).zip(ranks);
    let told = parents.into_iter().chain(fallbacks).filter_map(|(link, what)| {
        let other = scene.node(scene.find(Link::id(link?)?)?)?;
        let distance = km(from.distance_km(unproject(other.world)?));
        Some(format!("{distance} from {}, {what}", other.group.name))
    });
    told.collect()
}

/// A group or a phys location from the tray, under the pointer.
fn placed(
    map: &mut MapView,
    ink: &mut Ink,
    painter: &Painter,
    (object, at): (AnyId, Pos2),
    seen: &View,
    view: &ViewContext<'_>,
) -> Option<Vec<String>> {
    if object.kind == Kind::CacheGroup {
        let item = map.board.scene.unplaced.iter().find(|item| AnyId::of(item.id) == object)?;
        marks::ring(ink, at, reach(item.type_) + 4.0, 2.0, view.tokens.accent);
        let mark = GroupMark { type_: item.type_, state: GroupState::Normal, is_hollow: item.is_new, tint: None };
        mark.draw(ink, at, view.tokens, 1.0);
    } else {
        marks::ring(ink, at, 9.0, 2.0, view.tokens.accent);
        tray::draw_site(ink, at, false, view.tokens);
    }
    let position = position_at(seen.to_world(at))?;
    let mut words = vec![view.plan.name_of(object)?, position_text(position)];
    words.extend(map.picture.nearest_place(painter.ctx(), position));
    Some(words)
}

/// A few lines on a card beside the pointer.
fn pill(painter: &Painter, words: &[String], at: Pos2, seen: &View, view: &ViewContext<'_>) {
    let tokens = view.tokens;
    let lines: Vec<_> = (words.iter().enumerate())
        .map(|(line, text)| {
            let (font, color) = if line == 0 {
                (theme::strong(theme::TEXT_SMALL), tokens.text)
            } else {
                (FontId::proportional(theme::TEXT_SMALL), if line == 1 { tokens.text } else { tokens.text_weak })
            };
            painter.layout_no_wrap(text.clone(), font, color)
        })
        .collect();
    let width = lines.iter().map(|line| line.size().x).fold(0.0, f32::max);
    let height: f32 = lines.iter().map(|line| line.size().y + 2.0).sum();
    let size = vec2(width, height) + vec2(theme::GAP * 2.0, theme::GAP + 2.0);
    let room = seen.rect.shrink(theme::GAP_SMALL);
    let corner = at.min(room.max - size).max(room.min);
    let area = Rect::from_min_size(corner, size);
    painter.rect(area, 6.0, tokens.raised, (1.0, tokens.line), StrokeKind::Inside);
    let mut y = area.min.y + theme::GAP_SMALL + 1.0;
    for line in lines {
        let step = line.size().y + 2.0;
        painter.galley(egui::pos2(area.min.x + theme::GAP, y), line, tokens.text);
        y += step;
    }
}
