//! Entries of a list that change places: dragged by a grip, or moved with the arrow keys while the grip has the
//! keyboard. It knows places, not what stands in them.

use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Rangef, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::drags;
use super::icon::{self, Icon};
use crate::ui::theme;
use crate::ui::widgets::contents::info;

/// A list while it is drawn.
#[derive(Debug)]
pub struct Reorder {
    id: Id,
    rows: Vec<Rangef>,
    dragged: Option<usize>,
    released: bool,
    step: Option<(usize, usize)>,
}

impl Reorder {
    /// Begins to draw a list.
    pub const fn new(id: Id) -> Self {
        Self { id, rows: Vec::new(), dragged: None, released: false, step: None }
    }

    /// Draws the grip of the entry at a place, whose key stays with it. `of` is how many there are.
    pub fn grip_ui(&mut self, ui: &mut Ui, at: usize, of: usize, key: u64, name: &str) {
        let tokens = theme::tokens(ui);
        let size = vec2(theme::ICON_BUTTON - 6.0, theme::CONTROL_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let response = ui
            .interact(rect, self.id.with(("grip", key)), Sense::click_and_drag())
            .on_hover_cursor(CursorIcon::Grab)
            .on_hover_text("Drag to another place, or press Up and Down");
        let color = if response.hovered() || response.has_focus() { tokens.text } else { tokens.text_weak };
        icon::paint(ui.painter(), Icon::Grip, rect, color);
        if response.clicked() {
            response.request_focus();
        }
        if response.has_focus() {
            icon::focus_ring(ui.painter(), rect.shrink2(vec2(1.0, 2.0)), tokens);
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
            let (up, down) = ui.input_mut(|input| {
                let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
                (pressed(Key::ArrowUp), pressed(Key::ArrowDown))
            });
            if up && 0 < at {
                self.step = Some((at, at - 1));
            } else if down && at + 1 < of {
                self.step = Some((at, at + 1));
            }
        }
        if response.dragged() || response.drag_stopped() {
            self.dragged = Some(at);
            self.released = response.drag_stopped();
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        }
        response.widget_info(info(&|| WidgetInfo::labeled(Role::Button, true, format!("Move {name}"))));
    }

    /// Notes where an entry stands, in order.
    pub fn row(&mut self, rect: Rect) {
        self.rows.push(rect.y_range());
    }

    /// Shows where the dragged entry would go; when it is let go, says from where to where it moves.
    pub fn finish(self, ui: &Ui, x: Rangef) -> Option<(usize, usize)> {
        if self.step.is_some() {
            return self.step;
        }
        let from = self.dragged.filter(|_| !drags::is_ended(ui.ctx()))?;
        let y = ui.ctx().pointer_interact_pos().or_else(|| ui.ctx().pointer_latest_pos())?.y;
        let gap = self.rows.iter().filter(|row| row.center() < y).count();
        let to = if from < gap { gap - 1 } else { gap };
        if self.released {
            return (from != to).then_some((from, to));
        }
        if let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) {
            let line = match (gap.checked_sub(1).and_then(|above| self.rows.get(above)), self.rows.get(gap)) {
                (Some(above), Some(below)) => f32::midpoint(above.max, below.min),
                (None, _) => first.min - 2.0,
                (Some(_), None) => last.max + 2.0,
            };
            ui.painter().hline(x, line, Stroke::new(2.0, theme::tokens(ui).accent));
        }
        None
    }
}

/// Moves an entry of a list to another place.
pub fn shift<T>(items: &mut Vec<T>, from: usize, to: usize) {
    if from < items.len() && to < items.len() {
        let item = items.remove(from);
        items.insert(to, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_change_places() {
        let mut letters = vec!['a', 'b', 'c', 'd'];
        shift(&mut letters, 0, 2);
        assert_eq!(letters, ['b', 'c', 'a', 'd']);
        shift(&mut letters, 3, 0);
        assert_eq!(letters, ['d', 'b', 'c', 'a']);
        shift(&mut letters, 9, 0);
        assert_eq!(letters, ['d', 'b', 'c', 'a']);
    }
}
