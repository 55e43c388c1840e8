//! Topologies: a delivery service's own tree of cache groups.

use super::cache_group::CacheGroup;
use super::entity::entity;
use super::field::object;
use super::link::Link;

entity! {
    /// A tree of cache groups through which delivery services fetch.
    pub struct Topology in topologies {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name", snapshot: "topology" },
        /// For people.
        description: Option<String> {
            key: DESCRIPTION = "description", form: "Description", column: "Description", api: "description",
        },
        /// Its cache groups, in the stored order, which parents refer to.
        nodes: Vec<TopologyNode> {
            key: NODES = "nodes", form: "Cache Groups", column: "Cache Groups", api: "nodes", snapshot: "nodes",
        },
    }
    name(topology) = topology.name.as_str().into(); unique = true;
}

object! {
    /// A cache group's place in a topology.
    pub struct TopologyNode {
        /// The group; without one the node says nothing.
        cache_group: Option<Link<CacheGroup>> = CACHE_GROUP = "cachegroup",
        /// The places of its parents in the topology's list of nodes, counted from 0, primary first.
        parents: Vec<i64> = PARENTS = "parents",
    }
}

impl Topology {
    /// The parents that its list of nodes has not: of which node, and which.
    pub fn parents_outside(&self) -> Vec<(usize, i64)> {
        let is_outside = |parent: &i64| usize::try_from(*parent).map_or(true, |parent| self.nodes.len() <= parent);
        let nodes = self.nodes.iter().enumerate();
        nodes.flat_map(|(at, node)| node.parents.iter().filter(|p| is_outside(p)).map(move |p| (at, *p))).collect()
    }
}
