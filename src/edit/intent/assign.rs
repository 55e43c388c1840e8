//! Putting things elsewhere in the hierarchy: regions into divisions, phys locations into regions, servers and cache groups
//! into phys locations, cache groups below parents. A group stands where its servers stand, so these move with it.

use super::draft::Draft;
use super::parents::{Rank, reparent};
use super::refusal::Refusal;
use super::words::several;
use crate::edit::Edit;
use crate::model::{AnyId, CacheGroup, Division, Id, Kind, Link, PhysLocation, Plan, Region, Server};
use crate::sorting::OrderedSet;

/// Where things are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under {
    /// Regions into a division, or out of any.
    Division(Option<Id<Division>>),
    /// Phys locations into a region, or out of any.
    Region(Option<Id<Region>>),
    /// Servers and cache groups into a phys location, or out of any.
    PhysLocation(Option<Id<PhysLocation>>),
    /// Servers into a cache group; and to where it is seen to stand, if it is.
    CacheGroup(Id<CacheGroup>, Option<Id<PhysLocation>>),
    /// Cache groups below a parent, or below none.
    Parent(Rank, Option<Id<CacheGroup>>),
}

/// Something that is put elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What.
    pub object: AnyId,
    /// Of a cache group: the phys location at which it was taken; its servers there are what moves.
    pub at: Option<Id<PhysLocation>>,
}

/// Puts things elsewhere, all in one edit.
pub fn assign(plan: &Plan, placed: &[Placed], under: Under) -> Result<Edit, Refusal> {
    if let Under::Parent(rank, parent) = under {
        return below(plan, placed, rank, parent);
    }
    let mut draft = Draft::of(plan);
    for each in placed {
        put(&mut draft, *each, under)?;
    }
    let objects: Vec<AnyId> = placed.iter().map(|each| each.object).collect();
    let what = several(plan, &objects);
    let label = match name(plan, under)? {
        Some(to) => format!("Move {what} to {to}"),
        None => format!("Take {what} out of any {}", kind_of(under).singular()),
    };
    draft.done(label)
}

fn below(plan: &Plan, placed: &[Placed], rank: Rank, parent: Option<Id<CacheGroup>>) -> Result<Edit, Refusal> {
    let mut groups = Vec::with_capacity(placed.len());
    for each in placed {
        if each.object.kind != Kind::CacheGroup {
            return Err(not_there(each.object.kind));
        }
        let group = Id::new(each.object.number);
        if let Some(parent) = parent.filter(|parent| asks(plan, *parent, group)) {
            let name = |id| plan.get::<CacheGroup>(id).map(|group| group.name.clone()).unwrap_or_default();
            if parent == group {
                return Err(Refusal::BelowItself { group: name(group) });
            }
            return Err(Refusal::Circle { group: name(group), parent: name(parent) });
        }
        groups.push(group);
    }
    reparent(plan, &groups, rank, parent)
}

/// Whether a group is another, or asks it by way of parents.
fn asks(plan: &Plan, from: Id<CacheGroup>, wanted: Id<CacheGroup>) -> bool {
    let (mut open, mut seen) = (vec![from], OrderedSet::new());
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        let Some(group) = plan.get(id).filter(|_| seen.insert(id)) else { continue };
        open.extend([&group.parent, &group.secondary_parent].into_iter().flatten().filter_map(Link::id));
    }
    false
}

fn put(draft: &mut Draft<'_>, placed: Placed, under: Under) -> Result<(), Refusal> {
    let number = placed.object.number;
    match (placed.object.kind, under) {
        (Kind::Region, Under::Division(to)) => {
            let mut region = Region::clone(&*draft.get(Id::new(number))?);
            region.division = to.map(Link::To);
            draft.put(Id::new(number), region);
        }
        (Kind::PhysLocation, Under::Region(to)) => {
            let mut location = PhysLocation::clone(&*draft.get(Id::new(number))?);
            location.region = to.map(Link::To);
            draft.put(Id::new(number), location);
        }
        (Kind::Server, Under::PhysLocation(to)) => put_server(draft, Id::new(number), |server| {
            server.phys_location = to.map(Link::To);
        })?,
        (Kind::Server, Under::CacheGroup(group, at)) => put_server(draft, Id::new(number), |server| {
            server.cache_group = Some(Link::To(group));
            if at.is_some() {
                server.phys_location = at.map(Link::To);
            }
        })?,
        (Kind::CacheGroup, Under::PhysLocation(to)) => put_group(draft, Id::new(number), placed.at, to)?,
        (kind, _) => return Err(not_there(kind)),
    }
    Ok(())
}

fn put_server(draft: &mut Draft<'_>, id: Id<Server>, change: impl FnOnce(&mut Server)) -> Result<(), Refusal> {
    let mut server = Server::clone(&*draft.get(id)?);
    change(&mut server);
    draft.put(id, server);
    Ok(())
}

/// A group's servers at one place go to another; where it has none, that is where it is planned.
fn put_group(
    draft: &mut Draft<'_>,
    id: Id<CacheGroup>,
    from: Option<Id<PhysLocation>>,
    to: Option<Id<PhysLocation>>,
) -> Result<(), Refusal> {
    let mut group = CacheGroup::clone(&*draft.get(id)?);
    let servers = draft.plan.users(AnyId::of(id)).filter(|user| user.kind == Kind::Server);
    let servers: Vec<Id<Server>> = servers.map(|user| Id::new(user.number)).collect();
    if servers.is_empty() || group.planned_phys_location.as_ref().and_then(Link::id).is_some_and(|at| Some(at) == from)
    {
        group.planned_phys_location = to.map(Link::To);
        draft.put(id, group);
    }
    for server in servers {
        if draft.get(server)?.phys_location.as_ref().and_then(Link::id) == from {
            put_server(draft, server, |server| server.phys_location = to.map(Link::To))?;
        }
    }
    Ok(())
}

/// The name of where things are put; none: under nothing.
fn name(plan: &Plan, under: Under) -> Result<Option<String>, Refusal> {
    let object = match under {
        Under::Division(to) => to.map(AnyId::of),
        Under::Region(to) => to.map(AnyId::of),
        Under::PhysLocation(to) => to.map(AnyId::of),
        Under::CacheGroup(to, _) => Some(AnyId::of(to)),
        Under::Parent(_, to) => to.map(AnyId::of),
    };
    object.map(|object| plan.name_of(object).ok_or(Refusal::Gone { kind: object.kind })).transpose()
}

const fn kind_of(under: Under) -> Kind {
    match under {
        Under::Division(_) => Kind::Division,
        Under::Region(_) => Kind::Region,
        Under::PhysLocation(_) => Kind::PhysLocation,
        Under::CacheGroup(..) | Under::Parent(..) => Kind::CacheGroup,
    }
}

fn not_there(kind: Kind) -> Refusal {
    let belongs = match kind {
        Kind::Division => "divisions stand at the top",
        Kind::Region => "a region belongs to a division",
        Kind::PhysLocation => "a phys location belongs to a region",
        Kind::CacheGroup => "a cache group stands at a phys location, or below another cache group",
        Kind::Server => "a server stands at a phys location, in a cache group",
        _ => "it is no part of this hierarchy",
    };
    Refusal::NotThere { kind, belongs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::Value;

    fn add(plan: &mut Plan, kind: Kind, name: &str, links: &[(&'static str, AnyId)]) -> AnyId {
        let key = if kind == Kind::Server { "hostName" } else { "name" };
        let mut fields = vec![(key, Value::Text(name.to_owned()))];
        let link = |object: AnyId| {
            Value::Link(crate::model::AnyLink { kind: object.kind, target: crate::model::Target::To(object.number) })
        };
        fields.extend(links.iter().map(|(key, object)| (*key, link(*object))));
        *plan = plan.applying(&intent::create(plan, kind, fields).unwrap()).unwrap();
        *plan.ids(kind).last().unwrap()
    }

    fn one(object: AnyId) -> [Placed; 1] {
        [Placed { object, at: None }]
    }

    #[test]
    fn regions_locations_and_servers_change_places() {
        let mut plan = Plan::default();
        let north = add(&mut plan, Kind::Division, "north", &[]);
        let norway = add(&mut plan, Kind::Region, "norway", &[]);
        let oslo = add(&mut plan, Kind::PhysLocation, "oslo", &[]);
        let cache = add(&mut plan, Kind::Server, "cache", &[]);
        let done = |plan: &Plan, object, under| plan.applying(&assign(plan, &one(object), under).unwrap()).unwrap();
        let plan = done(&plan, norway, Under::Division(Some(Id::new(north.number))));
        let plan = done(&plan, oslo, Under::Region(Some(Id::new(norway.number))));
        let plan = done(&plan, cache, Under::PhysLocation(Some(Id::new(oslo.number))));
        let server = plan.get::<Server>(Id::new(cache.number)).unwrap();
        let location = plan.follow_opt(server.phys_location.as_ref()).unwrap();
        let region = plan.follow_opt(location.region.as_ref()).unwrap();
        assert_eq!(plan.follow_opt(region.division.as_ref()).unwrap().name, "north");
        let out = assign(&plan, &one(norway), Under::Division(None)).unwrap();
        assert_eq!(out.label, "Take norway out of any division");
        let refused = assign(&plan, &one(cache), Under::Division(None)).unwrap_err().to_string();
        assert_eq!(refused, "a server does not belong there: a server stands at a phys location, in a cache group");
        let again = assign(&plan, &one(oslo), Under::Region(Some(Id::new(norway.number)))).unwrap();
        assert!(again.is_empty(), "it stands there already");
    }

    #[test]
    fn a_group_takes_its_servers_of_one_place_along() {
        let mut plan = Plan::default();
        let oslo = add(&mut plan, Kind::PhysLocation, "oslo", &[]);
        let bergen = add(&mut plan, Kind::PhysLocation, "bergen", &[]);
        let group = add(&mut plan, Kind::CacheGroup, "edge", &[]);
        let here = add(&mut plan, Kind::Server, "a", &[("cacheGroup", group), ("physicalLocation", oslo)]);
        let there = add(&mut plan, Kind::Server, "b", &[("cacheGroup", group), ("physicalLocation", bergen)]);
        let placed = [Placed { object: group, at: Some(Id::new(oslo.number)) }];
        let hamar = add(&mut plan, Kind::PhysLocation, "hamar", &[]);
        let edit = assign(&plan, &placed, Under::PhysLocation(Some(Id::new(hamar.number)))).unwrap();
        let next = plan.applying(&edit).unwrap();
        let at = |server: AnyId| next.get::<Server>(Id::new(server.number)).unwrap().phys_location.as_ref()?.id();
        assert_eq!((at(here), at(there)), (Some(Id::new(hamar.number)), Some(Id::new(bergen.number))));
        let empty = add(&mut plan, Kind::CacheGroup, "empty", &[]);
        let edit = assign(&plan, &one(empty), Under::PhysLocation(Some(Id::new(oslo.number)))).unwrap();
        let next = plan.applying(&edit).unwrap();
        let planned = next.get::<CacheGroup>(Id::new(empty.number)).unwrap().planned_phys_location.clone();
        assert_eq!(planned, Some(Link::To(Id::new(oslo.number))));
    }

    #[test]
    fn nobody_is_put_below_itself() {
        let mut plan = Plan::default();
        let mid = add(&mut plan, Kind::CacheGroup, "mid", &[]);
        let edge = add(&mut plan, Kind::CacheGroup, "edge", &[("parentCachegroup", mid)]);
        let to = |object: AnyId| Under::Parent(Rank::Primary, Some(Id::new(object.number)));
        let refused = assign(&plan, &one(mid), to(edge)).unwrap_err().to_string();
        assert_eq!(refused, "`edge` stands below `mid`: they would ask each other in a circle");
        assert!(assign(&plan, &one(mid), to(mid)).is_err());
        let edit = assign(&plan, &one(edge), Under::Parent(Rank::Primary, None)).unwrap();
        assert_eq!(edit.label, "Clear parent of edge");
    }
}
