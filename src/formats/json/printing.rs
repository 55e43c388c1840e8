//! JSON for programs that read what a command says: documents made of small parts, and values of fields.

use std::fmt::Write as _;

use serde_json::Value as Document;

use crate::model::{Target, Value, is_deceptive};
use crate::sorting::gather;

/// A document as indented text.
pub fn pretty(document: &Document) -> Vec<u8> {
    // A tree with texts for keys can always be printed; an empty text is what a reader would notice.
    coded(&serde_json::to_string_pretty(document).unwrap_or_default()).into_bytes()
}

/// A document with codes in place of characters that would not be seen, or would turn what is around them; programs read
/// the same. They stand within texts only, where JSON has codes for them.
fn coded(document: &str) -> String {
    let is_odd = |character: char| character != '\n' && is_deceptive(character);
    if !document.contains(is_odd) {
        return document.to_owned();
    }
    let mut coded = String::with_capacity(document.len() + 16);
    for character in document.chars() {
        if is_odd(character) {
            // All of them are in the first plane. Writing to a text cannot fail.
            let _ = write!(coded, "\\u{:04x}", u32::from(character));
        } else {
            coded.push(character);
        }
    }
    coded
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
            Document::Object(gather(members.iter().map(|(key, value)| ((*key).to_owned(), plain(value)))))
        }
        Value::Json(document) => document.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_not_be_seen_is_coded_and_reads_the_same() {
        let document = serde_json::json!({"a\u{202e}b": ["\u{7f}\u{85}\u{feff}", "Łódź\n"]});
        let printed = pretty(&document);
        let text = std::str::from_utf8(&printed).unwrap();
        assert!(text.contains(r"a\u202eb") && text.contains(r"\u007f\u0085\ufeff") && text.contains("Łódź"), "{text}");
        assert_eq!(serde_json::from_slice::<Document>(&printed).unwrap(), document);
    }
}
