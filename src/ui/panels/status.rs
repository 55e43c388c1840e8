//! The light: how the plan stands towards its file, in words, and what can be done when it could not be saved.

use egui::{Button, Color32, Label, Response, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::model::visible;
use crate::ui::order::{Order, Purpose};
use crate::ui::theme;
use crate::ui::view::{Light, PanelContext};
use crate::ui::widgets::contents::info;

/// Draws it, from the right to the left.
pub(super) fn status_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    match cx.light {
        Light::Nothing => {
            ui.label(RichText::new("No plan is open").color(tokens.text_weak));
        }
        Light::Opening(name) => {
            light_ui(ui, tokens.warned, &format!("Opening {}…", visible(name)));
        }
        Light::Saved => {
            light_ui(ui, tokens.normal, "All changes saved").on_hover_text(path_of(cx));
        }
        Light::Troubled(trouble) => {
            let light = light_ui(ui, tokens.warned, "Saved, with trouble").on_hover_text(trouble);
            // Who cannot point at it hears what the trouble is.
            light.widget_info(info(&|| {
                WidgetInfo::labeled(Role::Label, true, format!("Saved, with trouble: {trouble}"))
            }));
        }
        Light::Saving => {
            light_ui(ui, tokens.warned, "Saving…").on_hover_text(path_of(cx));
        }
        Light::ReadOnly(note) => {
            let text = note.clone().unwrap_or_else(|| "Nothing is written to this plan".to_owned());
            light_ui(ui, tokens.down, "Read-only").on_hover_text(text);
        }
        Light::Failed { reason, unsaved } => failed_ui(cx, ui, reason, unsaved.len()),
    }
}

fn path_of(cx: &PanelContext<'_>) -> String {
    cx.path.map(|path| path.display().to_string()).unwrap_or_default()
}

fn failed_ui(cx: &PanelContext<'_>, ui: &mut Ui, reason: &str, unsaved: usize) {
    let tokens = theme::tokens(ui);
    for (name, help, order) in [
        ("Discard", "Forget the changes that could not be saved", Order::Discard),
        ("Save a copy…", "Write the plan with all changes into another file", Order::Ask(Purpose::SaveCopy)),
        ("Retry", "Try again to save", Order::Retry),
    ] {
        if ui.add(Button::new(name)).on_hover_text(help).clicked() {
            cx.view.queue.order(order);
        }
    }
    let count = if unsaved == 1 { "1 change".to_owned() } else { format!("{unsaved} changes") };
    light_ui(ui, tokens.wrong, &format!("{count} not saved")).on_hover_text(reason);
}

/// A disc and words; colour alone says nothing.
fn light_ui(ui: &mut Ui, color: Color32, text: &str) -> Response {
    let label = ui.add(Label::new(text).truncate().selectable(false).sense(Sense::hover()));
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, color);
    label
}
