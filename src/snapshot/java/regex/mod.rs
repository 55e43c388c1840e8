//! Whether `java.util.regex.Pattern` compiles a text: its grammar as the compiler of Java 11 to 17 goes through it, with
//! its errors. What cannot be judged here (names of Unicode properties and characters, comments mode) is said to be so.
//!
//! It compiles nothing: no expression is matched here.

mod class;
mod escape;
mod group;
#[cfg(test)]
mod tests;

/// What Java makes of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It compiles.
    Compiles,
    /// It does not.
    Fails {
        /// In Java's words.
        reason: String,
        /// About where, counted in characters from 0.
        index: usize,
    },
    /// It cannot be judged here.
    Unjudged(&'static str),
}

/// Judges an expression.
pub fn judge(expression: &str) -> Verdict {
    let characters = unquoted(expression);
    let mut parser = Parser { characters, at: 0, depth: 0, names: Vec::new(), unsure: None };
    let ended = parser.alternatives().and_then(|_| parser.end());
    match (ended, parser.unsure) {
        // Whatever was unsure before: what fails for certain later fails in any case.
        (Err(Stop::Fails(reason)), _) => Verdict::Fails { reason, index: parser.at.saturating_sub(1) },
        (Err(Stop::Unjudged(why)), _) | (Ok(()), Some(why)) => Verdict::Unjudged(why),
        (Ok(()), None) => Verdict::Compiles,
    }
}

/// What ends the parsing early.
#[derive(Debug)]
enum Stop {
    Fails(String),
    Unjudged(&'static str),
}

type Parsed<T> = Result<T, Stop>;

/// How long what a part of an expression matches may get; only look-behinds ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Length {
    #[default]
    Bounded,
    /// Depends on what Java finds out about what is repeated, which differs between its versions.
    Unsure,
    Unbounded,
}

struct Parser {
    characters: Vec<char>,
    at: usize,
    depth: usize,
    names: Vec<String>,
    /// Why something that was passed over may fail.
    unsure: Option<&'static str>,
}

/// Deeper nesting is not judged.
const MAX_DEPTH: usize = 200;

fn fails<T>(reason: impl Into<String>) -> Parsed<T> {
    Err(Stop::Fails(reason.into()))
}

/// Takes `\Q...\E` apart: what stands there stands for itself.
fn unquoted(expression: &str) -> Vec<char> {
    let mut characters = Vec::new();
    let mut rest = expression;
    // A backslash before the Q that is itself escaped quotes nothing.
    let mut escaped = false;
    while let Some(character) = rest.chars().next() {
        if !escaped && rest.starts_with("\\Q") {
            let (quoted, after) =
                rest.split_at(2).1.split_once("\\E").unwrap_or((rest.get(2..).unwrap_or_default(), ""));
            for literal in quoted.chars() {
                if literal.is_ascii() && !literal.is_ascii_alphanumeric() {
                    characters.push('\\');
                }
                characters.push(literal);
            }
            rest = after;
            continue;
        }
        escaped = !escaped && character == '\\';
        characters.push(character);
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    characters
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn peek_second(&self) -> Option<char> {
        self.characters.get(self.at + 1).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    /// Passes over a character if it is the one that is asked for.
    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        if there {
            self.at += 1;
        }
        there
    }

    fn end(&self) -> Parsed<()> {
        match self.peek() {
            None => Ok(()),
            Some(')') => fails("Unmatched closing ')'"),
            Some(_) => fails("Unexpected internal error"),
        }
    }

    fn alternatives(&mut self) -> Parsed<Length> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return Err(Stop::Unjudged("it is nested too deeply"));
        }
        let mut length = self.sequence()?;
        while self.eat('|') {
            length = length.max(self.sequence()?);
        }
        self.depth -= 1;
        Ok(length)
    }

    fn sequence(&mut self) -> Parsed<Length> {
        let mut length = Length::default();
        loop {
            let part = match self.peek() {
                None | Some('|' | ')') => return Ok(length),
                Some('(') => self.group()?,
                Some('[') => self.class_atom()?,
                Some('^' | '$' | '.') => self.single()?,
                Some(sign @ ('?' | '*' | '+')) => {
                    self.at += 1;
                    return fails(format!("Dangling meta character '{sign}'"));
                }
                Some(_) => self.atom()?,
            };
            length = length.max(part);
        }
    }

    fn class_atom(&mut self) -> Parsed<Length> {
        self.class(true)?;
        self.quantified(Length::Bounded)
    }

    fn single(&mut self) -> Parsed<Length> {
        self.at += 1;
        self.quantified(Length::Bounded)
    }

    /// One literal, one escape, or nothing where a repetition in braces stands alone.
    fn atom(&mut self) -> Parsed<Length> {
        let own = match self.peek() {
            Some('\\') => self.escape()?,
            Some('{') | None => Length::Bounded,
            Some(_) => {
                self.at += 1;
                Length::Bounded
            }
        };
        self.quantified(own)
    }

    /// What may follow an atom or a group: one quantifier.
    fn quantified(&mut self, atom: Length) -> Parsed<Length> {
        let most = match self.peek() {
            Some('?') => Length::Bounded,
            Some('*' | '+') => Length::Unsure,
            Some('{') => return self.counted(atom),
            _ => return Ok(atom),
        };
        self.at += 1;
        self.eat_manner();
        Ok(atom.max(most))
    }

    /// Reluctant or possessive.
    fn eat_manner(&mut self) {
        if matches!(self.peek(), Some('?' | '+')) {
            self.at += 1;
        }
    }

    /// `{n}`, `{n,}`, `{n,m}`
    fn counted(&mut self, atom: Length) -> Parsed<Length> {
        if !self.peek_second().is_some_and(|digit| digit.is_ascii_digit()) {
            return fails("Illegal repetition");
        }
        self.at += 1;
        let least = self.count()?;
        let mut most = Some(least);
        if self.eat(',') {
            most = match self.peek() {
                Some('}') => None,
                Some(digit) if digit.is_ascii_digit() => Some(self.count()?),
                _ => return fails("Illegal repetition"),
            };
        }
        if !self.eat('}') {
            return fails("Unclosed counted closure");
        }
        if most.is_some_and(|most| most < least) {
            return fails("Illegal repetition range");
        }
        self.eat_manner();
        Ok(if most.is_none() { atom.max(Length::Unsure) } else { atom })
    }

    fn count(&mut self) -> Parsed<u64> {
        let mut number = 0_u64;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            self.at += 1;
            number = number.saturating_mul(10).saturating_add(u64::from(digit));
        }
        if i32::MAX as u64 <= number {
            return Err(Stop::Unjudged("Java's versions differ in how they take so large a repetition"));
        }
        Ok(number)
    }
}
