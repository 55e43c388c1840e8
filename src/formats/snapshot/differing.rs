//! Two snapshots as far as they differ: objects of their large sections that are the same byte for byte are looked at but
//! not built, and of those that differ only the members that do. It does not compare; it leaves out what needs no comparing.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::read::Membered as _;
use super::tree::SnapshotTree;
use crate::formats::json::{OpenedSlice, max_values, parse_tree, plain_values, slices, slices_within, text_of};
use crate::parallel;
use crate::snapshot::Snapshot;
use crate::sorting::gather;

/// Two snapshots without what is the same in both.
#[derive(Clone, Debug, PartialEq)]
pub struct DifferingSnapshots {
    /// What was, without that.
    pub before: SnapshotTree,
    /// What is, without that.
    pub after: SnapshotTree,
    /// How many objects of sections are left out of both.
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

/// The answer of the API around a snapshot.
const RESPONSE: &str = "response";

/// The bytes that each side has of a member.
type BytesPair<'a> = [Option<&'a str>; 2];

/// The members of an object, each once and by name.
pub(super) type SortedMembers<'a> = Vec<(Cow<'a, str>, OpenedSlice<'a>)>;

/// Of an object that both sides have, the members that are wanted whether they differ or not.
pub(super) type Keeps<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// A member of one or both sides that is to be built.
pub(super) struct WantedMember<'a> {
    /// The section that it is an object of; none: it is a member of the document itself.
    pub section: Option<&'static str>,
    pub name: Cow<'a, str>,
    pub bytes: BytesPair<'a>,
}

/// What was built of it.
struct BuiltMember {
    section: Option<&'static str>,
    name: String,
    values: [Option<Value>; 2],
}

/// What was found of two snapshots, or of some of their members.
#[derive(Default)]
pub(super) struct FoundMembers {
    built: Vec<BuiltMember>,
    /// How many values there are of them on each side, those that were only looked at included.
    values: [usize; 2],
    /// How many objects are the same.
    same: usize,
    /// The sections that each side has.
    pub sections: [Vec<&'static str>; 2],
}

/// Reads two documents as far as they differ; of objects that do, the members that the caller `keeps` are left whatever
/// they are. None: one of the documents is not plain, with a member that stands twice or worse; `read_tree` says what it
/// is, of each.
pub fn read_differing(before: &[u8], after: &[u8], keeps: Keeps<'_>) -> Option<DifferingSnapshots> {
    let (old, new) = parallel::join(|| members(before), || members(after));
    FoundMembers::of(old?, new?, keeps)?.end([before.len(), after.len()])
}

impl FoundMembers {
    /// Finds what differs between the members of two snapshots.
    pub(super) fn of(old: SortedMembers<'_>, new: SortedMembers<'_>, keeps: Keeps<'_>) -> Option<Self> {
        let (mut wanted, mut same, mut found) = (Vec::new(), Vec::new(), Self::default());
        for (key, pair) in paired(old, new) {
            let Some(section) = LARGE.into_iter().find(|section| *section == key) else {
                let bytes = pair.map(|value| value.as_ref().and_then(bytes_of));
                wanted.push(WantedMember { section: None, name: key, bytes });
                continue;
            };
            for (sections, value) in found.sections.iter_mut().zip(&pair) {
                sections.extend(value.as_ref().map(|_| section));
            }
            let [old, new] = pair.map(|value| value.map(objects_of).unwrap_or_default());
            for (name, pair) in paired(sorted(old)?, sorted(new)?) {
                match pair.map(|value| value.as_ref().and_then(bytes_of)) {
                    [Some(old), Some(new)] if old == new => same.push(old),
                    bytes => wanted.push(WantedMember { section: Some(section), name, bytes }),
                }
            }
        }
        found.same = same.len();
        found.values = [parallel::try_map(&same, |text| plain_values(text))?.iter().sum(); 2];
        for member in parallel::try_map(&wanted, |member| Self::built(member, keeps))? {
            found.add(member);
        }
        Some(found)
    }

    /// Builds a member.
    pub(super) fn built(member: &WantedMember<'_>, keeps: Keeps<'_>) -> Option<Self> {
        let (built, values) = build(member, keeps)?;
        Some(Self { built: vec![built], values, ..Self::default() })
    }

    /// How many were built.
    #[cfg(test)]
    pub(super) fn built_count(&self) -> usize {
        self.built.len()
    }

    /// An object that both sides have and that is the same.
    pub(super) fn same(text: &str) -> Option<Self> {
        Some(Self { values: [plain_values(text)?; 2], same: 1, ..Self::default() })
    }

    /// Adds others.
    pub(super) fn add(&mut self, others: Self) {
        self.built.extend(others.built);
        self.same += others.same;
        self.values.iter_mut().zip(others.values).for_each(|(sum, values)| *sum += values);
        self.sections.iter_mut().zip(others.sections).for_each(|(all, sections)| all.extend(sections));
    }

    /// Both snapshots without what is the same, whose documents have so many bytes; none: one holds more values than is read.
    pub(super) fn end(self, bytes: [usize; 2]) -> Option<DifferingSnapshots> {
        if self.values.iter().zip(bytes).any(|(values, bytes)| max_values(bytes) <= *values) {
            return None;
        }
        let [before, after] = put_together(self.built, self.sections);
        Some(DifferingSnapshots { before, after, same: self.same })
    }
}

/// The members of a snapshot, each once and by name, without the answer of the API around them.
pub(super) fn members(bytes: &[u8]) -> Option<SortedMembers<'_>> {
    let opens = |depth, name: &str| (depth == 0 && name == RESPONSE) || (depth <= 1 && LARGE.contains(&name));
    let mut outer = sorted(slices_within(text_of(bytes).ok()?, opens)?)?;
    let inner = match outer.iter().position(|(key, _)| key == RESPONSE) {
        Some(at) => sorted(objects_of(outer.swap_remove(at).1))?,
        None => outer,
    };
    inner.iter().any(|(key, _)| Snapshot::KEYS.contains(&&**key)).then_some(inner)
}

pub(super) fn bytes_of<'a>(value: &OpenedSlice<'a>) -> Option<&'a str> {
    match value {
        OpenedSlice::Bytes(text) => Some(text),
        OpenedSlice::Members(_) => None,
    }
}

pub(super) fn objects_of(value: OpenedSlice<'_>) -> Vec<(Cow<'_, str>, OpenedSlice<'_>)> {
    match value {
        OpenedSlice::Bytes(_) => Vec::new(),
        OpenedSlice::Members(members) => members,
    }
}

/// Members by name; none: a name stands twice.
pub(super) fn sorted<V>(mut members: Vec<(Cow<'_, str>, V)>) -> Option<Vec<(Cow<'_, str>, V)>> {
    if !members.is_sorted_by(|(a, _), (b, _)| a < b) {
        members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        if members.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return None;
        }
    }
    Some(members)
}

/// Members of both sides by name, with what each side has of that name.
fn paired<'a, V>(
    old: Vec<(Cow<'a, str>, V)>,
    new: Vec<(Cow<'a, str>, V)>,
) -> impl Iterator<Item = (Cow<'a, str>, [Option<V>; 2])> {
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let (key, from_old) = if order.is_le() { old.next() } else { None }.unzip();
        let (other, from_new) = if order.is_ge() { new.next() } else { None }.unzip();
        Some((key.or(other)?, [from_old, from_new]))
    })
}

/// Builds a member; of an object that both sides have only what differs. Also says how many values each side has of it.
fn build(member: &WantedMember<'_>, keeps: Keeps<'_>) -> Option<(BuiltMember, [usize; 2])> {
    let WantedMember { section, name, bytes } = member;
    let mut built = BuiltMember { section: *section, name: name.clone().into_owned(), values: [None, None] };
    let mut counts = [0; 2];
    match bytes {
        [Some(old), Some(new)] if section.is_some() && is_object(old) && is_object(new) => {
            let mut objects = [Map::new(), Map::new()];
            counts = [1; 2];
            for (key, pair) in paired(sorted(slices(old)?)?, sorted(slices(new)?)?) {
                if let [Some(old), Some(new)] = pair
                    && old == new
                    && !keeps(&key)
                {
                    let count = plain_values(old)?;
                    counts = counts.map(|known| known + count);
                    continue;
                }
                for ((object, count), text) in objects.iter_mut().zip(&mut counts).zip(pair) {
                    if let Some(text) = text {
                        object.insert(key.clone().into_owned(), build_value(text, count)?);
                    }
                }
            }
            built.values = objects.map(|members| Some(Value::Object(members)));
        }
        bytes => {
            for ((value, count), text) in built.values.iter_mut().zip(&mut counts).zip(bytes) {
                *value = text.map(|text| build_value(text, count)).map_or(Some(None), |built| built.map(Some))?;
            }
        }
    }
    Some((built, counts))
}

fn build_value(text: &str, count: &mut usize) -> Option<Value> {
    *count += plain_values(text)?;
    Some(parse_tree(text.as_bytes()).ok()?.value)
}

fn is_object(text: &str) -> bool {
    text.starts_with('{')
}

/// The documents of what was built, with the sections that each has.
fn put_together(built: Vec<BuiltMember>, sections: [Vec<&'static str>; 2]) -> [SnapshotTree; 2] {
    let mut documents = sections.map(|sections| {
        let empty = |section: &str| (section.to_owned(), Value::Object(Map::new()));
        SnapshotTree { members: gather(sections.into_iter().map(empty)), overruled: Vec::new() }
    });
    for BuiltMember { section, name, values } in built {
        for (document, value) in documents.iter_mut().zip(values) {
            let Some(value) = value else { continue };
            let members = match section {
                None => Some(&mut document.members),
                Some(section) => document.members.get_mut(section).and_then(Value::as_object_mut),
            };
            members.and_then(|members| members.insert(name.clone(), value));
        }
    }
    documents
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

    /// As `compare` has it: what says where an object is.
    fn read(before: &[u8], after: &[u8]) -> Option<DifferingSnapshots> {
        read_differing(before, after, &|key| key == "latitude")
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
        let found = read(a.as_bytes(), b.as_bytes()).unwrap();
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
    fn of_objects_that_differ_only_what_does_is_built() {
        let server = |port: usize| {
            move |at: usize| {
                let services = json!({ "x": ["y", "z"], "w": {} });
                Some(json!({ "cacheGroup": "a", "port": port + at, "latitude": 1.5, "deliveryServices": services }))
            }
        };
        let before = snapshot(&server(80), json!({ "config": { "a": "1", "b": "2" } })).to_string();
        let after = snapshot(&server(8080), json!({ "config": { "a": "1", "b": "3" }, "monitors": {} })).to_string();
        let found = read(before.as_bytes(), after.as_bytes()).unwrap();
        assert_eq!(found.same, 0);
        assert_eq!(found.before.members["contentServers"]["edge-07"], json!({ "latitude": 1.5, "port": 87 }));
        assert_eq!(found.after.members["contentServers"]["edge-07"], json!({ "latitude": 1.5, "port": 8087 }));
        assert_eq!(found.before.members["config"], json!({ "a": "1", "b": "2" }), "its members are counted");
        assert_eq!((found.before.members.get("monitors"), &found.after.members["monitors"]), (None, &json!({})));
        let twice = after.replacen(r#""cacheGroup":"a""#, r#""cacheGroup":"a","cacheGroup":"a""#, 1);
        assert_eq!(read(before.as_bytes(), twice.as_bytes()), None);
    }

    #[test]
    fn what_is_not_plain_is_left_to_others() {
        let good = snapshot(&|at| Some(plain(at)), json!({})).to_string();
        assert!(read(good.as_bytes(), good.as_bytes()).is_some());
        let twice = good.replacen(r#""port":80"#, r#""port":80,"port":80"#, 1);
        let servers = r#"{"contentServers": {"a": {}, "a": {}}}"#;
        let number = good.replacen("80", "1e400", 1);
        for bad in
            [twice.as_str(), servers, &number, "", "[]", "{}", r#"{"response": []}"#, r#"{"stats": {}, "stats": {}}"#]
        {
            assert_eq!(read(bad.as_bytes(), bad.as_bytes()), None, "{bad:.60}");
            assert_eq!(read(good.as_bytes(), bad.as_bytes()), None, "{bad:.60}");
        }
    }
}
