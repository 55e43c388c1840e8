//! What Traffic Ops wants of delivery services of a type.

use crate::formats::traffic_ops::refusals::{Against, services};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-refused"),
    severity: Severity::Error,
    title: "Traffic Ops refuses the delivery service",
    effect: "It can be neither created nor changed in Traffic Ops as long as this is so",
    fact: "Services of a type must have what that type needs, a routing name has no dot, a bypass is a host name without a port, and \
           each order of a type of expression is taken once (TO/deliveryservice/deliveryservices.go validateTypeFields)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(service: &Object<'_, DeliveryService>, found: &mut Found<'_>) {
    let mut against = Against::default();
    services::check(service.plan, service.entity, &mut against);
    for (field, message) in against.list {
        found.say(service.any(), field, message);
    }
}

#[test]
fn what_traffic_ops_wants_of_services() {
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"any","type":"ANY_MAP"}
        delivery-service {"xmlId":"steer","type":"STEERING","protocol":0}
        # ^ error ipv6RoutingEnabled: must have one
        delivery-service {"xmlId":"vod","type":"ANY_MAP","routingName":"a.b","httpBypassFqdn":"x:80","matchList":[{"type":"HOST_REGEXP","setNumber":0,"pattern":"a"},{"type":"HOST_REGEXP","setNumber":0,"pattern":"b"}]}
        # ^ error routingName: has a dot
        # ^ error httpBypassFqdn: no host name
        # ^ error matchList: have the order 0
        "#,
    );
}
