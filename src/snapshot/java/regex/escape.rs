//! What follows a backslash.

use super::{Length, Parsed, Parser, Stop, fails};

/// What an escape stands for within a class.
pub(super) enum Meaning {
    /// One character, by its code.
    Character(u32),
    /// A set of characters.
    Set,
}

/// Names in `\p{...}` that Java knows without further marks.
const PROPERTIES: &[&str] = &[
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cs",
    "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf", "L", "M", "N", "Z", "C", "P", "S", "LC", "LD",
    "L1", "all", "ASCII", "Alnum", "Alpha", "Blank", "Cntrl", "Digit", "Graph", "Lower", "Print", "Punct", "Space",
    "Upper", "XDigit",
];

impl Parser {
    /// An escape outside of classes; the backslash is next.
    pub(super) fn escape(&mut self) -> Parsed<Length> {
        self.at += 1;
        match self.peek() {
            Some('1'..='9') => {
                self.at += 1;
                Ok(Length::Unbounded)
            }
            Some('X') => {
                self.at += 1;
                Ok(Length::Unsure)
            }
            Some('A' | 'B' | 'G' | 'R' | 'Z' | 'z') => {
                self.at += 1;
                Ok(Length::Bounded)
            }
            Some('b') => self.boundary(),
            Some('k') => self.named_reference(),
            _ => self.meaning(false).map(|_| Length::Bounded),
        }
    }

    fn boundary(&mut self) -> Parsed<Length> {
        self.at += 1;
        if self.peek() == Some('{') && self.peek_second() == Some('g') {
            self.at += 2;
            if !self.eat('}') {
                return fails("Illegal/unsupported escape sequence");
            }
        }
        Ok(Length::Bounded)
    }

    fn named_reference(&mut self) -> Parsed<Length> {
        self.at += 1;
        if !self.eat('<') {
            return fails("\\k is not followed by '<' for named capturing group");
        }
        let name = self.group_name()?;
        if !self.names.contains(&name) {
            return fails(format!("named capturing group <{name}> does not exist"));
        }
        Ok(Length::Unbounded)
    }

    /// An escape that stands for a character or a set; the backslash has been passed. `ends_range`: behind a hyphen.
    pub(super) fn meaning(&mut self, ends_range: bool) -> Parsed<Meaning> {
        let Some(letter) = self.next() else { return fails("Unescaped trailing backslash") };
        match letter {
            '0' => self.octal(),
            'x' => self.hexadecimal(),
            'u' => self.unicode(),
            'c' => self.control(),
            'p' | 'P' => self.property(),
            'a' => Ok(Meaning::Character(7)),
            'e' => Ok(Meaning::Character(27)),
            'f' => Ok(Meaning::Character(12)),
            'n' => Ok(Meaning::Character(10)),
            'r' => Ok(Meaning::Character(13)),
            't' => Ok(Meaning::Character(9)),
            'v' if ends_range => Ok(Meaning::Character(11)),
            'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'v' | 'V' | 'w' | 'W' => Ok(Meaning::Set),
            'N' if self.peek() == Some('{') => Err(Stop::Unjudged("it names a Unicode character")),
            'N' => fails("Illegal character name escape sequence"),
            letter if letter.is_ascii_alphanumeric() => fails("Illegal/unsupported escape sequence"),
            other => Ok(Meaning::Character(other.into())),
        }
    }

    fn octal(&mut self) -> Parsed<Meaning> {
        let mut code = 0;
        let mut digits = 0;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(8)) {
            // A third digit only counts where the code stays below 256.
            if digits == 3 || (digits == 2 && 0o37 < code) {
                break;
            }
            code = code * 8 + digit;
            digits += 1;
            self.at += 1;
        }
        if digits == 0 { fails("Illegal octal escape sequence") } else { Ok(Meaning::Character(code)) }
    }

    fn hexadecimal(&mut self) -> Parsed<Meaning> {
        if self.eat('{') {
            let mut code = 0_u32;
            let mut digits = 0;
            while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(16)) {
                code = code * 16 + digit;
                if 0x10_ffff < code {
                    return fails("Hexadecimal codepoint is too big");
                }
                digits += 1;
                self.at += 1;
            }
            return match (digits, self.eat('}')) {
                (0, _) => fails("Illegal hexadecimal escape sequence"),
                (_, true) => Ok(Meaning::Character(code)),
                (_, false) => fails("Unclosed hexadecimal escape sequence"),
            };
        }
        self.hex_digits(2, "Illegal hexadecimal escape sequence")
    }

    fn unicode(&mut self) -> Parsed<Meaning> {
        self.hex_digits(4, "Illegal Unicode escape sequence")
    }

    fn hex_digits(&mut self, count: usize, reason: &str) -> Parsed<Meaning> {
        let mut code = 0;
        for _ in 0..count {
            let Some(digit) = self.peek().and_then(|digit| digit.to_digit(16)) else { return fails(reason) };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(Meaning::Character(code))
    }

    fn control(&mut self) -> Parsed<Meaning> {
        match self.next() {
            Some(character) => Ok(Meaning::Character(u32::from(character) ^ 64)),
            None => fails("Illegal control escape sequence"),
        }
    }

    /// `\pL`, `\p{Lu}`
    fn property(&mut self) -> Parsed<Meaning> {
        if !self.eat('{') {
            let Some(letter) = self.next() else { return fails("Unknown character property name {}") };
            return self.known(&letter.to_string());
        }
        let mut name = String::new();
        loop {
            match self.next() {
                Some('}') => break,
                Some(character) => name.push(character),
                None => return fails("Unclosed character family"),
            }
        }
        if name.is_empty() { fails("Empty character family") } else { self.known(&name) }
    }

    fn known(&mut self, name: &str) -> Parsed<Meaning> {
        if PROPERTIES.contains(&name) {
            return Ok(Meaning::Set);
        }
        if name.contains('=') || ["In", "Is", "java"].iter().any(|mark| name.starts_with(mark)) {
            self.unsure = Some("it names a Unicode property, block or script");
            return Ok(Meaning::Set);
        }
        fails(format!("Unknown character property name {{{name}}}"))
    }
}
