//! Java's regular expressions matched: written anew for the matchers of libraries (`regex-automata`, which never takes
//! long, where it can, else `fancy-regex`, which tries out). What they would match otherwise than Java is not matched, and
//! it is said why.
//!
//! **Limitations**: comments mode, canonical equivalence, Unicode's rules for cases and classes, grapheme clusters, names
//! of scripts and blocks, look-behinds of several lengths, and what groups caught where Java forgets or keeps it in a way
//! of its own. Java's own ending by an overflow of its stack is not foreseen.

use regex_automata::meta;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use thiserror::Error;

use super::emitting::{Emitted, For, emit};
use super::tree::{Manner, RegexPart};
use super::{Flags, Parse, RegexVerdict, parse};

/// Whether the case of ASCII letters counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// It does.
    Counts,
    /// It does not: Java's `CASE_INSENSITIVE`.
    Either,
}

/// Why there is nothing to match with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Uncompiled {
    /// Java does not compile it.
    #[error("Java does not compile it: {0}")]
    Fails(String),
    /// Java may compile it, and what it matches cannot be said here.
    #[error("it cannot be matched here as Java matches it: {0}")]
    Unsupported(String),
}

/// Why it cannot be said whether a text matches.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unmatched {
    /// Trying out was given up.
    #[error("matching takes too many attempts")]
    TooLong,
    /// What Java takes for words in such a text is not known here.
    #[error("it asks for words in a text that is not ASCII")]
    Words,
}

/// So many attempts are made before matching is given up.
const MAX_ATTEMPTS: usize = 1_000_000;
/// An expression that takes more memory is not matched.
const MAX_SIZE_BYTES: usize = 10 * 1024 * 1024;

/// An expression that is to match the whole of a text: Java's `RegexMatcher.matches`.
#[derive(Clone, Debug)]
pub struct WholePattern {
    matchers: Matchers,
}

impl WholePattern {
    /// Compiles it.
    pub fn compile(expression: &str, case: Case) -> Result<Self, Uncompiled> {
        let Parse { part, groups, .. } = parsed(expression, case)?;
        if refers(&part) {
            check_groups(&part)?;
        }
        Ok(Self { matchers: Matchers::compile(&part, groups, true)? })
    }

    /// Whether it matches the whole text.
    pub fn matches(&self, text: &str) -> Result<bool, Unmatched> {
        match self.matchers.of(text)? {
            RegexMatcher::Automata(matcher) => {
                Ok(matcher.is_match(Input::new(text).anchored(Anchored::Yes).earliest(true)))
            }
            RegexMatcher::Fancy(matcher) => matcher.is_match(text).map_err(|_| Unmatched::TooLong),
        }
    }
}

/// An expression that is looked for in a text: Java's `RegexMatcher.find`.
#[derive(Clone, Debug)]
pub struct FindPattern {
    matchers: Matchers,
    groups: usize,
}

impl FindPattern {
    /// Compiles it.
    pub fn compile(expression: &str) -> Result<Self, Uncompiled> {
        let Parse { part, groups, .. } = parsed(expression, Case::Counts)?;
        if 0 < groups {
            check_groups(&part)?;
        }
        Ok(Self { matchers: Matchers::compile(&part, groups, false)?, groups })
    }

    /// How many groups it has.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// What its groups caught where it is first found, one after the other in their order; false, and nothing said, where
    /// it is not found.
    pub fn find<'t>(&self, text: &'t str, mut caught: impl FnMut(Option<&'t str>)) -> Result<bool, Unmatched> {
        match self.matchers.of(text)? {
            RegexMatcher::Automata(matcher) => {
                let mut slots = [None; 2 * 16];
                let mut more = Vec::new();
                let slots = if self.groups < 16 {
                    slots.get_mut(..2 * (self.groups + 1)).unwrap_or_default()
                } else {
                    more.resize(2 * (self.groups + 1), None);
                    more.as_mut_slice()
                };
                if matcher.search_slots(&Input::new(text), slots).is_none() {
                    return Ok(false);
                }
                for slot in slots.chunks(2).skip(1) {
                    caught(match *slot {
                        [Some(start), Some(end)] => text.get(start.get()..end.get()),
                        _ => None,
                    });
                }
                Ok(true)
            }
            RegexMatcher::Fancy(matcher) => {
                let found = matcher.captures(text).map_err(|_| Unmatched::TooLong)?;
                let Some(found) = found else { return Ok(false) };
                (1..=self.groups).for_each(|group| caught(found.get(group).map(|group| group.as_str())));
                Ok(true)
            }
        }
    }
}

/// What the expression is matched with.
#[derive(Clone, Debug)]
struct Matchers {
    /// For plain texts, where that is quicker.
    plain: Option<RegexMatcher>,
    any: RegexMatcher,
    asks_for_words: bool,
}

#[derive(Clone, Debug)]
enum RegexMatcher {
    Automata(Box<meta::Regex>),
    Fancy(Box<fancy_regex::Regex>),
}

impl Matchers {
    fn compile(part: &RegexPart, groups: usize, whole: bool) -> Result<Self, Uncompiled> {
        let any = emit(part, For::Any, groups);
        let plain = any.differs_for_plain.then(|| emit(part, For::Plain, groups));
        Ok(Self {
            asks_for_words: any.asks_for_words,
            plain: plain.map(|plain| RegexMatcher::compile(&plain, whole)).transpose()?,
            any: RegexMatcher::compile(&any, whole)?,
        })
    }

    fn of(&self, text: &str) -> Result<&RegexMatcher, Unmatched> {
        let ascii = !(self.asks_for_words || self.plain.is_some()) || text.is_ascii();
        if self.asks_for_words && !ascii {
            return Err(Unmatched::Words);
        }
        let is_plain = || ascii && !text.is_empty() && !text.bytes().any(|byte| matches!(byte, b'\n' | b'\r'));
        Ok(self.plain.as_ref().filter(|_| is_plain()).unwrap_or(&self.any))
    }
}

impl RegexMatcher {
    fn compile(emitted: &Emitted, whole: bool) -> Result<Self, Uncompiled> {
        let text = if whole { format!(r"\A(?:{})\z", emitted.text) } else { emitted.text.clone() };
        if emitted.tries_out { Self::fancy(&text) } else { Self::automata(&text) }
    }

    fn automata(text: &str) -> Result<Self, Uncompiled> {
        let config = meta::Config::new().nfa_size_limit(Some(MAX_SIZE_BYTES)).hybrid_cache_capacity(MAX_SIZE_BYTES);
        let built = meta::Builder::new().configure(config).syntax(syntax::Config::new().nest_limit(2000)).build(text);
        built.map(|regex| Self::Automata(Box::new(regex))).map_err(|error| unsupported(&error))
    }

    fn fancy(text: &str) -> Result<Self, Uncompiled> {
        let built = fancy_regex::RegexBuilder::new(text)
            .backtrack_limit(MAX_ATTEMPTS)
            .delegate_size_limit(MAX_SIZE_BYTES)
            .build();
        built.map(|regex| Self::Fancy(Box::new(regex))).map_err(|error| unsupported(&error))
    }
}

fn unsupported(error: &impl std::fmt::Display) -> Uncompiled {
    Uncompiled::Unsupported(error.to_string().lines().last().unwrap_or_default().trim().to_owned())
}

fn parsed(expression: &str, case: Case) -> Result<Parse, Uncompiled> {
    let flags = Flags { insensitive: case == Case::Either, ..Flags::default() };
    let parse = parse(expression, flags).map_err(|verdict| match verdict {
        RegexVerdict::Fails { reason, .. } => Uncompiled::Fails(reason),
        RegexVerdict::Unjudged(why) => Uncompiled::Unsupported(why.to_owned()),
        RegexVerdict::Compiles => Uncompiled::Unsupported(String::new()),
    })?;
    match parse.unsure.or(parse.unmatched) {
        Some(why) => Err(Uncompiled::Unsupported(why.to_owned())),
        None => Ok(parse),
    }
}

fn refers(part: &RegexPart) -> bool {
    part.any(&|part| matches!(part, RegexPart::Reference(_)))
}

/// Whether groups hold in the end what they hold in Java.
fn check_groups(part: &RegexPart) -> Result<(), Uncompiled> {
    let forgets = |part: &RegexPart| match part {
        // What they caught stays caught in Java when what follows fails.
        RegexPart::Look(_, inner) | RegexPart::Atomic(inner) => inner.captures(),
        RegexPart::Repeat(inner, repetition) if repetition.manner == Manner::Possessive => inner.captures(),
        RegexPart::Repeat(inner, repetition) if !repetition.optional && inner.captures() => {
            let caught_within = match &**inner {
                RegexPart::Capture(_, within) => within.captures(),
                _ => true,
            };
            inner.can_be_empty() || (caught_within && inner.is_deterministic())
        }
        _ => false,
    };
    if part.any(&forgets) {
        return Err(Uncompiled::Unsupported("what its groups catch within repetitions is Java's own".to_owned()));
    }
    Ok(())
}
