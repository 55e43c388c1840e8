//! Who takes over while parts are down: arrows from the groups that served clients to those that do now, as wide as what
//! moves is much, each with its share and how much farther it is; where nobody does, a ring in the colour of what is
//! wrong.
//!
//! It must not know of routing: it shows what was found out.

use std::sync::Arc;

use egui::{Galley, Pos2, Rect, Shape, vec2};

use super::super::ink::Ink;
use super::super::marks;
use super::super::texts::Texts;
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::arrows::{Arrow, ArrowEnd, copies};
use crate::geometry::labels::LabelText;
use crate::geometry::marks::reach;
use crate::geometry::scene::Scene;
use crate::geometry::takeovers::Takeover;
use crate::geometry::viewport::Patch;

/// More than this says less, not more.
const MOST: usize = 120;
/// Words that are shown at most.
const MOST_WORDS: usize = 24;
/// How wide an arrow is that carries nearly nothing, and how much wider the one that carries all.
const LEAST_WIDTH: f32 = 1.5;
const MORE_WIDTH: f32 = 5.0;

/// The arrows' mesh and words.
#[derive(Default)]
pub(in crate::ui::map) struct TakeoverArrows {
    kept: KeptMesh<CanvasKey>,
    words: Vec<(Rect, Arc<Galley>, bool)>,
    /// Where names would cover them.
    pub(in crate::ui::map) taken: Vec<Patch>,
}

impl TakeoverArrows {
    /// Draws who takes over.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        (scene, takeovers): (&Scene, &[Takeover]),
        texts: &mut Texts,
    ) {
        let Self { kept, words, taken } = self;
        let tokens = canvas.tokens;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            words.clear();
            taken.clear();
            for takeover in takeovers.iter().take(MOST) {
                let Some(from) = scene.node(takeover.from) else { continue };
                let text = LabelText::Share(takeover.share, takeover.added_km);
                let Some(to) = takeover.to.and_then(|to| scene.node(to)) else {
                    if canvas.view.shows(from.world, 24.0) {
                        let at = canvas.view.to_screen(from.world);
                        marks::ring(ink, at, reach(from.type_) + 5.0, 3.0, tokens.wrong);
                        let galley = texts.get(canvas.painter, &text);
                        let corner = at - vec2(galley.size().x / 2.0, reach(from.type_) + 12.0 + galley.size().y);
                        put(words, taken, Rect::from_min_size(corner, galley.size()), galley, true);
                    }
                    continue;
                };
                let port = canvas.view.port();
                let start = port.spot(from.world);
                let first = ArrowEnd { at: start, reach: reach(from.type_) + 6.0 };
                let last = ArrowEnd { at: port.beside(start, from.world, to.world), reach: reach(to.type_) + 4.0 };
                for arrow in copies(first, last, &port) {
                    draw(ink, &arrow, takeover.share, canvas);
                    taken.extend_from_slice(&arrow.covers);
                    if let Some(at) = arrow.badge {
                        let galley = texts.get(canvas.painter, &text);
                        let rect = Rect::from_center_size(Pos2::from(at), galley.size());
                        put(words, taken, rect, galley, false);
                    }
                }
            }
        });
    }

    /// Whether there are none.
    pub(in crate::ui::map) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Paints them.
    pub(in crate::ui::map) fn show(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
        for (at, galley, is_lost) in &self.words {
            canvas.painter.add(Shape::rect_filled(
                at.expand2(vec2(4.0, 1.0)),
                3.0,
                canvas.tokens.ground.gamma_multiply(0.88),
            ));
            let color = if *is_lost { canvas.tokens.wrong } else { canvas.tokens.text };
            canvas.painter.add(Shape::galley(at.min, Arc::clone(galley), color));
        }
    }
}

fn put(
    words: &mut Vec<(Rect, Arc<Galley>, bool)>,
    taken: &mut Vec<Patch>,
    rect: Rect,
    galley: Arc<Galley>,
    is_lost: bool,
) {
    let is_free = !words.iter().any(|(other, _, _)| other.expand(4.0).intersects(rect));
    if words.len() < MOST_WORDS && is_free {
        taken.push(rect.into());
        words.push((rect, galley, is_lost));
    }
}

fn draw(ink: &mut Ink, arrow: &Arrow, share: f64, canvas: &Canvas<'_>) {
    let width = LEAST_WIDTH + MORE_WIDTH * (share as f32).clamp(0.0, 1.0).sqrt();
    let color = canvas.tokens.warned;
    ink.line(arrow.points.iter().map(|spot| (*spot).into()), width, color);
    ink.arrow_head(arrow.tip.into(), arrow.heading.into(), 8.0 + width * 1.5, color);
}
