//! A drop-down of a few words. While its list is open it has the keyboard: nothing else hears a key, and Escape means the
//! list alone. It knows words, not what they stand for.

use egui::{
    Align, Event, EventFilter, FontId, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Response, Role, ScrollArea,
    Sense, Stroke, Ui, WidgetInfo, vec2,
};

use super::contents::contents;
use super::icon::{self, Icon};
use super::text;
use crate::ui::theme;
use crate::ui::widgets::contents::{info, rows_ui};

/// The height of a list, in lines.
pub(super) const LINES: f32 = 9.5;
/// Letters that are typed within this time belong to one word.
const ONE_WORD_SECS: f64 = 1.0;
/// Whoever has the keyboard for itself gets all of it.
pub(super) const ALL_KEYS: EventFilter =
    EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };

/// A drop-down while it is closed.
#[derive(Clone, Copy, Debug)]
pub struct Face<'a> {
    /// What it is for, for those who don't see it.
    pub name: &'a str,
    /// What is chosen, as text; none: nothing.
    pub chosen: Option<&'a str>,
    /// What stands there when nothing is chosen.
    pub hint: &'a str,
    /// Whether what is chosen is missing in the plan.
    pub unresolved: bool,
    /// Whether another may be chosen.
    pub enabled: bool,
}

/// What an open list keeps between frames.
#[derive(Clone, Debug, Default)]
struct OpenWords {
    /// The line that Enter chooses.
    cursor: usize,
    /// Whether the line is to be brought into view.
    follow: bool,
    /// Letters that lead to a line.
    typed: String,
    typed_at: f64,
}

/// Draws a drop-down of lines, `current` being the one that is chosen; says which was chosen anew. Give it its place
/// before: it is as wide as that.
pub fn choose_ui(
    ui: &mut Ui,
    id: Id,
    face: &Face<'_>,
    current: Option<usize>,
    lines: &[&str],
) -> (Response, Option<usize>) {
    let list = list_id(id);
    let was_open = Popup::is_id_open(ui.ctx(), list);
    let mut open: OpenWords = ui.data(|data| data.get_temp(list)).unwrap_or_default();
    // Before the field itself sees them: Enter would close the list as a click does.
    let heard = if was_open { heard(ui, &mut open, lines) } else { ChooserKey::Nothing };
    let response = face_ui(ui, id, face);
    let by_key = response.has_focus() && !was_open && opens_by_key(ui);
    if face.enabled && (response.clicked() || by_key) {
        if was_open {
            Popup::close_id(ui.ctx(), list);
        } else {
            Popup::open_id(ui.ctx(), list);
            open = OpenWords { cursor: current.unwrap_or(0), follow: true, ..OpenWords::default() };
        }
        response.request_focus();
    }
    let mut chosen =
        if let ChooserKey::Choose = heard { Some(open.cursor).filter(|at| *at < lines.len()) } else { None };
    if was_open && heard == ChooserKey::Nothing {
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, ALL_KEYS));
    }
    if heard != ChooserKey::Nothing || !face.enabled {
        Popup::close_id(ui.ctx(), list);
    }
    let mut picked = None;
    Popup::from_response(&response)
        .id(list)
        .open_memory(None)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(response.rect.width())
        .gap(theme::GAP_SMALL)
        .accessible_name(face.name)
        .show(contents(&mut |ui| picked = lines_ui(ui, id, &mut open, current, lines)));
    if let Some(clicked) = picked {
        chosen = Some(clicked);
        Popup::close_id(ui.ctx(), list);
    }
    if Popup::is_id_open(ui.ctx(), list) {
        ui.data_mut(|data| data.insert_temp(list, open));
    }
    (response, chosen.filter(|at| Some(*at) != current))
}

/// The same in a line with other things, in a place of that width.
pub fn choose_in_line_ui(
    ui: &mut Ui,
    id: Id,
    width: f32,
    face: &Face<'_>,
    current: Option<usize>,
    lines: &[&str],
) -> Option<usize> {
    let place = vec2(width, theme::CONTROL_HEIGHT);
    let (response, chosen) = ui.allocate_ui(place, |ui| choose_ui(ui, id, face, current, lines)).inner;
    response.on_hover_text(face.name);
    chosen
}

/// The id of the list that belongs to a drop-down.
pub(super) fn list_id(id: Id) -> Id {
    id.with("list")
}

/// Whether a key was pressed that opens a drop-down; the field itself hears Enter and Space.
pub(super) fn opens_by_key(ui: &Ui) -> bool {
    ui.input_mut(|input| {
        input.consume_key(Modifiers::NONE, Key::ArrowDown) || input.consume_key(Modifiers::ALT, Key::ArrowDown)
    })
}

/// What keys mean to an open list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChooserKey {
    Nothing,
    Choose,
    Close,
}

/// Takes every key that was pressed.
fn heard(ui: &Ui, open: &mut OpenWords, lines: &[&str]) -> ChooserKey {
    let (events, now) = ui.input_mut(|input| {
        let is_key = |event: &Event| matches!(event, Event::Key { pressed: true, .. } | Event::Text(_));
        let taken: Vec<Event> = input.events.iter().filter(|event| is_key(event)).cloned().collect();
        input.events.retain(|event| !is_key(event));
        (taken, input.time)
    });
    let mut said = ChooserKey::Nothing;
    let last = lines.len().saturating_sub(1);
    for event in events {
        let before = open.cursor;
        match event {
            Event::Text(letters) if !letters.trim().is_empty() || !open.typed.is_empty() => {
                type_ahead(open, &letters, now, lines);
            }
            Event::Key { key: Key::ArrowDown, .. } => open.cursor = (open.cursor + 1).min(last),
            Event::Key { key: Key::ArrowUp, .. } => open.cursor = open.cursor.saturating_sub(1),
            Event::Key { key: Key::PageDown, .. } => open.cursor = (open.cursor + 8).min(last),
            Event::Key { key: Key::PageUp, .. } => open.cursor = open.cursor.saturating_sub(8),
            Event::Key { key: Key::Home, .. } => open.cursor = 0,
            Event::Key { key: Key::End, .. } => open.cursor = last,
            Event::Key { key: Key::Space, .. } if !open.typed.is_empty() && now - open.typed_at < ONE_WORD_SECS => {}
            Event::Key { key: Key::Enter | Key::Space, .. } => said = ChooserKey::Choose,
            Event::Key { key: Key::Escape | Key::Tab, .. } => said = ChooserKey::Close,
            _ => {}
        }
        open.follow |= open.cursor != before;
    }
    said
}

/// Goes to the next line that begins with what is typed.
fn type_ahead(open: &mut OpenWords, letters: &str, now: f64, lines: &[&str]) {
    if ONE_WORD_SECS < now - open.typed_at {
        open.typed.clear();
    }
    open.typed.push_str(&letters.to_lowercase());
    open.typed_at = now;
    // The same letter again goes on to the next line that begins with it.
    let first = open.typed.chars().next();
    let is_again = 1 < open.typed.chars().count() && open.typed.chars().all(|letter| Some(letter) == first);
    let wanted: String = if is_again { first.into_iter().collect() } else { open.typed.clone() };
    let from = open.cursor + usize::from(is_again || open.typed.chars().count() == 1);
    let fits = |at: &usize| lines.get(*at).is_some_and(|line| line.to_lowercase().starts_with(&wanted));
    if let Some(at) = (from..lines.len()).chain(0..from.min(lines.len())).find(fits) {
        open.cursor = at;
    }
}

/// The open list; says which line was clicked.
fn lines_ui(ui: &mut Ui, id: Id, open: &mut OpenWords, current: Option<usize>, lines: &[&str]) -> Option<usize> {
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("lines").max_height(LINES * theme::ROW_HEIGHT);
    area = area.auto_shrink([false, true]);
    if std::mem::take(&mut open.follow) {
        area = area.vertical_scroll_offset(offset_of(open.cursor));
    }
    rows_ui(area, ui, theme::ROW_HEIGHT, lines.len(), &mut |ui, rows| {
        for at in rows {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), Sense::hover());
            // No focus: the keyboard stays with the field.
            let response = ui.interact(rect, id.with(("line", at)), Sense::CLICK);
            line_ui(ui, &response, lines[at], at == open.cursor, Some(at) == current);
            if response.clicked() {
                clicked = Some(at);
            }
        }
    });
    clicked
}

/// How far a list is scrolled so that a line stands in its middle. Far lists are not drawn up to it, so this is computed
/// and not asked of a widget.
pub(super) fn offset_of(line: usize) -> f32 {
    (line as f32 - LINES / 2.0).max(0.0) * theme::ROW_HEIGHT
}

fn line_ui(ui: &Ui, response: &Response, words: &str, is_at_cursor: bool, is_current: bool) {
    let tokens = theme::tokens(ui);
    let rect = response.rect;
    ground(ui, response, is_at_cursor);
    let mut inner = rect.shrink2(vec2(theme::GAP, 0.0));
    if is_current {
        let square = inner.with_min_x(inner.right() - 12.0);
        icon::paint(ui.painter(), Icon::Check, square, tokens.text_weak);
        inner.max.x -= 12.0 + theme::GAP_SMALL;
    }
    let galley = text::line(ui, words, FontId::proportional(theme::TEXT_BODY), tokens.text, inner.width());
    text::put(ui, inner, Align::Min, &galley, tokens.text);
    response.widget_info(info(&|| WidgetInfo::selected(Role::ListBoxOption, true, is_at_cursor, words)));
    if galley.elided {
        response.clone().on_hover_text(words);
    }
}

/// What lies under a line: more where the cursor is.
pub(super) fn ground(ui: &Ui, response: &Response, is_at_cursor: bool) {
    let tokens = theme::tokens(ui);
    if is_at_cursor {
        ui.painter().rect_filled(response.rect, theme::CORNER, tokens.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(response.rect, theme::CORNER, tokens.hover);
    }
}

/// Draws the closed drop-down: a field with what is chosen and a sign that there is more.
pub(super) fn face_ui(ui: &mut Ui, id: Id, face: &Face<'_>) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), Sense::hover());
    let response = ui.interact(rect, id, if face.enabled { Sense::click() } else { Sense::hover() });
    let stroke = if response.has_focus() || Popup::is_id_open(ui.ctx(), list_id(id)) {
        Stroke::new(theme::FOCUS_LINE, tokens.accent)
    } else if response.hovered() && face.enabled {
        Stroke::new(1.0, tokens.text_weak)
    } else {
        Stroke::new(1.0, tokens.line)
    };
    let ground = if face.enabled { tokens.field } else { tokens.panel };
    ui.painter().rect(rect, theme::CORNER, ground, stroke, egui::StrokeKind::Inside);
    let mut inner = rect.shrink2(vec2(theme::GAP, 0.0));
    if face.unresolved {
        icon::paint(ui.painter(), Icon::Warning, inner.with_max_x(inner.left() + theme::TEXT_SMALL), tokens.warned);
        inner.min.x += theme::TEXT_SMALL + theme::GAP_SMALL;
    }
    if face.enabled {
        let square = Rect::from_x_y_ranges(inner.right() - 10.0..=inner.right(), inner.y_range());
        icon::paint(ui.painter(), Icon::Down, square, tokens.text_weak);
        inner.max.x -= 10.0 + theme::GAP_SMALL;
    }
    let hint = if face.enabled { face.hint } else { "None" };
    let (shown, color) = face.chosen.map_or((hint, tokens.text_weak), |chosen| (chosen, tokens.text));
    let galley = text::line(ui, shown, FontId::proportional(theme::TEXT_BODY), color, inner.width());
    text::put(ui, inner, Align::Min, &galley, color);
    let enabled = face.enabled && ui.is_enabled();
    response.widget_info(info(&|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, face.name);
        info.current_text_value = Some(face.chosen.unwrap_or_default().to_owned());
        info
    }));
    if galley.elided { response.on_hover_text(shown) } else { response }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lead_to_lines() {
        let lines = ["Not set", "atlas", "beacon", "bistro", "Boreas"];
        let mut open = OpenWords { typed_at: -10.0, ..OpenWords::default() };
        let mut type_at = |letters: &str, now: f64| {
            type_ahead(&mut open, letters, now, &lines);
            open.cursor
        };
        assert_eq!(type_at("b", 0.0), 2);
        assert_eq!(type_at("i", 0.5), 3, "bi");
        assert_eq!(type_at("b", 3.0), 4, "the next that begins with b");
        assert_eq!(type_at("b", 3.5), 2, "and round");
        assert_eq!(type_at("z", 9.0), 2, "none");
    }
}
