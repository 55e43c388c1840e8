//! Cache groups whose servers are all off.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-all-offline"),
    severity: Severity::Warning,
    title: "All caches of a group are off",
    effect: "Nobody is served by it, and when none is ADMIN_DOWN either, the group is in no snapshot",
    fact: "Only servers that are REPORTED, ONLINE or ADMIN_DOWN enter a snapshot (TO/crconfig/servers.go), and only the first two \
           are asked (TM/manager/monitorconfig.go, AC/parentdotconfig.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let plan = group.plan;
    let is_cache =
        |server: &Server| matches!(server_role(plan, server), ServerRole::Edge | ServerRole::Mid | ServerRole::Origin);
    let caches = || servers_of(plan, group.id).map(|(_, server)| server).filter(|server| is_cache(server));
    if caches().any(|server| server.status.is_none() || is_up(plan, server)) {
        return;
    }
    let caches: Vec<&Server> = caches().collect();
    if caches.is_empty() {
        return;
    }
    let mut statuses: Vec<String> =
        caches.iter().map(|server| name_of(plan, server.status.as_ref()).into_owned()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let count = counted(Kind::Server, caches.len());
    found.say(group.any(), "", format!("none of its {count} is REPORTED or ONLINE: {}", statuses.join(", ")));
}

#[test]
fn somebody_is_up() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        # ^ warning -: none of its 2 servers is REPORTED or ONLINE: ADMIN_DOWN, OFFLINE
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        cache-group {"name":"routers","type":"TR_LOC"}
        server {"hostName":"e1","cacheGroup":"edge-1","type":"EDGE","status":"OFFLINE"}
        server {"hostName":"e2","cacheGroup":"edge-1","type":"EDGE","status":"ADMIN_DOWN"}
        server {"hostName":"e3","cacheGroup":"edge-2","type":"EDGE","status":"OFFLINE"}
        server {"hostName":"e4","cacheGroup":"edge-2","type":"EDGE","status":"REPORTED"}
        server {"hostName":"r1","cacheGroup":"routers","type":"CCR","status":"OFFLINE"}
        "#,
    );
}
