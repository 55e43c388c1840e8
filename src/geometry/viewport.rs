//! Which part of the world is seen, and where each point of it is in the picture.
//!
//! It must not know who looks, or how one comes from one view to another. The world is a cylinder: going east leads back
//! from the west, and every point is drawn in the one copy of the world that is nearest to the centre.

use super::mercator::WorldBounds;

/// The width of the world in points at zoom 0.
pub const WORLD_POINTS: f64 = 256.0;
/// As close as the basemap is worth looking at.
pub const MAX_ZOOM: f64 = 14.0;

/// A point of the picture.
pub type Spot = [f32; 2];

/// A rectangle of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// The upper left corner.
    pub min: Spot,
    /// The lower right corner.
    pub max: Spot,
}

impl Patch {
    /// A rectangle of that size around a point.
    pub fn around(middle: Spot, size: [f32; 2]) -> Self {
        let half = [size[0] / 2.0, size[1] / 2.0];
        Self { min: [middle[0] - half[0], middle[1] - half[1]], max: [middle[0] + half[0], middle[1] + half[1]] }
    }

    /// A rectangle of that size, from its upper left corner.
    pub fn at(corner: Spot, size: [f32; 2]) -> Self {
        Self { min: corner, max: [corner[0] + size[0], corner[1] + size[1]] }
    }

    /// The smallest rectangle around two points.
    pub fn between(a: Spot, b: Spot) -> Self {
        Self { min: [a[0].min(b[0]), a[1].min(b[1])], max: [a[0].max(b[0]), a[1].max(b[1])] }
    }

    /// The same, larger on all sides; less than nothing makes it smaller.
    #[must_use]
    pub fn grown(self, by: [f32; 2]) -> Self {
        Self { min: [self.min[0] - by[0], self.min[1] - by[1]], max: [self.max[0] + by[0], self.max[1] + by[1]] }
    }

    /// Width and height.
    pub fn size(&self) -> [f32; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    /// The point in its middle.
    pub fn middle(&self) -> Spot {
        [f32::midpoint(self.min[0], self.max[0]), f32::midpoint(self.min[1], self.max[1])]
    }

    /// Whether a point lies inside or on a side.
    pub fn contains(&self, spot: Spot) -> bool {
        (0..2).all(|axis| (self.min[axis]..=self.max[axis]).contains(&spot[axis]))
    }

    /// Whether all of another rectangle lies inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Whether the two have a part in common; to touch is not enough.
    pub fn overlaps(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] < other.max[axis] && other.min[axis] < self.max[axis])
    }
}

/// What a picture shows: equal ones make equal pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// The picture's place.
    pub patch: Patch,
    /// The world coordinates in its middle; x in 0..1.
    pub centre: [f64; 2],
    /// Points that the world is wide.
    pub scale: f64,
}

impl Viewport {
    /// The zoom: the world is `256 * 2^zoom` points wide.
    pub fn zoom(&self) -> f64 {
        (self.scale / WORLD_POINTS).log2()
    }

    /// How far east of the centre something is, the short way round, in worlds.
    pub fn east(&self, x: f64) -> f64 {
        let dx = x - self.centre[0];
        dx - dx.round()
    }

    /// Where a point of the world is, in the copy of the world that is nearest to the centre.
    pub fn spot(&self, world: [f64; 2]) -> Spot {
        self.at(self.east(world[0]), world[1] - self.centre[1])
    }

    /// Where something is that lies so many worlds east and south of the centre.
    pub fn at(&self, east: f64, south: f64) -> Spot {
        let middle = self.patch.middle();
        // In f64 up to here: what is left is small on every zoom.
        [middle[0] + (east * self.scale) as f32, middle[1] + (south * self.scale) as f32]
    }

    /// Where something is that lies beside a point that is at `spot`, the short way round from there: across the edge
    /// of the copy too.
    pub fn beside(&self, spot: Spot, from: [f64; 2], to: [f64; 2]) -> Spot {
        let dx = to[0] - from[0];
        [spot[0] + ((dx - dx.round()) * self.scale) as f32, spot[1] + ((to[1] - from[1]) * self.scale) as f32]
    }

    /// The world coordinates of a point of the picture: x in 0..1, y within what the map can show.
    pub fn world(&self, spot: Spot) -> [f64; 2] {
        let middle = self.patch.middle();
        [
            (self.centre[0] + f64::from(spot[0] - middle[0]) / self.scale).rem_euclid(1.0),
            (self.centre[1] + f64::from(spot[1] - middle[1]) / self.scale).clamp(0.0, 1.0),
        ]
    }

    /// Half of the view in worlds; sideways never more than half of the world, because each point is drawn once.
    pub fn half(&self, margin: f32) -> [f64; 2] {
        let [width, height] = self.patch.size();
        [(f64::from(width / 2.0 + margin) / self.scale).min(0.5), f64::from(height / 2.0 + margin) / self.scale]
    }

    /// Whether a point would be seen, or lies at most so many points outside.
    pub fn shows(&self, world: [f64; 2], margin: f32) -> bool {
        let half = self.half(margin);
        self.east(world[0]).abs() <= half[0] && (world[1] - self.centre[1]).abs() <= half[1]
    }

    /// The part of the picture in which the plan is drawn: the one copy of the world around the centre.
    pub fn stage(&self) -> Patch {
        let half = (self.scale / 2.0) as f32;
        let middle = self.patch.middle()[0];
        Patch {
            min: [(middle - half).max(self.patch.min[0]), self.patch.min[1]],
            max: [(middle + half).min(self.patch.max[0]), self.patch.max[1]],
        }
    }

    /// The view as rectangles of the world's own coordinates: one, or two where it lies across the antimeridian.
    pub fn windows(&self, margin: f32) -> impl Iterator<Item = WorldBounds> + use<> {
        let half = self.half(margin);
        let (west, east) = (self.centre[0] - half[0], self.centre[0] + half[0]);
        let (north, south) = (self.centre[1] - half[1], self.centre[1] + half[1]);
        [-1.0, 0.0, 1.0].into_iter().filter_map(move |copy| {
            let (west, east) = ((west - copy).max(0.0), (east - copy).min(1.0));
            (west < east).then_some(WorldBounds { min: [west, north], max: [east, south] })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: Patch = Patch { min: [100.0, 50.0], max: [1100.0, 650.0] };

    #[test]
    fn the_picture_and_the_world_are_inverse() {
        for scale in [1_300.0, 4_096.0, 4_194_304.0] {
            let view = Viewport { patch: PATCH, centre: [0.2, 0.38], scale };
            for at in [PATCH.middle(), [333.0, 222.0], [900.0, 600.0]] {
                let back = view.spot(view.world(at));
                assert!((back[0] - at[0]).hypot(back[1] - at[1]) < 0.05, "{back:?} for {at:?} at {scale}");
            }
        }
    }

    #[test]
    fn views_across_the_antimeridian_have_two_windows() {
        let view = Viewport { patch: PATCH, centre: [0.99, 0.5], scale: 16_384.0 };
        assert_eq!(view.windows(0.0).count(), 2);
        assert!(view.shows([0.001, 0.5], 0.0) && view.shows([0.98, 0.5], 0.0) && !view.shows([0.5, 0.5], 0.0));
    }

    #[test]
    fn the_stage_is_one_copy_of_the_world() {
        let view = Viewport { patch: PATCH, centre: [0.5, 0.5], scale: 600.0 };
        assert_eq!(view.stage(), Patch { min: [300.0, 50.0], max: [900.0, 650.0] });
        assert_eq!(Viewport { scale: 9_000.0, ..view }.stage(), PATCH);
        let beside = view.beside(view.spot([0.9, 0.5]), [0.9, 0.5], [0.1, 0.5]);
        assert!(900.0 < beside[0], "the short way leads over the edge");
    }

    #[test]
    fn patches_hold_and_overlap() {
        let patch = Patch::at([0.0, 0.0], [10.0, 4.0]);
        assert!(patch.holds(&Patch::around([5.0, 2.0], [2.0, 2.0])) && !patch.holds(&patch.grown([1.0, 0.0])));
        assert!(!patch.overlaps(&Patch::at([10.0, 0.0], [1.0, 1.0])), "they only touch");
        assert!(patch.overlaps(&Patch::between([11.0, 5.0], [9.0, 3.0])));
    }
}
