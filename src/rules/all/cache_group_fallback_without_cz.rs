//! Fallbacks that Traffic Router may not find by coverage zone.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallback-without-cz"),
    severity: Severity::Warning,
    title: "A fallback is not enabled for the Coverage Zone File",
    effect: "Traffic Router passes it over and goes on to the next",
    fact: "Fallbacks are tried after a hit in the coverage zone file, and only those that are enabled for it \
           (TR/router/TrafficRouter.java getCoverageZoneCacheLocation)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| without_fallbacks(plan, finding, |_, group| !is_found_by_zone(group)),
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    for link in group.fallbacks.iter().filter(|link| link.id() != Some(group.id)) {
        let Some(fallback) = group.plan.follow(link) else { continue };
        if !is_found_by_zone(fallback) && group_role(group.plan, fallback) == GroupRole::Edge {
            let message = format!("`{}` is not found by coverage zone: enable it there, or take it off", fallback.name);
            found.say(group.any(), CacheGroup::FALLBACKS, message);
        }
    }
}

#[test]
fn fallbacks_are_found_by_zone() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2","edge-3","edge-4"]}
        # ^ warning fallbacks: `edge-3` is not found by coverage zone
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        cache-group {"name":"edge-3","type":"EDGE_LOC","localizationMethods":["GEO"]}
        cache-group {"name":"edge-4","type":"EDGE_LOC","localizationMethods":["CZ"]}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Take edge-3 off the list");
}
