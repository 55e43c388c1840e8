//! What a database says of an address, whatever its kind: members, texts, numbers and marks. One type for all, because the
//! decoder is made anew for each that it is asked for. What of it is wanted, others know.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use thiserror::Error;

/// Why something is not taken of an entry: another thing stands there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub(super) struct OddEntry(pub String);

/// A part of what a database says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DatabaseEntry<'a> {
    Members(Vec<(DatabaseEntry<'a>, DatabaseEntry<'a>)>),
    /// How many items a list has.
    Items(usize),
    Text(&'a str),
    Number(f64),
    Mark(bool),
    /// What nobody asks for.
    Other,
}

impl<'a> DatabaseEntry<'a> {
    /// What stands at a path; none: nothing does.
    fn at(&self, path: &[&str]) -> Result<Option<&Self>, OddEntry> {
        let mut found = self;
        for name in path {
            let Self::Members(members) = found else { return Err(found.odd("members")) };
            match members.iter().find(|(key, _)| *key == DatabaseEntry::Text(name)) {
                Some((_, value)) => found = value,
                None => return Ok(None),
            }
        }
        Ok(Some(found))
    }

    /// The text at a path.
    pub(super) fn text(&self, path: &[&str]) -> Result<Option<&'a str>, OddEntry> {
        match self.at(path)? {
            Some(Self::Text(text)) => Ok(Some(text)),
            Some(odd) => Err(odd.odd("a text")),
            None => Ok(None),
        }
    }

    /// The number at a path.
    pub(super) fn number(&self, path: &[&str]) -> Result<Option<f64>, OddEntry> {
        match self.at(path)? {
            Some(Self::Number(number)) => Ok(Some(*number)),
            Some(odd) => Err(odd.odd("a number")),
            None => Ok(None),
        }
    }

    /// Whether there is a mark at a path.
    pub(super) fn is_marked(&self, path: &[&str]) -> Result<bool, OddEntry> {
        match self.at(path)? {
            Some(Self::Mark(mark)) => Ok(*mark),
            Some(odd) => Err(odd.odd("a mark")),
            None => Ok(false),
        }
    }

    /// How many items the list at a path has.
    pub(super) fn count(&self, path: &[&str]) -> Result<usize, OddEntry> {
        match self.at(path)? {
            Some(Self::Items(count)) => Ok(*count),
            Some(odd) => Err(odd.odd("a list")),
            None => Ok(0),
        }
    }

    fn odd(&self, wanted: &str) -> OddEntry {
        OddEntry(format!("{self:?} stands where {wanted} should"))
    }
}

impl<'de> Deserialize<'de> for DatabaseEntry<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = DatabaseEntry<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an entry of a database")
    }

    fn visit_bool<E>(self, mark: bool) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Mark(mark))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Number(number as f64))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Other)
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Text(text))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Self::Value, E> {
        Ok(DatabaseEntry::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut count = 0;
        while items.next_element::<DatabaseEntry<'de>>()?.is_some() {
            count += 1;
        }
        Ok(DatabaseEntry::Items(count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = parts.next_entry::<DatabaseEntry<'de>, DatabaseEntry<'de>>()? {
            members.push(member);
        }
        Ok(DatabaseEntry::Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_it_should_be_is_said() {
        let members = |list: Vec<(&'static str, DatabaseEntry<'static>)>| {
            DatabaseEntry::Members(list.into_iter().map(|(key, value)| (DatabaseEntry::Text(key), value)).collect())
        };
        let names = members(vec![("en", DatabaseEntry::Text("London")), ("odd", DatabaseEntry::Other)]);
        let place = members(vec![("latitude", DatabaseEntry::Number(51.5)), ("near", DatabaseEntry::Mark(true))]);
        let entry = members(vec![("names", names), ("place", place), ("parts", DatabaseEntry::Items(2))]);
        assert_eq!(entry.text(&["names", "en"]), Ok(Some("London")));
        assert_eq!(entry.text(&["names", "de"]), Ok(None));
        assert_eq!(entry.number(&["place", "latitude"]), Ok(Some(51.5)));
        assert_eq!((entry.is_marked(&["place", "near"]), entry.is_marked(&["place", "far"])), (Ok(true), Ok(false)));
        assert_eq!((entry.count(&["parts"]), entry.count(&["more"])), (Ok(2), Ok(0)));
        for damaged in [
            entry.text(&["names", "odd"]).map(drop),
            entry.text(&["parts", "en"]).map(drop),
            entry.number(&["names", "en"]).map(drop),
            entry.is_marked(&["names"]).map(drop),
            entry.count(&["place"]).map(drop),
        ] {
            assert!(matches!(damaged, Err(OddEntry(_))), "{damaged:?}");
        }
    }
}
