//! The lines of a form: label left, field right, messages under the field; the same column lines in every form.

use std::cell::Cell;

use egui::{Align, FontId, Id, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::finding::Severity;
use crate::model::grouped;
use crate::ui::theme;
use crate::ui::widgets::contents::{drawn, info};
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text;

/// What stands left of a field.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct FieldLabel<'a> {
    /// As it is seen.
    pub text: &'a str,
    /// As it is read out: with what it belongs to.
    pub full: &'a str,
    /// Whether Traffic Portal marks it with an asterisk.
    pub required: bool,
    /// What the plan has, when something else stands in the field.
    pub was: Option<&'a str>,
}

impl<'a> FieldLabel<'a> {
    /// A label of a field that nobody needs.
    pub(in crate::ui) const fn plain(text: &'a str) -> Self {
        Self { text, full: text, required: false, was: None }
    }
}

/// Draws a label and, right of it, a field. The field gets the label's id, to be labelled by it.
pub(super) fn row_ui<R>(ui: &mut Ui, label: FieldLabel<'_>, add_field: impl FnOnce(&mut Ui, Id) -> R) -> R {
    row_within_ui(ui, theme::FORM_LABEL, label, add_field)
}

/// The same with another column line: dialogs have room for longer labels.
pub(in crate::ui) fn row_within_ui<R>(
    ui: &mut Ui,
    label_width: f32,
    label: FieldLabel<'_>,
    add_field: impl FnOnce(&mut Ui, Id) -> R,
) -> R {
    let labelled = Cell::new(Id::NULL);
    drawn(|ui| add_field(ui, labelled.get()), |field| labelled_ui(ui, label_width, label, &labelled, field))
}

/// Draws a label and, right of it, a field, which finds the label's id.
fn labelled_ui(
    ui: &mut Ui,
    label_width: f32,
    label: FieldLabel<'_>,
    labelled: &Cell<Id>,
    field: &mut dyn FnMut(&mut Ui),
) {
    let width = (ui.available_width() - label_width - theme::GAP_ROW).clamp(60.0, theme::FORM_FIELD_MAX);
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        labelled.set(label_ui(ui, label_width, label));
        ui.add_space(theme::GAP_ROW);
        narrow_ui(ui, width, field);
    });
}

/// A column of a fixed width, its parts close together.
pub(in crate::ui) fn column_ui<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    drawn(add, |add| narrow_ui(ui, width, add))
}

fn narrow_ui(ui: &mut Ui, width: f32, add: &mut dyn FnMut(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(theme::GAP, theme::GAP_SMALL);
        add(ui);
    });
}

fn label_ui(ui: &mut Ui, width: f32, label: FieldLabel<'_>) -> Id {
    let tokens = theme::tokens(ui);
    let text = if label.required { format!("{} *", label.text) } else { label.text.to_owned() };
    let galley = ui.painter().layout(text, FontId::proportional(theme::TEXT_BODY), tokens.text, width);
    let height = galley.size().y.max(theme::CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let top = rect.top() + ((theme::CONTROL_HEIGHT - galley.size().y) / 2.0).max(0.0);
    ui.painter().galley(pos2(rect.left(), top), galley, tokens.text);
    if let Some(was) = label.was {
        dot_ui(ui, rect, label.full, was);
    }
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, label.full)));
    response.id
}

/// The mark of a changed field, in the margin; its tooltip says what was.
pub(super) fn dot_ui(ui: &Ui, label: Rect, name: &str, was: &str) {
    let center = pos2(label.left() - theme::GAP, label.top() + theme::CONTROL_HEIGHT / 2.0);
    ui.painter().circle_filled(center, theme::DOT, theme::tokens(ui).text);
    let rect = Rect::from_center_size(center, vec2(theme::GAP_ROW, theme::GAP_EDGE));
    let response = ui.interact(rect, ui.scope_id().with(("changed", name)), Sense::hover());
    let words = if was.is_empty() { "Was empty".to_owned() } else { format!("Was {was}") };
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Image, true, format!("{name} changed. {words}"))));
    response.on_hover_text(words);
}

/// A message that belongs to the field above it.
pub(super) fn under_ui(ui: &mut Ui, severity: Severity, words: &str) {
    below_ui(ui, |ui| message_ui(ui, severity, words));
}

/// Something that belongs to the field above it.
pub(super) fn below_ui<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(-theme::GAP);
    row_ui(ui, FieldLabel::plain(""), |ui, _| add(ui))
}

/// A heading that opens and closes a part of a form; says whether that is open. `aside` stands at its right end.
pub(super) fn fold_ui(ui: &mut Ui, id: Id, text: &str, aside: &str, forced: bool) -> bool {
    let mut open = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    if fold_line_ui(ui, id, text, aside, open || forced) {
        open = !open;
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    open || forced
}

/// The line of a part that is open or not; says whether it was clicked.
pub(in crate::ui) fn fold_line_ui(ui: &mut Ui, id: Id, text: &str, aside: &str, open: bool) -> bool {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, tokens.hover);
    }
    if response.has_focus() {
        icon::focus_ring(ui.painter(), rect, tokens);
    }
    let square = rect.with_max_x(rect.left() + theme::ICON);
    icon::paint(ui.painter(), if open { Icon::Down } else { Icon::Right }, square, tokens.text_weak);
    let inner = rect.with_min_x(square.right() + theme::GAP_SMALL).with_max_x(rect.right() - theme::GAP_SMALL);
    let small = FontId::proportional(theme::TEXT_SMALL);
    let right = text::line(ui, aside, small, tokens.text_weak, inner.width() / 2.0);
    text::put(ui, inner, Align::Max, &right, tokens.text_weak);
    let room = inner.width() - right.size().x - theme::GAP;
    let left = text::line(ui, text, FontId::proportional(theme::TEXT_BODY), tokens.text, room);
    text::put(ui, inner, Align::Min, &left, tokens.text);
    let said = if aside.is_empty() { text.to_owned() } else { format!("{text}, {aside}") };
    response.widget_info(info(&|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, &said)));
    response.clicked()
}

/// A heading between parts of a form.
pub(in crate::ui) fn heading_ui(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(theme::GAP_SMALL);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), Sense::hover());
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::strong(theme::TEXT_BODY), tokens.text);
    ui.painter().hline(rect.x_range(), rect.top(), egui::Stroke::new(1.0, tokens.line));
    ui.painter().galley(pos2(rect.left(), rect.bottom() - galley.size().y), galley, tokens.text);
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Heading, true, text)));
}

/// How many entries a list has, beside its label.
pub(super) fn count_ui(ui: &mut Ui, count: usize) {
    let color = theme::tokens(ui).text_weak;
    plain_ui(ui, &if count == 0 { "None".to_owned() } else { grouped(count) }, color);
}

/// A line of text as high as a field.
pub(super) fn plain_ui(ui: &mut Ui, words: &str, color: egui::Color32) {
    ui.horizontal(|ui| {
        ui.set_min_height(theme::CONTROL_HEIGHT);
        text::line_ui(ui, words, egui::FontId::proportional(theme::TEXT_BODY), color);
    });
}
