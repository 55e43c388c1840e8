//! The states that are assumed where no `CrStates` are at hand: those that Traffic Monitor would publish of healthy caches.
//! They are made of a snapshot's document, because Traffic Router reads no status and its view of a snapshot has none.

use std::collections::HashMap;

use crate::routing::{CacheState, Skipped, States};
use crate::snapshot::document::{Node, NodeKey};
use crate::sorting::OrderedMap;

/// States, and what is down in them.
#[derive(Clone, Debug, Default)]
pub struct AssumedStates {
    /// The states.
    pub states: States,
    /// The caches that are down, and why.
    pub down: Vec<Skipped>,
}

const DOWN: CacheState = CacheState { available: false, v4: false, v6: false };

/// Traffic Monitor's states of the caches of a snapshot (`EvalCacheWithStatusInfo`): ONLINE and REPORTED are up by the
/// families of which they have an address, everything else is down, and so is what was taken down, for the reason that
/// stands beside its name.
pub fn assume_states(snapshot: &Node, taken_down: &OrderedMap<String, String>) -> AssumedStates {
    let mut assumed = AssumedStates::default();
    let mut caches = HashMap::new();
    for (name, node) in caches_of(snapshot) {
        let status = node.text_or("status", "");
        let why = match (taken_down.get(name.as_str()), &*status) {
            (Some(why), _) => Some(why.clone()),
            // A router's own test files give no status.
            (None, "ONLINE" | "REPORTED" | "") => None,
            (None, other) => Some(format!("its status is {other}")),
        };
        let has = |key| !node.text_or(key, "").is_empty();
        let up = CacheState { available: true, v4: has("ip"), v6: has("ip6") };
        caches.insert(listed(name), if why.is_some() { DOWN } else { up });
        assumed.down.extend(why.map(|why| Skipped::server(name, why)));
    }
    assumed.states.caches = Some(caches);
    assumed
}

/// Takes caches down in states that were given.
pub fn take_down(states: &mut States, snapshot: &Node, taken_down: &OrderedMap<String, String>) -> Vec<Skipped> {
    if taken_down.is_empty() {
        return Vec::new();
    }
    // States that say nothing of caches leave all of them up.
    let up = CacheState { available: true, v4: true, v6: true };
    let all = || caches_of(snapshot).iter().map(|(name, _)| (listed(name), up)).collect();
    let caches = states.caches.get_or_insert_with(all);
    for name in taken_down.keys() {
        caches.insert(listed(name), DOWN);
    }
    taken_down.iter().map(|(name, why)| Skipped::server(name, why)).collect()
}

fn caches_of(snapshot: &Node) -> &[(NodeKey, Node)] {
    snapshot.get("contentServers").map(Node::members).unwrap_or_default()
}

/// The name under which `CrStates` list a cache: what stands before its `@`.
fn listed(name: &str) -> String {
    name.split_once('@').map_or(name, |(listed, _)| listed).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::snapshot::read_node;

    const SNAPSHOT: &str = r#"{"contentServers": {
        "a": {"status": "REPORTED", "ip": "10.0.0.1", "ip6": "2001:db8::1"},
        "b": {"status": "ONLINE", "ip": "10.0.0.2", "ip6": ""},
        "c": {"status": "ADMIN_DOWN", "ip": "10.0.0.3"},
        "d@x": {"ip": "10.0.0.4"}
    }}"#;

    #[test]
    fn states_are_as_traffic_monitor_would_make_them() {
        let snapshot = read_node(SNAPSHOT).unwrap();
        let taken_down = OrderedMap::from([("a".to_owned(), "taken down".to_owned())]);
        let assumed = assume_states(&snapshot, &taken_down);
        let families = ["a", "b", "c", "d@x", "e"].map(|name| assumed.states.of_cache(name));
        assert_eq!(families, [[false, false], [true, false], [false, false], [true, false], [false, false]]);
        let down: Vec<_> = assumed.down.iter().map(|down| (down.name.as_str(), down.why.as_str())).collect();
        assert_eq!(down, [("a", "taken down"), ("c", "its status is ADMIN_DOWN")]);
        let nothing = assume_states(&snapshot, &OrderedMap::new());
        assert_eq!(nothing.states.of_cache("a"), [true, true]);
    }

    #[test]
    fn what_is_taken_down_overrules_given_states() {
        let snapshot = read_node(SNAPSHOT).unwrap();
        let taken_down = OrderedMap::from([("a".to_owned(), "taken down".to_owned())]);
        let mut states = States::default();
        assert_eq!(take_down(&mut states, &snapshot, &taken_down).len(), 1);
        assert_eq!(["a", "b", "d@x"].map(|name| states.of_cache(name)), [[false; 2], [true; 2], [true; 2]]);
        let mut untouched = States::default();
        assert_eq!(take_down(&mut untouched, &snapshot, &OrderedMap::new()), []);
        assert_eq!(untouched, States::default());
    }
}
