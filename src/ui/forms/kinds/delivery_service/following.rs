//! What follows what on a delivery service's form: names and the first expression the XML ID, the start values of a new
//! one its type. What somebody has changed follows nothing.

use egui::Ui;

use crate::edit::intent::{starting_delivery_service, usual_pattern};
use crate::finding::Severity;
use crate::model::{Cdn, DeliveryService, Entity, Link, Plan, Value};
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::node::{InputItem, InputNode};
use crate::ui::forms::row::below_ui;
use crate::ui::widgets::button;
use crate::ui::widgets::message::message_ui;

/// The type that a new form starts with.
const FIRST_TYPE: &str = "HTTP";

/// Where in an expression's shape its parts stand.
pub(super) const TYPE: usize = 0;
pub(super) const SET_NUMBER: usize = 1;
pub(super) const PATTERN: usize = 2;

/// Puts into a new form what a new service starts with.
pub(in crate::ui::forms) fn start(draft: &mut FormDraft, plan: &Plan) {
    let only = plan.only_real_cdn().map(Link::To);
    for (key, node) in start_values(plan, "", FIRST_TYPE, only) {
        draft.set(key, node);
    }
}

/// What a new service of a type starts with, as input.
fn start_values(
    plan: &Plan,
    xml_id: &str,
    type_name: &str,
    cdn: Option<Link<Cdn>>,
) -> impl Iterator<Item = (&'static str, InputNode)> {
    let mut service = starting_delivery_service(plan, xml_id, type_name, cdn);
    for expression in &mut service.match_list {
        expression.pattern = pattern_of(xml_id);
    }
    DeliveryService::FIELDS
        .iter()
        .map(move |field| (field.info.key, InputNode::of(&field.info.shape, &(field.get)(&service))))
}

/// The usual pattern; nothing while there is no XML ID.
fn pattern_of(xml_id: &str) -> String {
    if xml_id.is_empty() { String::new() } else { usual_pattern(xml_id) }
}

/// Lets what was made of a new service's XML ID follow it.
pub(super) fn follow_xml_id(draft: &mut FormDraft, before: &str, after: &str) {
    if draft.text(DeliveryService::DISPLAY_NAME) == before {
        draft.set(DeliveryService::DISPLAY_NAME, InputNode::Text(after.to_owned()));
    }
    let (old, new) = (pattern_of(before), pattern_of(after));
    change_patterns(draft, |pattern| (pattern == old).then(|| new.clone()));
}

/// Lets what nobody touched start anew when a new service gets another type.
pub(super) fn follow_type(draft: &mut FormDraft, plan: &Plan, type_name: &str) {
    for (key, node) in start_values(plan, "", type_name, None) {
        if !matches!(
            key,
            DeliveryService::XML_ID
                | DeliveryService::DISPLAY_NAME
                | DeliveryService::TYPE
                | DeliveryService::CDN
                | DeliveryService::MATCH_LIST
        ) {
            draft.restart(key, node);
        }
    }
}

/// Puts other patterns into the form.
fn change_patterns(draft: &mut FormDraft, change: impl Fn(&str) -> Option<String>) {
    let Some(field) = draft.field_mut(DeliveryService::MATCH_LIST) else { return };
    let InputNode::List(items) = &mut field.node else { return };
    let mut changed = false;
    for pattern in items.iter_mut().filter_map(pattern_mut) {
        if let Some(new) = change(pattern) {
            *pattern = new;
            changed = true;
        }
    }
    if changed {
        field.settle();
    }
}

fn pattern_mut(item: &mut InputItem) -> Option<&mut String> {
    match &mut item.node {
        InputNode::Object(members) => match members.get_mut(PATTERN) {
            Some(InputNode::Text(pattern)) => Some(pattern),
            _ => None,
        },
        _ => None,
    }
}

/// After an XML ID was changed: offers to change the expressions that have the old one in them.
pub(super) fn offer_rename_ui(ui: &mut Ui, editing: &Editing<'_>, draft: &mut FormDraft) {
    let Some(Value::Text(old)) = draft.field(DeliveryService::XML_ID).map(|field| field.value.clone()) else { return };
    let new = draft.text(DeliveryService::XML_ID).to_owned();
    if draft.subject.object().is_none() || old == new || old.is_empty() || new.is_empty() {
        return;
    }
    let (from, to) = (format!(r"\.{old}\."), format!(r"\.{new}\."));
    let renamed = |pattern: &str| pattern.contains(&from).then(|| pattern.replace(&from, &to));
    let Some(field) = draft.field(DeliveryService::MATCH_LIST) else { return };
    let InputNode::List(items) = &field.node else { return };
    let patterns = items.iter().filter_map(|item| match &item.node {
        InputNode::Object(members) => match members.get(PATTERN) {
            Some(InputNode::Text(pattern)) => Some(pattern.as_str()),
            _ => None,
        },
        _ => None,
    });
    let held: Vec<(&str, String)> = patterns.filter_map(|pattern| Some((pattern, renamed(pattern)?))).collect();
    let (words, label) = match held.as_slice() {
        [] => return,
        [(pattern, _)] => (format!("`{pattern}` still has the old XML ID in it"), "Change that too".to_owned()),
        several => {
            (format!("{} expressions still have the old XML ID in them", several.len()), "Change those too".to_owned())
        }
    };
    let take = below_ui(ui, |ui| {
        message_ui(ui, Severity::Warning, &words);
        let news = held.iter().map(|(_, new)| new.as_str()).collect::<Vec<_>>().join("\n");
        editing.editable && button::button(ui, &label, true).on_hover_text(news).clicked()
    });
    if take {
        change_patterns(draft, renamed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Type};
    use crate::ui::forms::kinds;

    fn plan() -> Plan {
        let empty = Plan::default();
        empty.applying(&crate::edit::seeds::seed_plan(&empty)).unwrap()
    }

    fn pattern(draft: &FormDraft) -> String {
        match &draft.field(DeliveryService::MATCH_LIST).unwrap().node {
            InputNode::List(items) => pattern_mut(&mut items.clone()[0]).unwrap().clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_follow_until_somebody_changes_them() {
        let plan = plan();
        let mut draft = FormDraft::of_new(&kinds::of(Kind::DeliveryService).draft, &plan, None);
        assert!(!draft.is_changed());
        assert_eq!(pattern(&draft), "");
        for (before, after) in [("", "v"), ("v", "vod")] {
            draft.set(DeliveryService::XML_ID, InputNode::Text(after.to_owned()));
            follow_xml_id(&mut draft, before, after);
        }
        assert_eq!((draft.text(DeliveryService::DISPLAY_NAME), pattern(&draft).as_str()), ("vod", r".*\.vod\..*"));
        draft.set(DeliveryService::DISPLAY_NAME, InputNode::Text("Films".to_owned()));
        change_patterns(&mut draft, |_| Some("mine".to_owned()));
        follow_xml_id(&mut draft, "vod", "web");
        assert_eq!((draft.text(DeliveryService::DISPLAY_NAME), pattern(&draft).as_str()), ("Films", "mine"));
    }

    #[test]
    fn untouched_fields_start_anew_with_another_type() {
        let plan = plan();
        let mut draft = FormDraft::of_new(&kinds::of(Kind::DeliveryService).draft, &plan, None);
        assert!(plan.find::<Type>("DNS").is_some());
        assert_eq!(
            (draft.text(DeliveryService::CCR_DNS_TTL), draft.text(DeliveryService::INITIAL_DISPERSION)),
            ("3600", "1")
        );
        draft.set(DeliveryService::QSTRING_IGNORE, InputNode::Text("2".to_owned()));
        follow_type(&mut draft, &plan, "DNS");
        assert_eq!(
            (draft.text(DeliveryService::CCR_DNS_TTL), draft.text(DeliveryService::INITIAL_DISPERSION)),
            ("30", "")
        );
        follow_type(&mut draft, &plan, "STEERING");
        assert_eq!((draft.text(DeliveryService::MISS_LAT), draft.text(DeliveryService::QSTRING_IGNORE)), ("", "2"));
        follow_type(&mut draft, &plan, "HTTP");
        assert_eq!(
            (draft.text(DeliveryService::MISS_LAT), draft.text(DeliveryService::CCR_DNS_TTL)),
            ("41.881944", "3600")
        );
    }
}
