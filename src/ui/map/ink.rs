//! Lines and shapes with soft edges, straight into a mesh: what `epaint` can do too, but for thousands a frame.
//!
//! It must not know what it draws.

use std::f32::consts::TAU;

use egui::{Color32, Mesh, Pos2, Vec2, pos2, vec2};

use crate::geometry::marks::Outline;
use crate::geometry::sleeve::thin;

/// So many points beside a circle its sides may lie.
const ROUNDNESS: f32 = 0.25;

/// A mesh under construction.
pub(super) struct Ink {
    /// What has been drawn.
    pub(super) mesh: Mesh,
    /// The width of a soft edge: one pixel, in points.
    feather: f32,
    /// Points of a line that are closer than this to the last one are left out,
    pub(super) least_step: f32,
    /// and so are those that lie no farther beside the line without them.
    pub(super) tolerance: f32,
}

impl Ink {
    /// An empty mesh, for a screen of that density; `spare` is one of which the memory can be used again.
    pub(super) fn new(pixels_per_point: f32, spare: Mesh) -> Self {
        let mut mesh = spare;
        mesh.clear();
        Self { mesh, feather: 1.0 / pixels_per_point, least_step: 0.25, tolerance: 0.15 }
    }

    fn next(&self) -> u32 {
        self.mesh.vertices.len() as u32
    }

    /// A line through points: three vertices a point where it is thin, four where it is not.
    pub(super) fn line(&mut self, points: impl Iterator<Item = Pos2>, width: f32, color: Color32) {
        let half = width.max(self.feather) / 2.0;
        // A line thinner than a pixel is a fainter one of a pixel.
        let color = if width < self.feather { color.gamma_multiply(width / self.feather) } else { color };
        let tolerance = self.tolerance;
        let (outer, inner) = (half + self.feather / 2.0, half - self.feather / 2.0);
        let thick = inner > 0.05;
        let mut pen = LinePen { ink: self, outer, inner: thick.then_some(inner), color, last: None, along: Vec2::ZERO };
        thin(points.map(Into::into), tolerance, |point| pen.to(point.into()));
        pen.end();
    }

    /// A polygon around a centre: concentric rings, the innermost filled. Each ring's distance is that of its sides.
    pub(super) fn polygon(&mut self, centre: Pos2, outline: &Outline, rings: &[(f32, Color32)]) {
        let corners = outline.corners.len() as u32;
        let base = self.next();
        for (distance, color) in rings {
            let radius = distance * outline.stretch;
            for [x, y] in &outline.corners {
                self.mesh.colored_vertex(pos2(centre.x + x * radius, centre.y + y * radius), *color);
            }
        }
        for corner in 2..corners {
            self.mesh.add_triangle(base, base + corner - 1, base + corner);
        }
        for ring in 1..rings.len() as u32 {
            let (inside, outside) = (base + (ring - 1) * corners, base + ring * corners);
            for corner in 0..corners {
                let next = (corner + 1) % corners;
                self.mesh.add_triangle(inside + corner, inside + next, outside + corner);
                self.mesh.add_triangle(inside + next, outside + next, outside + corner);
            }
        }
    }

    /// A filled shape with a border and a halo; soft between all of them.
    pub(super) fn badge(&mut self, centre: Pos2, outline: &Outline, radius: f32, look: &BadgeLook) {
        let soft = self.feather / 2.0;
        let inner = radius - look.border_width;
        let rings = [
            (inner - soft, look.fill),
            (inner + soft, look.border),
            (radius - soft, look.border),
            (radius + soft, look.halo),
            // The halo fades outward, which saves a ring and looks no worse.
            (radius + look.halo_width + 2.0 * soft, Color32::TRANSPARENT),
        ];
        if look.border_width <= 0.0 {
            self.polygon(centre, outline, &[(radius - soft, look.fill), rings[3], rings[4]]);
        } else {
            self.polygon(centre, outline, &rings);
        }
    }

    /// A part of a ring, from one turn to another, clockwise from the top.
    pub(super) fn arc(&mut self, centre: Pos2, radius: f32, width: f32, turns: [f32; 2], color: Color32) {
        // As many corners as keep a circle of that size round.
        let per_turn = (TAU * (radius.max(1.0) / (8.0 * ROUNDNESS)).sqrt()).clamp(10.0, 32.0);
        let steps = (((turns[1] - turns[0]) * per_turn).ceil() as u32).max(2);
        let at = |step: u32| {
            let turn = turns[0] + (turns[1] - turns[0]) * step as f32 / steps as f32;
            let (sin, cos) = (turn * TAU).sin_cos();
            centre + vec2(sin, -cos) * radius
        };
        self.line((0..=steps).map(at), width, color);
    }

    /// A filled triangle with soft edges.
    pub(super) fn arrow_head(&mut self, tip: Pos2, direction: Vec2, length: f32, color: Color32) {
        let side = vec2(-direction.y, direction.x) * length * 0.45;
        let back = tip - direction * length;
        let base = self.next();
        for point in [tip, back + side, back - side] {
            self.mesh.colored_vertex(point, color);
        }
        self.mesh.add_triangle(base, base + 1, base + 2);
        self.line([tip, back + side, back - side, tip].into_iter(), self.feather, color);
    }

    /// A line in dashes.
    pub(super) fn dashes(&mut self, points: impl Iterator<Item = Pos2>, width: f32, color: Color32) {
        const ON: f32 = 5.0;
        const OFF: f32 = 4.0;
        let (mut last, mut run, mut dash): (Option<Pos2>, f32, Option<Pos2>) = (None, 0.0, None);
        for point in points {
            let Some(mut from) = last.replace(point) else {
                dash = Some(point);
                continue;
            };
            loop {
                let (left, wanted) = ((point - from).length(), if dash.is_some() { ON } else { OFF } - run);
                if left < wanted {
                    run += left;
                    break;
                }
                let turn = from + (point - from) * (wanted / left.max(1e-6));
                if let Some(start) = dash.take() {
                    self.line([start, turn].into_iter(), width, color);
                } else {
                    dash = Some(turn);
                }
                (from, run) = (turn, 0.0);
            }
        }
        if let (Some(start), Some(end)) = (dash, last) {
            self.line([start, end].into_iter(), width, color);
        }
    }
}

/// How a badge looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct BadgeLook {
    /// Inside.
    pub(super) fill: Color32,
    /// Around that.
    pub(super) border: Color32,
    /// How wide; 0: there is none.
    pub(super) border_width: f32,
    /// Around all, so that it stands out from what lies below.
    pub(super) halo: Color32,
    /// How wide.
    pub(super) halo_width: f32,
}

/// A pen that draws a line point by point.
struct LinePen<'a> {
    ink: &'a mut Ink,
    outer: f32,
    /// Half the width of what is drawn in full colour; none: only the middle is.
    inner: Option<f32>,
    color: Color32,
    last: Option<Pos2>,
    along: Vec2,
}

impl LinePen<'_> {
    fn to(&mut self, point: Pos2) {
        let Some(last) = self.last else {
            self.last = Some(point);
            return;
        };
        let way = point - last;
        let length = way.length();
        if length < self.ink.least_step {
            return;
        }
        let along = way / length;
        if self.along == Vec2::ZERO {
            self.joint(last, along, 1.0, false);
        } else {
            // The sides meet on the line that halves the angle; a sharp turn is cut short.
            let middle = self.along + along;
            let size = middle.length();
            if size < 0.7 {
                self.joint(last, self.along, 1.0, true);
                self.joint(last, along, 1.0, false);
            } else {
                self.joint(last, middle / size, 2.0 / size, true);
            }
        }
        (self.last, self.along) = (Some(point), along);
    }

    fn end(&mut self) {
        if let Some(last) = self.last
            && self.along != Vec2::ZERO
        {
            self.joint(last, self.along, 1.0, true);
        }
    }

    /// The vertices across the line at a point, tied to those before.
    fn joint(&mut self, at: Pos2, along: Vec2, stretch: f32, tied: bool) {
        let across = vec2(-along.y, along.x) * stretch;
        let base = self.ink.next();
        let mesh = &mut self.ink.mesh;
        mesh.colored_vertex(at + across * self.outer, Color32::TRANSPARENT);
        let rows = if let Some(inner) = self.inner {
            mesh.colored_vertex(at + across * inner, self.color);
            mesh.colored_vertex(at - across * inner, self.color);
            4
        } else {
            mesh.colored_vertex(at, self.color);
            3
        };
        mesh.colored_vertex(at - across * self.outer, Color32::TRANSPARENT);
        if tied {
            for row in 0..rows - 1 {
                let (a, b) = (base - rows + row, base + row);
                mesh.add_triangle(a, a + 1, b);
                mesh.add_triangle(a + 1, b + 1, b);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meshes_are_valid_whatever_the_line() {
        let mut ink = Ink::new(1.0, Mesh::default());
        let zigzag = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(0.0, 0.1), pos2(0.0, 0.1), pos2(20.0, 5.0)];
        ink.line(zigzag.into_iter(), 1.0, Color32::WHITE);
        ink.line(zigzag.into_iter(), 3.0, Color32::WHITE);
        ink.line(std::iter::empty(), 1.0, Color32::WHITE);
        ink.line(std::iter::once(pos2(1.0, 1.0)), 1.0, Color32::WHITE);
        ink.dashes(zigzag.into_iter(), 1.0, Color32::WHITE);
        ink.arc(pos2(5.0, 5.0), 8.0, 2.0, [0.1, 0.4], Color32::WHITE);
        ink.arrow_head(pos2(5.0, 5.0), vec2(1.0, 0.0), 8.0, Color32::WHITE);
        assert!(ink.mesh.is_valid() && !ink.mesh.is_empty());
        assert!(ink.mesh.vertices.iter().all(|vertex| vertex.pos.is_finite()));
    }

    #[test]
    fn dashes_cover_five_ninths() {
        let mut ink = Ink::new(1.0, Mesh::default());
        ink.dashes([pos2(0.0, 0.0), pos2(33.0, 0.0), pos2(90.0, 0.0)].into_iter(), 1.0, Color32::WHITE);
        assert_eq!(ink.mesh.vertices.len(), 10 * 2 * 3, "ten dashes of two ends");
    }
}
