//! Sea, land, coasts and borders.
//!
//! It must not know of plans. Where the world is narrower than the map it is repeated, dimmed, to both sides.

use egui::{Color32, Mesh, Painter, Rect, Shape, pos2};

use super::super::camera::View;
use super::super::ink::Ink;
use super::sheet::LayerSheet;
use super::{Canvas, KeptMesh};
use crate::geometry::basemap::{LandCell, LandLevel, LandLine};
use crate::geometry::land::{DrawFaces, FaceThinner, LandShift, each_cell, line_pieces};
use crate::geometry::viewport::{Spot, Viewport};
use crate::ui::theme::Tokens;

/// The ground's meshes.
#[derive(Default)]
pub(in crate::ui::map) struct Land {
    faces: KeptMesh<SeenLand>,
    lines: KeptMesh<SeenLand>,
    thinner: FaceThinner,
    piece: Vec<Spot>,
    sheet: LayerSheet,
}

/// Corners of land that are closer than so many pixels are one: the coast's line lies over them.
const STEP: f32 = 0.75;
/// So many pixels beside where they are coasts and borders may be drawn.
const TOLERANCE: f32 = 0.5;

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
        if let Some((index, level)) = level {
            let pixels_per_point = painter.pixels_per_point();
            let seen = SeenLand { view, level: index, ground: tokens.sea, pixels_per_point };
            let port = view.port();
            let thinner = &mut self.thinner;
            self.faces.prepare(pixels_per_point, seen, |ink| {
                let mut land = InkedLand { ink, color: tokens.land };
                let how = (port.patch, STEP / pixels_per_point);
                each_cell(&port, level, |cell, shift| thinner.draw((cell, shift), how, &mut land));
            });
            let piece = &mut self.piece;
            self.lines.prepare(pixels_per_point, seen, |ink| {
                (ink.least_step, ink.tolerance) = (1.5, TOLERANCE / pixels_per_point);
                each_cell(&port, level, |cell, shift| lines(ink, (cell, shift), &port, piece, tokens));
            });
        }
        let clip = painter.clip_rect();
        self.sheet.paint(
            painter,
            (view.rect, canvas.is_anew),
            tokens.sea,
            &[self.faces.part(clip), self.lines.part(clip)],
        );
    }
}

/// Land in the making.
struct InkedLand<'a> {
    ink: &'a mut Ink,
    color: Color32,
}

impl DrawFaces for InkedLand<'_> {
    fn corner(&mut self, spot: Spot) -> u32 {
        self.ink.mesh.colored_vertex(spot.into(), self.color);
        self.ink.mesh.vertices.len() as u32 - 1
    }

    fn triangle(&mut self, [a, b, c]: [u32; 3]) {
        self.ink.mesh.add_triangle(a, b, c);
    }
}

fn lines(
    ink: &mut Ink,
    (cell, shift): (&LandCell, LandShift),
    port: &Viewport,
    piece: &mut Vec<Spot>,
    tokens: &Tokens,
) {
    let mut draw = |line: LandLine<'_>, color: Color32| {
        line_pieces(line, shift, port, piece, |piece| ink.line(piece.iter().map(|spot| (*spot).into()), 1.0, color));
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
