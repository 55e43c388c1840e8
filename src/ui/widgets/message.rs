//! What is said under a field: hints, findings, and what cannot be stored. Never by colour alone.

use egui::{Color32, FontId, Rect, Sense, Ui, pos2, vec2};

use super::icon::{self, Icon};
use crate::ui::theme::{self, Tokens};

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Good to know.
    Hint,
    /// Wrong, and can be stored all the same.
    Finding,
    /// Cannot be stored.
    Refusal,
}

impl Weight {
    const fn color(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Hint => tokens.text_weak,
            Self::Finding => tokens.warned,
            Self::Refusal => tokens.wrong,
        }
    }
}

/// Draws a message; longer ones wrap.
pub fn message_ui(ui: &mut Ui, weight: Weight, text: &str) {
    let tokens = theme::tokens(ui);
    let color = weight.color(tokens);
    let sign = if weight == Weight::Hint { 0.0 } else { theme::TEXT_SMALL + theme::GAP_SMALL };
    let font = FontId::proportional(theme::TEXT_SMALL);
    // Findings keep the text's colour, which is easier to read; their sign has the other one.
    let ink = if weight == Weight::Hint { tokens.text_weak } else { tokens.text };
    let galley = ui.painter().layout(text.to_owned(), font, ink, (ui.available_width() - sign).max(40.0));
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(sign, 0.0), Sense::hover());
    if sign != 0.0 {
        let square = Rect::from_min_size(rect.min, vec2(theme::TEXT_SMALL, theme::TEXT_SMALL + 3.0));
        match weight {
            Weight::Refusal => icon::paint(ui.painter(), Icon::Cross, square, color),
            Weight::Hint | Weight::Finding => icon::paint(ui.painter(), Icon::Warning, square, color),
        }
    }
    ui.painter().galley(pos2(rect.left() + sign, rect.top()), galley, ink);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
}
