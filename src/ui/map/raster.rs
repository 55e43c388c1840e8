//! Meshes as a picture of pixels: what the graphics card would make of them, for what is to be shown again and again.
//!
//! It must not know what the meshes show. Each pixel whose middle lies in a triangle is covered, once by triangles that
//! share a side; colours are premultiplied and mixed as the card mixes them.

use std::cmp::Ordering;
use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, vec2};

use crate::parallel;

/// Parts of a pixel in which corners are told apart.
const PARTS: f32 = 256.0;
const PART: i64 = 256;

/// In so many bands, one below the other, a picture is drawn at once. Each goes through all triangles.
const BANDS: usize = 4;

/// A mesh and the pixels that it may cover.
pub(super) type WindowedMesh = (Arc<Mesh>, PixelWindow);

/// The pixels of a picture of meshes, row by row; of no use when it `is_over` before it is done. Their points are `scale`
/// pixels large, with `origin` at the picture's upper left corner.
pub(super) fn raster(
    [width, height]: [usize; 2],
    ground: Color32,
    meshes: &[WindowedMesh],
    (origin, scale): (Pos2, f32),
    is_over: &(dyn Fn() -> bool + Sync),
) -> Vec<Color32> {
    let rows = height.div_ceil(BANDS).max(1);
    let bands: Vec<usize> = (0..height).step_by(rows).collect();
    let drawn = parallel::map(&bands, |top| {
        let rows = rows.min(height - top);
        let mut band = Raster::new([width, rows], ground);
        let origin = origin + vec2(0.0, *top as f32 / scale);
        let within = |row: usize| row.saturating_sub(*top).min(rows);
        for (mesh, [from, to]) in meshes.iter().take_while(|_| !is_over()) {
            let window = [[from[0], within(from[1])], [to[0], within(to[1])]];
            band.draw(mesh, (origin, scale), window);
        }
        band.pixels
    });
    drawn.concat()
}

/// A picture in the making.
struct Raster {
    /// How wide and high it is, in pixels.
    size: [usize; 2],
    /// Its pixels, row by row.
    pixels: Vec<Color32>,
}

/// A rectangle of pixels: from and to, the last ones not included.
pub(super) type PixelWindow = [[usize; 2]; 2];

#[derive(Clone, Copy)]
struct RasterCorner {
    x: i64,
    y: i64,
    color: Color32,
}

/// One side of a triangle: positive inside, growing by `step` with each pixel to the right.
#[derive(Clone, Copy)]
struct RasterSide {
    value: i64,
    step: [i64; 2],
}

impl Raster {
    /// A picture of one colour.
    fn new(size: [usize; 2], ground: Color32) -> Self {
        Self { size, pixels: vec![ground; size[0] * size[1]] }
    }

    /// Draws a mesh whose points are `scale` pixels large, with `origin` at the picture's upper left corner.
    fn draw(&mut self, mesh: &Mesh, (origin, scale): (Pos2, f32), window: PixelWindow) {
        let place = |index: &u32| {
            let vertex = mesh.vertices.get(*index as usize)?;
            let at = (vertex.pos - origin) * scale * PARTS;
            (at.x.abs().max(at.y.abs()) < 1e8).then(|| RasterCorner {
                x: at.x.round() as i64,
                y: at.y.round() as i64,
                color: vertex.color,
            })
        };
        let (triangles, _) = mesh.indices.as_chunks::<3>();
        for [a, b, c] in triangles {
            if let (Some(a), Some(b), Some(c)) = (place(a), place(b), place(c)) {
                self.triangle([a, b, c], window);
            }
        }
    }

    fn triangle(&mut self, corners: [RasterCorner; 3], [from, to]: PixelWindow) {
        let [first, second, third] = corners;
        let area = (second.x - first.x) * (third.y - first.y) - (second.y - first.y) * (third.x - first.x);
        if area == 0 {
            return;
        }
        // Clockwise on the screen, whichever way it was given.
        let corners = if 0 < area { corners } else { [first, third, second] };
        let columns = middles_between(corners.map(|corner| corner.x), from[0], to[0]);
        let rows = middles_between(corners.map(|corner| corner.y), from[1], to[1]);
        if columns[1] < columns[0] || rows[1] < rows[0] {
            return;
        }
        let middle = [columns[0] * PART + PART / 2, rows[0] * PART + PART / 2];
        let [first, second, third] = corners;
        let mut sides = [side(second, third, middle), side(third, first, middle), side(first, second, middle)];
        let colors = TriangleShade::new(corners.map(|corner| corner.color), area.abs());
        for row in rows[0]..=rows[1] {
            if let Some([left, right]) = span(&sides, columns[1] - columns[0]) {
                let start = row as usize * self.size[0] + (columns[0] + left) as usize;
                let pixels = self.pixels.get_mut(start..=start + (right - left) as usize).unwrap_or_default();
                colors.fill(pixels, &sides, left);
            }
            for side in &mut sides {
                side.value += side.step[1];
            }
        }
    }
}

/// The pixels, first and last, whose middles may lie between corners; none outside of the window.
fn middles_between(corners: [i64; 3], from: usize, to: usize) -> [i64; 2] {
    let (least, most) = (corners.into_iter().min().unwrap_or(0), corners.into_iter().max().unwrap_or(0));
    let bound = |pixel: usize| i64::try_from(pixel).unwrap_or(i64::MAX);
    let first = (least + PART / 2 - 1).div_euclid(PART);
    let last = (most - PART / 2).div_euclid(PART);
    [first.max(bound(from)), last.min(bound(to) - 1)]
}

/// The side from one corner to the next, at a point. A point on it counts as inside of one of the two triangles that
/// share it: the one below, or to its right.
fn side(from: RasterCorner, to: RasterCorner, [x, y]: [i64; 2]) -> RasterSide {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let is_upper_left = dy < 0 || (dy == 0 && 0 < dx);
    let value = dx * (y - from.y) - dy * (x - from.x) - i64::from(!is_upper_left);
    RasterSide { value, step: [-dy * PART, dx * PART] }
}

/// The pixels of a row that lie inside of all sides, counted from where the sides are; none: there are none.
fn span(sides: &[RasterSide; 3], last: i64) -> Option<[i64; 2]> {
    let (mut left, mut right) = (0, last);
    for RasterSide { value, step: [step, _] } in *sides {
        match step.cmp(&0) {
            Ordering::Equal if value < 0 => return None,
            Ordering::Equal => {}
            Ordering::Greater => left = left.max((-value + step - 1).div_euclid(step)),
            Ordering::Less => right = right.min(value.div_euclid(-step)),
        }
    }
    (left <= right).then_some([left, right])
}

/// The colours of a triangle.
enum TriangleShade {
    /// The same everywhere, and nothing shines through.
    Opaque(Color32),
    /// The same everywhere.
    Flat(Color32),
    /// From corner to corner.
    Blend([[f32; 4]; 3], f32),
}

impl TriangleShade {
    fn new(corners: [Color32; 3], area: i64) -> Self {
        let [a, b, c] = corners;
        if a == b && b == c {
            return if a.a() == u8::MAX { Self::Opaque(a) } else { Self::Flat(a) };
        }
        Self::Blend(corners.map(|color| color.to_array().map(f32::from)), (area as f32).recip())
    }

    fn fill(&self, pixels: &mut [Color32], sides: &[RasterSide; 3], left: i64) {
        match self {
            Self::Opaque(color) => pixels.fill(*color),
            Self::Flat(color) => {
                let color = color.to_array().map(f32::from);
                for pixel in pixels {
                    *pixel = over(color, *pixel);
                }
            }
            Self::Blend(corners, share) => {
                let at = |pixel: i64| sides.map(|side| (side.value + side.step[0] * pixel) as f32 * share);
                let mut parts = at(left);
                let step = sides.map(|side| side.step[0] as f32 * share);
                for pixel in pixels {
                    let color = [0, 1, 2, 3].map(|channel: usize| {
                        let [a, b, c] = [0, 1, 2].map(|corner: usize| corners[corner][channel] * parts[corner]);
                        (a + b + c).clamp(0.0, 255.0)
                    });
                    *pixel = over(color, *pixel);
                    parts = [0, 1, 2].map(|corner: usize| parts[corner] + step[corner]);
                }
            }
        }
    }
}

/// A premultiplied colour over another one.
fn over(color: [f32; 4], below: Color32) -> Color32 {
    let rest = 1.0 - color[3] / 255.0;
    let below = below.to_array();
    let mixed = [0, 1, 2, 3].map(|channel: usize| (color[channel] + f32::from(below[channel]) * rest + 0.5) as u8);
    let [r, g, b, a] = mixed;
    Color32::from_rgba_premultiplied(r, g, b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Rect, pos2};

    fn mesh(corners: &[(f32, f32)], color: Color32) -> Mesh {
        let mut mesh = Mesh::default();
        for (x, y) in corners {
            mesh.colored_vertex(pos2(*x, *y), color);
        }
        for corner in 1..corners.len() as u32 - 1 {
            mesh.add_triangle(0, corner, corner + 1);
        }
        mesh
    }

    fn drawn(meshes: &[Mesh], window: PixelWindow) -> Raster {
        let mut raster = Raster::new([8, 8], Color32::TRANSPARENT);
        for mesh in meshes {
            raster.draw(mesh, (Pos2::ZERO, 1.0), window);
        }
        raster
    }

    const ALL: PixelWindow = [[0, 0], [8, 8]];

    #[test]
    fn bands_are_drawn_like_a_whole() {
        let size = [23, 37];
        let corners = [(-3.0, 2.5), (20.25, 1.0), (22.0, 30.5), (11.5, 36.75), (2.0, 18.0)];
        let mut fading = mesh(&corners, Color32::from_rgba_premultiplied(40, 80, 20, 128));
        fading.vertices[2].color = Color32::TRANSPARENT;
        let lower = mesh(&[(0.0, 10.0), (23.0, 9.0), (12.0, 33.0)], Color32::from_rgba_premultiplied(9, 0, 60, 90));
        let meshes: Vec<WindowedMesh> =
            vec![(Arc::new(fading), [[0, 0], [23, 37]]), (Arc::new(lower), [[3, 12], [20, 31]])];
        let place = (egui::pos2(-1.5, 0.25), 1.25);
        let mut whole = Raster::new(size, Color32::BLACK);
        for (mesh, window) in &meshes {
            whole.draw(mesh, place, *window);
        }
        let differ = |(one, other): (&Color32, &Color32)| {
            (0..4).any(|channel| 1 < one.to_array()[channel].abs_diff(other.to_array()[channel]))
        };
        let banded = raster(size, Color32::BLACK, &meshes, place, &|| false);
        assert_eq!(banded.len(), whole.pixels.len());
        assert!(whole.pixels.iter().any(|pixel| *pixel != Color32::BLACK));
        assert!(!banded.iter().zip(&whole.pixels).any(differ), "not even by rounding");
        assert_eq!(raster([0, 0], Color32::BLACK, &meshes, place, &|| false), []);
        let cut_short = raster(size, Color32::BLACK, &meshes, place, &|| true);
        assert!(cut_short.iter().all(|pixel| *pixel == Color32::BLACK));
    }

    #[test]
    fn pixels_whose_middles_lie_inside_are_covered_once() {
        let half = Color32::from_rgba_premultiplied(64, 0, 0, 128);
        // A fan around a point inside: whatever lies on a side belongs to one triangle only.
        for middle in [(4.0, 4.0), (3.5, 4.5), (2.5, 2.5), (4.25, 3.0)] {
            let ring = [(1.0, 1.0), (7.0, 1.0), (7.0, 7.0), (1.0, 7.0), (1.0, 1.0)];
            let fan: Vec<(f32, f32)> = std::iter::once(middle).chain(ring).collect();
            for corners in [fan.clone(), std::iter::once(middle).chain(ring.into_iter().rev()).collect()] {
                let raster = drawn(&[mesh(&corners, half)], ALL);
                for (at, pixel) in raster.pixels.iter().enumerate() {
                    let inside = (1..7).contains(&(at % 8)) && (1..7).contains(&(at / 8));
                    assert_eq!(*pixel, if inside { half } else { Color32::TRANSPARENT }, "{middle:?} at {at}");
                }
            }
        }
    }

    #[test]
    fn only_the_window_is_drawn_to_and_nothing_outside_of_the_picture() {
        let large = mesh(&[(-900.0, -900.0), (900.0, -900.0), (900.0, 900.0), (-900.0, 900.0)], Color32::RED);
        let raster = drawn(&[large], [[2, 3], [5, 6]]);
        assert_eq!(raster.pixels.iter().filter(|pixel| **pixel == Color32::RED).count(), 9);
        let nowhere = mesh(&[(f32::NAN, 0.0), (5.0, f32::INFINITY), (3.0, 3.0)], Color32::RED);
        assert!(drawn(&[nowhere], ALL).pixels.iter().all(|pixel| *pixel == Color32::TRANSPARENT));
        let beside = Mesh::default();
        assert_eq!(drawn(&[beside], ALL).pixels.len(), 64);
    }

    #[test]
    fn colours_run_from_corner_to_corner_and_mix_with_what_is_below() {
        let mut fading = Mesh::default();
        fading.add_colored_rect(Rect::from_min_max(pos2(0.0, 0.0), pos2(8.0, 8.0)), Color32::WHITE);
        for vertex in fading.vertices.iter_mut().filter(|vertex| 7.5 < vertex.pos.x) {
            vertex.color = Color32::TRANSPARENT;
        }
        let raster = drawn(&[fading.clone()], ALL);
        for x in 0..8 {
            let expected = 255.0 * (1.0 - (x as f32 + 0.5) / 8.0);
            let found = f32::from(raster.pixels[3 * 8 + x].a());
            assert!((found - expected).abs() <= 1.5, "{found} is not {expected}");
        }
        let ground = mesh(&[(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)], Color32::BLACK);
        let mixed = drawn(&[ground, fading], ALL);
        assert!(mixed.pixels.iter().all(Color32::is_opaque));
        assert!(mixed.pixels[0].r() > 200 && mixed.pixels[7].r() < 40);
    }
}
