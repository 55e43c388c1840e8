//! What stands below the filter's field while somebody types into it: why it cannot be read, or what may follow; and the
//! filters that were saved.

use egui::{Area, Frame, Key, Modifiers, Order as LayerOrder, Popup, PopupCloseBehavior, Response, Ui, vec2};

use super::state::TableState;
use crate::finding::Severity;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::contents;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text;

/// The width of what is said below the field.
const WIDTH: f32 = 440.0;

/// Hears Tab, which takes the first that may follow, before the field itself does.
pub(super) fn take_tab(ui: &Ui, field: egui::Id, state: &mut TableState) {
    let first = state.completions.offers().first().map(|first| first.text.clone());
    let Some(first) = first.filter(|_| ui.memory(|memory| memory.has_focus(field))) else { return };
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab)) {
        put(ui, field, state, first);
    }
}

/// Says below the field what is wrong, or what may follow.
pub(super) fn below_ui(ui: &Ui, view: &ViewContext<'_>, state: &mut TableState, response: &Response) {
    // A click on what may follow takes the keyboard off the field before it is heard.
    let is_typed = response.has_focus() || response.lost_focus();
    if is_typed {
        state.completions.follow(ui.ctx(), view, state.kind, &state.filter);
    } else {
        state.completions.end();
    }
    let offers = state.completions.offers().to_vec();
    if state.fault.is_none() && offers.is_empty() {
        return;
    }
    // Under the field, so that nothing moves while somebody types.
    let below = response.rect.left_bottom() + vec2(0.0, theme::GAP_SMALL);
    let area = Area::new(response.id.with("below")).order(LayerOrder::Foreground).fixed_pos(below);
    let mut chosen = None;
    area.show(
        ui.ctx(),
        contents(&mut |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(WIDTH);
                if let Some(fault) = &state.fault {
                    message_ui(ui, Severity::Error, &text::capitalised(&fault.to_string()));
                }
                for (at, offer) in offers.iter().enumerate() {
                    let button = egui::Button::new(offer.name.as_str()).frame_when_inactive(false);
                    let button = if at == 0 { button.shortcut_text("Tab") } else { button };
                    if ui.add(button).accessible_name(format!("Complete with {}", offer.name)).clicked() {
                        chosen = Some(offer.text.clone());
                    }
                }
            });
        }),
    );
    if let Some(text) = chosen {
        put(ui, response.id, state, text);
    }
}

/// Puts a filter into the field, and the cursor behind it.
fn put(ui: &Ui, field: egui::Id, state: &mut TableState, filter: String) {
    let end = egui::text::CCursor::new(filter.chars().count());
    state.filter = filter;
    let mut kept = egui::TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    kept.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
    kept.store(ui.ctx(), field);
    ui.memory_mut(|memory| memory.request_focus(field));
}

/// The filters that were saved, and what saves this one.
pub(super) fn saved_ui(ui: &mut Ui, state: &mut TableState) {
    let response = icon_button(ui, Icon::Down, "Saved filters", true);
    Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Saved filters")
        .show(contents(&mut |ui| {
            ui.set_min_width(220.0);
            let current = state.filter.trim().to_owned();
            let is_new = !current.is_empty() && state.fault.is_none() && !state.filters.contains(&current);
            if ui.add_enabled(is_new, egui::Button::new("Save this filter")).clicked() {
                state.filters.push(current);
            }
            if state.filters.is_empty() {
                text::small_ui(ui, "No filters saved yet");
                return;
            }
            ui.separator();
            let mut gone = None;
            for (at, filter) in state.filters.clone().into_iter().enumerate() {
                ui.horizontal(|ui| {
                    if icon_button(ui, Icon::Cross, &format!("Forget filter {filter}"), true).clicked() {
                        gone = Some(at);
                    }
                    if ui.button(filter.as_str()).clicked() {
                        state.filter = filter;
                        ui.close();
                    }
                });
            }
            if let Some(at) = gone {
                state.filters.remove(at);
            }
        }));
}
