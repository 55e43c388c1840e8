//! A cache group with caches for clients that has one way up alone: one parent without a secondary, with one cache in it.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-only-parent"),
    severity: Severity::Warning,
    title: "The only parent of the group is a single server",
    effect: "When that server is down, the caches of the group fetch nothing that they do not have",
    fact: "Caches go to the servers of the primary and then of the secondary parent group that are ONLINE or REPORTED, and \
           not past them (AC/parentdotconfig.go); a planner asks which single failure stops a group",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let plan = group.plan;
    if group.secondary_parent.is_some() || group_role(plan, group) != GroupRole::Edge {
        return;
    }
    let Some(parent) = group.parent.as_ref().and_then(Link::id) else { return };
    for cdn in edge_cdns(plan, group.id) {
        let is_of_cdn = |server: &Server| server.cdn.as_ref().and_then(Link::id) == Some(cdn);
        let up: Vec<&Server> = servers_of(plan, parent)
            .map(|(_, server)| server)
            .filter(|server| is_of_cdn(server) && is_up(plan, server))
            .collect();
        if let [only] = up.as_slice() {
            let message = format!(
                "`{}` is the only server above it, and there is no Secondary Parent Cache Group: add one, or another server",
                only.host_name
            );
            found.say(group.any(), CacheGroup::SECONDARY_PARENT, message);
            return;
        }
    }
}

#[test]
fn one_server_above_is_a_single_point_of_failure() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.test"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"mid-2","type":"MID_LOC"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"mid-1"}
        # ^ warning secondaryParentCachegroup: `m-1` is the only server above it
        cache-group {"name":"edge-2","type":"EDGE_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"mid-2"}
        cache-group {"name":"edge-3","type":"EDGE_LOC","parentCachegroup":"mid-2"}
        server {"hostName":"m-1","cdn":"one","cacheGroup":"mid-1","type":"MID","status":"REPORTED"}
        server {"hostName":"m-2","cdn":"one","cacheGroup":"mid-1","type":"MID","status":"OFFLINE"}
        server {"hostName":"m-3","cdn":"one","cacheGroup":"mid-2","type":"MID","status":"REPORTED"}
        server {"hostName":"m-4","cdn":"one","cacheGroup":"mid-2","type":"MID","status":"ONLINE"}
        server {"hostName":"e-1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e-2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e-3","cdn":"one","cacheGroup":"edge-3","type":"EDGE","status":"REPORTED"}
        "#,
    );
}
