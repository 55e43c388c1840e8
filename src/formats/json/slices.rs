//! The members of an object as the bytes that they are, and a look at such bytes without building anything of them: for
//! documents of which most is not wanted.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::document::MemberName;

/// A member: its name and the bytes of its value.
pub type MemberSlice<'a> = (Cow<'a, str>, &'a str);

/// The value of a member that was only looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedSlice<'a> {
    /// Its bytes.
    Bytes(&'a str),
    /// Its members, because these were wanted.
    Members(Vec<(Cow<'a, str>, Self)>),
}

/// The members of an object in the order in which they stand; none: it is no object, or no JSON.
pub fn slices(text: &str) -> Option<Vec<MemberSlice<'_>>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer.deserialize_map(SliceVisitor).ok()?;
    deserializer.end().ok()?;
    Some(members)
}

/// The same, and in the same look the members of those whose depth, from 0, and name are wanted. None also where one of
/// these is no object.
pub fn slices_within(text: &str, opens: fn(usize, &str) -> bool) -> Option<Vec<(Cow<'_, str>, OpenedSlice<'_>)>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = OpeningVisitor { depth: 0, opens }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(members)
}

struct SliceVisitor;

impl<'de> Visitor<'de> for SliceVisitor {
    type Value = Vec<MemberSlice<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(MemberName(key)) = map.next_key::<MemberName<'de>>()? {
            members.push((key, map.next_value::<&'de RawValue>()?.get()));
        }
        Ok(members)
    }
}

#[derive(Clone, Copy)]
struct OpeningVisitor {
    depth: usize,
    opens: fn(usize, &str) -> bool,
}

impl<'de> DeserializeSeed<'de> for OpeningVisitor {
    type Value = Vec<(Cow<'de, str>, OpenedSlice<'de>)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OpeningVisitor {
    type Value = Vec<(Cow<'de, str>, OpenedSlice<'de>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(MemberName(key)) = map.next_key::<MemberName<'de>>()? {
            let value = if (self.opens)(self.depth, &key) {
                OpenedSlice::Members(map.next_value_seed(Self { depth: self.depth + 1, ..self })?)
            } else {
                OpenedSlice::Bytes(map.next_value::<&'de RawValue>()?.get())
            };
            members.push((key, value));
        }
        Ok(members)
    }
}

/// How many values there are in a value that `parse_tree` would read and of which no member stands twice; none: it is not
/// known to be one.
pub fn plain_values(text: &str) -> Option<usize> {
    let mut look = PlainLook { values: 0, keys: Vec::new() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    PlainNode { look: &mut look }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(look.values)
}

/// What all nodes share.
struct PlainLook<'de> {
    values: usize,
    /// The names of the objects that are open, one after the other.
    keys: Vec<&'de str>,
}

struct PlainNode<'l, 'de> {
    look: &'l mut PlainLook<'de>,
}

impl<'de> DeserializeSeed<'de> for PlainNode<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.look.values += 1;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PlainNode<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        if value.contains('\0') { Err(E::custom("a text holds a NUL character")) } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(PlainNode { look: self.look })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let first = self.look.keys.len();
        let mut is_sorted = true;
        while let Some(MemberName(key)) = map.next_key::<MemberName<'de>>()? {
            // A name with escapes in it is so rare that another way may be taken.
            let Cow::Borrowed(key) = key else { return Err(A::Error::custom("a name with escapes")) };
            is_sorted &= self.look.keys.get(first..).and_then(|own| own.last()).is_none_or(|last| *last < key);
            self.look.keys.push(key);
            map.next_value_seed(PlainNode { look: self.look })?;
        }
        let own = self.look.keys.get_mut(first..).unwrap_or_default();
        if !is_sorted {
            own.sort_unstable();
            if own.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(A::Error::custom("a name that stands twice"));
            }
        }
        self.look.keys.truncate(first);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse_tree;
    use super::*;

    #[test]
    fn members_are_the_bytes_that_they_are() {
        let text = r#" {"b": [1, {"c": 2}], "a\n" : "x" , "b":null} "#;
        let found = slices(text).unwrap();
        let found: Vec<(&str, &str)> = found.iter().map(|(key, value)| (&**key, *value)).collect();
        assert_eq!(found, [("b", r#"[1, {"c": 2}]"#), ("a\n", r#""x""#), ("b", "null")]);
        for text in ["", "[]", "{", r#"{"a": 1} 2"#, r#"{"a": }"#, r#"{"\u0000": 1}"#] {
            assert_eq!(slices(text), None, "{text}");
        }
    }

    #[test]
    fn members_of_members_are_found_in_the_same_look() {
        use OpenedSlice::{Bytes, Members};
        let opens = |depth: usize, name: &str| depth == 0 && name == "a" || depth == 1 && name == "b";
        let found = slices_within(r#"{"a": {"b": {"a": {}}, "a": {}}, "b": {"b": 1}}"#, opens).unwrap();
        let deepest = vec![("a".into(), Bytes("{}"))];
        let inner = vec![("b".into(), Members(deepest)), ("a".into(), Bytes("{}"))];
        assert_eq!(found, [("a".into(), Members(inner)), ("b".into(), Bytes(r#"{"b": 1}"#))]);
        for text in ["", "[]", r#"{"a": 1}"#, r#"{"a": {"b": []}}"#, r#"{"a": {}} 2"#] {
            assert_eq!(slices_within(text, opens), None, "{text}");
        }
    }

    #[test]
    fn what_is_plain_is_read_by_others_and_has_no_member_twice() {
        for (text, values) in [
            ("1", Some(1)),
            ("\"a\\n\"", Some(1)),
            (r#"{"a": [1, 2, {}], "b": {"a": null}}"#, Some(7)),
            ("1e5", Some(1)),
        ] {
            assert_eq!(plain_values(text), values, "{text}");
            assert!(parse_tree(text.as_bytes()).is_ok());
        }
        let twice = [r#"{"a": 1, "a": 2}"#, r#"{"b": {"x": 1, "c": 1, "x": 2}}"#, r#"{"b": 1, "a": 1, "b": 1}"#];
        let deep = "[".repeat(1_000);
        for text in ["", "{", "1e400", "\"\\u0000\"", "1 2", "[1,]", &deep].into_iter().chain(twice) {
            assert_eq!(plain_values(text), None, "{text}");
        }
        assert!(plain_values(r#"{"b": {"x": 1}, "a": {"x": 1}}"#).is_some(), "each object has names of its own");
    }
}
