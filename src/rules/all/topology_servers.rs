//! Cache groups of topologies without the servers that they need.

use crate::formats::traffic_ops::refusals::{Against, topologies};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("topology-servers"),
    severity: Severity::Error,
    title: "A cache group of a topology lacks servers",
    effect: "Traffic Ops refuses the topology",
    fact: "Every group has a server, and one of each CDN whose delivery services use the topology (TO/topology/topologies.go)",
    check: Check::Plan(&[Kind::Topology, Kind::CacheGroup, Kind::Server, Kind::DeliveryService, Kind::Cdn], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, topology) in plan.topologies() {
        let mut against = Against::default();
        topologies::servers(plan, id, topology, &mut against);
        for (field, message) in against.list {
            found.say(AnyId::of(id), field, message);
        }
    }
}

#[test]
fn groups_of_topologies_have_servers_of_their_services_cdns() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cdn {"name":"two","domainName":"two.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        cache-group {"name":"empty","type":"EDGE_LOC"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE"}
        server {"hostName":"e2","cdn":"two","cacheGroup":"edge-2","type":"EDGE"}
        topology {"name":"bare","nodes":[{"cachegroup":"empty"}]}
        # ^ error nodes: have no servers: `empty`
        topology {"name":"good","nodes":[{"cachegroup":"edge-1"},{"cachegroup":"edge-2"}]}
        topology {"name":"used","nodes":[{"cachegroup":"edge-1"},{"cachegroup":"edge-2"}]}
        # ^ error nodes: no server of that CDN is in `edge-2`
        delivery-service {"xmlId":"vod","cdn":"one","topology":"used"}
        "#,
    );
}
