//! An explained answer in words, the answer last, and as JSON.

use serde_json::{Value, json};

use super::source::RouteSource;
use crate::formats::scenario::{
    ExplainedAnswer, ScenarioQuery, ScenarioRequest, answer_line, skipped_lines, step_line, type_word,
};
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
        ScenarioRequest::Http { path, query, secure, .. } => {
            let query = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            format!("GET {path}{query} by {}", if *secure { "HTTPS" } else { "HTTP" })
        }
        ScenarioRequest::Dns { query_type, subnet, .. } => {
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
        let skipped = skipped_lines(step);
        lines.push(format!("{:>2}. {} [{}]", index + 1, step_line(step), step.source));
        lines.extend(skipped.iter().take(NAMES_SHOWN).map(|line| format!("      {line}")));
        if NAMES_SHOWN < skipped.len() {
            lines.push(format!("      and not {} more, which --json lists", skipped.len() - NAMES_SHOWN));
        }
    }
    lines.push(format!("Answer: {}", answer_line(&explained.members)));
    lines
}
