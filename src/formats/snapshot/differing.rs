//! Two snapshots as far as they differ: members of their large sections that are the same byte for byte are looked at but
//! not built. It does not compare; it leaves out what needs no comparing.

use std::borrow::Cow;
use std::cmp::Ordering;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::read::Membered as _;
use super::tree::SnapshotTree;
use crate::formats::json::{MemberSlice, max_values, parse_tree, plain_values, slices, text_of};
use crate::snapshot::Snapshot;

/// Two snapshots without what is the same in both.
#[derive(Clone, Debug, PartialEq)]
pub struct DifferingSnapshots {
    /// What was, without that.
    pub before: SnapshotTree,
    /// What is, without that.
    pub after: SnapshotTree,
    /// How many members of sections are left out of both.
    pub same: usize,
}

/// The sections with a member an object; the others are small.
const LARGE: [&str; 7] = [
    "contentServers",
    "contentRouters",
    "deliveryServices",
    "edgeLocations",
    "trafficRouterLocations",
    "monitors",
    "topologies",
];

/// Members to be built, of one side.
#[derive(Default)]
struct WantedMembers<'a> {
    whole: Vec<MemberSlice<'a>>,
    sections: Vec<(&'a str, Vec<MemberSlice<'a>>)>,
}

/// Reads two documents as far as they differ. None: one of them is not plain, with a member that stands twice or worse;
/// `read_tree` says what it is, of each.
pub fn read_differing(before: &[u8], after: &[u8]) -> Option<DifferingSnapshots> {
    let (old, new) = rayon::join(|| members(before), || members(after));
    let (old, new) = (old?, new?);
    let (mut wanted, mut same) = ([WantedMembers::default(), WantedMembers::default()], Vec::new());
    for (key, pair) in paired(old, new) {
        match (LARGE.iter().find(|section| **section == key), pair) {
            (Some(section), [Some(old), Some(new)]) if is_object(old) && is_object(new) => {
                let (old, new) = rayon::join(|| sorted(old), || sorted(new));
                let mut kept = [Vec::new(), Vec::new()];
                for (name, pair) in paired(old?, new?) {
                    match pair {
                        [Some(old), Some(new)] if old == new => same.push(old),
                        [old, new] => {
                            kept[0].extend(old.map(|old| (name.clone(), old)));
                            kept[1].extend(new.map(|new| (name, new)));
                        }
                    }
                }
                let [old, new] = kept;
                wanted[0].sections.push((section, old));
                wanted[1].sections.push((section, new));
            }
            (_, [old, new]) => {
                wanted[0].whole.extend(old.map(|old| (key.clone(), old)));
                wanted[1].whole.extend(new.map(|new| (key, new)));
            }
        }
    }
    let values = same.par_iter().map(|text| plain_values(text)).try_reduce(|| 0, |a, b| Some(a + b))?;
    let [old, new] = wanted;
    let (old, new) =
        rayon::join(|| build(old, values, max_values(before.len())), || build(new, values, max_values(after.len())));
    Some(DifferingSnapshots { before: old?, after: new?, same: same.len() })
}

/// The members of a snapshot, each once and by name, without the answer of the API around them.
fn members(bytes: &[u8]) -> Option<Vec<MemberSlice<'_>>> {
    let outer = sorted(text_of(bytes).ok()?)?;
    let inner = match outer.iter().find(|(key, _)| key == "response") {
        Some((_, response)) => sorted(response)?,
        None => outer,
    };
    inner.iter().any(|(key, _)| Snapshot::KEYS.contains(&&**key)).then_some(inner)
}

fn is_object(text: &str) -> bool {
    text.starts_with('{')
}

/// The members of an object by name; none: it is none, or a name stands twice.
fn sorted(text: &str) -> Option<Vec<MemberSlice<'_>>> {
    let mut found = slices(text)?;
    if !found.is_sorted_by(|(a, _), (b, _)| a < b) {
        found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        if found.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return None;
        }
    }
    Some(found)
}

/// Members of both sides by name, with what each side has of that name.
fn paired<'a>(old: Vec<MemberSlice<'a>>, new: Vec<MemberSlice<'a>>) -> Vec<(Cow<'a, str>, [Option<&'a str>; 2])> {
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let mut pairs = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let from_old = if order.is_le() { old.next() } else { None };
        let from_new = if order.is_ge() { new.next() } else { None };
        let values = [from_old.as_ref().map(|(_, value)| *value), from_new.as_ref().map(|(_, value)| *value)];
        if let Some((key, _)) = from_old.or(from_new) {
            pairs.push((key, values));
        }
    }
}

/// Builds what is wanted of a side, of which so many values were only looked at.
fn build(wanted: WantedMembers<'_>, looked_at: usize, most: usize) -> Option<SnapshotTree> {
    let build_all = |slices: Vec<MemberSlice<'_>>| -> Option<(Vec<(String, Value)>, usize)> {
        let built: Option<Vec<(String, Value, usize)>> = slices
            .into_par_iter()
            .map(|(key, text)| {
                let values = plain_values(text)?;
                Some((key.into_owned(), parse_tree(text.as_bytes()).ok()?.value, values))
            })
            .collect();
        let built = built?;
        let values = built.iter().map(|(_, _, values)| values).sum();
        Some((built.into_iter().map(|(key, value, _)| (key, value)).collect(), values))
    };
    let (whole, mut values) = build_all(wanted.whole)?;
    let mut members: Map<String, Value> = whole.into_iter().collect();
    for (section, slices) in wanted.sections {
        let (built, of_section) = build_all(slices)?;
        values += of_section + 1;
        members.insert(section.to_owned(), Value::Object(built.into_iter().collect()));
    }
    // A document of more values than that is refused as a whole.
    (values + looked_at < most).then(|| SnapshotTree { members, overruled: Vec::new() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tree::read_tree;
    use super::*;

    fn snapshot(server: &dyn Fn(usize) -> Option<Value>, other: Value) -> Value {
        let servers: Map<String, Value> =
            (0..50).filter_map(|at| Some((format!("edge-{at:02}"), server(at)?))).collect();
        let mut document = json!({ "stats": { "CDN_name": "atlas", "date": 7 }, "contentServers": servers });
        if let (Some(document), Value::Object(other)) = (document.as_object_mut(), other) {
            document.extend(other);
        }
        document
    }

    fn plain(at: usize) -> Value {
        json!({ "cacheGroup": "a", "port": 80 + at, "deliveryServices": { "x": ["y"] } })
    }

    #[test]
    fn what_is_the_same_is_left_out_and_nothing_else() {
        let changed = |at: usize| if at == 7 { Some(json!({ "port": 1 })) } else { (at != 9).then(|| plain(at)) };
        let before =
            snapshot(&|at| Some(plain(at)), json!({ "edgeLocations": { "a": { "latitude": 1.5 } }, "odd": [1] }));
        let after = snapshot(&changed, json!({ "edgeLocations": {}, "topologies": { "t": {} }, "odd": [1] }));
        let (a, b) = (before.to_string(), json!({ "response": after }).to_string());
        let found = read_differing(a.as_bytes(), b.as_bytes()).unwrap();
        assert_eq!(found.same, 48);
        let names = |tree: &SnapshotTree| {
            tree.members["contentServers"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(
            (names(&found.before), names(&found.after)),
            (vec!["edge-07".into(), "edge-09".into()], vec!["edge-07".into()])
        );
        // Everything else is as it is read as a whole.
        for (found, whole) in [(found.before, a), (found.after, b)] {
            let whole = read_tree(whole.as_bytes()).unwrap();
            for (key, value) in whole.members.into_iter().filter(|(key, _)| key != "contentServers") {
                assert_eq!(found.members[&key], value);
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_others() {
        let good = snapshot(&|at| Some(plain(at)), json!({})).to_string();
        assert!(read_differing(good.as_bytes(), good.as_bytes()).is_some());
        let twice = good.replacen(r#""port":80"#, r#""port":80,"port":80"#, 1);
        let servers = r#"{"contentServers": {"a": {}, "a": {}}}"#;
        let number = good.replacen("80", "1e400", 1);
        for bad in
            [twice.as_str(), servers, &number, "", "[]", "{}", r#"{"response": []}"#, r#"{"stats": {}, "stats": {}}"#]
        {
            assert_eq!(read_differing(bad.as_bytes(), bad.as_bytes()), None, "{bad:.60}");
            assert_eq!(read_differing(good.as_bytes(), bad.as_bytes()), None, "{bad:.60}");
        }
    }
}
