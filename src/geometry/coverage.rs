//! A picture of who serves where: a grid of points of the map, each with its owner. Large patches that surely have one owner
//! are filled at once, so that only borders are looked at point by point.
//!
//! It must not know how an owner is found, nor how it is coloured.

use rayon::prelude::*;

use super::mercator::unproject;
use crate::model::Position;

/// Patches of so many points are looked at first.
const PATCH: usize = 64;

/// A part of the map, in world coordinates; x may lie beyond 1, in the next copy of the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoverageWindow {
    /// Its north-western corner.
    pub min: [f64; 2],
    /// Its south-eastern corner.
    pub max: [f64; 2],
    /// How many points it is wide and high.
    pub size: [usize; 2],
}

/// Who serves where.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageGrid {
    /// Which part of the map.
    pub window: CoverageWindow,
    /// The owner of each point, row by row; none: nobody.
    pub owners: Vec<Option<u32>>,
}

/// What is asked about owners.
pub trait Owners: Sync {
    /// The owner of a point.
    fn at(&self, position: Position) -> Option<u32>;
    /// The owner of all points in a circle, if that is surely one.
    fn within(&self, position: Position, radius_km: f64) -> Option<Option<u32>>;
}

impl CoverageWindow {
    /// The middle of a part of it, in points.
    fn position(&self, x: f64, y: f64) -> Option<Position> {
        let part = |axis: usize, at: f64| {
            self.min[axis] + (self.max[axis] - self.min[axis]) * at / self.size[axis].max(1) as f64
        };
        unproject([part(0, x), part(1, y)])
    }
}

/// Finds the owner of every point. None: it was cut short.
pub fn grid(window: CoverageWindow, owners: &impl Owners, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<CoverageGrid> {
    let [width, height] = window.size;
    let mut all = vec![None; width * height];
    let bands = all.par_chunks_mut((width * PATCH).max(1)).enumerate();
    let whole = bands
        .map(|(band, rows)| {
            let mut brush = Brush { window: &window, owners, top: band * PATCH, rows };
            let high = (height - band * PATCH).min(PATCH);
            for left in (0..width).step_by(PATCH) {
                if !goes_on() {
                    return false;
                }
                brush.fill(left, 0, (width - left).min(PATCH), high);
            }
            true
        })
        .reduce(|| true, |one, other| one && other);
    whole.then_some(CoverageGrid { window, owners: all })
}

/// Fills a band of rows.
struct Brush<'a, O> {
    window: &'a CoverageWindow,
    owners: &'a O,
    top: usize,
    rows: &'a mut [Option<u32>],
}

impl<O: Owners> Brush<'_, O> {
    fn fill(&mut self, x: usize, y: usize, wide: usize, high: usize) {
        if wide == 0 || high == 0 {
            return;
        }
        let at = |dx: f64, dy: f64| self.window.position(x as f64 + dx, (self.top + y) as f64 + dy);
        let (across, down) = (wide as f64, high as f64);
        let Some(middle) = at(across / 2.0, down / 2.0) else { return };
        if wide == 1 && high == 1 {
            return self.paint(x, y, 1, 1, self.owners.at(middle));
        }
        let corners = [at(0.0, 0.0), at(across, 0.0), at(0.0, down), at(across, down)];
        // Sides bulge: a little more than the corners are away, and much more of what is a part of the world.
        let reach = corners.into_iter().flatten().map(|corner| middle.distance_km(corner)).fold(0.0, f64::max) * 1.2;
        if let Some(owner) = self.owners.within(middle, reach) {
            return self.paint(x, y, wide, high, owner);
        }
        let (left, upper) = (wide.div_ceil(2), high.div_ceil(2));
        self.fill(x, y, left, upper);
        self.fill(x + left, y, wide - left, upper);
        self.fill(x, y + upper, left, high - upper);
        self.fill(x + left, y + upper, wide - left, high - upper);
    }

    fn paint(&mut self, x: usize, y: usize, wide: usize, high: usize, owner: Option<u32>) {
        let width = self.window.size[0];
        for row in y..y + high {
            if let Some(points) = self.rows.get_mut(row * width + x..row * width + x + wide) {
                points.fill(owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nearer of some places.
    struct Nearest(Vec<Position>);

    impl Nearest {
        fn order(&self, from: Position) -> Vec<(f64, u32)> {
            let mut order: Vec<(f64, u32)> =
                (0..).zip(&self.0).map(|(at, place)| (from.distance_km(*place), at)).collect();
            order.sort_by(|one, other| one.0.total_cmp(&other.0));
            order
        }
    }

    impl Owners for Nearest {
        fn at(&self, position: Position) -> Option<u32> {
            self.order(position).first().map(|(_, place)| *place)
        }

        fn within(&self, position: Position, radius_km: f64) -> Option<Option<u32>> {
            let order = self.order(position);
            (order[0].0 + 2.0 * radius_km < order[1].0).then_some(Some(order[0].1))
        }
    }

    #[test]
    fn every_point_has_the_owner_that_it_has_alone() {
        let place = |at: usize| {
            let part = |by: usize, span: f64| (at * by % 101) as f64 / 101.0 * span - span / 2.0;
            Position::new(part(37, 150.0), part(59, 360.0)).unwrap()
        };
        let owners = Nearest((0..40).map(place).collect());
        for (min, max) in [([0.0, 0.0], [1.0, 1.0]), ([0.9, 0.2], [1.1, 0.4]), ([0.5, 0.31], [0.52, 0.33])] {
            let window = CoverageWindow { min, max, size: [150, 90] };
            let found = grid(window, &owners, &|| true).unwrap();
            for (at, owner) in found.owners.iter().enumerate() {
                let middle = window.position((at % 150) as f64 + 0.5, (at / 150) as f64 + 0.5).unwrap();
                assert_eq!(*owner, owners.at(middle), "point {at} of {window:?}");
            }
        }
        assert_eq!(grid(CoverageWindow { min: [0.0; 2], max: [1.0; 2], size: [10, 10] }, &owners, &|| false), None);
    }
}
