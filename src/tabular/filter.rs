//! The filter of a table: words that any shown column may have, and terms about one column, like `type:EDGE_LOC`,
//! `parent:mid-*`, `lat>40`, `fallbacks=0`. It is read once and then asked of every row.
//!
//! It must not know how it is typed or where it is shown.

use super::cell::{self, AnyRow, BETWEEN, SortKey};
use super::columns::{CellSource, ColumnInfo, columns};
use super::given::{GivenAsked, GivenColumns};
use super::natural;
use crate::model::{Kind, Plan};
use crate::sorting::sort_by;

/// A filter that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowFilter {
    terms: Vec<FilterTerm>,
}

/// One of the things that must all be so.
#[derive(Clone, Debug, PartialEq)]
struct FilterTerm {
    /// Whether it must not be so.
    is_negated: bool,
    test: FilterTest,
}

#[derive(Clone, Debug, PartialEq)]
enum FilterTest {
    /// A shown column has it, in lower case.
    Word(String),
    /// A column's cell is so.
    Cell(ColumnInfo, FilterOp, String),
}

/// How a cell is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FilterOp {
    /// It has that in it; with `*` it is that, whatever stands there.
    Has,
    Is,
    IsNot,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// The signs, the longer ones first.
const SIGNS: &[(&str, FilterOp)] = &[
    ("!=", FilterOp::IsNot),
    ("<=", FilterOp::AtMost),
    (">=", FilterOp::AtLeast),
    (":", FilterOp::Has),
    ("=", FilterOp::Is),
    ("<", FilterOp::Less),
    (">", FilterOp::More),
];

/// Why a filter cannot be read, in the user's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// No column is called so.
    #[error("no column is called “{name}”: there are {known}")]
    NoColumn {
        /// As it was typed.
        name: String,
        /// The columns that there are.
        known: String,
    },
    /// More than one column may be meant.
    #[error("“{name}” may be {choices}: type more of it")]
    Ambiguous {
        /// As it was typed.
        name: String,
        /// What it may be.
        choices: String,
    },
    /// Nothing stands behind the sign.
    #[error("nothing stands behind “{0}”: write a value there, like {0}EDGE")]
    NoValue(String),
    /// No number, where numbers are compared.
    #[error("“{0}” is no number: more and less are asked of numbers")]
    NoNumber(String),
}

/// Other names of columns, as planners say them: what is typed, and the header that is meant.
const ALSO: &[(&str, &str)] = &[
    ("parent", "1st Parent"),
    ("primaryparent", "1st Parent"),
    ("secondary", "2nd Parent"),
    ("secondaryparent", "2nd Parent"),
    ("lat", "Latitude"),
    ("lon", "Longitude"),
    ("long", "Longitude"),
    ("methods", "Localization Methods"),
    ("group", "Cache Group"),
    ("xmlid", "XML ID"),
    ("full", "Capacity Used"),
    ("fullness", "Capacity Used"),
    ("problems", "Findings"),
    ("deliveryservices", "Services"),
];

impl RowFilter {
    /// Reads a filter of a kind's table.
    pub fn read(kind: Kind, text: &str) -> Result<Self, FilterError> {
        let known = columns(kind);
        let terms = parts(text).into_iter().map(|part| term(kind, &known, &part));
        Ok(Self { terms: terms.collect::<Result<_, _>>()? })
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it asks for words, and so depends on which columns are shown.
    pub fn has_words(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, FilterTest::Word(_)))
    }

    /// What it asks for that is no part of the plan.
    pub fn asked_given(&self) -> GivenAsked {
        GivenAsked::of(self.terms.iter().filter_map(|term| match &term.test {
            FilterTest::Cell(column, ..) => Some(column),
            FilterTest::Word(_) => None,
        }))
    }

    /// Whether it lets a row through; `shown` are the columns that words are looked for in.
    pub fn passes(&self, plan: &Plan, given: &GivenColumns, entity: AnyRow<'_>, shown: &[ColumnInfo]) -> bool {
        let mut row = None;
        self.terms.iter().all(|term| {
            let is_so = match &term.test {
                FilterTest::Word(word) => {
                    row.get_or_insert_with(|| cell::row_text(plan, given, entity, shown)).contains(word.as_str())
                }
                FilterTest::Cell(column, op, value) => op.holds(plan, given, entity, column, value),
            };
            is_so != term.is_negated
        })
    }
}

impl FilterOp {
    fn holds(self, plan: &Plan, given: &GivenColumns, entity: AnyRow<'_>, column: &ColumnInfo, value: &str) -> bool {
        let key = cell::key(plan, given, entity, column);
        let text = || match &key {
            SortKey::Number(number) => number.to_string(),
            SortKey::Text(text) => text.to_lowercase(),
            SortKey::Empty => String::new(),
        };
        let numbers = || match (&key, value.parse::<f64>()) {
            (SortKey::Number(number), Ok(value)) => Some((*number, value)),
            _ => None,
        };
        match self {
            Self::Has if value.contains('*') => fits(value, &text()),
            Self::Has => text().contains(value),
            Self::Is => numbers().map_or_else(
                || fits(value, &text()) || has_entry(plan, given, entity, column, value),
                |(a, b)| a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_eq),
            ),
            Self::IsNot => !Self::Is.holds(plan, given, entity, column, value),
            Self::Less => numbers().is_some_and(|(a, b)| a < b),
            Self::AtMost => numbers().is_some_and(|(a, b)| a <= b),
            Self::More => numbers().is_some_and(|(a, b)| a > b),
            Self::AtLeast => numbers().is_some_and(|(a, b)| a >= b),
        }
    }

    const fn is_about_numbers(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }
}

/// Whether a cell holds a list in which such an entry stands.
fn has_entry(plan: &Plan, given: &GivenColumns, entity: AnyRow<'_>, column: &ColumnInfo, value: &str) -> bool {
    let entries = cell::entries(plan, given, entity, column).unwrap_or_default();
    !value.is_empty() && entries.iter().any(|entry| fits(value, &entry.to_lowercase()))
}

/// Whether a text is what a pattern says, whose stars stand for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

/// The parts of a filter: what stands between spaces; in quotes, spaces are part of it. The quotes stay.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    for letter in text.chars() {
        quoted ^= letter == '"';
        if letter.is_whitespace() && !quoted {
            parts.extend(Some(std::mem::take(&mut part)).filter(|part| !part.is_empty()));
        } else {
            part.push(letter);
        }
    }
    parts.extend(Some(part).filter(|part| !part.is_empty()));
    parts
}

fn term(kind: Kind, known: &[ColumnInfo], part: &str) -> Result<FilterTerm, FilterError> {
    let (is_negated, part) =
        match part.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '"')) {
            Some(rest) => (true, rest),
            None => (false, part),
        };
    let test = if let Some((name, op, value)) = signed(part) {
        let column = column(kind, known, name)?;
        let value = value.trim_matches('"').to_lowercase();
        if value.is_empty() && !matches!(op, FilterOp::Is | FilterOp::IsNot) {
            return Err(FilterError::NoValue(part.to_owned()));
        }
        if op.is_about_numbers() && value.parse::<f64>().is_err() {
            return Err(FilterError::NoNumber(value));
        }
        FilterTest::Cell(column, op, value)
    } else {
        let lower = part.to_lowercase();
        let whole = lower.strip_prefix('"').map(|rest| rest.trim_end_matches('"'));
        // In quotes: a whole cell.
        FilterTest::Word(whole.map_or_else(|| lower.clone(), |whole| format!("{BETWEEN}{whole}{BETWEEN}")))
    };
    Ok(FilterTerm { is_negated, test })
}

/// A column's name, a sign, a value. What begins with no letter has no name: addresses and times are words.
fn signed(part: &str) -> Option<(&str, FilterOp, &str)> {
    let end = part.find(|letter: char| "!<>=:\"".contains(letter))?;
    let (name, rest) = part.split_at_checked(end)?;
    let is_name = name.starts_with(char::is_alphabetic)
        || name.starts_with(|c: char| c.is_ascii_digit()) && name.contains(char::is_alphabetic);
    let (sign, op) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
    let value = rest.get(sign.len()..)?;
    // `http://…` and IPv6 addresses are no terms; behind a column they stand in quotes.
    let is_address = value.starts_with("//")
        || !value.starts_with('"')
            && *op == FilterOp::Has
            && (value.contains(':') || value.is_empty() && name.len() < 3);
    (is_name && !is_address).then_some((name, *op, value))
}

/// The column that is meant: by its header, the field's own names, what planners say, or the beginning of one of these.
pub(super) fn column(kind: Kind, known: &[ColumnInfo], name: &str) -> Result<ColumnInfo, FilterError> {
    let wanted = plain(name);
    let is_also = |column: &&ColumnInfo| ALSO.iter().any(|(also, header)| *also == wanted && *header == column.header);
    let names = |column: &ColumnInfo| names_of(kind, column);
    let exact = known.iter().find(|column| names(column).contains(&wanted)).or_else(|| known.iter().find(is_also));
    if let Some(column) = exact {
        return Ok(*column);
    }
    let begins: Vec<&ColumnInfo> =
        known.iter().filter(|column| names(column).iter().any(|name| name.starts_with(&wanted))).collect();
    let list = |columns: &mut dyn Iterator<Item = &ColumnInfo>| {
        let mut headers: Vec<&str> = columns.map(|column| column.header).collect();
        sort_by(&mut headers, |a, b| natural::compare(a, b));
        headers.join(", ")
    };
    match begins.as_slice() {
        [only] => Ok(**only),
        [] => Err(FilterError::NoColumn { name: name.to_owned(), known: list(&mut known.iter()) }),
        several => Err(FilterError::Ambiguous { name: name.to_owned(), choices: list(&mut several.iter().copied()) }),
    }
}

/// Letters and digits in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a column may be called: its header, and the names of its field in files and on forms.
fn names_of(kind: Kind, column: &ColumnInfo) -> Vec<String> {
    let mut names = vec![plain(column.header)];
    if let CellSource::Field(at) | CellSource::Count(at) = column.source {
        let info = kind.fields().get(at);
        names.extend(info.into_iter().flat_map(|info| [info.key, info.api, info.form]).map(plain));
    }
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit() {
        for (pattern, text, is_so) in [
            ("mid-*", "mid-oslo", true),
            ("mid-*", "a-mid-oslo", false),
            ("*oslo", "mid-oslo", true),
            ("m*o", "mid-oslo", true),
            ("m*x*o", "mid-oslo", false),
            ("mid", "mid", true),
            ("mid", "mid-", false),
            ("*", "", true),
        ] {
            assert_eq!(fits(pattern, text), is_so, "{pattern} {text}");
        }
    }

    #[test]
    fn columns_are_found_by_their_names_and_beginnings() {
        let known = columns(Kind::CacheGroup);
        let header = |name: &str| column(Kind::CacheGroup, &known, name).map(|column| column.header);
        for (name, expected) in [
            ("type", "Type"),
            ("Type", "Type"),
            ("parent", "1st Parent"),
            ("parentCachegroup", "1st Parent"),
            ("lat", "Latitude"),
            ("longit", "Longitude"),
            ("fallbacks", "Fallbacks"),
            ("region", "Region"),
        ] {
            assert_eq!(header(name), Ok(expected), "{name}");
        }
        assert!(matches!(header("nonesuch"), Err(FilterError::NoColumn { .. })));
        assert!(header("nonesuch").unwrap_err().to_string().contains("Short Name"));
        assert!(matches!(header("l"), Err(FilterError::Ambiguous { .. })));
    }

    #[test]
    fn what_is_no_term_is_a_word() {
        for text in ["edge", "10.0.0.1", "2001:db8::1", "http://origin.example", "12:30", "\"a b\""] {
            let filter = RowFilter::read(Kind::CacheGroup, text).unwrap();
            assert!(filter.has_words() && filter.terms.len() == 1, "{text}");
        }
        assert!(!RowFilter::read(Kind::CacheGroup, "type:EDGE lat>40").unwrap().has_words());
        assert!(!RowFilter::read(Kind::Server, "ipv6address:\"2001:db8::1\"").unwrap().has_words());
        assert_eq!(RowFilter::read(Kind::CacheGroup, "lat>north"), Err(FilterError::NoNumber("north".to_owned())));
        assert!(matches!(RowFilter::read(Kind::CacheGroup, "type:"), Err(FilterError::NoValue(_))));
        assert!(RowFilter::read(Kind::CacheGroup, "").unwrap().is_empty());
    }
}
