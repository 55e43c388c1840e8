//! A steering target whose origin is on the equator or the meridian of Greenwich, or nowhere.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("steering-origin-at-zero"),
    severity: Severity::Warning,
    title: "A steering target goes by the place of its origin, which does not count",
    effect: "The target stands behind all that have a place, however near it is",
    fact: "Both latitude and longitude must differ from zero (TR/steering/SteeringTarget.java:100); Traffic Ops sends zeros for a \
           service without a primary origin that has a coordinate (TO/steering/steering.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(steering: &Object<'_, ServiceSteering>, found: &mut Found<'_>) {
    for target in steering.targets.iter().filter(|target| target.type_.is_geo()) {
        let [latitude, longitude] = target.effective_origin().map(Option::unwrap_or_default);
        if latitude == 0.0 || longitude == 0.0 {
            let name = name_of(steering.plan, target.target.as_ref());
            let message = format!(
                "the origin of `{name}` is at {latitude},{longitude}, which does not count as a place: give its primary \
                 origin a coordinate off the equator and the meridian of Greenwich"
            );
            found.say(steering.any(), ServiceSteering::TARGETS, message);
        }
    }
}

#[test]
fn zero_is_no_place() {
    check_marks(
        &RULE,
        r#"
        steering {"deliveryService":"s","targets":[{"target":"a","type":"STEERING_GEO_ORDER","value":1,"latitude":0,"longitude":12.5}]}
        # ^ warning targets: the origin of `a` is at 0,12.5
        steering {"deliveryService":"t","targets":[{"target":"b","type":"STEERING_GEO_WEIGHT","value":1}]}
        # ^ warning targets: the origin of `b` is at 0,0
        steering {"deliveryService":"u","targets":[{"target":"a","type":"STEERING_GEO_ORDER","value":1,"latitude":-1,"longitude":12.5},{"target":"b","type":"STEERING_ORDER","value":1}]}
        "#,
    );
}
