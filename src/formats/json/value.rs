//! Values of fields from JSON and back, by their shapes alone. Links are names here: a text, a list of texts where an
//! identity has several parts, or an object that also gives the Traffic Ops id. It knows no endpoint and no entity.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::{Absent, AnyLink, Kind, Member, Shape, Target, Value};

use super::document::Json;

/// Something wrong within a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where, seen from the value: `interfaces/0/mtu` below a field `interfaces`; empty: the value itself.
    pub path: String,
    /// What.
    pub message: String,
}

/// What happens to members of nested objects that their shapes don't have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// They are flaws, and members that may not be empty must be there.
    Refused,
    /// Their paths are collected, and members that are not there are empty, `false` or 0, as Go reads JSON.
    Collected(Vec<String>),
}

/// Reads a value of a shape. `null` is `Value::Null` where `nullable`.
pub fn from_json(shape: &Shape, nullable: bool, json: &Json, unknown: &mut Unknown) -> Result<Value, Vec<Flaw>> {
    let mut reading = ValueReading { path: Vec::new(), flaws: Vec::new(), unknown };
    let value = reading.value(shape, nullable, json);
    if reading.flaws.is_empty() { Ok(value) } else { Err(reading.flaws) }
}

/// Reads a link: what it names, never whether that exists.
pub fn link_from_json(kind: Kind, json: &Json) -> Result<Value, String> {
    let absent = absent(json)?;
    Ok(Value::Link(AnyLink { kind, target: Target::Absent(Arc::new(absent)) }))
}

fn absent(json: &Json) -> Result<Absent, String> {
    match json {
        Json::Text(name) if name.is_empty() => Err("expected a name, found an empty text".to_owned()),
        Json::Text(name) => Ok(Absent { identity: vec![name.clone().into_owned()], traffic_ops_id: None }),
        Json::List(parts) if !parts.is_empty() => Ok(Absent { identity: identity(parts)?, traffic_ops_id: None }),
        Json::Object(members) => absent_of_members(members),
        other => Err(format!("expected a name, found {}", other.describe())),
    }
}

fn identity(parts: &[Json]) -> Result<Vec<String>, String> {
    let text = |part: &Json| {
        part.as_text().map(str::to_owned).ok_or_else(|| format!("expected a part of a name, found {}", part.describe()))
    };
    parts.iter().map(text).collect()
}

fn absent_of_members(members: &[(Cow<str>, Json)]) -> Result<Absent, String> {
    let mut found = Absent::default();
    for (key, value) in members {
        match (&**key, value) {
            ("name", Json::List(parts)) => found.identity = identity(parts)?,
            ("name", Json::Text(name)) => found.identity = vec![name.clone().into_owned()],
            ("trafficOpsId", Json::Int(id)) => found.traffic_ops_id = Some(*id),
            ("name" | "trafficOpsId", Json::Null) => {}
            ("name", other) => return Err(format!("name: expected a text, found {}", other.describe())),
            ("trafficOpsId", other) => {
                return Err(format!("trafficOpsId: expected a number, found {}", other.describe()));
            }
            (other, _) => {
                return Err(format!("`{other}` is not a member of a reference (they are name and trafficOpsId)"));
            }
        }
    }
    if found == Absent::default() { Err("the reference names nothing".to_owned()) } else { Ok(found) }
}

/// A step into a value.
enum ValueStep {
    Member(&'static str),
    Item(usize),
}

/// Below this every whole number is a double of its own.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

struct ValueReading<'u> {
    path: Vec<ValueStep>,
    flaws: Vec<Flaw>,
    unknown: &'u mut Unknown,
}

impl ValueReading<'_> {
    fn here(&self) -> String {
        let steps = self.path.iter().map(|step| match step {
            ValueStep::Member(name) => (*name).to_owned(),
            ValueStep::Item(index) => index.to_string(),
        });
        steps.collect::<Vec<_>>().join("/")
    }

    fn flaw(&mut self, message: impl Into<String>) -> Value {
        self.flaws.push(Flaw { path: self.here(), message: message.into() });
        Value::Null
    }

    fn value(&mut self, shape: &Shape, nullable: bool, json: &Json) -> Value {
        match (shape, json) {
            (_, Json::Null) if nullable => Value::Null,
            (_, Json::Null) if matches!(self.unknown, Unknown::Collected(_)) => self.nothing(shape),
            (Shape::Bool, Json::Bool(value)) => Value::Bool(*value),
            (Shape::Int, Json::Int(number)) => Value::Int(*number),
            (Shape::Int, Json::Float(number)) if *number == 0.0 => Value::Int(0),
            (Shape::Int, Json::Unsigned(number)) => {
                self.flaw(format!("{number} is too large for a whole number of 64 bits"))
            }
            // Traffic Ops takes no `1.0` either (`encoding/json` into an int).
            (Shape::Int, Json::Float(number)) if number.fract() == 0.0 && number.abs() < MOST_EXACT => self.flaw(
                format!("{number:?} is not written as a whole number, which Traffic Ops expects: write {number}"),
            ),
            (Shape::Int, Json::Float(number)) => self.flaw(format!("{number:?} is not a whole number of 64 bits")),
            (Shape::Float, Json::Float(number)) => Value::Float(*number),
            // Traffic Ops itself keeps such numbers as doubles.
            (Shape::Float, Json::Int(number)) => Value::Float(*number as f64),
            (Shape::Float, Json::Unsigned(number)) => Value::Float(*number as f64),
            (Shape::Text, Json::Text(text)) => Value::Text(text.clone().into_owned()),
            (Shape::Choice(words), Json::Text(text)) => self.choice(words, text),
            (Shape::Link(kind), json) => link_from_json(*kind, json).unwrap_or_else(|message| self.flaw(message)),
            (Shape::List(item), Json::List(items)) => self.list(item, items),
            (Shape::Object(members), Json::Object(found)) => self.object(members, found),
            (Shape::Json, json) => Value::Json(json.clone().into_value()),
            (shape, json) => self.flaw(format!("expected {}, found {}", shape.describe(), json.describe())),
        }
    }

    fn choice(&mut self, words: &'static [&'static str], text: &str) -> Value {
        match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            Some(word) => Value::Text((*word).to_owned()),
            None => self.flaw(format!("`{text}` is none of {}", words.join(", "))),
        }
    }

    fn list(&mut self, shape: &Shape, items: &[Json]) -> Value {
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.path.push(ValueStep::Item(index));
            values.push(self.value(shape, false, item));
            self.path.pop();
        }
        Value::List(values)
    }

    fn object(&mut self, members: &'static [Member], found: &[(Cow<str>, Json)]) -> Value {
        let mut values = Vec::with_capacity(members.len());
        for member in members {
            self.path.push(ValueStep::Member(member.key));
            let value = match found.iter().find(|(key, _)| key == member.key) {
                Some((_, json)) => self.value(&member.shape, member.nullable, json),
                None if member.nullable => Value::Null,
                None => self.nothing(&member.shape),
            };
            if value != Value::Null {
                values.push((member.key, value));
            }
            self.path.pop();
        }
        for (key, value) in found {
            if members.iter().all(|member| member.key != key) {
                self.unknown_member(members, key, value);
            }
        }
        Value::Object(values)
    }

    /// What an absent member is that may not be empty.
    fn nothing(&mut self, shape: &Shape) -> Value {
        match (&self.unknown, shape) {
            (Unknown::Collected(_), Shape::Bool) => Value::Bool(false),
            (Unknown::Collected(_), Shape::Int) => Value::Int(0),
            (Unknown::Collected(_), Shape::Text) => Value::Text(String::new()),
            _ => self.flaw(format!("expected {}, found nothing", shape.describe())),
        }
    }

    fn unknown_member(&mut self, members: &[Member], key: &str, value: &Json) {
        let mut here = self.here();
        if !here.is_empty() {
            here.push('/');
        }
        here.push_str(key);
        match self.unknown {
            Unknown::Collected(_) if *value == Json::Null => {}
            Unknown::Collected(paths) => paths.push(here),
            Unknown::Refused => {
                let known: Vec<_> = members.iter().map(|member| member.key).collect();
                let message = format!("unknown member (they are {})", known.join(", "));
                self.flaws.push(Flaw { path: here, message });
            }
        }
    }
}

/// Writes a value of a shape; `link` says how a link is written. Members of objects that are empty are written as null.
pub fn to_json(shape: &Shape, value: Value, link: &mut dyn FnMut(AnyLink) -> Json<'static>) -> Json<'static> {
    match (shape, value) {
        (_, Value::Null) => Json::Null,
        (_, Value::Bool(value)) => Json::Bool(value),
        (_, Value::Int(number)) => Json::Int(number),
        (_, Value::Float(number)) => Json::Float(number),
        (_, Value::Text(text)) => Json::Text(Cow::Owned(text)),
        (_, Value::Link(to)) => link(to),
        (_, Value::Json(json)) => Json::of_value(&json).into_owned(),
        (Shape::List(item), Value::List(items)) => {
            Json::List(items.into_iter().map(|value| to_json(item, value, link)).collect())
        }
        (_, Value::List(items)) => {
            Json::List(items.into_iter().map(|value| to_json(&Shape::Json, value, link)).collect())
        }
        (Shape::Object(members), mut value @ Value::Object(_)) => {
            let written = members
                .iter()
                .map(|member| (Cow::Borrowed(member.key), to_json(&member.shape, value.take(member.key), link)));
            Json::Object(written.collect())
        }
        (_, Value::Object(members)) => {
            let written =
                members.into_iter().map(|(key, value)| (Cow::Borrowed(key), to_json(&Shape::Json, value, link)));
            Json::Object(written.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::model::{Entity, Server, Topology};

    fn read(shape: &Shape, text: &str) -> Result<Value, Vec<Flaw>> {
        from_json(shape, false, &parse(text.as_bytes()).unwrap(), &mut Unknown::Refused)
    }

    #[test]
    fn shapes_are_held() {
        let cases: &[(Shape, &str, Result<Value, &str>)] = &[
            (Shape::Int, "7", Ok(Value::Int(7))),
            (Shape::Int, "7.5", Err("7.5 is not a whole number of 64 bits")),
            (Shape::Int, "1.0", Err("1.0 is not written as a whole number, which Traffic Ops expects: write 1")),
            (Shape::Int, "-2.0", Err("-2.0 is not written as a whole number, which Traffic Ops expects: write -2")),
            (Shape::Int, "1e300", Err("1e300 is not a whole number of 64 bits")),
            (Shape::Int, "9223372036854775808", Err("9223372036854775808 is too large for a whole number of 64 bits")),
            (Shape::Float, "7", Ok(Value::Float(7.0))),
            (Shape::Text, "7", Err("expected a text, found a number")),
            (Shape::Choice(&["CZ", "GEO"]), "\"geo\"", Ok(Value::Text("GEO".to_owned()))),
            (Shape::Choice(&["CZ", "GEO"]), "\"foo\"", Err("`foo` is none of CZ, GEO")),
            (Shape::Link(Kind::Cdn), "\"\"", Err("expected a name, found an empty text")),
            (Shape::Bool, "null", Err("expected true or false, found null")),
        ];
        for (shape, text, expected) in cases {
            let found = read(shape, text).map_err(|flaws| flaws[0].message.clone());
            assert_eq!(found, expected.clone().map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn nested_flaws_carry_their_paths() {
        let shape = Server::field("interfaces").unwrap().info.shape;
        let text =
            r#"[{"name": "eth0", "mtu": "x", "monitor": 1, "routerHostName": "", "routerPortName": "", "nope": 2}]"#;
        let flaws = read(&shape, text).unwrap_err();
        let paths: Vec<_> = flaws.iter().map(|flaw| flaw.path.as_str()).collect();
        assert_eq!(paths, ["0/mtu", "0/monitor", "0/nope"]);
        let mut unknown = Unknown::Collected(Vec::new());
        let json = parse(br#"[{"name": "eth0", "nope": 2}]"#).unwrap();
        assert!(from_json(&shape, true, &json, &mut unknown).is_ok());
        assert_eq!(unknown, Unknown::Collected(vec!["0/nope".to_owned()]));
    }

    #[test]
    fn links_come_in_three_forms_and_go_back() {
        let shape = Topology::field("nodes").unwrap().info.shape;
        let text = r#"[{"cachegroup":"a","parents":[1]},{"cachegroup":{"trafficOpsId":7},"parents":[]}]"#;
        let value = read(&shape, text).unwrap();
        let mut links = Vec::new();
        let json = to_json(&shape, value, &mut |link| {
            links.push(link);
            Json::Null
        });
        assert_eq!(links.len(), 2);
        assert_eq!(links[1].target, Target::Absent(Absent::numbered(7)));
        assert_eq!(
            serde_json::to_string(&json).unwrap(),
            r#"[{"cachegroup":null,"parents":[1]},{"cachegroup":null,"parents":[]}]"#
        );
        let Ok(Value::Link(link)) = read(&Shape::Link(Kind::Server), r#"["cdn","host"]"#) else { panic!("a link") };
        let identity = vec!["cdn".to_owned(), "host".to_owned()];
        assert_eq!(link.target, Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None })));
    }
}
