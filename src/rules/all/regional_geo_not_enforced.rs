//! Regional geo rules of client steering that nothing enforces.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("regional-geo-not-enforced"),
    severity: Severity::Warning,
    title: "Regional Geoblocking of a CLIENT_STEERING service is not enforced",
    effect: "Clients that should be refused are routed as if they were let in",
    fact: "Without a cache a refusal is enforced only where the rule's alternate is absolute (TR/router/TrafficRouter.java:1035-1039, \
           TR/loc/RegionalGeo.java enforce)",
    check: Check::Plan(&[Kind::DeliveryService, Kind::RegionalGeoRules, Kind::Type], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, service) in
        plan.delivery_services().iter().filter(|(_, service)| service.regional_geo_blocking == Some(true))
    {
        if name_of(plan, service.type_.as_ref()) != "CLIENT_STEERING" {
            continue;
        }
        let rules = plan.find::<RegionalGeoRules>(&service.xml_id).and_then(|id| plan.get(id));
        let list = rules.map_or(&[][..], |rules| rules.rules.as_slice());
        if list.is_empty() {
            let message = "there is no regional geo rule of this service, and nobody is refused: add one whose Redirect URL \
                           begins with http:// or https://";
            found.say(AnyId::of(id), DeliveryService::REGIONAL_GEO_BLOCKING, message);
        }
        for rule in list.iter().filter(|rule| !is_absolute(&rule.redirect_url)) {
            let message = format!(
                "`{}`, to which the rule `{}` sends the refused, does not begin with http:// or https://: nobody is refused by it",
                rule.redirect_url, rule.url_regex
            );
            found.say(AnyId::of(id), DeliveryService::REGIONAL_GEO_BLOCKING, message);
        }
    }
}

fn is_absolute(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

#[test]
fn alternates_of_client_steering_are_absolute() {
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"a","type":"CLIENT_STEERING","regionalGeoBlocking":true}
        # ^ warning regionalGeoBlocking: nobody is refused
        delivery-service {"xmlId":"b","type":"CLIENT_STEERING","regionalGeoBlocking":true}
        # ^ warning regionalGeoBlocking: `/no`, to which
        delivery-service {"xmlId":"c","type":"CLIENT_STEERING","regionalGeoBlocking":true}
        delivery-service {"xmlId":"d","type":"HTTP","regionalGeoBlocking":true}
        regional-geo-rule {"deliveryService":"b","rules":[{"urlRegex":"https?://b/.*","redirectUrl":"/no","isSteeringDS":false,"excludePostalCode":["123"]}]}
        regional-geo-rule {"deliveryService":"c","rules":[{"urlRegex":"https?://c/.*","redirectUrl":"https://d/","isSteeringDS":false,"excludePostalCode":["123"]}]}
        "#,
    );
}
