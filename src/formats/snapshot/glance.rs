//! What a snapshot says in one place, without building the rest of it. It judges nothing; of what cannot be read it says
//! nothing.

use std::borrow::Cow;
use std::fmt;

use super::read::{Membered as _, read};
use super::tree::SnapshotTree;
use crate::formats::json::{MemberSlice, parse_tree, slices};
use crate::snapshot::Snapshot;
use crate::sorting::OrderedSet;

/// The section that says whose a snapshot is, and of when.
const STATS: &str = "stats";

/// Unpacks the CDN's last snapshot, which only takes room once another is written.
#[derive(Clone, Copy)]
pub struct LastSnapshot<'a>(pub &'a (dyn Fn() -> Option<Vec<u8>> + Sync));

impl fmt::Debug for LastSnapshot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastSnapshot")
    }
}

/// What a CDN's last snapshot is beside one that was written. It is unpacked once to know it, for that takes a while.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastIs {
    /// There is none, or nobody asked.
    #[default]
    Unknown,
    /// The very same.
    Same,
    /// Another, of that date in seconds since 1970 if it says one.
    Dated(Option<i64>),
}

impl LastIs {
    /// The date of another one, if it says one.
    pub fn date(self) -> Option<i64> {
        match self {
            Self::Dated(date) => date,
            Self::Unknown | Self::Same => None,
        }
    }
}

/// The members of a snapshot, without the answer of the API around them.
fn members(document: &[u8]) -> Option<Vec<MemberSlice<'_>>> {
    let outer = slices(std::str::from_utf8(document).ok()?)?;
    match last(&outer, "response") {
        Some(response) => slices(response),
        None => Some(outer),
    }
}

/// Of members of one name the last counts.
fn last<'a>(members: &[MemberSlice<'a>], name: &str) -> Option<&'a str> {
    members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value)
}

/// The date of a snapshot, in seconds since 1970; none where it says none, or is none.
pub fn date_of(document: &[u8]) -> Option<i64> {
    let stats = last(&members(document)?, STATS)?;
    // Read as it is in the whole: what is taken for a date is known there.
    read(format!("{{\"stats\":{stats}}}").as_bytes()).ok()?.snapshot.stats.date
}

/// A snapshot of which only `stats` is read; none: it is no snapshot, or not known to be one without a closer look.
pub fn stats_of(document: &[u8]) -> Option<SnapshotTree> {
    let all = members(document)?;
    all.iter().find(|(key, _)| Snapshot::KEYS.contains(&&**key))?;
    let stats = match last(&all, STATS) {
        Some(stats) => Some((STATS.to_owned(), parse_tree(stats.as_bytes()).ok()?.value)),
        None => None,
    };
    Some(SnapshotTree { members: stats.into_iter().collect(), overruled: Vec::new() })
}

/// The names of the caches of a snapshot; none: it has no such section.
pub fn cache_names(document: &[u8]) -> Option<OrderedSet<Cow<'_, str>>> {
    let servers = last(&members(document)?, "contentServers")?;
    Some(slices(servers)?.into_iter().map(|(name, _)| name).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{read, read_tree};
    use super::*;

    #[test]
    fn a_glance_says_what_the_whole_does() {
        for text in [
            r#"{"stats": {"date": 7, "CDN_name": "atlas"}, "contentServers": {"b": {}, "a\"": {"x": [1]}}}"#,
            r#"{"response": {"stats": {"date": "9"}, "contentServers": {}}, "alerts": []}"#,
            r#"{"contentServers": 3, "stats": {}}"#,
            r#"{"stats": 3}"#,
            r#"{"config": {}}"#,
            r#"{"stats": {"date": 1}, "stats": {"date": 2}}"#,
            r#"{"stats": {"date": 1.5}}"#,
            "{",
            "[]",
            "",
        ] {
            let whole = read(text.as_bytes()).ok().and_then(|reading| reading.snapshot.stats.date);
            assert_eq!(date_of(text.as_bytes()), whole, "{text}");
            let tree = read_tree(text.as_bytes()).ok();
            let stats = |tree: &SnapshotTree| tree.members.get(STATS).cloned();
            assert_eq!(stats_of(text.as_bytes()).as_ref().map(stats), tree.as_ref().map(stats), "{text}");
            let section = tree.as_ref().and_then(|tree| tree.members.get("contentServers")?.as_object());
            let names: Option<Vec<String>> = section.map(|section| section.keys().cloned().collect());
            let found: Option<Vec<String>> =
                cache_names(text.as_bytes()).map(|names| names.into_iter().map(Cow::into_owned).collect());
            assert_eq!(found, names, "{text}");
        }
    }
}
