//! What stands in parentheses.

use super::{Length, Parsed, Parser, Stop, fails};

impl Parser {
    /// A group with what follows it; the opening parenthesis is next.
    pub(super) fn group(&mut self) -> Parsed<Length> {
        self.at += 1;
        let inner = if self.eat('?') { self.special()? } else { Some(self.alternatives()?) };
        // Flags alone stand for nothing and are not repeated: what follows begins anew.
        let Some(inner) = inner else { return Ok(Length::Bounded) };
        self.close()?;
        let before = self.at;
        let length = self.quantified(inner)?;
        // How Java repeats a group depends on whether it finds its content deterministic.
        Ok(if before < self.at { length.max(Length::Unsure) } else { length })
    }

    fn close(&mut self) -> Parsed<()> {
        if self.eat(')') { Ok(()) } else { fails("Unclosed group") }
    }

    /// What follows `(?`; none when it was flags alone.
    fn special(&mut self) -> Parsed<Option<Length>> {
        match self.peek() {
            Some(':' | '>') => {
                self.at += 1;
                self.alternatives().map(Some)
            }
            Some('=' | '!') => {
                self.at += 1;
                self.alternatives()?;
                Ok(Some(Length::Unsure))
            }
            Some('<') => {
                self.at += 1;
                self.named_or_behind().map(Some)
            }
            Some('$' | '@') => fails("Unknown group type"),
            _ => self.flags(),
        }
    }

    fn named_or_behind(&mut self) -> Parsed<Length> {
        if !matches!(self.peek(), Some('=' | '!')) {
            let name = self.group_name()?;
            if self.names.contains(&name) {
                return fails(format!("Named capturing group <{name}> is already defined"));
            }
            self.names.push(name);
            return self.alternatives();
        }
        self.at += 1;
        match self.alternatives()? {
            Length::Bounded => Ok(Length::Bounded),
            Length::Unsure => {
                self.unsure = Some("how far its look-behind reaches depends on how Java takes it");
                Ok(Length::Bounded)
            }
            Length::Unbounded => fails("Look-behind group does not have an obvious maximum length"),
        }
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

    fn flags(&mut self) -> Parsed<Option<Length>> {
        let mut sets = true;
        loop {
            match self.peek() {
                Some('c') => return Err(Stop::Unjudged("it asks for canonical equivalence")),
                Some('x') if sets => return Err(Stop::Unjudged("it asks for comments mode")),
                Some('i' | 'm' | 's' | 'd' | 'u' | 'U' | 'x') => {}
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
}
