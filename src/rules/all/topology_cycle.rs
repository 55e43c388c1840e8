//! Circles in a topology, and across topologies and the groups' own parents.

use crate::rules::circles::{Circles, told};
use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

pub(super) static RULE: Rule = Rule {
    id: RuleId("topology-cycle"),
    severity: Severity::Error,
    title: "Cache groups of topologies ask each other in a circle",
    effect: "Traffic Ops refuses the topology; queued updates of such caches wait for each other",
    fact: "No circle within a topology, and none in all topologies and the parents of edges and mids together \
           (TO/topology/validation.go, cycle_detection.go; apache/trafficcontrol #4831)",
    check: Check::Plan(&[Kind::Topology, Kind::CacheGroup, Kind::Type], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    if plan.count(Kind::Topology) == 0 {
        return;
    }
    let mut all = Circles::default();
    let mut within: OrderedSet<Id<CacheGroup>> = OrderedSet::new();
    for (id, topology) in plan.topologies() {
        let mut own = Circles::default();
        for (child, parent) in edges(topology) {
            own.ask(child, parent);
            all.ask(child, parent);
        }
        for circle in own.found() {
            found.say(AnyId::of(id), Topology::NODES, format!("this ends where it began: {}", told(plan, &circle)));
            found.circle(circle.iter().copied().map(AnyId::of));
            within.extend(circle);
        }
    }
    let mut plain = Circles::default();
    for (id, group) in plan.cache_groups() {
        let type_ = name_of(plan, group.type_.as_ref());
        if type_.starts_with("EDGE") || type_.starts_with("MID") {
            for parent in [&group.parent, &group.secondary_parent].into_iter().flatten().filter_map(Link::id) {
                all.ask(id, parent);
                plain.ask(id, parent);
            }
        }
    }
    // Those of the groups' own parents alone are told of the groups.
    within.extend(plain.found().into_iter().flatten());
    for circle in all.found().into_iter().filter(|circle| circle.iter().all(|id| !within.contains(id))) {
        let pairs: OrderedSet<_> = circle.iter().copied().zip(circle.iter().copied().cycle().skip(1)).collect();
        for (id, topology) in plan.topologies() {
            if edges(topology).any(|edge| pairs.contains(&edge)) {
                let way = told(plan, &circle);
                let message = format!("with other topologies and parents this ends where it began: {way}");
                found.say(AnyId::of(id), Topology::NODES, message);
                found.circle(circle.iter().copied().map(AnyId::of));
            }
        }
    }
}

/// Who asks whom in a topology.
fn edges(topology: &Topology) -> impl Iterator<Item = (Id<CacheGroup>, Id<CacheGroup>)> {
    let group = |at: usize| topology.nodes.get(at).and_then(|node| node.cache_group.as_ref()?.id());
    topology.nodes.iter().enumerate().flat_map(move |(at, node)| {
        let parents = node.parents.iter().filter_map(move |parent| group(usize::try_from(*parent).ok()?));
        parents.filter_map(move |parent| Some((group(at)?, parent)))
    })
}

#[test]
fn circles_are_found_within_and_across() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"mid-2","type":"MID_LOC"}
        cache-group {"name":"mid-3","type":"MID_LOC"}
        cache-group {"name":"mid-4","type":"MID_LOC"}
        topology {"name":"one","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-1","parents":[2]},{"cachegroup":"mid-2"}]}
        # ^ error nodes: with other topologies and parents this ends where it began: `mid-1` > `mid-2` > `mid-1`
        topology {"name":"round","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-3","parents":[2]},{"cachegroup":"mid-4","parents":[1]}]}
        # ^ error nodes: this ends where it began: `mid-3` > `mid-4` > `mid-3`
        topology {"name":"two","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-2","parents":[2]},{"cachegroup":"mid-1"}]}
        # ^ error nodes: `mid-1` > `mid-2` > `mid-1`
        "#,
    );
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"mid-2","type":"MID_LOC","parentCachegroup":"mid-1"}
        topology {"name":"one","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-1","parents":[2]},{"cachegroup":"mid-2"}]}
        # ^ error nodes: with other topologies and parents
        "#,
    );
}
