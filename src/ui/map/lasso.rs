//! The lasso: a line that is drawn around what is to be selected, with the pointer in one go, or corner by corner with
//! clicks or keys. And what an area of the map selects, which a box does as well.
//!
//! It must not change a plan: what lies below the line stays where it is.

use egui::{Key, Mesh, Modifiers, Pos2, Response, Shape, Ui, Vec2, vec2};

use super::MapView;
use super::camera::View;
use super::held::{Gesture, LassoLine};
use super::ink::Ink;
use super::marks;
use super::saying::{announce, banner};
use crate::geometry::scene::SceneNode;
use crate::model::{AnyId, Kind};
use crate::sorting::sort_by;
use crate::ui::action::Action;
use crate::ui::selection::Selection;
use crate::ui::view::ViewContext;

/// How far a key moves the cross, and how far with Shift.
const STEPS: [f32; 2] = [20.0, 4.0];
/// What keys move the cross, and which way.
const WAYS: [(Key, Vec2); 4] = [
    (Key::ArrowLeft, vec2(-1.0, 0.0)),
    (Key::ArrowRight, vec2(1.0, 0.0)),
    (Key::ArrowUp, vec2(0.0, -1.0)),
    (Key::ArrowDown, vec2(0.0, 1.0)),
];

impl MapView {
    /// Takes the lasso, or puts it away.
    pub fn lasso(&mut self) {
        let is_held = matches!(self.gesture, Gesture::Lasso(_));
        self.gesture = if is_held { Gesture::Idle } else { Gesture::Lasso(LassoLine::default()) };
    }

    /// Whether the lasso is in the hand.
    pub(super) fn has_lasso(&self) -> bool {
        matches!(self.gesture, Gesture::Lasso(_))
    }
}

/// Hears the keys that set corners, before they mean anything else.
pub(super) fn keys(map: &mut MapView, ui: &Ui, response: &Response, seen: &View, view: &ViewContext<'_>) {
    let Gesture::Lasso(line) = &mut map.gesture else { return };
    if !std::mem::replace(&mut line.has_keys, true) {
        response.request_focus();
    }
    if line.is_drawn || !response.has_focus() {
        return;
    }
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    for (key, way) in WAYS {
        let is_fine = pressed(Modifiers::SHIFT, key);
        if is_fine || pressed(Modifiers::NONE, key) {
            let from = line.cross.map_or(seen.rect.center(), |cross| seen.of_unbroken(cross));
            let to = from + way * STEPS[usize::from(is_fine)];
            line.cross = Some(seen.unbroken(to.clamp(seen.rect.min, seen.rect.max)));
        }
    }
    if pressed(Modifiers::NONE, Key::Space) {
        let cross = *line.cross.get_or_insert_with(|| seen.unbroken(seen.rect.center()));
        line.corners.push(cross);
    }
    let adds = pressed(Modifiers::SHIFT, Key::Enter);
    if adds || pressed(Modifiers::NONE, Key::Enter) {
        close(map, adds, seen, view);
    }
}

/// Selects what the line goes around.
pub(super) fn close(map: &mut MapView, adds: bool, seen: &View, view: &ViewContext<'_>) {
    let Gesture::Lasso(line) = std::mem::take(&mut map.gesture) else { return };
    let area = line.area(seen);
    select_area(map, |at| area.contains(at.into()), adds, seen, view);
}

/// Selects what stands in an area of the screen: cache groups, or phys locations where there are none, or where it `adds`
/// to such.
pub(super) fn select_area(
    map: &MapView,
    contains: impl Fn(Pos2) -> bool,
    adds: bool,
    seen: &View,
    view: &ViewContext<'_>,
) {
    let is_in = |world: [f64; 2]| seen.shows(world, 0.0) && contains(seen.to_screen(world));
    let scene = &map.board.scene;
    let groups = scene.nodes.iter().filter(|node| is_in(node.world)).map(SceneNode::any);
    let sites = scene.sites.iter().filter(|site| map.shown.sites && is_in(site.world));
    let sites = sites.map(|site| AnyId { kind: Kind::PhysLocation, number: site.id.number() });
    let kept: Vec<AnyId> = if adds { view.selection.iter().collect() } else { Vec::new() };
    let (groups, sites): (Vec<AnyId>, Vec<AnyId>) = (groups.collect(), sites.collect());
    let adds_sites = kept.first().is_some_and(|first| first.kind == Kind::PhysLocation);
    let found = if groups.is_empty() || (adds_sites && !sites.is_empty()) { sites } else { groups };
    view.queue.send(Action::Select(Selection::many(found.into_iter().chain(kept))));
}

/// Draws the line, and says what to do.
pub(super) fn paint(
    line: &LassoLine,
    pointer: Option<Pos2>,
    ui: &Ui,
    ink: &mut Ink,
    seen: &View,
    view: &ViewContext<'_>,
) {
    let painter = ui.painter().with_clip_rect(seen.rect);
    let corners: Vec<Pos2> = line.corners.iter().map(|corner| seen.of_unbroken(*corner)).collect();
    let cross = line.cross.map(|cross| seen.of_unbroken(cross));
    let on = cross.or_else(|| pointer.filter(|at| !line.is_drawn && seen.rect.contains(*at)));
    if let Some(first) = corners.first() {
        let way = || corners.iter().copied().chain(on.filter(|_| !line.is_drawn));
        fill(&painter, &way().collect::<Vec<_>>(), view);
        ink.line(way(), 1.5, view.tokens.accent);
        let last = way().last().unwrap_or(*first);
        ink.dashes([last, *first].into_iter(), 1.0, view.tokens.accent);
        if !line.is_drawn {
            for at in &corners {
                marks::ring(ink, *at, 3.0, 1.5, view.tokens.accent);
            }
        }
    }
    if let Some(at) = cross {
        for arm in [vec2(9.0, 0.0), vec2(0.0, 9.0)] {
            ink.line([at - arm, at + arm].into_iter(), 1.5, view.tokens.text);
        }
    }
    if line.is_drawn {
        return;
    }
    let count = line.corners.len();
    let words = match (count, cross.is_some()) {
        (0, false) => "Draw around what is to be selected, or click its corners; Shift adds. Escape ends it",
        (0..3, true) => "Arrow keys move the cross, Space sets a corner. Escape ends it",
        (_, true) => "Space sets a corner, Enter selects what is inside; with Shift it adds. Escape ends it",
        (0..3, false) => "Click the next corner. Escape ends it",
        (_, false) => "Click the next corner; Enter or a double-click selects what is inside. Escape ends it",
    };
    banner(&painter, words, seen, view);
    let heard = if count == 0 { ". With keys: arrows move a cross, Space sets a corner, Enter selects" } else { "" };
    announce(&[format!("Lasso, {count} corners: {words}{heard}")], ui, *seen);
}

/// Tints what is inside: rows of the area between its edges, so that any outline is filled as it is told.
fn fill(painter: &egui::Painter, corners: &[Pos2], view: &ViewContext<'_>) {
    /// The height of a row, in points.
    const ROW: f32 = 2.0;
    let bounds = egui::Rect::from_points(corners).intersect(painter.clip_rect());
    if corners.len() < 3 || !bounds.is_positive() {
        return;
    }
    let color = view.tokens.accent.gamma_multiply(0.12);
    let mut mesh = Mesh::default();
    let mut crossings: Vec<f32> = Vec::new();
    let rows = (bounds.height() / ROW).ceil() as usize;
    for row in 0..rows {
        let top = bounds.top() + row as f32 * ROW;
        let y = top + ROW / 2.0;
        crossings.clear();
        let before = corners.iter().cycle().skip(corners.len() - 1);
        crossings.extend(
            before
                .zip(corners)
                .filter(|(a, b)| (a.y <= y) != (b.y <= y))
                .map(|(a, b)| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)),
        );
        sort_by(&mut crossings, f32::total_cmp);
        for pair in crossings.chunks_exact(2) {
            let across = egui::Rect::from_x_y_ranges(pair[0]..=pair[1], top..=top + ROW);
            mesh.add_colored_rect(across.intersect(bounds), color);
        }
    }
    painter.add(Shape::mesh(mesh));
}
