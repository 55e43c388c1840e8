//! A snapshot as the tree that it is, with nothing taken otherwise than it stands there: for comparing documents, in
//! which every difference counts. `read` makes a `Snapshot`, which has only what Traffic Ops writes.

use serde_json::{Map, Value};

use super::read::{Membered as _, ReadError};
use crate::formats::json::{parse, parse_tree};
use crate::snapshot::Snapshot;

/// A snapshot as it stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotTree {
    /// Its members, without the answer of the API around them.
    pub members: Map<String, Value>,
    /// The places of members whose name stood before in the same object: the last counts, as for Traffic Router.
    pub overruled: Vec<String>,
}

impl SnapshotTree {
    /// The name of the CDN whose snapshot it is, if it says so.
    pub fn cdn_name(&self) -> Option<&str> {
        self.members.get("stats")?.get("CDN_name")?.as_str()
    }
}

/// Reads a document: the bare object or an answer of the API that holds it.
pub fn read_tree(bytes: &[u8]) -> Result<SnapshotTree, ReadError> {
    let tree = parse_tree(bytes)?;
    // Where they are takes another look, which most files don't need.
    let overruled = if 0 < tree.overruled { parse(bytes)?.duplicates() } else { Vec::new() };
    let value = match tree.value {
        Value::Object(mut members) => match members.remove("response") {
            Some(response) => response,
            None => Value::Object(members),
        },
        other => other,
    };
    match value {
        Value::Object(members) if Snapshot::KEYS.iter().any(|section| members.contains_key(*section)) => {
            Ok(SnapshotTree { members, overruled })
        }
        Value::Object(_) => Err(ReadError::Other("an object without any of its sections")),
        Value::Array(_) => Err(ReadError::Other("a list")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(ReadError::Other("a single value")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_bare_objects_are_read_alike() {
        let bare = read_tree(br#"{"stats": {"CDN_name": "atlas"}, "odd": [1]}"#).unwrap();
        assert_eq!(bare.cdn_name(), Some("atlas"));
        assert_eq!(read_tree(br#"{"response": {"stats": {"CDN_name": "atlas"}, "odd": [1]}}"#), Ok(bare));
        let twice = read_tree(br#"{"response": {"stats": {"a": 1, "a": 2}}}"#).unwrap();
        assert_eq!(twice.overruled, ["/response/stats/a"]);
        for text in ["", "[]", "7", "{}", r#"{"response": [{"id": 1}]}"#, r#"{"response": {"alerts": []}}"#] {
            assert!(read_tree(text.as_bytes()).is_err(), "{text}");
        }
    }
}
