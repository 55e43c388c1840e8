//! Steering, federations or regional geo rules of a delivery service that the plan does not have.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("routing-of-no-service"),
    severity: Severity::Warning,
    title: "Steering, federations or regional geo rules are of a delivery service that the plan does not have",
    effect: "They do nothing: Traffic Router looks them up by the service's xmlId",
    fact: "Steering, federations and rules are maps by xmlId (TR/steering/SteeringRegistry.java, TR/federation/FederationRegistry.java, \
           TR/loc/RegionalGeo.java)",
    check: Check::Plan(
        &[Kind::DeliveryService, Kind::ServiceSteering, Kind::ServiceFederations, Kind::RegionalGeoRules],
        check,
    ),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete it", object)]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    let mut look = |object: AnyId, service: &str| {
        if plan.find::<DeliveryService>(service).is_none() {
            let message = format!("the plan has no delivery service `{service}`: choose another, or delete it");
            found.say(object, ServiceSteering::DELIVERY_SERVICE, message);
        }
    };
    for (id, own) in plan.steerings() {
        look(AnyId::of(id), &own.delivery_service);
    }
    for (id, own) in plan.federations() {
        look(AnyId::of(id), &own.delivery_service);
    }
    for (id, own) in plan.regional_geo_rules() {
        look(AnyId::of(id), &own.delivery_service);
    }
}

#[test]
fn each_is_of_a_service() {
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"a","type":"HTTP"}
        steering {"deliveryService":"a"}
        steering {"deliveryService":"b"}
        # ^ warning deliveryService: no delivery service `b`
        federation {"deliveryService":"c"}
        # ^ warning deliveryService: no delivery service `c`
        regional-geo-rule {"deliveryService":"d"}
        # ^ warning deliveryService: no delivery service `d`
        "#,
    );
}
