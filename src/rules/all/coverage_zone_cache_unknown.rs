//! Caches of deep zones that no server is.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-cache-unknown"),
    severity: Severity::Warning,
    title: "A deep zone names a cache that no server is",
    effect: "Traffic Router leaves the name out, and a zone without caches finds nobody",
    fact: "The caches of a deep zone are those names that the router has loaded; others are ignored (TR/router/TrafficRouter.java)",
    check: Check::Plan(&[Kind::CoverageZone, Kind::CoverageZoneFile, Kind::Server], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, zone) in plan.coverage_zones() {
        if plan.follow_opt(zone.file.as_ref()).is_none_or(|file| !file.deep) {
            continue;
        }
        let unknown: Vec<&String> = zone.caches.iter().filter(|cache| plan.find::<Server>(cache).is_none()).collect();
        if !unknown.is_empty() {
            found.say(AnyId::of(id), CoverageZone::CACHES, format!("no server is named {}", listed(unknown)));
        } else if zone.caches.is_empty() {
            found.say(AnyId::of(id), CoverageZone::CACHES, "it names no caches, and finds nobody");
        }
    }
}

#[test]
fn deep_zones_name_servers() {
    check_marks(
        &RULE,
        r#"
        server {"hostName":"e1","type":"EDGE"}
        coverage-zone-file {"name":"deep","deep":true}
        coverage-zone {"name":"a","file":"deep","caches":["e1"]}
        coverage-zone {"name":"b","file":"deep","caches":["e1","e9"]}
        # ^ warning caches: no server is named `e9`
        coverage-zone {"name":"c","file":"deep"}
        # ^ warning caches: names no caches
        "#,
    );
}
