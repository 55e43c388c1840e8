//! What the window keeps from one run to the next, as text: JSON. Versions before wrote it as the toolkit writes what it
//! keeps itself, with words for variants and parentheses around members; that is read, too. It does not know what is kept.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

/// Nothing that is kept lies so deep.
const DEEPEST: usize = 32;

/// The text of a value; none, if it cannot be written, as a path that is no text.
pub fn write(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// The value of a text; none, if it makes no sense.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = if text.starts_with('(') { former(text)? } else { serde_json::from_str(text).ok()? };
    serde_json::from_value(value).ok()
}

/// The value of a text of versions before.
fn former(text: &str) -> Option<Value> {
    let mut reading = Former { rest: text, depth: 0 };
    let value = reading.value()?;
    reading.rest.trim().is_empty().then_some(value)
}

/// A text of versions before, from where it is not read yet.
struct Former<'a> {
    rest: &'a str,
    depth: usize,
}

impl Former<'_> {
    fn value(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '"' => self.text().map(Value::String),
            '[' => self.list('[', ']').map(Value::Array),
            '(' => self.members(),
            first if first.is_ascii_digit() || first == '-' => self.number().map(Value::Number),
            _ => self.variant(),
        }
    }

    /// Takes a letter, if it is the next.
    fn takes(&mut self, letter: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(letter);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes the next word, whose letters are such; none, if it is empty.
    fn word(&mut self, is_in: fn(char) -> bool) -> Option<String> {
        let rest = self.rest.trim_start();
        let (word, rest) = rest.split_at(rest.find(|letter| !is_in(letter)).unwrap_or(rest.len()));
        self.rest = rest;
        (!word.is_empty()).then(|| word.to_owned())
    }

    fn name(&mut self) -> Option<String> {
        self.word(|letter| letter.is_alphanumeric() || letter == '_')
    }

    fn number(&mut self) -> Option<Number> {
        self.word(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))?.parse().ok()
    }

    fn list(&mut self, open: char, close: char) -> Option<Vec<Value>> {
        self.depth += 1;
        if !self.takes(open) || DEEPEST < self.depth {
            return None;
        }
        let mut values = Vec::new();
        while !self.takes(close) {
            values.push(self.value()?);
            if !self.takes(',') && !self.rest.trim_start().starts_with(close) {
                return None;
            }
        }
        self.depth -= 1;
        Some(values)
    }

    /// What stands in parentheses: members with their names, or values one after the other.
    fn members(&mut self) -> Option<Value> {
        let mut ahead = Former { rest: self.rest.strip_prefix('(')?, depth: 0 };
        if ahead.name().is_none() || !ahead.takes(':') {
            return self.list('(', ')').map(Value::Array);
        }
        self.depth += 1;
        if !self.takes('(') || DEEPEST < self.depth {
            return None;
        }
        let mut members = Map::new();
        while !self.takes(')') {
            let name = self.name()?;
            let value = if self.takes(':') { self.value()? } else { return None };
            members.insert(name, value);
            if !self.takes(',') && !self.rest.trim_start().starts_with(')') {
                return None;
            }
        }
        self.depth -= 1;
        Some(Value::Object(members))
    }

    /// A word, and what it holds.
    fn variant(&mut self) -> Option<Value> {
        let name = self.name()?;
        let held = if self.rest.trim_start().starts_with('(') {
            self.rest = self.rest.trim_start();
            match self.members()? {
                Value::Array(mut values) if values.len() == 1 => values.pop(),
                held => Some(held),
            }
        } else {
            None
        };
        Some(match (name.as_str(), held) {
            ("true", None) => Value::Bool(true),
            ("false", None) => Value::Bool(false),
            ("None", None) => Value::Null,
            ("Some", Some(held)) => held,
            (_, None) => Value::String(name),
            (_, Some(held)) => {
                let mut members = Map::new();
                members.insert(name, held);
                Value::Object(members)
            }
        })
    }

    fn text(&mut self) -> Option<String> {
        let mut letters = self.rest.strip_prefix('"')?.chars();
        let mut text = String::new();
        loop {
            match letters.next()? {
                '"' => break,
                '\\' => text.push(match letters.next()? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    '0' => '\0',
                    'u' => {
                        let (code, rest) = letters.as_str().strip_prefix('{')?.split_once('}')?;
                        letters = rest.chars();
                        char::from_u32(u32::from_str_radix(code, 16).ok()?)?
                    }
                    plain @ ('"' | '\'' | '\\') => plain,
                    _ => return None,
                }),
                letter => text.push(letter),
            }
        }
        self.rest = letters.as_str();
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_versions_before_wrote_is_read() {
        for (text, value) in [
            ("(a:1,b:-2.5,c:true,d:[],e:())", json!({"a": 1, "b": -2.5, "c": true, "d": [], "e": []})),
            ("(a:None,b:Some(3),c:Some((Dark,[1,2])))", json!({"a": null, "b": 3, "c": ["Dark", [1, 2]]})),
            (r#"(a:"\u{301}\\\"\n\t'é",b:"(a:")"#, json!({"a": "\u{301}\\\"\n\t'é", "b": "(a:"})),
            (
                "(a:Archive(\"/p\"),b:Server((url:\"u\",most:19)))",
                json!({"a": {"Archive": "/p"}, "b": {"Server": {"url": "u", "most": 19}}}),
            ),
            ("( a : [ (x: 1e-7,), ], )", json!({"a": [{"x": 1e-7}]})),
        ] {
            assert_eq!(read::<Value>(text), Some(value), "{text}");
        }
        let deep = format!("(a:{}{})", "[".repeat(100_000), "]".repeat(100_000));
        for text in ["", "(", "(a)x", "(a:1", "(a:[1)", "(a:\"", "(a:1 b:2)", "(a:\"\\u{d800}\")", "(a:NaN(", &deep] {
            assert_eq!(read::<Value>(text), None, "{text:.20}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let value = json!({"a": [1.5, "\u{0}\"", null], "b": {"c": u64::MAX}});
        assert_eq!(read::<Value>(&write(&value).unwrap()), Some(value));
    }
}
