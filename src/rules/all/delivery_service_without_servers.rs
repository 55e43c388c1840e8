//! Active services without a server that is up.

use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-without-servers"),
    severity: Severity::Error,
    title: "An active delivery service has no edge that is up",
    effect: "Every client that asks for it is refused or sent to its bypass",
    fact: "Traffic Ops does not let an active service lose its last ONLINE or REPORTED server (409, TO/deliveryservice/servers), \
           but takes a service that never had one; a cache has a service by assignment or by topology (TO/crconfig/servers.go)",
    check: Check::Plan(
        &[Kind::DeliveryService, Kind::Server, Kind::Topology, Kind::CacheGroup, Kind::Type, Kind::Status, Kind::Cdn],
        check,
    ),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    let is_active = |service: &DeliveryService| service.active.as_deref() == Some("ACTIVE");
    for (id, service) in plan.delivery_services().iter().filter(|(_, service)| is_active(service)) {
        let type_ = name_of(plan, service.type_.as_ref());
        if !matches!(RoutingFamily::of_type(&type_), Some(RoutingFamily::Http | RoutingFamily::Dns)) {
            continue;
        }
        let cdn = service.cdn.as_ref().and_then(Link::id);
        let serves = |server: &Server| {
            server_role(plan, server) == ServerRole::Edge
                && is_up(plan, server)
                && server.cdn.as_ref().and_then(Link::id) == cdn
        };
        let (has_one, message) = if let Some(topology) = service.topology.as_ref() {
            (topology_serves(plan, topology, &serves), "no edge of its topology is REPORTED or ONLINE in its CDN")
        } else {
            let mut assigned = plan.delivery_service_servers().of(id).filter_map(|link| plan.follow(link));
            (assigned.any(|server| serves(server)), "no edge that is REPORTED or ONLINE is assigned to it")
        };
        if !has_one {
            found.say(AnyId::of(id), "", message);
        }
    }
}

fn topology_serves(plan: &Plan, topology: &Link<Topology>, serves: &dyn Fn(&Server) -> bool) -> bool {
    let Some(topology) = plan.follow(topology) else { return false };
    let groups: OrderedSet<Id<CacheGroup>> =
        topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()?.id()).collect();
    groups.into_iter().any(|group| servers_of(plan, group).any(|(_, server)| serves(server)))
}

#[test]
fn somebody_serves() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"OFFLINE"}
        topology {"name":"down","nodes":[{"cachegroup":"edge-2"}]}
        topology {"name":"up","nodes":[{"cachegroup":"edge-1"}]}
        delivery-service {"xmlId":"a","active":"ACTIVE","type":"HTTP","cdn":"one"}
        delivery-service {"xmlId":"b","active":"ACTIVE","type":"DNS","cdn":"one"}
        # ^ error -: is assigned to it
        delivery-service {"xmlId":"c","active":"PRIMED","type":"DNS","cdn":"one"}
        delivery-service {"xmlId":"d","active":"ACTIVE","type":"HTTP","cdn":"one","topology":"up"}
        delivery-service {"xmlId":"e","active":"ACTIVE","type":"HTTP","cdn":"one","topology":"down"}
        # ^ error -: no edge of its topology
        delivery-service {"xmlId":"f","active":"ACTIVE","type":"STEERING","cdn":"one"}
        delivery-service-server {"delivery-service":"a","server":["one","e1"]}
        delivery-service-server {"delivery-service":"b","server":["one","e2"]}
        "#,
    );
}
