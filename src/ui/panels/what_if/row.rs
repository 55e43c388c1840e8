//! A row of the tab: a name and a few numbers, cut where they must be.

use egui::{Align, Color32, FontId, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::theme;
use crate::ui::widgets::contents::info;
use crate::ui::widgets::icon::focus_ring;
use crate::ui::widgets::text;

/// The width of a number.
pub(super) const NUMBER: f32 = 68.0;

/// The name of a part must be readable: below this width the numbers that say least, the last ones, give way.
const WORDS_LEAST: f32 = 132.0;
/// The same of two names with an arrow between them.
const PAIR_LEAST: f32 = 204.0;

/// What a row shows.
pub(super) struct FailureRow<'a> {
    /// What it is called for those who hear it.
    pub name: &'a str,
    /// At its left.
    pub words: &'a str,
    /// At its right, the last one outermost.
    pub numbers: &'a [(String, Color32)],
    /// The colour of the words.
    pub color: Color32,
    /// Whether it is the one that is shown.
    pub is_current: bool,
    /// Whether it can be clicked.
    pub sense: Sense,
}

/// Draws a row.
pub(super) fn row_ui(ui: &mut Ui, row: &FailureRow<'_>) -> Response {
    row_with(ui, row, WORDS_LEAST)
}

/// Draws a row that says who takes over from whom.
pub(super) fn pair_row_ui(ui: &mut Ui, row: &FailureRow<'_>) -> Response {
    row_with(ui, row, PAIR_LEAST)
}

fn row_with(ui: &mut Ui, row: &FailureRow<'_>, words_least: f32) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), row.sense);
    if ui.is_rect_visible(rect) {
        if row.is_current {
            ui.painter().rect_filled(rect, 4.0, tokens.selected);
        } else if response.hovered() && row.sense.senses_click() {
            ui.painter().rect_filled(rect, 4.0, tokens.hover);
        }
        if response.has_focus() {
            focus_ring(ui.painter(), rect, tokens);
        }
        let font = FontId::proportional(theme::TEXT_BODY);
        let mut right = rect.right() - theme::GAP;
        for (number, color) in
            row.numbers.iter().take(numbers_that_fit(rect.width() - words_least, row.numbers.len())).rev()
        {
            let cell = Rect::from_x_y_ranges(right - NUMBER..=right, rect.y_range());
            let galley = text::line(ui, number, font.clone(), *color, NUMBER);
            text::put(ui, cell, Align::Max, &galley, *color);
            right -= NUMBER + theme::GAP_SMALL;
        }
        let cell = Rect::from_x_y_ranges(rect.left() + theme::GAP_SMALL..=right - theme::GAP_SMALL, rect.y_range());
        let galley = text::line(ui, row.words, font, row.color, cell.width());
        text::put(ui, cell, Align::Min, &galley, row.color);
    }
    let role = if row.sense.senses_click() { Role::Button } else { Role::Label };
    response.widget_info(info(&|| WidgetInfo::selected(role, true, row.is_current, row.name)));
    response
}

/// The last numbers give way in a narrow half, so that names can be read; the first always stays.
fn numbers_that_fit(mut room: f32, count: usize) -> usize {
    let fits = (0..count).take_while(|_| {
        room -= NUMBER + theme::GAP_SMALL;
        0.0 <= room
    });
    fits.count().max(1)
}

/// The heads of the columns; `name` says the words in full for those who hear them.
pub(super) fn heads_ui(ui: &mut Ui, name: &str, words: &str, numbers: &[&str]) {
    heads_with(ui, name, words, numbers, WORDS_LEAST);
}

/// The same above rows that say who takes over from whom.
pub(super) fn pair_heads_ui(ui: &mut Ui, words: &str, numbers: &[&str]) {
    heads_with(ui, words, words, numbers, PAIR_LEAST);
}

fn heads_with(ui: &mut Ui, name: &str, words: &str, numbers: &[&str], words_least: f32) {
    let color = theme::tokens(ui).text_weak;
    let numbers: Vec<(String, Color32)> = numbers.iter().map(|&number| (number.to_owned(), color)).collect();
    let row = FailureRow { name, words, numbers: &numbers, color, is_current: false, sense: Sense::hover() };
    row_with(ui, &row, words_least);
}

/// Like `12.3 %`.
pub(super) fn percent(part: f64, whole: f64) -> String {
    if whole <= 0.0 { "0 %".to_owned() } else { format!("{:.1} %", part / whole * 100.0) }
}
