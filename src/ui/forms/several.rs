//! What the form's place shows when there is no one object to show: several, or none.

use egui::{Align, FontId, Layout, Ui};

use super::bulk::Bulk;
use super::kinds;
use crate::model::{AnyId, Kind, grouped};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::pick::Picker;
use crate::ui::widgets::{button, offer, text};

/// Several objects are selected: how many, which, and what can be done with all of them.
pub(super) fn several_ui(ui: &mut Ui, view: &ViewContext<'_>, bulk: &mut Bulk, picker: &mut Picker) {
    let Some(kind) = view.selection.kind() else { return };
    let tokens = view.tokens;
    let title = format!("{} {} selected", grouped(view.selection.len()), kind.plural());
    let frame = egui::Frame::NONE.inner_margin(theme::FORM_BUTTONS);
    egui::Panel::bottom("several footer").frame(frame).resizable(false).show(ui, |ui| {
        ui.horizontal(|ui| {
            if kinds::of(kind).is_on_map && button::button(ui, "Show on map", true).clicked() {
                view.queue.run(Command::FitSelection);
            }
            if button::button(ui, "Clear selection", true).clicked() {
                view.queue.send(Action::Select(Selection::default()));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if button::button(ui, "Delete", view.editable).clicked() {
                    view.queue.send(Action::Delete(view.selection.iter().collect()));
                }
            });
        });
    });
    egui::Frame::NONE.inner_margin(theme::FORM_TITLE).show(ui, |ui| {
        text::line_ui(ui, &title, theme::strong(theme::TEXT_TITLE), tokens.text);
        ui.add_space(theme::GAP_ROW);
        if view.editable {
            bulk.bulk_ui(ui, view, kind, picker);
            ui.add_space(theme::GAP_ROW);
            ui.separator();
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        rows_ui(
            egui::ScrollArea::vertical().auto_shrink(false),
            ui,
            theme::ROW_HEIGHT,
            view.selection.len(),
            &mut |ui, rows| {
                for object in view.selection.iter().skip(rows.start).take(rows.len()) {
                    one_ui(ui, view, object);
                }
            },
        );
    });
}

fn one_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId) {
    let name = view.plan.name_of(object).unwrap_or_default();
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), theme::ROW_HEIGHT),
        Layout::left_to_right(Align::Center),
        |ui| {
            if text::link_ui(ui, &name, &format!("Select {name} only")).clicked() {
                view.queue.send(Action::Select(Selection::one(object)));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                // The bar that scrolls the list floats over its edge.
                ui.add_space(theme::GAP);
                let aside = offer::aside(view.plan, object);
                let font = FontId::proportional(theme::TEXT_SMALL);
                text::line_ui(ui, &aside, font, view.tokens.text_weak);
            });
        },
    );
}

/// The plan has nothing that could be selected yet: how something gets here.
pub(super) fn nothing_ui(ui: &mut Ui, view: &ViewContext<'_>) {
    let tokens = view.tokens;
    egui::Frame::NONE.inner_margin(theme::FORM_TITLE).show(ui, |ui| {
        ui.add_space(ui.available_height() / 4.0);
        ui.vertical_centered(|ui| {
            ui.label(egui::RichText::new("The plan is empty").size(theme::TEXT_EMPTY).color(tokens.text));
            ui.add_space(theme::GAP);
            if !view.editable {
                return;
            }
            let words = "Bring in what Traffic Ops has, or begin with a CDN of your own";
            ui.label(egui::RichText::new(words).color(tokens.text_weak));
            ui.add_space(theme::GAP_EDGE);
            for command in [Command::Import, Command::NewCdn] {
                if button::button(ui, command.info().name, true).clicked() {
                    view.queue.run(command);
                }
                ui.add_space(theme::GAP);
            }
            if button::button(ui, "New cache group…", true).clicked() {
                view.queue.send(Action::StartNew(Kind::CacheGroup, None));
            }
        });
    });
}
