//! A JSON document straight into a value to hold, which is faster than by way of `Json` and knows less: members have
//! no order, and of those of one name only the last is left.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::document::{JsonError, MemberName, TOO_MANY, max_values, text_of, without_nul};

/// A document to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonTree {
    /// What it says; of members of one name the last.
    pub value: Value,
    /// How many members stood before under the same name.
    pub overruled: usize,
}

/// Reads a whole document.
pub fn parse_tree(bytes: &[u8]) -> Result<JsonTree, JsonError> {
    let mut state = State { left: max_values(bytes.len()), overruled: 0 };
    let mut deserializer = serde_json::Deserializer::from_str(text_of(bytes)?);
    let value = TreeNode { state: &mut state }.deserialize(&mut deserializer).map_err(|e| JsonError::of_serde(&e))?;
    deserializer.end().map_err(|error| JsonError::of_serde(&error))?;
    Ok(JsonTree { value, overruled: state.overruled })
}

/// What all nodes of a document share.
struct State {
    left: usize,
    overruled: usize,
}

/// Builds one node.
struct TreeNode<'s> {
    state: &'s mut State,
}

impl<'de> DeserializeSeed<'de> for TreeNode<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.state.left = self.state.left.checked_sub(1).ok_or_else(|| D::Error::custom(TOO_MANY))?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TreeNode<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        without_nul(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(TreeNode { state: self.state })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(MemberName(key)) = map.next_key::<MemberName<'de>>()? {
            let value = map.next_value_seed(TreeNode { state: self.state })?;
            if members.insert(key.into_owned(), value).is_some() {
                self.state.overruled += 1;
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::parse;
    use super::*;

    #[test]
    fn trees_say_what_documents_say() {
        for text in [
            "null",
            r#"{"a": [1, -2, 18446744073709551615, 1.5, 1e3, "x\n\"ü", true, null, {}], "b": {"c": []}}"#,
            "-38.971000000000004",
        ] {
            let tree = parse_tree(text.as_bytes()).unwrap();
            assert_eq!(tree, JsonTree { value: parse(text.as_bytes()).unwrap().into_value(), overruled: 0 }, "{text}");
        }
        let twice = parse_tree(br#"{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}"#).unwrap();
        assert_eq!(twice, JsonTree { value: serde_json::json!({"a": 3, "b": {"c": 2}}), overruled: 2 });
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = "[".repeat(100_000);
        for text in ["", " ", "{", "1e400", "[1] 2", "\"\\u0000\"", "{\"\\u0000\": 1}", "<html>", deep.as_str()] {
            assert_eq!(parse_tree(text.as_bytes()).unwrap_err(), parse(text.as_bytes()).unwrap_err(), "{text:.20}");
        }
    }
}
