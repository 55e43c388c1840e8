//! Files that are named after an endpoint and one object of it, like `divisions_1.json`: answers to who asks for one by its
//! id or its name. The row must be that one, since any name may have more behind it.

use crate::formats::json::{Budget, Json, Row};

use super::endpoints::{self, Endpoint, Holds};

/// Members by which one object is asked for.
const NAMES: &[&str] = &["name", "xmlId", "hostName"];

/// The endpoint that a file's name and its only row tell.
pub(super) fn find(stem: &str, text: &str, rows: &[Row]) -> Option<&'static Endpoint> {
    let ([row], Some((endpoint, wanted))) = (rows, of_name(stem)) else { return None };
    let row = row.parse(text, &Budget::of(text.len())).ok()?;
    is_called(&row, wanted).then_some(endpoint)
}

/// An endpoint and what stands behind its name.
fn of_name(stem: &str) -> Option<(&'static Endpoint, &str)> {
    stem.match_indices(['_', '-']).rev().find_map(|(at, separator)| {
        let (many, wanted) = (stem.get(..at)?, stem.get(at + separator.len()..)?);
        let endpoint = endpoints::find(many).or_else(|| endpoints::find_singular(many))?;
        let has_objects = matches!(endpoint.holds, Holds::Kind(_) | Holds::Others | Holds::Skipped);
        let is_named = wanted.chars().any(char::is_alphanumeric);
        (has_objects && is_named).then_some((endpoint, wanted))
    })
}

/// Whether a row is of the object that has such an id or such a name.
fn is_called(row: &Json, wanted: &str) -> bool {
    let has_id = |wanted: &str| row.get("id").and_then(Json::as_int).is_some_and(|id| wanted == id.to_string());
    let has_name = |wanted: &str| {
        let mut names = NAMES.iter().filter_map(|name| row.get(name).and_then(Json::as_text));
        names.any(|name| endpoints::same(name, wanted))
    };
    let after = |word: &str| wanted.strip_prefix(word).filter(|rest| !rest.is_empty());
    has_id(wanted) || has_name(wanted) || after("id_").is_some_and(has_id) || after("name_").is_some_and(has_name)
}
