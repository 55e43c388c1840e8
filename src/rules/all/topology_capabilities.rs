//! Capabilities that a service requires and a tier of its topology has not.

use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

pub(super) static RULE: Rule = Rule {
    id: RuleId("topology-capabilities"),
    severity: Severity::Error,
    title: "No server of a topology's cache group has what a service requires",
    effect: "Traffic Ops refuses the service with this topology, and its content is not fetched through the group",
    fact: "The required capabilities of a topology's services must be had by a server of the service's CDN in each group that is no \
           ORG_LOC (TO/topology/topologies.go, TO/deliveryservice/deliveryservices_required_capabilities.go)",
    check: Check::Plan(
        &[
            Kind::Topology,
            Kind::CacheGroup,
            Kind::Server,
            Kind::DeliveryService,
            Kind::ServerCapability,
            Kind::Type,
            Kind::Cdn,
        ],
        check,
    ),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, service) in
        plan.delivery_services().iter().filter(|(_, service)| !service.required_capabilities.is_empty())
    {
        let Some(topology) = plan.follow_opt(service.topology.as_ref()) else { continue };
        let Some(cdn) = service.cdn.as_ref().and_then(Link::id) else { continue };
        let wanted: OrderedSet<Id<ServerCapability>> =
            service.required_capabilities.iter().filter_map(Link::id).collect();
        let has_all = |server: Id<Server>| {
            let own: OrderedSet<_> = plan.server_server_capabilities().of(server).filter_map(Link::id).collect();
            wanted.is_subset(&own)
        };
        let lacking = topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()?.id()).filter(|group| {
            let is_origin = plan.get(*group).is_some_and(|group| group_role(plan, group) == GroupRole::Origin);
            let mut servers =
                servers_of(plan, *group).filter(|(_, server)| server.cdn.as_ref().and_then(Link::id) == Some(cdn));
            // One without servers of the CDN is told of the topology.
            let has_servers =
                servers_of(plan, *group).any(|(_, server)| server.cdn.as_ref().and_then(Link::id) == Some(cdn));
            !is_origin && has_servers && !servers.any(|(id, _)| has_all(id))
        });
        let names: Vec<String> = lacking.filter_map(|group| plan.get(group)).map(|group| group.name.clone()).collect();
        if !names.is_empty() {
            let wanted = listed(wanted.iter().filter_map(|id| plan.get(*id)).map(|capability| capability.name.clone()));
            let message = format!("no server of {} has {wanted}", listed(names));
            found.say(AnyId::of(id), DeliveryService::REQUIRED_CAPABILITIES, message);
        }
    }
}

#[test]
fn every_tier_has_what_is_required() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"org-1","type":"ORG_LOC"}
        server-capability {"name":"RAM"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE"}
        server {"hostName":"m1","cdn":"one","cacheGroup":"mid-1","type":"MID"}
        server {"hostName":"o1","cdn":"one","cacheGroup":"org-1","type":"ORG"}
        topology {"name":"tree","nodes":[{"cachegroup":"edge-1","parents":[1]},{"cachegroup":"mid-1","parents":[2]},{"cachegroup":"org-1"}]}
        delivery-service {"xmlId":"live","cdn":"one","topology":"tree"}
        delivery-service {"xmlId":"vod","cdn":"one","topology":"tree","requiredCapabilities":["RAM"]}
        # ^ error requiredCapabilities: no server of `mid-1` has `RAM`
        server-server-capability {"server":["one","e1"],"server-capability":"RAM"}
        "#,
    );
}
