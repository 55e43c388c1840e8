//! Where things stand: divisions, regions, phys locations, the cache groups whose servers stand there, and these servers.
//! A group without servers stands where it is planned.

use std::collections::HashMap;

use super::lines::{TreeKey, TreeLine};
use super::planting::{Line, Planting, sort_by_name};
use crate::model::{AnyId, CacheGroup, Division, Id, Kind, Link, PhysLocation, Plan, Region, Server};
use crate::sorting::{OrderedMap, OrderedSet};

/// The servers of the cache groups at a place; those of no group under none.
type GroupsStanding = OrderedMap<Option<Id<CacheGroup>>, Vec<Id<Server>>>;

/// What stands below what.
struct Geography {
    regions: HashMap<Option<Id<Division>>, Vec<Id<Region>>>,
    locations: HashMap<Option<Id<Region>>, Vec<Id<PhysLocation>>>,
    standing: HashMap<Option<Id<PhysLocation>>, GroupsStanding>,
}

impl Geography {
    fn of(plan: &Plan) -> Self {
        let mut regions: HashMap<_, Vec<_>> = HashMap::new();
        for (id, region) in plan.regions() {
            regions.entry(region.division.as_ref().and_then(Link::id)).or_default().push(id);
        }
        let mut locations: HashMap<_, Vec<_>> = HashMap::new();
        for (id, location) in plan.phys_locations() {
            locations.entry(location.region.as_ref().and_then(Link::id)).or_default().push(id);
        }
        let (mut standing, mut with_servers) = (HashMap::<_, GroupsStanding>::new(), OrderedSet::new());
        for (id, server) in plan.servers() {
            let group = server.cache_group.as_ref().and_then(Link::id);
            let place = server.phys_location.as_ref().and_then(Link::id);
            standing.entry(place).or_default().entry(group).or_default().push(id);
            with_servers.extend(group);
        }
        for (id, group) in plan.cache_groups().iter().filter(|(id, _)| !with_servers.contains(id)) {
            let place = group.planned_phys_location.as_ref().and_then(Link::id);
            standing.entry(place).or_default().entry(Some(id)).or_default();
        }
        Self { regions, locations, standing }
    }
}

/// The lines.
pub(super) fn nodes(plan: &Plan) -> Vec<TreeLine> {
    let geography = Geography::of(plan);
    let mut planting = Planting::default();
    let mut divisions: Vec<Id<Division>> = plan.divisions().iter().map(|(id, _)| id).collect();
    sort_by_name(&mut divisions, |id| name(plan, AnyId::of::<Division>(*id)));
    for division in divisions {
        planting.open(object(plan, AnyId::of::<Division>(division), String::new()));
        regions(plan, &geography, &mut planting, Some(division));
        planting.close();
    }
    if geography.regions.contains_key(&None) {
        planting.open(without(Kind::Division, "Without division"));
        regions(plan, &geography, &mut planting, None);
        planting.close();
    }
    if geography.locations.contains_key(&None) {
        planting.open(without(Kind::Region, "Without region"));
        locations(plan, &geography, &mut planting, None);
        planting.close();
    }
    if geography.standing.contains_key(&None) {
        planting.open(without(Kind::PhysLocation, "Without phys location"));
        standing(plan, &geography, &mut planting, None);
        planting.close();
    }
    planting.nodes
}

fn regions(plan: &Plan, geography: &Geography, planting: &mut Planting, division: Option<Id<Division>>) {
    let mut regions = geography.regions.get(&division).cloned().unwrap_or_default();
    sort_by_name(&mut regions, |id| name(plan, AnyId::of::<Region>(*id)));
    for region in regions {
        planting.open(object(plan, AnyId::of::<Region>(region), String::new()));
        locations(plan, geography, planting, Some(region));
        planting.close();
    }
}

fn locations(plan: &Plan, geography: &Geography, planting: &mut Planting, region: Option<Id<Region>>) {
    let mut locations = geography.locations.get(&region).cloned().unwrap_or_default();
    sort_by_name(&mut locations, |id| name(plan, AnyId::of::<PhysLocation>(*id)));
    for location in locations {
        let place = plan.get(location).map(|location| {
            let parts = [location.city.as_deref(), location.state.as_deref()];
            parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        });
        planting.open(object(plan, AnyId::of::<PhysLocation>(location), place.unwrap_or_default()));
        standing(plan, geography, planting, Some(location));
        planting.close();
    }
}

fn standing(plan: &Plan, geography: &Geography, planting: &mut Planting, place: Option<Id<PhysLocation>>) {
    let Some(here) = geography.standing.get(&place) else { return };
    let mut groups: Vec<Id<CacheGroup>> = here.keys().flatten().copied().collect();
    sort_by_name(&mut groups, |id| name(plan, AnyId::of::<CacheGroup>(*id)));
    for group in groups.into_iter().map(Some).chain([None]) {
        let Some(own) = here.get(&group) else { continue };
        let mut servers = own.clone();
        sort_by_name(&mut servers, |id| name(plan, AnyId::of::<Server>(*id)));
        if let Some(group) = group {
            planting.open(object(plan, AnyId::of::<CacheGroup>(group), group_aside(plan, group)));
        }
        for server in servers {
            planting.leaf(object(plan, AnyId::of::<Server>(server), server_aside(plan, server)));
        }
        if group.is_some() {
            planting.close();
        }
    }
}

/// A group's type.
pub(super) fn group_aside(plan: &Plan, group: Id<CacheGroup>) -> String {
    let type_ = plan.get(group).and_then(|group| plan.follow_opt(group.type_.as_ref()));
    type_.map(|type_| type_.name.clone()).unwrap_or_default()
}

/// A server's type, CDN and status.
fn server_aside(plan: &Plan, server: Id<Server>) -> String {
    let Some(server) = plan.get(server) else { return String::new() };
    let type_ = plan.follow_opt(server.type_.as_ref()).map(|type_| type_.name.as_str());
    let cdn = plan.follow_opt(server.cdn.as_ref()).map(|cdn| cdn.name.as_str());
    let status = plan.follow_opt(server.status.as_ref()).map(|status| status.name.as_str());
    [type_, cdn, status].into_iter().flatten().collect::<Vec<_>>().join("  ")
}

pub(super) fn object(plan: &Plan, object: AnyId, aside: String) -> Line {
    Line { key: TreeKey::Object(object), object: Some(object), name: name(plan, object), aside }
}

pub(super) fn without(kind: Kind, words: &str) -> Line {
    Line { key: TreeKey::Without(kind), object: None, name: words.to_owned(), aside: String::new() }
}

pub(super) fn name(plan: &Plan, object: AnyId) -> String {
    plan.name_of(object).unwrap_or_default()
}
