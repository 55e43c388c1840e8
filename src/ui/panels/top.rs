//! What stands above: menus, the search box in the middle, and how saving stands.

use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use super::palette::CommandPalette;
use super::{menus, palette, status};
use crate::ui::theme;
use crate::ui::view::PanelContext;

/// The width of the search box, where there is room.
const SEARCH_WIDTH: f32 = 400.0;
/// The room that menus take.
const MENUS_WIDTH: f32 = 232.0;

/// Draws it.
pub(in crate::ui) fn top_ui(palette: &mut CommandPalette, cx: &PanelContext<'_>, ui: &mut Ui) {
    let room = ui.max_rect();
    let part = |ui: &mut Ui, rect: Rect, layout: Layout| ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    let width = SEARCH_WIDTH.min(room.width() - 2.0 * MENUS_WIDTH).max(160.0);
    let search = Rect::from_center_size(room.center(), vec2(width, theme::CONTROL_HEIGHT));
    let left = Rect::from_min_max(room.min, search.left_bottom() - vec2(theme::GAP, 0.0));
    let right = Rect::from_min_max(search.right_top() + vec2(theme::GAP_EDGE, 0.0), room.max);
    menus::menus_ui(cx, &mut part(ui, left, Layout::left_to_right(Align::Center)));
    palette::search_ui(palette, cx, &mut part(ui, search, Layout::left_to_right(Align::Center)));
    status::status_ui(cx, &mut part(ui, right, Layout::right_to_left(Align::Center)));
}
