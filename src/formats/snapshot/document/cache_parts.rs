//! A document of which it is known where its caches stand, because we printed it, or of which they seem to stand somewhere:
//! they are most of a large one, and each is read, looked at and let go, so that there is never a tree of all. What is not
//! exactly as it should be there is read as a whole, like any other text.

use std::borrow::Cow;
use std::ops::Range;

use super::{DocumentParser, PointerStep, SnapshotDocument, read_ahead};
use crate::formats::json::max_values;
use crate::formats::snapshot::ahead::AheadList;
use crate::snapshot::document::Node;
use crate::snapshot::reading::CacheSection;

/// The section whose members stand in parts.
pub(in crate::formats::snapshot) const CACHES: &str = "contentServers";

/// How deep what stands in a section is nested.
const DEPTH: usize = 2;

/// The answer of the API around a snapshot.
const RESPONSE: &str = "response";

/// Of what stands around the caches so many bytes are read by a core at a time.
const BYTES_AROUND: usize = 1 << 15;

/// So many more values than a text of their length may have all parts together: short ones have many.
const VALUES_OF_PARTS: usize = 100_000;

/// So often, on the whole, a part is read again whose caches are not like each other. One whose members come and go, and
/// whose services do, is read again twice.
const TIMES_READ_AGAIN: usize = 4;

/// The caches of a text, in parts: some members each, with a comma between one part and the next.
#[derive(Debug)]
pub struct CacheParts<'a> {
    text: &'a str,
    parts: &'a [Range<usize>],
    /// How deep they are nested.
    depth: usize,
}

/// Reads a document without its caches, which stand in parts, and says how to read those. None: something is wrong with it,
/// or it is not as it should be.
pub fn read_around<'a>(text: &'a str, parts: &'a [Range<usize>]) -> Option<(SnapshotDocument, CacheParts<'a>)> {
    let caches = parts.first()?.start..parts.last()?.end;
    let is_between = |pair: &[Range<usize>]| text.get(pair.first()?.end..pair.last()?.start);
    // So large a one may hold fewer values than its parts may.
    let is_huge = max_values(text.len()) == max_values(2 * text.len());
    if is_huge || parts.windows(2).any(|pair| is_between(pair) != Some(",")) {
        return None;
    }
    let left = max_values(text.len().checked_sub(caches.len())?).checked_sub(VALUES_OF_PARTS)?;
    let ahead = AheadList::of(read_ahead(text, caches.end, BYTES_AROUND));
    let mut parser = DocumentParser { ahead, left, passed: Some(caches), ..DocumentParser::new(text) };
    let root = parser.value().ok()?;
    if parser.passed.is_some() || !parser.repeated.is_empty() {
        return None;
    }
    let depth = parser.passed_at;
    let root = match root {
        Node::Object(mut members) if depth == DEPTH + 1 && members.iter().all(|(key, _)| key != "config") => {
            let at = members.iter().position(|(key, _)| key == RESPONSE)?;
            members.swap_remove(at).1
        }
        root if depth == DEPTH && !root.has(RESPONSE) => root,
        _ => return None,
    };
    Some((SnapshotDocument { root, repeated: Vec::new(), replaced: false }, CacheParts { text, parts, depth }))
}

impl CacheSection for CacheParts<'_> {
    fn pieces(&self) -> usize {
        self.parts.len()
    }

    fn is_judged_only(&self) -> bool {
        true
    }

    fn read(&self, piece: usize, take: &mut dyn FnMut(&str, &Node)) -> Option<()> {
        let part = self.parts.get(piece)?;
        let mut parser = DocumentParser::new(self.text.get(..part.end)?);
        (parser.at, parser.depth, parser.left) =
            (part.start, self.depth, part.len() / 8 + VALUES_OF_PARTS / self.parts.len());
        parser.again = TIMES_READ_AGAIN * part.len();
        let last = parser.each_member(take)?;
        // One that stands twice would count once: names come in order, so that none does.
        let next = self.parts.get(piece + 1).map(|next| {
            let mut parser = DocumentParser::new(self.text);
            parser.at = next.start;
            (parser.peek() == Some(b'"')).then(|| parser.string().ok()).flatten()
        });
        match next {
            Some(next) => (*last < *next?).then_some(()),
            None => Some(()),
        }
    }
}

impl<'a> DocumentParser<'a> {
    /// Gives each of the members that fill the rest of the text, and says how the last one is called; none: something is
    /// wrong with them, or one does not come behind the other.
    fn each_member(&mut self, take: &mut dyn FnMut(&str, &Node)) -> Option<Cow<'a, str>> {
        let mut last: Option<Cow<'a, str>> = None;
        // They are all of a kind.
        let mut value = Node::Null;
        loop {
            let name = self.name().ok()?;
            self.value_over(&mut value).ok()?;
            if last.as_ref().is_some_and(|last| *name <= **last) || !self.repeated.is_empty() {
                return None;
            }
            take(&name, &value);
            last = Some(name);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(_) => return None,
                None => return last,
            }
        }
    }

    /// Passes the caches that stand in parts, if they begin here, as all that their section holds.
    pub(super) fn pass(&mut self) {
        let Some(passed) = self.passed.as_ref().filter(|passed| passed.start == self.at) else { return };
        let is_section = match self.path.as_slice() {
            [PointerStep::Member(name)] => name == CACHES,
            [PointerStep::Member(answer), PointerStep::Member(name)] => answer == RESPONSE && name == CACHES,
            _ => false,
        };
        if is_section && self.text.as_bytes().get(passed.end) == Some(&b'}') {
            self.at = passed.end;
            self.passed_at = self.depth;
            self.passed = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::snapshot::read_document;
    use crate::snapshot::judging::{JudgingOptions, judge, judge_for};

    /// A snapshot of these caches, so many in a part, and where the parts stand.
    fn snapshot(caches: &[String], step: usize) -> (String, Vec<Range<usize>>) {
        let mut text = r#"{"config":{"domain_name":"cdn.example"},"contentServers":{"#.to_owned();
        let mut parts = Vec::new();
        for some in caches.chunks(step) {
            if !parts.is_empty() {
                text.push(',');
            }
            let from = text.len();
            text.push_str(&some.join(","));
            parts.push(from..text.len());
        }
        text.push_str(
            r#"},"deliveryServices":{"x":{"domains":["x.cdn.example"],"topology":"t","requiredCapabilities":[],"matchsets":[{"protocol":"HTTP","matchlist":[{"regex":".*\\.x\\..*","match-type":"HOST"}]}],"routingName":"cdn","coverageZoneOnly":"false"},"y":{"domains":["-..y"]}},"edgeLocations":{"a":{"latitude":1,"longitude":2},"b":{"latitude":1,"longitude":3}},"stats":{"CDN_name":"cdn","date":1},"topologies":{"t":{"nodes":["b"]}}}"#,
        );
        (text, parts)
    }

    /// Caches of which most have something wrong with them.
    fn caches() -> Vec<String> {
        let odd = [
            r#""locationId":"a","ip":"10.0.0.1","fqdn":"c.cdn.example","port":80"#,
            r#""locationId":"b","ip":null,"ip6":"","fqdn":"c.cdn.example","port":80"#,
            r#""locationId":"b","fqdn":"c.cdn.example","deliveryServices":{"x":[],"y":["z.x"],"w":["no"]}"#,
            r#""locationId":"c","type":"EDGE""#,
            r#""locationId":"a","ip":"","ip6":null,"port":80,"deliveryServices":{"y":["c..y.cdn.example"]}"#,
            r#""ip":"10.0.0.1","\u0061":{"b":[1,2]}"#,
            r#""locationId":"b","ip":"10.0.0.1.","hashCount":99999999,"deliveryServices":{"x":["c.x.cdn.example"]}"#,
        ];
        (0..40).map(|at| format!("\"c{at:02}\":{{{}}}", odd[at % odd.len()])).collect()
    }

    #[test]
    fn caches_that_are_read_one_after_the_other_are_judged_like_all_at_once() {
        for step in [1, 3, 40] {
            let (text, parts) = snapshot(&caches(), step);
            let (around, caches) = read_around(&text, &parts).unwrap();
            assert_eq!(around.root.get("contentServers").map(Node::size), Some(0), "none is held");
            let whole = read_document(&text).unwrap();
            let routers = [JudgingOptions::default(), JudgingOptions { fresh: false, held_date: 9 }];
            let (answer, moved) =
                (format!(r#"{{"alerts":[],"response":{text}}}"#), r#"{"alerts":[],"response":"#.len());
            let parts_of_answer: Vec<_> = parts.iter().map(|part| part.start + moved..part.end + moved).collect();
            let (around_answer, caches_of_answer) = read_around(&answer, &parts_of_answer).unwrap();
            assert_eq!(around_answer, around);
            assert!(read_around(&answer.replacen("response", "responze", 1), &parts_of_answer).is_none());
            assert!(read_around(&answer.replacen("alerts", "config", 1), &parts_of_answer).is_none());
            let expected = routers.map(|options| judge(&whole, &options));
            assert!(expected.iter().all(|judged| 40 < judged.findings.len()));
            assert_eq!(expected[1].dropped.caches.len(), 40, "it is too old");
            for caches in [caches, caches_of_answer] {
                assert_eq!(judge_for(routers, &around, Some(&caches)).unwrap(), expected, "{step} in a part");
            }
        }
    }

    #[test]
    fn what_is_not_as_it_should_be_is_read_as_a_whole() {
        let is_read = |text: &str, parts: &[Range<usize>]| {
            let read = read_around(text, parts);
            read.is_some_and(|(_, caches)| {
                (0..caches.pieces()).all(|piece| caches.read(piece, &mut |_, _| ()).is_some())
            })
        };
        let plain = |names: &[&str]| names.iter().map(|name| format!("\"{name}\":{{}}")).collect::<Vec<_>>();
        let (text, parts) = snapshot(&plain(&["a", "b", "c"]), 2);
        assert!(is_read(&text, &parts));
        assert!(!is_read(&text, &[]));
        assert!(!is_read(&text, &parts[..1]), "some are left out");
        assert!(!is_read(&text, &parts[1..]));
        let (from, until) = (parts[0].start, parts[1].end);
        for part in [from..until + 1, from + 1..until, from..until - 1] {
            assert!(!is_read(&text, std::slice::from_ref(&part)), "{part:?}");
        }
        for names in [["a", "a", "b"], ["a", "b", "a"], ["a", "b", "b"], ["b", "a", "c"]] {
            let (text, parts) = snapshot(&plain(&names), 2);
            assert!(!is_read(&text, &parts), "{names:?}");
        }
        for odd in [r#""d":{"x":1,"x":2}"#, r#""d":{"x":01}"#, r#""d":"#, "", r#""d":{},"#] {
            let (text, parts) = snapshot(&[plain(&["a"]).remove(0), odd.to_owned()], 1);
            assert!(!is_read(&text, &parts), "{odd}");
        }
        // Caches of another object, or of one that stands twice, are none.
        let (text, parts) = snapshot(&plain(&["a"]), 1);
        for other in [
            text.replacen("contentServers", "contentServerz", 1),
            text.replacen("\"stats\"", "\"contentServers\"", 1),
            text.replacen("\"stats\"", "\"response\"", 1),
        ] {
            assert!(!is_read(&other, &parts), "{other}");
        }
    }
}
