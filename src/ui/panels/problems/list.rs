//! Draws the list of problems: only the rows that are seen. It changes the cursor and what is folded, and says what was
//! chosen.

use egui::{Align, EventFilter, FontId, Id, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::lines::{ProblemGroup, ProblemListing, ProblemRow};
use super::tab::sign;
use crate::finding::Finding;
use crate::model::grouped;
use crate::ui::commands::keys::{ListKey, ListMove};
use crate::ui::derived::findings::FoundProblems;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::contents::{info, rows_ui};
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::scroll::offset_for;
use crate::ui::widgets::text;

/// How far findings stand in: behind the sign that folds their group.
const INDENT: f32 = theme::GAP + 20.0 + theme::GAP_SMALL;
/// The part of a row that the object's name has.
const NAME_PART: f32 = 0.3;
/// Longer texts are cut before they are laid out: no row is that wide.
const MAX_DRAWN: usize = 400;

/// What was done in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProblemHeard {
    /// A finding was chosen: its object is to be selected and looked at.
    Look(usize),
    /// Its object is to be edited.
    Edit(usize),
}

/// The list as what has the keyboard.
pub(in crate::ui) fn focus_id() -> Id {
    Id::unique("problems list")
}

/// Draws the list into all the room that is left; says what was done.
pub(super) fn list_ui(listing: &mut ProblemListing, ui: &mut Ui, found: &FoundProblems) -> Option<ProblemHeard> {
    let place = ui.available_rect_before_wrap();
    let focus = ui.interact(place, focus_id(), Sense::focusable_noninteractive());
    focus.widget_info(info(&|| WidgetInfo::labeled(Role::Grid, true, "Problems")));
    let page = (place.height() / theme::ROW_HEIGHT).floor().max(1.0);
    let by_key = if focus.has_focus() { keys(listing, ui, found, page) } else { None };
    let tokens = theme::tokens(ui);
    let (mut folds, mut clicked) = (None, None);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("problems rows").auto_shrink(false).animated(false);
    let offset_id = focus_id().with("offset");
    if let Some(row) = listing.scroll_to.take() {
        let now: f32 = ui.data(|data| data.get_temp(offset_id)).unwrap_or_default();
        area = area.vertical_scroll_offset(offset_for(row, now, place.height()));
    }
    let shown = rows_ui(area, ui, theme::ROW_HEIGHT, listing.rows.len(), &mut |ui, range| {
        for row in listing.rows.get(range).unwrap_or_default() {
            match *row {
                ProblemRow::Group(at) => {
                    if let Some(group) = listing.groups.get(at)
                        && group_ui(ui, group, listing.is_folded(group), tokens).clicked()
                    {
                        folds = Some(at);
                    }
                }
                ProblemRow::Finding(at) => {
                    let waived = found.waived.get(at).is_some_and(Option::is_some);
                    if let Some(finding) = found.findings.get(at) {
                        let is_cursor = listing.cursor == Some(at);
                        clicked = finding_ui(ui, finding, (at, waived, is_cursor), tokens).or(clicked);
                    }
                }
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(offset_id, shown.state.clamped_offset().y));
    if let Some(group) = folds {
        listing.fold(group);
    }
    if let Some(ProblemHeard::Look(at) | ProblemHeard::Edit(at)) = clicked {
        listing.go(found, at);
        // What was clicked is seen already.
        listing.scroll_to = None;
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    if focus.has_focus() {
        icon::focus_ring(ui.painter(), place.shrink(1.0), tokens);
    }
    clicked.or(by_key)
}

/// What keys do while the list has the keyboard.
fn keys(listing: &mut ProblemListing, ui: &Ui, found: &FoundProblems, page: f32) -> Option<ProblemHeard> {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focus_id(), filter));
    let mut heard = None;
    for asked in ListKey::moves(ui, page) {
        match asked {
            ListMove::Edit => heard = listing.cursor.map(ProblemHeard::Edit).or(heard),
            ListMove::By(by) => {
                if let Some(at) = listing.step(by) {
                    listing.go(found, at);
                    heard = Some(ProblemHeard::Look(at));
                }
            }
        }
    }
    heard
}

/// The head of a group; a click folds it.
fn group_ui(ui: &mut Ui, group: &ProblemGroup, is_folded: bool, tokens: &Tokens) -> Response {
    let (rect, response) = row_ui(ui, Sense::click());
    let count = grouped(group.findings.len());
    response.widget_info(info(&|| {
        WidgetInfo::selected(Role::Button, true, !is_folded, format!("{} {count}", group.title))
    }));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    if response.has_focus() {
        icon::focus_ring(ui.painter(), rect, tokens);
    }
    let square = Rect::from_min_size(rect.min + vec2(theme::GAP, 0.0), vec2(20.0, rect.height()));
    icon::paint(ui.painter(), if is_folded { Icon::Right } else { Icon::Down }, square, tokens.text_weak);
    sign(ui, group.severity, square.translate(vec2(22.0, 0.0)));
    let room = rect.with_min_x(square.right() + 22.0 + theme::GAP_SMALL).with_max_x(rect.right() - theme::GAP);
    let galley = text::line(ui, &group.title, theme::strong(theme::TEXT_BODY), tokens.text, room.width() - 48.0);
    text::put(ui, room, Align::Min, &galley, tokens.text);
    let room = room.with_min_x(room.left() + galley.size().x + theme::GAP);
    let color = if response.hovered() { tokens.text } else { tokens.text_weak };
    let galley = text::line(ui, &count, FontId::proportional(theme::TEXT_BODY), color, room.width());
    text::put(ui, room, Align::Min, &galley, color);
    response
}

/// A finding: the sign of its severity, its object, and what is wrong.
fn finding_ui(
    ui: &mut Ui,
    finding: &Finding,
    (at, waived, is_cursor): (usize, bool, bool),
    tokens: &Tokens,
) -> Option<ProblemHeard> {
    let (rect, response) = row_ui(ui, Sense::CLICK);
    let name = finding.object().map_or_else(|| finding.subject.to_string(), |object| object.name.clone());
    let word = if waived { "waived" } else { finding.severity.word() };
    let said = format!("{word} {name}: {}", finding.message);
    response.widget_info(info(&|| WidgetInfo::selected(Role::Row, true, is_cursor, &said)));
    if is_cursor {
        ui.painter().rect_filled(rect, 0.0, tokens.selected);
        ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, tokens.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let left = rect.left() + INDENT;
    let square = Rect::from_min_size(pos2(left, rect.top()), vec2(20.0, rect.height()));
    sign(ui, finding.severity, square);
    let from = left + 24.0;
    let rest = rect.right() - theme::GAP - from;
    let name_width = (rest * NAME_PART).clamp(90.0, 260.0);
    let color = if waived { tokens.text_weak } else { tokens.text };
    let cell = |x: f32, width: f32, words: &str, font: FontId| {
        let room = Rect::from_min_size(pos2(x, rect.top()), vec2((width - theme::GAP).max(0.0), rect.height()));
        let words: String = words.chars().take(MAX_DRAWN).collect();
        let galley = text::line(ui, &words, font, color, room.width());
        text::put(ui, room, Align::Min, &galley, color);
        galley.elided
    };
    let cut = cell(from, name_width, &name, theme::strong(theme::TEXT_BODY));
    let cut =
        cell(from + name_width, rest - name_width, &finding.message, FontId::proportional(theme::TEXT_BODY)) || cut;
    let (clicked, twice) = (response.clicked(), response.double_clicked());
    if cut {
        response.on_hover_text_at_pointer(format!("{name}: {}", finding.message));
    }
    if twice { Some(ProblemHeard::Edit(at)) } else { clicked.then_some(ProblemHeard::Look(at)) }
}

fn row_ui(ui: &mut Ui, sense: Sense) -> (Rect, Response) {
    ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), sense)
}
