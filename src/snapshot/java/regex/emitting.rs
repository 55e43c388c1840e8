//! An expression written anew in the grammar of Rust's libraries, so that it means there what it means in Java. It says
//! what they need to be able to do for that, and asks none of them.

use std::fmt::Write as _;

use regex_syntax::hir::ClassUnicode;

use super::tree::{LineEnds, LookAround, Manner, RegexAnchor, RegexPart, Repetition};

/// What texts an expression is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// Any text.
    Any,
    /// Not empty, of ASCII, without line feeds and carriage returns, as nearly all paths and host names are: what asks
    /// for ends of lines needs no looking around there.
    Plain,
}

/// An expression in the grammar of the libraries.
#[derive(Debug, Default)]
pub(super) struct Emitted {
    pub text: String,
    /// Whether it looks around, refers back or does not give back, which takes a matcher that tries out.
    pub tries_out: bool,
    /// Whether other texts than plain ones would be written for otherwise.
    pub differs_for_plain: bool,
    /// Whether it asks what a word is, which Java answers for letters with marks in a way of its own.
    pub asks_for_words: bool,
}

/// Writes an expression anew.
pub(super) fn emit(part: &RegexPart, texts: For, groups: usize) -> Emitted {
    let mut emitter = RegexEmitter { texts, groups, emitted: Emitted::default() };
    emitter.part(part);
    emitter.emitted
}

struct RegexEmitter {
    texts: For,
    groups: usize,
    emitted: Emitted,
}

impl RegexEmitter {
    fn push(&mut self, text: &str) {
        self.emitted.text.push_str(text);
    }

    fn part(&mut self, part: &RegexPart) {
        match part {
            RegexPart::Empty => self.push("(?:)"),
            RegexPart::Set(members) => self.set(members),
            RegexPart::Place(place) => self.place(*place),
            RegexPart::LineBreak => self.push(r"(?:\x{D}\x{A}|[\x{A}-\x{D}\x{85}\x{2028}\x{2029}])"),
            RegexPart::Reference(number) => self.reference(*number),
            RegexPart::Capture(_, inner) => self.within("(", inner),
            RegexPart::Atomic(inner) => self.try_part("(?>", inner),
            RegexPart::Look(look, inner) => self.try_part(opening(*look), inner),
            RegexPart::Sequence(parts) => parts.iter().for_each(|part| self.part_of_sequence(part)),
            RegexPart::Alternatives(parts) => self.alternatives(parts),
            RegexPart::Repeat(inner, repetition) => self.repeat(inner, *repetition),
        }
    }

    fn within(&mut self, opening: &str, inner: &RegexPart) {
        self.push(opening);
        self.part(inner);
        self.push(")");
    }

    fn try_part(&mut self, opening: &str, inner: &RegexPart) {
        self.emitted.tries_out = true;
        self.within(opening, inner);
    }

    fn part_of_sequence(&mut self, part: &RegexPart) {
        if matches!(part, RegexPart::Alternatives(_)) { self.within("(?:", part) } else { self.part(part) }
    }

    fn alternatives(&mut self, parts: &[RegexPart]) {
        self.push("(?:");
        for (index, part) in parts.iter().enumerate() {
            if index != 0 {
                self.push("|");
            }
            self.part(part);
        }
        self.push(")");
    }

    fn set(&mut self, members: &ClassUnicode) {
        if let [range] = members.ranges()
            && range.start() == range.end()
        {
            return self.character(range.start());
        }
        if members.ranges().is_empty() {
            return self.push(r"[^\x{0}-\x{10FFFF}]");
        }
        self.push("[");
        for range in members.ranges() {
            self.character(range.start());
            if range.start() != range.end() {
                self.push("-");
                self.character(range.end());
            }
        }
        self.push("]");
    }

    fn character(&mut self, character: char) {
        let text = &mut self.emitted.text;
        if character.is_ascii_alphanumeric() || character == '/' || character == '_' {
            text.push(character);
        } else {
            // A text takes whatever is written to it.
            let _ = write!(text, r"\x{{{:X}}}", u32::from(character));
        }
    }

    fn place(&mut self, place: RegexAnchor) {
        match place {
            RegexAnchor::Start => self.push(r"\A"),
            RegexAnchor::End => self.push(r"\z"),
            RegexAnchor::FinalEnd(lines) => self.line_place(r"\z", final_end(lines)),
            RegexAnchor::LineStart(lines) => self.line_place(r"\A", line_start(lines)),
            RegexAnchor::LineEnd(lines) => self.line_place(r"\z", line_end(lines)),
            RegexAnchor::WordBoundary => self.word_place(r"\b"),
            RegexAnchor::NoWordBoundary => self.word_place(r"\B"),
        }
    }

    fn line_place(&mut self, plain: &str, any: &str) {
        self.emitted.differs_for_plain = true;
        match self.texts {
            For::Plain => self.push(plain),
            For::Any => {
                self.emitted.tries_out = true;
                self.push(any);
            }
        }
    }

    fn word_place(&mut self, place: &str) {
        self.emitted.asks_for_words = true;
        self.push(place);
    }

    /// A group that is not there catches nothing, and what refers to it never matches.
    fn reference(&mut self, number: usize) {
        if self.groups < number {
            return self.set(&ClassUnicode::empty());
        }
        self.emitted.tries_out = true;
        let _ = write!(self.emitted.text, r"(?:\{number})");
    }

    /// Java takes what it repeats possessively as it comes first, every time: that, too, is not tried otherwise
    /// (Pattern.java, `Curly.match2`).
    fn repeat(&mut self, inner: &RegexPart, repetition: Repetition) {
        if inner.is_place() {
            return self.repeat_place(inner, repetition);
        }
        let possessive = repetition.manner == Manner::Possessive;
        let one = matches!(inner, RegexPart::Set(_));
        if possessive {
            self.emitted.tries_out = true;
            self.push("(?>");
        }
        match (possessive && !one, one) {
            (true, _) => self.within("(?>", inner),
            (false, true) => self.part(inner),
            (false, false) => self.within("(?:", inner),
        }
        let (least, most) = (repetition.least, repetition.most);
        let _ = match (least, most) {
            (0, Some(1)) => write!(self.emitted.text, "?"),
            (0, None) => write!(self.emitted.text, "*"),
            (1, None) => write!(self.emitted.text, "+"),
            (least, None) => write!(self.emitted.text, "{{{least},}}"),
            (least, Some(most)) => write!(self.emitted.text, "{{{least},{most}}}"),
        };
        match repetition.manner {
            Manner::Greedy => {}
            Manner::Reluctant => self.push("?"),
            Manner::Possessive => self.push(")"),
        }
    }
}

impl RegexEmitter {
    /// Being at a place more than once is being there; the libraries refuse to repeat it.
    fn repeat_place(&mut self, inner: &RegexPart, repetition: Repetition) {
        match (repetition.least, repetition.manner) {
            (1.., _) => self.within("(?:", inner),
            (0, Manner::Greedy) => self.alternatives(&[inner.clone(), RegexPart::Empty]),
            (0, Manner::Reluctant) => self.alternatives(&[RegexPart::Empty, inner.clone()]),
            // Whether it is there or not: it is not asked again.
            (0, Manner::Possessive) => self.push("(?:)"),
        }
    }
}

fn opening(look: LookAround) -> &'static str {
    match look {
        LookAround::Ahead => "(?=",
        LookAround::NotAhead => "(?!",
        LookAround::Behind => "(?<=",
        LookAround::NotBehind => "(?<!",
    }
}

/// Never between a carriage return and its line feed.
fn final_end(lines: LineEnds) -> &'static str {
    match lines {
        LineEnds::Any => r"(?:(?=\x{D}\x{A}\z|[\x{D}\x{85}\x{2028}\x{2029}]\z|\z)|(?<!\x{D})(?=\x{A}\z))",
        LineEnds::Unix => r"(?=\x{A}\z|\z)",
    }
}

/// Java knows no start of a line at the end of a text.
fn line_start(lines: LineEnds) -> &'static str {
    match lines {
        LineEnds::Any => r"(?:(?:\A|(?<=[\x{A}\x{85}\x{2028}\x{2029}])|(?<=\x{D})(?!\x{A}))(?=[\x{0}-\x{10FFFF}]))",
        LineEnds::Unix => r"(?:(?:\A|(?<=\x{A}))(?=[\x{0}-\x{10FFFF}]))",
    }
}

fn line_end(lines: LineEnds) -> &'static str {
    match lines {
        LineEnds::Any => r"(?:(?=[\x{D}\x{85}\x{2028}\x{2029}]|\z)|(?<!\x{D})(?=\x{A}))",
        LineEnds::Unix => r"(?=\x{A}|\z)",
    }
}
