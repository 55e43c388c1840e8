//! Active services that no host name leads to.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-without-host"),
    severity: Severity::Warning,
    title: "A routed service has no expression for host names",
    effect: "No request is told to be its own",
    fact: "A service's names come from its HOST_REGEXP expressions, of which Traffic Ops makes the first itself and lets nobody take it \
           away (TO/crconfig/deliveryservice.go; seen)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(service: &Object<'_, DeliveryService>, found: &mut Found<'_>) {
    let family = RoutingFamily::of_type(&name_of(service.plan, service.type_.as_ref()));
    let is_routed = family.is_some_and(|family| family != RoutingFamily::AnyMap);
    let has_host = service.match_list.iter().any(|expression| expression.type_ == "HOST_REGEXP");
    if is_routed && !has_host && service.active.as_deref() == Some("ACTIVE") {
        let message = format!("it has no HOST_REGEXP: usual is `.*\\.{}\\..*`", service.xml_id);
        found.say(service.any(), DeliveryService::MATCH_LIST, message);
    }
}

#[test]
fn services_have_host_names() {
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"a","active":"ACTIVE","type":"HTTP","matchList":[{"type":"PATH_REGEXP","setNumber":0,"pattern":"/a/.*"}]}
        # ^ warning matchList: no HOST_REGEXP
        delivery-service {"xmlId":"b","active":"ACTIVE","type":"HTTP","matchList":[{"type":"HOST_REGEXP","setNumber":0,"pattern":".*\\.b\\..*"}]}
        delivery-service {"xmlId":"c","active":"ACTIVE","type":"ANY_MAP"}
        delivery-service {"xmlId":"d","active":"INACTIVE","type":"HTTP"}
        "#,
    );
}
