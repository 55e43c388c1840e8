//! Fallbacks that are no location of the snapshots that the group is in.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallback-dangling"),
    severity: Severity::Warning,
    title: "A fallback has no edge cache in the CDN",
    effect: "Traffic Router passes it over without a word and goes on to the next",
    fact: "Traffic Ops copies the list as it is, and edgeLocations has only groups with an EDGE server of the CDN that is \
           REPORTED, ONLINE or ADMIN_DOWN (TO/crconfig/edgelocations.go); unknown names are skipped \
           (TR/router/TrafficRouter.java getCoverageZoneCacheLocation)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let own = edge_cdns(plan, id);
        without_fallback_ids(plan, finding, |fallback| !own.is_empty() && edge_cdns(plan, fallback).is_disjoint(&own))
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if group.fallbacks.is_empty() {
        return;
    }
    let plan = group.plan;
    let own = edge_cdns(plan, group.id);
    if own.is_empty() {
        return;
    }
    for id in group.fallbacks.iter().filter_map(Link::id).filter(|id| *id != group.id) {
        if serves_all(plan, id, &own) {
            continue;
        }
        let Some(fallback) = plan.get(id) else { continue };
        let there = edge_cdns(plan, id);
        let lacking: Vec<_> = own.difference(&there).filter_map(|cdn| plan.get(*cdn)).map(|cdn| &cdn.name).collect();
        if lacking.is_empty() {
            continue;
        }
        let has_edges = servers_of(plan, id).any(|(_, server)| server_role(plan, server) == ServerRole::Edge);
        let why = match (there.is_empty(), has_edges) {
            (true, false) => "it has no edge cache at all".to_owned(),
            (true, true) => "none of its edge caches is REPORTED, ONLINE or ADMIN_DOWN".to_owned(),
            (false, _) => format!("it has none of CDN {}", listed(&lacking)),
        };
        // Where the two are together in another CDN, it is of use there.
        let severity = if there.is_disjoint(&own) { Severity::Warning } else { Severity::Note };
        let message = format!("`{}` is no location of CDN {}: {why}", fallback.name, listed(&lacking));
        found.say_at(severity, group.any(), CacheGroup::FALLBACKS, message);
    }
}

#[test]
fn fallbacks_serve_the_same_cdn() {
    let text = r#"
        cdn {"name":"one","domainName":"one.example"}
        cdn {"name":"two","domainName":"two.example"}
        cache-group {"name":"both","type":"EDGE_LOC","fallbacks":["edge-1"]}
        # ^ note fallbacks: it has none of CDN `two`
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["both","edge-2","empty","off"]}
        # ^ warning fallbacks: `edge-2` is no location of CDN `one`: it has none of CDN `one`
        # ^ warning fallbacks: `empty` is no location of CDN `one`: it has no edge cache at all
        # ^ warning fallbacks: `off` is no location of CDN `one`: none of its edge caches is
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["both"]}
        cache-group {"name":"empty","type":"EDGE_LOC","fallbacks":["edge-1"]}
        cache-group {"name":"off","type":"EDGE_LOC"}
        server {"hostName":"b1","cdn":"one","cacheGroup":"both","type":"EDGE","status":"REPORTED"}
        server {"hostName":"b2","cdn":"two","cacheGroup":"both","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"ONLINE"}
        server {"hostName":"e2","cdn":"two","cacheGroup":"edge-2","type":"EDGE","status":"ADMIN_DOWN"}
        server {"hostName":"off","cdn":"one","cacheGroup":"off","type":"EDGE","status":"OFFLINE"}
        "#;
    check_marks(&RULE, text);
}

#[test]
fn what_serves_nobody_is_taken_off() {
    let text = r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2","empty"]}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        cache-group {"name":"empty","type":"EDGE_LOC"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"ONLINE"}
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"ONLINE"}
        "#;
    let fixed = check_fix(&RULE, text, "Take empty off the list");
    assert!(fixed.contains(r#""name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2"]"#), "{fixed}");
}
