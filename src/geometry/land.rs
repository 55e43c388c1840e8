//! The cells of the basemap that a view shows, and where their points are in the picture.
//!
//! It must not know how land looks. Where the world is narrower than the picture it is repeated to both sides.

use super::basemap::{LandCell, LandLevel};
use super::mercator::WorldBounds;
use super::viewport::{Spot, Viewport};

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
