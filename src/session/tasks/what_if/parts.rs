//! Parts of a plan that may be taken down, and the caches of a CDN's snapshot and its Traffic Routers that go with them.

use super::routers::{part_of, traffic_routers};
use crate::formats::demand::servers_of_cache;
use crate::model::{DownPart, Id, Kind, Plan, Server};
use crate::routing::{CacheIndex, SweepPart};
use crate::snapshot::reading::RouterView;
use crate::sorting::{OrderedMap, OrderedSet};

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
    /// The caches and Traffic Routers that go with it.
    pub part: SweepPart,
}

/// All parts of a kind that have a cache in the CDN's snapshot or a Traffic Router of the CDN, by name.
pub fn parts(plan: &Plan, cdn: &str, view: &RouterView, kind: Kind) -> Vec<NamedPart> {
    let mut parts: OrderedMap<String, SweepPart> = OrderedMap::new();
    for cache in 0..view.caches.len() {
        for name in names_of(plan, cdn, view, cache, kind) {
            let own = &mut parts.entry(name).or_default().caches;
            if own.last() != Some(&cache) {
                own.push(cache);
            }
        }
    }
    for (place, router) in traffic_routers(plan, cdn).into_iter().enumerate() {
        if let Some(name) = plan.get(router).and_then(|server| part_of(plan, server, kind)) {
            parts.entry(name).or_default().routers.push(place);
        }
    }
    parts.into_iter().map(|(name, part)| NamedPart { kind, name, part }).collect()
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

/// The servers of a plan that parts take down, whatever they are for.
pub fn servers_down(plan: &Plan, down: &[DownPart]) -> OrderedSet<Id<Server>> {
    let goes = |server: &Server, part: &DownPart| {
        let place = plan.follow_opt(server.phys_location.as_ref());
        let region = place.and_then(|place| plan.follow_opt(place.region.as_ref()));
        let name = match Kind::of_key(&part.kind) {
            Some(Kind::Server) => Some(server.host_name.as_str()),
            Some(Kind::CacheGroup) => plan.follow_opt(server.cache_group.as_ref()).map(|own| own.name.as_str()),
            Some(Kind::PhysLocation) => place.map(|own| own.name.as_str()),
            Some(Kind::Region) => region.map(|own| own.name.as_str()),
            Some(Kind::Division) => {
                region.and_then(|own| plan.follow_opt(own.division.as_ref())).map(|own| own.name.as_str())
            }
            Some(Kind::Cdn) => plan
                .follow_opt(server.cdn.as_ref())
                .filter(|_| plan.follow_opt(server.type_.as_ref()).is_some_and(|type_| type_.name == "CCR"))
                .map(|own| own.name.as_str()),
            _ => None,
        };
        name == Some(part.name.as_str())
    };
    let servers = plan.servers().iter().filter(|(_, server)| down.iter().any(|part| goes(server, part)));
    servers.map(|(id, _)| id).collect()
}
