//! Where clients go when a selected group is down: curved arrows to its failover groups, numbered in their order.
//!
//! It must not know of routing: it shows the list, not what Traffic Router makes of it.

use std::sync::Arc;

use egui::{Align2, Galley, Pos2, Rect, Shape, Vec2, pos2, vec2};

use super::super::focus::Focus;
use super::super::ink::Look;
use super::super::marks;
use super::super::scene::{GroupType, Scene};
use super::super::texts::{Text, Texts};
use super::{Canvas, Kept, Key};
use crate::model::Link;

/// Selected groups of which arrows are drawn.
const MOST: usize = 24;
/// How far an arrow bends, in parts of its length.
const BEND: f32 = 0.18;
/// The radius of the disc with the number.
const BADGE: f32 = 8.0;

/// The arrows' mesh and numbers.
#[derive(Default)]
pub(in crate::ui::map) struct Arrows {
    kept: Kept<Key>,
    numbers: Vec<(Pos2, Arc<Galley>)>,
    /// Where names would cover them.
    pub(in crate::ui::map) taken: Vec<Rect>,
}

impl Arrows {
    /// Draws the arrows of the selection.
    pub(in crate::ui::map) fn prepare(&mut self, canvas: &Canvas<'_>, scene: &Scene, focus: &Focus, texts: &mut Texts) {
        let Self { kept, numbers, taken } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            numbers.clear();
            taken.clear();
            if MOST < focus.nodes().len() {
                return;
            }
            for number in focus.nodes().iter().filter(|number| !focus.is_hidden(**number)) {
                let Some(node) = scene.node(*number) else { continue };
                for (order, fallback) in (1..).zip(&node.group.fallbacks) {
                    let target = Link::id(fallback).and_then(|id| scene.find(id)).and_then(|n| scene.node(n));
                    let Some(target) = target else { continue };
                    let dx = canvas.view.east(target.world[0]) - canvas.view.east(node.world[0]);
                    let start = canvas.view.to_screen(node.world);
                    let end = start
                        + vec2(
                            ((dx - dx.round()) * canvas.view.scale) as f32,
                            ((target.world[1] - node.world[1]) * canvas.view.scale) as f32,
                        );
                    let ends = [(start, marks::reach(node.type_) + 6.0), (end, marks::reach(target.type_) + 3.0)];
                    if let Some(at) = arrow(ink, ends, canvas, taken) {
                        taken.push(Rect::from_center_size(at, Vec2::splat(BADGE * 2.0)));
                        numbers.push((at, texts.get(canvas.painter, &Text::Count(order))));
                    }
                }
            }
        });
    }

    /// Paints them.
    pub(in crate::ui::map) fn show(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
        for (at, galley) in &self.numbers {
            let corner = Align2::CENTER_CENTER.anchor_size(*at, galley.size()).min;
            canvas.painter.add(Shape::galley(corner, Arc::clone(galley), canvas.tokens.on_accent));
        }
    }
}

/// Draws a curved arrow between two circles; says where its number goes.
fn arrow(
    ink: &mut super::super::ink::Ink,
    ends: [(Pos2, f32); 2],
    canvas: &Canvas<'_>,
    taken: &mut Vec<Rect>,
) -> Option<Pos2> {
    let [(start, leave), (end, arrive)] = ends;
    let way = end - start;
    let length = way.length();
    if length < leave + arrive + 14.0 {
        return None;
    }
    let side = vec2(way.y, -way.x) * BEND;
    let middle = start + way / 2.0 + side;
    let curve = |part: f32| {
        let rest = 1.0 - part;
        let mix = |a: f32, b: f32, c: f32| rest * rest * a + 2.0 * rest * part * b + part * part * c;
        pos2(mix(start.x, middle.x, end.x), mix(start.y, middle.y, end.y))
    };
    let (first, last) = (leave / length, 1.0 - arrive / length);
    let steps = (length / 8.0).clamp(8.0, 48.0);
    let points = (0..=steps as u32).map(|step| curve(first + (last - first) * (step as f32 / steps.floor())));
    taken.extend(
        (1..8).map(|step| Rect::from_center_size(curve(first + (last - first) * step as f32 / 8.0), Vec2::splat(4.0))),
    );
    let color = canvas.tokens.accent;
    let tip = curve(last);
    let heading = (tip - curve(last - 0.02)).normalized();
    ink.line(points, 1.5, color);
    ink.arrow_head(tip, heading, 9.0, color);
    // At the middle of what is seen of it, so that a far target's number is seen too.
    let seen = (1..20).map(|step| first + (last - first) * step as f32 / 20.0);
    let mut inside = seen.filter(|part| canvas.view.rect.shrink(14.0).contains(curve(*part)));
    let from = inside.next()?;
    let to = inside.next_back().unwrap_or(from);
    let at = curve(f32::midpoint(from, to));
    let look = Look { fill: color, border: color, border_width: 0.0, halo: canvas.tokens.ground, halo_width: 1.5 };
    ink.badge(at, marks::outline(GroupType::Edge), BADGE, &look);
    Some(at)
}
