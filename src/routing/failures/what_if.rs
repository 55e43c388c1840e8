//! A router with those who ask it, ready to have parts taken down. Asked once for each of them; what then is taken down
//! concerns only those whose caches are among it.

use std::sync::Arc;

use super::super::distance::great_circle_km;
use super::super::index::{CacheIndex, CacheSpot, LocationIndex};
use super::super::router::Router;
use super::aftermath::{Aftermath, Overload, summed, tidy};
use super::asker::Asker;
use super::down::DownParts;
use super::preference::Preference;
use crate::parallel;
use crate::sorting::sort_by;

/// So many askers are asked for by one core at a time.
pub(super) const ASKED_AT_ONCE: usize = 64;

/// What caches and groups can carry, in Mbit/s; loads are known where weights are Mbit/s.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capacities {
    /// Of each cache, by its place in the snapshot.
    pub caches_mbps: Vec<Option<f64>>,
    /// Of groups for which it is said otherwise than by their caches, by their place.
    pub groups_mbps: Vec<Option<f64>>,
}

/// A part of what an asker gets, before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Which asker, by its place.
    pub asker: usize,
    /// Whose caches served it.
    pub from: LocationIndex,
    /// Whose caches serve it; none: nobody does.
    pub to: Option<LocationIndex>,
    /// How much.
    pub weight: f64,
}

/// A router with those who ask it.
pub struct WhatIf {
    router: Arc<Router>,
    askers: Vec<Asker>,
    preferences: Vec<Preference>,
    /// The askers whose caches are of a location, by its place.
    of_location: Vec<Vec<usize>>,
    /// The askers whose caches are of a deep zone, by its place.
    of_deep: Vec<Vec<usize>>,
    /// The askers that are asked anew whatever is down.
    anew: Vec<usize>,
    capacities: Option<Capacities>,
    loads: Vec<f64>,
    /// What groups carry of what they can before anything is taken down, the fullest first.
    burdens: Vec<Overload>,
    clients: f64,
    /// How many Traffic Routers the CDN has; 0: nobody has said.
    routers: usize,
}

impl WhatIf {
    /// Asks the router for each of them. Weights are Mbit/s where capacities are given. None: it was cut short.
    pub fn new(
        router: Arc<Router>,
        askers: Vec<Asker>,
        capacities: Option<Capacities>,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let preference = |asker: &Asker| goes_on().then(|| Preference::new(&router, asker));
        let parts = parallel::try_map(&askers.chunks(ASKED_AT_ONCE).collect::<Vec<_>>(), |askers| {
            askers.iter().map(preference).collect::<Option<Vec<_>>>()
        })?;
        let preferences: Vec<Preference> = parts.into_iter().flatten().collect();
        let mut of_location = vec![Vec::new(); router.view.locations.len()];
        let mut of_deep = vec![Vec::new(); router.around.deep_zones.zones().len()];
        let mut anew = Vec::new();
        for (place, preference) in preferences.iter().enumerate() {
            match preference.first() {
                Some(_) if preference.asks_anew() => anew.push(place),
                Some(CacheSpot::Location(location)) => put(&mut of_location, location, place),
                Some(CacheSpot::Deep(zone)) => put(&mut of_deep, zone, place),
                None => {}
            }
        }
        let clients = askers.iter().map(|asker| asker.weight).sum();
        let (loads, burdens) = (Vec::new(), Vec::new());
        let mut own = Self {
            router,
            askers,
            preferences,
            of_location,
            of_deep,
            anew,
            capacities,
            loads,
            burdens,
            clients,
            routers: 0,
        };
        own.loads = own.loads_at_first();
        let nothing = DownParts::default();
        let groups = own.loads.iter().enumerate();
        let mut burdens: Vec<Overload> =
            groups.filter_map(|(location, load)| own.burdened(location, *load, &nothing)).collect();
        own.sort(&mut burdens);
        own.burdens = burdens;
        Some(own)
    }

    /// Says how many Traffic Routers the CDN has: without any that is up nobody is sent to a cache.
    #[must_use]
    pub const fn with_routers(mut self, count: usize) -> Self {
        self.routers = count;
        self
    }

    /// Whether no Traffic Router is left when parts are down.
    pub fn is_unrouted(&self, down: &DownParts) -> bool {
        0 < self.routers && self.routers <= down.routers().len()
    }

    /// The router that is asked.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// The same, to be kept.
    pub fn shared_router(&self) -> Arc<Router> {
        Arc::clone(&self.router)
    }

    /// Who asks.
    pub fn askers(&self) -> &[Asker] {
        &self.askers
    }

    /// The sum of their weights.
    pub fn clients(&self) -> f64 {
        tidy(self.clients)
    }

    /// How much of it is served when nothing is taken down.
    pub fn served(&self) -> f64 {
        tidy(self.loads.iter().sum())
    }

    /// What each group carries when nothing is taken down, by its place.
    pub fn loads(&self) -> &[f64] {
        &self.loads
    }

    /// What groups carry of what they can when nothing is taken down, the fullest first; those of which that is known.
    pub fn burdens(&self) -> &[Overload] {
        &self.burdens
    }

    /// What a group can carry when parts are down; none where that is unknown.
    pub fn capacity_mbps(&self, location: LocationIndex, down: &DownParts) -> Option<f64> {
        let capacities = self.capacities.as_ref()?;
        if let Some(said) = capacities.groups_mbps.get(location).copied().flatten() {
            return Some(said);
        }
        let up = self.router.caches_at(location).iter().filter(|cache| self.router.live.is_up(**cache));
        let left: Vec<CacheIndex> = up.copied().filter(|cache| !down.has(*cache)).collect();
        if left.is_empty() {
            return None;
        }
        left.into_iter().map(|cache| capacities.caches_mbps.get(cache).copied().flatten()).sum()
    }

    /// Whose caches serve an asker when nothing is taken down, with their shares.
    pub fn first_groups(&self, asker: usize) -> Vec<(LocationIndex, f64)> {
        let first = self.preferences.get(asker).and_then(Preference::first);
        self.askers.get(asker).map(|own| self.shares(own, first, &DownParts::default())).unwrap_or_default()
    }

    /// Whose caches serve an asker when parts are down, with their shares.
    pub fn groups(&self, asker: usize, down: &DownParts) -> Vec<(LocationIndex, f64)> {
        let Some(own) = self.askers.get(asker) else { return Vec::new() };
        self.shares(own, self.spot(asker, down), down)
    }

    /// Where an asker's caches are taken from when parts are down.
    pub(super) fn spot(&self, asker: usize, down: &DownParts) -> Option<CacheSpot> {
        if self.is_unrouted(down) {
            return None;
        }
        let (own, preference) = (self.askers.get(asker)?, self.preferences.get(asker)?);
        preference.alive(&self.router, own, down)
    }

    /// What of what askers get is served otherwise when parts are down.
    pub fn flows(&self, down: &DownParts) -> Vec<Flow> {
        if self.is_unrouted(down) {
            return self.unrouted_flows();
        }
        let mut flows = Vec::new();
        let hit = down.locations().iter().chain(down.touched()).filter_map(|location| self.of_location.get(*location));
        let deep = down.deep_zones().iter().filter_map(|zone| self.of_deep.get(*zone));
        for asker in hit.chain(deep).flatten().chain(&self.anew) {
            self.put_flows(*asker, down, &mut flows);
        }
        flows
    }

    /// All that is served, served by nobody: no Traffic Router answers.
    fn unrouted_flows(&self) -> Vec<Flow> {
        let of = |asker: usize| {
            let weight = self.askers.get(asker).map_or(0.0, |own| own.weight);
            let groups = self.first_groups(asker).into_iter();
            groups.map(move |(from, share)| Flow { asker, from, to: None, weight: share * weight })
        };
        (0..self.askers.len()).flat_map(of).collect()
    }

    /// How far an asker is from a group; none where its place is unknown.
    pub fn km_to(&self, asker: usize, group: LocationIndex) -> Option<f64> {
        let from = self.askers.get(asker)?.stands_at?;
        Some(great_circle_km(from, self.router.location(group)?.position))
    }

    /// What becomes of all of them when parts are down.
    pub fn play(&self, down: &DownParts) -> Aftermath {
        let flows = self.flows(down);
        let mut aftermath = Aftermath { is_unrouted: self.is_unrouted(down), ..Aftermath::default() };
        let (mut added, mut measured) = (0.0, 0.0);
        let mut taken = Vec::new();
        for flow in &flows {
            let Some(to) = flow.to else {
                aftermath.lost += flow.weight;
                continue;
            };
            aftermath.moved += flow.weight;
            taken.push((to, flow.weight));
            if let Some(km) = self.added_km(flow, to) {
                added += km * flow.weight;
                measured += flow.weight;
            }
        }
        aftermath.added_km = if measured > 0.0 { tidy(added / measured) } else { 0.0 };
        (aftermath.lost, aftermath.moved) = (tidy(aftermath.lost), tidy(aftermath.moved));
        (aftermath.overloaded, aftermath.fullest_percent) = self.burden(down, &flows);
        aftermath.takers = summed(taken).into_iter().map(|(location, weight)| (location, tidy(weight))).collect();
        sort_by(&mut aftermath.takers, |one, other| {
            let names = || self.router.location_name(one.0).cmp(self.router.location_name(other.0));
            other.1.total_cmp(&one.1).then_with(names)
        });
        aftermath
    }

    /// How many kilometres farther an asker's new group is than the one before; none where its place is unknown.
    pub fn added_km(&self, flow: &Flow, to: LocationIndex) -> Option<f64> {
        let from = self.askers.get(flow.asker)?.stands_at?;
        let km = |location| Some(great_circle_km(from, self.router.location(location)?.position));
        Some(km(to)? - km(flow.from)?)
    }

    /// The flows of one asker.
    fn put_flows(&self, place: usize, down: &DownParts, flows: &mut Vec<Flow>) {
        let (Some(asker), Some(preference)) = (self.askers.get(place), self.preferences.get(place)) else { return };
        let Some(first) = preference.first() else { return };
        let now = preference.alive(&self.router, asker, down);
        let flow = |from, to, weight| Flow { asker: place, from, to, weight };
        if let (CacheSpot::Location(from), Some(CacheSpot::Location(to))) = (first, now) {
            if from != to {
                flows.push(flow(from, Some(to), asker.weight));
            }
            return;
        }
        let before = self.shares(asker, Some(first), &DownParts::default());
        let after = self.shares(asker, now, down);
        if after.is_empty() {
            flows.extend(before.into_iter().map(|(from, share)| flow(from, None, share * asker.weight)));
            return;
        }
        let of = |shares: &[(LocationIndex, f64)], group| {
            shares.iter().find(|(own, _)| *own == group).map_or(0.0, |(_, share)| *share)
        };
        let leave = before.iter().map(|(group, share)| (*group, (share - of(&after, *group)).max(0.0)));
        let come: Vec<(LocationIndex, f64)> =
            after.iter().map(|(group, share)| (*group, (share - of(&before, *group)).max(0.0))).collect();
        let coming: f64 = come.iter().map(|(_, share)| share).sum();
        // Who leaves goes to those who get more, as much as they get more.
        for (from, share) in leave.filter(|(_, share)| *share > 0.0) {
            for (to, more) in come.iter().filter(|(_, more)| *more > 0.0) {
                flows.push(flow(from, Some(*to), share * more / coming * asker.weight));
            }
        }
    }

    /// The groups that a spot's caches are of, each with its share: contents are spread over caches as their points on
    /// the hash ring are.
    fn shares(&self, asker: &Asker, spot: Option<CacheSpot>, down: &DownParts) -> Vec<(LocationIndex, f64)> {
        match spot {
            None => Vec::new(),
            Some(CacheSpot::Location(location)) => vec![(location, 1.0)],
            Some(spot @ CacheSpot::Deep(_)) => {
                let family = self.router.asked_family(asker);
                let supporting = self.router.supporting_caches(asker.service, spot, family);
                let up = supporting.filter(|assigned| !down.has(assigned.cache()));
                let caches = up.filter_map(|assigned| self.router.cache(assigned.cache()));
                let points = summed(caches.map(|cache| (cache.location, f64::from(cache.hash_count))).collect());
                let all: f64 = points.iter().map(|(_, points)| points).sum();
                points.into_iter().map(|(location, points)| (location, points / all)).collect()
            }
        }
    }

    fn loads_at_first(&self) -> Vec<f64> {
        let mut loads = vec![0.0; self.router.view.locations.len()];
        for (place, asker) in self.askers.iter().enumerate() {
            for (location, share) in self.first_groups(place) {
                if let Some(load) = loads.get_mut(location) {
                    *load += share * asker.weight;
                }
            }
        }
        loads
    }

    /// The groups that carry more than they can when parts are down, the worst first, and how many per cent of what it
    /// can the fullest carries.
    fn burden(&self, down: &DownParts, flows: &[Flow]) -> (Vec<Overload>, Option<f64>) {
        if self.capacities.is_none() {
            return (Vec::new(), None);
        }
        let leaves = flows.iter().map(|flow| (flow.from, -flow.weight));
        let comes = flows.iter().filter_map(|flow| Some((flow.to?, flow.weight)));
        let weaker = down.touched().iter().map(|location| (*location, 0.0));
        let changed = summed(leaves.chain(comes).chain(weaker).collect());
        let as_before = |group: &&Overload| changed.binary_search_by_key(&group.location, |(own, _)| *own).is_err();
        let burdened = |(location, change): &(LocationIndex, f64)| {
            self.burdened(*location, self.loads.get(*location)? + change, down)
        };
        let now: Vec<Overload> = changed.iter().filter_map(burdened).collect();
        let mut unchanged = self.burdens.iter().filter(as_before);
        let fullest = unchanged.clone().next().into_iter().chain(&now).map(Overload::percent).max_by(f64::total_cmp);
        let is_over = |group: &&Overload| group.capacity_mbps < group.load_mbps;
        let still: Vec<&Overload> = unchanged.by_ref().take_while(is_over).collect();
        let mut overloaded: Vec<Overload> = still.into_iter().chain(now.iter().filter(is_over)).copied().collect();
        self.sort(&mut overloaded);
        (overloaded, fullest)
    }

    /// What a group carries of what it can when parts are down; none where that is unknown, or nothing of it is up.
    pub(super) fn burden_of(&self, location: LocationIndex, down: &DownParts) -> Option<Overload> {
        let flows = self.flows(down);
        let change: f64 = flows
            .iter()
            .map(|flow| {
                let comes = if flow.to == Some(location) { flow.weight } else { 0.0 };
                comes - if flow.from == location { flow.weight } else { 0.0 }
            })
            .sum();
        self.burdened(location, self.loads.get(location)? + change, down)
    }

    /// What a cache can carry; none where that is unknown.
    pub fn cache_capacity_mbps(&self, cache: CacheIndex) -> Option<f64> {
        self.capacities.as_ref()?.caches_mbps.get(cache).copied().flatten()
    }

    fn burdened(&self, location: LocationIndex, load_mbps: f64, down: &DownParts) -> Option<Overload> {
        let capacity_mbps = tidy(self.capacity_mbps(location, down)?);
        Some(Overload { location, load_mbps: tidy(load_mbps), capacity_mbps })
    }

    /// The fullest first.
    fn sort(&self, burdens: &mut [Overload]) {
        sort_by(burdens, |one, other| {
            let names = || self.router.location_name(one.location).cmp(self.router.location_name(other.location));
            other.percent().total_cmp(&one.percent()).then_with(names)
        });
    }
}

fn put(all: &mut [Vec<usize>], place: usize, asker: usize) {
    if let Some(askers) = all.get_mut(place) {
        askers.push(asker);
    }
}
