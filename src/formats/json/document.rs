//! A JSON document as a tree that keeps what a map would lose: the order of members and members that stand twice.
//! Errors name line and column. It knows no shapes and no files.

use std::borrow::Cow;
use std::fmt;

use crate::sorting::gather;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// How many values one file may hold: what keeps a file of nothing but brackets from filling the memory.
const MAX_VALUES: usize = 30_000_000;

/// How many values a text of so many bytes may hold: a value takes some 60 bytes of memory, and files of nothing but
/// digits and brackets are made to fill it.
pub fn max_values(bytes: usize) -> usize {
    (250_000 + bytes / 8).min(MAX_VALUES)
}

/// A JSON value. Texts borrow from the bytes where they hold no escapes.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number of 64 bits with a sign.
    Int(i64),
    /// A whole number that only fits without a sign.
    Unsigned(u64),
    /// Any other number, as the nearest double.
    Float(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Self>),
    /// Members in the order of the file, those that stand twice included.
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// Why bytes are no JSON document that we read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum JsonError {
    /// Nothing is there.
    #[error("the file is empty")]
    Empty,
    /// The bytes are of another format, as their beginning shows.
    #[error("this is {0}")]
    Foreign(&'static str),
    /// The bytes are no text.
    #[error("not UTF-8 at line {line} column {column}: save the file as UTF-8")]
    NotUtf8 {
        /// Counted from 1.
        line: usize,
        /// Counted in bytes from 1.
        column: usize,
    },
    /// The text is no JSON, or none that we read.
    #[error("{message} at line {line} column {column}")]
    Syntax {
        /// What is wrong there.
        message: String,
        /// Counted from 1.
        line: usize,
        /// Counted in bytes from 1.
        column: usize,
    },
    /// More values than `max_values`.
    #[error("the file holds more values than a file of its size has: split it")]
    TooManyValues,
}

impl JsonError {
    /// Where it is, `line 4 column 7`; empty when it concerns the whole file.
    pub fn spot(&self) -> String {
        match self {
            Self::NotUtf8 { line, column } | Self::Syntax { line, column, .. } => {
                format!("line {line} column {column}")
            }
            Self::Empty | Self::Foreign(_) | Self::TooManyValues => String::new(),
        }
    }

    /// The error without the place.
    pub fn reason(&self) -> String {
        match self {
            Self::Syntax { message, .. } => message.clone(),
            Self::NotUtf8 { .. } => "not UTF-8: save the file as UTF-8".to_owned(),
            Self::Empty | Self::Foreign(_) | Self::TooManyValues => self.to_string(),
        }
    }

    /// The same error of a text that begins at byte `offset` of `whole`, with its place there.
    #[must_use]
    pub(super) fn shifted(self, whole: &str, offset: usize) -> Self {
        match self {
            Self::Syntax { message, line, column } => {
                let (first_line, first_column) = place_of(whole.as_bytes(), offset);
                let column = if line <= 1 { first_column + column.saturating_sub(1) } else { column };
                Self::Syntax { message, line: first_line + line.saturating_sub(1), column }
            }
            other => other,
        }
    }

    pub(super) fn of_serde(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let (line, column) = (error.line(), error.column());
        let message = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
        if message == TOO_MANY {
            return Self::TooManyValues;
        }
        Self::Syntax { message: message.to_owned(), line, column }
    }
}

/// How the tree's builder tells that its budget is spent.
pub(super) const TOO_MANY: &str = "too many values";

/// Line and column of a byte, both from 1.
fn place_of(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    (line, before.len() - line_start + 1)
}

/// The text that bytes are, when they can be a JSON document at all.
pub fn text_of(bytes: &[u8]) -> Result<&str, JsonError> {
    if let Some(what) = foreign(bytes) {
        return Err(JsonError::Foreign(what));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = place_of(bytes, error.valid_up_to());
        JsonError::NotUtf8 { line, column }
    })?;
    if text.trim_ascii().is_empty() {
        return Err(JsonError::Empty);
    }
    Ok(text)
}

/// What the bytes are when they are plainly something else.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"\x1f\x8b", "a gzip file: unpack it first"),
        (b"PK\x03\x04", "a zip file: unpack it first"),
        (b"BZh", "a bzip2 file: unpack it first"),
        (b"\x28\xb5\x2f\xfd", "a zstd file: unpack it first"),
        (b"\x89PNG", "a PNG picture, not JSON"),
        (b"\xff\xd8\xff", "a JPEG picture, not JSON"),
        (b"%PDF", "a PDF document, not JSON"),
        (b"redb", "a database file (a plan?), not JSON"),
        (b"\xff\xfe", "UTF-16 text: save the file as UTF-8"),
        (b"\xfe\xff", "UTF-16 text: save the file as UTF-8"),
        (
            b"\xef\xbb\xbf",
            "text that begins with a byte order mark (line 1 column 1): save the file as UTF-8 without one",
        ),
    ];
    if bytes.trim_ascii_start().first() == Some(&b'<') {
        return Some("HTML or XML, not JSON: perhaps an error page was saved instead of the answer");
    }
    BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, what)| *what)
}

/// Reads a whole document.
pub fn parse(bytes: &[u8]) -> Result<Json<'_>, JsonError> {
    let mut left = max_values(bytes.len());
    parse_text(text_of(bytes)?, &mut left)
}

/// Reads a text, taking each value from a budget.
pub(super) fn parse_text<'a>(text: &'a str, left: &mut usize) -> Result<Json<'a>, JsonError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let json = DocumentNode { left }.deserialize(&mut deserializer).map_err(|error| JsonError::of_serde(&error))?;
    deserializer.end().map_err(|error| JsonError::of_serde(&error))?;
    Ok(json)
}

/// Builds one node of the tree.
struct DocumentNode<'b> {
    left: &'b mut usize,
}

impl<'de> DeserializeSeed<'de> for DocumentNode<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        *self.left = self.left.checked_sub(1).ok_or_else(|| D::Error::custom(TOO_MANY))?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for DocumentNode<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(i64::try_from(value).map_or(Json::Unsigned(value), Json::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Float(value))
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Json<'de>, E> {
        without_nul(value).map(|text| Json::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(DocumentNode { left: self.left })? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(MemberName(key)) = map.next_key::<MemberName>()? {
            members.push((key, map.next_value_seed(DocumentNode { left: self.left })?));
        }
        Ok(Json::Object(members))
    }
}

/// No database that these texts come from or go to can hold a NUL, and on a terminal it hides what follows.
pub(super) fn without_nul<E: serde::de::Error>(text: &str) -> Result<String, E> {
    if text.contains('\0') { Err(E::custom("a text holds a NUL character")) } else { Ok(text.to_owned()) }
}

/// The name of a member.
pub(super) struct MemberName<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for MemberName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = MemberName<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a member")
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<MemberName<'de>, E> {
                Ok(MemberName(Cow::Borrowed(value)))
            }

            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<MemberName<'de>, E> {
                without_nul(value).map(|text| MemberName(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

impl<'a> Json<'a> {
    /// What this is, in a sentence.
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) | Self::Unsigned(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The first member of that name.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one of 64 bits.
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// An owned text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }

    /// The same as a value to hold elsewhere; of members of one name the last stays.
    pub fn into_value(self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(number) => number.into(),
            Self::Unsigned(number) => number.into(),
            Self::Float(number) => number.into(),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::List(items) => Value::Array(items.into_iter().map(Self::into_value).collect()),
            Self::Object(members) => {
                Value::Object(gather(members.into_iter().map(|(key, value)| (key.into_owned(), value.into_value()))))
            }
        }
    }

    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Int(number) => Json::Int(number),
            Self::Unsigned(number) => Json::Unsigned(number),
            Self::Float(number) => Json::Float(number),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Json::List(items.into_iter().map(Self::into_owned).collect()),
            Self::Object(members) => Json::Object(
                members.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect(),
            ),
        }
    }

    /// A held value as a tree again, members sorted by name.
    pub fn of_value(value: &'a serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => of_number(number),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::List(items.iter().map(Self::of_value).collect()),
            Value::Object(members) => Self::Object(
                members.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), Self::of_value(value))).collect(),
            ),
        }
    }
}

fn of_number(number: &serde_json::Number) -> Json<'static> {
    if let Some(int) = number.as_i64() {
        Json::Int(int)
    } else if let Some(unsigned) = number.as_u64() {
        Json::Unsigned(unsigned)
    } else {
        number.as_f64().map_or(Json::Null, Json::Float)
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Unsigned(number) => serializer.serialize_u64(*number),
            Self::Float(number) => match whole(*number) {
                Some(int) => serializer.serialize_i64(int),
                None => serializer.serialize_f64(*number),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// The whole number that a double is, which Go prints without a point; minus zero keeps its sign as a double.
#[expect(clippy::cast_possible_truncation, reason = "below 2^53 nothing is cut off")]
fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    (exact && !(number == 0.0 && number.is_sign_negative())).then_some(number as i64)
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
