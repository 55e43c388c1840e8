//! Where the command line prints: text for people with control and bidi characters escaped, JSON for programs. A
//! reader that has gone away (a closed pipe) ends the output, not the program's work.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write as _};

/// Prints a line for people to standard output.
pub(super) fn say(text: &str) {
    put(&mut io::stdout().lock(), text.as_bytes());
}

/// Prints a message to standard error.
pub(super) fn tell(text: &str) {
    put(&mut io::stderr().lock(), text.as_bytes());
}

/// Writes bytes to standard output as they are.
///
/// # Errors
/// When the stream cannot take them; a reader that has gone away is no error.
pub(super) fn pour(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn put(stream: &mut impl io::Write, text: &[u8]) {
    // Nothing can be done about a terminal that takes no text, and the exit code still tells.
    let _ = stream.write_all(text).and_then(|()| stream.write_all(b"\n")).and_then(|()| stream.flush());
}

/// A name from a file as a terminal may show it: control characters and those that change the direction of writing
/// are escaped, so that nothing shows as what it is not.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            other if is_unsafe(other) => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(other));
            }
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Control characters, line and paragraph separators, and all that Unicode has to turn the direction of text.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn names_cannot_play_tricks() {
        assert_eq!(safe("edge-denver"), "edge-denver");
        assert_eq!(safe("a\u{1b}[31mred\nnext\u{202e}evil"), "a\\u{1b}[31mred\\nnext\\u{202e}evil");
        assert_eq!(safe("Łódź 東京"), "Łódź 東京");
    }
}
