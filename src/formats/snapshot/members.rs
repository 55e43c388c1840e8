//! JSON values as members of a snapshot, read as leniently as Traffic Router's parser reads them, each oddity with its
//! place. It knows no snapshot's members; those are `read`'s.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::formats::json::Json;
use crate::snapshot::Nullable;
use crate::sorting::OrderedMap;

/// Something in a document that is not as Traffic Ops writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// Where, as a JSON pointer into the snapshot.
    pub pointer: String,
    /// What, and how it was taken.
    pub message: String,
}

/// Where the reading is, and what was odd so far.
#[derive(Default)]
pub(super) struct MemberReader {
    pointer: String,
    pub oddities: Vec<Oddity>,
}

/// Something that a JSON value can be read as; none when it cannot, which has been told.
pub(super) trait Read: Sized {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self>;
}

/// The members of an object that nobody has taken yet.
pub(super) struct SnapshotMembers<'a>(Vec<(std::borrow::Cow<'a, str>, Json<'a>)>);

impl MemberReader {
    /// Tells what is odd at the place where the reading is.
    pub(super) fn odd(&mut self, message: impl Into<String>) {
        self.oddities.push(Oddity { pointer: self.pointer.clone(), message: message.into() });
    }

    fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        let made = read(self);
        self.pointer.truncate(length);
        made
    }

    fn unusable(&mut self, expected: &str, json: &Json<'_>) {
        self.odd(format!("expected {expected}, found {}: it stays beside the plan as it is", json.describe()));
    }
}

impl<'a> SnapshotMembers<'a> {
    /// The members of an object; of those of one name the last counts.
    pub(super) fn of(json: Json<'a>, reader: &mut MemberReader) -> Option<Self> {
        match json {
            Json::Object(members) => Some(Self(members)),
            other => {
                reader.unusable("an object", &other);
                None
            }
        }
    }

    /// A member that may be missing.
    pub(super) fn take<T: Read + Default>(&mut self, key: &str, reader: &mut MemberReader) -> T {
        self.find(key, reader).unwrap_or_default()
    }

    /// A member that Traffic Ops always writes.
    pub(super) fn always<T: Read + Default>(&mut self, key: &str, reader: &mut MemberReader) -> T {
        if self.0.iter().all(|(name, _)| name != key) {
            reader.within(key, |reader| reader.odd("is missing: what Traffic Ops writes for nothing is assumed"));
        }
        self.take(key, reader)
    }

    /// A member without which the whole object means nothing.
    pub(super) fn required<T: Read>(&mut self, key: &str, reader: &mut MemberReader) -> Option<T> {
        let found = self.find(key, reader);
        if found.is_none() {
            reader.odd(format!("there is no usable `{key}`: the object stays beside the plan as it is"));
        }
        found
    }

    fn find<T: Read>(&mut self, key: &str, reader: &mut MemberReader) -> Option<T> {
        let at = self.0.iter().rposition(|(name, _)| name == key)?;
        let (_, json) = self.0.swap_remove(at);
        reader.within(key, |reader| T::read(json, reader))
    }

    /// Tells of the members that nobody took.
    pub(super) fn end(self, reader: &mut MemberReader) {
        for (key, _) in self.0 {
            reader.within(&key, |reader| {
                reader.odd("no snapshot of Traffic Ops has this member: it stays beside the plan as it is");
            });
        }
    }
}

impl Read for String {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        let text = match json {
            Json::Text(text) => return Some(text.into_owned()),
            Json::Bool(value) => value.to_string(),
            Json::Int(number) => number.to_string(),
            Json::Unsigned(number) => number.to_string(),
            Json::Float(number) => number.to_string(),
            other => {
                reader.unusable("a text", &other);
                return None;
            }
        };
        reader.odd(format!("`{text}` should be a text: taken as one"));
        Some(text)
    }
}

impl Read for SmolStr {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        match json {
            Json::Text(text) => Some(text.into()),
            other => String::read(other, reader).map(Self::from),
        }
    }
}

impl Read for i64 {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        let number = match &json {
            Json::Int(number) => return Some(*number),
            Json::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) => reader.odd(format!("the text `{number}` should be a number: taken as one")),
            None => reader.unusable("a whole number", &json),
        }
        number
    }
}

impl Read for f64 {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        let number = match &json {
            Json::Int(number) => return Some(*number as Self),
            Json::Unsigned(number) => return Some(*number as Self),
            Json::Float(number) => return Some(*number),
            Json::Text(text) => text.trim().parse::<Self>().ok().filter(|number| number.is_finite()),
            _ => None,
        };
        match number {
            Some(number) => reader.odd(format!("the text `{number}` should be a number: taken as one")),
            None => reader.unusable("a number", &json),
        }
        number
    }
}

/// The truths of a snapshot are texts.
impl Read for bool {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        match json {
            Json::Text(text) if text == "true" => Some(true),
            Json::Text(text) if text == "false" => Some(false),
            Json::Bool(value) => {
                reader.odd(format!("should be the text \"{value}\": taken as that"));
                Some(value)
            }
            other => {
                reader.unusable("\"true\" or \"false\"", &other);
                None
            }
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        if json == Json::Null {
            reader.odd("is null: taken as if it were missing");
            return Some(None);
        }
        T::read(json, reader).map(Some)
    }
}

impl<T: Read> Read for Nullable<T> {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        if json == Json::Null { Some(Self(None)) } else { T::read(json, reader).map(|value| Self(Some(value))) }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        let items = match json {
            Json::List(items) => items,
            other => {
                reader.unusable("a list", &other);
                return None;
            }
        };
        let read = |(at, item): (usize, Json<'_>)| reader.within(&at.to_string(), |reader| T::read(item, reader));
        Some(items.into_iter().enumerate().filter_map(read).collect())
    }
}

impl<K: for<'a> From<Cow<'a, str>> + Ord, T: Read> Read for OrderedMap<K, T> {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        let SnapshotMembers(members) = SnapshotMembers::of(json, reader)?;
        let mut map = Self::new();
        for (key, json) in members {
            if let Some(value) = reader.within(&key, |reader| T::read(json, reader)) {
                map.insert(K::from(key), value);
            }
        }
        Some(map)
    }
}
