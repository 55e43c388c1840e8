//! Check boxes that stand out from the ground, also where nothing is checked.

use egui::{Checkbox, Response, Stroke, Ui};

use crate::ui::theme;

/// Draws a check box.
pub fn check_ui(ui: &mut Ui, check: Checkbox<'_>, enabled: bool) -> Response {
    let tokens = theme::tokens(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for widget in [&mut widgets.inactive, &mut widgets.noninteractive] {
            widget.bg_fill = tokens.field;
            widget.bg_stroke = Stroke::new(1.0, tokens.text_weak);
        }
        ui.add_enabled(enabled, check)
    })
    .inner
}
