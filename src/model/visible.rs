//! Texts from files as people may be shown them: what cannot be seen, or turns the direction of what is around it, is
//! written as a code, so that nothing shows as what it is not. It knows no screen.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text with codes in place of control and bidi characters.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            other if is_deceptive(other) => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(other));
            }
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// The same for a text of several lines, which stay lines.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|character| character != '\n' && is_deceptive(character)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split('\n').map(visible).collect::<Vec<_>>().join("\n"))
}

/// Control characters, line and paragraph separators, and all that Unicode has to turn the direction of text.
pub fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_play_tricks() {
        assert_eq!(visible("edge-denver"), "edge-denver");
        assert_eq!(visible("a\u{1b}[31mred\nnext\u{202e}evil"), "a\\u{1b}[31mred\\nnext\\u{202e}evil");
        assert_eq!(visible("Łódź 東京"), "Łódź 東京");
        assert_eq!(visible_lines("one\ntwo\u{2066}\n"), "one\ntwo\\u{2066}\n");
    }
}
