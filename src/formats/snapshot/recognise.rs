//! Whether a file is a CDN Snapshot, by what stands at its top. It reads no section.

use crate::formats::json::{DocumentPart, outline, text_of};

/// Sections that only a snapshot has.
const SECTIONS: [&str; 4] = ["contentServers", "contentRouters", "edgeLocations", "trafficRouterLocations"];

/// Whether a file is a snapshot, bare or as an answer of the API.
pub fn recognises(bytes: &[u8]) -> bool {
    let Ok(text) = text_of(bytes) else { return false };
    // Lists of rows are the largest files; a look at their beginning spares a look through all of them.
    let begin: String = text.chars().filter(|character| !character.is_whitespace()).take(12).collect();
    let is_answer = begin == "{\"response\":";
    if begin.starts_with('[') || is_answer && opens_list(text) {
        return false;
    }
    if is_answer {
        return SECTIONS.iter().any(|section| text.contains(&format!("\"{section}\"")));
    }
    match outline(text) {
        Ok(DocumentPart::Members(members)) => members.iter().any(|(key, _)| SECTIONS.contains(&&**key)),
        _ => false,
    }
}

/// Whether the first member's value is a list.
fn opens_list(text: &str) -> bool {
    text.split_once(':').is_some_and(|(_, value)| value.trim_start().starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::recognises;

    #[test]
    fn snapshots_are_told_from_bodies() {
        assert!(recognises(br#"{"config": {}, "edgeLocations": {}}"#));
        assert!(recognises(br#"{"response": {"contentServers": {}}}"#));
        assert!(!recognises(br#"{"response": [{"contentServers": 1}]}"#));
        assert!(!recognises(br#"{"cachegroups": []}"#));
        assert!(!recognises(b"not json"));
    }
}
