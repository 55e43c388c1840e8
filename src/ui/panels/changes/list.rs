//! Draws the list of changes: only the rows that are seen. It changes the cursor and what is folded, and says what was
//! chosen.

use egui::{Align, EventFilter, FontId, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo};
use egui::{pos2, vec2};

use super::lines::{ChangePlace, ChangeRow, Listing, at, title};
use super::patch::{MAX_TOLD, cut};
use super::row::{self, Cell, MAX_DRAWN, row_ui, weak_row_ui};
use crate::compare::{ToldGroup, ToldObject, counts_text};
use crate::ui::commands::keys::{ListKey, ListMove};
use crate::ui::derived::differences::Differences;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::contents::{contents, info, rows_ui};
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::scroll::offset_for;
use crate::ui::widgets::text;

/// The width of an object's sign.
const SIGN_WIDTH: f32 = 20.0;
/// How far objects stand in: where the titles of their groups begin.
const INDENT: f32 = theme::GAP + SIGN_WIDTH + theme::GAP_SMALL;
/// The width of the word that says what became of an object.
const WORD_WIDTH: f32 = 68.0;
/// The part of what is left that names have, and how wide they may be.
const NAME_PART: f32 = 0.32;
const NAME_WIDTHS: (f32, f32) = (120.0, 420.0);

/// What was done in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangesListEvent {
    /// An object was chosen: it is to be selected and looked at.
    Look(ChangePlace),
    /// An object is to be edited.
    Edit(ChangePlace),
}

/// The list as what has the keyboard.
pub fn focus_id() -> Id {
    Id::unique("changes list")
}

/// A frame of the list: what it is drawn with.
struct Drawing<'a> {
    found: &'a Differences,
    tokens: &'static Tokens,
}

impl Listing {
    /// Draws the list into all the room that is left.
    pub fn list_ui(&mut self, ui: &mut Ui, found: &Differences) {
        self.heard_ui(ui, found);
    }

    /// The same; says what was done.
    pub(super) fn heard_ui(&mut self, ui: &mut Ui, found: &Differences) -> Option<ChangesListEvent> {
        let place = ui.available_rect_before_wrap();
        let focus = ui.interact(place, focus_id(), Sense::focusable_noninteractive());
        focus.widget_info(info(&|| WidgetInfo::labeled(Role::Grid, true, "Changes")));
        let page = (place.height() / theme::ROW_HEIGHT).floor().max(1.0);
        let by_key =
            if focus.has_focus() && !egui::Popup::is_any_open(ui.ctx()) { self.keys(ui, found, page) } else { None };
        let drawing = Drawing { found, tokens: theme::tokens(ui) };
        let (mut folds, mut clicked) = (None, None);
        self.scroll_ui(ui, "changes rows", self.rows().len(), &mut |listing, ui, range| {
            for row in listing.rows().get(range).unwrap_or_default() {
                match *row {
                    ChangeRow::Group(group) => {
                        if let Some(told) = found.groups.get(group)
                            && drawing.group_ui(ui, told, listing.is_folded(told)).clicked()
                        {
                            folds = Some(group);
                        }
                    }
                    ChangeRow::Remark(group) => {
                        let remark = found.groups.get(group).and_then(|group| group.remark).unwrap_or_default();
                        weak_row_ui(ui, &text::capitalised(remark), INDENT);
                    }
                    ChangeRow::Object(at) => {
                        clicked = drawing.object_ui(ui, at, listing.cursor() == Some(at)).or(clicked);
                    }
                    ChangeRow::Rest => weak_row_ui(ui, &format!("No changes in {}", listing.rest), INDENT),
                }
            }
        });
        if let Some(group) = folds {
            self.fold(found, group);
        }
        if let Some(ChangesListEvent::Look(place) | ChangesListEvent::Edit(place)) = clicked {
            self.go(found, place);
            // What was clicked is seen already.
            self.scroll_to = None;
            ui.memory_mut(|memory| memory.request_focus(focus_id()));
        }
        if focus.has_focus() {
            icon::focus_ring(ui.painter(), place.shrink(1.0), drawing.tokens);
        }
        clicked.or(by_key)
    }

    /// A list of rows of one height, scrolled to where something is to be seen.
    pub(super) fn scroll_ui(
        &mut self,
        ui: &mut Ui,
        salt: &'static str,
        rows: usize,
        draw: &mut dyn FnMut(&Self, &mut Ui, std::ops::Range<usize>),
    ) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().id_salt(salt).auto_shrink(false).animated(false);
        let (height, offset_id) = (ui.available_height(), focus_id().with(salt));
        if let Some(row) = self.scroll_to.take() {
            let now: f32 = ui.data(|data| data.get_temp(offset_id)).unwrap_or_default();
            area = area.vertical_scroll_offset(offset_for(row, now, height));
        }
        let shown = rows_ui(area, ui, theme::ROW_HEIGHT, rows, &mut |ui, range| draw(self, ui, range));
        ui.data_mut(|data| data.insert_temp(offset_id, shown.state.clamped_offset().y));
    }

    /// What keys do while the list has the keyboard; N and P are commands.
    fn keys(&mut self, ui: &Ui, found: &Differences, page: f32) -> Option<ChangesListEvent> {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focus_id(), filter));
        let mut heard = None;
        for asked in ListKey::moves(ui, page) {
            match asked {
                ListMove::Edit => heard = self.cursor().map(ChangesListEvent::Edit).or(heard),
                ListMove::By(by) => {
                    if let Some(place) = self.step(by) {
                        self.go(found, place);
                        heard = Some(ChangesListEvent::Look(place));
                    }
                }
            }
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let Some(cursor) = self.cursor() else { return heard };
        if let Some((group, _)) = at(found, cursor)
            && pressed(if self.is_folded(group) { Key::ArrowRight } else { Key::ArrowLeft })
        {
            self.fold(found, cursor.group);
        }
        heard
    }
}

impl Drawing<'_> {
    /// The head of a group; a click folds it.
    fn group_ui(&self, ui: &mut Ui, group: &ToldGroup, is_folded: bool) -> Response {
        let (rect, response) = row_ui(ui, Sense::click());
        let (name, counts) = (title(group), counts_text(group.counts));
        response
            .widget_info(info(&|| WidgetInfo::selected(Role::Button, true, !is_folded, format!("{name} {counts}"))));
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, self.tokens.hover);
        }
        if response.has_focus() {
            icon::focus_ring(ui.painter(), rect, self.tokens);
        }
        let square = Rect::from_min_size(rect.min + vec2(theme::GAP, 0.0), vec2(SIGN_WIDTH, rect.height()));
        icon::paint(ui.painter(), if is_folded { Icon::Right } else { Icon::Down }, square, self.tokens.text_weak);
        let room = rect.with_min_x(square.right() + theme::GAP_SMALL);
        let galley = text::line(ui, &name, theme::strong(theme::TEXT_BODY), self.tokens.text, room.width());
        text::put(ui, room, Align::Min, &galley, self.tokens.text);
        let room = room.with_min_x(room.left() + galley.size().x + theme::GAP);
        let color = if response.hovered() { self.tokens.text } else { self.tokens.text_weak };
        let galley = text::line(ui, &counts, FontId::proportional(theme::TEXT_BODY), color, room.width());
        text::put(ui, room, Align::Min, &galley, color);
        response
    }

    /// An object and what became of it.
    fn object_ui(&self, ui: &mut Ui, place: ChangePlace, is_cursor: bool) -> Option<ChangesListEvent> {
        let (group, object) = at(self.found, place)?;
        let (rect, response) = row_ui(ui, Sense::CLICK);
        let word = object.became.word();
        response.widget_info(info(&|| {
            WidgetInfo::selected(Role::Row, true, is_cursor, format!("{word} {}", object.line()))
        }));
        let is_lit = is_cursor || response.hovered();
        if is_cursor {
            ui.painter().rect_filled(rect, 0.0, self.tokens.selected);
            ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, self.tokens.accent);
        } else if is_lit {
            ui.painter().rect_filled(rect, 0.0, self.tokens.hover);
        }
        let weak = if is_lit { self.tokens.text } else { self.tokens.text_weak };
        let left = rect.left() + INDENT;
        row::sign(ui, object.became, pos2(left + theme::GAP, rect.center().y), self.tokens);
        let from = left + SIGN_WIDTH;
        let rest = rect.right() - theme::GAP - from - WORD_WIDTH;
        let name_width =
            if object.sentences.is_empty() { rest } else { (rest * NAME_PART).clamp(NAME_WIDTHS.0, NAME_WIDTHS.1) };
        let (body, strong) = (FontId::proportional(theme::TEXT_BODY), theme::strong(theme::TEXT_BODY));
        let sentences = beginning(&object.sentences);
        let (at_name, at_sentences) = (from + WORD_WIDTH, from + WORD_WIDTH + name_width);
        let cells = [
            Cell { x: from, width: WORD_WIDTH, words: word, font: body.clone(), color: weak },
            Cell { x: at_name, width: name_width, words: &object.name, font: strong, color: self.tokens.text },
            Cell { x: at_sentences, width: rest - name_width, words: &sentences, font: body, color: self.tokens.text },
        ];
        let is_cut = row::cells(ui, rect, cells);
        let (clicked, twice) = (response.clicked(), response.double_clicked());
        if is_cut {
            response.on_hover_ui_at_pointer(contents(&mut |ui| tip_ui(ui, group, object)));
        }
        if twice { Some(ChangesListEvent::Edit(place)) } else { clicked.then_some(ChangesListEvent::Look(place)) }
    }
}

/// Sentences in one line, as far as that is drawn: there may be thousands.
fn beginning(sentences: &[String]) -> String {
    let mut line = String::new();
    for (at, sentence) in sentences.iter().enumerate() {
        line.push_str(if at == 0 { "" } else { "; " });
        line.push_str(&cut(sentence, MAX_DRAWN));
        if MAX_DRAWN < line.len() {
            break;
        }
    }
    cut(&line, MAX_DRAWN)
}

/// Everything about an object, a sentence a line.
fn tip_ui(ui: &mut Ui, group: &ToldGroup, object: &ToldObject) {
    /// More than this is more than a screen has.
    const MOST: usize = 24;
    ui.set_max_width(520.0);
    ui.label(egui::RichText::new(&object.name).font(theme::strong(theme::TEXT_BODY)));
    text::small_ui(ui, &format!("{} in {}", object.became.word(), title(group)));
    for sentence in object.sentences.iter().take(MOST) {
        ui.add(egui::Label::new(cut(sentence, MAX_TOLD)).wrap());
    }
    if MOST < object.sentences.len() {
        text::small_ui(ui, &format!("and {} more", object.sentences.len() - MOST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_what_is_drawn_and_no_more() {
        let sentences = |count: usize| vec!["moved".to_owned(); count];
        assert_eq!(beginning(&[]), "");
        assert_eq!(beginning(&sentences(2)), "moved; moved");
        let long = beginning(&sentences(5_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (MAX_DRAWN + 1, true));
    }
}
