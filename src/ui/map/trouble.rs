//! What is wrong, on the map: a mark at each group with problems that count, and the circle that the chosen problem is
//! about, from group to group.
//!
//! It must not know of rules: it is told what was found.

use egui::{Align2, Pos2, Vec2, vec2};

use super::MapView;
use super::camera::View;
use super::ink::{BadgeLook, Ink};
use super::marks::ring;
use crate::finding::Severity;
use crate::geometry::circle;
use crate::geometry::marks::{outline, reach};
use crate::geometry::scene::GroupType;
use crate::ui::theme::{self, Tokens};

/// Half of a mark's width.
const MARK: f32 = 6.0;
/// More marks than this say less, not more.
const MOST: usize = 600;

/// A mark that was drawn and waits for its sign.
pub(super) struct TroubleSign {
    at: Pos2,
    severity: Severity,
}

/// The circle that the chosen problem is about: lines with heads, drawn below the markers.
pub(super) fn circle_below(map: &MapView, ink: &mut Ink, seen: &View, tokens: &Tokens) {
    let scene = &map.board.scene;
    let nodes: Vec<u32> = map.circle.iter().filter_map(|group| scene.find(*group)).collect();
    if nodes.len() < 2 {
        return;
    }
    let mut way = Vec::new();
    for (from, to) in nodes.iter().zip(nodes.iter().cycle().skip(1)) {
        let (Some(from), Some(to)) = (scene.node(*from), scene.node(*to)) else { continue };
        way.clear();
        circle::way(from.world, to.world, circle::steps(from.world, to.world, seen.scale), &mut way);
        let start = seen.east(from.world[0]) - from.world[0];
        let points: Vec<Pos2> = way.iter().map(|[x, y]| seen.at(x + start, y - seen.centre[1])).collect();
        ink.line(points.iter().copied(), 3.0, tokens.wrong);
        if let [.., before, tip] = points.as_slice() {
            let heading = (*tip - *before).normalized();
            if heading.is_finite() && heading != Vec2::ZERO {
                ink.arrow_head(*tip - heading * (reach(to.type_) + 3.0), heading, 12.0, tokens.wrong);
            }
        }
    }
}

/// The marks of groups and clusters with problems, and rings around the groups of the circle; the signs follow on top.
pub(super) fn marks_above(map: &MapView, ink: &mut Ink, seen: &View, tokens: &Tokens) -> Vec<TroubleSign> {
    for node in map.circle.iter().filter_map(|group| map.board.scene.node(map.board.scene.find(*group)?)) {
        ring(ink, seen.to_screen(node.world), reach(node.type_) + 4.0, 2.0, tokens.wrong);
    }
    if map.worst.nodes_of.is_none() {
        return Vec::new();
    }
    let mut signs = Vec::new();
    for drawn in &map.picture.markers.drawn {
        let worst = map.worst.of(drawn.node, drawn.cluster);
        let Some(severity) = worst.filter(|severity| Severity::Note < *severity) else { continue };
        if MOST <= signs.len() {
            break;
        }
        let at = Pos2::from(drawn.at) + vec2(drawn.reach * 0.75, -drawn.reach * 0.75);
        mark(ink, at, severity, tokens);
        signs.push(TroubleSign { at, severity });
    }
    signs
}

/// Draws the signs within the marks.
pub(super) fn signs(painter: &egui::Painter, signs: Vec<TroubleSign>, tokens: &Tokens) {
    for TroubleSign { at, severity } in signs {
        sign(painter, at, severity, tokens);
    }
}

/// A mark: an error is a full disc, a warning an empty one, never told by colour alone.
pub(super) fn mark(ink: &mut Ink, at: Pos2, severity: Severity, tokens: &Tokens) {
    let color = if severity == Severity::Error { tokens.wrong } else { tokens.warned };
    let look = BadgeLook {
        fill: if severity == Severity::Error { color } else { tokens.ground },
        border: color,
        border_width: 1.5,
        halo: tokens.ground,
        halo_width: 1.0,
    };
    ink.badge(at, outline(GroupType::Edge), MARK, &look);
}

/// The sign within a mark.
pub(super) fn sign(painter: &egui::Painter, at: Pos2, severity: Severity, tokens: &Tokens) {
    let color = if severity == Severity::Error { tokens.ground } else { tokens.warned };
    painter.text(at, Align2::CENTER_CENTER, "!", theme::strong(theme::TEXT_SMALL), color);
}
