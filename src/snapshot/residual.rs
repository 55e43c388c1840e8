//! Residuals: what a snapshot that was read says and a plan cannot, kept with the plan so that nothing is lost. Each is
//! a place, what the plan derives there, and what was read. They lie in rows of an endpoint of Lodestone's own, one row
//! for each object of a snapshot. It compares documents; it parses and prints none.

use serde_json::{Map, Value};

use crate::model::{OtherRow, Plan};
use crate::sorting::OrderedMap;
use crate::sorting::{sort, sort_by};

/// A place where a snapshot that was read differs from what the plan derives.
#[derive(Clone, Debug, PartialEq)]
pub struct Residual {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What the plan derives there; none: nothing stands there.
    pub derived: Option<Value>,
    /// What was read there; none: nothing stood there.
    pub read: Option<Value>,
}

impl Residual {
    /// All of a CDN, in the order in which they are to be applied: objects first, then sections.
    pub fn of_cdn(plan: &Plan, cdn: &str) -> Vec<Self> {
        let own = plan.other_rows().iter().filter(|(_, row)| row.residuals_of() == Some(cdn));
        let mut found: Vec<Self> = own.flat_map(|(_, row)| Self::of_row(row)).collect();
        sort_by(&mut found, |a, b| (is_section(&a.pointer), &a.pointer).cmp(&(is_section(&b.pointer), &b.pointer)));
        found
    }

    /// Those of one row; what is not understood there is passed over.
    fn of_row(row: &OtherRow) -> Vec<Self> {
        let items = row.document.get("residuals").and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Self::of_value).collect()
    }

    fn of_value(value: &Value) -> Option<Self> {
        let pointer = value.get("pointer")?.as_str()?.to_owned();
        Some(Self { pointer, derived: value.get("derived").cloned(), read: value.get("read").cloned() })
    }

    fn to_value(&self) -> Value {
        let mut members = Map::new();
        members.insert("pointer".to_owned(), Value::from(self.pointer.as_str()));
        for (name, value) in [("derived", &self.derived), ("read", &self.read)] {
            if let Some(value) = value {
                members.insert(name.to_owned(), value.clone());
            }
        }
        Value::Object(members)
    }

    /// The rows that hold residuals of a CDN, by their keys.
    pub fn to_rows(cdn: &str, residuals: &[Self]) -> OrderedMap<String, OtherRow> {
        let mut rows: OrderedMap<String, Vec<Value>> = OrderedMap::new();
        for residual in residuals {
            rows.entry(object_of(&residual.pointer)).or_default().push(residual.to_value());
        }
        let row = |(object, residuals): (String, Vec<Value>)| {
            let row = OtherRow::of_residuals(cdn, &object, Value::Array(residuals));
            (row.row_key.clone(), row)
        };
        rows.into_iter().map(row).collect()
    }
}

/// Whether a place is a whole section.
fn is_section(pointer: &str) -> bool {
    pointer.matches('/').count() <= 1
}

/// The object that a place is in: section and name.
fn object_of(pointer: &str) -> String {
    pointer.split('/').take(3).collect::<Vec<_>>().join("/")
}

/// A place and its member.
pub(crate) fn within(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Whether a whole place of the derived document that was not read is to stay as it is.
pub(crate) type Stays<'a> = &'a dyn Fn(&str) -> bool;

/// Every place where the document that was read differs from the derived one, members without which nothing is left to
/// compare first. Who made a snapshot and when is no difference: an export says its own.
pub(crate) fn differences(derived: &Value, read: &Value, stays: Stays<'_>) -> Vec<Residual> {
    let mut found = Vec::new();
    let nothing = Map::new();
    let sections = |document: &Value| document.as_object().map(|members| members.keys().cloned().collect());
    let mut keys: Vec<String> = sections(derived).unwrap_or_default();
    keys.extend(sections(read).unwrap_or_default());
    sort(&mut keys);
    keys.dedup();
    for key in keys {
        let pointer = within("", &key);
        match (derived.get(&key), read.get(&key)) {
            (Some(Value::Object(derived)), Some(Value::Object(read))) => {
                let before = found.len();
                members(derived, read, &pointer, stays, &mut found);
                // It goes with its last member, and is there all the same.
                if read.is_empty() && !derived.is_empty() && found.len() - before == derived.len() {
                    found.push(Residual { pointer, derived: None, read: Some(Value::Object(Map::new())) });
                }
            }
            // A section that is not there has no members; the last member that goes takes its section along.
            (Some(Value::Object(derived)), None) => members(derived, &nothing, &pointer, stays, &mut found),
            // Its date is another each time, so that it is never compared as a whole.
            (Some(Value::Object(derived)), Some(_)) if key == "stats" => {
                members(derived, &nothing, &pointer, stays, &mut found);
            }
            (derived, read) => value(derived, read, pointer, stays, &mut found),
        }
    }
    found
}

fn members(
    derived: &Map<String, Value>,
    read: &Map<String, Value>,
    pointer: &str,
    stays: Stays<'_>,
    found: &mut Vec<Residual>,
) {
    for (key, one) in derived {
        value(Some(one), read.get(key), within(pointer, key), stays, found);
    }
    for (key, one) in read.iter().filter(|(key, _)| !derived.contains_key(*key)) {
        value(None, Some(one), within(pointer, key), stays, found);
    }
}

fn value(derived: Option<&Value>, read: Option<&Value>, pointer: String, stays: Stays<'_>, found: &mut Vec<Residual>) {
    match (derived, read) {
        _ if MAKER.contains(&pointer.as_str()) => {}
        (None, None) => {}
        (Some(Value::Object(derived)), Some(Value::Object(read))) => members(derived, read, &pointer, stays, found),
        (Some(derived), Some(read)) if same(derived, read) => {}
        // A set: another order says nothing.
        (Some(derived), Some(read)) if pointer.ends_with("/localizationMethods") && is_same_set(derived, read) => {}
        (Some(_), None) if stays(&pointer) => {}
        (derived, read) => found.push(Residual { pointer, derived: derived.cloned(), read: read.cloned() }),
    }
}

/// Where a snapshot says who made it and when.
const MAKER: [&str; 3] = ["/stats/date", "/stats/tm_user", "/stats/tm_version"];

/// Whether two values are the same: 1 and 1.0 are.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || both_doubles(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Whether two lists have the same elements, in whatever order.
pub(crate) fn is_same_set(a: &Value, b: &Value) -> bool {
    let (Value::Array(a), Value::Array(b)) = (a, b) else { return false };
    let has = |items: &[Value], wanted: &Value| items.iter().filter(|item| same(item, wanted)).count();
    a.len() == b.len() && a.iter().all(|item| has(a, item) == has(b, item))
}

/// Whole numbers that no double holds exactly are told apart as they are.
fn both_doubles(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_are_places() {
        let derived = json!({"a": {"x": {"port": 80, "n": 1}, "mine": {}}, "stats": {"date": 1, "tm_user": "a"}});
        let read =
            json!({"a": {"x": {"port": "80", "n": 1.0, "m~/": null}}, "b": {}, "stats": {"date": 2, "tm_path": "b"}});
        let found = differences(&derived, &read, &|pointer| pointer == "/a/mine");
        let residual = |pointer: &str, derived: Option<Value>, read: Option<Value>| Residual {
            pointer: pointer.to_owned(),
            derived,
            read,
        };
        let expected = [
            residual("/a/x/port", Some(json!(80)), Some(json!("80"))),
            residual("/a/x/m~0~1", None, Some(Value::Null)),
            residual("/b", None, Some(json!({}))),
            residual("/stats/tm_path", None, Some(json!("b"))),
        ];
        assert_eq!(found, expected);
        assert_eq!(differences(&derived, &read, &|_| false).len(), 5);
        let emptied = differences(&derived, &json!({"a": {}, "stats": {}}), &|_| false);
        let places: Vec<_> = emptied.iter().map(|residual| residual.pointer.as_str()).collect();
        assert_eq!(places, ["/a/mine", "/a/x", "/a"], "a section that goes with its members comes back");
        let rows = Residual::to_rows("cdn", &found);
        assert_eq!(rows.keys().collect::<Vec<_>>(), ["cdn /a/x", "cdn /b", "cdn /stats/tm_path"]);
        assert_eq!(Residual::of_value(&found[1].to_value()).as_ref(), Some(&found[1]));
    }
}
