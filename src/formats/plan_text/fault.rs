//! What can be wrong with a plan-text, in words for the one who has to mend it.

use thiserror::Error;

use super::VERSION;
use crate::model::Kind;

/// What is wrong with a line, or with a field of it.
#[derive(Clone, Debug, Error, PartialEq)]
pub(super) enum PlanTextFault {
    /// The file is no plan-text at all.
    #[error("this is not a plan-text: its first line is not `lodestone-plan-text {VERSION}`")]
    NotPlanText,
    /// The file is of the future.
    #[error("a newer Lodestone made this file (plan-text {0}; this one reads {VERSION}): use that one to read it")]
    Newer(u64),
    /// Stops a flood of problems.
    #[error("more than {0} lines are wrong; the rest of the file was not read")]
    TooMany(usize),
    /// See the message.
    #[error("the line is not UTF-8")]
    NotUtf8,
    /// A merge was left half done.
    #[error("unresolved merge conflict up to line {end}: choose one of the sides and take the markers out")]
    Conflict {
        /// Where it ends.
        end: usize,
    },
    /// A conflict whose end is missing.
    #[error("unresolved merge conflict up to the end of the file: take the markers out")]
    OpenConflict,
    /// A marker of a conflict whose beginning is gone.
    #[error("a merge conflict's marker that belongs to nothing: take it out")]
    StrayMarker,
    /// The line's first word is none of ours.
    #[error("`{word}` is no kind of object{}", hint(*nearest))]
    UnknownKind {
        /// What stands there.
        word: String,
        /// What may be meant.
        nearest: Option<&'static str>,
    },
    /// Behind the first word there is no object.
    #[error("expected an object in braces, like {{\"name\":\"...\"}}, after `{0}`")]
    NoObject(String),
    /// Not JSON.
    #[error("column {column}: {message}")]
    Json {
        /// The character's place in the line, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// A field or member that we don't know.
    #[error("there is no such field{}", hint(*nearest))]
    UnknownField {
        /// What may be meant.
        nearest: Option<&'static str>,
    },
    /// A member that must be there.
    #[error("missing; expected {0}")]
    Missing(&'static str),
    /// A value of another shape.
    #[error("expected {expected}, found {found}")]
    Shape {
        /// What the field holds.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A key that stands twice in one object.
    #[error("stands here twice")]
    DuplicateKey,
    /// A value that the field cannot have; the message says why.
    #[error("{0}")]
    Value(String),
    /// An ordinal that tells nothing apart.
    #[error("expected a whole number from 2 on: the first object of an identity has no ordinal")]
    Ordinal,
    /// An ordinal where names are unique.
    #[error("names of {} are unique, they have no ordinals", .0.plural())]
    OrdinalOfUnique(Kind),
    /// An object that cannot be told from others.
    #[error("a {} needs a name", .0.singular())]
    NoName(Kind),
    /// The same object twice.
    #[error("the {} {name} stands in line {line} already{}", kind.singular(), remedy(*kind))]
    DuplicateObject {
        /// Its kind.
        kind: Kind,
        /// How it is called.
        name: String,
        /// Where it came first.
        line: usize,
    },
    /// The same pair twice.
    #[error("the same pair stands in line {0} already")]
    DuplicatePair(usize),
    /// A seed that is said to be missing, though it is there.
    #[error("the {} `{name}` is said to be missing here, and stands in line {line}", kind.singular())]
    AbsentAndPresent {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
        /// Where it stands.
        line: usize,
    },
    /// Only what a new plan is seeded with can be missing.
    #[error("a new plan has no {} `{name}` that could be missing", kind.singular())]
    NotASeed {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
    },
}

/// So many faults of one line are told, which bounds what a hostile one costs.
pub(super) const MAX_FAULTS: usize = 100;

/// A fault and the field that it is in; empty when it is the whole line.
pub(super) type LineFieldFault = (String, PlanTextFault);

fn hint(nearest: Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; do you mean `{nearest}`?"))
}

fn remedy(kind: Kind) -> &'static str {
    if kind.has_unique_names() { "" } else { "; if it is another one, give it an `ordinal`" }
}

/// The known word that is most like another, when one is like enough that it may be meant.
pub(super) fn nearest(word: &str, known: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let wanted: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let distances = known.into_iter().map(|candidate| (distance(&wanted, candidate), candidate));
    let (distance, candidate) = distances.min()?;
    (distance <= 1 + candidate.chars().count() / 3).then_some(candidate)
}

/// How many characters must be put in, taken out or replaced.
fn distance(wanted: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (above, character) in candidate.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (same, up) in wanted.iter().map(|wanted| *wanted == character).zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(!same)).min(left + 1).min(up + 1);
            diagonal = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_one_that_may_be_meant() {
        for (word, expected) in [
            ("fallback", Some("fallbacks")),
            ("FALLBACKS", Some("fallbacks")),
            ("fallbakcs", Some("fallbacks")),
            ("shortname", Some("shortName")),
            ("wombat", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, ["name", "shortName", "fallbacks"]), expected, "{word}");
        }
    }
}
