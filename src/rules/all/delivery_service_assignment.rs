//! Servers that cannot be assigned to a service.

use std::collections::HashMap;

use crate::rules::prelude::*;
use crate::sorting::{OrderedMap, OrderedSet};

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-assignment"),
    severity: Severity::Error,
    title: "A server cannot be assigned to the delivery service",
    effect: "Traffic Ops refuses the assignment",
    fact: "Assigned servers are of the service's CDN, and origins of a service with a topology stand in one of its cache groups \
           (TO/deliveryservice/servers)",
    check: Check::Plan(&[Kind::DeliveryService, Kind::Server, Kind::Topology, Kind::Type, Kind::Cdn], check),
    fixes: |_, finding| {
        let Some(id) = about::<DeliveryService>(finding) else { return Vec::new() };
        let servers = finding.related.objects().iter().filter_map(|object| object.id);
        let pairs: Vec<AnyPair> = servers
            .map(|server| AnyPair {
                relation: RelationKind::DeliveryServiceServer,
                a: Target::To(id.number()),
                b: Target::To(server.number),
            })
            .collect();
        vec![Fix { label: "Take the assignment away".to_owned(), remedy: Remedy::Unpair(pairs) }]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    let mut elsewhere: OrderedMap<Id<DeliveryService>, OrderedSet<Id<Server>>> = OrderedMap::new();
    let mut outside: OrderedMap<Id<DeliveryService>, OrderedSet<Id<Server>>> = OrderedMap::new();
    let mut last = None;
    // Each server is assigned several times: a tree of all of them is not searched for each.
    let servers: HashMap<Id<Server>, (Option<Id<Cdn>>, &Server)> =
        plan.servers().iter().map(|(id, server)| (id, (server.cdn.as_ref().and_then(Link::id), &**server))).collect();
    for (service_link, server_link) in plan.delivery_service_servers().iter() {
        let (Some(service_id), Some(server_id)) = (service_link.id(), server_link.id()) else { continue };
        // Pairs stand in the order of their services, and there are many of each.
        if last.is_none_or(|(id, _)| id != service_id) {
            last = plan.get(service_id).map(|service| (service_id, service));
        }
        let (Some((_, service)), Some((other, server))) = (last, servers.get(&server_id).copied()) else { continue };
        let own = service.cdn.as_ref().and_then(Link::id);
        if own.is_some() && other.is_some() && own != other {
            elsewhere.entry(service_id).or_default().insert(server_id);
        }
        if service.topology.is_some()
            && server_role(plan, server) == ServerRole::Origin
            && is_outside(plan, service, server)
        {
            outside.entry(service_id).or_default().insert(server_id);
        }
    }
    for (all, why) in [(elsewhere, "of another CDN"), (outside, "an origin outside of its topology")] {
        for (service, servers) in all {
            let names = listed(servers.iter().filter_map(|id| plan.get(*id)).map(|server| server.host_name.clone()));
            found.say(AnyId::of(service), "", format!("{names} is assigned to it, being {why}"));
            found.others(servers.into_iter().map(AnyId::of));
        }
    }
}

/// Whether a server stands in no cache group of a service's topology.
fn is_outside(plan: &Plan, service: &DeliveryService, server: &Server) -> bool {
    let Some(topology) = plan.follow_opt(service.topology.as_ref()) else { return false };
    let group = server.cache_group.as_ref().and_then(Link::id);
    group.is_none_or(|group| {
        !topology.nodes.iter().any(|node| node.cache_group.as_ref().and_then(Link::id) == Some(group))
    })
}

#[test]
fn servers_are_of_the_services_cdn() {
    let text = r#"
        cdn {"name":"one","domainName":"one.example"}
        cdn {"name":"two","domainName":"two.example"}
        server {"hostName":"e1","cdn":"one","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e2","cdn":"two","type":"EDGE","status":"REPORTED"}
        delivery-service {"xmlId":"a","cdn":"one"}
        # ^ error -: `e2` is assigned to it, being of another CDN
        delivery-service-server {"delivery-service":"a","server":["one","e1"]}
        delivery-service-server {"delivery-service":"a","server":["two","e2"]}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Take the assignment away");
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"org-1","type":"ORG_LOC"}
        server {"hostName":"o1","cdn":"one","cacheGroup":"org-1","type":"ORG"}
        topology {"name":"tree","nodes":[{"cachegroup":"edge-1"}]}
        delivery-service {"xmlId":"a","cdn":"one","topology":"tree"}
        # ^ error -: an origin outside of its topology
        delivery-service-server {"delivery-service":"a","server":["one","o1"]}
        "#,
    );
}
