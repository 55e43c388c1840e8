//! What types of cache groups stand where in a topology.

use crate::formats::traffic_ops::refusals::{Against, topologies};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("topology-types"),
    severity: Severity::Error,
    title: "A cache group stands in a topology where its type may not",
    effect: "Traffic Ops refuses the topology; an edge below an edge it takes, and warns of unexpected behaviour",
    fact: "A group that is nobody's parent must be an EDGE_LOC, and an EDGE_LOC is the parent of edges alone \
           (TO/topology/validation.go); of an edge that is an edge's parent it answers `unexpected behavior may result`",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(topology: &Object<'_, Topology>, found: &mut Found<'_>) {
    let mut against = Against::default();
    topologies::types(topology.plan, topology.entity, &mut against);
    for (field, message) in against.list {
        found.say(topology.any(), field, message);
    }
    let group = |at: i64| {
        let node = topology.nodes.get(usize::try_from(at).ok()?)?;
        topology.plan.follow_opt(node.cache_group.as_ref())
    };
    for node in &topology.nodes {
        let Some(child) = topology.plan.follow_opt(node.cache_group.as_ref()) else { continue };
        if group_role(topology.plan, child) != GroupRole::Edge {
            continue;
        }
        for parent in node.parents.iter().filter_map(|at| group(*at)) {
            if group_role(topology.plan, parent) == GroupRole::Edge && parent.name != child.name {
                let message = format!(
                    "`{}` is an edge and a parent of the edge `{}`, which wants a configuration of its own",
                    parent.name, child.name
                );
                found.say_at(Severity::Warning, topology.any(), Topology::NODES, message);
            }
        }
    }
}

#[test]
fn edges_are_leaves() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"mid-2","type":"MID_LOC"}
        topology {"name":"edges","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"edge-2"}]}
        # ^ warning nodes: `edge-2` is an edge and a parent of the edge `edge-1`
        topology {"name":"good","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-1","parents":[2]},{"cachegroup":"mid-2"}]}
        topology {"name":"leaf","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-1"},{"cachegroup":"mid-2"}]}
        # ^ error nodes: `mid-2` has nobody below it
        topology {"name":"turned","nodes":[{"cachegroup":"edge-1"},{"cachegroup":"mid-1","parents":[0]},{"cachegroup":"edge-2","parents":[1]}]}
        # ^ error nodes: `edge-1` is an edge and a parent of `mid-1`
        "#,
    );
}
