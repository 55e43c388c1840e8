//! A delivery service with Regional Geoblocking and no rule.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("regional-geo-no-rule"),
    severity: Severity::Error,
    title: "A delivery service has Regional Geoblocking and no rule",
    effect: "Traffic Router refuses every client with 520",
    fact: "Where no rule matches, the request is denied (TR/loc/RegionalGeo.java enforce, REGIONAL_GEO_NO_RULE); CLIENT_STEERING \
           does not enforce that, and STEERING asks the rules of the target (TR/router/TrafficRouter.java:1035)",
    check: Check::Plan(&[Kind::DeliveryService, Kind::RegionalGeoRules, Kind::Type], check),
    fixes: |_, finding| {
        let Some(service) = about::<DeliveryService>(finding) else { return Vec::new() };
        vec![Fix::set(
            "Switch Regional Geoblocking off",
            AnyId::of(service),
            DeliveryService::REGIONAL_GEO_BLOCKING,
            Value::Bool(false),
        )]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, service) in
        plan.delivery_services().iter().filter(|(_, service)| service.regional_geo_blocking == Some(true))
    {
        let family = RoutingFamily::of_type(&name_of(plan, service.type_.as_ref()));
        let rules = plan.find::<RegionalGeoRules>(&service.xml_id).and_then(|id| plan.get(id));
        if family == Some(RoutingFamily::Http) && rules.is_none_or(|rules| rules.rules.is_empty()) {
            // Bodies of Traffic Ops don't say them: whoever has none at all may only not have imported the file.
            let severity = if plan.regional_geo_rules().is_empty() { Severity::Warning } else { Severity::Error };
            let message = "there is no regional geo rule of this service: add one, import the file of Traffic Router, or \
                           switch it off";
            found.say_at(severity, AnyId::of(id), DeliveryService::REGIONAL_GEO_BLOCKING, message);
        }
    }
}

#[test]
fn blocking_needs_a_rule() {
    let text = r#"
        delivery-service {"xmlId":"a","type":"HTTP","regionalGeoBlocking":true}
        # ^ error regionalGeoBlocking: no regional geo rule
        delivery-service {"xmlId":"b","type":"HTTP","regionalGeoBlocking":true}
        delivery-service {"xmlId":"c","type":"HTTP","regionalGeoBlocking":false}
        delivery-service {"xmlId":"s","type":"STEERING","regionalGeoBlocking":true}
        regional-geo-rule {"deliveryService":"b","rules":[{"urlRegex":"https?://b/.*","redirectUrl":"/no","isSteeringDS":false,"excludePostalCode":["123"]}]}
        "#;
    check_marks(&RULE, text);
    let none_at_all = r#"
        delivery-service {"xmlId":"a","type":"HTTP","regionalGeoBlocking":true}
        # ^ warning regionalGeoBlocking: no regional geo rule
        "#;
    check_marks(&RULE, none_at_all);
    check_fix(&RULE, text, "Switch Regional Geoblocking off");
}
