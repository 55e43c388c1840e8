//! Between positions and world coordinates.
//!
//! It must not know of pixels: zoom and screen belong to the camera.

use std::f64::consts::{PI, TAU};

use crate::model::Position;

/// The world coordinates of a position; beyond 85.05 degrees y lies outside of 0..1, at the poles at a finite distance.
pub fn project(position: Position) -> [f64; 2] {
    let y = 0.5 - position.latitude().to_radians().tan().asinh() / TAU;
    [(position.longitude() + 180.0) / 360.0, y]
}

/// The position at world coordinates; x may lie in any copy of the world. `None` for what is no number.
pub fn unproject(world: [f64; 2]) -> Option<Position> {
    let longitude = if (0.0..=1.0).contains(&world[0]) { world[0] } else { world[0].rem_euclid(1.0) } * 360.0 - 180.0;
    let latitude = ((PI - TAU * world[1]).sinh().atan()).to_degrees();
    Position::new(latitude, longitude).ok()
}

/// A rectangle in world coordinates, sides included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldBounds {
    /// The north-western corner.
    pub min: [f64; 2],
    /// The south-eastern corner.
    pub max: [f64; 2],
}

impl WorldBounds {
    /// All of the world.
    pub const WORLD: Self = Self { min: [0.0, 0.0], max: [1.0, 1.0] };

    /// Whether the two share a point.
    pub fn intersects(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.max[axis] && other.min[axis] <= self.max[axis])
    }

    /// Whether the point lies inside or on a side.
    pub fn contains(&self, point: [f64; 2]) -> bool {
        (0..2).all(|axis| (self.min[axis]..=self.max[axis]).contains(&point[axis]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_the_way_there_and_back() {
        for (latitude, longitude) in [(0.0, 0.0), (48.86, 2.35), (-85.0, -180.0), (85.05, 180.0), (39.74, -104.98)] {
            let world = project(Position::new(latitude, longitude).unwrap());
            let back = unproject(world).unwrap();
            assert!((back.latitude() - latitude).abs() < 1e-9 && (back.longitude() - longitude).abs() < 1e-9);
        }
    }

    #[test]
    fn another_copy_of_the_world_is_the_same_place() {
        let here = unproject([0.25, 0.4]).unwrap();
        let there = unproject([1.25, 0.4]).unwrap();
        assert!((here.longitude() - there.longitude()).abs() < 1e-9);
        assert_eq!(unproject([f64::NAN, 0.5]), None);
    }
}
