//! What stands in square brackets.

use super::escape::Meaning;
use super::{MAX_DEPTH, Parsed, Parser, Stop, fails};

impl Parser {
    /// A class; the opening bracket, or what stands for it within an intersection, is next. Its end is passed over
    /// where it is the class's own.
    pub(super) fn class(&mut self, own: bool) -> Parsed<()> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return Err(Stop::Unjudged("it is nested too deeply"));
        }
        if own {
            self.at += 1;
            self.eat('^');
        }
        let mut holds = false;
        loop {
            match self.peek() {
                None => return fails("Unclosed character class"),
                Some('[') => self.class(true)?,
                Some('&') if self.peek_second() == Some('&') => {
                    let right = self.intersected()?;
                    if !holds && !right {
                        return fails("Bad class syntax");
                    }
                }
                Some(']') if holds => {
                    if own {
                        self.at += 1;
                    }
                    self.depth -= 1;
                    return Ok(());
                }
                Some(_) => self.range()?,
            }
            holds = true;
        }
    }

    /// What follows `&&`; whether anything does.
    fn intersected(&mut self) -> Parsed<bool> {
        self.at += 2;
        let mut right = false;
        while let Some(character) = self.peek().filter(|character| !matches!(character, ']' | '&')) {
            self.class(character == '[')?;
            right = true;
        }
        Ok(right)
    }

    /// One character, a range, or a set.
    fn range(&mut self) -> Parsed<()> {
        let first = match self.next() {
            Some('\\') => match self.class_escape(self.characters.get(self.at + 1) == Some(&'-'))? {
                Meaning::Character(code) => code,
                Meaning::Set => return Ok(()),
            },
            Some(character) => character.into(),
            None => return fails("Unclosed character class"),
        };
        if self.peek() != Some('-') || matches!(self.peek_second(), Some('[' | ']')) {
            return Ok(());
        }
        self.at += 1;
        let last = match self.next() {
            Some('\\') => match self.class_escape(true)? {
                Meaning::Character(code) => Some(code),
                Meaning::Set => None,
            },
            other => other.map(u32::from),
        };
        if last.is_none_or(|last| last < first) { fails("Illegal character range") } else { Ok(()) }
    }

    /// Boundaries and references have no place in a class; `meaning` knows none of them.
    fn class_escape(&mut self, ends_range: bool) -> Parsed<Meaning> {
        self.meaning(ends_range)
    }
}
