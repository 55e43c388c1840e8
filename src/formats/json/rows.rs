//! The outline of a document: which members it has, and where the rows of its lists begin and end. Rows are then read
//! one by one, by as many threads as there are, without the tree of the whole ever being in memory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, de};
use serde_json::value::RawValue;

use super::document::{Json, JsonError, MemberName, max_values, parse_text};

/// A part of a document, seen from above.
#[derive(Debug)]
pub enum DocumentPart<'a> {
    /// A list: its rows, unread.
    Rows(Vec<Row<'a>>),
    /// An object: its members at the top of the document, none further down, where nobody asks for them.
    Members(Vec<(Cow<'a, str>, DocumentPart<'a>)>),
    /// Neither.
    Scalar(Json<'a>),
}

/// An unread value.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a>(&'a str);

/// So many rows a list of any file may have; the largest CDNs have a thousandth of it.
const MAX_ROWS: usize = 5_000_000;
const TOO_MANY_ROWS: &str = "a list has more rows than a file of its size has: split it";

/// How many rows a list may have in a text of so many bytes: rows that say nothing are made to fill the memory.
pub fn max_rows(bytes: usize) -> usize {
    (500_000 + bytes / 8).min(MAX_ROWS)
}

/// How many values may still be read from one file, shared by the threads that read it.
#[derive(Debug)]
pub struct Budget(AtomicUsize);

impl Budget {
    /// For a text of so many bytes.
    pub fn of(bytes: usize) -> Self {
        Self(AtomicUsize::new(max_values(bytes)))
    }
}

/// Looks through a document; what is within rows is not checked yet.
pub fn outline(text: &str) -> Result<DocumentPart<'_>, JsonError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let part = Level { top: true, most_rows: max_rows(text.len()) }
        .deserialize(&mut deserializer)
        .map_err(|error| JsonError::of_serde(&error))?;
    deserializer.end().map_err(|error| JsonError::of_serde(&error))?;
    Ok(part)
}

/// A whole document as one row.
pub fn whole(text: &str) -> Result<Row<'_>, JsonError> {
    serde_json::from_str(text).map(|row: &RawValue| Row(row.get())).map_err(|error| JsonError::of_serde(&error))
}

/// A member at the top of a document as one row.
pub fn member<'a>(text: &'a str, name: &str) -> Result<Option<Row<'a>>, JsonError> {
    let members: HashMap<String, &'a RawValue> =
        serde_json::from_str(text).map_err(|error| JsonError::of_serde(&error))?;
    Ok(members.get(name).map(|value| Row(value.get())))
}

impl<'a> Row<'a> {
    /// What is taken for a row; whether it is a value is found when it is read.
    pub(super) fn of(text: &'a str) -> Self {
        Self(text)
    }

    /// Reads the row. `whole` is the text that was outlined: errors name their place in it.
    pub fn parse(self, whole: &str, budget: &Budget) -> Result<Json<'a>, JsonError> {
        let text = self.0;
        let before = budget.0.load(Ordering::Relaxed);
        let mut left = before;
        let json = parse_text(text, &mut left).map_err(|error| {
            let offset = (text.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
            error.shifted(whole, offset)
        })?;
        let used = before - left;
        let spent = budget.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(used));
        spent.map_or(Err(JsonError::TooManyValues), |_| Ok(json))
    }

    /// The row as it stands in the file.
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// Builds the outline; only the top and what stands right below it.
struct Level {
    top: bool,
    most_rows: usize,
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = DocumentPart<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<DocumentPart<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = DocumentPart<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<DocumentPart<'de>, E> {
        Ok(DocumentPart::Scalar(Json::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<DocumentPart<'de>, E> {
        Ok(DocumentPart::Scalar(Json::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<DocumentPart<'de>, E> {
        Ok(DocumentPart::Scalar(Json::Int(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<DocumentPart<'de>, E> {
        Ok(DocumentPart::Scalar(i64::try_from(value).map_or(Json::Unsigned(value), Json::Int)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<DocumentPart<'de>, E> {
        Ok(DocumentPart::Scalar(Json::Float(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<DocumentPart<'de>, E> {
        Ok(DocumentPart::Scalar(Json::text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<DocumentPart<'de>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = seq.next_element::<&RawValue>()? {
            if self.most_rows <= rows.len() {
                return Err(A::Error::custom(TOO_MANY_ROWS));
            }
            rows.push(Row(row.get()));
        }
        Ok(DocumentPart::Rows(rows))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DocumentPart<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(MemberName(key)) = map.next_key::<MemberName>()? {
            if self.top {
                members.push((key, map.next_value_seed(Level { top: false, most_rows: self.most_rows })?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(DocumentPart::Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_and_read_with_their_places() {
        let text = "{\"response\": [\n {\"a\": 1},\n {\"a\": 1e999}\n], \"alerts\": null}";
        let DocumentPart::Members(members) = outline(text).unwrap() else { panic!("an object") };
        let DocumentPart::Rows(rows) = &members[0].1 else { panic!("a list") };
        let budget = Budget::of(text.len());
        assert_eq!(rows[0].parse(text, &budget).unwrap().get("a"), Some(&Json::Int(1)));
        let error = rows[1].parse(text, &budget).unwrap_err();
        assert_eq!(error.spot(), "line 3 column 12");
    }

    #[test]
    fn a_million_brackets_are_an_error() {
        let text = "[".repeat(1_000_000);
        assert!(outline(&text).is_err());
        let text = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
        let DocumentPart::Rows(rows) = outline(&text).unwrap() else { panic!("a list") };
        assert!(rows[0].parse(&text, &Budget::of(text.len())).unwrap_err().to_string().contains("recursion"));
    }
}
