//! Caches that stand on the same points of the hash ring.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-hash-id-taken"),
    severity: Severity::Warning,
    title: "Caches of one group have one Hash ID",
    effect: "They stand on the same points of the hash ring: one of them gets the content of both, the other hardly any",
    fact: "A cache owns the points MD5(hashId--i), and among equal ones the order of the list decides \
           (TR/hash/ConsistentHasher.java); Traffic Ops draws a Hash ID for each new server, so that copies come from elsewhere",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(server: &Object<'_, Server>) -> Vec<String> {
    let plan = server.plan;
    let (Some(group), Some(cdn)) = (&server.cache_group, &server.cdn) else { return Vec::new() };
    let (Some(group), Some(cdn)) = (group.id(), cdn.id()) else { return Vec::new() };
    let is_cache = matches!(server_role(plan, server.entity), ServerRole::Edge | ServerRole::Mid);
    let hash_id = server.xmpp_id.as_deref().filter(|id| !id.is_empty());
    match hash_id {
        Some(hash_id) if is_cache && is_in_snapshots(plan, server.entity) => {
            vec![format!("{} {} {hash_id}", cdn.number(), group.number())]
        }
        _ => Vec::new(),
    }
}

fn judge(plan: &Plan, sharing: &[Id<Server>], found: &mut Found<'_>) {
    for id in sharing {
        let others = sharing.iter().filter(|other| *other != id).filter_map(|other| plan.get(*other));
        let names = listed(others.map(|other| other.host_name.clone()));
        found.say(AnyId::of(*id), Server::XMPP_ID, format!("{names} has the same Hash ID"));
    }
}

#[test]
fn each_cache_has_its_own_points() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED","xmppId":"x"}
        # ^ warning xmppId: `e2` has the same
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED","xmppId":"x"}
        # ^ warning xmppId: `e1` has the same
        server {"hostName":"e3","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"REPORTED","xmppId":"x"}
        server {"hostName":"e4","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"OFFLINE","xmppId":"x"}
        server {"hostName":"e5","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED","xmppId":"y"}
        "#,
    );
}
