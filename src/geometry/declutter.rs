//! Rectangles that must not overlap: who comes first has the place.
//!
//! It must not know what is in them.

use super::viewport::Patch;

/// The side of a cell, in points.
const CELL: f32 = 64.0;

/// The rectangles that have their place.
#[derive(Debug, Default)]
pub struct Declutter {
    corner: [f32; 2],
    columns: usize,
    cells: Vec<Vec<Patch>>,
}

impl Declutter {
    /// Forgets everything; from now on for this part of the picture.
    pub fn clear(&mut self, area: Patch) {
        let cells = |points: f32| (points / CELL) as usize + 1;
        let [width, height] = area.size();
        self.columns = cells(width);
        self.cells.resize_with(self.columns * cells(height), Vec::new);
        self.cells.iter_mut().for_each(Vec::clear);
        self.corner = area.min;
    }

    /// Takes a place whoever has it.
    pub fn occupy(&mut self, patch: Patch) {
        for cell in self.cells_of(patch) {
            self.cells[cell].push(patch);
        }
    }

    /// Takes a place if nobody has it; says whether it did.
    pub fn place(&mut self, patch: Patch) -> bool {
        let is_free = self.is_free(patch);
        if is_free {
            self.occupy(patch);
        }
        is_free
    }

    /// Whether nobody has a place.
    pub fn is_free(&self, patch: Patch) -> bool {
        self.cells_of(patch).all(|cell| self.cells[cell].iter().all(|other| !other.overlaps(&patch)))
    }

    fn cells_of(&self, patch: Patch) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns;
        let rows = self.cells.len().checked_div(columns).unwrap_or(0);
        let [first, last] = [patch.min, patch.max].map(|corner| {
            let at = |axis: usize, of: usize| {
                let cell = ((corner[axis] - self.corner[axis]) / CELL).max(0.0) as usize;
                cell.min(of.saturating_sub(1))
            };
            [at(0, columns), at(1, rows)]
        });
        let last_row = if rows == 0 { 0 } else { last[1] + 1 };
        (first[1]..last_row).flat_map(move |row| (first[0]..=last[0]).map(move |column| row * columns + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_come_first_served() {
        let mut declutter = Declutter::default();
        assert!(declutter.place(Patch::at([0.0, 0.0], [1.0, 1.0])), "before there is an area");
        declutter.clear(Patch::at([50.0, 50.0], [500.0, 300.0]));
        let label = |x: f32, y: f32| Patch::at([x, y], [90.0, 14.0]);
        assert!(declutter.place(label(100.0, 100.0)));
        assert!(!declutter.place(label(150.0, 105.0)));
        assert!(declutter.place(label(190.0, 100.0)), "they may touch");
        declutter.occupy(label(300.0, 200.0));
        assert!(!declutter.place(label(280.0, 210.0)));
        assert!(declutter.place(label(-500.0, -500.0)) && !declutter.place(label(-500.0, -500.0)), "outside too");
        declutter.clear(Patch::at([0.0, 0.0], [100.0, 100.0]));
        assert!(declutter.place(label(100.0, 100.0)));
    }
}
