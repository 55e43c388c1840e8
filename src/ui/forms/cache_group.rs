//! The cache group's form, as Traffic Portal has it (`form.cacheGroup.tpl.html`), and below it what is Lodestone's own.

use egui::Ui;

use super::draft::Draft;
use super::editor::{Editing, box_ui};
use super::fields::field_ui;
use super::node::{Item, Node};
use super::row::{Label, heading_ui, row_ui, under_ui};
use crate::model::{AnyId, CacheGroup, Id as PlanId, Kind, Plan};
use crate::tabular::say;
use crate::ui::widgets::message::{Weight, message_ui};
use crate::ui::widgets::offer::{EDGE, Offer};
use crate::ui::widgets::{button, text};

/// Draws all fields in Traffic Portal's order.
pub(super) fn form_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
    field_ui(ui, editing, draft, "name", None);
    field_ui(ui, editing, draft, "shortName", None);
    type_ui(ui, editing, draft);
    place_ui(ui, editing, draft);
    let parents = Offer::Parents(type_of(editing.view.plan, draft));
    field_ui(ui, editing, draft, "parentCachegroup", Some(&parents));
    field_ui(ui, editing, draft, "secondaryParentCachegroup", Some(&parents));
    methods_ui(ui, editing, draft);
    if has_fallbacks(editing.view.plan, draft) {
        fallbacks_ui(ui, editing, draft);
    }
    heading_ui(ui, "In Lodestone");
    field_ui(ui, editing, draft, "coordinate", None);
    field_ui(ui, editing, draft, "plannedPhysLocation", None);
    idle_fallbacks_ui(ui, editing, draft);
}

/// The name of the type that stands in the form.
fn type_of(plan: &Plan, draft: &Draft) -> Option<String> {
    draft.link("type").map(|link| plan.link_name(link))
}

/// Only groups of one type have fallbacks on Traffic Portal's form.
fn has_fallbacks(plan: &Plan, draft: &Draft) -> bool {
    type_of(plan, draft).as_deref() == Some(EDGE)
}

/// The type, with which fallbacks go and come back.
fn type_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
    let plan = editing.view.plan;
    let had = type_of(plan, draft);
    field_ui(ui, editing, draft, "type", Some(&Offer::Types("cachegroup")));
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
        under_ui(ui, Weight::Finding, &words);
    }
}

/// Clears the fallbacks as Traffic Portal does when a group is no edge any more; puts them back when it is one again.
fn follow_type(draft: &mut Draft, type_name: Option<&str>) {
    let cleared = std::mem::take(&mut draft.cleared);
    let Some(field) = draft.field_mut("fallbacks") else { return };
    let Node::List(items) = &mut field.node else { return };
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
fn place_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
    field_ui(ui, editing, draft, "latitude", None);
    field_ui(ui, editing, draft, "longitude", None);
    if draft.is_nowhere() {
        under_ui(ui, Weight::Hint, "Not on the map yet: type a position or drop it from the tray");
        return;
    }
    let moved =
        ["latitude", "longitude"].iter().any(|key| draft.field(key).is_some_and(super::draft::FieldDraft::is_changed));
    let along = draft.subject.object().map(|object| along(editing.view.plan, object)).unwrap_or_default();
    if moved && !along.is_empty() {
        under_ui(ui, Weight::Hint, &format!("Also moves {}, which shares the coordinate", along.join(", ")));
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
fn methods_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
    const BOXES: [(&str, &str); 2] = [("CZ", "Coverage Zone File"), ("GEO", "Geo-IP Database")];
    let Some(field) = draft.field("localizationMethods") else { return };
    let was =
        (field.is_changed() && draft.subject.object().is_some()).then(|| say::value(editing.view.plan, &field.value));
    let label = Label { was: was.as_deref(), ..Label::plain(field.info.form) };
    let Some(field) = draft.field_mut("localizationMethods") else { return };
    let Node::List(items) = &mut field.node else { return };
    let has = |items: &[Item], word: &str| items.iter().any(|item| item.node == Node::Choice(Some(word.to_owned())));
    let mut changed = false;
    row_ui(ui, label, |ui, _| {
        for (word, text) in BOXES {
            let mut on = has(items, word);
            if box_ui(ui, editing, text, &mut on) {
                changed = true;
                if on {
                    items.push(Item::new(Node::Choice(Some(word.to_owned()))));
                } else {
                    items.retain(|item| item.node != Node::Choice(Some(word.to_owned())));
                }
            }
        }
        if has(items, "DEEP_CZ") {
            message_ui(
                ui,
                Weight::Hint,
                "Deep Coverage Zone File (DEEP_CZ) came with an import and is kept; Traffic Router does nothing with it",
            );
        }
        if items.is_empty() {
            message_ui(ui, Weight::Hint, "None of them means all of them");
        }
    });
    if changed {
        field.settle();
    }
}

/// The ordered fallbacks and, with them, where Traffic Router goes next.
fn fallbacks_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
    let Some(Node::List(items)) = draft.field("fallbacks").map(|field| &field.node) else { return };
    let chosen = items.iter().filter_map(|item| match &item.node {
        Node::Link(Some(link)) => link.id().map(|id| id.number),
        _ => None,
    });
    let offer = Offer::Fallbacks { of: draft.subject.object().map(|object| object.number), chosen: chosen.collect() };
    field_ui(ui, editing, draft, "fallbacks", Some(&offer));
    let Some(field) = draft.field_mut("fallbackToClosest") else { return };
    let (label, was) = (field.info.form, field.is_changed());
    let mut changed = false;
    if let Node::Truth(truth) = &mut field.node {
        // Empty means yes.
        let mut on = *truth != Some(false);
        ui.add_space(-crate::ui::theme::GAP);
        row_ui(
            ui,
            Label { full: "", was: was.then_some(if on { "No" } else { "Yes" }), ..Label::plain("") },
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
fn idle_fallbacks_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
    if has_fallbacks(editing.view.plan, draft) {
        return;
    }
    let Some(field) = draft.field_mut("fallbacks") else { return };
    let Node::List(items) = &mut field.node else { return };
    if items.is_empty() {
        return;
    }
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| match &item.node {
            Node::Link(Some(link)) => Some(editing.view.plan.link_name(link)),
            _ => None,
        })
        .collect();
    let mut clear = false;
    row_ui(ui, Label::plain("Failover Cache Groups"), |ui, _| {
        text::small_ui(ui, &names.join(", "));
        message_ui(ui, Weight::Finding, &format!("Traffic Portal shows them for {EDGE} groups only"));
        clear = editing.editable && button::button(ui, "Clear Failover Cache Groups", true).clicked();
    });
    if clear {
        items.clear();
        field.settle();
    }
}
