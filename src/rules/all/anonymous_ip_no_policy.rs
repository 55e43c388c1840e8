//! Delivery services with Anonymous Blocking and no policy that says what is blocked.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("anonymous-ip-no-policy"),
    severity: Severity::Warning,
    title: "A delivery service has Anonymous Blocking, and the plan has no anonymous IP policy",
    effect: "A Traffic Router that never got a policy blocks every kind of anonymous address",
    fact: "The policy begins with all switches on (TR/loc/AnonymousIp.java)",
    check: Check::Plan(&[Kind::DeliveryService, Kind::AnonymousIpPolicy], check),
    fixes: |_, finding| {
        let Some(service) = about::<DeliveryService>(finding) else { return Vec::new() };
        vec![Fix::set(
            "Switch Anonymous Blocking off",
            AnyId::of(service),
            DeliveryService::ANONYMOUS_BLOCKING_ENABLED,
            Value::Bool(false),
        )]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    if !plan.anonymous_ip_policies().is_empty() {
        return;
    }
    let on = |service: &DeliveryService| service.anonymous_blocking_enabled == Some(true);
    for (id, _) in plan.delivery_services().iter().filter(|(_, service)| on(service)) {
        let message = "the plan does not say which anonymous addresses are blocked: make an anonymous IP policy, import the \
                       file of Traffic Router, or switch it off";
        found.say(AnyId::of(id), DeliveryService::ANONYMOUS_BLOCKING_ENABLED, message);
    }
}

#[test]
fn blocking_needs_a_policy() {
    let text = r#"
        delivery-service {"xmlId":"a","type":"HTTP","anonymousBlockingEnabled":true}
        # ^ warning anonymousBlockingEnabled: make an anonymous IP policy
        delivery-service {"xmlId":"b","type":"HTTP"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Switch Anonymous Blocking off");
    let policy = r#"
        delivery-service {"xmlId":"a","type":"HTTP","anonymousBlockingEnabled":true}
        anonymous-ip-policy {"name":"anonymous-ip"}
        "#;
    check_marks(&RULE, policy);
}
