//! JSON on one line, canonical: no blanks, the fewest escapes, yet none of the characters that end a line, steer a
//! terminal or hide what is there. It knows nothing of plans.

/// Writes a JSON object member by member.
pub(super) struct ObjectPrinter<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> ObjectPrinter<'a> {
    /// Opens the object.
    pub(super) fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    /// Writes a member's name; its value is to be written to what this returns.
    pub(super) fn key(&mut self, key: &str) -> &mut String {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        text(self.out, key);
        self.out.push(':');
        self.out
    }

    /// Closes the object.
    pub(super) fn end(self) {
        self.out.push('}');
    }
}

/// Writes an identity: a text, or a list of several.
pub(super) fn identity(out: &mut String, parts: &[String]) {
    match parts {
        [name] => text(out, name),
        _ => list(out, parts, |out, part| text(out, part)),
    }
}

/// Writes any JSON.
pub(super) fn json(out: &mut String, data: &serde_json::Value) {
    use serde_json::Value as Json;
    match data {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(word(*flag)),
        Json::Number(number) => out.push_str(&number.to_string()),
        Json::String(content) => text(out, content),
        Json::Array(items) => list(out, items, json),
        Json::Object(members) => {
            let mut printer = ObjectPrinter::new(out);
            for (key, member) in members {
                json(printer.key(key), member);
            }
            printer.end();
        }
    }
}

/// Writes a list.
pub(super) fn list<T>(out: &mut String, items: &[T], mut print: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if 0 < at {
            out.push(',');
        }
        print(out, item);
    }
    out.push(']');
}

/// How JSON writes yes and no.
pub(super) const fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// Writes the shortest text that reads as the very same number; `-0.0` keeps its sign.
pub(super) fn float(out: &mut String, number: f64) {
    match serde_json::Number::from_f64(number) {
        Some(number) => out.push_str(&number.to_string()),
        None => out.push_str("null"),
    }
}

/// Writes a text in quotes.
pub(super) fn text(out: &mut String, content: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, character) in content.char_indices() {
        if !needs_escape(character) {
            continue;
        }
        out.push_str(content.get(plain..at).unwrap_or_default());
        escape(out, character);
        plain = at + character.len_utf8();
    }
    out.push_str(content.get(plain..).unwrap_or_default());
    out.push('"');
}

/// Whether a character cannot stand in a line as it is: what JSON forbids, all other control characters, line and
/// paragraph separators, marks and overrides of the writing direction, and the byte order mark.
const fn needs_escape(character: char) -> bool {
    match character {
        ' ' | '!' | '#'..='[' | ']'..='~' => false,
        _ => {
            matches!(
                character,
                '\0'..='\x1f' | '"' | '\\' | '\x7f'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                    | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
            )
        }
    }
}

fn escape(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        // All others lie in the basic plane, where one escape is enough.
        _ => {
            out.push_str("\\u");
            let code = u32::from(character);
            out.extend([12, 8, 4, 0].map(|shift| char::from_digit(code >> shift & 0xf, 16).unwrap_or('0')));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(content: &str) -> String {
        let mut out = String::new();
        text(&mut out, content);
        out
    }

    #[test]
    fn texts_stay_on_one_line_and_show_what_is_there() {
        for (content, expected) in [
            ("denver", r#""denver""#),
            ("", r#""""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("a\nb\r\tc\u{8}\u{c}", r#""a\nb\r\tc\b\f""#),
            ("\u{1}\u{7f}\u{85}", r#""\u0001\u007f\u0085""#),
            ("\u{202e}evil\u{2066}\u{2028}\u{feff}", r#""\u202eevil\u2066\u2028\ufeff""#),
            ("Zürich 東京 🛰️", "\"Zürich 東京 🛰️\""),
        ] {
            assert_eq!(printed(content), expected);
            assert_eq!(serde_json::from_str::<String>(&printed(content)).unwrap(), content);
        }
    }

    #[test]
    fn every_character_reads_as_itself() {
        for character in (0..=0x3000).filter_map(char::from_u32).chain(['\u{ffff}', '\u{10ffff}']) {
            let content = format!("a{character}b");
            let line = printed(&content);
            assert!(!line.chars().any(char::is_control), "{line}");
            assert_eq!(serde_json::from_str::<String>(&line).unwrap(), content);
        }
    }

    #[test]
    fn numbers_are_exact() {
        for (number, expected) in
            [(0.0, "0.0"), (-0.0, "-0.0"), (39.7392, "39.7392"), (1e-7, "1e-7"), (0.1 + 0.2, "0.30000000000000004")]
        {
            let mut out = String::new();
            float(&mut out, number);
            assert_eq!(out, expected);
            assert_eq!(serde_json::from_str::<f64>(&out).unwrap().to_bits(), number.to_bits());
        }
    }
}
