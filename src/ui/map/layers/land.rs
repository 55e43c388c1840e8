//! Sea, land, coasts and borders.
//!
//! It must not know of plans. Where the world is narrower than the map it is repeated, dimmed, to both sides.

use egui::{Color32, Mesh, Painter, Rect, Shape, pos2};

use super::super::camera::View;
use super::super::ink::Ink;
use super::{Canvas, KeptMesh};
use crate::geometry::basemap::{LandCell, LandLevel, LandLine};
use crate::geometry::land::{LandShift, each_cell};
use crate::ui::theme::Tokens;

/// The ground's meshes.
#[derive(Default)]
pub(in crate::ui::map) struct Land {
    faces: KeptMesh<SeenLand>,
    lines: KeptMesh<SeenLand>,
}

/// What the ground depends on.
#[derive(Clone, Copy, PartialEq)]
struct SeenLand {
    view: View,
    level: usize,
    ground: Color32,
    pixels_per_point: f32,
}

impl Land {
    /// Paints the ground of the whole map; `level` is the basemap's, and which one it is.
    pub(in crate::ui::map) fn paint(&mut self, canvas: &Canvas<'_>, level: Option<(usize, &LandLevel)>) {
        let Canvas { painter, view, tokens, .. } = *canvas;
        painter.rect_filled(view.rect, 0.0, tokens.sea);
        if let Some((index, level)) = level {
            let pixels_per_point = painter.pixels_per_point();
            let seen = SeenLand { view, level: index, ground: tokens.sea, pixels_per_point };
            self.faces.paint(painter, seen, |ink| {
                each_cell(&view.port(), level, |cell, shift| faces(ink, cell, shift, tokens));
            });
            self.lines.paint(painter, seen, |ink| {
                ink.least_step = 1.5;
                each_cell(&view.port(), level, |cell, shift| lines(ink, cell, shift, tokens));
            });
        }
    }
}

fn faces(ink: &mut Ink, cell: &LandCell, shift: LandShift, tokens: &Tokens) {
    let base = ink.mesh.vertices.len() as u32;
    ink.mesh.vertices.extend(
        cell.vertices.iter().map(|point| egui::epaint::Vertex::untextured(shift.spot(*point).into(), tokens.land)),
    );
    ink.mesh.indices.extend(cell.triangles.iter().flatten().map(|corner| base + u32::from(*corner)));
}

fn lines(ink: &mut Ink, cell: &LandCell, shift: LandShift, tokens: &Tokens) {
    let mut draw = |line: LandLine<'_>, color: Color32| {
        let closing = line.points.first().filter(|_| line.closed);
        ink.line(line.points.iter().chain(closing).map(|point| shift.spot(*point).into()), 1.0, color);
    };
    cell.borders().for_each(|line| draw(line, tokens.border));
    cell.coasts().for_each(|line| draw(line, tokens.coast));
}

/// Draws a veil over what is a repetition, so that it does not look as if groups were missing there.
pub(in crate::ui::map) fn dim_copies(painter: &Painter, view: &View, tokens: &Tokens) {
    let stage = view.stage();
    if view.rect.width() <= stage.width() {
        return;
    }
    let veil = tokens.ground.gamma_multiply(0.6);
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(Rect::from_min_max(view.rect.min, pos2(stage.min.x, view.rect.max.y)), veil);
    mesh.add_colored_rect(Rect::from_min_max(pos2(stage.max.x, view.rect.min.y), view.rect.max), veil);
    painter.add(Shape::mesh(mesh));
}
