//! A picture of who serves where: a grid of points of the map, each with its owner. Large patches that surely have one owner
//! are filled at once, so that only borders are looked at point by point; who may own a part of a patch is looked for among
//! those who may own it.
//!
//! It must not know how an owner is found, nor how it is coloured.

use std::f64::consts::{PI, TAU};
use std::sync::atomic::{AtomicBool, Ordering};

use super::mercator::unproject;
use crate::model::Position;
use crate::parallel;

/// Patches of so many points are looked at first.
const PATCH: usize = 64;
/// How long the equator is.
const EQUATOR_KM: f64 = TAU * 6371.0;

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
    /// The same of a point that only some may own.
    fn among(&self, position: Position, few: &[usize]) -> Option<u32>;
    /// Puts down who may own points of a circle, of `among` or of all; says whether that can be told.
    fn shortlist(&self, position: Position, radius_km: f64, among: Option<&[usize]>, put: &mut Vec<usize>) -> bool;
}

impl CoverageWindow {
    /// The middle of a part of it, in points.
    fn position(&self, x: f64, y: f64) -> Option<Position> {
        let part = |axis: usize, at: f64| {
            self.min[axis] + (self.max[axis] - self.min[axis]) * at / self.size[axis].max(1) as f64
        };
        unproject([part(0, x), part(1, y)])
    }

    /// No point of a patch, whose uppermost row that is, is farther from its middle: on the map it is half a diagonal, and
    /// nowhere is the map drawn smaller than where it is nearest to the equator.
    fn reach_km(&self, top: usize, wide: usize, high: usize) -> f64 {
        /// For what doubles are wrong by.
        const MORE: f64 = 1.000_001;
        let unit = |axis: usize| (self.max[axis] - self.min[axis]) / self.size[axis].max(1) as f64;
        let y = |row: usize| self.min[1] + unit(1) * row as f64;
        let nearest = 0.5_f64.clamp(y(top).min(y(top + high)), y(top).max(y(top + high)));
        let scale = EQUATOR_KM / (PI - TAU * nearest).cosh();
        (unit(0) * wide as f64).hypot(unit(1) * high as f64) / 2.0 * scale * MORE
    }
}

/// What of a picture is to be looked at again when owners change.
pub trait CoverageChange: Sync {
    /// Whether points that had an owner are.
    fn is_touched(&self, owner: Option<u32>) -> bool;
    /// Whether a point in a circle may have another owner now though the one before is not touched.
    fn may_gain(&self, position: Position, radius_km: f64) -> bool;
}

/// Finds the owner of every point. None: it was cut short.
pub fn grid(window: CoverageWindow, owners: &impl Owners, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<CoverageGrid> {
    paint(window, owners, None, goes_on)
}

/// The same of a part of the map of which a picture is known, looking only at what may have changed since.
pub fn regrid(
    before: &CoverageGrid,
    owners: &impl Owners,
    change: &dyn CoverageChange,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<CoverageGrid> {
    paint(before.window, owners, Some((before, change)), goes_on)
}

fn paint(
    window: CoverageWindow,
    owners: &impl Owners,
    known: Option<(&CoverageGrid, &dyn CoverageChange)>,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<CoverageGrid> {
    let [width, height] = window.size;
    let mut all = vec![None; width * height];
    let mut bands: Vec<(usize, &mut [Option<u32>])> = all.chunks_mut((width * PATCH).max(1)).enumerate().collect();
    let is_cut_short = AtomicBool::new(false);
    parallel::each_mut(&mut bands, |(band, rows)| {
        let (few, put) = (Vec::new(), Vec::new());
        let mut brush = Brush { window: &window, owners, known, top: *band * PATCH, rows, few, put };
        let high = (height - *band * PATCH).min(PATCH);
        for left in (0..width).step_by(PATCH) {
            if !goes_on() {
                is_cut_short.store(true, Ordering::Relaxed);
                return;
            }
            brush.fill([left, 0, (width - left).min(PATCH), high], None);
        }
    });
    (!is_cut_short.into_inner()).then_some(CoverageGrid { window, owners: all })
}

/// Fills a band of rows.
struct Brush<'a, O> {
    window: &'a CoverageWindow,
    owners: &'a O,
    known: Option<(&'a CoverageGrid, &'a dyn CoverageChange)>,
    top: usize,
    rows: &'a mut [Option<u32>],
    /// Who may own the patches that are being looked at, one behind the other.
    few: Vec<usize>,
    /// Who may own the one that is looked at now.
    put: Vec<usize>,
}

impl<O: Owners> Brush<'_, O> {
    /// Fills a patch, whose owners are among those in that range, if that is known.
    fn fill(&mut self, patch: [usize; 4], among: Option<(usize, usize)>) {
        let [x, y, wide, high] = patch;
        if wide == 0 || high == 0 {
            return;
        }
        let (across, down) = (wide as f64 / 2.0, high as f64 / 2.0);
        let Some(middle) = self.window.position(x as f64 + across, (self.top + y) as f64 + down) else { return };
        let is_point = wide == 1 && high == 1;
        if is_point && self.known.is_none() {
            return self.paint(patch, self.owner(middle, among));
        }
        let reach = self.window.reach_km(self.top + y, wide, high);
        if let Some((before, change)) = self.known
            && !self.is_touched(before, change, patch)
            && !change.may_gain(middle, reach)
        {
            return self.copy(before, patch);
        }
        if is_point {
            return self.paint(patch, self.owner(middle, among));
        }
        let (first, mut put) = (self.few.len(), std::mem::take(&mut self.put));
        put.clear();
        let known = among.and_then(|(from, to)| self.few.get(from..to));
        let is_told = self.owners.shortlist(middle, reach, known, &mut put);
        let only = (is_told && put.len() < 2).then(|| put.first().and_then(|owner| u32::try_from(*owner).ok()));
        self.few.extend_from_slice(&put);
        self.put = put;
        match only {
            Some(owner) => self.paint(patch, owner),
            None => self.fill_parts(patch, is_told.then_some((first, self.few.len()))),
        }
        self.few.truncate(first);
    }

    fn fill_parts(&mut self, [x, y, wide, high]: [usize; 4], among: Option<(usize, usize)>) {
        let (left, upper) = (wide.div_ceil(2), high.div_ceil(2));
        self.fill([x, y, left, upper], among);
        self.fill([x + left, y, wide - left, upper], among);
        self.fill([x, y + upper, left, high - upper], among);
        self.fill([x + left, y + upper, wide - left, high - upper], among);
    }

    fn owner(&self, at: Position, among: Option<(usize, usize)>) -> Option<u32> {
        match among.and_then(|(from, to)| self.few.get(from..to)) {
            Some(few) => self.owners.among(at, few),
            None => self.owners.at(at),
        }
    }

    /// Whether a point of a patch had an owner whose points are to be looked at again.
    fn is_touched(&self, before: &CoverageGrid, change: &dyn CoverageChange, [x, y, wide, high]: [usize; 4]) -> bool {
        let width = self.window.size[0];
        let row = |row: usize| {
            let from = (self.top + row) * width + x;
            before.owners.get(from..from + wide).unwrap_or_default()
        };
        // Neighbours mostly have the same owner.
        let mut last = None;
        (y..y + high).flat_map(row).any(|owner| {
            let is_new = last != Some(*owner);
            last = Some(*owner);
            is_new && change.is_touched(*owner)
        })
    }

    fn copy(&mut self, before: &CoverageGrid, [x, y, wide, high]: [usize; 4]) {
        let width = self.window.size[0];
        for row in y..y + high {
            let (here, there) = (row * width + x, (self.top + row) * width + x);
            let (Some(points), Some(known)) =
                (self.rows.get_mut(here..here + wide), before.owners.get(there..there + wide))
            else {
                continue;
            };
            points.copy_from_slice(known);
        }
    }

    fn paint(&mut self, [x, y, wide, high]: [usize; 4], owner: Option<u32>) {
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

        fn among(&self, position: Position, few: &[usize]) -> Option<u32> {
            let found = self.order(position).into_iter().find(|(_, place)| few.contains(&(*place as usize)));
            found.map(|(_, place)| place)
        }

        fn shortlist(&self, position: Position, radius_km: f64, among: Option<&[usize]>, put: &mut Vec<usize>) -> bool {
            let all: Vec<usize> = (0..self.0.len()).collect();
            let km = |place: &usize| position.distance_km(self.0[*place]);
            let among = among.unwrap_or(&all);
            let nearest = among.iter().map(km).fold(f64::INFINITY, f64::min);
            put.extend(among.iter().filter(|place| km(place) <= nearest + 2.0 * radius_km + 1e-6));
            true
        }
    }

    /// One of them has moved.
    struct MovedPlace<'a>(&'a Nearest, Position);
    impl CoverageChange for MovedPlace<'_> {
        fn is_touched(&self, owner: Option<u32>) -> bool {
            owner.is_none_or(|owner| owner == 7)
        }

        fn may_gain(&self, position: Position, radius_km: f64) -> bool {
            position.distance_km(self.1) - radius_km <= self.0.order(position)[0].0 + radius_km
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
        // One of them moves: what is looked at again comes to the same as looking at everything.
        let window = CoverageWindow { min: [0.3, 0.2], max: [0.8, 0.7], size: [150, 90] };
        let before = grid(window, &owners, &|| true).unwrap();
        for to in [(10.0, 20.0), (-30.0, 100.0), (60.0, -170.0)] {
            let to = Position::new(to.0, to.1).unwrap();
            let mut moved = owners.0.clone();
            moved[7] = to;
            let moved = Nearest(moved);
            let after = regrid(&before, &moved, &MovedPlace(&owners, to), &|| true).unwrap();
            assert_eq!(after, grid(window, &moved, &|| true).unwrap(), "{to:?}");
        }
        assert_eq!(grid(CoverageWindow { min: [0.0; 2], max: [1.0; 2], size: [10, 10] }, &owners, &|| false), None);
    }
}
