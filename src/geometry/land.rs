//! The cells of the basemap that a view shows, and where their points are in the picture.
//!
//! It must not know how land looks. Where the world is narrower than the picture it is repeated to both sides.

use super::basemap::{LandCell, LandLevel, LandLine};
use super::mercator::WorldBounds;
use super::viewport::{Patch, Spot, Viewport};
use super::ways::pieces_within;

/// From world coordinates of one copy of the world to the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LandShift {
    scale: f64,
    x: f64,
    y: f64,
}

impl LandShift {
    /// Where a point of a cell is.
    pub fn spot(self, [x, y]: [f32; 2]) -> Spot {
        [(f64::from(x) * self.scale + self.x) as f32, (f64::from(y) * self.scale + self.y) as f32]
    }
}

/// Calls a function with every cell that is seen, once for each copy of the world in which it is.
pub fn each_cell(view: &Viewport, level: &LandLevel, mut each: impl FnMut(&LandCell, LandShift)) {
    let half = view.patch.size().map(|side| f64::from(side) / 2.0 / view.scale);
    let west = view.centre[0] - half[0];
    let copies = (west.floor() as i32)..=((view.centre[0] + half[0]).floor() as i32);
    let middle = view.patch.middle();
    for copy in copies.map(f64::from) {
        let seen = WorldBounds {
            min: [west - copy, view.centre[1] - half[1]],
            max: [view.centre[0] + half[0] - copy, view.centre[1] + half[1]],
        };
        let shift = LandShift {
            scale: view.scale,
            x: f64::from(middle[0]) - (view.centre[0] - copy) * view.scale,
            y: f64::from(middle[1]) - view.centre[1] * view.scale,
        };
        level.visible(seen).for_each(|cell| each(cell, shift));
    }
}

/// Land's triangles for a picture: as many as can be told apart there, and only where it shows them. Keeps its memory for
/// the next cell.
#[derive(Debug, Default)]
pub struct FaceThinner {
    spots: Vec<Spot>,
    /// Per vertex the one that stands for it, which comes before it.
    stand_in: Vec<u16>,
    /// Per vertex its number among those that were given out.
    numbers: Vec<Option<u32>>,
}

impl FaceThinner {
    /// Gives out corners, each once, and triangles of the numbers that they got. Neighbours on a ring that are closer than
    /// `step` are one.
    pub fn draw(
        &mut self,
        (cell, shift): (&LandCell, LandShift),
        (seen, step): (Patch, f32),
        draw: &mut impl DrawFaces,
    ) {
        let Self { spots, stand_in, numbers } = self;
        spots.clear();
        spots.extend(cell.vertices.iter().map(|point| shift.spot(*point)));
        stand_in.clear();
        let mut last = 0_u16;
        for (index, (spot, is_fixed)) in (0..).zip(spots.iter().zip(&cell.is_fixed)) {
            let before = spots.get(usize::from(last)).copied().unwrap_or_default();
            if *is_fixed || step <= (spot[0] - before[0]).hypot(spot[1] - before[1]) {
                last = index;
            }
            stand_in.push(last);
        }
        numbers.clear();
        numbers.resize(spots.len(), None);
        for triangle in &cell.triangles {
            let corners = triangle.map(|corner| stand_in.get(usize::from(corner)).copied().unwrap_or_default());
            let [a, b, c] = corners;
            if a == b || b == c || c == a || !is_seen(corners.map(|corner| spots[usize::from(corner)]), seen) {
                continue;
            }
            let numbered = corners.map(|corner| {
                let corner = usize::from(corner);
                *numbers[corner].get_or_insert_with(|| draw.corner(spots[corner]))
            });
            draw.triangle(numbered);
        }
    }
}

/// What takes corners and triangles.
pub trait DrawFaces {
    /// Takes a corner; says which number it has.
    fn corner(&mut self, spot: Spot) -> u32;
    /// Takes a triangle of such numbers.
    fn triangle(&mut self, corners: [u32; 3]);
}

/// Whether a triangle may be seen: not all of it lies beyond one side.
fn is_seen(corners: [Spot; 3], seen: Patch) -> bool {
    (0..2).all(|axis| {
        corners.iter().any(|corner| seen.min[axis] <= corner[axis])
            && corners.iter().any(|corner| corner[axis] <= seen.max[axis])
    })
}

/// Gives out the pieces of a coast or border that a picture shows.
pub fn line_pieces(
    line: LandLine<'_>,
    shift: LandShift,
    view: &Viewport,
    piece: &mut Vec<Spot>,
    draw: impl FnMut(&[Spot]),
) {
    let closing = line.points.first().filter(|_| line.closed);
    let spots = line.points.iter().chain(closing).map(|point| shift.spot(*point));
    pieces_within(view, spots, piece, draw);
}

#[cfg(test)]
mod tests {
    use super::super::basemap::Basemap;
    use super::*;

    #[derive(Default)]
    struct Counted {
        corners: Vec<Spot>,
        triangles: usize,
        area: f64,
    }

    impl DrawFaces for Counted {
        fn corner(&mut self, spot: Spot) -> u32 {
            self.corners.push(spot);
            u32::try_from(self.corners.len() - 1).unwrap()
        }

        fn triangle(&mut self, corners: [u32; 3]) {
            self.triangles += 1;
            let [a, b, c] = corners.map(|corner| self.corners[corner as usize].map(f64::from));
            self.area += ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).abs() / 2.0;
        }
    }

    fn drawn(level: &LandLevel, view: &Viewport, step: f32) -> Counted {
        let (mut counted, mut thinner) = (Counted::default(), FaceThinner::default());
        each_cell(view, level, |cell, shift| thinner.draw((cell, shift), (view.patch, step), &mut counted));
        counted
    }

    #[test]
    fn land_has_as_many_triangles_as_can_be_told_apart() {
        let patch = Patch { min: [0.0, 0.0], max: [480.0, 480.0] };
        // What is made for a zoom keeps most of its corners there; what is made for a closer one loses most of them.
        for (index, width, part) in [(0, 480.0, 0.8), (1, 480.0, 0.5), (2, 480.0, 0.2)] {
            let level = Basemap::embedded().unwrap().decode(index).unwrap();
            // On the coast of France.
            let view = Viewport { patch, centre: [0.497, 0.355], scale: width };
            let (all, few) = (drawn(&level, &view, 0.0), drawn(&level, &view, 1.0));
            let kept = few.triangles as f64 / all.triangles as f64;
            assert!(kept < part, "level {index}: {} of {}", few.triangles, all.triangles);
            assert!((few.area / all.area - 1.0).abs() < 0.02, "level {index}: {} is not {}", few.area, all.area);
            let close = Viewport { scale: width * 64.0, ..view };
            let (near, all) = (drawn(&level, &close, 1.0), drawn(&level, &close, 0.0));
            assert!(near.corners.len() * 10 < few.corners.len() * 64, "only what is seen");
            assert!((near.area / all.area.max(1.0) - 1.0).abs() < 0.02);
        }
    }
}
