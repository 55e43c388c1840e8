//! What readers of Traffic Router's files have in common: what is wrong with a file as findings, and what is kept of it.

use std::sync::Arc;

use super::RouterFileError;
use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json;
use crate::formats::snapshot::{DocumentError, read_document_bytes};
use crate::model::{JsonMembers, Kind, OtherRow, Value};
use crate::snapshot::document::{Node, SnapshotDocument};
use crate::sorting::gather;

/// A place in a file, by its JSON pointer.
pub(in crate::formats) fn place(file: &Arc<str>, pointer: &str) -> Place {
    let at = if pointer.is_empty() { At::Whole } else { At::Spot(pointer.to_owned()) };
    Place { file: Arc::clone(file), at }
}

/// Reads a file; of members that stand twice the last counts, as for Traffic Router, and that is told.
pub(in crate::formats) fn document(
    file: &Arc<str>,
    bytes: &[u8],
    incoming: &mut Incoming,
) -> Result<SnapshotDocument, RouterFileError> {
    let document = read_document_bytes(bytes).map_err(|error: DocumentError| RouterFileError::Json(error))?;
    for pointer in &document.repeated {
        let message = "stands twice in the same object, and the last counts: keep one";
        incoming.problems.push(Finding::new(Severity::Warning, place(file, pointer), "", message));
    }
    if document.replaced {
        let message = "some of it is no UTF-8, and is replaced: save the file as UTF-8";
        incoming.problems.push(Finding::new(Severity::Warning, Place::whole(file), "", message));
    }
    Ok(document)
}

/// What is said of a file that Traffic Router does not take. `what`: what the file is.
pub(in crate::formats) fn refused(file: &Arc<str>, what: &str, error: &RouterFileError) -> Finding {
    let message = format!("Traffic Router does not take this {what}: {}", error.reason());
    Finding::new(Severity::Error, place(file, error.place()), "", message)
}

/// A value to keep; a number that no double can hold is kept as a text.
pub(in crate::formats) fn kept(node: &Node) -> serde_json::Value {
    match node {
        Node::Null => serde_json::Value::Null,
        Node::Bool(set) => (*set).into(),
        Node::Number(digits) => {
            json::parse(digits.as_bytes()).map_or_else(|_| digits.as_str().into(), json::Json::into_value)
        }
        Node::Text(text) => text.as_str().into(),
        Node::Array(items) => items.iter().map(kept).collect(),
        Node::Object(members) => {
            serde_json::Value::Object(gather(members.iter().map(|(key, value)| (key.to_string(), kept(value)))))
        }
    }
}

/// The members of an object that are none of the known ones.
pub(in crate::formats) fn others(node: &Node, known: &[&str]) -> JsonMembers {
    let unknown = node.members().iter().filter(|(key, _)| !known.contains(&key.as_str()));
    gather(unknown.map(|(key, value)| (key.to_string(), kept(value))))
}

/// Texts of a list; whatever stands there, as Traffic Router reads it.
pub(in crate::formats) fn texts(node: &Node) -> Value {
    Value::List(node.elements().map(|text| Value::Text(text.as_text().into_owned())).collect())
}

/// Members that are kept.
pub(in crate::formats) fn members_value(members: JsonMembers) -> Value {
    if members.is_empty() {
        Value::Null
    } else {
        Value::Json(gather::<_, serde_json::Map<_, _>>(members.into_iter()).into())
    }
}

/// An object that a file gives whole.
pub(in crate::formats) fn object(
    kind: Kind,
    place: Place,
    identity: String,
    fields: Vec<(&'static str, Value)>,
) -> IncomingObject {
    IncomingObject::of(kind, place, vec![identity], fields)
}

/// The row that keeps what stands at the top of a file beside what is modelled.
pub(in crate::formats) fn beside(place: Place, endpoint: &str, members: JsonMembers) -> IncomingObject {
    let document: serde_json::Map<String, serde_json::Value> = gather(members.into_iter());
    IncomingObject {
        identity: vec![endpoint.to_owned(), OtherRow::FILE.to_owned()],
        fields: vec![
            (OtherRow::ENDPOINT, Value::Text(endpoint.to_owned())),
            (OtherRow::ROW_KEY, Value::Text(OtherRow::FILE.to_owned())),
            (OtherRow::DOCUMENT, Value::Json(document.into())),
        ],
        ..object(Kind::OtherRow, place, String::new(), Vec::new())
    }
}
