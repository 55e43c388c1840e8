//! The cache groups that a snapshot names, read without holding what else it says: that of a hundred thousand groups is
//! asked for them at every opening. It judges nothing; what is not as it should be names no group.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::sorting::OrderedSet;

/// Unread members by their names.
type UnreadMembers<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

fn members(text: &str) -> UnreadMembers<'_> {
    serde_json::from_str(text).unwrap_or_default()
}

/// What of an object names its group.
#[derive(Default, Deserialize)]
#[serde(default)]
struct GroupNaming<'a> {
    #[serde(borrow, rename = "cacheGroup")]
    cache_group: Option<Cow<'a, str>>,
    #[serde(borrow)]
    location: Option<Cow<'a, str>>,
    nodes: Vec<String>,
}

/// The cache groups that a snapshot names; Traffic Router calls them locations.
pub fn group_names(document: &[u8]) -> OrderedSet<String> {
    let mut names = OrderedSet::new();
    let Ok(text) = std::str::from_utf8(document) else { return names };
    let sections = members(text);
    let section = |name: &str| sections.get(name).map(|raw| members(raw.get())).unwrap_or_default();
    for name in ["edgeLocations", "trafficRouterLocations"] {
        names.extend(section(name).into_keys().map(Cow::into_owned));
    }
    for name in ["contentServers", "contentRouters", "monitors", "topologies"] {
        for object in section(name).into_values() {
            let naming: GroupNaming<'_> = serde_json::from_str(object.get()).unwrap_or_default();
            let group = if name == "contentServers" { naming.cache_group } else { naming.location };
            // Thousands of servers stand in the same few groups.
            names.extend(group.filter(|group| !names.contains(&**group)).map(Cow::into_owned));
            names.extend(naming.nodes);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::group_names;

    #[test]
    fn a_group_is_known_wherever_a_snapshot_names_it() {
        let document = br#"{
            "config": {"location": "no"}, "edgeLocations": {"edge": {}, "edge-\u00e9": 3},
            "trafficRouterLocations": {"router": {}},
            "contentServers": {"a": {"cacheGroup": "mid", "location": "no"}, "b": {"cacheGroup": 7}, "c": 1},
            "contentRouters": {"r": {"location": "router"}},
            "monitors": {"m": {"location": "monitor"}},
            "topologies": {"t": {"nodes": ["edge", "origin"]}, "u": {}},
            "deliveryServices": {"d": {"location": "no"}}
        }"#;
        let names: Vec<String> = group_names(document).into_iter().collect();
        assert_eq!(names, ["edge", "edge-\u{e9}", "mid", "monitor", "origin", "router"]);
        assert!(group_names(b"{}").is_empty() && group_names(b"[]").is_empty() && group_names(b"\xff").is_empty());
    }
}
