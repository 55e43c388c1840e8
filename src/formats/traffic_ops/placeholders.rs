//! `$NAME` and `${NAME}` in CDN-in-a-Box's files, which its loader fills from variables. Here only what the user gives
//! is filled in, never the environment's.

use std::borrow::Cow;

use crate::formats::json::Json;
use crate::sorting::{OrderedMap, OrderedSet};

/// Fills in the values of names, in all texts; returns the names that have none.
pub(super) fn fill(json: &mut Json, set: &OrderedMap<String, String>) -> OrderedSet<String> {
    let mut missing = OrderedSet::new();
    fill_all(json, set, &mut missing);
    missing
}

fn fill_all(json: &mut Json, set: &OrderedMap<String, String>, missing: &mut OrderedSet<String>) {
    match json {
        Json::Text(text) if text.contains('$') => *text = Cow::Owned(fill_text(text, set, missing)),
        Json::List(items) => items.iter_mut().for_each(|item| fill_all(item, set, missing)),
        Json::Object(members) => members.iter_mut().for_each(|(_, value)| fill_all(value, set, missing)),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Unsigned(_) | Json::Float(_) | Json::Text(_) => {}
    }
}

fn fill_text(text: &str, set: &OrderedMap<String, String>, missing: &mut OrderedSet<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let (whole, name) = placeholder(from);
        filled.push_str(set.get(name).map_or(whole, String::as_str));
        if !set.contains_key(name) && is_variable(name) {
            missing.insert(name.to_owned());
        }
        rest = from.get(whole.len()..).unwrap_or_default();
    }
    filled.push_str(rest);
    filled
}

/// The placeholder that a text begins with and the name in it; a lone `$` without a name.
fn placeholder(from: &str) -> (&str, &str) {
    let after = from.get(1..).unwrap_or_default();
    let (name_from, close) = if after.starts_with('{') { (2, 1) } else { (1, 0) };
    let tail = from.get(name_from..).unwrap_or_default();
    let length = tail.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let closed = close == 0 || tail.as_bytes().get(length) == Some(&b'}');
    match (tail.get(..length), from.get(..name_from + length + close)) {
        (Some(name), Some(whole)) if closed && 0 < length => (whole, name),
        _ => (from.get(..1).unwrap_or_default(), ""),
    }
}

/// Whether a name is written like a variable of the environment: others, like `${hostname}`, belong to the programs
/// that the text configures.
fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_given_names_are_filled_in() {
        let set =
            OrderedMap::from([("CDN_NAME".to_owned(), "atlas".to_owned()), ("X".to_owned(), "$CDN_NAME".to_owned())]);
        let cases = [
            ("$CDN_NAME", "atlas", ""),
            ("a-${CDN_NAME}-b $CDN_NAME.", "a-atlas-b atlas.", ""),
            ("$CDN_NAMES", "$CDN_NAMES", "CDN_NAMES"),
            ("$X", "$CDN_NAME", ""),
            (r".*\.foo\..*$ ^$ $", r".*\.foo\..*$ ^$ $", ""),
            ("${hostname} $1 ${OPEN $é", "${hostname} $1 ${OPEN $é", ""),
        ];
        for (text, expected, missing) in cases {
            let mut names = OrderedSet::new();
            assert_eq!(fill_text(text, &set, &mut names), expected);
            assert_eq!(names.into_iter().collect::<Vec<_>>().join(","), missing, "{text}");
        }
    }
}
