//! Topologies that Traffic Ops does not take (`TO/topology/topologies.go`, `TO/topology/validation.go`).

use std::collections::HashSet;

use super::against::{Against, listed, name_of};
use crate::model::{CacheGroup, Cdn, Id, Kind, Link, Plan, Topology};
use crate::sorting::{OrderedMap, OrderedSet};

/// The cache groups that ask each other in a circle, of all topologies and of the groups' own parents together.
pub(super) struct Loops {
    in_circles: OrderedSet<Id<CacheGroup>>,
}

type Edges = OrderedMap<Id<CacheGroup>, OrderedSet<Id<CacheGroup>>>;

impl Loops {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut edges = Edges::new();
        for (_, topology) in plan.topologies() {
            add(topology, &mut edges);
        }
        for (id, group) in plan.cache_groups() {
            let type_ = name_of(plan, group.type_.as_ref());
            if type_.starts_with("EDGE") || type_.starts_with("MID") {
                let parents = [&group.parent, &group.secondary_parent].into_iter().flatten().filter_map(Link::id);
                edges.entry(id).or_default().extend(parents.filter(|parent| *parent != id));
            }
        }
        Self { in_circles: circles(edges) }
    }

    pub(super) fn check(&self, plan: &Plan, id: Id<Topology>, topology: &Topology, against: &mut Against) {
        parents(plan, topology, against);
        types(plan, topology, against);
        servers(plan, id, topology, against);
        let mut own = Edges::new();
        add(topology, &mut own);
        let (inside, all) = (circles(own), &self.in_circles);
        let (loops, where_) = if inside.is_empty() {
            (all, "of all topologies and parents together")
        } else {
            (&inside, "of this topology")
        };
        if !loops.is_empty() {
            let names = listed(loops.iter().filter_map(|id| Some(plan.get(*id)?.name.as_str().into())));
            against.say("nodes", format!("cache groups {where_} ask each other in a circle: {names}"));
        }
    }
}

/// Two different parents of the list at most, none the node itself; each cache group once.
pub(crate) fn parents(plan: &Plan, topology: &Topology, against: &mut Against) {
    let name = &topology.name;
    for (node, parent) in topology.parents_outside() {
        against.say("nodes", format!("node {node} of `{name}` names node {parent} as a parent, which it has not"));
    }
    let mut seen = OrderedSet::new();
    for (at, node) in topology.nodes.iter().enumerate() {
        let group = name_of(plan, node.cache_group.as_ref());
        let own = i64::try_from(at).unwrap_or(i64::MAX);
        match node.parents.as_slice() {
            parents if parents.contains(&own) => {
                against.say("nodes", format!("`{group}` is its own parent in `{name}`"));
            }
            [first, second] if first == second => {
                against.say("nodes", format!("both parents of `{group}` in `{name}` are one"));
            }
            [_, _, _, ..] => against.say("nodes", format!("`{group}` has more than two parents in `{name}`")),
            _ => {}
        }
        if node.cache_group.as_ref().is_some_and(|link| !seen.insert(link)) {
            against.say("nodes", format!("`{group}` stands twice in `{name}`"));
        }
    }
}

/// Leaves are edges, and edges are parents of edges alone.
pub(crate) fn types(plan: &Plan, topology: &Topology, against: &mut Against) {
    let type_of = |at: usize| {
        let group = topology.nodes.get(at).and_then(|node| plan.follow_opt(node.cache_group.as_ref()));
        group.map(|group| (group.name.as_str(), name_of(plan, group.type_.as_ref())))
    };
    let parents: HashSet<i64> = topology.nodes.iter().flat_map(|node| node.parents.iter().copied()).collect();
    for (at, node) in topology.nodes.iter().enumerate() {
        let Some((group, type_)) = type_of(at) else { continue };
        let is_parent = i64::try_from(at).is_ok_and(|at| parents.contains(&at));
        if !is_parent && type_ != "EDGE_LOC" {
            against.say(
                "nodes",
                format!("`{group}` has nobody below it in `{}` and is of type {type_}, not EDGE_LOC", topology.name),
            );
        }
        for (parent, parent_type) in node.parents.iter().filter_map(|at| type_of(usize::try_from(*at).ok()?)) {
            if parent_type == "EDGE_LOC" && type_ != "EDGE_LOC" {
                let message =
                    format!("`{parent}` is an edge and a parent of `{group}` in `{}`, which is none", topology.name);
                against.say("nodes", message);
            }
        }
    }
}

/// Every group has a server, and one of each CDN whose services use the topology.
pub(crate) fn servers(plan: &Plan, id: Id<Topology>, topology: &Topology, against: &mut Against) {
    let services =
        plan.delivery_services().iter().filter(|(_, service)| service.topology.as_ref().and_then(Link::id) == Some(id));
    let cdns: OrderedSet<Id<Cdn>> = services.filter_map(|(_, service)| service.cdn.as_ref()?.id()).collect();
    let mut bare = Vec::new();
    let mut lacking: OrderedMap<Id<Cdn>, Vec<&str>> = OrderedMap::new();
    for group in topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()?.id()) {
        let Some(name) = plan.get(group).map(|group| group.name.as_str()) else { continue };
        let users = plan.users(crate::model::AnyId { kind: Kind::CacheGroup, number: group.number() });
        let own = users
            .filter(|user| user.kind == Kind::Server)
            .filter_map(|user| plan.get(Id::<crate::model::Server>::new(user.number)));
        let here: Vec<Option<Id<Cdn>>> = own.map(|server| server.cdn.as_ref().and_then(Link::id)).collect();
        if here.is_empty() {
            bare.push(name);
            continue;
        }
        for cdn in cdns.iter().filter(|cdn| !here.contains(&Some(**cdn))) {
            lacking.entry(*cdn).or_default().push(name);
        }
    }
    if !bare.is_empty() {
        against.say(
            "nodes",
            format!(
                "cache groups of `{}` have no servers: {}",
                topology.name,
                listed(bare.into_iter().map(Into::into))
            ),
        );
    }
    for (cdn, groups) in lacking {
        let cdn = plan.get(cdn).map_or("", |cdn| cdn.name.as_str());
        let groups = listed(groups.into_iter().map(Into::into));
        against.say(
            "nodes",
            format!("services of CDN `{cdn}` use `{}`, and no server of that CDN is in {groups}", topology.name),
        );
    }
}

fn add(topology: &Topology, edges: &mut Edges) {
    let group = |at: usize| topology.nodes.get(at).and_then(|node| node.cache_group.as_ref()?.id());
    for (at, node) in topology.nodes.iter().enumerate() {
        let Some(own) = group(at) else { continue };
        let parents = node.parents.iter().filter_map(|parent| group(usize::try_from(*parent).ok()?));
        edges.entry(own).or_default().extend(parents.filter(|parent| *parent != own));
    }
}

/// What is left when all that nobody asks, and all that asks nobody, is gone.
fn circles(mut edges: Edges) -> OrderedSet<Id<CacheGroup>> {
    loop {
        let asked: OrderedSet<Id<CacheGroup>> = edges.values().flatten().copied().collect();
        let asking: OrderedSet<Id<CacheGroup>> = edges.keys().copied().collect();
        let before = edges.values().map(OrderedSet::len).sum::<usize>() + edges.len();
        for parents in edges.values_mut() {
            parents.retain(|parent| asking.contains(parent));
        }
        edges.retain(|own, parents| asked.contains(own) && !parents.is_empty());
        if edges.values().map(OrderedSet::len).sum::<usize>() + edges.len() == before {
            return edges.into_keys().collect();
        }
    }
}
