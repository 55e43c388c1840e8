//! Draws the tree: only the lines that are seen. Clicks and keys become actions, drags become edits.

use egui::{
    Align, Area, CursorIcon, EventFilter, FontId, Frame, Id, Key, Modifiers, Order as LayerOrder, Pos2, Rect, Response,
    Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::moving::Carried;
use super::nodes;
use super::state::HierarchyTab;
use crate::finding::Severity;
use crate::model::grouped;
use crate::tabular::tree::TreeLine;
use crate::ui::action::Action;
use crate::ui::commands::keys::{BranchKey, ListKey};
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::{contents, info};
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::{drags, text};

/// The width of the sign that opens a line.
const FOLD: f32 = 20.0;
/// The width of how many findings there are, at the right end.
const FINDINGS_WIDTH: f32 = 52.0;
/// The width of what is carried, beside that.
const LOAD_WIDTH: f32 = 148.0;
/// The part of a line that names have at least.
const NAME_PART: f32 = 0.34;
/// So near to the edge of the tree a drag scrolls it.
const EDGE: f32 = 18.0;

/// The tree as what has the keyboard.
pub(in crate::ui) fn focus_id() -> Id {
    Id::unique("hierarchy tree")
}

/// Draws the tree into all the room that is left.
pub(super) fn list_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let place = ui.available_rect_before_wrap();
    let focus = ui.interact(place, focus_id(), Sense::focusable_noninteractive());
    focus.widget_info(info(&|| WidgetInfo::labeled(Role::Tree, true, "Hierarchy")));
    if focus.has_focus() {
        keys(tab, cx, ui, place.height());
    }
    let rows = std::sync::Arc::clone(tab.rows());
    let mut area = ScrollArea::vertical().id_salt("hierarchy rows").auto_shrink(false).animated(false);
    let offset_id = focus_id().with("offset");
    let now: f32 = ui.data(|data| data.get_temp(offset_id)).unwrap_or_default();
    if let Some(row) = tab.scroll_to.take() {
        area = area.vertical_scroll_offset(offset_for(row, now, place.height()));
    } else if let Some(by) = dragged_scroll(tab, ui, place) {
        area = area.vertical_scroll_offset((now + by).max(0.0));
        ui.ctx().request_repaint();
    }
    let mut under = None;
    let shown = area.show_viewport(ui, |ui, viewport| {
        let height = f64::from(theme::ROW_HEIGHT) * rows.len() as f64;
        #[expect(clippy::cast_possible_truncation, reason = "rows become pixels")]
        ui.set_min_size(vec2(viewport.width(), (height as f32).max(viewport.height())));
        for row in visible(viewport, rows.len()) {
            #[expect(clippy::cast_possible_truncation, reason = "of what is seen")]
            let y = place.top() + (row as f64 * f64::from(theme::ROW_HEIGHT) - f64::from(viewport.min.y)) as f32;
            let rect = Rect::from_min_size(pos2(place.left(), y), vec2(place.width(), theme::ROW_HEIGHT));
            let Some(at) = rows.get(row).copied() else { continue };
            row_ui(tab, cx, ui, rect, (row, at));
            if pointer(ui).is_some_and(|at| rect.contains(at)) {
                under = Some((at, rect));
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(offset_id, shown.state.clamped_offset().y));
    carry_ui(tab, cx, ui, place, under);
    if focus.has_focus() {
        icon::focus_ring(ui.painter(), place.shrink(1.0), cx.view.tokens);
    }
}

/// The rows within a viewport.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels become rows")]
fn visible(viewport: Rect, of: usize) -> std::ops::Range<usize> {
    let from = (viewport.min.y / theme::ROW_HEIGHT).floor().max(0.0) as usize;
    let to = (viewport.max.y / theme::ROW_HEIGHT).ceil().max(0.0) as usize;
    from.min(of)..to.min(of)
}

/// How far to scroll so that a row is seen, and no further.
fn offset_for(row: usize, now: f32, height: f32) -> f32 {
    let top = row as f32 * theme::ROW_HEIGHT;
    now.clamp((top + theme::ROW_HEIGHT - height).max(0.0), top.max(0.0))
}

fn pointer(ui: &Ui) -> Option<Pos2> {
    ui.ctx().pointer_interact_pos().or_else(|| ui.ctx().pointer_latest_pos())
}

/// By how much a drag near an edge scrolls in this frame.
fn dragged_scroll(tab: &HierarchyTab, ui: &Ui, place: Rect) -> Option<f32> {
    tab.carried.as_ref().filter(|carried| carried.by_pointer)?;
    let at = pointer(ui).filter(|at| place.x_range().contains(at.x))?;
    let (above, below) = (place.top() + EDGE - at.y, at.y - place.bottom() + EDGE);
    if 0.0 < above { Some(-above.min(EDGE) / 2.0) } else { (0.0 < below).then(|| below.min(EDGE) / 2.0) }
}

/// A line: the sign that opens it, its name, what stands below it, what is said of it.
fn row_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui, rect: Rect, (row, at): (usize, usize)) {
    let tree = std::sync::Arc::clone(tab.tree());
    let (Some(node), Some(key)) = (tree.nodes.get(at), tab.line_key(at)) else { return };
    let view = &cx.view;
    let id = focus_id().with(key);
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let is_cursor = tab.cursor == Some(key);
    let is_selected = node.object.is_some_and(|object| view.selection.contains(object));
    let says = said(node);
    response.widget_info(info(&|| {
        let mut info = WidgetInfo::selected(Role::TreeItem, true, is_selected, &node.name);
        info.current_text_value = Some(says.clone());
        info
    }));
    if is_selected || is_cursor {
        ui.painter().rect_filled(rect, 0.0, view.tokens.selected);
    } else if response.hovered() || response.context_menu_opened() {
        ui.painter().rect_filled(rect, 0.0, view.tokens.hover);
    }
    if is_cursor {
        ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, view.tokens.accent);
    }
    let left = rect.left() + theme::GAP + node.depth as f32 * theme::INDENT;
    if at + 1 < node.end {
        let square = Rect::from_min_size(pos2(left, rect.top()), vec2(FOLD, rect.height()));
        fold_ui(tab, ui, square, (at, id), &node.name);
    }
    let cut = words_ui(ui, rect.with_min_x(left + FOLD), node, tree.has_loads);
    heard(tab, cx, ui, &response, (row, at), node);
    nodes::menu_ui(tab, cx, &response, at);
    if cut {
        let aside = [node.name.as_str(), node.aside.as_str(), says.as_str()];
        let lines: Vec<&str> = aside.into_iter().filter(|line| !line.is_empty()).collect();
        response.on_hover_text_at_pointer(lines.join("\n"));
    }
}

/// What a line says besides its name.
fn said(node: &TreeLine) -> String {
    let findings = node.tally.findings.map(|(_, count)| match count {
        1 => "1 problem".to_owned(),
        many => format!("{} problems", grouped(many)),
    });
    let parts = [node.aside.clone(), node.tally.words(), node.tally.load_words(), findings.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Opens what is below a line, or closes it.
fn fold_ui(tab: &mut HierarchyTab, ui: &Ui, square: Rect, (at, id): (usize, Id), name: &str) {
    let is_open = tab.is_open(at) || !tab.filter.trim().is_empty();
    let response = ui.interact(square, id.with("fold"), Sense::CLICK);
    let verb = if is_open { "Close" } else { "Open" };
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Button, true, format!("{verb} {name}"))));
    let tokens = theme::tokens(ui);
    let color = if response.hovered() { tokens.text } else { tokens.text_weak };
    icon::paint(ui.painter(), if is_open { Icon::Down } else { Icon::Right }, square, color);
    if response.clicked() {
        tab.toggle(at);
    }
}

/// The words of a line; says whether any were cut. Where loads are known, all lines keep the room for theirs, so that what
/// is counted stands below each other.
fn words_ui(ui: &Ui, room: Rect, node: &TreeLine, has_loads: bool) -> bool {
    let tokens = theme::tokens(ui);
    let mut right = room.right() - theme::GAP_ROW;
    let body = || FontId::proportional(theme::TEXT_BODY);
    let small = || FontId::proportional(theme::TEXT_SMALL);
    if let Some((severity, count)) = node.tally.findings {
        let (sign, color) = match severity {
            Severity::Error => (Icon::Cross, tokens.wrong),
            Severity::Warning => (Icon::Warning, tokens.warned),
            Severity::Note => (Icon::Note, tokens.text_weak),
        };
        let place = Rect::from_min_max(pos2(right - FINDINGS_WIDTH, room.top()), pos2(right, room.bottom()));
        icon::paint(ui.painter(), sign, place.with_max_x(place.left() + theme::ICON), color);
        let number = text::line(ui, &grouped(count), small(), tokens.text_weak, FINDINGS_WIDTH - theme::ICON);
        text::put(ui, place.with_min_x(place.left() + theme::ICON + 2.0), Align::Min, &number, tokens.text_weak);
    }
    right -= FINDINGS_WIDTH + theme::GAP;
    let load = node.tally.load_words();
    if has_loads {
        let galley = text::line(ui, &load, small(), tokens.text_weak, LOAD_WIDTH);
        text::put(ui, room.with_max_x(right), Align::Max, &galley, tokens.text_weak);
        right -= LOAD_WIDTH + theme::GAP;
    }
    let tally = node.tally.words();
    // A short name leaves more to what is counted.
    let wanted = [(&node.name, body()), (&node.aside, small())]
        .into_iter()
        .map(|(words, font)| text::line(ui, words, font, tokens.text, room.width()).size().x + theme::GAP);
    let least = room.left() + wanted.sum::<f32>().min(room.width() * NAME_PART).min(right - room.left());
    let counted = text::line(ui, &tally, small(), tokens.text_weak, (right - least).max(0.0));
    text::put(ui, room.with_max_x(right), Align::Max, &counted, tokens.text_weak);
    let end = right - counted.size().x - theme::GAP;
    let color = if node.object.is_some() { tokens.text } else { tokens.text_weak };
    let name = text::line(ui, &node.name, body(), color, end - room.left());
    text::put(ui, room, Align::Min, &name, color);
    let from = room.left() + name.size().x + theme::GAP;
    let aside = text::line(ui, &node.aside, small(), tokens.text_weak, (end - from).max(0.0));
    text::put(ui, room.with_min_x(from), Align::Min, &aside, tokens.text_weak);
    name.elided || aside.elided || counted.elided
}

/// What clicks and drags of a line ask for.
fn heard(
    tab: &mut HierarchyTab,
    cx: &PanelContext<'_>,
    ui: &Ui,
    response: &Response,
    (row, at): (usize, usize),
    node: &TreeLine,
) {
    if response.drag_started() && cx.view.editable {
        tab.carried = Carried::of((tab.tree(), tab.topology(cx.view.plan)), &cx.view, at, true);
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    if response.double_clicked()
        && let Some(object) = node.object
    {
        nodes::edit(cx, ui, object);
        return;
    }
    if !response.clicked() {
        return;
    }
    ui.memory_mut(|memory| memory.request_focus(focus_id()));
    let modifiers = ui.input(|input| input.modifiers);
    let from = tab.cursor_row();
    tab.cursor = tab.line_key(at);
    tab.note_followed(node.object);
    let Some(object) = node.object else { return };
    if modifiers.command {
        cx.view.queue.send(Action::ToggleSelected(object));
    } else if modifiers.shift
        && let Some(from) = from
    {
        // All between that are of its kind.
        let rows = tab.rows().get(from.min(row)..=from.max(row)).unwrap_or_default();
        let between = rows.iter().filter_map(|at| tab.tree().nodes.get(*at)?.object);
        cx.view.queue.send(Action::Select(Selection::many(std::iter::once(object).chain(between))));
    } else {
        cx.view.queue.order(Order::Look(object));
    }
}

/// Shows where what is moved would go and what would come of it; lets it go when the pointer does.
fn carry_ui(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &mut Ui, place: Rect, under: Option<(usize, Rect)>) {
    if drags::is_ended(ui.ctx()) {
        tab.carried.take_if(|carried| carried.by_pointer);
    }
    let Some(mut carried) = tab.carried.take() else { return };
    if !carried.by_pointer {
        tab.carried = Some(carried);
        return;
    }
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let second = ui.input(|input| input.modifiers.shift);
    let at = pointer(ui).filter(|at| place.contains(*at));
    let landing = at.map(|_| carried.landing(tab.tree(), &cx.view, under.map(|(line, _)| line), second).clone());
    let is_let_go = ui.input(|input| input.pointer.any_released());
    if let Some(landing) = &landing {
        let is_allowed = landing.said.is_ok();
        let color = if is_allowed { cx.view.tokens.accent } else { cx.view.tokens.wrong };
        let row = landing.line.and_then(|line| tab.rows().iter().position(|at| *at == line)).zip(under);
        let rect = row.map_or(place.shrink(2.0), |(row, (line, rect))| {
            let own = tab.rows().iter().position(|at| *at == line).unwrap_or(row);
            rect.translate(vec2(0.0, (row as f32 - own as f32) * theme::ROW_HEIGHT))
        });
        ui.painter().with_clip_rect(place).rect_stroke(
            rect,
            theme::CORNER,
            Stroke::new(2.0, color),
            StrokeKind::Inside,
        );
        if let (Some(at), false) = (at, is_let_go) {
            told_ui(ui, at, &carried, &landing.said.as_ref().map(|edit| edit.label.clone()).map_err(Clone::clone));
        }
    }
    if is_let_go {
        if let Some(landing) = landing {
            cx.view.queue.perform(landing.said.map_err(|why| text::capitalised(&why)));
        }
        return;
    }
    tab.carried = Some(carried);
}

/// Says beside the pointer what would come of letting it go there.
fn told_ui(ui: &Ui, at: Pos2, carried: &Carried, said: &Result<String, String>) {
    let area = Area::new(focus_id().with("told")).order(LayerOrder::Tooltip).interactable(false);
    area.fixed_pos(at + vec2(16.0, 16.0)).show(
        ui.ctx(),
        contents(&mut |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(360.0);
                match said {
                    Ok(label) if label.is_empty() => {
                        ui.label(format!("{} stands there already", carried.words));
                    }
                    Ok(label) => {
                        ui.label(label);
                    }
                    Err(why) => message_ui(ui, Severity::Error, &text::capitalised(why)),
                }
            });
        }),
    );
}

/// What keys do while the tree has the keyboard.
fn keys(tab: &mut HierarchyTab, cx: &PanelContext<'_>, ui: &Ui, height: f32) {
    let escape = tab.carried.is_some();
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, escape, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focus_id(), filter));
    #[expect(clippy::cast_possible_truncation, reason = "rows on a screen")]
    let page = (height / theme::ROW_HEIGHT).floor().max(1.0) as isize;
    for key in BranchKey::ALL {
        if let Some(chord) = key.info().take_pressed(ui) {
            branch(tab, cx, *key, chord);
        }
    }
    if escape && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        tab.carried = None;
    }
    for key in ListKey::ALL {
        let Some(chord) = key.info().take_pressed(ui) else { continue };
        let by = match key {
            ListKey::Step => [1, -1],
            ListKey::Page => [page, -page],
            ListKey::End => [isize::MAX / 2, isize::MIN / 2],
            ListKey::Edit => {
                if let Some(object) = tab.cursor_at().and_then(|at| tab.tree().nodes.get(at)?.object) {
                    nodes::edit(cx, ui, object);
                }
                continue;
            }
        };
        let last = tab.rows().len().saturating_sub(1);
        let row = match (tab.cursor_row(), by.get(chord)) {
            (Some(row), Some(by)) => row.saturating_add_signed(*by).min(last),
            _ => 0,
        };
        go(tab, cx, row);
    }
}

/// Puts the cursor on a row and selects what stands there, unless something is being moved: that stays selected.
fn go(tab: &mut HierarchyTab, cx: &PanelContext<'_>, row: usize) {
    let Some(at) = tab.rows().get(row).copied() else { return };
    tab.go(at);
    let object = tab.tree().nodes.get(at).and_then(|node| node.object);
    if let Some(object) = object.filter(|_| tab.carried.is_none()) {
        tab.note_followed(Some(object));
        cx.view.queue.order(Order::Look(object));
    }
}

/// Opens, closes, takes up and puts down.
fn branch(tab: &mut HierarchyTab, cx: &PanelContext<'_>, key: BranchKey, chord: usize) {
    let Some(at) = tab.cursor_at() else { return };
    let Some((above, has_below)) = tab.tree().nodes.get(at).map(|node| (node.above, at + 1 < node.end)) else { return };
    match (key, chord) {
        (BranchKey::Fold, 0) if has_below && !tab.is_open(at) => tab.toggle(at),
        (BranchKey::Fold, 0) if has_below => {
            if let Some(row) = tab.cursor_row() {
                go(tab, cx, row + 1);
            }
        }
        (BranchKey::Fold, 0) => {}
        (BranchKey::Fold, _) if has_below && tab.is_open(at) => tab.toggle(at),
        (BranchKey::Fold, _) => {
            let row = above.and_then(|above| tab.rows().iter().position(|at| *at == above));
            if let Some(row) = row {
                go(tab, cx, row);
            }
        }
        (BranchKey::Move | BranchKey::MoveSecond, _) => move_by_key(tab, cx, at, key == BranchKey::MoveSecond),
    }
}

/// Takes the line with the cursor up, or puts down there what was taken up.
pub(super) fn move_by_key(tab: &mut HierarchyTab, cx: &PanelContext<'_>, at: usize, second: bool) {
    if !cx.view.editable {
        return;
    }
    match tab.carried.take() {
        None => tab.carried = Carried::of((tab.tree(), tab.topology(cx.view.plan)), &cx.view, at, false),
        Some(mut carried) => {
            let landing = carried.landing(tab.tree(), &cx.view, Some(at), second).clone();
            if landing.said.is_err() {
                // It stays in hand: another place may do.
                tab.carried = Some(carried);
            } else {
                // The cursor goes where it stands then.
                tab.note_followed(None);
            }
            cx.view.queue.perform(landing.said.map_err(|why| text::capitalised(&why)));
        }
    }
}
