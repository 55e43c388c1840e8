//! The line above a table: what it is, how much of it is shown, the filter, the columns, and what can be made or
//! deleted. And what stands there when a table is empty.

use egui::{Align, Layout, Popup, PopupCloseBehavior, TextEdit, Ui, vec2};

use super::filtering;
use super::state::TableState;
use crate::formats::cells::{self, Cells};
use crate::model::{Kind, grouped};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::contents;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::{button, text};

/// What can be typed into it.
const FILTER_HELP: &str = "Words in any shown column; all of them must match. In quotes: a whole cell.\n\
    Of one column: type:EDGE_LOC  parent:mid-*  lat>40  fallbacks=0  region:Nordics  -name:test";
/// The width of the filter's field.
const FILTER_WIDTH: f32 = 220.0;

/// So narrow it may become.
const FILTER_LEAST: f32 = 80.0;
/// What the parts of the line take, each with the gap beside it: the buttons that are always there, what deletes, what filters by
/// problems, and what copies.
const BUTTONS: f32 = 214.0;
const DELETE: f32 = 70.0;
const BOX: f32 = 124.0;
const COPY: f32 = 66.0;

/// Below this width a table has less in its line, for what is typed into the filter is to be read as a whole: its title stands
/// beside the tabs then, if there is room, and in the empty filter.
const NARROW: f32 = 780.0;

/// A table's title, where its own line has no room for it.
pub(in crate::ui) fn title_elsewhere(kind: Kind, width: f32) -> Option<&'static str> {
    (width < NARROW).then(|| title(kind))
}

/// A table's title: the name of the command that shows it.
fn title(kind: Kind) -> &'static str {
    Command::ShowTable(kind).info().name
}

/// Whether people make objects of a kind by hand.
pub(super) const fn is_made(kind: Kind) -> bool {
    !matches!(kind, Kind::OtherRow)
}

/// Draws the line; `rows` of `all` pass the filter.
pub(super) fn toolbar_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut TableState, rows: &[u64], all: usize) {
    let shown = rows.len();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        if title_elsewhere(state.kind, ui.available_width()).is_none() {
            text::line_ui(ui, title(state.kind), theme::strong(theme::TEXT_TITLE), view.tokens.text);
        }
        let filtered = !state.filter.trim().is_empty() || state.problems_only;
        let words = if filtered { format!("{} of {}", grouped(shown), grouped(all)) } else { grouped(all) };
        text::line_ui(ui, &words, egui::FontId::proportional(theme::TEXT_BODY), view.tokens.text_weak);
        ui.add_space(theme::GAP);
        let mut room = ui.available_width() - FILTER_LEAST - BUTTONS;
        let mut has_room = |width: f32| {
            let fits = width <= room;
            room -= if fits { width } else { 0.0 };
            fits
        };
        // What can be done in another way as well gives way: copying and deleting, which the keyboard does, before what
        // filters by problems.
        let has_box = (state.has_problems && has_room(BOX)) || state.problems_only;
        let has_delete = view.editable && has_room(DELETE);
        let has_copy = has_room(COPY);
        filter_ui(ui, view, state, (FILTER_LEAST + room).clamp(FILTER_LEAST, FILTER_WIDTH));
        if has_copy {
            copy_ui(ui, view, state, rows);
        }
        if has_box {
            let hint = "Show only what has problems that count";
            ui.checkbox(&mut state.problems_only, "With problems").on_hover_text(hint);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let selected = view.selection.kind() == Some(state.kind);
            if view.editable && is_made(state.kind) && button::button(ui, "New…", true).clicked() {
                begin(view, state.kind);
            }
            if has_delete && button::button(ui, "Delete", selected).clicked() {
                view.queue.send(Action::Delete(view.selection.iter().collect()));
            }
            columns_ui(ui, state);
        });
    });
}

fn filter_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut TableState, width: f32) {
    let id = ui.scope_id().with(("filter", state.kind));
    filtering::take_tab(ui, id, state);
    let filter = TextEdit::singleline(&mut state.filter)
        .id(id)
        // Tab takes what is offered.
        .lock_focus(!state.completions.offers().is_empty())
        .hint_text(format!("Filter {}", state.kind.plural()))
        .desired_width(width)
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(filter).accessible_name("Filter");
    filtering::below_ui(ui, view, state, &response);
    if state.fault.is_none() && !state.completions.is_typed() {
        response.on_hover_text(FILTER_HELP);
    }
    if !state.filter.is_empty() && icon_button(ui, Icon::Cross, "Clear filter", true).clicked() {
        state.filter.clear();
    }
    filtering::saved_ui(ui, state);
}

/// Puts what is shown onto the clipboard: the selected rows, or all that the filter lets through.
fn copy_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &TableState, rows: &[u64]) {
    let response = button::button(ui, "Copy", !rows.is_empty());
    let hint = "Put the selected rows, or all that are shown, onto the clipboard with their headers";
    Popup::menu(&response.on_hover_text(hint)).accessible_name("Copy").show(contents(&mut |ui| {
        for (name, write) in [("As TSV, for spreadsheets", cells::tsv as fn(&Cells) -> String), ("As CSV", cells::csv)]
        {
            if ui.button(name).clicked() {
                let (copied, count) = state.cells(view, rows);
                ui.ctx().copy_text(write(&copied));
                let what = if count == 1 { state.kind.singular() } else { state.kind.plural() };
                view.queue.send(Action::Notify(format!("Copied {} {what}", grouped(count))));
                ui.close();
            }
        }
    }));
}

/// Which columns are shown.
fn columns_ui(ui: &mut Ui, state: &mut TableState) {
    let response = button::button(ui, "Columns", true);
    // All of them where the window has room: who looks for one should not have to scroll.
    let height = (ui.ctx().content_rect().height() * 0.7).max(240.0);
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name("Columns").show(
        contents(&mut |ui| {
            // A popup is offered less by itself.
            ui.set_max_height(height);
            egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
                let last = state.columns.iter().filter(|column| column.shown).count() == 1;
                for column in &mut state.columns {
                    // One stays, or there would be no table.
                    let enabled = !(last && column.shown);
                    ui.add_enabled(enabled, egui::Checkbox::new(&mut column.shown, column.column.header));
                }
            });
        }),
    );
}

/// There are no objects of the kind: what belongs here, and how it gets here.
pub(super) fn empty_ui(ui: &mut Ui, view: &ViewContext<'_>, kind: Kind) {
    let tokens = view.tokens;
    ui.add_space((ui.available_height() / 2.0 - 70.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        let words = format!("No {} yet", kind.plural());
        ui.label(egui::RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        ui.add_space(theme::GAP_SMALL);
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
