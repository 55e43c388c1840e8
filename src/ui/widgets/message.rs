//! What is said under a field: hints, findings, and what cannot be stored. Never by colour alone.

use egui::{FontId, Rect, Sense, Ui, pos2, vec2};

use super::icon::{self, Icon};
use crate::finding::Severity;
use crate::ui::theme;
use crate::ui::widgets::contents::info;

/// Draws a message; longer ones wrap. An error cannot be stored, a warning can, a note is good to know.
pub fn message_ui(ui: &mut Ui, severity: Severity, text: &str) {
    let tokens = theme::tokens(ui);
    let color = match severity {
        Severity::Note => tokens.text_weak,
        Severity::Warning => tokens.warned,
        Severity::Error => tokens.wrong,
    };
    let sign = if severity == Severity::Note { 0.0 } else { theme::TEXT_SMALL + theme::GAP_SMALL };
    let font = FontId::proportional(theme::TEXT_SMALL);
    // Findings keep the text's colour, which is easier to read; their sign has the other one.
    let ink = if severity == Severity::Note { tokens.text_weak } else { tokens.text };
    let galley = ui.painter().layout(text.to_owned(), font, ink, (ui.available_width() - sign).max(40.0));
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(sign, 0.0), Sense::hover());
    if sign != 0.0 {
        let square = Rect::from_min_size(rect.min, vec2(theme::TEXT_SMALL, theme::TEXT_SMALL + 3.0));
        match severity {
            Severity::Error => icon::paint(ui.painter(), Icon::Cross, square, color),
            Severity::Note | Severity::Warning => icon::paint(ui.painter(), Icon::Warning, square, color),
        }
    }
    ui.painter().galley(pos2(rect.left() + sign, rect.top()), galley, ink);
    response.widget_info(info(&|| egui::WidgetInfo::labeled(egui::Role::Label, true, text)));
}
