//! What follows a backslash.

use regex_syntax::hir::ClassUnicode;

use super::tree::{LineEnds, RegexAnchor, RegexPart, complement};
use super::{Length, MeasuredPart, Parsed, Parser, Stop, fails, sets};

/// What an escape stands for within a class.
pub(super) enum Meaning {
    /// One character, by its code.
    Character(u32),
    /// A set of characters.
    Set(ClassUnicode),
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
    pub(super) fn escape(&mut self) -> Parsed<MeasuredPart> {
        self.at += 1;
        match self.peek() {
            Some(digit @ '1'..='9') => Ok(self.reference(digit)),
            Some('X') => {
                self.at += 1;
                self.unmatched("it asks for grapheme clusters");
                Ok(MeasuredPart { part: RegexPart::Empty, length: Length::Unsure })
            }
            Some(letter @ ('A' | 'B' | 'G' | 'R' | 'Z' | 'z')) => {
                self.at += 1;
                Ok(MeasuredPart::bounded(self.place(letter)))
            }
            Some('b') => self.boundary(),
            Some('k') => self.named_reference(),
            _ => match self.meaning(false)? {
                Meaning::Character(code) => {
                    let character = self.character(code);
                    Ok(MeasuredPart::bounded(self.literal(character)))
                }
                Meaning::Set(members) => Ok(MeasuredPart::bounded(RegexPart::Set(members))),
            },
        }
    }

    /// Nothing was matched before, so that where the last match ended is where the text starts.
    fn place(&self, letter: char) -> RegexPart {
        let lines = if self.flags.unix_lines { LineEnds::Unix } else { LineEnds::Any };
        RegexPart::Place(match letter {
            'B' => RegexAnchor::NoWordBoundary,
            'R' => return RegexPart::LineBreak,
            'Z' => RegexAnchor::FinalEnd(lines),
            'z' => RegexAnchor::End,
            _ => RegexAnchor::Start,
        })
    }

    /// `\\11` is the eleventh group where there are so many before, else the first and a digit (Pattern.java, `ref`).
    fn reference(&mut self, first: char) -> MeasuredPart {
        self.at += 1;
        let mut number = first.to_digit(10).unwrap_or_default() as usize;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            let longer = number.saturating_mul(10).saturating_add(digit as usize);
            if self.groups < longer {
                break;
            }
            number = longer;
            self.at += 1;
        }
        self.refers_to(number)
    }

    fn refers_to(&mut self, number: usize) -> MeasuredPart {
        if self.flags.insensitive {
            self.unmatched("it refers to a group in either case");
        }
        MeasuredPart { part: RegexPart::Reference(number), length: Length::Unbounded }
    }

    fn boundary(&mut self) -> Parsed<MeasuredPart> {
        self.at += 1;
        if self.peek() == Some('{') && self.peek_second() == Some('g') {
            self.at += 2;
            if !self.eat('}') {
                return fails("Illegal/unsupported escape sequence");
            }
            self.unmatched("it asks for grapheme clusters");
        }
        Ok(MeasuredPart::bounded(RegexPart::Place(RegexAnchor::WordBoundary)))
    }

    fn named_reference(&mut self) -> Parsed<MeasuredPart> {
        self.at += 1;
        if !self.eat('<') {
            return fails("\\k is not followed by '<' for named capturing group");
        }
        let name = self.group_name()?;
        match self.names.iter().find(|(known, _)| *known == name) {
            Some(&(_, number)) => Ok(self.refers_to(number)),
            None => fails(format!("named capturing group <{name}> does not exist")),
        }
    }

    /// A character by its code.
    pub(super) fn character(&mut self, code: u32) -> char {
        char::from_u32(code).unwrap_or_else(|| {
            self.unmatched("it names half of a character");
            char::REPLACEMENT_CHARACTER
        })
    }

    /// An escape that stands for a character or a set; the backslash has been passed. `ends_range`: behind a hyphen.
    pub(super) fn meaning(&mut self, ends_range: bool) -> Parsed<Meaning> {
        let Some(letter) = self.next() else { return fails("Unescaped trailing backslash") };
        match letter {
            '0' => self.octal(),
            'x' => self.hexadecimal(),
            'u' => self.unicode(),
            'c' => self.control(),
            'p' | 'P' => self.property(letter),
            'a' => Ok(Meaning::Character(7)),
            'e' => Ok(Meaning::Character(27)),
            'f' => Ok(Meaning::Character(12)),
            'n' => Ok(Meaning::Character(10)),
            'r' => Ok(Meaning::Character(13)),
            't' => Ok(Meaning::Character(9)),
            'v' if ends_range => Ok(Meaning::Character(11)),
            'N' if self.peek() == Some('{') => Err(Stop::Unjudged("it names a Unicode character")),
            'N' => fails("Illegal character name escape sequence"),
            letter => match sets::lettered(letter) {
                Some(members) => Ok(Meaning::Set(members)),
                None if letter.is_ascii_alphanumeric() => fails("Illegal/unsupported escape sequence"),
                None => Ok(Meaning::Character(letter.into())),
            },
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
        self.hex_code(2, "Illegal hexadecimal escape sequence").map(Meaning::Character)
    }

    /// Two halves of one character are that character.
    fn unicode(&mut self) -> Parsed<Meaning> {
        const REASON: &str = "Illegal Unicode escape sequence";
        let code = self.hex_code(4, REASON)?;
        let after = self.at;
        if (0xD800..0xDC00).contains(&code) && self.eat('\\') && self.eat('u') {
            let low = self.hex_code(4, REASON)?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(Meaning::Character(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00)));
            }
        }
        self.at = after;
        Ok(Meaning::Character(code))
    }

    fn hex_code(&mut self, count: usize, reason: &str) -> Parsed<u32> {
        let mut code = 0;
        for _ in 0..count {
            let Some(digit) = self.peek().and_then(|digit| digit.to_digit(16)) else { return fails(reason) };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    fn control(&mut self) -> Parsed<Meaning> {
        match self.next() {
            Some(character) => Ok(Meaning::Character(u32::from(character) ^ 64)),
            None => fails("Illegal control escape sequence"),
        }
    }

    /// `\pL`, `\p{Lu}`, and with a capital P all others
    fn property(&mut self, letter: char) -> Parsed<Meaning> {
        let members = self.property_members()?;
        Ok(Meaning::Set(if letter == 'P' { complement(members) } else { members }))
    }

    fn property_members(&mut self) -> Parsed<ClassUnicode> {
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

    fn known(&mut self, name: &str) -> Parsed<ClassUnicode> {
        if PROPERTIES.contains(&name) {
            if self.flags.insensitive && sets::CASED.contains(&name) {
                self.unmatched("Java's versions differ in how either case changes its sets");
            }
            return Ok(sets::named(name).unwrap_or_else(|| {
                self.unmatched("which characters are unassigned depends on Java's version");
                ClassUnicode::empty()
            }));
        }
        if name.contains('=') || ["In", "Is", "java"].iter().any(|mark| name.starts_with(mark)) {
            self.unsure = Some("it names a Unicode property, block or script");
            return Ok(ClassUnicode::empty());
        }
        fails(format!("Unknown character property name {{{name}}}"))
    }
}
