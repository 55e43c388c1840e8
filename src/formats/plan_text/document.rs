//! A line's JSON object: every member once, and each value in the shape of the field that it is for.

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize as _, Deserializer};
use serde_json::Value as Json;

use super::fault::{Fault, FieldFault, MAX_FAULTS, nearest};
use super::{NAME, TRAFFIC_OPS_ID};
use crate::model::{Absent, AnyLink, Kind, Member, Shape, Target, Value};

/// So many characters of a text are shown in a message.
const SHOWN: usize = 60;

/// Members of an object, each once.
pub(super) type Members = serde_json::Map<String, Json>;

/// Parses an object that begins at that column of its line.
pub(super) fn parse(text: &str, column: usize) -> Result<Members, Fault> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Unique.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json));
    match parsed {
        Ok(Json::Object(members)) => Ok(members),
        Ok(other) => Err(Fault::Shape { expected: "an object", found: describe(&other) }),
        Err(error) => {
            let message = error.to_string();
            // The parser counts lines, of which there is one here.
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
            Err(Fault::Json { column: column + error.column(), message })
        }
    }
}

/// Reads any JSON whose objects have each key once.
#[derive(Clone, Copy)]
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Json, E> {
        serde_json::Number::from_f64(number).map(Json::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Self)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Members::new();
        while let Some(key) = map.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{}` stands here twice", shown(&key))));
            }
            let value = map.next_value_seed(Self)?;
            members.insert(key, value);
        }
        Ok(Json::Object(members))
    }
}

/// As much of a text as a message needs, on one line.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect::<String>().escape_debug().collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// What a JSON value is, in a sentence.
pub(super) const fn describe(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// Turns JSON into a value of a shape; what does not fit is added to the faults, with its path.
pub(super) fn value(shape: &Shape, json: Json, path: &str, faults: &mut Vec<FieldFault>) -> Option<Value> {
    let found = describe(&json);
    let fitting = match (shape, json) {
        (Shape::Json, data) => Some(Value::Json(data)),
        (Shape::Bool, Json::Bool(flag)) => Some(Value::Bool(flag)),
        (Shape::Int, Json::Number(number)) => return int(&number, path, faults),
        (Shape::Float, Json::Number(number)) => number.as_f64().map(Value::Float),
        (Shape::Text | Shape::Choice(_), Json::String(text)) => Some(Value::Text(text)),
        (Shape::Link(kind), json) => return link(*kind, json, path, faults).map(Value::Link),
        (Shape::List(inner), Json::Array(items)) => return list(inner, items, path, faults),
        (Shape::Object(members), Json::Object(found)) => return object(members, found, path, faults),
        _ => None,
    };
    if fitting.is_none() {
        faults.push((path.to_owned(), Fault::Shape { expected: shape.describe(), found }));
    }
    fitting
}

fn int(number: &serde_json::Number, path: &str, faults: &mut Vec<FieldFault>) -> Option<Value> {
    if number.as_i64().is_none() {
        let found = if number.is_u64() { "a number of more than 64 bits" } else { "a number with a fraction" };
        faults.push((path.to_owned(), Fault::Shape { expected: Shape::Int.describe(), found }));
    }
    number.as_i64().map(Value::Int)
}

fn list(inner: &Shape, items: Vec<Json>, path: &str, faults: &mut Vec<FieldFault>) -> Option<Value> {
    let before = faults.len();
    let mut values = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        values.extend(value(inner, item, &format!("{path}/{at}"), faults));
        if MAX_FAULTS < faults.len() {
            break;
        }
    }
    (faults.len() == before).then_some(Value::List(values))
}

fn object(members: &'static [Member], mut found: Members, path: &str, faults: &mut Vec<FieldFault>) -> Option<Value> {
    let before = faults.len();
    let mut values = Vec::with_capacity(members.len());
    for member in members {
        let path = format!("{path}/{}", member.key);
        match found.remove(member.key) {
            None | Some(Json::Null) if member.nullable => {}
            None => faults.push((path, Fault::Missing(member.shape.describe()))),
            Some(json) => values.extend(value(&member.shape, json, &path, faults).map(|value| (member.key, value))),
        }
    }
    for (unknown, _) in found.into_iter().take(MAX_FAULTS) {
        let nearest = nearest(&unknown, members.iter().map(|member| member.key));
        faults.push((format!("{path}/{}", shown(&unknown)), Fault::UnknownField { nearest }));
    }
    (faults.len() == before).then_some(Value::Object(values))
}

/// Reads a reference: a name, a list of the parts of one, or an object with a Traffic Ops id and perhaps the name.
pub(super) fn link(kind: Kind, json: Json, path: &str, faults: &mut Vec<FieldFault>) -> Option<AnyLink> {
    let found = describe(&json);
    let absent = match json {
        Json::Object(mut members) => {
            let traffic_ops_id = members.remove(TRAFFIC_OPS_ID).and_then(|id| id.as_i64());
            let name = members.remove(NAME);
            let identity = name.map_or_else(|| Some(Vec::new()), identity);
            let known = traffic_ops_id.filter(|_| members.is_empty());
            identity.zip(known).map(|(identity, id)| Absent { identity, traffic_ops_id: Some(id) })
        }
        other => identity(other).map(|identity| Absent { identity, traffic_ops_id: None }),
    };
    if absent.is_none() {
        faults.push((path.to_owned(), Fault::Link(found)));
    }
    absent.map(|absent| AnyLink { kind, target: Target::Absent(Arc::new(absent)) })
}

/// A text, or a list of texts.
fn identity(json: Json) -> Option<Vec<String>> {
    match json {
        Json::String(name) => Some(vec![name]),
        Json::Array(parts) if !parts.is_empty() => {
            parts.into_iter().map(|part| String::deserialize(part).ok()).collect()
        }
        _ => None,
    }
}
