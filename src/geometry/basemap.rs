//! The embedded basemap: land, coasts and country borders in three levels of detail, cut into square cells.
//!
//! It must not know of colours, meshes or the screen. Decoding a level triangulates it, which takes long enough
//! (`assets/README.md`) to belong on a background thread; the coarsest is ready in a millisecond.

use std::ops::Range;

use super::mercator::WorldBounds;
use super::packed::{AssetError, AssetReader, decompress};

/// The asset in the binary.
const EMBEDDED: &[u8] = include_bytes!("../../assets/basemap.bin");
/// The magic and the version that this reads.
const MAGIC: &[u8] = b"LDBM\x01";
/// A level has at most this many cells per side, as a power of two.
const FINEST_GRID: u8 = 8;

/// The basemap, read as far as its table of levels.
pub struct Basemap<'a> {
    unit: u32,
    levels: Vec<PackedLandLevel<'a>>,
}

struct PackedLandLevel<'a> {
    grid: u8,
    from_zoom: f64,
    body: &'a [u8],
}

impl Basemap<'static> {
    /// The one in the binary.
    pub fn embedded() -> Result<Self, AssetError> {
        Self::open(EMBEDDED)
    }
}

impl<'a> Basemap<'a> {
    /// Reads the table of levels.
    pub fn open(bytes: &'a [u8]) -> Result<Self, AssetError> {
        let mut reader = AssetReader::new(bytes, MAGIC)?;
        let (bits, count) = (reader.byte()?, reader.byte()?);
        if !(u32::from(FINEST_GRID)..=24).contains(&u32::from(bits)) || count == 0 {
            return Err(AssetError::Value);
        }
        let mut heads = Vec::new();
        for _ in 0..count {
            heads.push((reader.byte()?, reader.byte()?, reader.long()?));
        }
        let mut levels = Vec::new();
        for (grid, from_zoom, length) in heads {
            if grid > FINEST_GRID {
                return Err(AssetError::Value);
            }
            let body = reader.take(usize::try_from(length).map_err(|_| AssetError::Value)?)?;
            levels.push(PackedLandLevel { grid, from_zoom: f64::from(from_zoom) / 10.0, body });
        }
        Ok(Self { unit: 1 << bits, levels })
    }

    /// How many levels there are, coarsest first.
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// The level that suits a zoom.
    pub fn level_for(&self, zoom: f64) -> usize {
        self.levels.iter().rposition(|level| level.from_zoom <= zoom).unwrap_or(0)
    }

    /// Decodes and triangulates a level.
    pub fn decode(&self, level: usize) -> Result<LandLevel, AssetError> {
        let PackedLandLevel { grid, body, .. } = self.levels.get(level).ok_or(AssetError::Value)?;
        let body = decompress(body)?;
        let mut reader = AssetReader::of(&body);
        let side = 1_u32 << grid;
        let decoder = Decoder { unit: self.unit, size: (self.unit / side).cast_signed() };
        let mut cells = Vec::new();
        let mut index = 0_u32;
        for _ in 0..reader.count()? {
            index =
                index.checked_add(reader.varint()?).filter(|&index| index < side * side).ok_or(AssetError::Value)?;
            cells.push(decoder.cell(&mut reader, [index % side, index / side])?);
            index += 1;
        }
        Ok(LandLevel { cells })
    }
}

/// One level of detail, ready to be drawn.
pub struct LandLevel {
    /// Row by row from the north; cells of open sea are absent.
    pub cells: Vec<LandCell>,
}

impl LandLevel {
    /// The cells that a view shows.
    pub fn visible(&self, view: WorldBounds) -> impl Iterator<Item = &LandCell> {
        self.cells.iter().filter(move |cell| cell.bounds.intersects(&view))
    }

    /// Whether a point lies on land, as far as this level knows.
    pub fn is_land(&self, point: [f64; 2]) -> bool {
        self.visible(WorldBounds { min: point, max: point }).any(|cell| cell.covers(point))
    }
}

/// What lies in one square of the world.
///
/// Coordinates are world coordinates. They are multiples of a power of two, exact in `f32`; to draw at high zooms
/// multiply and shift in `f64` (`f64::from(x) * scale + offset`) and round after that. Cells share their sides exactly.
pub struct LandCell {
    /// The smallest rectangle around all that is here.
    pub bounds: WorldBounds,
    /// Corners of the land's triangles.
    pub vertices: Vec<[f32; 2]>,
    /// Three indexes into `vertices` each.
    pub triangles: Vec<[u16; 3]>,
    /// Per vertex, whether it stays where it is however coarsely the land is drawn: so that cells fit together, and rings
    /// don't grow into each other.
    pub is_fixed: Vec<bool>,
    coasts: Vec<LandRun>,
    border_points: Vec<[f32; 2]>,
    borders: Vec<LandRun>,
}

/// Points that follow each other.
struct LandRun {
    points: Range<usize>,
    closed: bool,
}

/// A line to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LandLine<'a> {
    /// At least two.
    pub points: &'a [[f32; 2]],
    /// Whether it also runs from the last point to the first.
    pub closed: bool,
}

impl LandCell {
    /// Where land meets water. Edges that come from cutting, at the sides of cells and of the world, are not among them.
    pub fn coasts(&self) -> impl Iterator<Item = LandLine<'_>> {
        self.coasts.iter().map(|run| LandLine { points: &self.vertices[run.points.clone()], closed: run.closed })
    }

    /// Where two countries meet on land, each border once.
    pub fn borders(&self) -> impl Iterator<Item = LandLine<'_>> {
        self.borders.iter().map(|run| LandLine { points: &self.border_points[run.points.clone()], closed: run.closed })
    }

    fn covers(&self, point: [f64; 2]) -> bool {
        self.triangles.iter().any(|triangle| {
            let corners = triangle.map(|index| self.vertices[usize::from(index)].map(f64::from));
            let side = |from: [f64; 2], to: [f64; 2]| {
                (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0])
            };
            let [a, b, c] = corners;
            let sides = [side(a, b), side(b, c), side(c, a)];
            sides.iter().all(|&side| side >= 0.0) || sides.iter().all(|&side| side <= 0.0)
        })
    }
}

/// What is the same for all cells of a level, in units.
struct Decoder {
    unit: u32,
    size: i32,
}

type GridPoint = [i32; 2];

impl Decoder {
    fn cell(&self, reader: &mut AssetReader<'_>, cell: [u32; 2]) -> Result<LandCell, AssetError> {
        let mut pen = cell.map(|n| n.cast_signed() * self.size);
        let mut made = LandCell {
            bounds: WorldBounds { min: [f64::INFINITY; 2], max: [f64::NEG_INFINITY; 2] },
            vertices: Vec::new(),
            triangles: Vec::new(),
            is_fixed: Vec::new(),
            coasts: Vec::new(),
            border_points: Vec::new(),
            borders: Vec::new(),
        };
        let (mut contour, mut flat, mut holes) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..reader.count()? {
            flat.clear();
            holes.clear();
            let base = made.vertices.len();
            for hole in 0..reader.count()? {
                if hole > 0 {
                    holes.push(flat.len() / 2);
                }
                Self::points(reader, &mut pen, &mut contour)?;
                self.coasts(&contour, made.vertices.len(), &mut made.coasts);
                flat.extend(contour.iter().flatten().map(|&n| f64::from(n)));
                made.vertices.extend(contour.iter().map(|&point| self.world(point)));
                let on_side = |point: &GridPoint| point.iter().any(|n| n % self.size == 0);
                made.is_fixed.extend(contour.iter().enumerate().map(|(index, point)| index == 0 || on_side(point)));
            }
            triangulate(&flat, &holes, base, &mut made.triangles)?;
        }
        for _ in 0..reader.count()? {
            Self::points(reader, &mut pen, &mut contour)?;
            let from = made.border_points.len();
            made.border_points.extend(contour.iter().map(|&point| self.world(point)));
            made.borders.push(LandRun { points: from..made.border_points.len(), closed: false });
        }
        for point in made.vertices.iter().chain(&made.border_points) {
            for (axis, &value) in point.iter().enumerate() {
                made.bounds.min[axis] = made.bounds.min[axis].min(f64::from(value));
                made.bounds.max[axis] = made.bounds.max[axis].max(f64::from(value));
            }
        }
        Ok(made)
    }

    fn points(
        reader: &mut AssetReader<'_>,
        pen: &mut GridPoint,
        points: &mut Vec<GridPoint>,
    ) -> Result<(), AssetError> {
        points.clear();
        for _ in 0..reader.count()? {
            for axis in pen.iter_mut() {
                *axis = axis.checked_add(reader.signed()?).ok_or(AssetError::Value)?;
            }
            points.push(*pen);
        }
        if points.len() < 2 { Err(AssetError::Value) } else { Ok(()) }
    }

    /// The contour's edges that lie on no side of a cell, as runs. A contour that was cut begins after a cut.
    fn coasts(&self, contour: &[GridPoint], base: usize, coasts: &mut Vec<LandRun>) {
        let is_cut = |a: GridPoint, b: GridPoint| (0..2).any(|axis| a[axis] == b[axis] && a[axis] % self.size == 0);
        let mut start = 0;
        let mut closed = true;
        for (index, pair) in contour.windows(2).enumerate() {
            if is_cut(pair[0], pair[1]) {
                if index > start {
                    coasts.push(LandRun { points: base + start..base + index + 1, closed: false });
                }
                start = index + 1;
                closed = false;
            }
        }
        if let [first, .., last] = contour {
            closed &= !is_cut(*last, *first);
        }
        if contour.len() > start + 1 {
            coasts.push(LandRun { points: base + start..base + contour.len(), closed });
        }
    }

    /// Exact: a unit is a power of two and no coordinate has more than 24 bits.
    fn world(&self, point: GridPoint) -> [f32; 2] {
        point.map(|n| n as f32 / self.unit as f32)
    }
}

fn triangulate(flat: &[f64], holes: &[usize], base: usize, triangles: &mut Vec<[u16; 3]>) -> Result<(), AssetError> {
    let corners = earcutr::earcut(flat, holes, 2).map_err(|_| AssetError::Value)?;
    let (found, _) = corners.as_chunks::<3>();
    for triangle in found {
        let mut indexes = [0; 3];
        for (index, corner) in indexes.iter_mut().zip(triangle) {
            *index = u16::try_from(base + corner).map_err(|_| AssetError::Value)?;
        }
        triangles.push(indexes);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::mercator::project;
    use crate::model::Position;

    fn level(index: usize) -> LandLevel {
        Basemap::embedded().unwrap().decode(index).unwrap()
    }

    fn is_land(level: &LandLevel, latitude: f64, longitude: f64) -> bool {
        level.is_land(project(Position::new(latitude, longitude).unwrap()))
    }

    #[test]
    fn land_is_where_it_should_be() {
        for index in 0..3 {
            let level = level(index);
            for (name, latitude, longitude) in [
                ("Denver", 39.74, -104.98),
                ("Johannesburg", -26.2, 28.05),
                ("Moscow", 55.75, 37.62),
                ("Alice Springs", -23.7, 133.88),
                ("Chukotka, west of the antimeridian", 67.5, 178.0),
                ("Chukotka, east of it", 66.5, -175.0),
                ("Antarctica", -80.0, 0.0),
                ("Antarctica's lower end", -85.0, 120.0),
                ("Antarctica at the antimeridian", -84.9, 179.99),
            ] {
                assert!(is_land(&level, latitude, longitude), "level {index}: {name}");
            }
            for (name, latitude, longitude) in [
                ("the Atlantic", 30.0, -45.0),
                ("the Pacific", 0.0, -150.0),
                ("the Pacific at the antimeridian", 10.0, 179.999),
                ("the Bering Sea at the antimeridian", 58.0, -180.0),
                ("the Caspian Sea", 42.0, 50.5),
                ("the North Pole", 84.9, 0.0),
            ] {
                assert!(!is_land(&level, latitude, longitude), "level {index}: {name}");
            }
        }
    }

    #[test]
    fn levels_grow_with_zoom() {
        let basemap = Basemap::embedded().unwrap();
        assert_eq!(basemap.levels(), 3);
        assert_eq!([-1.0, 0.0, 3.0, 7.0, 26.0].map(|zoom| basemap.level_for(zoom)), [0, 0, 1, 2, 2]);
        let corners: Vec<usize> =
            (0..3).map(|index| level(index).cells.iter().map(|cell| cell.vertices.len()).sum()).collect();
        assert!(corners[0] < 6_000 && corners[1] < 65_000 && corners[2] < 430_000, "{corners:?}");
        assert!(EMBEDDED.len() < 1_500_000);
    }

    #[test]
    fn nothing_lies_outside_of_the_world_and_cells_are_small() {
        for (index, width) in [(0, 1.0), (1, 1.0 / 16.0), (2, 1.0 / 64.0)] {
            for cell in level(index).cells {
                let WorldBounds { min, max } = cell.bounds;
                assert!(WorldBounds::WORLD.contains(min) && WorldBounds::WORLD.contains(max));
                assert!(max[0] - min[0] <= width && max[1] - min[1] <= width, "level {index}: {min:?} {max:?}");
                assert!(cell.triangles.iter().flatten().all(|&index| usize::from(index) < cell.vertices.len()));
            }
        }
    }

    #[test]
    fn cuts_are_no_coasts() {
        for (index, cells) in [(0, 1.0), (1, 16.0), (2, 64.0)] {
            let level = level(index);
            for cell in &level.cells {
                for line in cell.coasts() {
                    assert!(line.points.len() > 1);
                    let closing = [line.points[line.points.len() - 1], line.points[0]];
                    let edges = line.points.windows(2).chain(line.closed.then_some(closing.as_slice()));
                    for edge in edges {
                        let on_a_side = (0..2).any(|axis| {
                            edge[0][axis].to_bits() == edge[1][axis].to_bits() && (edge[0][axis] * cells).fract() == 0.0
                        });
                        assert!(!on_a_side, "level {index}: {edge:?}");
                    }
                }
            }
            let coasts = level.cells.iter().flat_map(LandCell::coasts).count();
            let borders = level.cells.iter().flat_map(LandCell::borders).count();
            assert!(coasts > 100 && borders > 300, "level {index}: {coasts} coasts, {borders} borders");
        }
    }

    #[test]
    fn every_coast_is_kept() {
        // A cell's coast is all of its contours but the cuts: islands are closed, what was cut is open.
        let level = level(2);
        let iceland = project(Position::new(65.0, -18.0).unwrap());
        let around =
            WorldBounds { min: [iceland[0] - 0.02, iceland[1] - 0.02], max: [iceland[0] + 0.02, iceland[1] + 0.02] };
        let lines: Vec<_> = level.visible(around).flat_map(LandCell::coasts).collect();
        assert!(lines.iter().any(|line| line.closed) && lines.iter().any(|line| !line.closed));
        let points: usize = lines.iter().map(|line| line.points.len()).sum();
        assert!(points > 1_000, "{points}");
    }

    #[test]
    fn a_view_gets_few_cells() {
        let level = level(2);
        let europe = project(Position::new(50.0, 10.0).unwrap());
        let (width, height) = (1600.0 / 256.0 / 64.0 / 2.0, 1000.0 / 256.0 / 64.0 / 2.0);
        let view =
            WorldBounds { min: [europe[0] - width, europe[1] - height], max: [europe[0] + width, europe[1] + height] };
        let shown: usize = level.visible(view).map(|cell| cell.vertices.len()).sum();
        assert!((1_000..60_000).contains(&shown), "{shown}");
        assert_eq!(level.visible(WorldBounds::WORLD).count(), level.cells.len());
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        assert_eq!(Basemap::open(b"LDBM\x02").err(), Some(AssetError::Header));
        assert_eq!(Basemap::open(&EMBEDDED[..100]).err(), Some(AssetError::End));
        assert_eq!(Basemap::embedded().unwrap().decode(3).err(), Some(AssetError::Value));
        let mut damaged = EMBEDDED.to_vec();
        for step in 0..200 {
            damaged[40 + step * 37] ^= 0x55;
            if let Ok(basemap) = Basemap::open(&damaged) {
                let _ = basemap.decode(0);
            }
        }
    }
}
