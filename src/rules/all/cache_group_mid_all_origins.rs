//! A mid to which all origins of all CDNs are parents.

use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-mid-all-origins"),
    severity: Severity::Note,
    title: "A mid gets every ORG_LOC of every CDN as a parent",
    effect: "Multi-site services may be fetched from any origin that is assigned to them, wherever it is",
    fact: "A MID_LOC with no parent, or with an ORG_LOC as its parent, is treated as having all ORG_LOC groups of all CDNs as \
           parents (DOC/overview/cache_groups.rst)",
    check: Check::Plan(&[Kind::CacheGroup, Kind::Server, Kind::Type, Kind::DeliveryService], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    let is_multi_site = plan.delivery_services().iter().any(|(_, service)| service.multi_site_origin == Some(true));
    let origins: OrderedSet<Id<CacheGroup>> = plan
        .cache_groups()
        .iter()
        .filter(|(id, group)| group_role(plan, group) == GroupRole::Origin && servers_of(plan, *id).next().is_some())
        .map(|(id, _)| id)
        .collect();
    if !is_multi_site || origins.len() < 2 {
        return;
    }
    for (id, group) in plan.cache_groups().iter().filter(|(_, group)| group_role(plan, group) == GroupRole::Mid) {
        let parent = group.parent.as_ref().and_then(Link::id);
        if parent.is_none_or(|parent| origins.contains(&parent)) && servers_of(plan, id).next().is_some() {
            let names = listed(origins.iter().filter_map(|id| plan.get(*id)).map(|group| group.name.clone()));
            let meant = plan.follow_opt(group.parent.as_ref()).map_or_else(
                || "it has no parent".to_owned(),
                |parent| format!("its parent `{}` is an origin", parent.name),
            );
            let message = format!("{meant}, so that all {} ORG_LOC groups are its parents: {names}", origins.len());
            found.say(AnyId::of(id), CacheGroup::PARENT, message);
        }
    }
}

#[test]
fn a_mid_below_one_origin_is_below_all() {
    let text = r#"
        cdn {"name":"one","domainName":"one.example"}
        cache-group {"name":"mid-1","type":"MID_LOC","parentCachegroup":"org-1"}
        # ^ note parentCachegroup: all 2 ORG_LOC groups are its parents: `org-1`, `org-2`
        cache-group {"name":"mid-2","type":"MID_LOC"}
        # ^ note parentCachegroup: it has no parent
        cache-group {"name":"mid-3","type":"MID_LOC"}
        cache-group {"name":"org-1","type":"ORG_LOC"}
        cache-group {"name":"org-2","type":"ORG_LOC"}
        server {"hostName":"m1","cdn":"one","cacheGroup":"mid-1","type":"MID","status":"REPORTED"}
        server {"hostName":"m2","cdn":"one","cacheGroup":"mid-2","type":"MID","status":"REPORTED"}
        server {"hostName":"o1","cdn":"one","cacheGroup":"org-1","type":"ORG","status":"REPORTED"}
        server {"hostName":"o2","cdn":"one","cacheGroup":"org-2","type":"ORG","status":"REPORTED"}
        delivery-service {"xmlId":"vod","multiSiteOrigin":true}
        "#;
    check_marks(&RULE, text);
    check_marks(&RULE, &text.replace("\"multiSiteOrigin\":true", "\"multiSiteOrigin\":false").replace("# ^", "# "));
}
