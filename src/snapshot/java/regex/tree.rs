//! An expression taken apart: what `matching` makes ready to be matched. It knows neither Java's grammar nor a matcher.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RegexPart {
    /// Nothing: it matches everywhere.
    Empty,
    /// One character of a set.
    Set(ClassUnicode),
    /// A place between characters.
    Place(RegexAnchor),
    /// `\R`, which never gives back the line feed of a carriage return with line feed once it is repeated.
    LineBreak,
    /// What a group caught before.
    Reference(usize),
    /// A group that is counted, from 1.
    Capture(usize, Box<RegexPart>),
    /// `(?>...)`: once it has matched, it is not tried otherwise.
    Atomic(Box<RegexPart>),
    /// What is ahead or behind.
    Look(LookAround, Box<RegexPart>),
    Sequence(Vec<RegexPart>),
    Alternatives(Vec<RegexPart>),
    Repeat(Box<RegexPart>, Repetition),
}

/// A place between characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegexAnchor {
    Start,
    End,
    /// The end, or before a line terminator there.
    FinalEnd(LineEnds),
    LineStart(LineEnds),
    LineEnd(LineEnds),
    WordBoundary,
    NoWordBoundary,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    Any,
    /// A line feed only.
    Unix,
}

/// Where to look, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookAround {
    Ahead,
    NotAhead,
    Behind,
    NotBehind,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repetition {
    pub least: u32,
    /// None: as often as there is something.
    pub most: Option<u32>,
    pub manner: Manner,
    /// Whether it is a question mark, which Java makes a branch.
    pub optional: bool,
}

/// In which order it is tried how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Greedy,
    Reluctant,
    Possessive,
}

impl RegexPart {
    /// What it is made of.
    pub(super) fn inner(&self) -> &[Self] {
        match self {
            Self::Empty | Self::Set(_) | Self::Place(_) | Self::LineBreak | Self::Reference(_) => &[],
            Self::Capture(_, inner) | Self::Atomic(inner) | Self::Look(_, inner) | Self::Repeat(inner, _) => {
                std::slice::from_ref(inner)
            }
            Self::Sequence(parts) | Self::Alternatives(parts) => parts,
        }
    }

    /// Whether it or something in it is such a part.
    pub(super) fn any(&self, wanted: &impl Fn(&Self) -> bool) -> bool {
        wanted(self) || self.inner().iter().any(|part| part.any(wanted))
    }

    /// Whether there is a counted group in it.
    pub(super) fn captures(&self) -> bool {
        self.any(&|part| matches!(part, Self::Capture(..)))
    }

    /// Whether it can match nothing.
    pub(super) fn can_be_empty(&self) -> bool {
        match self {
            Self::Empty | Self::Place(_) | Self::Look(..) | Self::Reference(_) => true,
            Self::Set(_) | Self::LineBreak => false,
            Self::Capture(_, inner) | Self::Atomic(inner) => inner.can_be_empty(),
            Self::Sequence(parts) => parts.iter().all(Self::can_be_empty),
            Self::Alternatives(parts) => parts.iter().any(Self::can_be_empty),
            Self::Repeat(inner, repetition) => repetition.least == 0 || inner.can_be_empty(),
        }
    }

    /// Whether it never matches more than nothing, and catches nothing.
    pub(super) fn is_place(&self) -> bool {
        match self {
            Self::Empty | Self::Place(_) => true,
            Self::Look(_, inner) => !inner.captures(),
            Self::Set(_) | Self::LineBreak | Self::Reference(_) | Self::Capture(..) => false,
            Self::Atomic(inner) => inner.is_place(),
            Self::Sequence(parts) | Self::Alternatives(parts) => parts.iter().all(Self::is_place),
            Self::Repeat(inner, repetition) => repetition.most == Some(0) && !inner.captures() || inner.is_place(),
        }
    }

    /// What Java's compiler takes for deterministic: such a group it repeats without remembering what groups within it
    /// caught (Pattern.java, `TreeInfo` and `GroupCurly`).
    pub(super) fn is_deterministic(&self) -> bool {
        match self {
            Self::Empty | Self::Set(_) | Self::Place(_) | Self::LineBreak | Self::Reference(_) | Self::Look(..) => true,
            Self::Alternatives(_) => false,
            Self::Capture(_, inner) | Self::Atomic(inner) => inner.is_deterministic(),
            Self::Sequence(parts) => parts.iter().all(Self::is_deterministic),
            Self::Repeat(inner, repetition) => {
                repetition.most == Some(repetition.least) && !repetition.optional && inner.is_deterministic()
            }
        }
    }
}

/// A set of ranges.
pub(super) fn set(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|&(first, last)| ClassUnicodeRange::new(first, last)))
}

/// All that is not in a set.
pub(super) fn complement(mut set: ClassUnicode) -> ClassUnicode {
    set.negate();
    set
}

/// A set with the upper and lower case of its ASCII letters: what Java's compiler makes of single characters and ranges
/// unless it is asked for Unicode's cases.
pub(super) fn in_both_cases(mut plain: ClassUnicode) -> ClassUnicode {
    let mut letters = plain.clone();
    letters.intersect(&set(&[('A', 'Z'), ('a', 'z')]));
    letters.case_fold_simple();
    letters.intersect(&set(&[('A', 'Z'), ('a', 'z')]));
    plain.union(&letters);
    plain
}
