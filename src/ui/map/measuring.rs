//! The measuring tool: the way over the points that were clicked, and on to the pointer, with its kilometres.
//!
//! It must not keep anything: the points are the gesture's.

use egui::{Align2, FontId, Pos2, Ui, vec2};

use super::camera::View;
use super::ink::Ink;
use super::marks;
use super::overlay::{announce, banner};
use crate::geometry::circle;
use crate::geometry::mercator::unproject;
use crate::geometry::words::km;
use crate::ui::theme;
use crate::ui::view::ViewContext;

/// Draws the way, and says how long it is.
pub(super) fn measured(
    points: &[[f64; 2]],
    pointer: Option<Pos2>,
    ui: &Ui,
    ink: &mut Ink,
    seen: &View,
    view: &ViewContext<'_>,
) {
    let painter = ui.painter().with_clip_rect(seen.rect);
    let on = pointer.filter(|at| seen.rect.contains(*at)).map(|at| seen.to_world(at));
    let way: Vec<[f64; 2]> = points.iter().copied().chain(on.filter(|_| !points.is_empty())).collect();
    let (mut sum_km, mut line) = (0.0, Vec::new());
    for (place, to) in way.iter().enumerate() {
        let at = seen.to_screen(*to);
        if let Some(from) = place.checked_sub(1).and_then(|before| way.get(before)) {
            sum_km += distance_km(*from, *to);
            line.clear();
            circle::way(*from, *to, circle::steps(*from, *to, seen.scale), &mut line);
            let start = seen.east(from[0]) - from[0];
            ink.line(line.iter().map(|[x, y]| seen.at(x + start, y - seen.centre[1])), 2.0, view.tokens.accent);
            let font = FontId::proportional(theme::TEXT_SMALL);
            let galley = painter.layout_no_wrap(km(sum_km), font, view.tokens.text);
            let ground = Align2::LEFT_BOTTOM.anchor_size(at + vec2(8.0, -8.0), galley.size());
            painter.rect_filled(ground.expand2(vec2(4.0, 2.0)), theme::CORNER, view.tokens.raised.gamma_multiply(0.9));
            painter.galley(ground.min, galley, view.tokens.text);
        }
        if place < points.len() {
            marks::ring(ink, at, 4.0, 2.0, view.tokens.accent);
        }
    }
    let words = match points.len() {
        0 => "Click a point or a group to measure from. Escape ends it".to_owned(),
        1 => format!("{}: click the next point. Escape ends it", km(sum_km)),
        _ => format!("{} over {} points. Escape ends it", km(sum_km), points.len()),
    };
    banner(&painter, &words, seen, view);
    announce(&[words], ui, *seen);
}

/// How far world coordinates are apart; nothing beyond the poles of the map.
fn distance_km(from: [f64; 2], to: [f64; 2]) -> f64 {
    unproject(from).zip(unproject(to)).map_or(0.0, |(from, to)| from.distance_km(to))
}
