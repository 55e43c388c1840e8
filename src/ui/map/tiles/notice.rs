//! What the map says when the tiles that somebody chose do not come, and what can be done.
//!
//! It must not know why.

use egui::{Align, Frame, Label, Layout, Margin, Rect, UiBuilder, vec2};

use crate::ui::commands::Command;
use crate::ui::map::MapView;
use crate::ui::map::camera::View;
use crate::ui::theme;
use crate::ui::view::ViewContext;

/// It grows no wider.
const WIDTH: f32 = 420.0;

/// Draws it at the upper edge of the map.
pub(in crate::ui::map) fn notice_ui(map: &mut MapView, ui: &mut egui::Ui, seen: View, view: &ViewContext<'_>) {
    let Some(words) = map.picture.tiles.trouble().map(str::to_owned) else { return };
    let width = WIDTH.min(seen.rect.width() - 120.0);
    let corner = seen.rect.center_top() + vec2(-width / 2.0, theme::GAP_ROW);
    let room = Rect::from_min_size(corner, vec2(width, seen.rect.height() / 2.0));
    let mut again = false;
    let mut inside = ui.new_child(UiBuilder::new().id_salt("tiles notice").max_rect(room));
    Frame::new()
        .fill(view.tokens.raised)
        .stroke((1.0, view.tokens.line))
        .corner_radius(6)
        .inner_margin(Margin::same(12))
        .show(&mut inside, |ui| {
            ui.set_width(width - 24.0);
            ui.add(Label::new(format!("{words}. The built-in map is shown.")).wrap());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                again = ui.button("Try again").clicked();
                if ui.button("Map background…").clicked() {
                    view.queue.run(Command::MapBackground);
                }
            });
        });
    if again {
        map.picture.tiles.try_again(ui.ctx());
    }
}
