//! Parents within a topology: at most two, different ones, not the group itself, and nodes of the list.

use crate::formats::traffic_ops::refusals::{Against, topologies};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("topology-parents"),
    severity: Severity::Error,
    title: "A node of a topology has parents that it cannot have",
    effect: "Traffic Ops refuses the topology",
    fact: "A node has at most two parents, which differ, none of them itself, and each an index into the list of nodes; a cache \
           group stands in a topology once (TO/topology/topologies.go, validation.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(topology: &Object<'_, Topology>, found: &mut Found<'_>) {
    let mut against = Against::default();
    topologies::parents(topology.plan, topology.entity, &mut against);
    for (field, message) in against.list {
        found.say(topology.any(), field, message);
    }
}

#[test]
fn two_parents_at_most_and_different_ones() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"mid-2","type":"MID_LOC"}
        cache-group {"name":"mid-3","type":"MID_LOC"}
        topology {"name":"good","nodes":[{"cachegroup":"edge-1","parents":[1,2]},{"cachegroup":"mid-1"},{"cachegroup":"mid-2"}]}
        topology {"name":"many","nodes":[{"cachegroup":"edge-1","parents":[1,2,3]},{"cachegroup":"mid-1"},{"cachegroup":"mid-2"},{"cachegroup":"mid-3"}]}
        # ^ error nodes: more than two parents
        topology {"name":"outside","nodes":[{"cachegroup":"edge-1","parents":[7]}]}
        # ^ error nodes: names node 7
        topology {"name":"same","nodes":[{"cachegroup":"edge-1","parents":[1,1]},{"cachegroup":"mid-1"}]}
        # ^ error nodes: both parents
        topology {"name":"self","nodes":[{"cachegroup":"edge-1","parents":[0]}]}
        # ^ error nodes: its own parent
        topology {"name":"twice","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-1"},{"cachegroup":"edge-1","parents":[1]}]}
        # ^ error nodes: stands twice
        "#,
    );
}
