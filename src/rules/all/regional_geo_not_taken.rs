//! Regional geo rules that Traffic Router does not take.

use crate::formats::router_files::regional_rules_of;
use crate::routing::RegionalGeo;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("regional-geo-not-taken"),
    severity: Severity::Error,
    title: "Traffic Router does not take a regional geo rule",
    effect: "It takes none of the rules then, of any service: it keeps those that it had, and a router that had none refuses \
             every client of services with Regional Geoblocking",
    fact: "One bad rule discards the file (TR/loc/RegionalGeo.java parseConfigJson, addRule)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(rules: &Object<'_, RegionalGeoRules>, found: &mut Found<'_>) {
    let judged =
        regional_rules_of(rules.entity).and_then(|all| RegionalGeo::new(&all).map_err(|error| error.to_string()));
    if let Err(why) = judged {
        found.say(rules.any(), RegionalGeoRules::RULES, format!("Traffic Router takes none of the rules: {why}"));
    }
}

#[test]
fn one_bad_rule_spoils_all() {
    check_marks(
        &RULE,
        r#"
        regional-geo-rule {"deliveryService":"a","rules":[{"urlRegex":"(","redirectUrl":"/no","isSteeringDS":false,"includePostalCode":["123"]}]}
        # ^ error rules: Java does not compile
        regional-geo-rule {"deliveryService":"b","rules":[{"urlRegex":".*","redirectUrl":"/no","isSteeringDS":true,"includePostalCode":["123"]}]}
        # ^ error rules: must begin with http
        regional-geo-rule {"deliveryService":"c","rules":[{"urlRegex":"https?://a/.*","redirectUrl":"/no","isSteeringDS":false}]}
        # ^ error rules: insists on either list
        regional-geo-rule {"deliveryService":"d","rules":[{"urlRegex":"https?://a/.*","redirectUrl":"/no","isSteeringDS":false,"excludePostalCode":["123"]}]}
        "#,
    );
}
