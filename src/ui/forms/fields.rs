//! A form's fields, generated from the field table: each with its label, its editor and what is to be said about it.

use egui::{Id, Rect, Ui, pos2};

use super::draft::{FieldDraft, FormDraft};
use super::editor::{Editing, EditorLeaf, leaf_ui};
use super::labels;
use super::list::{lines_ui, member_ui, objects_ui};
use super::node::InputNode;
use super::row::{FieldLabel, count_ui, plain_ui, row_ui};
use crate::finding::Severity;
use crate::model::{FieldInfo, Member, SECRET_PLACEHOLDER, Shape, Value};
use crate::rules::portal;
use crate::tabular::{codes, say};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::text;

/// The id of a field's editor.
pub(super) fn field_id(draft: &FormDraft, key: &str) -> Id {
    Id::unique(("form", draft.subject, key))
}

/// Draws one field of a form. `offer` is what a reference may point to, where that is not everything.
pub(super) fn field_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    draft: &mut FormDraft,
    key: &str,
    offer: Option<&Offer>,
) {
    let Some(at) = draft.fields.iter().position(|field| field.info.key == key) else { return };
    let said = said_about(editing, draft, at);
    let mut node = std::mem::replace(&mut draft.fields[at].node, InputNode::Truth(None));
    let id = field_id(draft, key);
    let info = draft.fields[at].info;
    let top = ui.next_widget_position();
    let is_sought = editing.focus == Some(id);
    let changed = shape_ui(ui, editing, &info, id, offer, &said, &mut node);
    if is_sought {
        // What holds no text takes the keyboard as it is, where it can; it is seen in any case.
        if editing.focus.take_if(|sought| *sought == id).is_some() {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let bottom = ui.next_widget_position();
        ui.scroll_to_rect(Rect::from_min_max(top, pos2(ui.max_rect().right(), bottom.y)), None);
    }
    draft.fields[at].node = node;
    if changed {
        draft.fields[at].settle();
    }
}

/// What is said beside a field.
#[derive(Debug, Default)]
pub(super) struct FieldNotes {
    was: Option<String>,
    required: bool,
    secret: bool,
    messages: Vec<(Severity, String)>,
}

/// Collects what is to be said about a field.
fn said_about(editing: &Editing<'_>, draft: &FormDraft, at: usize) -> FieldNotes {
    let (field, plan, kind) = (&draft.fields[at], editing.view.plan, draft.subject.kind());
    let secret = is_secret(draft, field.info.key);
    let say = |value: &Value| match codes::word(kind, field.info.key, value) {
        _ if secret => SECRET_PLACEHOLDER.to_owned(),
        Some(word) => word.to_owned(),
        None => say::value(plan, value),
    };
    let finding = draft.finding(plan, field).map(|finding| (finding.severity, finding.message));
    let mut messages: Vec<(Severity, String)> = finding.into_iter().collect();
    if field.read().is_err() && is_folded(&field.info.shape) {
        // The entry itself says what; it may be folded.
        messages = vec![(Severity::Error, "Something in an entry below cannot be stored".to_owned())];
    }
    let found = draft.found_of(field).map(|finding| (finding.severity, text::capitalised(&finding.message)));
    messages.extend(found);
    if let Some(before) = &field.before {
        let (before, now) = (say(before), say(&field.value));
        let words = format!(
            "The plan has changed underneath, from {} to {}. Update puts what stands here",
            quoted(&before),
            quoted(&now)
        );
        messages.push((Severity::Warning, words));
    }
    if let Some(rule) = draft.form().rule(field.info.key).filter(|rule| !rule.hint.is_empty()) {
        messages.push((Severity::Note, rule.hint.to_owned()));
    }
    let is_new = draft.subject.object().is_none();
    let was = (field.is_changed() && !is_new).then(|| say(&field.value));
    let required =
        portal::is_required(kind, field.info.key) || (draft.form().also_required)(plan, draft, field.info.key);
    FieldNotes { was, required, secret, messages }
}

const fn is_folded(shape: &Shape) -> bool {
    matches!(shape, Shape::List(Shape::Object(_)))
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("“{text}”") }
}

fn is_secret(draft: &FormDraft, key: &str) -> bool {
    let secure = |field: &FieldDraft| field.node == InputNode::Truth(Some(true)) || field.value == Value::Bool(true);
    let by = draft.form().rule(key).and_then(|rule| rule.secret_when);
    by.and_then(|by| draft.field(by)).is_some_and(secure)
}

impl FieldNotes {
    fn label<'a>(&'a self, text: &'a str) -> FieldLabel<'a> {
        FieldLabel { text, full: text, required: self.required, was: self.was.as_deref() }
    }

    fn messages_ui(&self, ui: &mut Ui) {
        for (severity, words) in &self.messages {
            message_ui(ui, *severity, words);
        }
    }
}

fn shape_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    info: &FieldInfo,
    id: Id,
    offer: Option<&Offer>,
    said: &FieldNotes,
    node: &mut InputNode,
) -> bool {
    let leaf = EditorLeaf {
        id,
        name: info.form,
        label: None,
        key: info.key,
        shape: &info.shape,
        nullable: info.nullable,
        required: said.required,
        secret: said.secret,
    };
    match (&info.shape, &mut *node) {
        (Shape::List(Shape::Object(members)), InputNode::List(items)) => {
            row_ui(ui, said.label(info.form), |ui, _| {
                count_ui(ui, items.len());
                said.messages_ui(ui);
            });
            objects_ui(ui, editing, leaf, members, items)
        }
        (Shape::Object(members), InputNode::Object(nodes)) => object_ui(ui, editing, info, leaf, members, said, nodes),
        _ => row_ui(ui, said.label(info.form), |ui, label| {
            let leaf = EditorLeaf { label: Some(label), ..leaf };
            let changed = value_ui(ui, editing, leaf, offer, node);
            said.messages_ui(ui);
            changed
        }),
    }
}

/// A field that running systems set and people don't: its value, if there is one.
pub(super) fn static_ui(ui: &mut Ui, editing: &Editing<'_>, draft: &FormDraft, key: &str) {
    let Some(field) = draft.field(key) else { return };
    let said = say::value(editing.view.plan, &field.value);
    row_ui(ui, FieldLabel::plain(field.info.form), |ui, _| {
        if said.is_empty() {
            plain_ui(ui, "Not set", editing.view.tokens.text_weak);
        } else {
            plain_ui(ui, &said, editing.view.tokens.text);
        }
    });
}

/// The editor of what fits into the field's column.
fn value_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    offer: Option<&Offer>,
    node: &mut InputNode,
) -> bool {
    match (node, leaf.shape, offer) {
        (InputNode::List(items), Shape::List(_), _) => lines_ui(ui, editing, leaf, offer, items),
        (InputNode::Link(link), Shape::Link(_), Some(offer)) => super::editor::link_ui(ui, editing, leaf, offer, link),
        (node, _, _) => leaf_ui(ui, editing, leaf, node),
    }
}

/// The members of an object as lines of the form; a label with a comma names each of them.
fn object_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    info: &FieldInfo,
    leaf: EditorLeaf<'_>,
    members: &[Member],
    said: &FieldNotes,
    nodes: &mut [InputNode],
) -> bool {
    let names: Vec<&str> = info.form.split(", ").collect();
    let own_labels = names.len() == members.len() && 1 < names.len();
    let mut changed = false;
    for (at, (member, node)) in members.iter().zip(nodes).enumerate() {
        let label = if own_labels { names[at].to_owned() } else { labels::member(member.key) };
        let full = if own_labels { label.clone() } else { format!("{} {label}", info.form) };
        let seen = if own_labels { label } else { full.clone() };
        let own = leaf.member(member, &full);
        changed |= match &member.shape {
            Shape::Object(_) | Shape::List(_) => {
                member_ui(ui, editing, own, &info_label(info, &member.shape, &seen), node)
            }
            _ => row_ui(ui, said.label(&seen), |ui, id| {
                let changed = leaf_ui(ui, editing, EditorLeaf { label: Some(id), ..own }, node);
                if at + 1 == members.len() {
                    said.messages_ui(ui);
                }
                changed
            }),
        };
    }
    if members.last().is_some_and(|member| matches!(member.shape, Shape::Object(_) | Shape::List(_))) {
        said.messages_ui(ui);
    }
    changed
}

/// A position within a position needs no second name.
fn info_label(info: &FieldInfo, shape: &Shape, label: &str) -> String {
    if matches!(shape, Shape::Object(_)) { info.form.to_owned() } else { label.to_owned() }
}
