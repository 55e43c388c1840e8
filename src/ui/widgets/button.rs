//! Buttons: plain ones and the one that a place is about.

use egui::{Button, Response, RichText, Stroke, Ui, vec2};

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
        ui.add(Button::new(text).min_size(vec2(0.0, theme::CONTROL_HEIGHT)))
    })
    .inner
}
