//! Finding points by place: a grid over the world for what a rectangle shows, and a table of cells for what lies close
//! to a point.
//!
//! It must not know what the points are.

use super::mercator::WorldBounds;

/// Points sorted into the cells of a grid over the world.
#[derive(Debug, Default)]
pub struct Grid {
    side: usize,
    /// Where each cell's points begin in `items`; one more entry ends the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Grid {
    /// Sorts points; their numbers are their places in the slice.
    pub fn of(points: &[[f64; 2]]) -> Self {
        let side = ((points.len() as f64 / 4.0).sqrt() as usize).clamp(1, 256);
        let mut starts = vec![0_u32; side * side + 1];
        let cells: Vec<usize> = points.iter().map(|point| cell(side, point[1]) * side + cell(side, point[0])).collect();
        for cell in &cells {
            starts[cell + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0_u32; points.len()];
        for (number, cell) in (0..).zip(&cells) {
            items[next[*cell] as usize] = number;
            next[*cell] += 1;
        }
        Self { side, starts, items }
    }

    /// Calls a function with every point of the cells that a rectangle touches: all inside, and some around.
    pub fn visit(&self, bounds: WorldBounds, mut each: impl FnMut(u32)) {
        if self.side == 0 {
            return;
        }
        let (west, east) = (cell(self.side, bounds.min[0]), cell(self.side, bounds.max[0]));
        for row in cell(self.side, bounds.min[1])..=cell(self.side, bounds.max[1]) {
            // The cells of a row follow each other, and so do their points.
            let (from, to) = (self.starts[row * self.side + west], self.starts[row * self.side + east + 1]);
            self.items[from as usize..to as usize].iter().for_each(|item| each(*item));
        }
    }
}

/// The cell of a coordinate; what lies outside of the world belongs to the outermost.
fn cell(side: usize, coordinate: f64) -> usize {
    ((coordinate.max(0.0) * side as f64) as usize).min(side - 1)
}

/// A map from keys to numbers, made for many entries in a hurry: no removal, no growth.
pub struct CellTable {
    slots: Vec<(u64, u32)>,
    shift: u32,
}

/// No key is this one.
const FREE: u64 = u64::MAX;

impl CellTable {
    /// A table with room for so many.
    pub fn for_entries(count: usize) -> Self {
        let bits = (count * 2).max(16).next_power_of_two().trailing_zeros();
        Self { slots: vec![(FREE, 0); 1 << bits], shift: 64 - bits }
    }

    /// The number of a key, which is `fresh` for one that was not there.
    pub fn entry(&mut self, key: u64, fresh: u32) -> &mut u32 {
        let slot = self.slot(key);
        if self.slots[slot].0 == FREE {
            self.slots[slot] = (key, fresh);
        }
        &mut self.slots[slot].1
    }

    /// The number of a key.
    pub fn get_mut(&mut self, key: u64) -> Option<&mut u32> {
        let slot = self.slot(key);
        if self.slots[slot].0 == FREE { None } else { Some(&mut self.slots[slot].1) }
    }

    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        // Fibonacci hashing: neighbouring keys end up far from each other.
        let mut slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize;
        while self.slots[slot].0 != FREE && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// No point.
const NONE: u32 = u32::MAX;

/// Points of which some are taken out again and again, those within a distance of a place.
pub struct Neighbours<'a> {
    points: &'a [[f64; 2]],
    reach: f64,
    columns: i64,
    heads: CellTable,
    next: Vec<u32>,
}

impl<'a> Neighbours<'a> {
    /// All points, to be searched within `reach`, in worlds, of some of them.
    pub fn of(points: &'a [[f64; 2]], reach: f64) -> Self {
        let columns = ((1.0 / reach) as i64).max(3);
        let mut made = Self {
            points,
            reach,
            columns,
            heads: CellTable::for_entries(points.len()),
            next: vec![NONE; points.len()],
        };
        for number in (0..points.len()).rev() {
            let [column, row] = made.cell(points[number]);
            let head = made.heads.entry(Self::key(column, row), NONE);
            made.next[number] = *head;
            *head = u32::try_from(number).unwrap_or(NONE);
        }
        made
    }

    /// Takes out all points that lie within reach of a place, the short way round.
    pub fn take(&mut self, place: [f64; 2], mut each: impl FnMut(u32)) {
        let [column, row] = self.cell(place);
        for (dx, dy) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)] {
            let key = Self::key((column + dx).rem_euclid(self.columns), row + dy);
            let Some(head) = self.heads.get_mut(key) else { continue };
            let (mut before, mut at) = (NONE, *head);
            while at != NONE {
                let point = self.points[at as usize];
                let dx = point[0] - place[0];
                let (dx, dy) = (dx - dx.round(), point[1] - place[1]);
                let following = self.next[at as usize];
                if dx * dx + dy * dy <= self.reach * self.reach {
                    if before == NONE {
                        *head = following;
                    } else {
                        self.next[before as usize] = following;
                    }
                    each(at);
                } else {
                    before = at;
                }
                at = following;
            }
        }
    }

    fn cell(&self, point: [f64; 2]) -> [i64; 2] {
        point.map(|coordinate| ((coordinate * self.columns as f64) as i64).min(self.columns - 1))
    }

    fn key(column: i64, row: i64) -> u64 {
        (((row + 1) as u64) << 32) | column as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points that look random, the same ones every time.
    fn points(count: usize) -> Vec<[f64; 2]> {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as f64 / f64::from(1_u32 << 31)
        };
        (0..count).map(|_| [next(), next()]).collect()
    }

    #[test]
    fn a_rectangle_has_all_its_points() {
        for count in [0, 1, 5, 3_000] {
            let points = points(count);
            let grid = Grid::of(&points);
            let bounds = WorldBounds { min: [0.2, 0.31], max: [0.45, 0.4] };
            let mut found = Vec::new();
            grid.visit(bounds, |number| found.push(number));
            found.sort_unstable();
            assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "none twice");
            for (number, point) in (0..).zip(&points) {
                assert!(!bounds.contains(*point) || found.binary_search(&number).is_ok());
            }
            assert!(found.len() <= count / 20 + 20, "{} of {count}", found.len());
            let mut all = 0;
            grid.visit(WorldBounds::WORLD, |_| all += 1);
            assert_eq!(all, count);
        }
    }

    #[test]
    fn neighbours_are_those_within_reach_and_taken_once() {
        let mut points = points(2_000);
        points.extend([[0.999_9, 0.5], [0.000_1, 0.5]]);
        let reach = 0.01;
        let mut neighbours = Neighbours::of(&points, reach);
        let mut taken = vec![false; points.len()];
        for place in [[0.5, 0.5], [0.0, 0.5], [0.503, 0.503], [0.7, 0.01]] {
            let mut found = Vec::new();
            neighbours.take(place, |number| found.push(number as usize));
            for (number, point) in points.iter().enumerate() {
                let dx = point[0] - place[0];
                let distance = (dx - dx.round()).hypot(point[1] - place[1]);
                assert_eq!(found.contains(&number), distance <= reach && !taken[number], "{point:?} from {place:?}");
            }
            for number in found {
                taken[number] = true;
            }
        }
        assert!(taken[2_000] && taken[2_001], "both sides of the antimeridian");
    }

    #[test]
    fn a_table_keeps_what_it_is_given() {
        let mut table = CellTable::for_entries(1_000);
        for key in 0..1_000_u64 {
            *table.entry(key << 32, 0) += u32::try_from(key).unwrap();
        }
        assert!((0..1_000_u64).all(|key| table.get_mut(key << 32).copied() == u32::try_from(key).ok()));
        assert_eq!(table.get_mut(5), None);
    }
}
