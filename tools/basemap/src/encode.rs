//! Writes the two files, byte for byte as `assets/README.md` describes them.
//!
//! It must not know where the values come from.

use crate::cells::{Cell, Level, UNIT_BITS};
use crate::places::Ranked;
use crate::topology::{GRID_BITS, Point};

/// Positions of places are cut to 19 m at the equator; they take the same three bytes as coarser ones.
const PLACE_BITS: u32 = 21;

/// The levels, coarsest first, each with the zoom (in tenths) from which it is used.
pub fn basemap(levels: &[(Level, u8)]) -> Vec<u8> {
    let mut out = b"LDBM\x01".to_vec();
    out.push(UNIT_BITS as u8);
    out.push(levels.len() as u8);
    let mut bodies = Vec::new();
    for (level, from_zoom) in levels {
        let body = lz4_flex::block::compress_prepend_size(&section(level));
        out.push(level.grid as u8);
        out.push(*from_zoom);
        out.extend((body.len() as u32).to_le_bytes());
        bodies.push(body);
    }
    out.extend(bodies.concat());
    out
}

fn section(level: &Level) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, level.cells.len() as u32);
    let mut next = 0;
    for (&index, cell) in &level.cells {
        put(&mut out, index - next);
        next = index + 1;
        let (row, column) = (index >> level.grid, index & ((1 << level.grid) - 1));
        let corner = [column, row].map(|n| n.cast_signed() * level.cell_size());
        put_cell(&mut out, cell, corner, level.cell_size());
    }
    out
}

fn put_cell(out: &mut Vec<u8>, cell: &Cell, corner: Point, size: i32) {
    let mut pen = corner;
    put(out, cell.land.len() as u32);
    for shape in &cell.land {
        put(out, shape.len() as u32);
        for contour in shape {
            put_points(out, &after_a_cut(contour, size), &mut pen);
        }
    }
    put(out, cell.borders.len() as u32);
    for line in &cell.borders {
        put_points(out, line, &mut pen);
    }
}

/// Begins a contour at the end of one of its cut edges, if it has any, so that its coasts are unbroken runs.
fn after_a_cut(contour: &[Point], size: i32) -> Vec<Point> {
    let mut turned = contour.to_vec();
    let is_cut = |a: Point, b: Point| (0..2).any(|axis| a[axis] == b[axis] && a[axis] % size == 0);
    let next = contour.iter().cycle().skip(1);
    if let Some(edge) = contour.iter().zip(next).position(|(&a, &b)| is_cut(a, b)) {
        turned.rotate_left((edge + 1) % contour.len());
    }
    turned
}

fn put_points(out: &mut Vec<u8>, points: &[Point], pen: &mut Point) {
    put(out, points.len() as u32);
    for &point in points {
        put_signed(out, point[0] - pen[0]);
        put_signed(out, point[1] - pen[1]);
        *pen = point;
    }
}

/// The places, in the order of their rank.
pub fn places(places: &[Ranked]) -> Vec<u8> {
    let mut body = Vec::new();
    put(&mut body, places.len() as u32);
    for Ranked { city, rank, .. } in places {
        body.push(*rank | if city.is_capital() { 0x80 } else { 0 });
        body.extend(city.country.as_bytes());
        put(&mut body, city.name.len() as u32);
        body.extend(city.name.as_bytes());
        put(&mut body, city.at[0].unsigned_abs() >> (GRID_BITS - PLACE_BITS));
        put(&mut body, city.at[1].unsigned_abs() >> (GRID_BITS - PLACE_BITS));
        put(&mut body, city.population);
    }
    let mut out = b"LDPL\x01".to_vec();
    out.push(PLACE_BITS as u8);
    out.extend(lz4_flex::block::compress_prepend_size(&body));
    out
}

/// Seven bits a byte, the lowest first.
fn put(out: &mut Vec<u8>, mut value: u32) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Small numbers of either sign stay small: 0, -1, 1, -2 become 0, 1, 2, 3.
fn put_signed(out: &mut Vec<u8>, value: i32) {
    put(out, ((value << 1) ^ (value >> 31)).cast_unsigned());
}
