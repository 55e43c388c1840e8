//! JSON for programs that read what a command says: documents made of small parts, and values of fields.

use serde_json::Value as Document;

use crate::model::{Target, Value};

/// A document as indented text.
pub fn pretty(document: &Document) -> Vec<u8> {
    // A tree with texts for keys can always be printed; an empty text is what a reader would notice.
    serde_json::to_vec_pretty(document).unwrap_or_default()
}

/// A document in one line.
pub fn compact(document: &Document) -> String {
    document.to_string()
}

/// A text in quotes.
pub fn quoted(text: &str) -> Vec<u8> {
    serde_json::to_vec(text).unwrap_or_default()
}

/// A field's value, whose links name what they point to, as a document.
pub fn plain(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::from(*value),
        Value::Int(number) => Document::from(*number),
        Value::Float(number) => Document::from(*number),
        Value::Text(text) => Document::from(text.as_str()),
        Value::Link(link) => match &link.target {
            Target::Absent(absent) => Document::from(absent.to_string()),
            Target::To(number) => Document::from(*number),
        },
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Object(members) => {
            Document::Object(members.iter().map(|(key, value)| ((*key).to_owned(), plain(value))).collect())
        }
        Value::Json(document) => document.clone(),
    }
}
