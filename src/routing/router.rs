//! A Traffic Router that has read a snapshot, and what stands around it: everything that a decision asks for, found by
//! number instead of by name. Made once, asked often.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::assignments::{AssignedCache, Assignments};
use super::edge_routers::EdgeRouters;
use super::hashing::{GroupRing, MAX_MEMBERS, Ring};
use super::index::{CacheIndex, CacheSpot, LocationIndex, ServiceIndex};
use super::liveness::Liveness;
use super::matching::HostIndex;
use super::nearest::NearPlaces;
use super::outcome::Failed;
use super::redirect::{GeoRedirect, geo_redirect};
use super::request::AddressFamily;
use super::states::States;
use super::zones::ZoneTree;
use super::{AnonymousBlocking, FederationRegistry, HashExpression, Locate, RegionalGeo, SteeringRegistry, walk};
use crate::snapshot::java::hash_map;
use crate::snapshot::reading::{Cache, EdgeLocation, RouterDeliveryService, RouterView};
use crate::sorting::OrderedMap;

/// A cache with more points on the hash ring is not computed with: they would fill the memory.
const MAX_POINTS: u32 = 1_000_000;

/// What a router knows beside its snapshot.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// The coverage zones.
    pub zones: Arc<ZoneTree>,
    /// The deep ones.
    pub deep_zones: Arc<ZoneTree>,
    /// Where addresses are.
    pub geolocation: Option<Arc<dyn Locate>>,
    /// Other databases, by the name that a service asks for.
    pub providers: OrderedMap<String, Arc<dyn Locate>>,
    /// Which services stand for others.
    pub steering: Arc<SteeringRegistry>,
    /// Which resolvers are sent elsewhere.
    pub federations: Arc<FederationRegistry>,
    /// Where clients must be.
    pub regional_geo: Arc<RegionalGeo>,
    /// What becomes of anonymous addresses.
    pub anonymous: AnonymousBlocking,
}

/// A Traffic Router.
pub struct Router {
    pub(super) view: Arc<RouterView>,
    pub(super) around: Surroundings,
    /// The locations in the order of sets, which equally distant ones keep.
    pub(super) places: NearPlaces,
    location_names: HashMap<String, LocationIndex>,
    service_names: HashMap<String, ServiceIndex>,
    /// The groups that stand in for each location, those that are known.
    pub(super) backups: Vec<Vec<LocationIndex>>,
    /// The location of each zone.
    pub(super) zone_locations: Vec<Option<LocationIndex>>,
    pub(super) hosts: HostIndex,
    pub(super) hash_expressions: Vec<HashExpression>,
    /// By whose expression paths are hashed for each service: its own, until steering overwrites it.
    pub(super) expression_owners: Vec<ServiceIndex>,
    pub(super) redirects: Vec<GeoRedirect>,
    rings: Vec<OnceLock<Ring>>,
    /// The points of all caches of each location in one line, where that can be.
    group_rings: Vec<OnceLock<Option<GroupRing>>>,
    /// Which one of its location's caches each cache is.
    members: Vec<usize>,
    /// Whether a cache has more points than are computed here.
    has_huge_rings: bool,
    /// The caches of each location, whatever they have.
    groups: Vec<Vec<CacheIndex>>,
    pub(super) assignments: Assignments,
    pub(super) deep_assignments: Assignments,
    pub(super) edge_routers: EdgeRouters,
    pub(super) live: Liveness,
}

impl Router {
    /// A router that has read a snapshot and knows no states yet: every cache counts as available.
    pub fn new(view: Arc<RouterView>, around: Surroundings) -> Self {
        let names: Vec<&str> = view.locations.iter().map(|location| location.name.as_str()).collect();
        let places = NearPlaces::new(&view.locations, &walk::locations(&names));
        let location_names: HashMap<String, LocationIndex> =
            view.locations.iter().enumerate().map(|(index, location)| (location.name.clone(), index)).collect();
        let service_names: HashMap<String, ServiceIndex> =
            view.services.iter().enumerate().map(|(index, service)| (service.xml_id.clone(), index)).collect();
        let known = |names: &Vec<String>| names.iter().filter_map(|name| location_names.get(name).copied()).collect();
        let backups = view.locations.iter().map(|location| location.backups.as_ref().map(known).unwrap_or_default());
        let hosts = HostIndex::new(&view);
        let groups = by_location(&view);
        let mut members = vec![0; view.caches.len()];
        for (member, cache) in groups.iter().flat_map(|group| group.iter().enumerate()) {
            if let Some(own) = members.get_mut(*cache) {
                *own = member;
            }
        }
        let assignments = Assignments::new(view.services.len(), &groups, &view, &service_names);
        let deep_assignments = Assignments::new(view.services.len(), &deep(&around, &view), &view, &service_names);
        Self {
            backups: backups.collect(),
            zone_locations: around.zones.zones().iter().map(|zone| location_names.get(&zone.name).copied()).collect(),
            hash_expressions: view.services.iter().map(|own| HashExpression::new(&own.consistent_hash_regex)).collect(),
            expression_owners: (0..view.services.len()).collect(),
            redirects: (0..view.services.len()).map(|own| geo_redirect(own, &view, &hosts)).collect(),
            has_huge_rings: view.caches.iter().any(|cache| MAX_POINTS < cache.hash_count),
            rings: view.caches.iter().map(|_| OnceLock::new()).collect(),
            group_rings: groups.iter().map(|_| OnceLock::new()).collect(),
            members,
            edge_routers: EdgeRouters::new(&view),
            live: Liveness::new(&view, &assignments, &deep_assignments, &States::default()),
            view,
            around,
            places,
            location_names,
            service_names,
            hosts,
            groups,
            assignments,
            deep_assignments,
        }
    }

    /// Takes what Traffic Monitor says.
    pub fn set_states(&mut self, states: &States) {
        self.live = Liveness::new(&self.view, &self.assignments, &self.deep_assignments, states);
    }

    /// The snapshot as the router reads it.
    pub fn view(&self) -> &RouterView {
        &self.view
    }

    /// What it knows beside.
    pub fn surroundings(&self) -> &Surroundings {
        &self.around
    }

    /// A service by its xmlId.
    pub fn service_by_id(&self, xml_id: &str) -> Option<ServiceIndex> {
        self.service_names.get(xml_id).copied()
    }

    /// A location by its name.
    pub fn location_by_name(&self, name: &str) -> Option<LocationIndex> {
        self.location_names.get(name).copied()
    }

    /// The caches of a location, whatever services they have, in the order of Java's map.
    pub fn caches_at(&self, location: LocationIndex) -> &[CacheIndex] {
        self.groups.get(location).map(Vec::as_slice).unwrap_or_default()
    }

    /// The caches that have a service, location by location.
    pub fn caches_with(&self, service: ServiceIndex) -> Vec<CacheIndex> {
        let places = 0..self.view.locations.len();
        places.flat_map(|place| self.assignments.of(service, place)).map(|assigned| assigned.cache()).collect()
    }

    /// Whether a cache has a service at all.
    pub fn has_caches(&self, service: ServiceIndex) -> bool {
        (0..self.view.locations.len()).any(|location| !self.assignments.of(service, location).is_empty())
    }

    /// The deep zones with one of some caches, sorted.
    pub(super) fn deep_zones_with(&self, caches: &[CacheIndex]) -> Vec<usize> {
        let names: Vec<&str> = caches.iter().map(|cache| self.cache_name(*cache)).collect();
        let zones = self.around.deep_zones.zones().iter().enumerate();
        let has = |own: &super::ZoneEntry| own.caches.iter().any(|cache| names.contains(&cache.as_str()));
        zones.filter(|(_, zone)| has(zone)).map(|(place, _)| place).collect()
    }

    pub(super) fn service(&self, index: ServiceIndex) -> Option<&RouterDeliveryService> {
        self.view.services.get(index)
    }

    pub(super) fn location(&self, index: LocationIndex) -> Option<&EdgeLocation> {
        self.view.locations.get(index)
    }

    pub(super) fn cache(&self, index: CacheIndex) -> Option<&Cache> {
        self.view.caches.get(index)
    }

    /// The points of a cache, made when they are first asked for.
    #[inline]
    pub(super) fn ring(&self, index: CacheIndex) -> Option<&Ring> {
        let ring = self.rings.get(index)?;
        if let Some(ring) = ring.get() {
            return Some(ring);
        }
        let cache = self.cache(index)?;
        Some(ring.get_or_init(|| Ring::new(&cache.hash_id, cache.hash_count)))
    }

    /// The cache of a spot whose points are nearest to a hash; none when nothing is said of that, and each cache is to be
    /// asked.
    #[inline]
    pub(super) fn nearest_by_group(
        &self,
        spot: CacheSpot,
        caches: impl Iterator<Item = AssignedCache> + Clone,
        hash: f64,
    ) -> Option<AssignedCache> {
        let CacheSpot::Location(location) = spot else { return None };
        let ring = self.group_rings.get(location)?.get_or_init(|| self.group_ring(location)).as_ref()?;
        let member_of = |assigned: AssignedCache| self.members.get(assigned.cache()).copied();
        let mask = caches.clone().filter_map(member_of).fold(0_u64, |mask, member| mask | 1 << member);
        let nearest = ring.nearest(hash, mask);
        caches.into_iter().find(|assigned| member_of(*assigned) == nearest)
    }

    #[cold]
    fn group_ring(&self, location: LocationIndex) -> Option<GroupRing> {
        let caches: Vec<&Cache> = self.caches_at(location).iter().filter_map(|index| self.cache(*index)).collect();
        if MAX_MEMBERS < caches.len() || caches.iter().any(|cache| MAX_POINTS < cache.hash_count) {
            return None;
        }
        let rings: Vec<Ring> = caches.iter().map(|cache| Ring::new(&cache.hash_id, cache.hash_count)).collect();
        GroupRing::new(rings.iter())
    }

    /// Fails when a spot has a cache with more points than are computed here.
    #[inline]
    pub(super) fn check_rings(
        &self,
        service: ServiceIndex,
        spot: CacheSpot,
        family: AddressFamily,
    ) -> Result<(), Failed> {
        if !self.has_huge_rings {
            return Ok(());
        }
        let caches = self.supporting_caches(service, spot, family).filter_map(|assigned| self.cache(assigned.cache()));
        match caches.into_iter().find(|cache| MAX_POINTS < cache.hash_count) {
            Some(cache) => Err(Failed::Unsaid(format!(
                "{} has {} points on the hash ring, and no more than {MAX_POINTS} are computed here",
                cache.name, cache.hash_count
            ))),
            None => Ok(()),
        }
    }

    /// The caches that have a service in a place and are up, in the order of Java's map.
    #[inline]
    pub(super) fn supporting_caches(
        &self,
        service: ServiceIndex,
        spot: CacheSpot,
        family: AddressFamily,
    ) -> impl Iterator<Item = AssignedCache> + Clone {
        let assigned = match spot {
            CacheSpot::Location(location) => self.assignments.of(service, location),
            CacheSpot::Deep(zone) => self.deep_assignments.of(service, zone),
        };
        assigned.iter().copied().filter(move |assigned| self.live.is_cache_up(assigned.cache(), family))
    }
}

/// The caches of each location, in the order of Java's map.
fn by_location(view: &RouterView) -> Vec<Vec<CacheIndex>> {
    let mut groups: Vec<Vec<CacheIndex>> = view.locations.iter().map(|_| Vec::new()).collect();
    for (index, cache) in view.caches.iter().enumerate() {
        if let Some(group) = groups.get_mut(cache.location) {
            group.push(index);
        }
    }
    groups.iter().map(|group| in_map(group, view)).collect()
}

/// The caches of each deep zone that are known (`CacheLocation.loadDeepCaches`): names go through a set, caches through
/// a map.
fn deep(around: &Surroundings, view: &RouterView) -> Vec<Vec<CacheIndex>> {
    let known: HashMap<&str, CacheIndex> =
        view.caches.iter().enumerate().map(|(index, cache)| (cache.name.as_str(), index)).collect();
    let caches = |names: &[String]| {
        let mut unique: Vec<&str> = Vec::new();
        for name in names.iter().map(String::as_str) {
            if !unique.contains(&name) {
                unique.push(name);
            }
        }
        let set = hash_map::order(unique.iter().copied());
        let loaded: Vec<CacheIndex> = set.iter().filter_map(|place| known.get(*unique.get(*place)?).copied()).collect();
        in_map(&loaded, view)
    };
    around.deep_zones.zones().iter().map(|zone| caches(&zone.caches)).collect()
}

fn in_map(caches: &[CacheIndex], view: &RouterView) -> Vec<CacheIndex> {
    let names = caches.iter().map(|index| view.caches.get(*index).map_or("", |cache| cache.name.as_str()));
    hash_map::order(names).into_iter().filter_map(|place| caches.get(place).copied()).collect()
}
