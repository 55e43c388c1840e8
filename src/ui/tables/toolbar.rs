//! The line above a table: what it is, how much of it is shown, the filter, the columns, and what can be made or
//! deleted. And what stands there when a table is empty.

use egui::{Align, Layout, Popup, PopupCloseBehavior, TextEdit, Ui, vec2};

use super::state::TableState;
use crate::model::{Kind, grouped};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::{button, text};

/// The width of the filter's field, and of one that has to make room.
const FILTER_WIDTH: f32 = 220.0;
const FILTER_NARROW: f32 = 110.0;
/// The room that the rest of the line takes.
const REST_WIDTH: f32 = 400.0;

/// A table's title: the name of the command that shows it.
fn title(kind: Kind) -> &'static str {
    Command::ShowTable(kind).info().name
}

/// Whether people make objects of a kind by hand.
pub(super) const fn is_made(kind: Kind) -> bool {
    !matches!(kind, Kind::OtherRow)
}

/// Draws the line; `shown` of `all` rows pass the filter.
pub(super) fn toolbar_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut TableState, shown: usize, all: usize) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        text::line_ui(ui, title(state.kind), theme::strong(theme::TEXT_TITLE), view.tokens.text);
        let filtered = !state.filter.trim().is_empty() || state.problems_only;
        let words = if filtered { format!("{} of {}", grouped(shown), grouped(all)) } else { grouped(all) };
        text::line_ui(ui, &words, egui::FontId::proportional(theme::TEXT_BODY), view.tokens.text_weak);
        ui.add_space(theme::GAP);
        filter_ui(ui, state);
        if state.has_problems || state.problems_only {
            let hint = "Show only what has problems that count";
            ui.checkbox(&mut state.problems_only, "With problems").on_hover_text(hint);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let selected = view.selection.kind() == Some(state.kind);
            if view.editable && is_made(state.kind) && button::button(ui, "New…", true).clicked() {
                begin(view, state.kind);
            }
            if view.editable && button::button(ui, "Delete", selected).clicked() {
                view.queue.send(Action::Delete(view.selection.iter().collect()));
            }
            columns_ui(ui, state);
        });
    });
}

fn filter_ui(ui: &mut Ui, state: &mut TableState) {
    let filter = TextEdit::singleline(&mut state.filter)
        .id(ui.scope_id().with(("filter", state.kind)))
        .hint_text("Filter")
        .desired_width((ui.available_width() - REST_WIDTH).clamp(FILTER_NARROW, FILTER_WIDTH))
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(filter).accessible_name("Filter");
    response.on_hover_text("Words in any shown column; all of them must match. In quotes: a whole cell");
    if !state.filter.is_empty() && icon_button(ui, Icon::Cross, "Clear filter", true).clicked() {
        state.filter.clear();
    }
}

/// Which columns are shown.
fn columns_ui(ui: &mut Ui, state: &mut TableState) {
    let response = button::button(ui, "Columns", true);
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name("Columns").show(
        |ui| {
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                let last = state.columns.iter().filter(|column| column.shown).count() == 1;
                for column in &mut state.columns {
                    // One stays, or there would be no table.
                    let enabled = !(last && column.shown);
                    ui.add_enabled(enabled, egui::Checkbox::new(&mut column.shown, column.column.header));
                }
            });
        },
    );
}

/// There are no objects of the kind: what belongs here, and how it gets here.
pub(super) fn empty_ui(ui: &mut Ui, view: &ViewContext<'_>, kind: Kind) {
    let tokens = view.tokens;
    ui.add_space((ui.available_height() / 2.0 - 70.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        let words = format!("No {} yet", kind.plural());
        ui.label(egui::RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        let help = Command::ShowTable(kind).info().help;
        ui.label(egui::RichText::new(help).color(tokens.text_weak));
        if !view.editable {
            return;
        }
        ui.add_space(theme::GAP);
        let new = match kind {
            Kind::Cdn => Command::NewCdn.info().name.to_owned(),
            _ => format!("New {}…", kind.singular()),
        };
        button::centered_ui(ui, |ui| {
            if is_made(kind) && button::button(ui, &new, true).clicked() {
                begin(view, kind);
            }
            if button::button(ui, "Import…", true).clicked() {
                view.queue.run(Command::Import);
            }
        });
    });
}

/// Begins a new object of a kind. A CDN is of no use without router, monitor and edges, so all of it is asked for.
fn begin(view: &ViewContext<'_>, kind: Kind) {
    match kind {
        Kind::Cdn => view.queue.run(Command::NewCdn),
        _ => view.queue.send(Action::StartNew(kind, None)),
    }
}

/// The filter lets nothing through.
pub(super) fn nothing_found_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut TableState) {
    ui.add_space((ui.available_height() / 2.0 - 50.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        let words = if state.problems_only {
            format!("No {} with problems match", state.kind.plural())
        } else {
            format!("No {} match “{}”", state.kind.plural(), state.filter.trim())
        };
        ui.label(egui::RichText::new(words).size(theme::TEXT_TITLE).color(view.tokens.text));
        ui.add_space(theme::GAP);
        if button::button(ui, "Show all", true).clicked() {
            state.problems_only = false;
            state.filter.clear();
        }
    });
}
