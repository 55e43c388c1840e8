//! Zones that lead to no cache group, or to one that is not found by zone.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-without-group"),
    severity: Severity::Error,
    title: "A coverage zone leads to no cache group that is found by it",
    effect: "Clients of a zone whose group is not enabled for the Coverage Zone File are refused or sent to the bypass; of one that \
             names no group they go to the closest, or by geolocation",
    fact: "The zone's name is held against the edge locations letter for letter; a group without CZ ends the search, without \
           fallbacks and without geolocation (TR/router/TrafficRouter.java getCoverageZoneCacheLocation; apache/trafficcontrol #2674)",
    check: Check::Plan(
        &[Kind::CoverageZone, Kind::CoverageZoneFile, Kind::CacheGroup, Kind::Server, Kind::Type, Kind::Status],
        check,
    ),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, zone) in plan.coverage_zones() {
        // Zones of deep files name caches, and need no group.
        if plan.follow_opt(zone.file.as_ref()).is_none_or(|file| file.deep) {
            continue;
        }
        let Some(group) = plan.find::<CacheGroup>(&zone.name) else {
            let then = if zone.coordinates.is_some() {
                "its clients go to the closest group"
            } else {
                "its clients are found by geolocation"
            };
            let message = format!("no cache group is named `{}`, so that {then}", zone.name);
            found.say_at(Severity::Warning, AnyId::of(id), CoverageZone::NAME, message);
            continue;
        };
        let Some(entity) = plan.get(group) else { continue };
        if edge_cdns(plan, group).is_empty() {
            let message = format!("`{}` has no edge cache that is in any snapshot", entity.name);
            found.say_at(Severity::Warning, AnyId::of(id), CoverageZone::NAME, message);
        } else if !is_found_by_zone(entity) {
            let message =
                format!("`{}` is not enabled for the Coverage Zone File: its clients are refused", entity.name);
            found.say(AnyId::of(id), CoverageZone::NAME, message);
        }
    }
}

#[test]
fn zones_lead_to_groups() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC","localizationMethods":["GEO"]}
        cache-group {"name":"edge-3","type":"EDGE_LOC"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"REPORTED"}
        coverage-zone-file {"name":"czf"}
        coverage-zone-file {"name":"deep","deep":true}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone {"name":"edge-2","file":"czf"}
        # ^ error name: not enabled for the Coverage Zone File
        coverage-zone {"name":"edge-3","file":"czf"}
        # ^ warning name: no edge cache
        coverage-zone {"name":"Edge-1","file":"czf"}
        # ^ warning name: no cache group is named `Edge-1`
        coverage-zone {"name":"anything","file":"deep"}
        "#,
    );
}
