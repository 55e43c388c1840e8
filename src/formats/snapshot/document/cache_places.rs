//! Where the caches of a document seem to stand that somebody else has printed: found by how Traffic Ops prints them, without
//! reading any. Whether it is so is known once they are read as parts.

use std::ops::Range;

use super::cache_parts::CACHES;
use crate::formats::snapshot::read::Membered as _;
use crate::snapshot::Snapshot;

/// In shorter ones it is not worth a look.
const LOOKED_FOR_FROM: usize = 1 << 20;

/// A part has about so many bytes.
const BYTES_OF_PART: usize = 1 << 17;

/// What stands between the value of one object and the name of the next.
const BETWEEN: &[u8] = b"},\"";

/// The caches of a text in parts, as `read_around` takes them; none, if it is short or they seem to stand nowhere.
pub fn find_caches(document: &[u8]) -> Vec<Range<usize>> {
    if document.len() < LOOKED_FOR_FROM { Vec::new() } else { parts(document, BYTES_OF_PART).unwrap_or_default() }
}

fn parts(document: &[u8], step: usize) -> Option<Vec<Range<usize>>> {
    let opening = format!("\"{CACHES}\":{{");
    let start = std::str::from_utf8(document).ok()?.find(&opening)? + opening.len();
    let end = end_of_section(document, start)?;
    let section = document.get(..end)?;
    let (mut parts, mut from) = (Vec::new(), start);
    while let Some(next) = beginning(section, from + step) {
        parts.push(from..next - 1);
        from = next;
    }
    parts.push(from..end);
    let first_names: Vec<&[u8]> = parts.iter().filter_map(|part| name_at(document, part.start)).collect();
    // Who sorts nothing gives them in no order anywhere.
    first_names.is_sorted().then_some(parts)
}

/// Where the last object of the section ends that begins at a place: another section follows, of which there always are some.
fn end_of_section(document: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let end = position(document, from, b"}},\"")? + 1;
        let next = name_at(document, end + 2)?;
        if Snapshot::KEYS.iter().any(|key| key.as_bytes() == next) {
            return Some(end);
        }
        from = end;
    }
}

/// Where, from a place on, a member begins that seems to be a cache.
fn beginning(section: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let name = position(section, from, BETWEEN)? + BETWEEN.len() - 1;
        let end = name + name_at(section, name)?.len() + 1;
        if section.get(end..end + 3) == Some(b"\":{") {
            return Some(name);
        }
        from = name;
    }
}

/// What stands between the quote at a place and the next.
fn name_at(text: &[u8], at: usize) -> Option<&[u8]> {
    let rest = text.get(at + 1..)?;
    rest.get(..rest.iter().position(|byte| *byte == b'"')?)
}

/// Where some bytes stand, from a place on.
fn position(text: &[u8], from: usize, sought: &[u8]) -> Option<usize> {
    let (first, last) = (sought.first()?, sought.len());
    let mut from = from;
    loop {
        let at = from + text.get(from..)?.iter().position(|byte| byte == first)?;
        if text.get(at..at + last) == Some(sought) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::snapshot::{read_around, read_document};
    use crate::snapshot::judging::{JudgingOptions, judge_for};

    fn found(text: &str, step: usize) -> Option<Vec<&str>> {
        Some(parts(text.as_bytes(), step)?.into_iter().map(|part| &text[part]).collect())
    }

    #[test]
    fn parts_begin_with_objects() {
        let text =
            r#"{"config":{},"contentServers":{"a":{"d":{"x":["y"]},"r":0},"b":{"r":0},"c":{"d":{},"r":0}},"stats":{}}"#;
        let [a, b, c] = [r#""a":{"d":{"x":["y"]},"r":0}"#, r#""b":{"r":0}"#, r#""c":{"d":{},"r":0}"#];
        assert_eq!(found(text, 1).unwrap(), [a, b, c]);
        assert_eq!(found(text, 20).unwrap(), [a, &format!("{b},{c}")]);
        assert_eq!(found(text, 1_000).unwrap(), [format!("{a},{b},{c}")]);
        assert!(find_caches(text.as_bytes()).is_empty(), "it is short");
        // Their last member may be an object, too.
        let text = r#"{"contentServers":{"a":{"d":{}},"b":{"d":{}}},"stats":{}}"#;
        assert_eq!(found(text, 1).unwrap(), [r#""a":{"d":{}}"#, r#""b":{"d":{}}"#]);
    }

    #[test]
    fn snapshots_are_judged_in_such_parts_like_as_a_whole() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/traffic-ops/atlas");
        let routers = [JudgingOptions::default()];
        let mut judged = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let document = std::fs::read(file.unwrap().path()).unwrap_or_default();
            for step in [1, 500, 5_000] {
                let Some(parts) = parts(&document, step) else { continue };
                let text = std::str::from_utf8(&document).unwrap();
                let (around, caches) = read_around(text, &parts).unwrap();
                let expected = judge_for(routers, &read_document(text).unwrap(), None);
                assert_eq!(judge_for(routers, &around, Some(&caches)), expected);
                judged += 1;
            }
        }
        assert!(0 < judged);
    }

    #[test]
    fn where_they_seem_to_be_nowhere_there_are_none() {
        for text in [
            "",
            "{}",
            r#"{"contentServers":{"#,
            r#"{"contentServers": {"a":{}}}"#,
            r#"{"contentServers":{"b":{},"a":{}}}"#,
        ] {
            assert_eq!(found(text, 1), None, "{text}");
        }
    }
}
