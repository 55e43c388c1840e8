//! Negative orders of steering targets, none of which has a weight.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("steering-negative-orders"),
    severity: Severity::Error,
    title: "Several steering targets have negative orders, and none has a weight",
    effect: "With two of them Traffic Router turns the order around; with more it never answers",
    fact: "Without a weighted target Traffic Router counts down from 0.0 by bits, which are no numbers (TR/hash/ConsistentHasher.java:125-138), \
           and Traffic Ops takes such values (TC/steering.go Validate)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(steering: &Object<'_, ServiceSteering>, found: &mut Found<'_>) {
    let Some(before) = ServiceSteering::unsortable(&steering.targets) else { return };
    let what = if before == 2 {
        "Traffic Router takes the second for the first, and puts the first behind all others"
    } else {
        "Traffic Router never answers a request for this service"
    };
    let message = format!("{before} targets have negative orders and none has a weight: {what}; number them from 0 on");
    found.say(steering.any(), ServiceSteering::TARGETS, message);
}

#[test]
fn negative_orders_need_a_weight() {
    check_marks(
        &RULE,
        r#"
        steering {"deliveryService":"two","targets":[{"target":"a","type":"STEERING_ORDER","value":-1},{"target":"b","type":"STEERING_ORDER","value":-2},{"target":"c","type":"STEERING_ORDER","value":3}]}
        # ^ error targets: 2 targets have negative orders
        steering {"deliveryService":"three","targets":[{"target":"a","type":"STEERING_ORDER","value":-1},{"target":"b","type":"STEERING_ORDER","value":-2},{"target":"c","type":"STEERING_GEO_ORDER","value":1,"order":-7}]}
        # ^ error targets: never answers
        steering {"deliveryService":"weighted","targets":[{"target":"a","type":"STEERING_ORDER","value":-1},{"target":"b","type":"STEERING_ORDER","value":-2},{"target":"c","type":"STEERING_WEIGHT","value":3}]}
        steering {"deliveryService":"one","targets":[{"target":"a","type":"STEERING_ORDER","value":-1},{"target":"b","type":"STEERING_ORDER","value":2}]}
        "#,
    );
}
