//! What a value is read as where a text, a number or a truth value is expected: Jackson's `asText`, `asInt`, `asLong`,
//! `asDouble`, `asBoolean` and `toString`, with the defaults of Traffic Router's `JsonUtils`.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Node;
use crate::snapshot::java::number;

impl Node {
    /// The value as a text: numbers and truth values as written, null as `null`, lists and objects as nothing.
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed("null"),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Number(digits) => number_text(digits),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Array(_) | Self::Object(_) => Cow::Borrowed(""),
        }
    }

    /// The text, if it is one.
    pub fn text_value(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A member as a text; the default where it is missing or null.
    pub fn text_or<'a>(&'a self, key: &str, default: &'a str) -> Cow<'a, str> {
        match self.get(key) {
            None | Some(Self::Null) => Cow::Borrowed(default),
            Some(value) => value.as_text(),
        }
    }

    /// A member as a whole number of 32 bits.
    pub fn int_or(&self, key: &str, default: i32) -> i32 {
        self.get(key).map_or(default, |value| value.as_int(default))
    }

    /// A member as a whole number of 64 bits.
    pub fn long_or(&self, key: &str, default: i64) -> i64 {
        self.get(key).map_or(default, |value| value.as_long(default))
    }

    /// A member as a double.
    pub fn double_or(&self, key: &str, default: f64) -> f64 {
        self.get(key).map_or(default, |value| value.as_double(default))
    }

    /// A member as a truth value.
    pub fn bool_or(&self, key: &str, default: bool) -> bool {
        self.get(key).map_or(default, |value| value.as_bool(default))
    }

    /// A whole number of 32 bits: too large ones lose their upper bits, fractions are cut off.
    #[expect(clippy::cast_possible_truncation, reason = "Java's narrowing is what is meant")]
    pub fn as_int(&self, default: i32) -> i32 {
        match self {
            Self::Bool(value) => i32::from(*value),
            Self::Number(digits) if is_integral(digits) => number::wrapped(digits) as i32,
            Self::Number(digits) => double_of(digits) as i32,
            Self::Text(text) => number::lenient_int(text).unwrap_or(default),
            Self::Null | Self::Array(_) | Self::Object(_) => default,
        }
    }

    /// A whole number of 64 bits, in the same way.
    #[expect(clippy::cast_possible_truncation, reason = "Java's narrowing is what is meant")]
    pub fn as_long(&self, default: i64) -> i64 {
        match self {
            Self::Bool(value) => i64::from(*value),
            Self::Number(digits) if is_integral(digits) => number::wrapped(digits),
            Self::Number(digits) => double_of(digits) as i64,
            Self::Text(text) => number::lenient_long(text).unwrap_or(default),
            Self::Null | Self::Array(_) | Self::Object(_) => default,
        }
    }

    /// A double.
    pub fn as_double(&self, default: f64) -> f64 {
        match self {
            Self::Bool(value) => f64::from(u8::from(*value)),
            Self::Number(digits) => double_of(digits),
            Self::Text(text) => number::lenient_double(text).unwrap_or(default),
            Self::Null | Self::Array(_) | Self::Object(_) => default,
        }
    }

    /// A truth value: the trimmed texts `true` and `false`, and whole numbers but 0 are true.
    pub fn as_bool(&self, default: bool) -> bool {
        match self {
            Self::Bool(value) => *value,
            Self::Number(digits) if is_integral(digits) => digits.contains(|digit| ('1'..='9').contains(&digit)),
            Self::Text(text) => match number::trim(text) {
                "true" => true,
                "false" => false,
                _ => default,
            },
            Self::Number(_) | Self::Null | Self::Array(_) | Self::Object(_) => default,
        }
    }

    /// The value as compact JSON, which is what the library calls its text.
    pub fn to_json_text(&self) -> String {
        let mut text = String::new();
        self.put(&mut text);
        text
    }

    fn put(&self, text: &mut String) {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => text.push_str(&self.as_text()),
            Self::Text(own) => put_quoted(own, text),
            Self::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    if 0 < index {
                        text.push(',');
                    }
                    item.put(text);
                }
                text.push(']');
            }
            Self::Object(members) => {
                text.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if 0 < index {
                        text.push(',');
                    }
                    put_quoted(key, text);
                    text.push(':');
                    value.put(text);
                }
                text.push('}');
            }
        }
    }
}

fn put_quoted(own: &str, text: &mut String) {
    text.push('"');
    for character in own.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04X}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

fn is_integral(digits: &str) -> bool {
    !digits.contains(['.', 'e', 'E'])
}

/// JSON's grammar is part of what Rust reads, so that the default is never needed.
fn double_of(digits: &str) -> f64 {
    digits.parse().unwrap_or(0.0)
}

fn number_text(digits: &str) -> Cow<'_, str> {
    match is_integral(digits) {
        true if digits == "-0" => Cow::Borrowed("0"),
        true => Cow::Borrowed(digits),
        false => Cow::Owned(number::double_text(double_of(digits))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> Node {
        Node::Number(digits.into())
    }

    fn text(text: &str) -> Node {
        Node::Text(text.into())
    }

    #[test]
    fn values_are_read_as_whole_numbers() {
        let cases = [
            (number("9223372036854775807"), -1, i64::MAX),
            (number("10000000000000000000"), -1_981_284_352, -8_446_744_073_709_551_616),
            (number("1.9"), 1, 1),
            (number("-1e300"), i32::MIN, i64::MIN),
            (text(" 12 "), 12, 12),
            (text("1e3"), 1000, 1000),
            (text("+-5"), -5, -5),
            (text("2147483648"), 7, 2_147_483_648),
            (text("9223372036854775808"), 7, 7),
            (text("NaN"), 0, 0),
            (text("abc"), 7, 7),
            (text(""), 7, 7),
            (Node::Bool(true), 1, 1),
            (Node::Null, 7, 7),
            (Node::Array(Vec::new()), 7, 7),
        ];
        for (node, int, long) in cases {
            assert_eq!((node.as_int(7), node.as_long(7)), (int, long), "{node:?}");
        }
    }

    #[test]
    fn values_are_read_as_truth_and_text() {
        let cases = [
            (number("0"), false, "0"),
            (number("-0"), false, "0"),
            (number("2"), true, "2"),
            (number("2.50"), true, "2.5"),
            (number("0.0"), true, "0.0"),
            (number("1e10"), true, "1.0E10"),
            (text(" false "), false, " false "),
            (text("no"), true, "no"),
            (Node::Null, true, "null"),
            (Node::Object(Vec::new()), true, ""),
        ];
        for (node, truth, words) in cases {
            assert_eq!((node.as_bool(true), &*node.as_text()), (truth, words), "{node:?}");
        }
        let nested = Node::Array(vec![text("a\"\n\u{1}"), Node::Object(vec![("k".into(), Node::Null)])]);
        assert_eq!(nested.to_json_text(), "[\"a\\\"\\n\\u0001\",{\"k\":null}]");
    }
}
