//! Edges without fallbacks.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-no-fallback"),
    severity: Severity::Note,
    title: "An edge has no fallback",
    effect: "When it is down, Traffic Router goes to whatever group is closest to the coverage zone",
    fact: "Deterministic failover is what planners ask for (apache/trafficcontrol #1907), and `which edges have no fallback?` is \
           their question; without a list the closest is tried (TR/router/TrafficRouter.java getCoverageZoneCacheLocation)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if group.fallbacks.is_empty()
        && group_role(group.plan, group) == GroupRole::Edge
        && !edge_cdns(group.plan, group.id).is_empty()
    {
        found.say(group.any(), CacheGroup::FALLBACKS, "it has none, so that the closest group takes its clients");
    }
}

#[test]
fn edges_that_serve_have_fallbacks() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        # ^ note fallbacks: it has none
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["edge-1"]}
        cache-group {"name":"empty","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"REPORTED"}
        server {"hostName":"m1","cdn":"one","cacheGroup":"mid-1","type":"MID","status":"REPORTED"}
        "#,
    );
}
