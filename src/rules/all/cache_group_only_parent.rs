//! A cache group with caches for clients above which a single server stands, by its parents or by a topology's.

use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-only-parent"),
    severity: Severity::Warning,
    title: "A single server is all that stands above the group",
    effect: "When that server is down, the caches of the group fetch nothing that they do not have",
    fact: "Caches go to the servers of the primary and then of the secondary parent group that are ONLINE or REPORTED, and \
           not past them (AC/parentdotconfig.go); a planner asks which single failure stops a group",
    check: Check::Analysis(check),
    fixes: none,
};

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    let plan = analysis.plan;
    for (id, group) in plan.cache_groups().iter().filter(|(_, group)| group_role(plan, group) == GroupRole::Edge) {
        let parents: Vec<Id<CacheGroup>> =
            [&group.parent, &group.secondary_parent].into_iter().flatten().filter_map(Link::id).collect();
        let field = if group.secondary_parent.is_some() { CacheGroup::PARENT } else { CacheGroup::SECONDARY_PARENT };
        let only = edge_cdns(plan, id).into_iter().find_map(|cdn| Some((cdn, only_server(plan, cdn, &parents)?)));
        if let Some((cdn, only)) = only {
            let remedy = if group.secondary_parent.is_some() { "" } else { "a Secondary Parent Cache Group, or " };
            let message = format!(
                "`{}` is the only server above it{}: add {remedy}another server",
                only.host_name,
                of_cdn(plan, cdn)
            );
            found.say(AnyId::of(id), field, message);
        }
    }
    for (id, topology) in plan.topologies() {
        topology_check(plan, id, topology, found);
    }
}

/// Of which CDN that is, where there are several.
fn of_cdn(plan: &Plan, cdn: Id<Cdn>) -> String {
    match plan.get(cdn) {
        Some(own) if plan.real_cdns().nth(1).is_some() => format!(" in `{}`", own.name),
        _ => String::new(),
    }
}

/// The same of a topology, in the CDNs of the services that use it.
fn topology_check(plan: &Plan, id: Id<Topology>, topology: &Topology, found: &mut Found<'_>) {
    let services = users_of::<DeliveryService>(plan, AnyId::of(id));
    let cdns: OrderedSet<Id<Cdn>> = services.filter_map(|(_, own)| own.cdn.as_ref()?.id()).collect();
    let group_at = |place: &i64| topology.nodes.get(usize::try_from(*place).ok()?)?.cache_group.as_ref()?.id();
    for node in &topology.nodes {
        let Some(group) = node.cache_group.as_ref().and_then(Link::id) else { continue };
        let parents: Vec<Id<CacheGroup>> = node.parents.iter().filter_map(group_at).collect();
        let only = cdns.intersection(&edge_cdns(plan, group)).find_map(|cdn| only_server(plan, *cdn, &parents));
        if let (Some(only), Some(own)) = (only, plan.get(group)) {
            let message = format!(
                "`{}` is the only server above `{}`: give it another parent, or add a server",
                only.host_name, own.name
            );
            found.say(AnyId::of(id), Topology::NODES, message);
        }
    }
}

/// The server of parents that caches of a CDN ask, if it is one alone.
fn only_server<'p>(plan: &'p Plan, cdn: Id<Cdn>, parents: &[Id<CacheGroup>]) -> Option<&'p Server> {
    let parents: OrderedSet<Id<CacheGroup>> = parents.iter().copied().collect();
    let is_cache = |server: &Server| {
        matches!(server_role(plan, server), ServerRole::Edge | ServerRole::Mid | ServerRole::Origin)
            && server.cdn.as_ref().and_then(Link::id) == Some(cdn)
            && is_up(plan, server)
    };
    let mut up = parents
        .into_iter()
        .flat_map(|parent| servers_of(plan, parent))
        .map(|(_, server)| server)
        .filter(|own| is_cache(own));
    up.next().filter(|_| up.next().is_none())
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
        cache-group {"name":"edge-4","type":"EDGE_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"mid-3"}
        # ^ warning parentCachegroup: `m-1` is the only server above it: add another server
        cache-group {"name":"mid-3","type":"MID_LOC"}
        topology {"name":"thin","nodes":[{"cachegroup":"mid-1","parents":[]},{"cachegroup":"edge-2","parents":[0]}]}
        # ^ warning nodes: `m-1` is the only server above `edge-2`
        topology {"name":"unused","nodes":[{"cachegroup":"mid-1","parents":[]},{"cachegroup":"edge-2","parents":[0]}]}
        delivery-service {"xmlId":"vod","cdn":"one","type":"HTTP","topology":"thin"}
        server {"hostName":"e-4","cdn":"one","cacheGroup":"edge-4","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e-3","cdn":"one","cacheGroup":"edge-3","type":"EDGE","status":"REPORTED"}
        "#,
    );
}
