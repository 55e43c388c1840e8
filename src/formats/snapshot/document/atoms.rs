//! What a document is made of that holds nothing else: words, numbers in their own characters, strings with their escapes,
//! as Traffic Router's JSON library takes them. It knows neither lists nor objects.

use std::borrow::Cow;

use super::{DocumentError, DocumentParser};
use crate::formats::snapshot::eight::{are, below, first_of};
use crate::snapshot::document::Node;

/// How many bytes at the beginning stand in a text as they are: up to a quote, a backslash or a control character.
fn plain_bytes(bytes: &[u8]) -> usize {
    first_of(bytes, |eight| below(eight, 0x20) | are(eight, b'"') | are(eight, b'\\'))
}

impl<'a> DocumentParser<'a> {
    pub(super) fn word(&mut self, word: &str, node: Node) -> Result<Node, DocumentError> {
        let ends = |rest: &str| !rest.chars().next().is_some_and(|next| next.is_alphanumeric() || "_$".contains(next));
        if !self.rest().strip_prefix(word).is_some_and(ends) {
            return self.fails("a value");
        }
        self.at += word.len();
        Ok(node)
    }

    fn digits(&mut self) -> Result<(), DocumentError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if start == self.at { self.fails("a digit") } else { Ok(()) }
    }

    pub(super) fn number(&mut self) -> Result<Node, DocumentError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        if !matches!(self.peek(), None | Some(b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r')) {
            return self.fails("the end of the number");
        }
        Ok(Node::Number(self.text.get(start..self.at).unwrap_or_default().into()))
    }

    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, DocumentError> {
        self.at += 1;
        let first = self.plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(first));
        }
        let mut string = first.to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(string));
                }
                Some(b'\\') => {
                    string.push(self.escape()?);
                    string.push_str(self.plain());
                }
                Some(_) => return self.fails("an escape instead of a control character"),
                None => return self.fails("the end of the text"),
            }
        }
    }

    /// What stands here as it is.
    fn plain(&mut self) -> &'a str {
        let from = self.at;
        self.at += plain_bytes(self.text.as_bytes().get(from..).unwrap_or_default());
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn escape(&mut self) -> Result<char, DocumentError> {
        self.at += 1;
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return self.fails("an escape"),
        };
        self.at += 1;
        Ok(character)
    }

    /// One character from one or two escapes; half a pair, which Java keeps, becomes the replacement character.
    fn unicode(&mut self) -> Result<char, DocumentError> {
        let first = self.hexadecimal()?;
        if !(0xd800..0xdc00).contains(&first) || !self.rest().starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let before = self.at;
        self.at += 1;
        let second = self.hexadecimal()?;
        if (0xdc00..0xe000).contains(&second) {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.at = before;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hexadecimal(&mut self) -> Result<u32, DocumentError> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.fails("a hexadecimal digit");
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::plain_bytes;

    #[test]
    fn what_stands_as_it_is_ends_at_the_first_that_does_not() {
        for fill in [b'a', b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
            for length in 0..40 {
                assert_eq!(plain_bytes(&vec![fill; length]), length);
                for end in (0..0x20).chain([b'"', b'\\']) {
                    for at in 0..length {
                        let mut bytes = vec![fill; length];
                        bytes[at] = end;
                        bytes[length - 1] = end;
                        assert_eq!(plain_bytes(&bytes), at, "{fill} {length} {end}");
                    }
                }
            }
        }
    }
}
