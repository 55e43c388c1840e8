//! A group that only `DEEP_CZ` could find, which finds nothing.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-only-deep-cz"),
    severity: Severity::Warning,
    title: "Neither coverage zones nor geolocation find the group",
    effect: "Clients of its coverage zone are refused or sent to the bypass, and nobody comes by geolocation; only the deep coverage \
             zone file, which names caches, can still lead there",
    fact: "DEEP_CZ has no effect at all (DOC/overview/cache_groups.rst); a zone that leads to a group without CZ ends the search \
           there (TR/router/TrafficRouter.java getCoverageZoneCacheLocation)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| methods_fix(finding, "Enable Coverage Zone File and Geo-IP Database", &["CZ", "GEO"]),
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if matches!(group_role(group.plan, group), GroupRole::Mid | GroupRole::Origin) {
        return;
    }
    let methods = &group.localization_methods;
    if !methods.is_empty() && methods.iter().all(|method| *method == LocalizationMethod::DeepCz) {
        let message = "DEEP_CZ alone is no way to it: enable Coverage Zone File, Geo-IP Database or both";
        found.say(group.any(), CacheGroup::LOCALIZATION_METHODS, message);
    }
}

#[test]
fn deep_alone_is_no_way() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","localizationMethods":["DEEP_CZ"]}
        # ^ warning localizationMethods: no way to it
        cache-group {"name":"edge-2","type":"EDGE_LOC","localizationMethods":["CZ","DEEP_CZ"]}
        cache-group {"name":"edge-3","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC","localizationMethods":["DEEP_CZ"]}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Enable Coverage Zone File and Geo-IP Database");
}
