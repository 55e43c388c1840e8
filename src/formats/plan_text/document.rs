//! A line's JSON object, every member once, and the values of its members.

use std::borrow::Cow;

use super::fault::{LineFieldFault, MAX_FAULTS, PlanTextFault};
use crate::formats::json::{self, Json, JsonError, Unknown};
use crate::model::{AnyLink, Kind, Shape, Value};

/// So many characters of a text are shown in a message.
const SHOWN: usize = 60;

/// Members of an object, in the order of the line.
pub(super) struct LineMembers<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

fn megabits(members: &mut [(Cow<'_, str>, Json<'_>)]) {
    for (key, json) in members {
        if let Some((_, newer)) = MEGABITS.iter().find(|(older, _)| *older == *key) {
            *key = Cow::Borrowed(*newer);
            match json {
                Json::Float(gbps) => *gbps *= 1000.0,
                Json::Int(gbps) => *json = Json::Float(*gbps as f64 * 1000.0),
                _ => {}
            }
        } else if let Json::List(rows) = json {
            for row in rows {
                if let Json::Object(members) = row {
                    megabits(members);
                }
            }
        }
    }
}

/// What plan-text 1 says in gigabits a second, and what it is since in megabits.
const MEGABITS: [(&str, &str); 2] = [("demandGbps", "mbps"), ("capacityGbps", "capacityMbps")];

impl<'a> LineMembers<'a> {
    /// The members of a line of plan-text 1 with its demands and capacities in megabits a second.
    pub(super) fn in_megabits(mut self) -> Self {
        megabits(&mut self.0);
        self
    }

    /// Parses the object that a line ends with.
    pub(super) fn parse(object: &'a str, line: &str) -> Result<Self, Vec<LineFieldFault>> {
        let parsed =
            json::parse(object.as_bytes()).map_err(|error| vec![(String::new(), syntax(&error, object, line))]);
        let json = parsed?;
        let twice: Vec<_> = json.duplicates().iter().take(MAX_FAULTS).map(|key| duplicate(key)).collect();
        match json {
            Json::Object(members) if twice.is_empty() => Ok(Self(members)),
            Json::Object(_) => Err(twice),
            other => {
                Err(vec![(String::new(), PlanTextFault::Shape { expected: "an object", found: other.describe() })])
            }
        }
    }

    /// Takes the member of that name out.
    pub(super) fn take(&mut self, key: &str) -> Option<Json<'a>> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.swap_remove(at).1)
    }

    /// What is left; of a hostile flood the first.
    pub(super) fn rest(self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> {
        self.0.into_iter().take(MAX_FAULTS)
    }
}

fn duplicate(pointer: &str) -> LineFieldFault {
    (shown(pointer.trim_start_matches('/')), PlanTextFault::DuplicateKey)
}

fn syntax(error: &JsonError, object: &str, line: &str) -> PlanTextFault {
    let column = match error {
        JsonError::Syntax { column, .. } => {
            // The parser counts bytes of the object, people count characters of the line.
            let bytes = line.len() - object.len() + column;
            line.char_indices().take_while(|(at, _)| *at < bytes).count()
        }
        JsonError::Empty | JsonError::Foreign(_) | JsonError::NotUtf8 { .. } | JsonError::TooManyValues => 1,
    };
    PlanTextFault::Json { column, message: error.reason() }
}

/// As much of a text as a message needs, on one line.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect::<String>().escape_debug().collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Reads the value of a field; what does not fit is added to the faults, with its path.
pub(super) fn value(
    key: &'static str,
    shape: &Shape,
    nullable: bool,
    json: &Json<'_>,
    faults: &mut Vec<LineFieldFault>,
) -> Option<Value> {
    match json::from_json(shape, nullable, json, &mut Unknown::Refused) {
        Ok(value) => Some(value),
        Err(flaws) => {
            for flaw in flaws.into_iter().take(MAX_FAULTS) {
                let path = if flaw.path.is_empty() { key.to_owned() } else { format!("{key}/{}", shown(&flaw.path)) };
                faults.push((path, PlanTextFault::Value(shown_message(flaw.message))));
            }
            None
        }
    }
}

/// A message that may quote the file is cut where it floods.
fn shown_message(message: String) -> String {
    const LONG: usize = 200;
    if message.len() <= LONG { message } else { message.chars().take(LONG).chain(['…']).collect() }
}

/// Reads one side of a pair.
pub(super) fn link(kind: Kind, json: &Json<'_>, faults: &mut Vec<LineFieldFault>) -> Option<AnyLink> {
    match value(kind.key(), &Shape::Link(kind), false, json, faults) {
        Some(Value::Link(link)) => Some(link),
        _ => None,
    }
}
