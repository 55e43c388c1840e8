//! A steering service that stands for nothing.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("steering-no-targets"),
    severity: Severity::Error,
    title: "A steering service has no targets",
    effect: "Every request for it fails",
    fact: "STEERING throws where no target is found (TR/router/TrafficRouter.java:1834), CLIENT_STEERING answers 503 DS_NOT_FOUND",
    check: Check::Plan(&[Kind::DeliveryService, Kind::ServiceSteering, Kind::Type], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, service) in plan.delivery_services() {
        let type_ = name_of(plan, service.type_.as_ref());
        if !type_.contains("STEERING") || service.active.as_deref() != Some("ACTIVE") {
            continue;
        }
        let steering = plan.find::<ServiceSteering>(&service.xml_id).and_then(|id| plan.get(id));
        if steering.is_none_or(|steering| steering.targets.is_empty()) {
            // Whoever has no steering at all may only not have imported it.
            let severity = if plan.steerings().is_empty() { Severity::Warning } else { Severity::Error };
            let message = format!("the {type_} service has no targets: add some, or import steering.json");
            found.say_at(severity, AnyId::of(id), DeliveryService::XML_ID, message);
        }
    }
}

#[test]
fn steering_needs_targets() {
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"t","type":"HTTP","active":"ACTIVE"}
        delivery-service {"xmlId":"none","type":"STEERING","active":"ACTIVE"}
        # ^ error xmlId: the STEERING service has no targets
        delivery-service {"xmlId":"empty","type":"CLIENT_STEERING","active":"ACTIVE"}
        # ^ error xmlId: the CLIENT_STEERING service has no targets
        delivery-service {"xmlId":"asleep","type":"STEERING","active":"INACTIVE"}
        delivery-service {"xmlId":"good","type":"STEERING","active":"ACTIVE"}
        steering {"deliveryService":"empty"}
        steering {"deliveryService":"good","targets":[{"target":"t","type":"STEERING_ORDER","value":1}]}
        "#,
    );
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"none","type":"STEERING","active":"ACTIVE"}
        # ^ warning xmlId: the STEERING service has no targets
        "#,
    );
}
