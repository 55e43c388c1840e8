//! A cell in which somebody types: Enter and Tab put it into the plan as one step, Escape leaves it. What cannot be so is
//! said below the cell, and stays there to be mended.

use egui::{Event, Frame, Key, Modifiers, Order as LayerOrder, TextEdit, Ui, vec2};

use super::state::{CellEditing, TableState};
use crate::finding::Severity;
use crate::tabular::cell::cell;
use crate::tabular::columns::CellSource;
use crate::tabular::expression::{CellChange, CellTarget, edit_of, is_target};
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::contents;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text::capitalised;

/// Begins to edit a cell; says why it cannot be edited by itself.
pub(super) fn begin(state: &mut TableState, view: &ViewContext<'_>, number: u64, column: usize) {
    let Some(info) = state.columns.get(column).map(|column| column.column) else { return };
    if !view.editable {
        return;
    }
    if matches!(info.source, CellSource::Given(_)) {
        view.queue.send(Action::Notify(format!("{} is found out: nobody enters it", info.header)));
        return;
    }
    if !is_target(state.kind, &info) {
        view.queue.send(Action::Notify(format!("{} is changed in the form: press Enter", info.header)));
        return;
    }
    let now = cell(view.plan, &state.given, state.object(number), &info);
    let text = now.exact.unwrap_or(now.text);
    state.editing = Some(CellEditing { number, column, text, refused: None, is_fresh: true, place: None });
}

/// The column in which F2 edits: the one that was clicked last, or the first that can be.
pub(super) fn column_of(state: &TableState) -> Option<usize> {
    let is_editable =
        |at: &usize| state.columns.get(*at).is_some_and(|column| column.shown && is_target(state.kind, &column.column));
    state.cell_column.filter(is_editable).or_else(|| (0..state.columns.len()).find(is_editable))
}

/// Draws the field over its cell, and puts what was typed into the plan.
pub(super) fn editing_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut TableState, table: egui::Id) {
    let Some(mut editing) = state.editing.take() else { return };
    let Some(column) = state.columns.get(editing.column).map(|column| column.column) else { return };
    let Some(place) = editing.place.take() else {
        // It was begun after its row was drawn, or has been scrolled out of sight, and then it is left.
        if editing.is_fresh {
            state.editing = Some(editing);
            ui.ctx().request_repaint();
        }
        return;
    };
    let id = table.with("editing");
    let (is_tab, is_back) = ui.input_mut(|input| {
        let is_back = input.consume_key(Modifiers::SHIFT, Key::Tab);
        (is_back || input.consume_key(Modifiers::NONE, Key::Tab), is_back)
    });
    let is_escape = ui.input(|input| {
        input.events.iter().any(|event| matches!(event, Event::Key { key: Key::Escape, pressed: true, .. }))
    });
    let field = TextEdit::singleline(&mut editing.text)
        .id(id)
        .desired_width(place.width())
        .margin(vec2(theme::GAP, theme::GAP_SMALL));
    let response = ui.put(place, field).accessible_name(column.header);
    if editing.is_fresh {
        response.request_focus();
        editing.is_fresh = false;
        if let Some(mut kept) = TextEdit::load_state(ui.ctx(), id) {
            let end = egui::text::CCursor::new(editing.text.chars().count());
            kept.cursor.set_char_range(Some(egui::text::CCursorRange::two(egui::text::CCursor::new(0), end)));
            kept.store(ui.ctx(), id);
        }
        state.editing = Some(editing);
        return;
    }
    if is_escape {
        ui.memory_mut(|memory| memory.request_focus(table));
        return;
    }
    if !response.lost_focus() && !is_tab {
        said_ui(ui, &editing, place);
        state.editing = Some(editing);
        return;
    }
    match put(view, state, &editing) {
        Ok(()) => {
            ui.memory_mut(|memory| memory.request_focus(table));
            if is_tab && let Some(next) = beside(state, editing.column, is_back) {
                // What was typed is in the plan in the next frame; the cell beside it is of another column.
                begin(state, view, editing.number, next);
            }
        }
        Err(why) => {
            editing.refused = Some(capitalised(&why));
            editing.is_fresh = true;
            said_ui(ui, &editing, place);
            state.editing = Some(editing);
        }
    }
}

/// Says below the cell why it cannot be so.
fn said_ui(ui: &Ui, editing: &CellEditing, place: egui::Rect) {
    let Some(why) = &editing.refused else { return };
    let at = place.left_bottom() + vec2(0.0, theme::GAP_SMALL);
    egui::Area::new(ui.scope_id().with("refused")).order(LayerOrder::Foreground).fixed_pos(at).show(
        ui.ctx(),
        contents(&mut |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(320.0);
                message_ui(ui, Severity::Error, why);
            });
        }),
    );
}

/// Puts what was typed into the plan, if it is another thing than before.
fn put(view: &ViewContext<'_>, state: &TableState, editing: &CellEditing) -> Result<(), String> {
    let Some(column) = state.columns.get(editing.column).map(|column| column.column) else { return Ok(()) };
    let object = state.object(editing.number);
    let now = cell(view.plan, &state.given, object, &column);
    let before = now.exact.unwrap_or(now.text);
    if before.trim() == editing.text.trim() {
        return Ok(());
    }
    let target = CellTarget::of_text(view.plan, object, &column, &editing.text)?;
    let change = CellChange { object, before, after: editing.text.clone(), target };
    let edit = edit_of(view.plan, &[change])?;
    if !edit.is_empty() {
        view.queue.send(Action::Perform(edit));
    }
    Ok(())
}

/// The next column, or the one before, whose cells can be changed.
fn beside(state: &TableState, from: usize, is_back: bool) -> Option<usize> {
    let is_editable =
        |at: &usize| state.columns.get(*at).is_some_and(|column| column.shown && is_target(state.kind, &column.column));
    if is_back { (0..from).rev().find(is_editable) } else { (from + 1..state.columns.len()).find(is_editable) }
}
