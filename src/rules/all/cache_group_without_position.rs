//! Cache groups that are nowhere.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-without-position"),
    severity: Severity::Error,
    title: "A cache group has no position",
    effect: "There is no snapshot as long as it has live edge caches or Traffic Routers; until then it waits in the tray",
    fact: "A group without a coordinate makes Traffic Ops fail on the whole snapshot (TO/crconfig/edgelocations.go), and one that \
           is sent without latitude and longitude is stored at 0, 0 (TO/cachegroup/cachegroups.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let plan = group.plan;
    if position_of(plan, group).is_some() {
        return;
    }
    let is_location = |server: &Server| {
        let counts = matches!(server_role(plan, server), ServerRole::Edge | ServerRole::Router);
        counts && is_in_snapshots(plan, server) && server.cdn.is_some()
    };
    if servers_of(plan, group.id).any(|(_, server)| is_location(server)) {
        let message = "no snapshot can be made: give it a latitude and a longitude";
        found.say(group.any(), CacheGroup::COORDINATE, message);
    } else {
        let message = "it has none yet: drop it on the map, or type a latitude and a longitude";
        found.say_at(Severity::Note, group.any(), CacheGroup::COORDINATE, message);
    }
}

#[test]
fn locations_are_somewhere() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        coordinate {"name":"here","position":{"latitude":1.0,"longitude":2.0}}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        # ^ error coordinate: no snapshot can be made
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        # ^ note coordinate: none yet
        cache-group {"name":"edge-3","type":"EDGE_LOC","coordinate":"here"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"ADMIN_DOWN"}
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"OFFLINE"}
        server {"hostName":"e3","cdn":"one","cacheGroup":"edge-3","type":"EDGE","status":"REPORTED"}
        "#,
    );
}
