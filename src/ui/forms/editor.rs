//! The editors of single values: texts, numbers, truths, words, references. What they hold is a `InputNode`; whether it can
//! be stored is not theirs to say.

use egui::{Align, Id, Key, Layout, Response, TextEdit, Ui, vec2};

use super::draft::DraftKind;
use super::node::InputNode;
use crate::finding::Severity;
use crate::model::{AnyLink, Kind, Member, SECRET_PLACEHOLDER, Shape, Target};
use crate::tabular::codes;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::check;
use crate::ui::widgets::choose::{Face, choose_ui};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::pick::{Pick, Picker, pick_ui};

/// What all editors of a form share.
pub(super) struct Editing<'a> {
    /// The plan and where to send actions.
    pub view: &'a ViewContext<'a>,
    /// The drop-down that is open.
    pub picker: &'a mut Picker,
    /// The kind of object that the form is about.
    pub owner: Kind,
    /// What the form of that kind holds.
    pub form: &'static DraftKind,
    /// Whether anything may be typed.
    pub editable: bool,
    /// Set when somebody presses Enter in a field.
    pub submit: bool,
    /// The field that is to take the keyboard.
    pub focus: Option<Id>,
}

/// A single value's place in a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct EditorLeaf<'a> {
    /// Its own, for the keyboard and what was typed.
    pub id: Id,
    /// What it is called by those who don't see it.
    pub name: &'a str,
    /// The label beside it, if there is one.
    pub label: Option<Id>,
    /// The key of its field or member.
    pub key: &'a str,
    /// The shape of its values.
    pub shape: &'a Shape,
    /// Whether it may be empty as far as the plan goes.
    pub nullable: bool,
    /// Whether it must not be emptied: nobody is offered that then.
    pub required: bool,
    /// Whether what is typed is to be hidden.
    pub secret: bool,
}

impl<'a> EditorLeaf<'a> {
    /// The place of a member of the object that stands here.
    pub(super) fn member(self, member: &'a Member, name: &'a str) -> Self {
        let (shape, nullable) = (&member.shape, member.nullable);
        Self { id: self.id.with(member.key), name, key: member.key, shape, nullable, required: !nullable, ..self }
    }

    /// Names a widget after its label, or else directly.
    pub(super) fn named(&self, response: Response) -> Response {
        match self.label {
            Some(label) => response.labelled_by(label),
            None => response.accessible_name(self.name),
        }
    }
}

/// Draws the editor of a single value; says whether it was changed.
pub(super) fn leaf_ui(ui: &mut Ui, editing: &mut Editing<'_>, leaf: EditorLeaf<'_>, node: &mut InputNode) -> bool {
    match (node, leaf.shape) {
        (InputNode::Text(text), Shape::Text | Shape::Int) if codes::of(editing.owner, leaf.key).is_some() => {
            code_ui(ui, editing, leaf, text)
        }
        (InputNode::Text(text), _) => text_ui(ui, editing, leaf, text),
        (InputNode::Truth(truth), _) if leaf.nullable => three_way_ui(ui, editing, leaf, truth),
        (InputNode::Truth(truth), _) => check_ui(ui, editing, leaf, truth),
        (InputNode::Choice(word), Shape::Choice(words)) => choice_ui(ui, editing, leaf, word, words),
        (InputNode::Link(link), Shape::Link(kind)) => {
            let offer = Offer::of_field(editing.owner, *kind);
            link_ui(ui, editing, leaf, &offer, link)
        }
        (InputNode::Json(json), _) => {
            json_ui(ui, leaf, json);
            false
        }
        (InputNode::Choice(_) | InputNode::Link(_) | InputNode::List(_) | InputNode::Object(_), _) => false,
    }
}

fn text_ui(ui: &mut Ui, editing: &mut Editing<'_>, leaf: EditorLeaf<'_>, text: &mut String) -> bool {
    if leaf.secret {
        return secret_ui(ui, editing, leaf, text);
    }
    let long = editing.form.rule(leaf.key).is_some_and(|rule| rule.is_long);
    let mut seen: &str = text;
    let edit = match (editing.editable, long) {
        (true, true) => TextEdit::multiline(text).desired_rows(3),
        (true, false) => TextEdit::singleline(text),
        // What cannot be changed can still be marked and copied.
        (false, true) => TextEdit::multiline(&mut seen).desired_rows(3),
        (false, false) => TextEdit::singleline(&mut seen),
    };
    let edit = dressed(edit, leaf.id);
    let response = ui.add(if long { edit } else { edit.align(egui::Align2::LEFT_CENTER) });
    heard(ui, editing, leaf.id, &response, !long);
    leaf.named(response).changed()
}

/// A field whose text is not shown, nor how long it is. What is typed takes the place of what was there.
fn secret_ui(ui: &mut Ui, editing: &mut Editing<'_>, leaf: EditorLeaf<'_>, text: &mut String) -> bool {
    let typing = leaf.id.with("typed");
    let mut typed: String = ui.data(|data| data.get_temp(typing)).unwrap_or_default();
    let has_focus = ui.memory(|memory| memory.has_focus(leaf.id)) || editing.focus == Some(leaf.id);
    let mut seen = if text.is_empty() { "" } else { SECRET_PLACEHOLDER };
    let edit = match (editing.editable, has_focus) {
        (true, true) => TextEdit::singleline(&mut typed).password(true).hint_text("Type a new value"),
        (true, false) | (false, _) => TextEdit::singleline(&mut seen),
    };
    let response = ui.add(dressed(edit, leaf.id).align(egui::Align2::LEFT_CENTER));
    heard(ui, editing, leaf.id, &response, true);
    let changed = leaf.named(response).changed();
    if changed {
        text.clone_from(&typed);
    }
    if has_focus {
        ui.data_mut(|data| data.insert_temp(typing, typed));
    } else {
        ui.data_mut(|data| data.remove::<String>(typing));
    }
    changed
}

/// A field of one line, for a text of one's own. Enter in it stores the form.
pub(super) fn line_ui(ui: &mut Ui, editing: &mut Editing<'_>, id: Id, text: &mut String) -> Response {
    let mut seen: &str = text;
    let edit = if editing.editable { TextEdit::singleline(text) } else { TextEdit::singleline(&mut seen) };
    let response = ui.add(dressed(edit, id).align(egui::Align2::LEFT_CENTER));
    heard(ui, editing, id, &response, true);
    response
}

/// The looks that all fields for text have.
fn dressed(edit: TextEdit<'_>, id: Id) -> TextEdit<'_> {
    edit.id(id).desired_width(f32::INFINITY).margin(theme::FIELD).min_size(vec2(0.0, theme::CONTROL_HEIGHT))
}

/// Gives a field the keyboard if it is to have it, and hears Enter where that does not begin a line.
fn heard(ui: &Ui, editing: &mut Editing<'_>, id: Id, response: &Response, one_line: bool) {
    if editing.focus == Some(id) {
        response.request_focus();
        editing.focus = None;
    }
    if one_line && response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        editing.submit = true;
    }
}

fn check_ui(ui: &mut Ui, editing: &Editing<'_>, leaf: EditorLeaf<'_>, truth: &mut Option<bool>) -> bool {
    let mut on = *truth == Some(true);
    let changed = ui.horizontal(|ui| {
        ui.set_min_height(theme::CONTROL_HEIGHT);
        // As far left as boxes with words beside them.
        ui.spacing_mut().interact_size = vec2(0.0, theme::CHECK_HEIGHT);
        leaf.named(check::check_ui(ui, egui::Checkbox::without_text(&mut on), editing.editable)).changed()
    });
    if changed.inner {
        *truth = Some(on);
    }
    changed.inner
}

/// A check box with its words beside it.
pub(super) fn box_ui(ui: &mut Ui, editing: &Editing<'_>, text: &str, on: &mut bool) -> bool {
    check::check_ui(ui, egui::Checkbox::new(on, text), editing.editable).changed()
}

/// What stands where nothing is said; it is offered where that may be so.
const NOT_SET: &str = "Not set";

fn three_way_ui(ui: &mut Ui, editing: &Editing<'_>, leaf: EditorLeaf<'_>, truth: &mut Option<bool>) -> bool {
    let options = [("Yes", Some(true)), ("No", Some(false))].map(|(word, each)| (word.to_owned(), each));
    menu_ui(ui, editing, leaf, &with_unset(leaf, options.to_vec(), None), truth)
}

fn choice_ui(
    ui: &mut Ui,
    editing: &Editing<'_>,
    leaf: EditorLeaf<'_>,
    word: &mut Option<String>,
    words: &[&str],
) -> bool {
    let options = words.iter().map(|word| ((*word).to_owned(), Some((*word).to_owned())));
    menu_ui(ui, editing, leaf, &with_unset(leaf, options.collect(), None), word)
}

/// A drop-down of what codes mean.
fn code_ui(ui: &mut Ui, editing: &Editing<'_>, leaf: EditorLeaf<'_>, code: &mut String) -> bool {
    let codes = codes::of(editing.owner, leaf.key).unwrap_or_default();
    let options = codes.iter().map(|(code, word)| ((*word).to_owned(), (*code).to_owned()));
    let mut options = with_unset(leaf, options.collect(), String::new());
    if !code.is_empty() && options.iter().all(|(_, each)| each != code) {
        options.push((code.clone(), code.clone()));
    }
    menu_ui(ui, editing, leaf, &options, code)
}

/// The options with the word for nothing before them, where that may be.
fn with_unset<T>(leaf: EditorLeaf<'_>, options: Vec<(String, T)>, unset: T) -> Vec<(String, T)> {
    let nothing = (leaf.nullable && !leaf.required).then(|| (NOT_SET.to_owned(), unset));
    nothing.into_iter().chain(options).collect()
}

/// A drop-down of a few fixed values.
pub(super) fn menu_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    editing: &Editing<'_>,
    leaf: EditorLeaf<'_>,
    options: &[(String, T)],
    value: &mut T,
) -> bool {
    let current = options.iter().position(|(_, option)| option == value);
    let lines: Vec<&str> = options.iter().map(|(word, _)| word.as_str()).collect();
    let chosen = current.map(|at| lines[at]);
    let face = Face { name: leaf.name, chosen, hint: "Select…", unresolved: false, enabled: editing.editable };
    let (response, chosen) = choose_ui(ui, leaf.id, &face, current, &lines);
    leaf.named(response);
    let option = chosen.and_then(|at| options.get(at));
    if let Some((_, option)) = option {
        *value = option.clone();
    }
    option.is_some()
}

/// Draws the drop-down of a reference, with buttons to clear it and to go there.
pub(super) fn link_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    offer: &Offer,
    link: &mut Option<AnyLink>,
) -> bool {
    let view = editing.view;
    let chosen = link.as_ref().map(|link| view.plan.link_name(link));
    let target = link.as_ref().and_then(AnyLink::id).filter(|target| view.plan.contains(*target));
    let unresolved = link.is_some() && target.is_none();
    let clears = editing.editable && link.is_some() && !leaf.required;
    let buttons = f32::from(u8::from(clears) + u8::from(target.is_some())) * theme::ICON_BUTTON;
    let mut changed = false;
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = ui.available_width() - buttons;
        let pick = Pick {
            name: leaf.name,
            chosen: chosen.as_deref(),
            current: link.as_ref().and_then(AnyLink::id).map(|target| target.number),
            hint: "Select…",
            unresolved,
            enabled: editing.editable,
            offer,
        };
        let (response, picked) =
            super::row::column_ui(ui, width, |ui| pick_ui(ui, view.plan, editing.picker, leaf.id, &pick));
        leaf.named(response);
        if let Some(number) = picked {
            *link = Some(AnyLink { kind: offer.kind(), target: Target::To(number) });
            changed = true;
        }
        if clears && icon_button(ui, Icon::Cross, &format!("Clear {}", leaf.name), true).clicked() {
            *link = None;
            changed = true;
        }
        if let Some(target) = target
            && icon_button(ui, Icon::Go, &format!("View {}", chosen.as_deref().unwrap_or_default()), true).clicked()
        {
            view.queue.send(Action::Reveal(target));
        }
    });
    if unresolved {
        message_ui(ui, Severity::Warning, "Not in the plan: kept as it came");
    }
    changed
}

/// Data that we keep and do not model: to be read.
fn json_ui(ui: &mut Ui, leaf: EditorLeaf<'_>, json: &serde_json::Value) {
    if json.is_null() {
        message_ui(ui, Severity::Note, "Nothing");
        return;
    }
    let text = format!("{json:#}");
    let mut seen: &str = &text;
    let edit = TextEdit::multiline(&mut seen).id(leaf.id).code_editor().desired_rows(2).desired_width(f32::INFINITY);
    leaf.named(egui::ScrollArea::vertical().id_salt(leaf.id).max_height(240.0).show(ui, |ui| ui.add(edit)).inner);
    message_ui(ui, Severity::Note, "Kept and written back as it came; not edited here");
}
