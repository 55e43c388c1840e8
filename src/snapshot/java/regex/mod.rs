//! Whether `java.util.regex.Pattern` compiles a text: its grammar as the compiler of Java 11 to 17 goes through it, with
//! its errors. What cannot be judged here (names of Unicode properties and characters, comments mode) is said to be so.
//!
//! What compiles is matched by `matching`, with the matchers of libraries, as far as they and Java agree.

mod class;
mod emitting;
mod escape;
mod group;
mod matching;
mod sets;
#[cfg(test)]
mod tests;
mod tree;

pub use matching::{Case, FindPattern, Uncompiled, Unmatched, WholePattern};

use tree::{LineEnds, Manner, RegexAnchor, RegexPart, Repetition};

/// What Java makes of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegexVerdict {
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
pub fn judge(expression: &str) -> RegexVerdict {
    match parse(expression, Flags::default()) {
        Ok(Parse { unsure: Some(why), .. }) => RegexVerdict::Unjudged(why),
        Ok(_) => RegexVerdict::Compiles,
        Err(verdict) => verdict,
    }
}

/// An expression that compiles, or whose compiling is unsure.
struct Parse {
    part: RegexPart,
    groups: usize,
    /// Why it may fail.
    unsure: Option<&'static str>,
    /// Why it cannot be matched here.
    unmatched: Option<&'static str>,
}

fn parse(expression: &str, flags: Flags) -> Result<Parse, RegexVerdict> {
    let characters = unquoted(expression);
    let mut parser =
        Parser { characters, at: 0, depth: 0, flags, groups: 0, names: Vec::new(), unsure: None, unmatched: None };
    let ended = parser.alternatives().and_then(|piece| parser.end().map(|()| piece.part));
    match ended {
        Ok(part) => Ok(Parse { part, groups: parser.groups, unsure: parser.unsure, unmatched: parser.unmatched }),
        // Whatever was unsure before: what fails for certain later fails in any case.
        Err(Stop::Fails(reason)) => Err(RegexVerdict::Fails { reason, index: parser.at.saturating_sub(1) }),
        Err(Stop::Unjudged(why)) => Err(RegexVerdict::Unjudged(why)),
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

/// A part with the length of what it matches.
struct MeasuredPart {
    part: RegexPart,
    length: Length,
}

impl MeasuredPart {
    fn bounded(part: RegexPart) -> Self {
        Self { part, length: Length::Bounded }
    }
}

/// What flags ask for.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are Java's flags, each on or off")]
struct Flags {
    insensitive: bool,
    many_lines: bool,
    dot_all: bool,
    unix_lines: bool,
}

struct Parser {
    characters: Vec<char>,
    at: usize,
    depth: usize,
    flags: Flags,
    /// How many counted groups were opened.
    groups: usize,
    names: Vec<(String, usize)>,
    /// Why something that was passed over may fail.
    unsure: Option<&'static str>,
    /// Why something that was passed over cannot be matched here.
    unmatched: Option<&'static str>,
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

    /// Remembers why the expression cannot be matched here.
    fn unmatched(&mut self, why: &'static str) {
        self.unmatched.get_or_insert(why);
    }

    fn alternatives(&mut self) -> Parsed<MeasuredPart> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return Err(Stop::Unjudged("it is nested too deeply"));
        }
        let MeasuredPart { part, mut length } = self.sequence()?;
        let mut parts = vec![part];
        while self.eat('|') {
            let other = self.sequence()?;
            parts.push(other.part);
            length = length.max(other.length);
        }
        self.depth -= 1;
        let part = if parts.len() == 1 { parts.remove(0) } else { RegexPart::Alternatives(parts) };
        Ok(MeasuredPart { part, length })
    }

    fn sequence(&mut self) -> Parsed<MeasuredPart> {
        let mut length = Length::default();
        let mut parts = Vec::new();
        loop {
            let piece = match self.peek() {
                None | Some('|' | ')') => {
                    let part = match parts.len() {
                        0 => RegexPart::Empty,
                        1 => parts.remove(0),
                        _ => RegexPart::Sequence(parts),
                    };
                    return Ok(MeasuredPart { part, length });
                }
                Some('(') => match self.group()? {
                    Some(piece) => piece,
                    None => continue,
                },
                Some('[') => self.class_atom()?,
                Some(sign @ ('^' | '$' | '.')) => self.single(sign)?,
                Some(sign @ ('?' | '*' | '+')) => {
                    self.at += 1;
                    return fails(format!("Dangling meta character '{sign}'"));
                }
                Some(_) => self.atom()?,
            };
            length = length.max(piece.length);
            parts.push(piece.part);
        }
    }

    fn class_atom(&mut self) -> Parsed<MeasuredPart> {
        let members = self.class(true)?;
        self.quantified(MeasuredPart::bounded(RegexPart::Set(members)))
    }

    fn single(&mut self, sign: char) -> Parsed<MeasuredPart> {
        self.at += 1;
        let lines = if self.flags.unix_lines { LineEnds::Unix } else { LineEnds::Any };
        let part = match (sign, self.flags.many_lines) {
            ('^', true) => RegexPart::Place(RegexAnchor::LineStart(lines)),
            ('^', false) => RegexPart::Place(RegexAnchor::Start),
            ('$', true) => RegexPart::Place(RegexAnchor::LineEnd(lines)),
            ('$', false) => RegexPart::Place(RegexAnchor::FinalEnd(lines)),
            _ if self.flags.dot_all => RegexPart::Set(tree::set(&[('\0', char::MAX)])),
            _ if self.flags.unix_lines => RegexPart::Set(tree::complement(tree::set(&[('\n', '\n')]))),
            _ => RegexPart::Set(tree::complement(sets::line_terminators())),
        };
        self.quantified(MeasuredPart::bounded(part))
    }

    /// One literal, one escape, or nothing where a repetition in braces stands alone.
    fn atom(&mut self) -> Parsed<MeasuredPart> {
        let own = match self.peek() {
            Some('\\') => self.escape()?,
            Some('{') | None => MeasuredPart::bounded(RegexPart::Empty),
            Some(literal) => {
                self.at += 1;
                MeasuredPart::bounded(self.literal(literal))
            }
        };
        self.quantified(own)
    }

    /// A character that stands for itself, in either case where that is asked for.
    fn literal(&self, character: char) -> RegexPart {
        RegexPart::Set(self.cased(tree::set(&[(character, character)])))
    }

    /// What may follow an atom or a group: one quantifier.
    fn quantified(&mut self, atom: MeasuredPart) -> Parsed<MeasuredPart> {
        let (least, most, length) = match self.peek() {
            Some('?') => (0, Some(1), Length::Bounded),
            Some('*') => (0, None, Length::Unsure),
            Some('+') => (1, None, Length::Unsure),
            Some('{') => return self.counted(atom),
            _ => return Ok(atom),
        };
        let optional = self.eat('?');
        if !optional {
            self.at += 1;
        }
        let repetition = Repetition { least, most, manner: self.manner(), optional };
        Ok(self.repeat(atom, repetition, length))
    }

    fn repeat(&mut self, atom: MeasuredPart, repetition: Repetition, length: Length) -> MeasuredPart {
        if atom.part.any(&|part| matches!(part, RegexPart::LineBreak)) {
            self.unmatched("it repeats a line break");
        }
        MeasuredPart { part: RegexPart::Repeat(Box::new(atom.part), repetition), length: atom.length.max(length) }
    }

    /// Reluctant or possessive.
    fn manner(&mut self) -> Manner {
        match (self.eat('?'), self.peek()) {
            (true, _) => Manner::Reluctant,
            (false, Some('+')) => {
                self.at += 1;
                Manner::Possessive
            }
            (false, _) => Manner::Greedy,
        }
    }

    /// `{n}`, `{n,}`, `{n,m}`
    fn counted(&mut self, atom: MeasuredPart) -> Parsed<MeasuredPart> {
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
        let length = if most.is_none() { Length::Unsure } else { Length::Bounded };
        let repetition = Repetition { least, most, manner: self.manner(), optional: false };
        Ok(self.repeat(atom, repetition, length))
    }

    fn count(&mut self) -> Parsed<u32> {
        let mut number = 0_u32;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            self.at += 1;
            number = number.saturating_mul(10).saturating_add(digit);
        }
        if i32::MAX as u32 <= number {
            return Err(Stop::Unjudged("Java's versions differ in how they take so large a repetition"));
        }
        Ok(number)
    }
}
