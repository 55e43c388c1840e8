//! What stands in parentheses.

use super::tree::{LookAround, RegexPart};
use super::{Flags, Length, MeasuredPart, Parsed, Parser, Stop, fails};

impl Parser {
    /// A group with what follows it; the opening parenthesis is next. None: flags alone.
    pub(super) fn group(&mut self) -> Parsed<Option<MeasuredPart>> {
        self.at += 1;
        let flags = self.flags;
        let inner = if self.eat('?') { self.special()? } else { Some(self.capture()?) };
        // Flags alone stand for nothing and are not repeated: what follows begins anew, and has them.
        let Some(inner) = inner else { return Ok(None) };
        if !self.eat(')') {
            return fails("Unclosed group");
        }
        self.flags = flags;
        let before = self.at;
        let mut piece = self.quantified(inner)?;
        // How Java repeats a group depends on whether it finds its content deterministic.
        if before < self.at {
            piece.length = piece.length.max(Length::Unsure);
        }
        Ok(Some(piece))
    }

    fn capture(&mut self) -> Parsed<MeasuredPart> {
        self.groups += 1;
        let number = self.groups;
        let inner = self.alternatives()?;
        Ok(MeasuredPart { part: RegexPart::Capture(number, Box::new(inner.part)), length: inner.length })
    }

    /// What follows `(?`; none when it was flags alone.
    fn special(&mut self) -> Parsed<Option<MeasuredPart>> {
        match self.peek() {
            Some(':') => {
                self.at += 1;
                self.alternatives().map(Some)
            }
            Some('>') => {
                self.at += 1;
                let inner = self.alternatives()?;
                Ok(Some(MeasuredPart { part: RegexPart::Atomic(Box::new(inner.part)), length: inner.length }))
            }
            Some(sign @ ('=' | '!')) => {
                self.at += 1;
                let look = if sign == '=' { LookAround::Ahead } else { LookAround::NotAhead };
                let part = RegexPart::Look(look, Box::new(self.alternatives()?.part));
                Ok(Some(MeasuredPart { part, length: Length::Unsure }))
            }
            Some('<') => {
                self.at += 1;
                self.named_or_behind().map(Some)
            }
            Some('$' | '@') => fails("Unknown group type"),
            _ => self.flags(),
        }
    }

    fn named_or_behind(&mut self) -> Parsed<MeasuredPart> {
        let Some(sign @ ('=' | '!')) = self.peek() else {
            let name = self.group_name()?;
            if self.names.iter().any(|(known, _)| *known == name) {
                return fails(format!("Named capturing group <{name}> is already defined"));
            }
            self.names.push((name, self.groups + 1));
            return self.capture();
        };
        self.at += 1;
        let inner = self.alternatives()?;
        match inner.length {
            Length::Bounded => {}
            Length::Unsure => self.unsure = Some("how far its look-behind reaches depends on how Java takes it"),
            Length::Unbounded => return fails("Look-behind group does not have an obvious maximum length"),
        }
        let look = if sign == '=' { LookAround::Behind } else { LookAround::NotBehind };
        Ok(MeasuredPart::bounded(RegexPart::Look(look, Box::new(inner.part))))
    }

    /// A name with its closing angle bracket.
    pub(super) fn group_name(&mut self) -> Parsed<String> {
        let mut name = String::new();
        if !self.peek().is_some_and(|first| first.is_ascii_alphabetic()) {
            return fails("capturing group name does not start with a Latin letter");
        }
        while let Some(character) = self.peek().filter(char::is_ascii_alphanumeric) {
            self.at += 1;
            name.push(character);
        }
        if self.eat('>') { Ok(name) } else { fails("named capturing group is missing trailing '>'") }
    }

    fn flags(&mut self) -> Parsed<Option<MeasuredPart>> {
        let mut sets = true;
        loop {
            match self.peek() {
                Some('c') => return Err(Stop::Unjudged("it asks for canonical equivalence")),
                Some('x') if sets => return Err(Stop::Unjudged("it asks for comments mode")),
                Some(flag @ ('i' | 'm' | 's' | 'd' | 'u' | 'U' | 'x')) => self.set_flag(flag, sets),
                Some('-') if sets => sets = false,
                Some(')') => {
                    self.at += 1;
                    return Ok(None);
                }
                Some(':') => {
                    self.at += 1;
                    return self.alternatives().map(Some);
                }
                _ => return fails("Unknown inline modifier"),
            }
            self.at += 1;
        }
    }

    fn set_flag(&mut self, flag: char, set: bool) {
        let Flags { insensitive, many_lines, dot_all, unix_lines } = &mut self.flags;
        match flag {
            'i' => *insensitive = set,
            'm' => *many_lines = set,
            's' => *dot_all = set,
            'd' => *unix_lines = set,
            'u' | 'U' if set => self.unmatched("it asks for Unicode's rules"),
            _ => {}
        }
    }
}
