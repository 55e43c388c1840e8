//! What stands in square brackets.

use regex_syntax::hir::ClassUnicode;

use super::escape::Meaning;
use super::tree::{complement, in_both_cases, set};
use super::{MAX_DEPTH, Parsed, Parser, Stop, fails};

/// What a class holds, while it is read. Java keeps its single characters of Latin-1 in one object that whatever was
/// made of it before sees grow: in `[a&&[x]b]` the intersection is one with what stands behind it, too (Pattern.java,
/// `clazz`).
enum ClassMembers {
    Singles,
    Set(ClassUnicode),
    Union(Box<ClassMembers>, Box<ClassMembers>),
    Both(Box<ClassMembers>, Box<ClassMembers>),
}

impl ClassMembers {
    fn union(one: Option<Self>, other: Self) -> Self {
        match one {
            Some(one) => Self::Union(Box::new(one), Box::new(other)),
            None => other,
        }
    }

    fn with(self, singles: &ClassUnicode) -> ClassUnicode {
        match self {
            Self::Singles => singles.clone(),
            Self::Set(members) => members,
            Self::Union(one, other) => {
                let mut members = one.with(singles);
                members.union(&other.with(singles));
                members
            }
            Self::Both(one, other) => {
                let mut members = one.with(singles);
                members.intersect(&other.with(singles));
                members
            }
        }
    }
}

/// What was read last: an intersection with nothing behind it takes that once more.
enum Last {
    Nothing,
    Singles,
    Set(ClassUnicode),
}

impl Last {
    fn members(&self) -> Option<ClassMembers> {
        match self {
            Self::Nothing => None,
            Self::Singles => Some(ClassMembers::Singles),
            Self::Set(members) => Some(ClassMembers::Set(members.clone())),
        }
    }
}

/// What a class is made of so far.
struct Class {
    members: Option<ClassMembers>,
    singles: ClassUnicode,
    /// Whether there are singles that `members` does not name.
    has_singles: bool,
    last: Last,
    /// Whether an intersection takes nothing, which Java only notices when it matches: by failing.
    is_broken: bool,
}

impl Class {
    fn add(&mut self, set: ClassUnicode) {
        self.members = Some(ClassMembers::union(self.members.take(), ClassMembers::Set(set.clone())));
        self.last = Last::Set(set);
    }

    fn intersect(&mut self, right: Option<ClassUnicode>) -> Parsed<()> {
        if self.has_singles {
            if self.members.is_none() {
                self.last = Last::Singles;
            }
            self.members = Some(ClassMembers::union(self.members.take(), ClassMembers::Singles));
            self.has_singles = false;
        }
        if let Some(right) = &right {
            self.last = Last::Set(right.clone());
        }
        let both = |one, other| ClassMembers::Both(Box::new(one), Box::new(other));
        self.members = match (self.members.take(), right, self.last.members()) {
            (None, None, _) => return fails("Bad class syntax"),
            (None, Some(right), _) => Some(ClassMembers::Set(right)),
            (Some(members), _, Some(last)) => Some(both(members, last)),
            (Some(members), _, None) => {
                self.is_broken = true;
                Some(members)
            }
        };
        Ok(())
    }

    fn whole(self, negated: bool) -> ClassUnicode {
        let members = match (self.members, self.has_singles) {
            (None, _) => ClassMembers::Singles,
            (Some(members), true) => ClassMembers::union(Some(members), ClassMembers::Singles),
            (Some(members), false) => members,
        };
        let members = members.with(&self.singles);
        if negated { complement(members) } else { members }
    }
}

impl Parser {
    /// A class; the opening bracket, or what stands for it within an intersection, is next. Its end is passed over
    /// where it is the class's own.
    pub(super) fn class(&mut self, own: bool) -> Parsed<ClassUnicode> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return Err(Stop::Unjudged("it is nested too deeply"));
        }
        let mut negated = false;
        if own {
            self.at += 1;
            negated = self.eat('^');
        }
        let mut class = Class {
            members: None,
            singles: ClassUnicode::empty(),
            has_singles: false,
            last: Last::Nothing,
            is_broken: false,
        };
        loop {
            match self.peek() {
                None => return fails("Unclosed character class"),
                Some('[') => {
                    let inner = self.class(true)?;
                    class.add(inner);
                }
                Some('&') if self.peek_second() == Some('&') => {
                    let right = self.intersected()?;
                    class.intersect(right)?;
                }
                Some(']') if class.has_singles || class.members.is_some() => {
                    if own {
                        self.at += 1;
                    }
                    self.depth -= 1;
                    if class.is_broken {
                        self.unmatched("Java itself fails when it matches such a class");
                    }
                    return Ok(class.whole(negated));
                }
                Some(_) => self.range(&mut class)?,
            }
        }
    }

    /// What follows `&&`, if anything does.
    fn intersected(&mut self) -> Parsed<Option<ClassUnicode>> {
        self.at += 2;
        let mut right: Option<ClassUnicode> = None;
        while let Some(character) = self.peek().filter(|character| !matches!(character, ']' | '&')) {
            let more = self.class(character == '[')?;
            match &mut right {
                Some(right) => right.union(&more),
                None => right = Some(more),
            }
        }
        Ok(right)
    }

    /// One character, a range, or a set.
    fn range(&mut self, class: &mut Class) -> Parsed<()> {
        let first = match self.next() {
            Some('\\') => match self.class_escape(self.characters.get(self.at + 1) == Some(&'-'))? {
                Meaning::Character(code) => code,
                Meaning::Set(members) => {
                    class.add(members);
                    return Ok(());
                }
            },
            Some(character) => character.into(),
            None => return fails("Unclosed character class"),
        };
        if self.peek() != Some('-') || matches!(self.peek_second(), Some('[' | ']')) {
            self.single_in(class, first);
            return Ok(());
        }
        self.at += 1;
        let last = match self.next() {
            Some('\\') => match self.class_escape(true)? {
                Meaning::Character(code) => Some(code),
                Meaning::Set(_) => None,
            },
            other => other.map(u32::from),
        };
        let Some(last) = last.filter(|last| first <= *last) else { return fails("Illegal character range") };
        let members = set(&[(character_or_next(first), character_or_last(last))]);
        class.add(self.cased(members));
        Ok(())
    }

    fn single_in(&mut self, class: &mut Class, code: u32) {
        let character = self.character(code);
        let members = self.cased(set(&[(character, character)]));
        if code < 256 {
            class.singles.union(&members);
            class.has_singles = true;
            class.last = Last::Nothing;
        } else {
            class.add(members);
        }
    }

    /// A set as it is where either case is asked for.
    pub(super) fn cased(&self, members: ClassUnicode) -> ClassUnicode {
        if self.flags.insensitive { in_both_cases(members) } else { members }
    }

    /// Boundaries and references have no place in a class; `meaning` knows none of them.
    fn class_escape(&mut self, ends_range: bool) -> Parsed<Meaning> {
        self.meaning(ends_range)
    }
}

/// Where a range begins; behind the halves of characters if it begins with one.
fn character_or_next(code: u32) -> char {
    char::from_u32(code).unwrap_or('\u{E000}')
}

/// Where a range ends; before the halves of characters if it ends with one.
fn character_or_last(code: u32) -> char {
    char::from_u32(code).unwrap_or('\u{D7FF}')
}
