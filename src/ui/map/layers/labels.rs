//! The names of groups, with a halo, and of places, small and grey; never on top of each other.
//!
//! It must not know where there is room: `geometry::labels` finds it.

use std::sync::Arc;

use egui::{Color32, Galley, Shape, Vec2, epaint::TextShape, vec2};

use super::super::texts::Texts;
use super::{Canvas, CanvasKey};
use crate::geometry::labels::{LabelKind, LabelPlacer, LabelledScene, PlacedLabel, TakenSpots, WantedNames};
use crate::geometry::viewport::Patch;
use crate::ui::theme::Tokens;

/// The names of a view.
#[derive(Default)]
pub(in crate::ui::map) struct Labels {
    key: Option<(CanvasKey, WantedNames, bool)>,
    around: Vec<Patch>,
    placer: LabelPlacer<Arc<Galley>>,
}

impl Labels {
    /// Finds out which names have room, if anything has changed.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        named: LabelledScene<'_>,
        wanted: WantedNames,
        taken: TakenSpots<'_>,
        texts: &mut Texts,
    ) {
        let key = (canvas.key, wanted, named.places.is_some());
        if self.key == Some(key) && self.around == taken.around {
            return;
        }
        self.key = Some(key);
        self.around.clear();
        self.around.extend_from_slice(taken.around);
        self.placer.place(&canvas.view.port(), named, wanted, taken, &mut |text| {
            let galley = texts.get(canvas.painter, text);
            let size = galley.size();
            (galley, size.into())
        });
    }

    /// Paints the names of places, which belong below the plan.
    pub(in crate::ui::map) fn paint_places(&self, canvas: &Canvas<'_>) {
        self.paint(canvas, |kind| kind == LabelKind::Place);
    }

    /// Paints the names of groups, which belong on top of it.
    pub(in crate::ui::map) fn paint_groups(&self, canvas: &Canvas<'_>) {
        self.paint(canvas, |kind| kind != LabelKind::Place);
    }

    fn paint(&self, canvas: &Canvas<'_>, wanted: impl Fn(LabelKind) -> bool) {
        let tokens = canvas.tokens;
        for label in self.placer.found.iter().filter(|label| wanted(label.kind)) {
            match label.kind {
                LabelKind::Place => paint_text(canvas, label, Vec2::ZERO, tokens.place),
                LabelKind::Count => paint_text(canvas, label, Vec2::ZERO, tokens.text),
                LabelKind::Group => paint_with_halo(canvas, label, tokens),
            }
        }
    }
}

fn paint_text(canvas: &Canvas<'_>, label: &PlacedLabel<Arc<Galley>>, offset: Vec2, color: Color32) {
    let at = egui::Pos2::from(label.at) + offset;
    canvas.painter.add(Shape::Text(TextShape::new(at, Arc::clone(&label.text), color)));
}

fn paint_with_halo(canvas: &Canvas<'_>, label: &PlacedLabel<Arc<Galley>>, tokens: &Tokens) {
    for offset in [vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(-1.0, 1.0), vec2(1.0, 1.0)] {
        paint_text(canvas, label, offset, tokens.ground);
    }
    paint_text(canvas, label, Vec2::ZERO, tokens.text);
}
