//! Domain names as the router's DNS library (dnsjava 2.1) reads and writes them.

use std::fmt::Write as _;

const MAX_LABEL: usize = 63;
const MAX_NAME: usize = 255;

/// A name in labels of bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    labels: Vec<Vec<u8>>,
    absolute: bool,
}

impl Name {
    /// Reads a name; why it is none.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "" => return Err("it is empty"),
            "@" => return Ok(Self::default()),
            "." => return Ok(Self { labels: Vec::new(), absolute: true }),
            _ => {}
        }
        let mut reading = NameReading::default();
        for unit in text.encode_utf16() {
            // The library keeps the lower half of each unit only, whatever character it was of.
            reading.take((unit & 0xff) as u8)?;
        }
        reading.end()
    }

    /// With a dot at its end, added if it has none.
    pub(super) fn parse_absolute(text: &str) -> Result<Self, &'static str> {
        if text.ends_with('.') { Self::parse(text) } else { Self::parse(&format!("{text}.")) }
    }

    pub(super) fn is_absolute(&self) -> bool {
        self.absolute
    }

    /// Without the final dot.
    pub(super) fn text(&self) -> String {
        if self.labels.is_empty() {
            return if self.absolute { "." } else { "@" }.to_owned();
        }
        let mut text = String::new();
        for (index, label) in self.labels.iter().enumerate() {
            if 0 < index {
                text.push('.');
            }
            put_label(label, &mut text);
        }
        text
    }

    /// What is above it, as the library writes it.
    pub(super) fn above(&self) -> String {
        let labels: Vec<_> = self.labels.iter().skip(1).cloned().collect();
        Self { labels, absolute: false }.text()
    }
}

fn put_label(label: &[u8], text: &mut String) {
    for byte in label {
        match byte {
            0..=0x20 | 0x7f..=0xff => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\{byte:03}");
            }
            b'"' | b'(' | b')' | b'.' | b';' | b'\\' | b'@' | b'$' => {
                text.push('\\');
                text.push(char::from(*byte));
            }
            other => text.push(char::from(*other)),
        }
    }
}

#[derive(Default)]
struct NameReading {
    labels: Vec<Vec<u8>>,
    label: Vec<u8>,
    escaped: bool,
    digits: u8,
    code: u16,
}

impl NameReading {
    fn take(&mut self, byte: u8) -> Result<(), &'static str> {
        if self.escaped {
            let mut byte = byte;
            if byte.is_ascii_digit() && self.digits < 3 {
                self.digits += 1;
                self.code = self.code * 10 + u16::from(byte - b'0');
                if 255 < self.code {
                    return Err("it has a bad escape");
                }
                if self.digits < 3 {
                    return Ok(());
                }
                byte = u8::try_from(self.code).unwrap_or_default();
            } else if 0 < self.digits && self.digits < 3 {
                return Err("it has a bad escape");
            }
            self.escaped = false;
            return self.push(byte);
        }
        match byte {
            b'\\' => {
                (self.escaped, self.digits, self.code) = (true, 0, 0);
                Ok(())
            }
            b'.' if self.label.is_empty() => Err("it has an empty label"),
            b'.' => {
                self.labels.push(std::mem::take(&mut self.label));
                Ok(())
            }
            other => self.push(other),
        }
    }

    fn push(&mut self, byte: u8) -> Result<(), &'static str> {
        if self.label.len() == MAX_LABEL {
            return Err("a label of it is longer than 63 characters");
        }
        self.label.push(byte);
        Ok(())
    }

    fn end(mut self) -> Result<Name, &'static str> {
        if self.escaped || (0 < self.digits && self.digits < 3) {
            return Err("it has a bad escape");
        }
        let absolute = self.label.is_empty();
        if !absolute {
            self.labels.push(self.label);
        }
        let length: usize = self.labels.iter().map(|label| label.len() + 1).sum::<usize>() + usize::from(absolute);
        if MAX_NAME < length {
            return Err("it is longer than 255 characters");
        }
        Ok(Name { labels: self.labels, absolute })
    }
}

/// Whether a TXT record can hold the text, and if not, why.
pub(super) fn check_txt(text: &str) -> Result<(), &'static str> {
    let mut length = 0_usize;
    let (mut escaped, mut digits, mut code) = (false, 0_u8, 0_u16);
    for byte in text.bytes() {
        if escaped {
            if byte.is_ascii_digit() && digits < 3 {
                digits += 1;
                code = code * 10 + u16::from(byte - b'0');
                if 255 < code {
                    return Err("it has a bad escape");
                }
                if digits < 3 {
                    continue;
                }
            } else if 0 < digits && digits < 3 {
                return Err("it has a bad escape");
            }
            length += 1;
            escaped = false;
        } else if byte == b'\\' {
            (escaped, digits, code) = (true, 0, 0);
        } else {
            length += 1;
        }
    }
    if 0 < digits && digits < 3 {
        return Err("it has a bad escape");
    }
    if 255 < length { Err("it is longer than 255 bytes") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_the_library_reads_them() {
        let long = "x".repeat(64);
        let longest =
            [&"a".repeat(63), &"b".repeat(63), &"c".repeat(63), &"d".repeat(61)].map(String::as_str).join(".");
        let cases = [
            ("a.b.", Ok("a.b")),
            ("a.b", Ok("a.b")),
            (".", Ok(".")),
            ("@", Ok("@")),
            ("a\\.b.c", Ok("a\\.b.c")),
            ("a\\046b.c", Ok("a\\.b.c")),
            ("\u{12e}a", Err("it has an empty label")),
            ("", Err("it is empty")),
            (".a", Err("it has an empty label")),
            ("a..b", Err("it has an empty label")),
            ("..", Err("it has an empty label")),
            ("a\\", Err("it has a bad escape")),
            ("a\\25x", Err("it has a bad escape")),
            ("a\\256", Err("it has a bad escape")),
            (&long, Err("a label of it is longer than 63 characters")),
            (&longest, Ok(&*longest)),
        ];
        for (text, expected) in cases {
            assert_eq!(Name::parse(text).map(|name| name.text()).as_deref(), expected.as_deref(), "{text}");
        }
        assert_eq!(Name::parse(&format!("{longest}xx.")), Err("it is longer than 255 characters"));
        assert_eq!(Name::parse("a.b.c.").map(|name| name.above()), Ok("b.c".to_owned()));
        assert_eq!(Name::parse("com.").map(|name| name.above()), Ok("@".to_owned()));
    }

    #[test]
    fn txt_records_hold_255_bytes() {
        let cases =
            [("x".repeat(255), true), ("x".repeat(256), false), ("\\120".repeat(255), true), ("\\1".to_owned(), false)];
        for (text, fits) in cases {
            assert_eq!(check_txt(&text).is_ok(), fits, "{text}");
        }
    }
}
