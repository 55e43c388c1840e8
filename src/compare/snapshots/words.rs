//! What differs in the planner's words: fields under the labels of Traffic Portal's forms where they have one, lists by
//! what came, went and moved, positions by how far and which way.

use serde_json::Value;

use super::changes::{FieldChange, Relocation, SnapshotTab, What};
use super::patch::list_change;
use super::same::is_same;
use crate::model::{CacheGroup, DeliveryService, Entity, Server, Topology};

/// Longer texts are cut: they are for reading, and the rows have them whole.
const MAX_TEXT: usize = 240;

/// What became of an object, a sentence a field, without a full stop: `Failover Cache Groups: edge-dallas added at 2`.
/// Nothing for an object that came or went with members; the value of one that is a single value.
pub fn words(tab: SnapshotTab, what: &What) -> Vec<String> {
    match what {
        What::Added(value) | What::Removed(value) => match value {
            Value::Object(_) => Vec::new(),
            single => vec![value_text(single)],
        },
        What::Updated { fields, relocations } => {
            let mut sentences = Vec::new();
            for field in fields {
                if let Some(relocation) = relocations.iter().find(|relocation| relocation.is_of(field)) {
                    let sentence = relocation.words();
                    if !sentences.contains(&sentence) {
                        sentences.push(sentence);
                    }
                } else if !repeats(field, fields) {
                    told(tab, &field.keys, field.before.as_ref(), field.after.as_ref(), &mut sentences);
                }
            }
            sentences
        }
    }
}

impl Relocation {
    fn is_of(&self, field: &FieldChange) -> bool {
        field.keys == self.latitude || field.keys == self.longitude
    }

    fn words(&self) -> String {
        match self.latitude.as_slice() {
            [_] => self.movement.to_string(),
            _ => format!("Geo Miss Default: {}", self.movement),
        }
    }
}

/// A server's group stands twice in a snapshot; once is enough to read.
fn repeats(field: &FieldChange, fields: &[FieldChange]) -> bool {
    let is_again = |other: &FieldChange| {
        other.keys == ["cacheGroup"] && other.before == field.before && other.after == field.after
    };
    field.keys == ["locationId"] && fields.iter().any(is_again)
}

/// Tells a field; one that came or went with members is told member by member.
fn told(tab: SnapshotTab, keys: &[String], before: Option<&Value>, after: Option<&Value>, sentences: &mut Vec<String>) {
    if let (None, Some(Value::Object(members))) | (Some(Value::Object(members)), None) = (before, after)
        && !members.is_empty()
    {
        for (key, value) in members {
            let keys = [keys, std::slice::from_ref(key)].concat();
            let (before, after) = if before.is_none() { (None, Some(value)) } else { (Some(value), None) };
            told(tab, &keys, before, after, sentences);
        }
        return;
    }
    let change = change_text(before, after);
    let label = label(tab, keys);
    sentences.push(if label.is_empty() { change } else { format!("{label}: {change}") });
}

fn change_text(before: Option<&Value>, after: Option<&Value>) -> String {
    if let (Some(Value::Array(old)), Some(Value::Array(new))) = (before, after)
        && !old.is_empty()
        && !new.is_empty()
    {
        let change = list_change(old, new);
        let element = |items: &[Value], at: usize| items.get(at).map_or_else(String::new, value_text);
        let mut parts = Vec::new();
        if !change.is_empty() {
            parts.push(change.sentence(|at| element(old, at), |at| element(new, at)));
        }
        // Of a long list only the elements that changed in place are looked at once more.
        for (from, to) in &change.kept {
            if let (Some(old), Some(new)) = (old.get(*from), new.get(*to))
                && !is_same(old, new)
            {
                parts.push(format!("at {} {}", to + 1, inner_text(old, new)));
            }
        }
        return parts.join(", ");
    }
    let text = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), value_text);
    format!("{} becomes {}", text(before), text(after))
}

/// What differs within an element of a list.
fn inner_text(before: &Value, after: &Value) -> String {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return change_text(Some(before), Some(after));
    };
    let come = after.keys().filter(|key| !before.contains_key(*key));
    let told = before.keys().chain(come).filter_map(|key| {
        let (before, after) = (before.get(key), after.get(key));
        let same = before.zip(after).is_some_and(|(before, after)| is_same(before, after));
        (!same).then(|| format!("{key} {}", change_text(before, after)))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A value for people to read: `none`, `39.7`, `edge-denver, edge-dallas`.
pub fn value_text(value: &Value) -> String {
    let text = match value {
        Value::Null => "none".to_owned(),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => text.replace("\r\n", "\n").replace('\n', " ⏎ "),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(text_in_list).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            members.iter().map(|(key, member)| format!("{key} {}", text_in_list(member))).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(&text)),
        None => text,
    }
}

/// Brackets keep what belongs together apart from its neighbours.
fn text_in_list(value: &Value) -> String {
    match value {
        Value::Array(items) if !items.is_empty() => format!("[{}]", value_text(value)),
        Value::Object(_) => format!("({})", value_text(value)),
        _ => value_text(value),
    }
}

/// What a field is called: Traffic Portal's label where the table of fields has one, else the snapshot's own name;
/// empty for an object that is a single value.
fn label(tab: SnapshotTab, keys: &[String]) -> String {
    let own = keys.join(".");
    let found = match tab {
        SnapshotTab::EdgeCacheGroups | SnapshotTab::TrCacheGroups => form::<CacheGroup>(&own),
        // The snapshot's word for the group of a router or monitor is another one.
        SnapshotTab::TrafficRouters | SnapshotTab::TrafficMonitors if own == "location" => form::<Server>("cacheGroup"),
        SnapshotTab::TrafficServers | SnapshotTab::TrafficRouters | SnapshotTab::TrafficMonitors => {
            form::<Server>(&own)
        }
        SnapshotTab::DeliveryServices => form::<DeliveryService>(&own),
        SnapshotTab::Topologies => form::<Topology>(&own),
        SnapshotTab::GeneralConfig | SnapshotTab::Stats | SnapshotTab::Other => None,
    };
    match (found, keys) {
        (Some(form), _) => form.to_owned(),
        (None, [first, service]) if first == "deliveryServices" => format!("Delivery Service {service}"),
        (None, _) => own,
    }
}

/// The label of the field with that name in the snapshot.
fn form<T: Entity>(snapshot: &str) -> Option<&'static str> {
    let named = T::FIELDS.iter().find(|field| !snapshot.is_empty() && field.info.snapshot == snapshot);
    named.map(|field| field.info.form)
}
