//! Cuts a world into square cells, so that the window draws what it sees and no more.
//!
//! It must not know the source's format or the file's. Cutting makes edges that are no coast; they all lie exactly on
//! the sides of cells, which is how a reader tells them from coasts. The sides of the world (the antimeridian, the lower
//! end of the projection) are sides of cells too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, anyhow};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::Overlay;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::{IntShape, IntShapes};

use crate::topology::{GRID_BITS, Point, WORLD, World};

/// What is written is in units, `1 << UNIT_BITS` across the world: 76 m at the equator, a fifth of the source's own
/// step, exact in an `f32` of 0..1.
pub const UNIT_BITS: u32 = 19;
/// Grid steps in a unit, as a power of two.
const SHIFT: u32 = GRID_BITS - UNIT_BITS;

/// A world in cells.
pub struct Level {
    /// The grid has `1 << grid` cells per side.
    pub grid: u32,
    /// By row, then column; empty cells are absent.
    pub cells: BTreeMap<u32, Cell>,
}

/// What lies in one square, in units.
#[derive(Default)]
pub struct Cell {
    /// Polygons: the outer contour first, then its holes; not closed by a repeated point.
    pub land: Vec<Vec<Vec<Point>>>,
    /// Open lines.
    pub borders: Vec<Vec<Point>>,
}

/// Cuts land and borders into `1 << grid` cells per side.
pub fn cut(world: &World, grid: u32) -> Level {
    let rings: IntShape =
        world.land.iter().map(|ring| ring.iter().map(|p| IntPoint::new(p[0], p[1])).collect()).collect();
    let mut level = Level { grid, cells: BTreeMap::new() };
    split(&intersect(&[rings], [0, 0], WORLD, WORLD), [0, 0], WORLD, WORLD, &mut level);
    for line in &world.borders {
        cut_line(&rounded(line.iter().copied()), &mut level);
    }
    level
}

impl Level {
    /// The width of a cell in units.
    pub fn cell_size(&self) -> i32 {
        1 << (UNIT_BITS - self.grid)
    }

    fn cell(&mut self, at: Point) -> &mut Cell {
        let size = self.cell_size();
        let index = ((at[1] / size) << self.grid) + at[0] / size;
        self.cells.entry(index.unsigned_abs()).or_default()
    }
}

fn intersect(shapes: &[IntShape], corner: Point, width: i32, height: i32) -> IntShapes {
    let [x, y] = corner;
    let square = vec![
        IntPoint::new(x, y),
        IntPoint::new(x + width, y),
        IntPoint::new(x + width, y + height),
        IntPoint::new(x, y + height),
    ];
    Overlay::with_shapes(shapes, &[vec![square]]).overlay(OverlayRule::Intersect, FillRule::EvenOdd)
}

/// Halves the longer side until the piece is one cell.
fn split(shapes: &IntShapes, corner: Point, width: i32, height: i32, level: &mut Level) {
    if shapes.is_empty() {
        return;
    }
    if width == WORLD >> level.grid && height == width {
        let land: Vec<_> = shapes.iter().filter_map(rounded_shape).collect();
        if !land.is_empty() {
            level.cell(corner.map(|n| n >> SHIFT)).land = land;
        }
        return;
    }
    let (width, height, second) = if width >= height {
        (width / 2, height, [corner[0] + width / 2, corner[1]])
    } else {
        (width, height / 2, [corner[0], corner[1] + height / 2])
    };
    for corner in [corner, second] {
        split(&intersect(shapes, corner, width, height), corner, width, height, level);
    }
}

/// To units; points that become one are one.
fn rounded(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut units: Vec<Point> = points.map(|point| point.map(|n| (n + (1 << (SHIFT - 1))) >> SHIFT)).collect();
    units.dedup();
    units
}

/// A shape in units, without what is too small or too thin to be left; `None` if nothing is.
fn rounded_shape(shape: &IntShape) -> Option<Vec<Vec<Point>>> {
    let mut contours = shape.iter().map(|contour| {
        let mut points = rounded(contour.iter().map(|p| [p.x, p.y]));
        // A spike goes out and comes back; removing its tip leaves two equal points, removing one of them may leave another.
        while let Some(tip) = (0..points.len()).find(|&i| {
            let next = points[(i + 1) % points.len()];
            points[i] == next || points[(i + points.len() - 1) % points.len()] == next
        }) {
            points.remove(tip);
        }
        points
    });
    let outer = contours.next().filter(|outer| outer.len() > 2 && doubled_area(outer) != 0.0)?;
    let holes = contours.filter(|hole| hole.len() > 2 && doubled_area(hole) != 0.0);
    Some(std::iter::once(outer).chain(holes).collect())
}

/// Gives each cell its pieces of a line.
fn cut_line(line: &[Point], level: &mut Level) {
    let mut current: Option<(Point, Vec<Point>)> = None;
    for pair in line.windows(2) {
        let mut stops = crossings(pair[0], pair[1], level.cell_size());
        stops.push(pair[1]);
        let mut from = pair[0];
        for to in stops {
            if to == from {
                continue;
            }
            let size = level.cell_size();
            let cell = [0, 1].map(|axis| i32::midpoint(from[axis], to[axis]) / size);
            match &mut current {
                Some((at, piece)) if *at == cell => piece.push(to),
                _ => {
                    if let Some((at, piece)) = current.replace((cell, vec![from, to])) {
                        level.cell([at[0] * size, at[1] * size]).borders.push(piece);
                    }
                }
            }
            from = to;
        }
    }
    if let Some((at, piece)) = current {
        let size = level.cell_size();
        level.cell([at[0] * size, at[1] * size]).borders.push(piece);
    }
}

/// Where a segment crosses the sides of cells, in its order.
fn crossings(from: Point, to: Point, size: i32) -> Vec<Point> {
    let mut found: Vec<(f64, Point)> = Vec::new();
    for axis in 0..2 {
        let (low, high) = (from[axis].min(to[axis]), from[axis].max(to[axis]));
        let mut edge = (low / size + 1) * size;
        while edge < high {
            let along = f64::from(edge - from[axis]) / f64::from(to[axis] - from[axis]);
            let other = f64::from(from[1 - axis]) + along * f64::from(to[1 - axis] - from[1 - axis]);
            let mut point = [edge; 2];
            point[1 - axis] = other.round() as i32;
            found.push((along, point));
            edge += size;
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, point)| point).collect()
}

/// Triangulates as the window will and says what comes of it, and by how much triangles and polygons differ in area.
pub fn measure(level: &Level) -> Result<String> {
    let (mut points, mut triangles, mut most, mut border_points) = (0, 0, 0, 0);
    let (mut area, mut off) = (0.0, 0.0);
    for (index, cell) in &level.cells {
        let mut here = 0;
        for shape in &cell.land {
            let mut flat = Vec::new();
            let mut holes = Vec::new();
            for contour in shape {
                if !flat.is_empty() {
                    holes.push(flat.len() / 2);
                }
                flat.extend(contour.iter().flatten().map(|&n| f64::from(n)));
            }
            let found = earcutr::earcut(&flat, &holes, 2).map_err(|_| anyhow!("no triangles for cell {index}"))?;
            let exact: f64 = shape.iter().map(|contour| doubled_area(contour)).sum::<f64>().abs();
            let covered: f64 = found
                .chunks_exact(3)
                .map(|t| doubled_area(&[0, 1, 2].map(|i| [flat[t[i] * 2] as i32, flat[t[i] * 2 + 1] as i32])).abs())
                .sum();
            area += exact;
            off += (covered - exact).abs();
            here += flat.len() / 2;
            triangles += found.len() / 3;
        }
        most = most.max(here);
        points += here;
        border_points += cell.borders.iter().map(Vec::len).sum::<usize>();
    }
    let mut text = String::new();
    write!(
        text,
        "{} cells, {points} points (at most {most} in a cell), {triangles} triangles, {border_points} border points, area off by {:.2e}",
        level.cells.len(),
        off / area
    )?;
    Ok(text)
}

fn doubled_area(contour: &[Point]) -> f64 {
    let next = contour.iter().cycle().skip(1);
    contour.iter().zip(next).map(|(a, b)| f64::from(a[0]) * f64::from(b[1]) - f64::from(b[0]) * f64::from(a[1])).sum()
}
