//! Buttons: plain ones and the one that a place is about.

use egui::{Button, Response, RichText, Stroke, Ui, vec2};

use super::icon::focus_ring;
use crate::ui::theme;

/// A button as high as fields are.
pub fn button(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    ui.add_enabled(enabled, Button::new(text).min_size(vec2(0.0, theme::CONTROL_HEIGHT)))
}

/// The button that a place is about, in the accent.
pub fn primary(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    if !enabled {
        return button(ui, text, false);
    }
    let tokens = theme::tokens(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for widget in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            widget.weak_bg_fill = tokens.accent;
            widget.bg_stroke = Stroke::new(1.0, tokens.accent);
        }
        ui.visuals_mut().widgets.hovered.bg_stroke = Stroke::new(2.0, tokens.text);
        let text = RichText::new(text).color(tokens.on_accent).font(theme::strong(theme::TEXT_BODY));
        let response = ui.add(Button::new(text).min_size(vec2(0.0, theme::CONTROL_HEIGHT)));
        if response.has_focus() {
            focus_ring(ui.painter(), response.rect.expand(theme::RING_APART), tokens);
        }
        response
    })
    .inner
}

/// A few buttons in the middle: measured in one frame, centred in the next.
pub fn centered_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("centred");
    let width: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    ui.horizontal(|ui| {
        ui.add_space(((ui.available_width() - width) / 2.0).max(0.0));
        let used = ui.scope(add).response.rect.width();
        if (used - width).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(id, used));
            ui.ctx().request_repaint();
        }
    });
}
