//! The smallest rectangle around points on a world that has no east and west end, and the view that shows it.
//!
//! It must not know of the screen.

use super::mercator::project;
use super::viewport::{MAX_ZOOM, Patch, Viewport, WORLD_POINTS};
use crate::model::Position;

/// The smallest rectangle around points, on a cylinder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldExtent {
    /// Its middle, in world coordinates.
    pub centre: [f64; 2],
    width: f64,
    height: f64,
}

impl WorldExtent {
    /// Of points; none: there is none.
    pub fn of(points: impl Iterator<Item = [f64; 2]>) -> Option<Self> {
        // Which of these slices of the world have something in them; the widest run without is left out.
        const SLICES: usize = 720;
        let mut least = vec![f64::INFINITY; SLICES];
        let mut most = vec![f64::NEG_INFINITY; SLICES];
        let (mut north, mut south) = (f64::INFINITY, f64::NEG_INFINITY);
        for [x, y] in points {
            let x = x.rem_euclid(1.0);
            let slice = ((x * SLICES as f64) as usize).min(SLICES - 1);
            least[slice] = least[slice].min(x);
            most[slice] = most[slice].max(x);
            (north, south) = (north.min(y), south.max(y));
        }
        let used: Vec<usize> = (0..SLICES).filter(|slice| least[*slice].is_finite()).collect();
        let (first, last) = (*used.first()?, *used.last()?);
        // The gap across the antimeridian, then those between neighbours.
        let mut widest = (least[first] + 1.0 - most[last], least[first], most[last]);
        for pair in used.windows(2) {
            let gap = least[pair[1]] - most[pair[0]];
            if widest.0 < gap {
                widest = (gap, least[pair[1]], most[pair[0]] + 1.0);
            }
        }
        let (_, west, east) = widest;
        let (north, south) = (north.clamp(0.0, 1.0), south.clamp(0.0, 1.0));
        Some(Self {
            centre: [f64::midpoint(west, east), f64::midpoint(north, south)],
            width: east - west,
            height: south - north,
        })
    }

    /// Of two corners: the south-western and the north-eastern, which may lie across the antimeridian.
    pub fn between(south_west: Position, north_east: Position) -> Self {
        let ([west, south], [east, north]) = (project(south_west), project(north_east));
        let width = if west < east { east - west } else { east + 1.0 - west };
        let (north, south) = (north.clamp(0.0, 1.0), south.clamp(0.0, 1.0));
        Self { centre: [west + width / 2.0, f64::midpoint(north, south)], width, height: south - north }
    }

    /// How close one can come and still see all, with room for markers, labels, and what lies at the edges of the map.
    pub fn zoom(&self, [width, height]: [f32; 2]) -> f64 {
        let room = [(width - 160.0).max(width * 0.5), (height - 120.0).max(height * 0.5)];
        self.tight_zoom(room)
    }

    /// The same without any room.
    fn tight_zoom(&self, [width, height]: [f32; 2]) -> f64 {
        let zoom_for = |extent: f64, points: f32| (f64::from(points) / WORLD_POINTS / extent.max(1e-9)).log2();
        zoom_for(self.width, width).min(zoom_for(self.height, height))
    }

    /// The view of a picture that shows just this.
    pub fn view(&self, patch: Patch) -> Viewport {
        viewport(patch, self.centre, self.tight_zoom(patch.size()))
    }

    /// The view of a picture that shows this with room around it, no closer than `closest`, and no wider than the world.
    pub fn roomy_view(&self, patch: Patch, closest: f64) -> Viewport {
        viewport(patch, self.centre, self.zoom(patch.size()).min(closest))
    }

    /// The whole world as far as there is land, for plans that have nothing on it.
    pub fn world() -> Self {
        Self { centre: [0.5, 0.4], width: 1.0, height: 0.62 }
    }
}

/// A view within the limits: no closer than the map is worth looking at, nothing beyond the poles.
fn viewport(patch: Patch, centre: [f64; 2], zoom: f64) -> Viewport {
    let [width, height] = patch.size();
    let least = (f64::from(width.min(height)) / WORLD_POINTS).log2().min(MAX_ZOOM);
    let scale = WORLD_POINTS * zoom.clamp(least, MAX_ZOOM).exp2();
    let half = f64::from(height) / 2.0 / scale;
    let y = if half < 0.5 { centre[1].clamp(half, 1.0 - half) } else { 0.5 };
    Viewport { patch, centre: [centre[0].rem_euclid(1.0), y], scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::new(latitude, longitude).unwrap()
    }

    #[test]
    fn corners_may_lie_across_the_antimeridian() {
        let patch = Patch::at([0.0, 0.0], [800.0, 600.0]);
        for (south_west, north_east, inside) in
            [(at(40.0, -10.0), at(60.0, 30.0), at(52.0, 13.0)), (at(-50.0, 160.0), at(-30.0, -170.0), at(-41.0, 174.0))]
        {
            let view = WorldExtent::between(south_west, north_east).view(patch);
            for corner in [south_west, north_east, inside] {
                assert!(view.shows(project(corner), 0.5), "{corner:?}");
            }
        }
    }

    #[test]
    fn views_end_where_the_world_does() {
        let patch = Patch::at([0.0, 0.0], [800.0, 600.0]);
        let view = WorldExtent::between(at(-85.0, -180.0), at(85.0, 179.9)).view(patch);
        assert!((view.scale - 600.0).abs() < 3.0, "as high as the picture: {}", view.scale);
        let point = WorldExtent::of(std::iter::once(project(at(1.0, 1.0)))).unwrap();
        assert!((point.view(patch).zoom() - MAX_ZOOM).abs() < 1e-9);
        assert!((point.roomy_view(patch, 6.0).zoom() - 6.0).abs() < 1e-9);
        assert_eq!(WorldExtent::of(std::iter::empty()), None);
    }
}
