//! An explained answer in words, the answer last, and as JSON.

use serde_json::{Map, Value, json};

use super::asking::type_word;
use super::source::RouteSource;
use crate::formats::scenario::{Asked, ExplainedAnswer, ScenarioQuery};
use crate::routing::{RouteStep, Skipped};

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 20;

/// Names as a list in a sentence.
pub(super) fn some_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    match names.len().checked_sub(NAMES_SHOWN).filter(|more| 0 < *more) {
        Some(more) => {
            names.truncate(NAMES_SHOWN);
            format!("{} and {more} more", names.join(", "))
        }
        None if names.is_empty() => "none".to_owned(),
        None => names.join(", "),
    }
}

/// The answer with the keys of the recordings, and its steps.
pub(super) fn as_json(explained: &ExplainedAnswer) -> Value {
    let mut members = explained.members.clone();
    members.insert("steps".to_owned(), explained.steps.iter().map(step_json).collect());
    Value::Object(members)
}

fn step_json(step: &RouteStep) -> Value {
    let skipped = |skipped: &Skipped| {
        json!({
            "object": {"kind": skipped.kind, "name": skipped.name},
            "why": skipped.why,
        })
    };
    json!({
        "step": step.step,
        "outcome": step.outcome,
        "reason": step.reason,
        "skipped": step.skipped.iter().map(skipped).collect::<Vec<_>>(),
        "source": step.source,
    })
}

/// What is asked, in a line.
pub(super) fn question(query: &ScenarioQuery, source: &RouteSource, place: Option<&str>) -> String {
    let who = match place {
        Some(place) => format!("a client at {place}, for whom the address {} stands in", query.ip),
        None => query.ip.clone(),
    };
    let what = match &query.asked {
        Asked::Http { path, query, secure, .. } => {
            let query = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            format!("GET {path}{query} by {}", if *secure { "HTTPS" } else { "HTTP" })
        }
        Asked::Dns { query_type, subnet, .. } => {
            let subnet = subnet.as_ref().map(|subnet| format!(" for clients in {subnet}")).unwrap_or_default();
            format!("{} by DNS{subnet}", type_word(*query_type))
        }
    };
    format!("{what}, delivery service {} of {}, asked by {who}:", query.service, source.cdn)
}

/// The steps, and the answer last.
pub(super) fn lines(explained: &ExplainedAnswer) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, step) in explained.steps.iter().enumerate() {
        let RouteStep { step, outcome, reason, skipped, source } = step;
        lines.push(format!("{:>2}. {step}: {outcome} - {reason} [{source}]", index + 1));
        let shown = skipped.iter().take(NAMES_SHOWN);
        lines.extend(shown.map(|skipped| format!("      not {} {}: {}", skipped.kind, skipped.name, skipped.why)));
        if NAMES_SHOWN < skipped.len() {
            lines.push(format!("      and not {} more, which --json lists", skipped.len() - NAMES_SHOWN));
        }
    }
    lines.push(format!("Answer: {}", answer(&explained.members)));
    lines
}

fn answer(members: &Map<String, Value>) -> String {
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

/// Texts one after the other; a list within the list in brackets.
fn words(list: &[Value]) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(inner) => format!("[{}]", words(inner)),
        other => other.to_string(),
    };
    list.iter().map(word).collect::<Vec<_>>().join(", ")
}
