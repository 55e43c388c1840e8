//! Services that are limited to countries, of which none is named.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-no-countries"),
    severity: Severity::Warning,
    title: "A service is limited to countries, and none is named",
    effect: "Nobody is served who is not in the coverage zone file",
    fact: "Geo Limit other than 0 or 1 without countries gives `geoEnabled: [{\"countryCode\": \"\"}]` in the snapshot (seen), which no \
           client matches (TR/ds/DeliveryService.java)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(id) = about::<DeliveryService>(finding) else { return Vec::new() };
        vec![Fix::set("Set Geo Limit to None", AnyId::of(id), DeliveryService::GEO_LIMIT, Value::Int(0))]
    },
};

fn check(service: &Object<'_, DeliveryService>, found: &mut Found<'_>) {
    let is_limited = service.geo_limit.is_some_and(|limit| limit != 0 && limit != 1);
    let countries = service.geo_limit_countries.as_deref().unwrap_or_default();
    let names_none = countries.iter().all(|country| country.trim().is_empty());
    let family = RoutingFamily::of_type(&name_of(service.plan, service.type_.as_ref()));
    if is_limited && names_none && matches!(family, Some(RoutingFamily::Http | RoutingFamily::Dns)) {
        let message = "Geo Limit is by country, and no country is named: name some, or choose another limit";
        found.say(service.any(), DeliveryService::GEO_LIMIT_COUNTRIES, message);
    }
}

#[test]
fn limits_name_countries() {
    let text = r#"
        delivery-service {"xmlId":"a","type":"HTTP","geoLimit":2}
        # ^ warning geoLimitCountries: no country is named
        delivery-service {"xmlId":"b","type":"HTTP","geoLimit":2,"geoLimitCountries":["US"]}
        delivery-service {"xmlId":"c","type":"HTTP","geoLimit":1}
        delivery-service {"xmlId":"d","type":"HTTP"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Set Geo Limit to None");
}
