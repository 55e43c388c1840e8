//! Topologies without nodes.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("topology-empty"),
    severity: Severity::Error,
    title: "A topology has no cache groups",
    effect: "Traffic Ops refuses it, and a service that uses it has no caches",
    fact: "At least one node is wanted, and each node is of a cache group (TO/topology/topologies.go)",
    check: Check::Object(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the topology", object)]
    },
};

fn check(topology: &Object<'_, Topology>, found: &mut Found<'_>) {
    if topology.nodes.is_empty() {
        found.say(topology.any(), Topology::NODES, "it has no nodes: add cache groups");
    } else if let Some(at) = topology.nodes.iter().position(|node| node.cache_group.is_none()) {
        found.say(
            topology.any(),
            Topology::NODES,
            format!("node {at} is of no cache group: choose one, or take it out"),
        );
    }
}

#[test]
fn topologies_hold_groups() {
    let text = r#"
        topology {"name":"empty"}
        # ^ error nodes: no nodes
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Delete the topology");
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        topology {"name":"good","nodes":[{"cachegroup":"edge-1"}]}
        topology {"name":"void","nodes":[{"cachegroup":"edge-1"},{}]}
        # ^ error nodes: node 1 is of no cache group
        "#,
    );
}
