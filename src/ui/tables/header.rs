//! A table's header: it sticks above the rows, sorts when it is clicked, and its edges are dragged.

use egui::{Align, CursorIcon, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2};

use super::state::TableState;
use crate::tabular::columns::{CellSource, GivenColumn};
use crate::ui::theme;
use crate::ui::widgets::contents::info;
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::text;

/// How far from a column's edge one can take it.
const GRAB: f32 = 4.0;

/// The width of the column of problems, which stands before all others.
pub(super) const PROBLEMS_WIDTH: f32 = 44.0;

/// The shown columns and where they stand, from the left edge of the table.
pub(super) fn spans(state: &TableState) -> Vec<(usize, f32, f32)> {
    // The names below stand under the title above.
    let mut x = theme::GAP + if state.has_problems { PROBLEMS_WIDTH } else { 0.0 };
    let mut spans = Vec::new();
    for (at, column) in state.columns.iter().enumerate().filter(|(_, column)| column.shown) {
        spans.push((at, x, x + column.width));
        x += column.width;
    }
    spans
}

/// Draws the header.
pub(super) fn header_ui(ui: &mut Ui, rect: Rect, state: &mut TableState) {
    let tokens = theme::tokens(ui);
    let clip = ui.clip_rect();
    ui.set_clip_rect(rect.intersect(clip));
    let left = rect.left() - state.scroll_x;
    for (at, from, to) in spans(state) {
        let cell = Rect::from_min_max(pos2(left + from, rect.top()), pos2(left + to, rect.bottom()));
        if !ui.is_rect_visible(cell) {
            continue;
        }
        cell_ui(ui, cell, state, at);
        edge_ui(ui, cell, state, at);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    ui.set_clip_rect(clip);
}

fn cell_ui(ui: &Ui, rect: Rect, state: &mut TableState, at: usize) {
    let tokens = theme::tokens(ui);
    let id = ui.scope_id().with(("header", at));
    let response = ui.interact(rect.shrink2(egui::vec2(GRAB, 0.0)), id, Sense::click());
    let rank = state.sort.iter().position(|(column, _)| *column == at);
    let sorted = rank.and_then(|rank| state.sort.get(rank)).map(|(_, descending)| *descending);
    let column = state.columns[at].column;
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let mut inner = rect.shrink2(egui::vec2(theme::GAP, 0.0));
    if let Some(descending) = sorted {
        let sign = if descending { Icon::Descending } else { Icon::Ascending };
        let square = Rect::from_min_max(pos2(inner.right() - 10.0, inner.top()), inner.max);
        icon::paint(ui.painter(), sign, square, tokens.text);
        inner.max.x -= 10.0 + theme::GAP_SMALL;
    }
    if let Some(rank) = rank.filter(|_| 1 < state.sort.len()) {
        let font = egui::FontId::proportional(theme::TEXT_SMALL);
        let number = text::line(ui, &(rank + 1).to_string(), font, tokens.text_weak, inner.width());
        text::put(ui, inner, Align::Max, &number, tokens.text_weak);
        inner.max.x -= number.size().x + theme::GAP_SMALL;
    }
    let color = if sorted.is_some() { tokens.text } else { tokens.text_weak };
    let galley = text::line(ui, column.header, theme::strong(theme::TEXT_SMALL), color, inner.width());
    let align = if column.numeric { Align::Max } else { Align::Min };
    text::put(ui, inner, align, &galley, color);
    if response.has_focus() {
        icon::focus_ring(ui.painter(), rect.shrink(1.0), tokens);
    }
    response.widget_info(info(&|| {
        let mut info = WidgetInfo::labeled(Role::ColumnHeader, true, column.header);
        info.current_text_value =
            sorted.map(|descending| if descending { "descending" } else { "ascending" }.to_owned());
        info
    }));
    if response.clicked() {
        let also = ui.input(|input| input.modifiers.shift || input.modifiers.command);
        state.sort_by(at, also);
    }
    let told = match column.source {
        CellSource::Given(GivenColumn::Load) => {
            "Load: what is asked of it, in Mbit/s of the demand, or where no demand says that in coverage zones\n"
        }
        CellSource::Given(GivenColumn::CapacityUsed) => {
            "Capacity used: how much of its maximum bandwidth the load is\n"
        }
        CellSource::Given(GivenColumn::Services) => {
            "Services: how many delivery services its caches have, by assignment or by a topology\n"
        }
        CellSource::Given(GivenColumn::Findings) => "Findings: how many of the rules' findings about it count\n",
        _ => "",
    };
    response.on_hover_text(format!("{told}{}\nClick to sort; Shift and click to sort by this as well", column.header));
}

/// The right edge of a column: drag it to make the column wider, double-click it to fit all columns again.
fn edge_ui(ui: &Ui, cell: Rect, state: &mut TableState, at: usize) {
    let tokens = theme::tokens(ui);
    let rect = Rect::from_x_y_ranges(cell.right() - GRAB..=cell.right() + GRAB, cell.y_range());
    let response = ui
        .interact(rect, ui.scope_id().with(("edge", at)), Sense::DRAG | Sense::CLICK)
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let lit = response.hovered() || response.dragged();
    let color = if lit { tokens.text_weak } else { tokens.line };
    ui.painter().vline(cell.right() - 0.5, cell.y_range().shrink(6.0), Stroke::new(if lit { 2.0 } else { 1.0 }, color));
    let column = &mut state.columns[at];
    let header = column.column.header;
    if response.dragged() {
        column.width = (column.width + response.drag_delta().x).max(theme::COLUMN_MIN).max(column.needed);
        state.resized = true;
    } else if response.double_clicked() {
        state.resized = false;
    }
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Splitter, true, format!("Width of {header}"))));
}
