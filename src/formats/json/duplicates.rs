//! Members that stand twice in one object: found, or settled as the programs settle it that let the last one win.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::document::Json;

/// From so many members on, duplicates are looked for with a set rather than by comparing each with each.
const SET_FROM_MEMBERS: usize = 64;

impl Json<'_> {
    /// The pointers (`/a/0/b`) of members whose name stood before in the same object.
    pub fn duplicates(&self) -> Vec<String> {
        let mut found = Vec::new();
        find_duplicates(self, &mut String::new(), &mut found);
        found
    }

    /// Lets the last of members of one name win, at the place of the first; returns the pointers of the others.
    pub fn let_last_win(&mut self) -> Vec<String> {
        let found = self.duplicates();
        if !found.is_empty() {
            keep_last(self);
        }
        found
    }
}

fn find_duplicates(json: &Json, pointer: &mut String, found: &mut Vec<String>) {
    let length = pointer.len();
    match json {
        Json::List(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| is_nested(item)) {
                pointer.push('/');
                pointer.push_str(&index.to_string());
                find_duplicates(item, pointer, found);
                pointer.truncate(length);
            }
        }
        Json::Object(members) => {
            let mut seen = HashSet::new();
            for (index, (key, value)) in members.iter().enumerate() {
                let twice = if SET_FROM_MEMBERS <= members.len() {
                    !seen.insert(key)
                } else {
                    members.iter().take(index).any(|(other, _)| other == key)
                };
                if twice {
                    found.push(format!("{pointer}/{}", escape(key)));
                }
                if is_nested(value) {
                    pointer.push('/');
                    pointer.push_str(&escape(key));
                    find_duplicates(value, pointer, found);
                    pointer.truncate(length);
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Unsigned(_) | Json::Float(_) | Json::Text(_) => {}
    }
}

fn is_nested(json: &Json) -> bool {
    matches!(json, Json::List(_) | Json::Object(_))
}

/// A name within a JSON pointer (RFC 6901).
fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}

fn keep_last(json: &mut Json) {
    match json {
        Json::List(items) => items.iter_mut().for_each(keep_last),
        Json::Object(members) => {
            let mut kept: Vec<(Cow<str>, Json)> = Vec::with_capacity(members.len());
            let mut places: HashMap<Cow<str>, usize> = HashMap::new();
            for (key, mut value) in members.drain(..) {
                keep_last(&mut value);
                if let Some(first) = places.get(&key).and_then(|place| kept.get_mut(*place)) {
                    first.1 = value;
                } else {
                    places.insert(key.clone(), kept.len());
                    kept.push((key, value));
                }
            }
            *members = kept;
        }
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Unsigned(_) | Json::Float(_) | Json::Text(_) => {}
    }
}
