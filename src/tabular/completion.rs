//! What may follow what is typed into a filter: columns while a name is typed, what stands in a column while a value is.
//!
//! It must not know how it is shown or chosen.

use std::collections::BTreeMap;

use super::cell::{self, SortKey};
use super::columns::{ColumnInfo, columns};
use super::given::GivenColumns;
use super::{filter, natural};
use crate::model::kind::with_kind;
use crate::model::{Kind, Plan, Tabled};

/// So many are offered.
const MOST: usize = 8;
/// So many rows are looked through for values.
const ROWS: usize = 20_000;

/// Something that may stand at the end of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The whole filter with it.
    pub text: String,
    /// What it is called in a list.
    pub name: String,
}

/// What may follow. The last word is what is being typed.
pub fn completions(plan: &Plan, kind: Kind, text: &str) -> Vec<Completion> {
    let is_quoted = text.chars().filter(|letter| *letter == '"').count() % 2 == 1;
    let start = if is_quoted {
        text.rfind('"').and_then(|quote| text.get(..quote)?.rfind(char::is_whitespace)).map_or(0, |at| at + 1)
    } else {
        text.rfind(char::is_whitespace).map_or(0, |at| at + 1)
    };
    let (before, word) = text.split_at(start.min(text.len()));
    let (minus, word) = match word.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", word),
    };
    let known = columns(kind);
    let Some(sign) = word.find(|letter: char| "!<>=:".contains(letter)) else {
        return of_columns(&known, before, minus, word);
    };
    let (name, rest) = word.split_at(sign);
    let begun = rest.trim_start_matches(|letter: char| "!<>=:".contains(letter));
    let signs = rest.get(..rest.len() - begun.len()).unwrap_or_default();
    if signs.contains(['<', '>']) {
        return Vec::new();
    }
    let Ok(column) = filter::column(kind, &known, name) else { return Vec::new() };
    let begun = begun.trim_start_matches('"').to_lowercase();
    let values = with_kind!(kind, T => values::<T>(plan, &column, &begun));
    let complete = |value: String| {
        let quoted = if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.clone() };
        Completion { text: format!("{before}{minus}{name}{signs}{quoted} "), name: value }
    };
    values.into_iter().map(complete).collect()
}

fn of_columns(known: &[ColumnInfo], before: &str, minus: &str, word: &str) -> Vec<Completion> {
    let begun = plain(word);
    if begun.is_empty() {
        return Vec::new();
    }
    let fits = known.iter().filter(|column| plain(column.header).starts_with(&begun));
    let complete = |column: &ColumnInfo| {
        let name: String = column.header.chars().filter(|letter| !letter.is_whitespace()).collect();
        let sign = if column.numeric { '=' } else { ':' };
        Completion { text: format!("{before}{minus}{}{sign}", name.to_lowercase()), name: column.header.to_owned() }
    };
    fits.take(MOST).map(complete).collect()
}

/// What stands in a column, the most frequent first.
fn values<T: Tabled>(plan: &Plan, column: &ColumnInfo, begun: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (id, entity) in T::table(plan).iter().take(ROWS) {
        let value = match cell::key(plan, &GivenColumns::default(), (id, &**entity), column) {
            SortKey::Text(text) => text.into_string(),
            SortKey::Number(number) => number.to_string(),
            SortKey::Empty => continue,
        };
        if value.to_lowercase().starts_with(begun) && value.to_lowercase() != begun {
            *counts.entry(value).or_default() += 1;
        }
    }
    most_frequent(counts)
}

/// The values that stand most often, of equally many in their order.
fn most_frequent(counts: BTreeMap<String, usize>) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| natural::compare(a, b)));
    counts.into_iter().take(MOST).map(|(value, _)| value).collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::Value;

    fn names(plan: &Plan, text: &str) -> Vec<String> {
        completions(plan, Kind::CacheGroup, text).into_iter().map(|each| each.name).collect()
    }

    #[test]
    fn columns_and_values_complete_the_last_word() {
        let mut plan = Plan::default();
        for (name, short) in [("edge-a", "A b"), ("edge-b", "A b"), ("mid", "M")] {
            let fields = vec![("name", Value::Text(name.to_owned())), ("shortName", Value::Text(short.to_owned()))];
            plan = plan.applying(&intent::create(&plan, Kind::CacheGroup, fields).unwrap()).unwrap();
        }
        assert_eq!(names(&plan, "la"), ["Latitude", "Last Updated"]);
        let text = |typed: &str| completions(&plan, Kind::CacheGroup, typed)[0].text.clone();
        assert_eq!(text("edge la"), "edge latitude=");
        assert_eq!(text("-sho"), "-shortname:");
        assert_eq!(names(&plan, "x name:edge"), ["edge-a", "edge-b"]);
        assert_eq!(text("shortname=a"), "shortname=\"A b\" ", "what has blanks is quoted");
        assert_eq!(text("shortname=\"a"), "shortname=\"A b\" ");
        assert_eq!(names(&plan, "short:"), ["A b", "M"], "the most frequent first");
        for nothing in ["", "edge ", "lat>4", "nonesuch:x", "name:edge-a"] {
            assert_eq!(names(&plan, nothing), [] as [&str; 0], "{nothing}");
        }
    }
}
