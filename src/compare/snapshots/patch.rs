//! Rows of a JSON patch (RFC 6902): made of what was and what is, and applied. Of the operations, `copy` and `test` are
//! never needed.

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::same::{Sought, is_same};
use crate::model::{ListChange, ListStep};

/// One row of a patch; each is done on what the one before left.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPatchRow {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What.
    pub operation: PatchOperation,
}

/// What a row does.
#[derive(Clone, Debug, PartialEq)]
pub enum PatchOperation {
    /// Puts a member, or an element before the one that stands there.
    Add(Value),
    /// Takes away what stands there.
    Remove,
    /// Puts another value there.
    Replace(Value),
    /// Takes away what stands elsewhere and adds it there.
    Move {
        /// Where it stood.
        from: String,
    },
}

/// Why a row cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatchError {
    /// What the row is about is not there.
    #[error("there is nothing at {0:?}")]
    Nothing(String),
    /// The row's pointer is none.
    #[error("{0:?} is no JSON pointer")]
    NoPointer(String),
}

impl JsonPatchRow {
    pub(super) fn new(pointer: impl Into<String>, operation: PatchOperation) -> Self {
        Self { pointer: pointer.into(), operation }
    }

    /// The row as RFC 6902 writes it.
    pub fn to_value(&self) -> Value {
        let path = &self.pointer;
        match &self.operation {
            PatchOperation::Add(value) => json!({"op": "add", "path": path, "value": value}),
            PatchOperation::Remove => json!({"op": "remove", "path": path}),
            PatchOperation::Replace(value) => json!({"op": "replace", "path": path, "value": value}),
            PatchOperation::Move { from } => json!({"op": "move", "from": from, "path": path}),
        }
    }
}

/// A pointer to a member of what a pointer points to.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The rows that make `after` of `before` at that place.
pub(super) fn rows_between(pointer: &str, before: Option<&Value>, after: Option<&Value>, rows: &mut Vec<JsonPatchRow>) {
    match (before, after) {
        (None, None) => {}
        (None, Some(after)) => rows.push(JsonPatchRow::new(pointer, PatchOperation::Add(after.clone()))),
        (Some(_), None) => rows.push(JsonPatchRow::new(pointer, PatchOperation::Remove)),
        (Some(Value::Object(before)), Some(Value::Object(after))) => object_rows(pointer, before, after, rows),
        (Some(Value::Array(before)), Some(Value::Array(after))) => list_rows(pointer, before, after, rows),
        (Some(before), Some(after)) if is_same(before, after) => {}
        (Some(_), Some(after)) => rows.push(JsonPatchRow::new(pointer, PatchOperation::Replace(after.clone()))),
    }
}

fn object_rows(pointer: &str, before: &Map<String, Value>, after: &Map<String, Value>, rows: &mut Vec<JsonPatchRow>) {
    for (key, value) in before {
        rows_between(&below(pointer, key), Some(value), after.get(key), rows);
    }
    for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        rows_between(&below(pointer, key), None, Some(value), rows);
    }
}

fn list_rows(pointer: &str, before: &[Value], after: &[Value], rows: &mut Vec<JsonPatchRow>) {
    let change = list_change(before, after);
    let mut added = change.added.iter().filter_map(|at| after.get(*at));
    for step in change.in_turn() {
        match step {
            ListStep::Removed { at } => rows.push(JsonPatchRow::new(format!("{pointer}/{at}"), PatchOperation::Remove)),
            ListStep::Moved { from, to } => {
                let from = format!("{pointer}/{from}");
                rows.push(JsonPatchRow::new(format!("{pointer}/{to}"), PatchOperation::Move { from }));
            }
            ListStep::Added { at } => {
                rows.extend(
                    added
                        .next()
                        .map(|value| JsonPatchRow::new(format!("{pointer}/{at}"), PatchOperation::Add(value.clone()))),
                );
            }
        }
    }
    // Those that changed in place stand where they end up by now.
    for (from, to) in &change.kept {
        if let (Some(before), Some(after)) = (before.get(*from), after.get(*to))
            && !is_same(before, after)
        {
            rows_between(&format!("{pointer}/{to}"), Some(before), Some(after), rows);
        }
    }
}

/// How a list became another. Objects that share a member's value, and lists, are taken as changed in place.
pub(super) fn list_change(before: &[Value], after: &[Value]) -> ListChange {
    let is_alike = |a: usize, b: usize| match (before.get(a), after.get(b)) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            a.iter().any(|(key, value)| b.get(key).is_some_and(|other| is_same(value, other)))
        }
        (Some(Value::Array(_)), Some(Value::Array(_))) => true,
        _ => false,
    };
    let (old, new): (Vec<_>, Vec<_>) = (before.iter().map(Sought).collect(), after.iter().map(Sought).collect());
    ListChange::between(&old, &new).pairing(is_alike)
}

/// What a document becomes by rows.
pub fn apply_rows(mut document: Value, rows: &[JsonPatchRow]) -> Result<Value, PatchError> {
    for row in rows {
        match &row.operation {
            PatchOperation::Add(value) => add(&mut document, &row.pointer, value.clone())?,
            PatchOperation::Remove => drop(remove(&mut document, &row.pointer)?),
            PatchOperation::Replace(value) => {
                let place = document.pointer_mut(&row.pointer);
                *place.ok_or_else(|| PatchError::Nothing(row.pointer.clone()))? = value.clone();
            }
            PatchOperation::Move { from } => {
                let value = remove(&mut document, from)?;
                add(&mut document, &row.pointer, value)?;
            }
        }
    }
    Ok(document)
}

fn add(document: &mut Value, pointer: &str, value: Value) -> Result<(), PatchError> {
    if pointer.is_empty() {
        *document = value;
        return Ok(());
    }
    let nothing = || PatchError::Nothing(pointer.to_owned());
    let (parent, key) = split(pointer)?;
    match document.pointer_mut(parent).ok_or_else(nothing)? {
        Value::Object(members) => {
            members.insert(key, value);
        }
        Value::Array(items) => {
            let at = if key == "-" { items.len() } else { index(&key).ok_or_else(nothing)? };
            if items.len() < at {
                return Err(nothing());
            }
            items.insert(at, value);
        }
        _ => return Err(nothing()),
    }
    Ok(())
}

fn remove(document: &mut Value, pointer: &str) -> Result<Value, PatchError> {
    let nothing = || PatchError::Nothing(pointer.to_owned());
    let (parent, key) = split(pointer)?;
    match document.pointer_mut(parent).ok_or_else(nothing)? {
        Value::Object(members) => members.remove(&key).ok_or_else(nothing),
        Value::Array(items) => match index(&key) {
            Some(at) if at < items.len() => Ok(items.remove(at)),
            _ => Err(nothing()),
        },
        _ => Err(nothing()),
    }
}

/// The pointer to where something stands in, and its key there.
fn split(pointer: &str) -> Result<(&str, String), PatchError> {
    let (parent, key) = pointer.rsplit_once('/').ok_or_else(|| PatchError::NoPointer(pointer.to_owned()))?;
    Ok((parent, key.replace("~1", "/").replace("~0", "~")))
}

/// A place in a list; RFC 6901 has no leading zeros and no signs.
fn index(key: &str) -> Option<usize> {
    let is_index = key == "0" || !key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit());
    if is_index { key.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(before: &Value, after: &Value) -> Value {
        let mut rows = Vec::new();
        rows_between("", Some(before), Some(after), &mut rows);
        let made = apply_rows(before.clone(), &rows).unwrap();
        assert!(is_same(&made, after), "{made} {after}");
        rows.iter().map(JsonPatchRow::to_value).collect()
    }

    #[test]
    fn rows_are_the_least_that_does_it() {
        for (before, after, expected) in [
            (json!({"a": 1, "b": 2}), json!({"b": 2.0, "a": 1}), json!([])),
            (json!({"a/b": {"c~d": 1}}), json!({"a/b": {}}), json!([{"op": "remove", "path": "/a~1b/c~0d"}])),
            (json!(["a", "b", "c"]), json!(["c", "a", "b"]), json!([{"op": "move", "from": "/2", "path": "/0"}])),
            (json!(["a", "b"]), json!(["a", "x", "b"]), json!([{"op": "add", "path": "/1", "value": "x"}])),
            (
                json!([{"name": "a", "ttl": 1}, {"name": "b"}]),
                json!([{"name": "c"}, {"name": "a", "ttl": 2}, {"name": "b"}]),
                json!([{"op": "add", "path": "/0", "value": {"name": "c"}},
                    {"op": "replace", "path": "/1/ttl", "value": 2}]),
            ),
            (json!({"a": 1}), json!([1]), json!([{"op": "replace", "path": "", "value": [1]}])),
            (json!({"a": null}), json!({}), json!([{"op": "remove", "path": "/a"}])),
        ] {
            assert_eq!(patch(&before, &after), expected, "{before} {after}");
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        for (pointer, operation) in [
            ("/x", PatchOperation::Remove),
            ("/list/2", PatchOperation::Remove),
            ("/list/01", PatchOperation::Remove),
            ("/list/+1", PatchOperation::Remove),
            ("/list/3", PatchOperation::Add(Value::Null)),
            ("/x/y", PatchOperation::Add(Value::Null)),
            ("/text/y", PatchOperation::Add(Value::Null)),
            ("/x", PatchOperation::Replace(Value::Null)),
            ("x", PatchOperation::Remove),
            ("", PatchOperation::Remove),
            ("/y", PatchOperation::Move { from: "/x".to_owned() }),
        ] {
            let row = JsonPatchRow::new(pointer, operation);
            let document = json!({"list": [1, 2], "text": ""});
            assert!(apply_rows(document, std::slice::from_ref(&row)).is_err(), "{row:?}");
        }
        let appended = apply_rows(json!([1]), &[JsonPatchRow::new("/-", PatchOperation::Add(json!(2)))]);
        assert_eq!(appended, Ok(json!([1, 2])));
    }
}
