//! Where groups were before they moved or went: pale marks, with a line and the distance to where they are now, or with
//! the name of what has gone.
//!
//! It must not know with what the plan was compared.

use std::sync::Arc;

use egui::{Align2, Galley, Pos2, Rect, Shape, Vec2, vec2};

use super::super::marks::GroupMark;
use super::super::texts::Texts;
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::ghosts::{Ghost, GhostFate};
use crate::geometry::labels::LabelText;
use crate::geometry::marks;
use crate::geometry::scene::{GroupState, Scene};
use crate::geometry::viewport::Patch;

/// More than this says less, not more.
const MOST: usize = 400;
/// Words that are shown at most.
const MOST_WORDS: usize = 60;
/// A ghost that is nearer to its group would only blur it.
const NEAR: f32 = 7.0;
/// A line that is shorter has no room for its distance.
const SHORT: f32 = 40.0;

/// The ghosts' mesh and words.
#[derive(Default)]
pub(in crate::ui::map) struct Ghosts {
    kept: KeptMesh<CanvasKey>,
    words: Vec<(Rect, Arc<Galley>)>,
    /// Where names would cover them.
    pub(in crate::ui::map) taken: Vec<Patch>,
}

impl Ghosts {
    /// Draws the ghosts of a view.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        (scene, ghosts): (&Scene, &[Ghost]),
        state_of: &impl Fn(u32) -> GroupState,
        texts: &mut Texts,
    ) {
        let Self { kept, words, taken } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            words.clear();
            taken.clear();
            let mut left = MOST;
            for ghost in ghosts {
                let mark = |state| GroupMark { type_: ghost.type_, state, is_hollow: false, tint: None };
                let Some((old, new)) = ends(canvas, scene, ghost) else { continue };
                if left == 0 {
                    break;
                }
                left -= 1;
                taken.push(Rect::from_center_size(old, Vec2::splat(marks::reach(ghost.type_) * 2.0)).into());
                let said = if let (GhostFate::Moved { node, distance_km }, Some(new)) = (ghost.fate, new) {
                    mark(state_of(node)).draw_left(ink, old, new, canvas.tokens);
                    let galley = texts.get(canvas.painter, &LabelText::Distance(distance_km));
                    (SHORT < old.distance(new)).then(|| (beside(old, new, galley.size()), galley))
                } else {
                    mark(GroupState::Normal).draw_gone(ink, old, canvas.tokens);
                    let galley = texts.get(canvas.painter, &LabelText::Gone(ghost.world, &ghost.name));
                    let corner = old + vec2(marks::reach(ghost.type_) + 4.0, -galley.size().y / 2.0);
                    Some((Rect::from_min_size(corner, galley.size()), galley))
                };
                if let Some((at, galley)) = said
                    && words.len() < MOST_WORDS
                    && !taken.iter().any(|other| other.overlaps(&at.into()))
                {
                    taken.push(at.into());
                    words.push((at, galley));
                }
            }
        });
    }

    /// Whether there are none.
    pub(in crate::ui::map) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Paints the ghosts and the ways from them.
    pub(in crate::ui::map) fn show(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
    }

    /// Paints distances and names, each on a patch of the ground.
    pub(in crate::ui::map) fn show_words(&self, canvas: &Canvas<'_>) {
        for (at, galley) in &self.words {
            let ground = canvas.tokens.ground.gamma_multiply(0.85);
            canvas.painter.add(Shape::rect_filled(at.expand2(vec2(3.0, 1.0)), 3.0, ground));
            canvas.painter.add(Shape::galley(at.min, Arc::clone(galley), canvas.tokens.text_weak));
        }
    }
}

/// Where a ghost is on the screen, and its group, beside which it is drawn even across the antimeridian; none: neither
/// is seen, or both are one.
fn ends(canvas: &Canvas<'_>, scene: &Scene, ghost: &Ghost) -> Option<(Pos2, Option<Pos2>)> {
    let view = &canvas.view;
    let GhostFate::Moved { node, .. } = ghost.fate else {
        return view.shows(ghost.world, 24.0).then(|| (view.to_screen(ghost.world), None));
    };
    let world = scene.node(node)?.world;
    let new = view.to_screen(world);
    let old = Pos2::from(view.port().beside(new.into(), world, ghost.world));
    let is_seen = view.rect.expand(24.0).intersects(Rect::from_two_pos(old, new));
    (is_seen && NEAR < old.distance(new)).then_some((old, Some(new)))
}

/// Beside the middle of a line, never on it.
fn beside(from: Pos2, to: Pos2, size: Vec2) -> Rect {
    let way = (to - from).normalized();
    let mut side = vec2(way.y, -way.x);
    // Above a flat line, to the right of a steep one.
    if 0.0 < side.y || side.y == 0.0 && side.x < 0.0 {
        side = -side;
    }
    let apart = size.x / 2.0 * side.x.abs() + size.y / 2.0 * side.y.abs() + 4.0;
    Align2::CENTER_CENTER.anchor_size(from + (to - from) / 2.0 + side * apart, size)
}
