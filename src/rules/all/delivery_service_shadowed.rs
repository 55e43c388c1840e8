//! Routing names that a Traffic Router answers for itself.

use crate::rules::prelude::*;
use crate::sorting::OrderedMap;

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-shadowed"),
    severity: Severity::Warning,
    title: "A routing name is the host name of a Traffic Router",
    effect: "A question for the service is answered with the address of the router itself",
    fact: "The zone of each service holds `<router>.<service domain>` for every router that is not OFFLINE or ADMIN_DOWN \
           (TR/dns/ZoneManager.java)",
    check: Check::Plan(&[Kind::DeliveryService, Kind::Server, Kind::Type, Kind::Status, Kind::Cdn], check),
    fixes: |_, finding| {
        let Some(id) = about::<DeliveryService>(finding) else { return Vec::new() };
        let name = Value::Text("cdn".to_owned());
        vec![Fix::set("Set Routing Name to cdn", AnyId::of(id), DeliveryService::ROUTING_NAME, name)]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    let mut routers: OrderedMap<(Id<Cdn>, String), &str> = OrderedMap::new();
    for (_, server) in plan.servers() {
        if server_role(plan, server) == ServerRole::Router && is_up(plan, server) {
            let Some(cdn) = server.cdn.as_ref().and_then(Link::id) else { continue };
            routers.insert((cdn, server.host_name.to_lowercase()), &server.host_name);
        }
    }
    for (id, service) in plan.delivery_services() {
        let family = RoutingFamily::of_type(&name_of(plan, service.type_.as_ref()));
        let (Some(cdn), Some(name)) = (service.cdn.as_ref().and_then(Link::id), &service.routing_name) else {
            continue;
        };
        if family != Some(RoutingFamily::Dns) {
            continue;
        }
        if let Some(router) = routers.get(&(cdn, name.to_lowercase())) {
            let message = format!("`{router}` is a Traffic Router of the CDN: choose another routing name");
            found.say(AnyId::of(id), DeliveryService::ROUTING_NAME, message);
        }
    }
}

#[test]
fn routers_do_not_answer_for_services() {
    let text = r#"
        cdn {"name":"one","domainName":"one.example"}
        server {"hostName":"tr","cdn":"one","type":"CCR","status":"ONLINE"}
        server {"hostName":"old","cdn":"one","type":"CCR","status":"OFFLINE"}
        delivery-service {"xmlId":"a","type":"DNS","cdn":"one","routingName":"tr"}
        # ^ warning routingName: `tr` is a Traffic Router
        delivery-service {"xmlId":"b","type":"DNS","cdn":"one","routingName":"old"}
        delivery-service {"xmlId":"c","type":"HTTP","cdn":"one","routingName":"tr"}
        delivery-service {"xmlId":"d","type":"DNS","cdn":"one","routingName":"cdn"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Set Routing Name to cdn");
}
