//! What of a plan the map shows, in the map's own terms: flat vectors of nodes, links and sites, built once per change
//! of the plan.
//!
//! It must not know of the screen. Nodes are numbered from 0 in the order of their ids.

use std::sync::Arc;

use super::mercator::{project, unproject};
use crate::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, PhysLocation, Plan, Position, Type};
use crate::sorting::OrderedSet;
use crate::sorting::sort_by;

/// What a group is, which its marker's shape says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupType {
    /// `ORG_LOC`.
    Origin,
    /// `MID_LOC`.
    Mid,
    /// `EDGE_LOC`.
    Edge,
    /// `TR_LOC`.
    Router,
    /// `TC_LOC`.
    Control,
    /// Any other type, or none.
    Other,
}

impl GroupType {
    /// All, in the order in which lists name them.
    pub const ALL: [Self; 6] = [Self::Origin, Self::Mid, Self::Edge, Self::Router, Self::Control, Self::Other];

    /// The type of that name.
    pub fn of_name(name: &str) -> Self {
        match name {
            "ORG_LOC" => Self::Origin,
            "MID_LOC" => Self::Mid,
            "EDGE_LOC" => Self::Edge,
            "TR_LOC" => Self::Router,
            "TC_LOC" => Self::Control,
            _ => Self::Other,
        }
    }

    /// Its name, for lists of several groups.
    pub fn name(self) -> &'static str {
        match self {
            Self::Origin => "ORG_LOC",
            Self::Mid => "MID_LOC",
            Self::Edge => "EDGE_LOC",
            Self::Router => "TR_LOC",
            Self::Control => "TC_LOC",
            Self::Other => "Other types",
        }
    }

    /// Where it is counted in arrays over `ALL`.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How well a group is, which its marker's colour says; the worst comes last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupState {
    /// Nothing is known against it.
    #[default]
    Normal,
    /// Something is worth a look.
    Warned,
    /// Something is wrong.
    Wrong,
    /// It is switched off.
    Down,
}

/// A group with a position.
#[derive(Debug)]
pub struct SceneNode {
    /// Its id.
    pub id: Id<CacheGroup>,
    /// The group.
    pub group: Arc<CacheGroup>,
    /// Where it is, in world coordinates: x in 0..1, y within what the map can show.
    pub world: [f64; 2],
    /// What it is.
    pub type_: GroupType,
    /// Whether Traffic Ops does not know it yet.
    pub is_new: bool,
}

/// Which kind of link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// To the parent.
    Primary,
    /// To the secondary parent.
    Secondary,
}

/// A link between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeLink {
    /// Who has the parent.
    pub from: u32,
    /// The parent.
    pub to: u32,
    /// Which one.
    pub kind: LinkKind,
}

/// A physical location with a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// Its id.
    pub id: Id<PhysLocation>,
    /// Where it is.
    pub world: [f64; 2],
    /// The same in degrees.
    pub position: Position,
    /// Whether that was proposed, and nobody has confirmed it.
    pub is_proposed: bool,
}

/// A group without a position, which waits in the tray.
#[derive(Debug)]
pub struct Unplaced {
    /// Its id.
    pub id: Id<CacheGroup>,
    /// The group.
    pub group: Arc<CacheGroup>,
    /// What it is.
    pub type_: GroupType,
    /// Whether Traffic Ops does not know it yet.
    pub is_new: bool,
}

/// All that the map shows of a plan.
#[derive(Debug, Default)]
pub struct Scene {
    /// The groups with a position, ordered by id.
    pub nodes: Vec<SceneNode>,
    /// The links between them.
    pub links: Vec<NodeLink>,
    /// The physical locations.
    pub sites: Vec<Site>,
    /// The groups without a position, ordered by name.
    pub unplaced: Vec<Unplaced>,
    /// The physical locations without one, ordered by name.
    pub sites_nowhere: Vec<Id<PhysLocation>>,
    /// Those whose position is only proposed, ordered by name.
    pub sites_proposed: Vec<Id<PhysLocation>>,
    /// All nodes, the most important first: by type, then by id.
    pub by_importance: Vec<u32>,
}

impl Scene {
    /// Reads a plan; `known` are the names of the groups that snapshots of Traffic Ops have.
    pub fn of_plan(plan: &Plan, known: &OrderedSet<String>) -> Self {
        let types = TypeNames::of_plan(plan);
        let mut scene = Self::default();
        for (id, group) in plan.cache_groups() {
            match read_group(plan, known, &types, (id, group)) {
                Ok(node) => scene.nodes.push(node),
                Err(unplaced) => scene.unplaced.push(unplaced),
            }
        }
        sort_by(&mut scene.unplaced, |a, b| a.group.name.cmp(&b.group.name));
        for from in 0..scene.nodes.len() as u32 {
            let found = scene.links_of(from);
            scene.links.extend(found.into_iter().flatten());
        }
        scene.sites = sites(plan);
        scene.sites_nowhere = sites_named(plan, is_nowhere);
        scene.sites_proposed = sites_named(plan, is_proposed);
        scene.by_importance = by_importance(&scene.nodes);
        scene
    }

    /// Takes over of some groups, ordered by id, whether Traffic Ops does not know them yet.
    pub fn renew(&mut self, groups: &[(Id<CacheGroup>, bool)]) {
        let of = |id: Id<CacheGroup>| {
            let at = groups.binary_search_by_key(&id, |(id, _)| *id).ok()?;
            groups.get(at).map(|(_, is_new)| *is_new)
        };
        let nodes = self.nodes.iter_mut().map(|node| (node.id, &mut node.is_new));
        for (id, own) in nodes.chain(self.unplaced.iter_mut().map(|item| (item.id, &mut item.is_new))) {
            *own = of(id).unwrap_or(*own);
        }
    }

    /// The links from a node to its parents, as far as these are on the map.
    pub(super) fn links_of(&self, from: u32) -> [Option<NodeLink>; 2] {
        let Some(node) = self.node(from) else { return [None, None] };
        let link = |parent: &Option<Link<CacheGroup>>, kind| {
            let to = parent.as_ref().and_then(Link::id).and_then(|id| self.find(id))?;
            Some(NodeLink { from, to, kind })
        };
        [link(&node.group.parent, LinkKind::Primary), link(&node.group.secondary_parent, LinkKind::Secondary)]
    }

    /// The number of a group's node; none: it has no position.
    pub fn find(&self, id: Id<CacheGroup>) -> Option<u32> {
        let at = self.nodes.binary_search_by_key(&id, |node| node.id).ok()?;
        u32::try_from(at).ok()
    }

    /// The node of that number.
    pub fn node(&self, number: u32) -> Option<&SceneNode> {
        self.nodes.get(number as usize)
    }

    /// The node of an object, if it is a group with a position.
    pub fn find_any(&self, object: AnyId) -> Option<u32> {
        if object.kind == Kind::CacheGroup { self.find(Id::new(object.number)) } else { None }
    }

    /// Where an object is, if the map shows it.
    pub fn place_of(&self, object: AnyId) -> Option<[f64; 2]> {
        if object.kind == Kind::PhysLocation {
            let site = self.sites.iter().find(|site| site.id.number() == object.number)?;
            return Some(site.world);
        }
        self.node(self.find_any(object)?).map(|node| node.world)
    }
}

impl SceneNode {
    /// Its id, as selections have it.
    pub fn any(&self) -> AnyId {
        AnyId { kind: Kind::CacheGroup, number: self.id.number() }
    }
}

/// Whether Traffic Ops does not know a group yet: it has given it no id, and no snapshot of it names the group. The one
/// place that decides which markers are hollow.
fn is_new(group: &CacheGroup, known: &OrderedSet<String>) -> bool {
    group.upstream.traffic_ops_id.is_none() && !known.contains(&group.name)
}

/// The groups of a plan, ordered by id, of which it is another thing whether Traffic Ops knows them, once other groups are
/// known than before; and whether it does not know them now.
pub fn renewed(plan: &Plan, before: &OrderedSet<String>, known: &OrderedSet<String>) -> Vec<(Id<CacheGroup>, bool)> {
    let groups = plan.cache_groups().iter().map(|(id, group)| (id, is_new(group, before), is_new(group, known)));
    groups.filter(|(_, was_new, is_new)| was_new != is_new).map(|(id, _, is_new)| (id, is_new)).collect()
}

/// The position that a group has.
pub fn position_of(plan: &Plan, group: &CacheGroup) -> Option<Position> {
    plan.follow_opt::<Coordinate>(group.coordinate.as_ref())?.position
}

/// World coordinates, moved to the edge where the map ends short of the pole.
pub fn on_map(position: Position) -> [f64; 2] {
    let [x, y] = project(position);
    [x.rem_euclid(1.0), y.clamp(0.0, 1.0)]
}

/// The position at world coordinates, in as many digits as the map shows: about ten metres.
pub fn position_at(world: [f64; 2]) -> Option<Position> {
    let exact = unproject([world[0], world[1].clamp(0.0, 1.0)])?;
    let rounded = |degrees: f64| (degrees * 1e4).round() / 1e4;
    Position::new(rounded(exact.latitude()), rounded(exact.longitude())).ok()
}

/// A group as the map has it: as a node where it has a position.
pub(super) fn read_group(
    plan: &Plan,
    known: &OrderedSet<String>,
    types: &TypeNames,
    (id, group): (Id<CacheGroup>, &Arc<CacheGroup>),
) -> Result<SceneNode, Unplaced> {
    let type_ = types.of(group.type_.as_ref());
    let (group, is_new) = (Arc::clone(group), is_new(group, known));
    match position_of(plan, &group) {
        Some(position) => Ok(SceneNode { id, group, world: on_map(position), type_, is_new }),
        None => Err(Unplaced { id, group, type_, is_new }),
    }
}

/// The names of types are asked for once per type, not once per group.
pub(super) struct TypeNames(Vec<(Id<Type>, GroupType)>);

impl TypeNames {
    pub(super) fn of_plan(plan: &Plan) -> Self {
        Self(plan.types().iter().map(|(id, type_)| (id, GroupType::of_name(&type_.name))).collect())
    }

    fn of(&self, link: Option<&Link<Type>>) -> GroupType {
        match link {
            Some(Link::To(id)) => {
                let found = self.0.binary_search_by_key(id, |entry| entry.0).ok().and_then(|at| self.0.get(at));
                found.map_or(GroupType::Other, |entry| entry.1)
            }
            Some(Link::Absent(absent)) => absent.identity.first().map_or(GroupType::Other, |n| GroupType::of_name(n)),
            None => GroupType::Other,
        }
    }
}

fn sites(plan: &Plan) -> Vec<Site> {
    plan.phys_locations().iter().filter_map(|(id, location)| read_site(id, location)).collect()
}

/// A physical location as the map has it; none: it has no position.
pub(super) fn read_site(id: Id<PhysLocation>, location: &PhysLocation) -> Option<Site> {
    let place = location.position.as_ref()?;
    let at = place.at?;
    Some(Site { id, world: on_map(at), position: at, is_proposed: place.proposed })
}

/// Whether a physical location has no position.
pub(super) fn is_nowhere(site: &PhysLocation) -> bool {
    site.position.as_ref().is_none_or(|own| own.at.is_none())
}

/// Whether its position is only proposed.
pub(super) fn is_proposed(site: &PhysLocation) -> bool {
    site.position.as_ref().is_some_and(|own| own.proposed && own.at.is_some())
}

/// The physical locations of which something is so, ordered by name.
fn sites_named(plan: &Plan, is_so: impl Fn(&PhysLocation) -> bool) -> Vec<Id<PhysLocation>> {
    let mut found: Vec<_> = plan.phys_locations().iter().filter(|(_, location)| is_so(location)).collect();
    sort_by(&mut found, |a, b| a.1.name.cmp(&b.1.name));
    found.into_iter().map(|(id, _)| id).collect()
}

/// The numbers of nodes by type, and within one by id.
pub(super) fn by_importance(nodes: &[SceneNode]) -> Vec<u32> {
    let mut of_type: [Vec<u32>; GroupType::ALL.len()] = Default::default();
    for (number, node) in (0..).zip(nodes) {
        of_type[node.type_.index()].push(number);
    }
    let [mut order, others @ ..] = of_type;
    order.reserve(nodes.len() - order.len());
    for others in others {
        order.extend(others);
    }
    order
}
