//! What follows what on a delivery service's form: names and the first expression the XML ID, the start values of a new
//! one its type. What somebody has changed follows nothing.

use egui::Ui;

use crate::edit::intent::{starting_delivery_service, usual_pattern};
use crate::finding::Severity;
use crate::model::{Cdn, DeliveryService, Entity, Link, Plan, Value};
use crate::ui::forms::draft::Draft;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::node::{Item, Node};
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
pub(in crate::ui::forms) fn start(draft: &mut Draft, plan: &Plan) {
    let only = plan.only_real_cdn().map(Link::To);
    for (key, node) in starting(plan, "", FIRST_TYPE, only) {
        draft.set(key, node);
    }
}

/// What a new service of a type starts with, as input.
fn starting(
    plan: &Plan,
    xml_id: &str,
    type_name: &str,
    cdn: Option<Link<Cdn>>,
) -> impl Iterator<Item = (&'static str, Node)> {
    let mut service = starting_delivery_service(plan, xml_id, type_name, cdn);
    for expression in &mut service.match_list {
        expression.pattern = pattern_of(xml_id);
    }
    DeliveryService::FIELDS
        .iter()
        .map(move |field| (field.info.key, Node::of(&field.info.shape, &(field.get)(&service))))
}

/// The usual pattern; nothing while there is no XML ID.
fn pattern_of(xml_id: &str) -> String {
    if xml_id.is_empty() { String::new() } else { usual_pattern(xml_id) }
}

/// Lets what was made of a new service's XML ID follow it.
pub(super) fn follow_xml_id(draft: &mut Draft, before: &str, after: &str) {
    if draft.text("displayName") == before {
        draft.set("displayName", Node::Text(after.to_owned()));
    }
    let (old, new) = (pattern_of(before), pattern_of(after));
    change_patterns(draft, |pattern| (pattern == old).then(|| new.clone()));
}

/// Lets what nobody touched start anew when a new service gets another type.
pub(super) fn follow_type(draft: &mut Draft, plan: &Plan, type_name: &str) {
    for (key, node) in starting(plan, "", type_name, None) {
        if !matches!(key, "xmlId" | "displayName" | "type" | "cdn" | "matchList") {
            draft.restart(key, node);
        }
    }
}

/// Puts other patterns into the form.
fn change_patterns(draft: &mut Draft, change: impl Fn(&str) -> Option<String>) {
    let Some(field) = draft.field_mut("matchList") else { return };
    let Node::List(items) = &mut field.node else { return };
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

fn pattern_mut(item: &mut Item) -> Option<&mut String> {
    match &mut item.node {
        Node::Object(members) => match members.get_mut(PATTERN) {
            Some(Node::Text(pattern)) => Some(pattern),
            _ => None,
        },
        _ => None,
    }
}

/// After an XML ID was changed: offers to change the expressions that have the old one in them.
pub(super) fn offer_rename_ui(ui: &mut Ui, editing: &Editing<'_>, draft: &mut Draft) {
    let Some(Value::Text(old)) = draft.field("xmlId").map(|field| field.value.clone()) else { return };
    let new = draft.text("xmlId").to_owned();
    if draft.subject.object().is_none() || old == new || old.is_empty() || new.is_empty() {
        return;
    }
    let (from, to) = (format!(r"\.{old}\."), format!(r"\.{new}\."));
    let renamed = |pattern: &str| pattern.contains(&from).then(|| pattern.replace(&from, &to));
    let Some(field) = draft.field("matchList") else { return };
    let Node::List(items) = &field.node else { return };
    let patterns = items.iter().filter_map(|item| match &item.node {
        Node::Object(members) => match members.get(PATTERN) {
            Some(Node::Text(pattern)) => Some(pattern.as_str()),
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

    fn plan() -> Plan {
        let empty = Plan::default();
        empty.applying(&crate::edit::seeds::seeding(&empty)).unwrap()
    }

    fn pattern(draft: &Draft) -> String {
        match &draft.field("matchList").unwrap().node {
            Node::List(items) => pattern_mut(&mut items.clone()[0]).unwrap().clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_follow_until_somebody_changes_them() {
        let plan = plan();
        let mut draft = Draft::of_new(&plan, Kind::DeliveryService, None);
        assert!(!draft.is_changed());
        assert_eq!(pattern(&draft), "");
        for (before, after) in [("", "v"), ("v", "vod")] {
            draft.set("xmlId", Node::Text(after.to_owned()));
            follow_xml_id(&mut draft, before, after);
        }
        assert_eq!((draft.text("displayName"), pattern(&draft).as_str()), ("vod", r".*\.vod\..*"));
        draft.set("displayName", Node::Text("Films".to_owned()));
        change_patterns(&mut draft, |_| Some("mine".to_owned()));
        follow_xml_id(&mut draft, "vod", "web");
        assert_eq!((draft.text("displayName"), pattern(&draft).as_str()), ("Films", "mine"));
    }

    #[test]
    fn untouched_fields_start_anew_with_another_type() {
        let plan = plan();
        let mut draft = Draft::of_new(&plan, Kind::DeliveryService, None);
        assert!(plan.find::<Type>("DNS").is_some());
        assert_eq!((draft.text("ccrDnsTtl"), draft.text("initialDispersion")), ("3600", "1"));
        draft.set("qstringIgnore", Node::Text("2".to_owned()));
        follow_type(&mut draft, &plan, "DNS");
        assert_eq!((draft.text("ccrDnsTtl"), draft.text("initialDispersion")), ("30", ""));
        follow_type(&mut draft, &plan, "STEERING");
        assert_eq!((draft.text("missLat"), draft.text("qstringIgnore")), ("", "2"));
        follow_type(&mut draft, &plan, "HTTP");
        assert_eq!((draft.text("missLat"), draft.text("ccrDnsTtl")), ("41.881944", "3600"));
    }
}
