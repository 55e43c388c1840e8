//! An explained answer in words: what `lodestone route` prints and the window shows.

use serde_json::{Map, Value};

use crate::routing::{QueryType, RouteStep};

/// A step: what was decided, what came of it and why.
pub fn step_line(step: &RouteStep) -> String {
    let RouteStep { step, outcome, reason, .. } = step;
    format!("{step}: {outcome} - {reason}")
}

/// What a step passed over, a line each.
pub fn skipped_lines(step: &RouteStep) -> Vec<String> {
    step.skipped.iter().map(|skipped| format!("not {} {}: {}", skipped.kind, skipped.name, skipped.why)).collect()
}

/// The answer.
pub fn answer_line(members: &Map<String, Value>) -> String {
    match (members.get("answer"), members.get("wire")) {
        (Some(Value::Object(answer)), _) => format!("{}{}", http(answer), marks(answer)),
        (_, Some(wire)) => format!("{}{}", dns(members, wire), marks(members)),
        (_, None) => failure(members).unwrap_or_else(|| "none".to_owned()),
    }
}

/// How it is logged, in brackets.
fn marks(members: &Map<String, Value>) -> String {
    let text = |key: &str| members.get(key).and_then(Value::as_str).filter(|text| *text != "null");
    let marks: Vec<&str> = ["result", "details", "regionalGeo"].into_iter().filter_map(text).collect();
    if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) }
}

fn failure(members: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    if let Some(why) = text("unanswered") {
        return Some(format!("none: {why}"));
    }
    match (text("exception"), text("unsaid")) {
        (Some(exception), _) => Some(format!("Traffic Router fails with {exception}")),
        (None, Some(why)) => Some(format!("what Traffic Router does cannot be said here: {why}")),
        (None, None) => None,
    }
}

fn http(answer: &Map<String, Value>) -> String {
    if let Some(failure) = failure(answer) {
        return failure;
    }
    let status = answer.get("status").map(Value::to_string).unwrap_or_default();
    let texts = |key: &str| answer.get(key).and_then(Value::as_array).map(|list| words(list));
    let text = |key: &str| answer.get(key).and_then(Value::as_str);
    match (texts("oneOf"), text("location").or(text("jsonLocation")), texts("locations")) {
        (Some(drawn), _, _) => format!("{status} to one of these, which is drawn: {drawn}"),
        (None, Some(location), Some(all)) => format!("{status} to {location}, with these in the body: {all}"),
        (None, Some(location), None) => format!("{status} to {location}"),
        (None, None, Some(all)) => format!("{status} with these in the body: {all}"),
        (None, None, None) => format!("{status}, and no cache"),
    }
}

fn dns(members: &Map<String, Value>, wire: &Value) -> String {
    let code = wire["rcode"].as_str().unwrap_or_default();
    match (wire["answer"].as_array(), members.get("randomPick").and_then(Value::as_u64)) {
        (Some(records), _) if records.is_empty() => format!("{code}, and no records"),
        (Some(records), _) => format!("{code}: {}", words(records)),
        (None, Some(drawn)) => {
            let caches = members.get("caches").and_then(Value::as_array).map(|list| words(list)).unwrap_or_default();
            format!("{code}: the addresses of {drawn} of these, which are drawn: {caches}")
        }
        (None, None) => format!("{code}, and no records"),
    }
}

/// A type's name.
pub const fn type_word(query_type: QueryType) -> &'static str {
    match query_type {
        QueryType::A => "A",
        QueryType::Aaaa => "AAAA",
        QueryType::Ns => "NS",
        QueryType::Cname => "CNAME",
    }
}

/// Texts one after the other; a list within the list in brackets.
fn words(list: &[Value]) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(inner) => format!("[{}]", words(inner)),
        other => other.to_string(),
    };
    list.iter().map(word).collect::<Vec<_>>().join(", ")
}
