//! The cache group's form, as Traffic Portal has it (`form.cacheGroup.tpl.html`), and below it what is Lodestone's own.

use egui::Ui;

use super::kind_form::KindForm;
use crate::edit::intent;
use crate::finding::Severity;
use crate::model::{AnyId, CacheGroup, FieldInfo, Id as PlanId, Kind, Plan, Position, Shape, Value};
use crate::rules::portal;
use crate::tabular::say;
use crate::ui::commands::Command;
use crate::ui::forms::draft::{DraftKind, FormDraft};
use crate::ui::forms::editor::{Editing, box_ui};
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::node::{InputItem, InputNode};
use crate::ui::forms::row::{FieldLabel, heading_ui, row_ui, under_ui};
use crate::ui::forms::send::position;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::{EDGE, Offer, position_of};
use crate::ui::widgets::{button, text};

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| form_ui(ui, editing, draft),
    command: Some(Command::AddServers),
    is_on_map: true,
    is_filtered: true,
    said_users: &[Kind::Server, Kind::Asn],
    ..KindForm::of(DraftKind {
        place_fields: &PLACE,
        place_values,
        start: |draft, _| draft.set(CacheGroup::LOCALIZATION_METHODS, choices(&["CZ", "GEO"])),
        place: |draft, position| {
            let [latitude, longitude] = InputNode::degrees_of(position);
            draft.set(Position::LATITUDE, latitude);
            draft.set(Position::LONGITUDE, longitude);
        },
        create: |plan, draft, fields| intent::create_cache_group(plan, fields, position(draft)?),
        ..DraftKind::plain(Kind::CacheGroup, CacheGroup::NAME, portal::of(Kind::CacheGroup))
    })
};

/// The two fields of the form that Traffic Portal has and the entity keeps in its coordinate.
const PLACE: [FieldInfo; 2] = [
    degrees_field(Position::LATITUDE, "Geo Magnetic Latitude"),
    degrees_field(Position::LONGITUDE, "Geo Magnetic Longitude"),
];

const fn degrees_field(key: &'static str, form: &'static str) -> FieldInfo {
    FieldInfo { key, form, shape: Shape::Float, nullable: true, ..FieldInfo::BLANK }
}

fn place_values(plan: &Plan, object: AnyId) -> Vec<Value> {
    let group = plan.get::<CacheGroup>(PlanId::new(object.number));
    let coordinate = group.and_then(|group| plan.follow_opt(group.coordinate.as_ref()));
    match coordinate.and_then(|coordinate| coordinate.position) {
        Some(position) => vec![Value::Float(position.latitude()), Value::Float(position.longitude())],
        None => vec![Value::Null, Value::Null],
    }
}

fn choices(words: &[&str]) -> InputNode {
    InputNode::List(words.iter().map(|word| InputItem::new(InputNode::Choice(Some((*word).to_owned())))).collect())
}

/// Draws all fields in Traffic Portal's order.
fn form_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, CacheGroup::NAME, None);
    field_ui(ui, editing, draft, CacheGroup::SHORT_NAME, None);
    type_ui(ui, editing, draft);
    place_ui(ui, editing, draft);
    let near = place_of(editing.view.plan, draft);
    let parents = Offer::Parents(type_of(editing.view.plan, draft), near);
    field_ui(ui, editing, draft, CacheGroup::PARENT, Some(&parents));
    field_ui(ui, editing, draft, CacheGroup::SECONDARY_PARENT, Some(&parents));
    methods_ui(ui, editing, draft);
    if has_fallbacks(editing.view.plan, draft) {
        fallbacks_ui(ui, editing, draft);
    }
    heading_ui(ui, "In Lodestone");
    field_ui(ui, editing, draft, CacheGroup::COORDINATE, None);
    field_ui(ui, editing, draft, CacheGroup::PLANNED_PHYS_LOCATION, None);
    idle_fallbacks_ui(ui, editing, draft);
}

/// Where the group is; none: it is not placed, or does not exist yet.
fn place_of(plan: &Plan, draft: &FormDraft) -> Option<Position> {
    position_of(plan, draft.subject.object()?.number)
}

/// The name of the type that stands in the form.
fn type_of(plan: &Plan, draft: &FormDraft) -> Option<String> {
    draft.link(CacheGroup::TYPE).map(|link| plan.link_name(link))
}

/// Only groups of one type have fallbacks on Traffic Portal's form.
fn has_fallbacks(plan: &Plan, draft: &FormDraft) -> bool {
    type_of(plan, draft).as_deref() == Some(EDGE)
}

/// The type, with which fallbacks go and come back.
fn type_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    let plan = editing.view.plan;
    let had = type_of(plan, draft);
    field_ui(ui, editing, draft, CacheGroup::TYPE, Some(&Offer::Types("cachegroup")));
    let has = type_of(plan, draft);
    if had != has {
        follow_type(draft, has.as_deref());
    }
    let gone = draft.cleared.len();
    if 0 < gone {
        let groups =
            if gone == 1 { "the Failover Cache Group".to_owned() } else { format!("the {gone} Failover Cache Groups") };
        let words = format!(
            "Update also clears {groups}: only {EDGE} groups have them. Undo brings them back together with the type"
        );
        under_ui(ui, Severity::Warning, &words);
    }
}

/// Clears the fallbacks as Traffic Portal does when a group is no edge any more; puts them back when it is one again.
fn follow_type(draft: &mut FormDraft, type_name: Option<&str>) {
    let cleared = std::mem::take(&mut draft.cleared);
    let Some(field) = draft.field_mut(CacheGroup::FALLBACKS) else { return };
    let InputNode::List(items) = &mut field.node else { return };
    if type_name == Some(EDGE) {
        if items.is_empty() {
            *items = cleared;
        }
        field.settle();
    } else if items.is_empty() {
        draft.cleared = cleared;
    } else {
        let gone = std::mem::take(items);
        field.settle();
        draft.cleared = gone;
    }
}

/// Latitude and longitude, which are the coordinate's.
fn place_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, Position::LATITUDE, None);
    field_ui(ui, editing, draft, Position::LONGITUDE, None);
    if draft.is_nowhere() {
        under_ui(ui, Severity::Note, "Not on the map yet: type a position or drop it from the tray");
        return;
    }
    let moved = [Position::LATITUDE, Position::LONGITUDE]
        .iter()
        .any(|key| draft.field(key).is_some_and(crate::ui::forms::draft::FieldDraft::is_changed));
    let along = draft.subject.object().map(|object| along(editing.view.plan, object)).unwrap_or_default();
    if moved && !along.is_empty() {
        under_ui(ui, Severity::Note, &format!("Also moves {}, which shares the coordinate", along.join(", ")));
    }
}

/// The other groups that stand at the group's coordinate.
fn along(plan: &Plan, object: AnyId) -> Vec<String> {
    let group = plan.get::<CacheGroup>(PlanId::new(object.number));
    let coordinate = group.and_then(|group| group.coordinate.as_ref()?.id());
    let Some(coordinate) = coordinate else { return Vec::new() };
    let users = plan.users(AnyId { kind: Kind::Coordinate, number: coordinate.number() });
    users.filter(|user| *user != object).take(3).filter_map(|user| plan.name_of(user)).collect()
}

/// The check boxes of the localization methods. The one that has no effect is no choice, and kept where it came.
fn methods_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    const BOXES: [(&str, &str); 2] = [("CZ", "Coverage Zone File"), ("GEO", "Geo-IP Database")];
    let Some(field) = draft.field(CacheGroup::LOCALIZATION_METHODS) else { return };
    let was =
        (field.is_changed() && draft.subject.object().is_some()).then(|| say::value(editing.view.plan, &field.value));
    let label = FieldLabel { was: was.as_deref(), ..FieldLabel::plain(field.info.form) };
    let Some(field) = draft.field_mut(CacheGroup::LOCALIZATION_METHODS) else { return };
    let InputNode::List(items) = &mut field.node else { return };
    let has = |items: &[InputItem], word: &str| {
        items.iter().any(|item| item.node == InputNode::Choice(Some(word.to_owned())))
    };
    let mut changed = false;
    row_ui(ui, label, |ui, _| {
        for (word, text) in BOXES {
            let mut on = has(items, word);
            if box_ui(ui, editing, text, &mut on) {
                changed = true;
                if on {
                    items.push(InputItem::new(InputNode::Choice(Some(word.to_owned()))));
                } else {
                    items.retain(|item| item.node != InputNode::Choice(Some(word.to_owned())));
                }
            }
        }
        if has(items, "DEEP_CZ") {
            message_ui(
                ui,
                Severity::Note,
                "Deep Coverage Zone File (DEEP_CZ) came with an import and is kept; Traffic Router does nothing with it",
            );
        }
        if items.is_empty() {
            message_ui(ui, Severity::Note, "None of them means all of them");
        }
    });
    if changed {
        field.settle();
    }
}

/// The ordered fallbacks and, with them, where Traffic Router goes next.
fn fallbacks_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    let Some(InputNode::List(items)) = draft.field(CacheGroup::FALLBACKS).map(|field| &field.node) else { return };
    let chosen = items.iter().filter_map(|item| match &item.node {
        InputNode::Link(Some(link)) => link.id().map(|id| id.number),
        _ => None,
    });
    let near = place_of(editing.view.plan, draft);
    let of = draft.subject.object().map(|object| object.number);
    let offer = Offer::Fallbacks { of, chosen: chosen.collect(), near };
    field_ui(ui, editing, draft, CacheGroup::FALLBACKS, Some(&offer));
    let Some(field) = draft.field_mut(CacheGroup::FALLBACK_TO_CLOSEST) else { return };
    let (label, was) = (field.info.form, field.is_changed());
    let mut changed = false;
    if let InputNode::Truth(truth) = &mut field.node {
        // Empty means yes.
        let mut on = *truth != Some(false);
        ui.add_space(-crate::ui::theme::GAP);
        row_ui(
            ui,
            FieldLabel { full: "", was: was.then_some(if on { "No" } else { "Yes" }), ..FieldLabel::plain("") },
            |ui, _| {
                changed = box_ui(ui, editing, label, &mut on);
            },
        );
        if changed {
            *truth = Some(on);
        }
    }
    if changed {
        field.settle();
    }
}

/// Fallbacks that came with an import to a group whose form does not show them.
fn idle_fallbacks_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    if has_fallbacks(editing.view.plan, draft) {
        return;
    }
    let Some(field) = draft.field_mut(CacheGroup::FALLBACKS) else { return };
    let InputNode::List(items) = &mut field.node else { return };
    if items.is_empty() {
        return;
    }
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| match &item.node {
            InputNode::Link(Some(link)) => Some(editing.view.plan.link_name(link)),
            _ => None,
        })
        .collect();
    let mut clear = false;
    row_ui(ui, FieldLabel::plain("Failover Cache Groups"), |ui, _| {
        text::small_ui(ui, &names.join(", "));
        message_ui(ui, Severity::Warning, &format!("Traffic Portal shows them for {EDGE} groups only"));
        clear = editing.editable && button::button(ui, "Clear Failover Cache Groups", true).clicked();
    });
    if clear {
        items.clear();
        field.settle();
    }
}
