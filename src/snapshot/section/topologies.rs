//! `topologies`: those of all CDNs, each with its cache groups of type `EDGE_LOC` (`TO/topology/snapshot.go`).

use crate::model::{AnyId, CacheGroup, Link};
use crate::snapshot::report::Report;
use crate::snapshot::source::CdnSource;
use crate::snapshot::value::{Nullable, TopologyNodes};
use crate::sorting::{OrderedMap, OrderedSet};

/// The section.
pub(in crate::snapshot) fn topologies(
    source: &CdnSource<'_>,
    report: &mut Report,
) -> OrderedMap<String, TopologyNodes> {
    let mut topologies = OrderedMap::new();
    for (id, topology) in source.plan.topologies() {
        let mut nodes = OrderedSet::new();
        for link in topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()) {
            if let Some(group) = source.plan.follow(link) {
                if *source.name_opt(group.type_.as_ref()) == *"EDGE_LOC" {
                    nodes.insert(group.name.clone());
                }
            } else {
                note_absent(source, report, AnyId::of(id), &topology.name, link);
            }
        }
        let nodes = (!nodes.is_empty()).then(|| nodes.into_iter().collect());
        topologies.insert(topology.name.clone(), TopologyNodes { nodes: Nullable(nodes) });
    }
    topologies
}

/// A group that is not in the plan has no known type, so nobody can say whether it belongs here.
fn note_absent(
    source: &CdnSource<'_>,
    report: &mut Report,
    topology: crate::model::AnyId,
    name: &str,
    link: &Link<CacheGroup>,
) {
    let group =
        source.plan.link_name(&crate::model::AnyLink { kind: crate::model::Kind::CacheGroup, target: link.target() });
    let message = format!("cache group `{group}` is not in the plan and is left out of topology `{name}`");
    report.note(topology, &["topologies", name, "nodes"], message);
}
