//! What rows of the list are made of: signs, cells, words; and the rows of a patch.

use egui::{Align, Color32, FontId, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::patch::{PatchRow, cut};
use crate::compare::Became;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::contents::info;
use crate::ui::widgets::text;

/// Longer texts are cut before they are laid out: no row is that wide.
pub(super) const MAX_DRAWN: usize = 400;
/// The width of a patch row's operation.
const OPERATION_WIDTH: f32 = 68.0;
/// The part of a patch row that its place has.
const PATH_PART: f32 = 0.6;

/// A text in a row.
pub(super) struct Cell<'a> {
    /// Where it begins.
    pub x: f32,
    /// The room that it has.
    pub width: f32,
    pub words: &'a str,
    pub font: FontId,
    pub color: Color32,
}

/// Draws the cells of a row; says whether any text was cut.
pub(super) fn cells<const N: usize>(ui: &Ui, rect: Rect, cells: [Cell<'_>; N]) -> bool {
    let mut is_cut = false;
    for Cell { x, width, words, font, color } in cells {
        let room = Rect::from_min_size(pos2(x, rect.top()), vec2(width - theme::GAP, rect.height()));
        let galley = text::line(ui, words, font, color, room.width());
        text::put(ui, room, Align::Min, &galley, color);
        is_cut |= galley.elided;
    }
    is_cut
}

/// The sign of what became of an object, told apart by its shape as well as by its colour.
pub(super) fn sign(ui: &Ui, became: Became, centre: Pos2, tokens: &Tokens) {
    /// Half of its width, and half of what two lines are apart.
    const HALF: f32 = 4.5;
    const APART: f32 = 2.25;
    let line = |from: (f32, f32), to: (f32, f32), color: Color32| {
        let stroke = egui::Stroke::new(2.0, color);
        ui.painter().line_segment([centre + vec2(from.0, from.1), centre + vec2(to.0, to.1)], stroke);
    };
    let level = |y: f32, color: Color32| line((-HALF, y), (HALF, y), color);
    match became {
        Became::Added => {
            level(0.0, tokens.normal);
            line((0.0, -HALF), (0.0, HALF), tokens.normal);
        }
        Became::Removed => level(0.0, tokens.wrong),
        Became::Updated => {
            level(-APART, tokens.warned);
            level(APART, tokens.warned);
        }
    }
}

/// A row of the list.
pub(super) fn row_ui(ui: &mut Ui, sense: Sense) -> (Rect, Response) {
    ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), sense)
}

/// A row that only says something.
pub(super) fn weak_row_ui(ui: &mut Ui, words: &str, indent: f32) {
    let (rect, response) = row_ui(ui, Sense::hover());
    let room = rect.with_min_x(rect.left() + indent);
    let color = theme::tokens(ui).text_weak;
    let galley = text::line(ui, words, FontId::proportional(theme::TEXT_BODY), color, room.width());
    text::put(ui, room, Align::Min, &galley, color);
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, words)));
    if galley.elided {
        response.on_hover_text_at_pointer(words.to_owned());
    }
}

/// A row of a patch.
pub(super) fn patch_row_ui(ui: &mut Ui, row: &PatchRow) {
    let (rect, response) = row_ui(ui, Sense::hover());
    let tokens = theme::tokens(ui);
    let whole = || format!("{} {} {}", row.operation, row.path, row.value);
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Row, true, whole())));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let weak = if response.hovered() { tokens.text } else { tokens.text_weak };
    let (body, code) = (FontId::proportional(theme::TEXT_BODY), FontId::monospace(theme::TEXT_SMALL));
    let from = rect.left() + theme::GAP_EDGE;
    let rest = rect.right() - theme::GAP - from - OPERATION_WIDTH;
    let path_width = if row.value.is_empty() { rest } else { rest * PATH_PART };
    let (at_path, at_value) = (from + OPERATION_WIDTH, from + OPERATION_WIDTH + path_width);
    let value = cut(&row.value, MAX_DRAWN);
    let cells = [
        Cell { x: from, width: OPERATION_WIDTH, words: row.operation, font: body, color: weak },
        Cell { x: at_path, width: path_width, words: &row.path, font: code.clone(), color: tokens.text },
        Cell { x: at_value, width: rest - path_width, words: &value, font: code, color: tokens.text },
    ];
    if self::cells(ui, rect, cells) {
        response.on_hover_text_at_pointer(whole());
    }
}
