//! The tree of a topology: each node below its first parent, as Traffic Portal draws it.

use std::collections::HashMap;

use super::lines::{TreeKey, TreeLine};
use super::parents::circle;
use super::places::group_aside;
use super::planting::{Line, Planting};
use crate::model::{AnyId, AnyLink, CacheGroup, Id, Kind, Link, Plan, Topology};

/// The lines; none where the topology is no longer there.
pub(super) fn nodes(plan: &Plan, id: Id<Topology>) -> Vec<TreeLine> {
    let Some(topology) = plan.get(id) else { return Vec::new() };
    let (mut roots, mut below) = (Vec::new(), HashMap::<usize, Vec<usize>>::new());
    for (place, node) in topology.nodes.iter().enumerate() {
        let parent = node.parents.first().and_then(|parent| usize::try_from(*parent).ok());
        match parent.filter(|parent| *parent < topology.nodes.len()) {
            Some(parent) => below.entry(parent).or_default().push(place),
            None => roots.push(place),
        }
    }
    let mut planting = Planting::default();
    let done = planting.grow(&roots, &below, |place| line(plan, topology, place));
    if done.len() < topology.nodes.len() {
        planting.open(circle());
        for place in (0..topology.nodes.len()).filter(|place| !done.contains(place)) {
            planting.leaf(line(plan, topology, place));
        }
        planting.close();
    }
    planting.nodes
}

fn line(plan: &Plan, topology: &Topology, place: usize) -> Line {
    let group = topology.nodes.get(place).and_then(|node| node.cache_group.as_ref());
    let named = |link: &Link<CacheGroup>| plan.link_name(&AnyLink { kind: Kind::CacheGroup, target: link.target() });
    let id = group.and_then(Link::id);
    let mut aside = id.map(|id| group_aside(plan, id)).unwrap_or_default();
    if group.is_some() && id.is_none() {
        aside.push_str("not in the plan");
    }
    let second = topology.nodes.get(place).and_then(|node| usize::try_from(*node.parents.get(1)?).ok());
    let second = second.and_then(|second| topology.nodes.get(second)?.cache_group.as_ref());
    if let Some(second) = second {
        aside = format!("{aside}  2nd parent {}", named(second));
    }
    let name = group.map_or_else(|| format!("Node {}", place + 1), named);
    Line { key: TreeKey::Node(place), object: id.map(AnyId::of::<CacheGroup>), name, aside }
}
