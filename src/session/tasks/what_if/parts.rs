//! Parts of a plan that may be taken down, and the caches of a CDN's snapshot that go with them.

use std::collections::BTreeMap;

use crate::formats::demand::servers_of_cache;
use crate::model::{Kind, Plan};
use crate::routing::{CacheIndex, SweepPart};
use crate::snapshot::reading::RouterView;

/// What can be taken down, the smallest first.
pub const DOWN_KINDS: [Kind; 5] = [Kind::Server, Kind::CacheGroup, Kind::PhysLocation, Kind::Region, Kind::Division];

/// What somebody can take down: of a CDN its Traffic Routers go.
pub const TAKEN_KINDS: [Kind; 6] =
    [Kind::Server, Kind::CacheGroup, Kind::PhysLocation, Kind::Region, Kind::Division, Kind::Cdn];

/// A part that may be taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPart {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The caches that go with it.
    pub part: SweepPart,
}

/// All parts of a kind that have a cache in the CDN's snapshot, by name.
pub fn parts(plan: &Plan, cdn: &str, view: &RouterView, kind: Kind) -> Vec<NamedPart> {
    let mut caches: BTreeMap<String, Vec<CacheIndex>> = BTreeMap::new();
    for cache in 0..view.caches.len() {
        for name in names_of(plan, cdn, view, cache, kind) {
            let own = caches.entry(name).or_default();
            if own.last() != Some(&cache) {
                own.push(cache);
            }
        }
    }
    caches.into_iter().map(|(name, caches)| NamedPart { kind, name, part: SweepPart { caches } }).collect()
}

/// The caches that go with one part; empty where the snapshot has none of it.
pub fn caches_of(plan: &Plan, cdn: &str, view: &RouterView, kind: Kind, name: &str) -> Vec<CacheIndex> {
    let goes = |cache: &CacheIndex| names_of(plan, cdn, view, *cache, kind).iter().any(|own| own == name);
    (0..view.caches.len()).filter(goes).collect()
}

/// The part of a kind that a cache belongs to; of several plan servers of one name, those of all.
fn names_of(plan: &Plan, cdn: &str, view: &RouterView, cache: CacheIndex, kind: Kind) -> Vec<String> {
    let Some(own) = view.caches.get(cache) else { return Vec::new() };
    match kind {
        Kind::Server => vec![own.name.clone()],
        Kind::CacheGroup => {
            view.locations.get(own.location).map(|location| location.name.clone()).into_iter().collect()
        }
        _ => servers_of_cache(plan, cdn, &own.name).filter_map(|server| plan.place_of(server, kind)).collect(),
    }
}
