//! The way of one client: a line from where it is to the group that serves it, with the distance.
//!
//! It must not know of routing: it shows what was explained.

use std::sync::Arc;

use egui::{Galley, Pos2, Rect, Shape, vec2};

use super::super::marks;
use super::super::texts::Texts;
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::circle;
use crate::geometry::labels::LabelText;
use crate::geometry::scene::Scene;

/// Where a client is, and the node that serves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui::map) struct ClientWay {
    /// Where the client is.
    pub(in crate::ui::map) client: [f64; 2],
    /// The group that serves it; none: nobody does.
    pub(in crate::ui::map) node: Option<u32>,
    /// How far that is.
    pub(in crate::ui::map) distance_km: Option<f64>,
}

/// The line's mesh and words.
#[derive(Default)]
pub(in crate::ui::map) struct ExplainedWay {
    kept: KeptMesh<CanvasKey>,
    words: Option<(Rect, Arc<Galley>)>,
}

impl ExplainedWay {
    /// Draws the way.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        (scene, way): (&Scene, Option<ClientWay>),
        texts: &mut Texts,
    ) {
        let Self { kept, words } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            *words = None;
            let Some(way) = way else { return };
            let view = &canvas.view;
            let at = view.to_screen(way.client);
            let color = if way.node.is_some() { canvas.tokens.accent } else { canvas.tokens.wrong };
            marks::ring(ink, at, 6.0, 2.5, color);
            let Some(node) = way.node.and_then(|node| scene.node(node)) else { return };
            let mut points = Vec::new();
            circle::way(way.client, node.world, circle::steps(way.client, node.world, view.scale), &mut points);
            let start = view.east(way.client[0]) - way.client[0];
            let line: Vec<Pos2> = points.iter().map(|[x, y]| view.at(x + start, y - view.centre[1])).collect();
            ink.line(line.iter().copied(), 2.5, color);
            if let (Some(km), Some(middle)) = (way.distance_km, line.get(line.len() / 2)) {
                let galley = texts.get(canvas.painter, &LabelText::Distance(km));
                *words = Some((Rect::from_center_size(*middle, galley.size()), galley));
            }
        });
    }

    /// Whether nothing is explained.
    pub(in crate::ui::map) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Paints it.
    pub(in crate::ui::map) fn show(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
        if let Some((at, galley)) = &self.words {
            canvas.painter.add(Shape::rect_filled(
                at.expand2(vec2(4.0, 1.0)),
                3.0,
                canvas.tokens.ground.gamma_multiply(0.88),
            ));
            canvas.painter.add(Shape::galley(at.min, Arc::clone(galley), canvas.tokens.text));
        }
    }
}
