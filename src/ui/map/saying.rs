//! What is said over the map in a line: at its top, and for those who hear it.
//!
//! It must not know what is going on.

use egui::{Align2, FontId, Painter, Rect, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::camera::View;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::info;

/// What is said beside the pointer, for those who hear it.
pub(super) fn announce(words: &[String], ui: &Ui, seen: View) {
    let rect = Rect::from_center_size(seen.rect.center(), Vec2::splat(1.0));
    let spoken = ui.interact(rect, ui.scope_id().with("in the hand"), Sense::hover());
    spoken.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, words.join("; "))));
}

/// One line at the top of the map.
pub(super) fn banner(painter: &Painter, text: &str, seen: &View, view: &ViewContext<'_>) {
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(theme::TEXT_BODY), view.tokens.text);
    let at = seen.rect.center_top() + vec2(0.0, theme::GAP_ROW);
    let size = galley.size() + vec2(theme::GAP_EDGE * 2.0, theme::GAP * 1.5);
    let area = Align2::CENTER_TOP.anchor_size(at, size);
    painter.rect(area, 6.0, view.tokens.raised, (1.0, view.tokens.accent), StrokeKind::Inside);
    painter.galley(Align2::CENTER_CENTER.anchor_size(area.center(), galley.size()).min, galley, view.tokens.text);
}
