//! Fields in dialogs that make something: label left, field right, and under it why it cannot be so. What nobody has
//! typed follows the proposals.

use std::sync::Arc;

use egui::{Align, Context, FontId, Frame, Id, Key, Margin, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::edit::intent::Refusal;
use crate::finding::Severity;
use crate::model::{AnyLink, Kind, Plan, Target};
use crate::ui::forms::row::{FieldLabel, column_ui, fold_line_ui, row_within_ui};
use crate::ui::theme;
use crate::ui::widgets::choose::{Face, choose_ui};
use crate::ui::widgets::follow;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::pick::{Pick, Picker, pick_ui};
use crate::ui::widgets::text;

/// The width of labels in dialogs.
const LABEL: f32 = 164.0;
/// The width of dialogs with such fields.
pub(super) const WIDTH: f32 = LABEL + theme::GAP_ROW + theme::FORM_FIELD_MAX;
/// The width of a field that holds a number.
pub(super) const SHORT: f32 = 120.0;

/// What is said of a capacity that is none.
pub(super) const NO_CAPACITY: &str = "write it like 2 Gbit/s or 800 Mbit/s, or leave it empty";

/// A text that is proposed until somebody types.
#[derive(Debug, Default)]
pub(super) struct FieldEntry {
    pub text: String,
    /// Whether somebody has typed here.
    pub touched: bool,
}

impl FieldEntry {
    /// With a proposal.
    pub(super) fn proposing(text: impl Into<String>) -> Self {
        Self { text: text.into(), touched: false }
    }

    /// Another proposal, unless somebody has typed.
    pub(super) fn propose(&mut self, text: impl Into<String>) {
        if !self.touched {
            self.text = text.into();
        }
    }
}

/// How far somebody has got with a dialog.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    /// Whether it was tried to be done: fields that nobody has touched say what is in the way too.
    made: bool,
    /// Whether the first field that is in the way is to be brought into view.
    seek: bool,
    /// It was asked for while what would come of it was still being worked out.
    waits: bool,
}

impl Attempt {
    /// Whether it is to be done now, if nothing is in the way; `asked` just now, or before what is known was stale.
    pub(super) fn goes(&mut self, ctx: &Context, asked: bool, is_stale: bool) -> bool {
        self.waits |= asked;
        if is_stale || !std::mem::take(&mut self.waits) {
            return false;
        }
        (self.made, self.seek) = (true, true);
        ctx.request_repaint();
        true
    }

    /// Whether fields must be seen that are folded away: some of them are in the way.
    pub(super) fn unfolds(&self, refusals: &[Refusal], folded: &[&str]) -> bool {
        self.made && concerns(refusals, folded)
    }
}

/// What a dialog with rows keeps between frames.
#[derive(Debug)]
pub(super) struct Filling {
    picker: Picker,
    /// How far somebody has got.
    pub attempt: Attempt,
    is_new: bool,
}

impl Default for Filling {
    fn default() -> Self {
        Self { picker: Picker::default(), attempt: Attempt::default(), is_new: true }
    }
}

impl Filling {
    /// The rows of a frame.
    pub(super) fn rows<'a>(&'a mut self, plan: &'a Arc<Plan>, refusals: &'a [Refusal]) -> FieldRows<'a> {
        let focus = std::mem::take(&mut self.is_new);
        let Self { picker, attempt, .. } = self;
        FieldRows { plan, picker, refusals, attempt, changed: false, entered: false, focus }
    }
}

/// What the rows of a dialog share.
pub(super) struct FieldRows<'a> {
    /// Whose drop-downs choose from.
    pub plan: &'a Arc<Plan>,
    /// The drop-down that is open.
    pub picker: &'a mut Picker,
    /// What cannot be, by the fields' labels.
    pub refusals: &'a [Refusal],
    /// How far somebody has got.
    pub attempt: &'a mut Attempt,
    /// Set when something was changed.
    pub changed: bool,
    /// Set when Enter was pressed in a field.
    pub entered: bool,
    /// Whether the first field takes the keyboard.
    pub focus: bool,
}

impl FieldRows<'_> {
    /// A line of the dialog.
    pub(super) fn row_ui(
        &mut self,
        ui: &mut Ui,
        label: &'static str,
        touched: bool,
        add: impl FnOnce(&mut Self, &mut Ui, Id),
    ) {
        row_within_ui(ui, LABEL, FieldLabel::plain(label), |ui, id| {
            add(self, ui, id);
            self.refusals_ui(ui, label, touched);
        });
    }

    /// What is in the way of a field.
    fn refusals_ui(&mut self, ui: &mut Ui, label: &str, touched: bool) {
        let own = self.refusals.iter().filter(|refusal| refusal.field() == Some(label));
        for refusal in own.filter(|_| touched || self.attempt.made) {
            message_ui(ui, Severity::Error, &text::capitalised(&refusal.beside_field()));
            if std::mem::take(&mut self.attempt.seek) {
                ui.scroll_to_cursor(Some(Align::Center));
            }
        }
    }

    /// A line with a field for text, as wide as there is room.
    pub(super) fn text_ui(&mut self, ui: &mut Ui, label: &'static str, hint: &str, entry: &mut FieldEntry) {
        let touched = entry.touched;
        self.row_ui(ui, label, touched, |rows, ui, id| {
            let width = ui.available_width();
            rows.field_ui(ui, entry, (label, Some(id)), hint, width);
        });
    }

    /// A field for text.
    pub(super) fn field_ui(
        &mut self,
        ui: &mut Ui,
        entry: &mut FieldEntry,
        (name, label): (&str, Option<Id>),
        hint: &str,
        width: f32,
    ) {
        let field = TextEdit::singleline(&mut entry.text)
            .id(Id::unique(("entry", name)))
            .hint_text(hint)
            .desired_width(width)
            .margin(theme::FIELD)
            .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
            .align(egui::Align2::LEFT_CENTER);
        let response = ui.add(field);
        if std::mem::take(&mut self.focus) {
            response.request_focus();
        }
        if response.changed() {
            entry.touched = true;
            self.changed = true;
        }
        self.entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        match label {
            Some(label) => response.labelled_by(label),
            None => response.accessible_name(name),
        };
    }

    /// A line with a drop-down of objects; none is what the hint says.
    pub(super) fn pick_ui(
        &mut self,
        ui: &mut Ui,
        label: &'static str,
        (hint, clears): (&str, bool),
        offer: &Offer,
        chosen: &mut Option<u64>,
    ) {
        self.row_ui(ui, label, true, |rows, ui, id| {
            let name = chosen.map(|number| rows.plan.link_name(&link(offer.kind(), number)));
            let clears = clears && chosen.is_some();
            let room = if clears { theme::ICON_BUTTON } else { 0.0 };
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let width = ui.available_width() - room;
                let picked = ui.allocate_ui(vec2(width, theme::CONTROL_HEIGHT), |ui| {
                    let (chosen, current) = (name.as_deref(), *chosen);
                    let pick = Pick { name: label, chosen, current, hint, unresolved: false, enabled: true, offer };
                    let (response, picked) = pick_ui(ui, rows.plan, rows.picker, Id::unique(("entry", label)), &pick);
                    response.labelled_by(id);
                    picked
                });
                if picked.inner.is_some() {
                    (*chosen, rows.changed) = (picked.inner, true);
                }
                if clears && icon_button(ui, Icon::Cross, &format!("Clear {label}"), true).clicked() {
                    (*chosen, rows.changed) = (None, true);
                }
            });
        });
    }

    /// A line with a drop-down of a few words.
    pub(super) fn choice_ui<T: Clone + PartialEq>(
        &mut self,
        ui: &mut Ui,
        label: &'static str,
        options: &[(String, T)],
        value: &mut T,
    ) {
        self.row_ui(ui, label, true, |rows, ui, id| {
            let current = options.iter().position(|(_, option)| option == value);
            let lines: Vec<&str> = options.iter().map(|(word, _)| word.as_str()).collect();
            let chosen = current.map(|at| lines[at]);
            let face = Face { name: label, chosen, hint: "Select…", unresolved: false, enabled: true };
            let (response, chosen) = choose_ui(ui, Id::unique(("entry", label)), &face, current, &lines);
            response.labelled_by(id);
            if let Some((_, option)) = chosen.and_then(|at| options.get(at)) {
                (*value, rows.changed) = (option.clone(), true);
            }
        });
    }
}

fn link(kind: Kind, number: u64) -> AnyLink {
    AnyLink { kind, target: Target::To(number) }
}

/// The part of a dialog that scrolls where the screen is low, `others` being as high as all the rest. The bar for
/// scrolling stands beside the fields.
pub(super) fn scroll_ui<R>(ui: &mut Ui, others: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    const BAR: i8 = 12;
    let height = (ui.ctx().content_rect().height() - others).max(theme::CONTROL_HEIGHT);
    let width = ui.available_width();
    let frame = Frame::new().outer_margin(Margin { right: -BAR, ..Margin::ZERO });
    let area = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
    frame
        .show(ui, |ui| {
            area.show(ui, |ui| {
                ui.set_max_width(width);
                let added = add(ui);
                follow::follow_focus(ui);
                added
            })
            .inner
        })
        .inner
}

/// A line in small letters with what it is about before it.
pub(super) fn told_ui(ui: &mut Ui, what: &str, words: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let (left, right) = (LABEL + theme::GAP_ROW, ui.available_width());
        let color = theme::tokens(ui).text_weak;
        column_ui(ui, left, |ui| text::line_ui(ui, what, FontId::proportional(theme::TEXT_SMALL), color));
        column_ui(ui, right - left, |ui| {
            ui.add(egui::Label::new(RichText::new(words).size(theme::TEXT_SMALL)).wrap());
        });
    });
}

/// A line that shows or hides the fields that are seldom wanted.
pub(super) fn fold_ui(ui: &mut Ui, open: &mut bool, name: &str) {
    if fold_line_ui(ui, Id::unique(("fold", name)), name, "", *open) {
        *open = !*open;
    }
}

/// What is in the way and stands beside no field that is seen; `folded` are those that are not.
pub(super) fn others_ui(ui: &mut Ui, refusals: &[Refusal], folded: &[&str]) {
    let unseen = |refusal: &&Refusal| refusal.field().is_none_or(|field| folded.contains(&field));
    for refusal in refusals.iter().filter(unseen) {
        message_ui(ui, Severity::Error, &text::capitalised(&refusal.to_string()));
    }
}

/// Whether one of these fields is in the way: then it must be seen.
fn concerns(refusals: &[Refusal], labels: &[&str]) -> bool {
    refusals.iter().any(|refusal| refusal.field().is_some_and(|field| labels.contains(&field)))
}

/// A whole number that is not negative; what is none counts as 0, which no field takes.
pub(super) fn whole(text: &str) -> usize {
    text.trim().parse().unwrap_or(0)
}
