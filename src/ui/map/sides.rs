//! Before and after side by side: one map, of which the part left of a line shows who serves whom while nothing is down,
//! and the part right of it who does while parts are. The line is dragged, or moved with the arrow keys.
//!
//! It must not know what is down, nor how either side is found out.

use egui::{Align2, CursorIcon, EventFilter, Key, Modifiers, Painter, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::contents::info;
use crate::ui::widgets::icon;

/// What the line is called.
const NAME: &str = "Line between before and after";
/// So far from the line it can be taken.
const GRAB: f32 = 7.0;
/// It never leaves the map.
const LEAST: f32 = 0.04;
/// A press of an arrow key moves it by so much of the map's width.
const STEP: f32 = 0.02;
/// How large its handle is.
const HANDLE: f32 = 11.0;
/// The words stand clear of what lies at the upper edge.
const WORDS_TOP: f32 = 52.0;

/// Where the line stands, as a part of the map's width.
pub(super) struct Sides(f32);

impl Default for Sides {
    fn default() -> Self {
        Self(0.5)
    }
}

impl Sides {
    fn line(&self, rect: Rect) -> f32 {
        (rect.left() + rect.width() * self.0).round()
    }

    /// What is painted of the map before, and what after.
    pub(super) fn halves(&self, painter: &Painter, rect: Rect) -> [Painter; 2] {
        let line = self.line(rect);
        let within = |half: Rect| painter.with_clip_rect(half.intersect(painter.clip_rect()));
        [within(rect.with_max_x(line)), within(rect.with_min_x(line))]
    }

    /// Draws the line and moves it.
    pub(super) fn line_ui(&mut self, ui: &Ui, rect: Rect, tokens: &Tokens) {
        let line = self.line(rect);
        let place = Rect::from_x_y_ranges(line - GRAB..=line + GRAB, rect.y_range());
        let id = ui.scope_id().with("before and after");
        let response = ui.interact(place, id, Sense::click_and_drag());
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            self.0 = (pointer.x - rect.left()) / rect.width().max(1.0);
        }
        if response.has_focus() {
            let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
            let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as f32;
            self.0 += STEP * (pressed(Key::ArrowRight) - pressed(Key::ArrowLeft));
        }
        self.0 = self.0.clamp(LEAST, 1.0 - LEAST);
        let value = f64::from(self.0 * 100.0).round();
        response.widget_info(info(&|| WidgetInfo::slider(true, value, NAME)));
        let lit = response.hovered() || response.dragged() || response.has_focus();
        paint(ui.painter(), pos2(self.line(rect), rect.center().y), rect, (lit, response.has_focus()), tokens);
        response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    }
}

fn paint(painter: &Painter, handle: egui::Pos2, rect: Rect, (lit, focused): (bool, bool), tokens: &Tokens) {
    let color = if lit { tokens.text } else { tokens.text_weak };
    painter.vline(handle.x, rect.y_range(), (4.0, tokens.ground));
    painter.vline(handle.x, rect.y_range(), (2.0, color));
    painter.circle(handle, HANDLE, tokens.panel, (1.5, color));
    for side in [-1.0, 1.0] {
        let tip = handle + vec2(side * 7.0, 0.0);
        let back = |up: f32| handle + vec2(side * 3.0, up);
        painter.line(vec![back(-4.0), tip, back(4.0)], (1.5, color));
    }
    if focused {
        icon::focus_ring(painter, Rect::from_center_size(handle, vec2(HANDLE, HANDLE) * 2.0), tokens);
    }
    let top = rect.top() + WORDS_TOP;
    for (words, align, side) in [("Before", Align2::RIGHT_CENTER, -1.0), ("After", Align2::LEFT_CENTER, 1.0)] {
        let galley = painter.layout_no_wrap(words.to_owned(), theme::strong(theme::TEXT_BODY), tokens.text);
        let at = align.anchor_size(pos2(handle.x + side * (theme::GAP_ROW + 4.0), top), galley.size());
        painter.rect_filled(at.expand2(vec2(6.0, 3.0)), theme::CORNER, tokens.panel.gamma_multiply(0.92));
        painter.galley(at.min, galley, tokens.text);
    }
}
