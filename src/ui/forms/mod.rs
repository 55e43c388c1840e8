//! The right panel: the form of what is selected, or of what is to be made. Forms are generated from the field table;
//! what is typed lives in drafts here until one intent makes an edit of it. They never change a plan.

mod bulk;
mod draft;
mod editor;
mod field_draft;
mod fields;
mod generated;
mod judged;
mod kinds;
mod labels;
mod list;
mod node;
mod overview;
mod pairs;
pub(super) mod row;
mod send;
mod several;
mod topology;
mod used;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use egui::{Align, FontId, Layout, Ui};

use crate::finding::Severity;
use crate::model::{AnyId, AnyLink, CacheGroup, Kind, Plan, Position, Shape, Target};
use crate::tabular::cell::cell;
use crate::tabular::columns::{CellSource, ColumnInfo};
use crate::tabular::given::GivenColumns;
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::order::Order;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::{GroupInMaking, ViewContext};
use crate::ui::widgets::follow;
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::pick::Picker;
use crate::ui::widgets::{button, offer, request, text};
use draft::{FormDraft, FormSubject};
use editor::Editing;
use kinds::delivery_service::assigned::AssignedServers;
use node::InputNode;

/// What stands in forms.
#[derive(Debug, Default)]
pub struct Forms {
    drafts: HashMap<FormSubject, FormDraft>,
    /// The kind of which something new is in the form, and where it is to be until the form knows.
    new: Option<(Kind, Option<Position>)>,
    /// What was selected when the new one was begun: when that changes, the form follows the selection.
    selected_then: Option<AnyId>,
    /// What Create has asked for: its draft goes when it is there.
    made: Option<AnyId>,
    /// Starting anew must look at the selection first.
    fresh: bool,
    picker: Picker,
    pairs: pairs::Pairs,
    assigned: AssignedServers,
    used: used::UsedBy,
    bulk: bulk::Bulk,
    overview: overview::Overview,
    judged: judged::Judged,
    /// What the form was about in the last frame.
    shown: Option<FormSubject>,
    /// What Undo has taken out of fields, to be put back; goes when somebody types again.
    retracted: Vec<(FormSubject, &'static str, InputNode)>,
    /// The revision at which somebody typed last: a step that was made since is undone first.
    typed_of: Option<u64>,
    /// The revision of the last frame.
    revision: u64,
}

impl Forms {
    /// Shows the form of a new object of a kind. What was typed into an unfinished one is still there.
    pub fn start_new(&mut self, kind: Kind, position: Option<Position>) {
        self.new = Some((kind, position));
        self.fresh = true;
    }

    /// The same of one that belongs to an object: what refers to that is filled in.
    pub fn start_new_in(&mut self, plan: &Plan, kind: Kind, object: AnyId) {
        let subject = FormSubject::New(kind);
        let draft = self.drafts.entry(subject).or_insert_with(|| FormDraft::of_new(&kinds::of(kind).draft, plan, None));
        let refers = |shape: &Shape| matches!(shape, Shape::Link(of) if *of == object.kind);
        let key = draft.fields.iter().find(|field| refers(&field.info.shape)).map(|field| field.info.key);
        if let Some(key) = key {
            let link = AnyLink { kind: object.kind, target: Target::To(object.number) };
            draft.set(key, InputNode::Link(Some(link)));
        }
        self.start_new(kind, None);
    }

    /// Shows the form of what is selected instead of that of a new object, which can be continued.
    pub fn leave_new(&mut self) {
        self.new = None;
    }

    /// Puts a place into the form that is shown, as far as it asks for one.
    pub fn take_place(&mut self, position: Position) {
        if let Some(draft) = self.shown.and_then(|shown| self.drafts.get_mut(&shown)) {
            draft.place(position);
        }
    }

    /// The label of the field in which somebody typed last what is not in the plan, in the form that is shown.
    pub fn typing(&self) -> Option<&'static str> {
        let draft = self.drafts.get(&self.shown?).filter(|_| self.typed_of == Some(self.revision))?;
        draft.last_typed().map(|field| field.info.form)
    }

    /// Whether what was typed last was taken back, and can be put back.
    pub fn has_retracted(&self) -> bool {
        self.retracted.last().is_some_and(|(subject, ..)| Some(*subject) == self.shown)
    }

    /// Takes back what was typed last into the form that is shown; says into which field.
    pub fn undo_typing(&mut self) -> Option<&'static str> {
        let subject = self.shown?;
        let label = self.typing()?;
        let (key, node) = self.drafts.get_mut(&subject)?.take_typing()?;
        self.retracted.push((subject, key, node));
        Some(label)
    }

    /// Puts back what was last taken back of what was typed; says into which field.
    pub fn redo_typing(&mut self) -> Option<&'static str> {
        let (subject, key, node) = self.retracted.pop_if(|(subject, ..)| Some(*subject) == self.shown)?;
        let draft = self.drafts.get_mut(&subject)?;
        draft.set(key, node);
        draft.field(key).map(|field| field.info.form)
    }

    /// The cache group that is about to be made, as soon as its form says where it is to be.
    pub fn in_making(&self, plan: &Plan) -> Option<GroupInMaking> {
        let subject = FormSubject::New(Kind::CacheGroup);
        let draft = self.drafts.get(&subject).filter(|_| self.shown == Some(subject))?;
        let position = send::position(draft).ok()??;
        let type_name = draft.link(CacheGroup::TYPE).map(|link| plan.link_name(link)).unwrap_or_default();
        Some(GroupInMaking { name: draft.text(CacheGroup::NAME).to_owned(), type_name, position })
    }

    /// Ends the making of something new: nothing of it is kept.
    fn cancel_new(&mut self, kind: Kind) {
        self.drafts.remove(&FormSubject::New(kind));
        self.retracted.retain(|(subject, ..)| *subject != FormSubject::New(kind));
        self.new = None;
    }

    /// How many objects have changes that were typed and are not in the plan.
    pub fn unfinished(&self) -> usize {
        self.drafts.values().filter(|draft| draft.is_changed()).count()
    }

    /// Forgets everything: another plan has been opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Draws the panel. It fills its place and keeps its own distance from the edges.
    pub fn form_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>) {
        self.revision = view.revision;
        let shown = self.subject(ui, view);
        self.shown = shown;
        self.drafts.retain(|subject, draft| Some(*subject) == shown || draft.is_changed());
        match shown {
            Some(subject) => self.subject_ui(ui, view, subject),
            None if 1 < view.selection.len() => several::several_ui(ui, view, &mut self.bulk, &mut self.picker),
            None if overview::has_something(view.plan) => self.overview.overview_ui(ui, view),
            None => several::nothing_ui(ui, view),
        }
    }

    /// Finds out what the form is about; makes its draft and brings it up to date.
    fn subject(&mut self, ui: &Ui, view: &ViewContext<'_>) -> Option<FormSubject> {
        let lead = view.selection.lead();
        if let Some(made) = self.made.filter(|made| view.plan.contains(*made)) {
            self.drafts.remove(&FormSubject::New(made.kind));
            (self.made, self.new) = (None, None);
        }
        if std::mem::take(&mut self.fresh) {
            self.selected_then = lead;
            request::focus_form(ui.ctx());
        } else if self.selected_then != lead && lead.is_some() {
            self.new = None;
        }
        if let Some((kind, position)) = self.new {
            self.new = Some((kind, None));
            let draft = self
                .drafts
                .entry(FormSubject::New(kind))
                .or_insert_with(|| FormDraft::of_new(&kinds::of(kind).draft, view.plan, None));
            if let Some(position) = position {
                draft.place(position);
            }
            return Some(FormSubject::New(kind));
        }
        let object = lead.filter(|object| view.selection.len() == 1 && view.plan.contains(*object))?;
        let subject = FormSubject::Object(object);
        let draft = match self.drafts.entry(subject) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(place) => place.insert(FormDraft::of(&kinds::of(object.kind).draft, view.plan, object)?),
        };
        draft.follow(view.plan, view.revision).then_some(subject)
    }

    fn subject_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>, subject: FormSubject) {
        let Some(mut draft) = self.drafts.remove(&subject) else { return };
        self.judged.follow(ui.ctx(), view, &mut draft);
        let typed = draft.last_typed().map(|field| field.typed_at);
        let asked = request::take_focus_field(ui.ctx());
        let focus = request::take_focus_form(ui.ctx()).then_some(draft.form().name);
        let focus = asked.or(focus).map(|key| fields::field_id(&draft, key));
        let footer = footer_ui(ui, view, &mut draft);
        if footer == FooterClick::Cancel {
            // Gone with the draft, which was taken out.
            self.cancel_new(subject.kind());
            self.shown = None;
            return;
        }
        let mut submit = footer == FooterClick::Store;
        self.header_ui(ui, view, &draft);
        let mut editing = Editing {
            view,
            picker: &mut self.picker,
            owner: subject.kind(),
            form: draft.form(),
            editable: view.editable,
            submit: false,
            focus,
        };
        egui::ScrollArea::vertical().id_salt(("form", subject)).auto_shrink(false).show(ui, |ui| {
            egui::Frame::NONE.inner_margin(theme::FORM_BODY).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP_ROW;
                judged::whole_ui(ui, &draft);
                if let FormSubject::Object(object) = subject {
                    judged::load_ui(ui, view, object);
                }
                (kinds::of(subject.kind()).body_ui)(ui, &mut editing, &mut draft, &mut self.assigned);
                if let FormSubject::Object(object) = subject {
                    last_updated_ui(ui, view, object);
                    self.pairs.pairs_ui(ui, &mut editing, object);
                    self.used.used_ui(ui, view, object);
                }
            });
            follow::follow_focus(ui);
        });
        if draft.last_typed().map(|field| field.typed_at) != typed {
            self.retracted.clear();
            self.typed_of = Some(view.revision);
        }
        submit |= editing.submit && draft.is_changed() && view.editable;
        if submit {
            self.send(view, &mut draft);
        }
        self.drafts.insert(subject, draft);
    }

    /// Makes the edit and asks for it.
    fn send(&mut self, view: &ViewContext<'_>, draft: &mut FormDraft) {
        let Some(edit) = send::edit_of(view.plan, draft).filter(|edit| !edit.is_empty()) else { return };
        let made = match draft.subject {
            FormSubject::New(kind) => send::made(view.plan, &edit, kind),
            FormSubject::Object(_) => None,
        };
        view.queue.send(Action::Perform(edit));
        if let Some(made) = made {
            self.made = Some(made);
            view.queue.send(Action::Select(Selection::one(made)));
        }
    }

    /// The kind and the name; and what else one has to know before one types.
    fn header_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>, draft: &FormDraft) {
        egui::Frame::NONE.inner_margin(theme::FORM_TITLE).show(ui, |ui| {
            let kind = text::capitalised(draft.subject.kind().singular());
            match draft.subject {
                FormSubject::Object(object) => {
                    text::small_ui(ui, &kind);
                    name_ui(ui, view, object);
                }
                FormSubject::New(kind) => {
                    let title = format!("New {}", kind.singular());
                    text::line_ui(ui, &title, theme::strong(theme::TEXT_TITLE), view.tokens.text);
                }
            }
            if !view.editable {
                read_only_ui(ui, view);
            }
            if let FormSubject::Object(object) = draft.subject {
                new_here_ui(ui, view, object);
            }
            self.unfinished_ui(ui);
        });
    }

    /// New objects that were begun and left: a way back to them.
    fn unfinished_ui(&mut self, ui: &mut Ui) {
        let left = self.drafts.iter().find_map(|(subject, draft)| match subject {
            FormSubject::New(kind) if draft.is_changed() => Some(*kind),
            FormSubject::New(_) | FormSubject::Object(_) => None,
        });
        let Some(kind) = left else { return };
        ui.horizontal(|ui| {
            let words = format!("Continue the new {}", kind.singular());
            if text::link_ui(ui, &words, &words).clicked() {
                self.start_new(kind, None);
            }
            if icon::icon_button(ui, Icon::Cross, &format!("Discard the new {}", kind.singular()), true).clicked() {
                self.drafts.remove(&FormSubject::New(kind));
            }
        });
    }
}

/// The name; beside it what is done with such an object more often than its form is read to the end.
fn name_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId) {
    let name = view.plan.name_of(object).unwrap_or_default();
    let font = theme::strong(theme::TEXT_TITLE);
    let Some(info) = kinds::of(object.kind).command.filter(|_| view.editable).map(Command::info) else {
        text::line_ui(ui, &name, font, view.tokens.text);
        return;
    };
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if button::button(ui, info.name, true).clicked() {
                view.queue.run(info.command);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::line_ui(ui, &name, font, view.tokens.text);
            });
        });
    });
}

/// What belongs to the object and can be begun here; where a command stands beside the name, that is done more often.
fn new_here_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId) {
    let kinds = if kinds::of(object.kind).command.is_some() { &[] } else { offer::made_in(object.kind) };
    if !view.editable || kinds.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        for kind in kinds {
            let words = format!("New {} here…", kind.singular());
            if button::button(ui, &words, true).clicked() {
                view.queue.order(Order::StartNewIn(*kind, object));
            }
        }
    });
}

/// When Traffic Ops last changed the object, as Traffic Portal's forms have it at their end; nothing where that is not
/// known.
fn last_updated_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId) {
    let (header, source) = ("Last Updated", CellSource::LastUpdated);
    let column = ColumnInfo { header, source, shown: true, numeric: false };
    let when = cell(view.plan, &GivenColumns::default(), object, &column).text;
    if when.is_empty() {
        return;
    }
    row::row_ui(ui, row::FieldLabel::plain(header), |ui, _| {
        ui.horizontal(|ui| {
            ui.set_min_height(theme::CONTROL_HEIGHT);
            let words = text::moment_of(&when).unwrap_or_else(|| when.clone());
            text::line_ui(ui, &words, FontId::proportional(theme::TEXT_BODY), view.tokens.text_weak);
        });
    });
}

/// Says why nothing can be typed.
fn read_only_ui(ui: &mut Ui, view: &ViewContext<'_>) {
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(16.0, 16.0), egui::Sense::hover());
        icon::paint(ui.painter(), Icon::Lock, rect, view.tokens.text_weak);
        let words = "This plan is open read-only: look, but change nothing";
        text::line_ui(ui, words, FontId::proportional(theme::TEXT_SMALL), view.tokens.text_weak);
    });
}

/// What somebody has clicked below a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FooterClick {
    /// Nothing that anybody else need know.
    Nothing,
    /// It is to be stored.
    Store,
    /// Nothing new is to be made after all.
    Cancel,
}

/// The buttons, and why the last attempt was refused.
fn footer_ui(ui: &mut Ui, view: &ViewContext<'_>, draft: &mut FormDraft) -> FooterClick {
    if !view.editable {
        return FooterClick::Nothing;
    }
    let frame = egui::Frame::NONE.inner_margin(theme::FORM_BUTTONS);
    let mut said = FooterClick::Nothing;
    egui::Panel::bottom("form footer").frame(frame).resizable(false).show(ui, |ui| {
        if let Some(refusal) = &draft.refusal {
            message_ui(ui, Severity::Error, refusal);
            ui.add_space(theme::GAP);
        }
        ui.horizontal(|ui| {
            let changed = draft.is_changed();
            let word = if draft.subject.object().is_some() { "Update" } else { "Create" };
            if button::primary(ui, word, changed).clicked() {
                said = FooterClick::Store;
            }
            if draft.subject.object().is_none() {
                if button::button(ui, "Cancel", true).clicked() {
                    said = FooterClick::Cancel;
                }
            } else if button::button(ui, "Discard changes", changed).clicked() {
                draft.discard();
            }
            if let FormSubject::Object(object) = draft.subject {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if button::button(ui, "Delete", true).clicked() {
                        view.queue.send(Action::Delete(vec![object]));
                    }
                });
            }
        });
    });
    said
}
