//! A table's rows: only those that are seen are made and drawn. Clicks and keys become actions.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows become pixels and pixels rows; both are far below what the types hold"
)]

use std::ops::Range;
use std::sync::Arc;

use egui::{Align, EventFilter, FontId, Id, Key, Modifiers, Popup, Rect, Response, Role, Sense, Ui, WidgetInfo};
use egui::{pos2, vec2};

use super::editing;
use super::header::spans;
use super::state::{RowStep, TableState};
use crate::finding::Severity;
use crate::model::{AnyId, Kind, grouped};
use crate::session::tasks::what_if::{Burden, Loads, TAKEN_KINDS};
use crate::tabular::cell::{TableCell, cell};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::{contents, info};
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::{offer, request, text};

/// Draws the rows that are seen, and hears the keyboard.
pub(super) fn body_ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut TableState, rows: &Arc<Vec<u64>>) {
    let id = ui.scope_id().with(("rows", state.kind));
    let place = ui.available_rect_before_wrap();
    let focus = ui.interact(place, id, Sense::focusable_noninteractive());
    let label = format!("{} table", state.kind.singular());
    focus.widget_info(info(&|| WidgetInfo::labeled(Role::Grid, true, &label)));
    follow_selection(view, state, rows);
    let page = (place.height() / theme::ROW_HEIGHT).floor().max(1.0);
    if focus.has_focus() && !Popup::is_any_open(ui.ctx()) {
        keys(ui, view, state, rows, id, page);
    }
    let mut area =
        egui::ScrollArea::both().id_salt(("table", state.kind)).auto_shrink(false).animated(!view.reduce_motion);
    if let Some(at) = state.scroll_to.take() {
        area = area.vertical_scroll_offset(offset_for(ui, id, at, place.height()));
    }
    let spans = spans(state);
    let width = spans.last().map_or(0.0, |(_, _, to)| *to);
    let shown = area.show_viewport(ui, |ui, viewport| {
        let height = f64::from(theme::ROW_HEIGHT) * rows.len() as f64;
        ui.set_min_size(vec2(width.max(viewport.width()), (height as f32).max(viewport.height())));
        let top = f64::from(viewport.min.y);
        for at in visible(viewport, rows.len()) {
            // In doubles: with 100,000 rows, floats would lose parts of a pixel.
            let y = place.top() + (at as f64 * f64::from(theme::ROW_HEIGHT) - top) as f32;
            let rect = Rect::from_min_size(pos2(place.left(), y), vec2(place.width(), theme::ROW_HEIGHT));
            row_ui(ui, view, state, rows, (id, rect, viewport.min.x), &spans, rows[at]);
        }
    });
    if state.columns.iter().any(|column| column.shown && column.width < column.needed) {
        // What was cut is drawn anew before anybody sees it.
        ui.ctx().request_discard("numbers need wider columns");
        ui.ctx().request_repaint();
    }
    editing::editing_ui(ui, view, state, id);
    ui.data_mut(|data| data.insert_temp(id.with("offset"), shown.state.clamped_offset().y));
    state.scroll_x = shown.state.clamped_offset().x;
    if focus.has_focus() {
        icon::focus_ring(ui.painter(), place.shrink(1.0), view.tokens);
    }
}

/// The rows within a viewport.
fn visible(viewport: Rect, of: usize) -> Range<usize> {
    let from = (viewport.min.y / theme::ROW_HEIGHT).floor().max(0.0) as usize;
    let to = (viewport.max.y / theme::ROW_HEIGHT).ceil().max(0.0) as usize;
    from.min(of)..to.min(of)
}

/// How far to scroll so that a row is seen, and no further.
fn offset_for(ui: &Ui, id: Id, at: usize, height: f32) -> f32 {
    let now: f32 = ui.data(|data| data.get_temp(id.with("offset"))).unwrap_or(0.0);
    let top = at as f32 * theme::ROW_HEIGHT;
    if top < now {
        top
    } else if now + height < top + theme::ROW_HEIGHT {
        top + theme::ROW_HEIGHT - height
    } else {
        now
    }
}

/// When something else was selected elsewhere, its row comes into view.
fn follow_selection(view: &ViewContext<'_>, state: &mut TableState, rows: &[u64]) {
    let lead = view.selection.lead().filter(|lead| lead.kind == state.kind);
    if lead != state.followed {
        if let Some(lead) = lead {
            let at = rows.iter().position(|row| *row == lead.number);
            if at.is_none() && state.order.is_busy() {
                return;
            }
            state.scroll_to = at;
            if view.selection.len() == 1 {
                state.anchor = Some(lead.number);
            }
        }
        state.followed = lead;
    }
}

/// One row: its cells, and what the pointer does with it.
fn row_ui(
    ui: &Ui,
    view: &ViewContext<'_>,
    state: &mut TableState,
    rows: &Arc<Vec<u64>>,
    (table, rect, scrolled): (Id, Rect, f32),
    spans: &[(usize, f32, f32)],
    number: u64,
) {
    let object = state.object(number);
    let response = ui.interact(rect, table.with(number), Sense::CLICK);
    let selected = view.selection.contains(object);
    let tokens = view.tokens;
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.selected);
        if view.selection.lead() == Some(object) {
            ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, tokens.accent);
        }
    } else if response.hovered() || response.context_menu_opened() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let pointer = response.hover_pos().map(|pos| pos.x);
    let mut tip = None;
    for (at, from, to) in spans {
        let x = rect.left() - scrolled;
        let span = Rect::from_x_y_ranges(x + from..=x + to, rect.y_range());
        if !ui.is_rect_visible(span) {
            continue;
        }
        if let Some(editing) = state.editing.as_mut().filter(|one| one.number == number && one.column == *at) {
            editing.place = Some(span);
        }
        let column = &mut state.columns[*at];
        let cell = cell(view.plan, &state.given, object, &column.column);
        if column.column.numeric {
            let font = FontId::proportional(theme::TEXT_BODY);
            let whole = ui.painter().layout_no_wrap(cell.text.clone(), font, tokens.text);
            column.needed = column.needed.max((whole.size().x + 2.0 * theme::GAP).ceil());
        }
        let cut = cell_ui(ui, span, &cell, column.column.numeric);
        if pointer.is_some_and(|x| span.x_range().contains(x)) {
            tip = tip_of(cell, cut);
        }
    }
    let problems = problem_ui(ui, view, object, rect.translate(vec2(-scrolled, 0.0)));
    if let Some(words) = problems
        .filter(|_| pointer.is_some_and(|x| x < rect.left() - scrolled + theme::GAP + super::header::PROBLEMS_WIDTH))
    {
        tip = Some(words);
    }
    let name = view.plan.name_of(object).unwrap_or_default();
    response.widget_info(info(&|| WidgetInfo::selected(Role::Row, true, selected, &name)));
    let under = spans.iter().find(|(_, from, to)| {
        let x = rect.left() - scrolled;
        response.interact_pointer_pos().is_some_and(|at| (x + from..x + to).contains(&at.x))
    });
    if let Some((at, ..)) = under.filter(|_| response.clicked() || response.secondary_clicked()) {
        state.cell_column = Some(*at);
    }
    heard(ui, view, state, rows, &response, (table, object));
    menu_ui(view, state, &response, object, &name);
    if let Some(tip) = tip {
        response.on_hover_text_at_pointer(tip);
    }
}

/// What an object carries, if that is more than it can.
pub(super) fn overload(view: &ViewContext<'_>, object: AnyId) -> Option<String> {
    let loads = view.derived.loads()?;
    let loads = loads.as_ref().as_ref()?;
    let of_kind = match object.kind {
        Kind::CacheGroup => &loads.groups,
        Kind::Server => &loads.servers,
        _ => return None,
    };
    let burden = of_kind.get(&view.plan.name_of(object)?).filter(|burden| burden.is_over())?;
    Some(format!("carries {}", burden.words()))
}

/// Whether anything of a kind carries more than it can.
pub(super) fn is_any_over(loads: &Loads, kind: Kind) -> bool {
    match kind {
        Kind::CacheGroup => loads.groups.values().any(Burden::is_over),
        Kind::Server => loads.servers.values().any(Burden::is_over),
        _ => false,
    }
}

/// Draws how bad an object's problems are and how many there are; says what they are.
fn problem_ui(ui: &Ui, view: &ViewContext<'_>, object: AnyId, row: Rect) -> Option<String> {
    let found = view.derived.findings().shown()?;
    let over = overload(view, object);
    let known = found.objects.get(&object).copied();
    let (severity, count) = known.or(over.is_some().then_some((Severity::Warning, 1)))?;
    let (severity, count) = (&severity, &count);
    let (sign, color) = match severity {
        Severity::Error => (Icon::Cross, view.tokens.wrong),
        Severity::Warning => (Icon::Warning, view.tokens.warned),
        Severity::Note => (Icon::Note, view.tokens.text_weak),
    };
    let square = Rect::from_min_size(row.min + vec2(theme::GAP, 0.0), vec2(theme::TEXT_BODY + 2.0, row.height()));
    icon::paint(ui.painter(), sign, square, color);
    let room = Rect::from_min_max(pos2(square.right() + 2.0, row.top()), pos2(square.right() + 24.0, row.bottom()));
    let font = FontId::proportional(theme::TEXT_SMALL);
    let galley = text::line(ui, &grouped(*count), font, view.tokens.text_weak, room.width());
    text::put(ui, room, Align::Min, &galley, view.tokens.text_weak);
    let counting = found.about(object).filter(|(_, counts)| *counts);
    let lines: Vec<String> =
        counting.take(8).map(|(finding, _)| format!("{}: {}", finding.severity.word(), finding.message)).collect();
    Some(over.into_iter().chain(lines).collect::<Vec<_>>().join("\n"))
}

/// What is said of a cell that does not show everything.
fn tip_of(cell: TableCell, cut: bool) -> Option<String> {
    if cell.unresolved {
        return Some(format!("{} is not in the plan: the reference is kept as it came", cell.text));
    }
    cell.words.or(cell.exact).or_else(|| cut.then_some(cell.text))
}

/// Draws a cell; says whether its text was cut.
fn cell_ui(ui: &Ui, span: Rect, cell: &TableCell, numeric: bool) -> bool {
    if cell.text.is_empty() {
        return false;
    }
    let tokens = theme::tokens(ui);
    let mut inner = span.shrink2(vec2(theme::GAP, 0.0));
    let mut color = tokens.text;
    if cell.unresolved {
        let square = inner.with_max_x(inner.left() + theme::TEXT_SMALL);
        icon::paint(ui.painter(), Icon::Warning, square, tokens.warned);
        inner.min.x += theme::TEXT_SMALL + theme::GAP_SMALL;
        color = tokens.text_weak;
    }
    let galley = text::line(ui, &cell.text, FontId::proportional(theme::TEXT_BODY), color, inner.width());
    text::put(ui, inner, if numeric { Align::Max } else { Align::Min }, &galley, color);
    galley.elided
}

/// What clicks on a row ask for.
fn heard(
    ui: &Ui,
    view: &ViewContext<'_>,
    state: &mut TableState,
    rows: &Arc<Vec<u64>>,
    response: &Response,
    (table, object): (Id, AnyId),
) {
    if response.double_clicked() {
        edit(ui, view, object);
        return;
    }
    let (clicked, menu) = (response.clicked(), response.secondary_clicked());
    if !clicked && !menu {
        return;
    }
    ui.memory_mut(|memory| memory.request_focus(table));
    let modifiers = ui.input(|input| input.modifiers);
    if menu && view.selection.contains(object) {
        return;
    }
    // The table stays where it is: the row is under the pointer.
    state.followed = Some(object);
    if clicked && modifiers.command {
        state.anchor = Some(object.number);
        view.queue.send(Action::ToggleSelected(object));
    } else if clicked && modifiers.shift {
        let range = state.range(rows, object.number);
        view.queue.send(Action::Select(range));
    } else {
        state.anchor = Some(object.number);
        view.queue.send(Action::Select(Selection::one(object)));
    }
}

/// Shows an object on the map and puts the keyboard into its form.
fn edit(ui: &Ui, view: &ViewContext<'_>, object: AnyId) {
    view.queue.send(Action::Reveal(object));
    request::focus_form(ui.ctx());
}

/// What the right button offers.
fn menu_ui(view: &ViewContext<'_>, state: &mut TableState, response: &Response, object: AnyId, name: &str) {
    response.context_menu(contents(&mut |ui| {
        if ui.button("Edit").clicked() {
            edit(ui, view, object);
            ui.close();
        }
        if let Some(column) = editing::column_of(state).filter(|_| view.editable) {
            let header = state.columns.get(column).map_or("", |column| column.column.header);
            let words = format!("Edit {header} here");
            let button = egui::Button::new(words.as_str()).shortcut_text("F2");
            if ui.add(button).accessible_name(words).clicked() {
                editing::begin(state, view, object.number, column);
                ui.close();
            }
        }
        let placed = matches!(object.kind, Kind::CacheGroup | Kind::PhysLocation | Kind::Coordinate);
        if placed && ui.button("Show on map").clicked() {
            view.queue.send(Action::Reveal(object));
            ui.close();
        }
        related_ui(ui, view, object, name);
        let many = view.selection.len();
        let all = 1 < many && view.selection.contains(object);
        let chosen = || if all { view.selection.iter().collect() } else { vec![object] };
        if TAKEN_KINDS.contains(&object.kind) && ui.button("Take down").clicked() {
            view.queue.order(Order::TakeDown(chosen()));
            ui.close();
        }
        ui.separator();
        let words = if all {
            format!("Delete {} {}…", grouped(many), object.kind.plural())
        } else {
            format!("Delete {name}…")
        };
        if ui.add_enabled(view.editable, egui::Button::new(words)).clicked() {
            view.queue.send(Action::Delete(chosen()));
            ui.close();
        }
    }));
}

/// What belongs to an object, as Traffic Portal's menus have it, and others like it.
fn related_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId, name: &str) {
    let lists = RELATED.iter().filter(|(kind, ..)| *kind == object.kind);
    for (_, of, column) in lists {
        let words = format!("View {}", Command::ShowTable(*of).info().name);
        if ui.button(words).clicked() {
            request::filter_table(ui.ctx(), *of, format!("{column}=\"{name}\""));
            view.queue.send(Action::ShowTable(*of));
            ui.close();
        }
    }
    if !view.editable {
        return;
    }
    ui.separator();
    if ui.button("Change cells…").clicked() {
        if !view.selection.contains(object) {
            view.queue.send(Action::Select(Selection::one(object)));
        }
        view.queue.run(Command::ChangeCells);
        ui.close();
    }
    let is_alone = matches!(object.kind, Kind::Waiver | Kind::OtherRow | Kind::AnonymousIpPolicy);
    if !is_alone && ui.button(format!("Clone {name}")).clicked() {
        view.queue.clone_like(view.plan, object);
        request::focus_form(ui.ctx());
        ui.close();
    }
    for kind in offer::made_in(object.kind) {
        if ui.button(format!("New {} here…", kind.singular())).clicked() {
            view.queue.order(Order::StartNewIn(*kind, object));
            ui.close();
        }
    }
}

/// Which tables belong to objects of a kind, and by which column.
const RELATED: &[(Kind, Kind, &str)] = &[
    (Kind::CacheGroup, Kind::Server, "cacheGroup"),
    (Kind::CacheGroup, Kind::Asn, "cachegroup"),
    (Kind::CacheGroup, Kind::CacheGroup, "1stparent"),
    (Kind::Cdn, Kind::Server, "cdn"),
    (Kind::Cdn, Kind::DeliveryService, "cdn"),
    (Kind::Division, Kind::Region, "division"),
    (Kind::Region, Kind::PhysLocation, "region"),
    (Kind::PhysLocation, Kind::Server, "physLocation"),
    (Kind::Type, Kind::CacheGroup, "type"),
    (Kind::Type, Kind::Server, "type"),
    (Kind::Type, Kind::DeliveryService, "type"),
    (Kind::Profile, Kind::Server, "profiles"),
    (Kind::Status, Kind::Server, "status"),
    (Kind::Topology, Kind::DeliveryService, "topology"),
];

/// What keys do while the table has the keyboard.
fn keys(ui: &Ui, view: &ViewContext<'_>, state: &mut TableState, rows: &Arc<Vec<u64>>, id: Id, page: f32) {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let page = page as isize;
    let steps = [
        (Key::ArrowDown, RowStep::By(1)),
        (Key::ArrowUp, RowStep::By(-1)),
        (Key::PageDown, RowStep::By(page)),
        (Key::PageUp, RowStep::By(-page)),
        (Key::Home, RowStep::First),
        (Key::End, RowStep::Last),
    ];
    let lead = view.selection.lead().filter(|lead| lead.kind == state.kind);
    for (key, step) in steps {
        // Shift first: a key without modifiers is also heard while Shift is held.
        let shift = ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key));
        let plain = !shift && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if !plain && !shift {
            continue;
        }
        let Some(number) = TableState::step(rows, lead.map(|lead| lead.number), step) else { continue };
        if shift {
            state.anchor = state.anchor.or(lead.map(|lead| lead.number));
            view.queue.send(Action::Select(state.range(rows, number)));
        } else {
            state.anchor = Some(number);
            view.queue.send(Action::Select(Selection::one(state.object(number))));
        }
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::NONE, Key::F2)
        && let (Some(lead), Some(column)) = (lead, editing::column_of(state))
    {
        editing::begin(state, view, lead.number, column);
    }
    if pressed(Modifiers::NONE, Key::Enter)
        && let Some(lead) = lead
    {
        edit(ui, view, lead);
    }
    if pressed(Modifiers::COMMAND, Key::A) {
        view.queue.send(Action::Select(Selection::many(rows.iter().map(|number| state.object(*number)))));
    }
    if view.editable && lead.is_some() && pressed(Modifiers::NONE, Key::Delete) {
        view.queue.send(Action::Delete(view.selection.iter().collect()));
    }
}
