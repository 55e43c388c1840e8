//! Setting one field of several selected objects: which field, what they have there now, what they are to have. It is
//! one step for all of them.

use egui::Ui;

use super::draft::FormDraft;
use super::editor::{Editing, EditorLeaf, menu_ui};
use super::row::{FieldLabel, row_ui, under_ui};
use super::{fields, kinds};
use crate::edit::intent;
use crate::finding::Severity;
use crate::model::{AnyId, FieldInfo, Kind, Plan, Shape, Value, grouped};
use crate::sorting::sort_by;
use crate::tabular::{codes, say};
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::button;
use crate::ui::widgets::pick::Picker;

/// So many of the values that objects have now are named.
const NAMED: usize = 4;

/// What is to be set.
#[derive(Debug, Default)]
pub(super) struct Bulk {
    draft: Option<(Kind, FormDraft)>,
    key: Option<&'static str>,
    now: Option<Now>,
}

/// What the selected objects have in the field.
#[derive(Debug)]
struct Now {
    revision: u64,
    selection: Selection,
    key: &'static str,
    words: String,
}

impl Bulk {
    /// Draws the choice of a field, its editor and the button.
    pub(super) fn bulk_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>, kind: Kind, picker: &mut Picker) {
        if self.draft.as_ref().is_none_or(|(of, _)| *of != kind) {
            *self = Self { draft: Some((kind, FormDraft::unsaid(&kinds::of(kind).draft))), key: None, now: None };
        }
        let Some((_, mut draft)) = self.draft.take() else { return };
        let mut editing =
            Editing { view, picker, owner: kind, form: draft.form(), editable: true, submit: false, focus: None };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP_ROW;
            self.choice_ui(ui, &editing, &draft);
            if let Some(key) = self.key {
                fields::field_ui(ui, &mut editing, &mut draft, key, None);
                under_ui(ui, Severity::Note, self.now(view, key));
                buttons_ui(ui, view, &mut draft, key, editing.submit);
            }
        });
        self.draft = Some((kind, draft));
    }

    fn choice_ui(&mut self, ui: &mut Ui, editing: &Editing<'_>, draft: &FormDraft) {
        let infos: Vec<FieldInfo> =
            draft.fields.iter().map(|field| field.info).filter(|info| is_shared(editing.owner, info)).collect();
        let mut options = vec![("Nothing".to_owned(), None)];
        options.extend(infos.iter().map(|info| (info.form.to_owned(), Some(info.key))));
        row_ui(ui, FieldLabel::plain("Change"), |ui, label| {
            let leaf = EditorLeaf {
                id: egui::Id::unique(("bulk", editing.owner)),
                name: "Change",
                label: Some(label),
                key: "",
                shape: &Shape::Text,
                nullable: true,
                required: false,
                secret: false,
            };
            menu_ui(ui, editing, leaf, &options, &mut self.key);
        });
    }

    /// What stands in the field now, counted anew when plan, selection or field are others.
    fn now(&mut self, view: &ViewContext<'_>, key: &'static str) -> &str {
        let fits = |now: &Now| now.revision == view.revision && now.key == key && now.selection == *view.selection;
        if !self.now.as_ref().is_some_and(fits) {
            let words = now(view.plan, view.selection, key);
            self.now = Some(Now { revision: view.revision, selection: view.selection.clone(), key, words });
        }
        self.now.as_ref().map_or("", |now| &now.words)
    }
}

/// The button that sets the field, which lives when a value was chosen, and a quieter one that clears it.
fn buttons_ui(ui: &mut Ui, view: &ViewContext<'_>, draft: &mut FormDraft, key: &'static str, submit: bool) {
    let objects = grouped(view.selection.len());
    let kind = draft.subject.kind();
    let Some(field) = draft.field(key) else { return };
    let is_said = |value: &Value| *value != Value::Null && *value != Value::List(Vec::new());
    let chosen = field.read().ok().filter(|value| is_said(value)).cloned();
    let refused = draft.finding(view.plan, field).is_some_and(|finding| finding.severity == Severity::Error);
    let label = field.info.form;
    let may_be_empty = kind.field(key).is_some_and(|info| info.nullable);
    let mut asked = None;
    row_ui(ui, FieldLabel::plain(""), |ui, _| {
        let may_set = chosen.is_some() && !refused;
        if button::primary(ui, &format!("Set {label} of {objects}"), may_set).clicked() || submit && may_set {
            asked = chosen;
        }
        if may_be_empty && button::button(ui, &format!("Clear {label} of {objects}"), true).clicked() {
            asked = Some(Value::Null);
        }
    });
    if let Some(value) = asked {
        draft.attempted = true;
        let each = view.selection.iter().map(|object| (object, vec![(key, value.clone())]));
        view.queue.perform(intent::change_each(view.plan, each.collect()));
    }
}

/// Whether a field is one that several objects may have in common, and that fits into a line or two.
fn is_shared(kind: Kind, info: &FieldInfo) -> bool {
    let form = kinds::of(kind);
    let is_long = matches!(info.shape, Shape::List(Shape::Object(_)));
    // What may be secret is not for all to see, and what stands there now is shown.
    let is_own = form.rule(info.key).is_some_and(|rule| rule.is_single || rule.secret_when.is_some());
    info.key != form.draft.name && !info.volatile && !is_long && !is_own
}

/// Like `Now REPORTED (10), ADMIN_DOWN (2)`, the most frequent first.
fn now(plan: &Plan, selection: &Selection, key: &'static str) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for object in selection.iter() {
        let words = words_of(plan, object, key);
        let at = *places.entry(words).or_insert_with_key(|words| {
            counts.push((words.clone(), 0));
            counts.len() - 1
        });
        if let Some((_, count)) = counts.get_mut(at) {
            *count += 1;
        }
    }
    sort_by(&mut counts, |(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    if let [(only, _)] = counts.as_slice() {
        return format!("Now {only}, all of them");
    }
    let named = counts.iter().take(NAMED).map(|(words, count)| format!("{words} ({})", grouped(count)));
    let others: usize = counts.iter().skip(NAMED).map(|(_, count)| count).sum();
    let others = (0 < others).then(|| format!("others ({})", grouped(others)));
    format!("Now {}", named.chain(others).collect::<Vec<_>>().join(", "))
}

fn words_of(plan: &Plan, object: AnyId, key: &'static str) -> String {
    let value = plan.object(object).map_or(Value::Null, |entity| entity.value_of(key));
    let said = codes::word(object.kind, key, &value).map_or_else(|| say::value(plan, &value), str::to_owned);
    if said.is_empty() { "nothing".to_owned() } else { said }
}
