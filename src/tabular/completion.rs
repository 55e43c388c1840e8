//! What may follow what is typed into a filter: columns while a name is typed, what stands in a column while a value is.
//!
//! It must not know how it is shown or chosen.

use super::cell::{self, SortKey};
use super::columns::{CellSource, ColumnInfo, GivenColumn, columns};
use super::given::{GivenAsked, GivenColumns};
use super::{filter, natural};
use crate::model::{Kind, Plan};
use crate::sorting::{OrderedMap, sort_by};

/// So many are offered.
const MOST: usize = 8;
/// What signs consist of.
const SIGNS: [char; 5] = ['!', '<', '>', '=', ':'];
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

/// The last word of a filter, which is being typed.
struct TypedWord<'a> {
    /// What stands before it.
    before: &'a str,
    /// Whether it begins with a minus.
    minus: &'static str,
    /// The word itself.
    word: &'a str,
}

/// The value of a term that is being typed.
struct TypedValue<'a> {
    /// The column as it is called there.
    name: &'a str,
    /// The sign behind it.
    signs: &'a str,
    /// The beginning of the value, in lower case.
    begun: String,
    /// The column that is meant.
    column: ColumnInfo,
}

impl<'a> TypedWord<'a> {
    fn of(text: &'a str) -> Self {
        let is_quoted = text.chars().filter(|letter| *letter == '"').count() % 2 == 1;
        let start = if is_quoted {
            text.rfind('"').and_then(|quote| text.get(..quote)?.rfind(char::is_whitespace)).map_or(0, |at| at + 1)
        } else {
            text.rfind(char::is_whitespace).map_or(0, |at| at + 1)
        };
        let (before, word) = text.split_at(start.min(text.len()));
        match word.strip_prefix('-') {
            Some(word) => Self { before, minus: "-", word },
            None => Self { before, minus: "", word },
        }
    }

    /// Whether it has a sign, and so is about one column.
    fn is_term(&self) -> bool {
        self.word.contains(SIGNS)
    }

    /// The value that is typed; none where none is, or none can be offered.
    fn value(&self, kind: Kind, known: &[ColumnInfo]) -> Option<TypedValue<'a>> {
        let (name, rest) = self.word.split_at_checked(self.word.find(SIGNS)?)?;
        let begun = rest.trim_start_matches(SIGNS);
        let signs = rest.get(..rest.len() - begun.len())?;
        let column = filter::column(kind, known, name).ok()?;
        // What is more or less than a value need not stand anywhere; and no two carry the same to the last digit.
        let is_measured = matches!(column.source, CellSource::Given(GivenColumn::Load | GivenColumn::CapacityUsed));
        if signs.contains(['<', '>']) || is_measured {
            return None;
        }
        Some(TypedValue { name, signs, begun: begun.trim_start_matches('"').to_lowercase(), column })
    }
}

/// What must be given to find what may follow.
pub fn asked_given(kind: Kind, text: &str) -> GivenAsked {
    let value = TypedWord::of(text).value(kind, &columns(kind));
    GivenAsked::of(value.as_ref().map(|typed| &typed.column))
}

/// What may follow. The last word is what is being typed.
pub fn completions(plan: &Plan, given: &GivenColumns, kind: Kind, text: &str) -> Vec<Completion> {
    let known = columns(kind);
    let typed = TypedWord::of(text);
    if !typed.is_term() {
        return of_columns(&known, &typed);
    }
    let Some(value) = typed.value(kind, &known) else { return Vec::new() };
    let found = values(plan, given, kind, &value);
    let TypedWord { before, minus, .. } = typed;
    let complete = |found: String| {
        // What has a sign in it would be read as a word, like an address.
        let is_quoted = found.contains(char::is_whitespace) || found.contains(SIGNS);
        let quoted = if is_quoted { format!("\"{found}\"") } else { found.clone() };
        Completion { text: format!("{before}{minus}{}{}{quoted} ", value.name, value.signs), name: found }
    };
    found.into_iter().map(complete).collect()
}

/// Columns whose headers begin so, then those of which a later word does.
fn of_columns(known: &[ColumnInfo], typed: &TypedWord<'_>) -> Vec<Completion> {
    let TypedWord { before, minus, word } = typed;
    let begun = plain(word);
    if begun.is_empty() {
        return Vec::new();
    }
    let begins = |column: &&ColumnInfo| plain(column.header).starts_with(&begun);
    let has_word = |column: &&ColumnInfo| column.header.split_whitespace().any(|word| plain(word).starts_with(&begun));
    let later = known.iter().filter(|column| !begins(column)).filter(has_word);
    let complete = |column: &ColumnInfo| {
        let name: String = column.header.chars().filter(|letter| !letter.is_whitespace()).collect();
        let sign = if column.numeric { '=' } else { ':' };
        Completion { text: format!("{before}{minus}{}{sign}", name.to_lowercase()), name: column.header.to_owned() }
    };
    known.iter().filter(begins).chain(later).take(MOST).map(complete).collect()
}

/// What stands in a column, the most frequent first; of lists each entry.
fn values(plan: &Plan, given: &GivenColumns, kind: Kind, typed: &TypedValue<'_>) -> Vec<String> {
    let mut counts: OrderedMap<String, usize> = OrderedMap::new();
    let mut count = |value: String| {
        let lower = value.to_lowercase();
        if lower.starts_with(&typed.begun) && lower != typed.begun {
            *counts.entry(value).or_default() += 1;
        }
    };
    for row in plan.objects(kind).take(ROWS) {
        if let Some(entries) = cell::entries(plan, given, row, &typed.column) {
            entries.into_iter().for_each(&mut count);
            continue;
        }
        match cell::key(plan, given, row, &typed.column) {
            SortKey::Text(text) => count(text.into_string()),
            SortKey::Number(number) => count(number.to_string()),
            SortKey::Empty => {}
        }
    }
    most_frequent(counts)
}

/// The values that stand most often, of equally many in their order.
fn most_frequent(counts: OrderedMap<String, usize>) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    sort_by(&mut counts, |(a, many), (b, more)| more.cmp(many).then_with(|| natural::compare(a, b)));
    counts.into_iter().take(MOST).map(|(value, _)| value).collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use super::*;
    use crate::edit::intent;
    use crate::finding::Severity;
    use crate::model::{AnyId, CacheGroup, Value};
    use crate::session::add_sample;
    use crate::tabular::services::ServiceCounts;

    fn names(plan: &Plan, text: &str) -> Vec<String> {
        completions(plan, &GivenColumns::default(), Kind::CacheGroup, text).into_iter().map(|each| each.name).collect()
    }

    #[test]
    fn columns_and_values_complete_the_last_word() {
        let mut plan = Plan::default();
        for (name, short) in [("edge-a", "A b"), ("edge-b", "A b"), ("mid", "M")] {
            let fields = vec![("name", Value::Text(name.to_owned())), ("shortName", Value::Text(short.to_owned()))];
            plan = plan.applying(&intent::create(&plan, Kind::CacheGroup, fields).unwrap()).unwrap();
        }
        assert_eq!(names(&plan, "la"), ["Latitude", "Last Updated"]);
        let text = |typed: &str| completions(&plan, &GivenColumns::default(), Kind::CacheGroup, typed)[0].text.clone();
        assert_eq!(text("edge la"), "edge latitude=");
        assert_eq!(text("-sho"), "-shortname:");
        assert_eq!(names(&plan, "x name:edge"), ["edge-a", "edge-b"]);
        assert_eq!(text("shortname=a"), "shortname=\"A b\" ", "what has blanks is quoted");
        assert_eq!(text("shortname=\"a"), "shortname=\"A b\" ");
        assert_eq!(names(&plan, "short:"), ["A b", "M"], "the most frequent first");
        for nothing in ["", "edge ", "lat>4", "nonesuch:x", "name:edge-a"] {
            assert_eq!(names(&plan, nothing), [] as [&str; 0], "{nothing}");
        }
        assert_eq!(names(&plan, "parent"), ["1st Parent", "2nd Parent"], "a later word of a header begins so");
    }

    /// Every column that holds something offers what it holds, and the filter that was completed with it lets that through.
    #[test]
    fn every_column_of_the_sample_completes_with_what_stands_there() {
        let plan = Plan::default();
        let plan = plan.applying(&add_sample(&plan).unwrap()).unwrap();
        let group = AnyId::of::<CacheGroup>(plan.find("edge-paris").unwrap());
        let given = GivenColumns {
            services: Some(Arc::new(ServiceCounts::of(&plan))),
            findings: Some(Arc::new(HashMap::from([(group, (Severity::Warning, 3))]))),
            ..GivenColumns::default()
        };
        for kind in [Kind::CacheGroup, Kind::Server, Kind::PhysLocation, Kind::Region, Kind::DeliveryService] {
            for column in columns(kind) {
                let name = column.header.replace(' ', "").to_lowercase();
                let sign = if column.numeric { '=' } else { ':' };
                let offered = completions(&plan, &given, kind, &format!("{name}{sign}"));
                let count = |filter: &filter::RowFilter| {
                    plan.objects(kind).filter(|row| filter.passes(&plan, &given, *row, &[])).count()
                };
                let Some(first) = offered.first() else {
                    let some = filter::RowFilter::read(kind, &format!("{name}!=")).unwrap();
                    assert_eq!(count(&some), 0, "{} {name} holds something that is not offered", kind.key());
                    continue;
                };
                let filter = filter::RowFilter::read(kind, &first.text).unwrap();
                assert!(0 < count(&filter), "{} {}", kind.key(), first.text);
            }
        }
        let names = |text: &str| -> Vec<String> {
            completions(&plan, &given, Kind::CacheGroup, text).into_iter().map(|each| each.name).collect()
        };
        assert!(names("division:").contains(&"Europe".to_owned()), "{:?}", names("division:"));
        assert!(names("methods:").contains(&"CZ".to_owned()), "each method by itself: {:?}", names("methods:"));
        assert!(names("cdns=").contains(&"aurora".to_owned()), "{:?}", names("cdns="));
        assert_eq!(names("findings="), ["0", "3"]);
        assert!(asked_given(Kind::CacheGroup, "x services=").services, "it must be reckoned first");
        assert!(!asked_given(Kind::CacheGroup, "services").services);
    }
}
