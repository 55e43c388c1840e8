//! Rectangles that must not overlap: who comes first has the place.
//!
//! It must not know what is in them.

use egui::{Rect, Vec2, vec2};

/// The side of a cell, in points.
const CELL: f32 = 64.0;

/// The rectangles that have their place.
#[derive(Default)]
pub(super) struct Declutter {
    area: Option<Rect>,
    columns: usize,
    cells: Vec<Vec<Rect>>,
}

impl Declutter {
    /// Forgets everything; from now on for this part of the screen.
    pub(super) fn clear(&mut self, area: Rect) {
        let cells = |points: f32| (points / CELL) as usize + 1;
        self.columns = cells(area.width());
        self.cells.resize_with(self.columns * cells(area.height()), Vec::new);
        self.cells.iter_mut().for_each(Vec::clear);
        self.area = Some(area);
    }

    /// Takes a place whoever has it.
    pub(super) fn occupy(&mut self, rect: Rect) {
        for cell in self.cells_of(rect) {
            self.cells[cell].push(rect);
        }
    }

    /// Takes a place if nobody has it; says whether it did.
    pub(super) fn place(&mut self, rect: Rect) -> bool {
        let is_free = self.cells_of(rect).all(|cell| self.cells[cell].iter().all(|other| !overlap(*other, rect)));
        if is_free {
            self.occupy(rect);
        }
        is_free
    }

    fn cells_of(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns;
        let rows = self.cells.len().checked_div(columns).unwrap_or(0);
        let offset = self.area.map_or(Vec2::ZERO, |area| area.min.to_vec2());
        let [first, last] = [rect.min, rect.max].map(|corner| {
            let corner = ((corner - offset).to_vec2() / CELL).max(vec2(0.0, 0.0));
            [(corner.x as usize).min(columns.saturating_sub(1)), (corner.y as usize).min(rows.saturating_sub(1))]
        });
        let last_row = if rows == 0 { 0 } else { last[1] + 1 };
        (first[1]..last_row).flat_map(move |row| (first[0]..=last[0]).map(move |column| row * columns + column))
    }
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn first_come_first_served() {
        let mut declutter = Declutter::default();
        assert!(declutter.place(Rect::from_min_size(pos2(0.0, 0.0), vec2(1.0, 1.0))), "before there is an area");
        declutter.clear(Rect::from_min_size(pos2(50.0, 50.0), vec2(500.0, 300.0)));
        let label = |x: f32, y: f32| Rect::from_min_size(pos2(x, y), vec2(90.0, 14.0));
        assert!(declutter.place(label(100.0, 100.0)));
        assert!(!declutter.place(label(150.0, 105.0)));
        assert!(declutter.place(label(190.0, 100.0)), "they may touch");
        declutter.occupy(label(300.0, 200.0));
        assert!(!declutter.place(label(280.0, 210.0)));
        assert!(declutter.place(label(-500.0, -500.0)) && !declutter.place(label(-500.0, -500.0)), "outside too");
        declutter.clear(Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 100.0)));
        assert!(declutter.place(label(100.0, 100.0)));
    }
}
