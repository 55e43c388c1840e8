//! A steering service whose expression overwrites that of its targets.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("steering-regex-overwrites"),
    severity: Severity::Warning,
    title: "The Consistent Hash Regex of a steering service overwrites its target's",
    effect: "Once a request came by way of the steering service, all requests for the target are hashed by it until the next \
             snapshot, and content moves to other caches",
    fact: "Traffic Router sets the target's own expression (TR/router/TrafficRouter.java:1836)",
    check: Check::Plan(&[Kind::DeliveryService, Kind::ServiceSteering, Kind::Type], check),
    fixes: |_, finding| {
        let Some(service) = about::<DeliveryService>(finding) else { return Vec::new() };
        vec![Fix::set(
            "Clear Consistent Hash Regex",
            AnyId::of(service),
            DeliveryService::CONSISTENT_HASH_REGEX,
            Value::Null,
        )]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (_, steering) in plan.steerings() {
        let Some(id) = plan.find::<DeliveryService>(&steering.delivery_service) else { continue };
        let Some(service) = plan.get(id).filter(|service| name_of(plan, service.type_.as_ref()) == "STEERING") else {
            continue;
        };
        let expression = |service: &DeliveryService| service.consistent_hash_regex.clone().unwrap_or_default();
        let own = expression(service);
        let targets = steering.targets.iter().filter_map(|target| plan.follow_opt(target.target.as_ref()));
        let others: Vec<&str> =
            targets.filter(|target| expression(target) != own).map(|target| target.xml_id.as_str()).collect();
        if !own.is_empty() && !others.is_empty() {
            let message = format!(
                "`{own}` overwrites the expression of {}: give all of them the same, or none here",
                listed(others)
            );
            found.say(AnyId::of(id), DeliveryService::CONSISTENT_HASH_REGEX, message);
        }
    }
}

#[test]
fn expressions_agree_or_are_only_the_targets() {
    let text = r#"
        delivery-service {"xmlId":"a","type":"HTTP","consistentHashRegex":"/(a)"}
        delivery-service {"xmlId":"b","type":"HTTP","consistentHashRegex":"/(b)"}
        delivery-service {"xmlId":"s","type":"STEERING","consistentHashRegex":"/(b)"}
        # ^ warning consistentHashRegex: overwrites the expression of `a`
        delivery-service {"xmlId":"c","type":"CLIENT_STEERING","consistentHashRegex":"/(c)"}
        delivery-service {"xmlId":"n","type":"STEERING"}
        steering {"deliveryService":"s","targets":[{"target":"a","type":"STEERING_ORDER","value":1},{"target":"b","type":"STEERING_ORDER","value":2}]}
        steering {"deliveryService":"c","targets":[{"target":"a","type":"STEERING_ORDER","value":1}]}
        steering {"deliveryService":"n","targets":[{"target":"a","type":"STEERING_ORDER","value":1}]}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Clear Consistent Hash Regex");
}
