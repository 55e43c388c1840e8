//! Fallback to Geo Failover that is switched off for a group without fallbacks, which Traffic Router does not see.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-closest-ignored"),
    severity: Severity::Warning,
    title: "Fallback to Geo Failover is off, and Traffic Router will ignore that",
    effect: "When the group is down, Traffic Router takes its clients to the closest group all the same",
    fact: "Traffic Router reads `fallbackToClosest` only beside a `list` of fallbacks (TR/config/ConfigHandler.java \
           parseLocationConfig), and Traffic Ops leaves an empty list out (TC/crconfig.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(group) = about::<CacheGroup>(finding) else { return Vec::new() };
        let on = Value::Bool(true);
        vec![Fix::set("Set Fallback to Geo Failover", AnyId::of(group), CacheGroup::FALLBACK_TO_CLOSEST, on)]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if group.fallback_to_closest != Some(false) || !group.fallbacks.is_empty() {
        return;
    }
    let is_edge = group_role(group.plan, group) == GroupRole::Edge || !edge_cdns(group.plan, group.id).is_empty();
    if is_edge {
        let message = "it is off, which counts only for groups with Failover Cache Groups: add one, or switch it on";
        found.say(group.any(), CacheGroup::FALLBACK_TO_CLOSEST, message);
    }
}

#[test]
fn the_switch_counts_beside_a_list_alone() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbackToClosest":false}
        # ^ warning fallbackToClosest: counts only for groups with
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbackToClosest":true}
        cache-group {"name":"edge-3","type":"EDGE_LOC","fallbacks":["edge-1"],"fallbackToClosest":false}
        cache-group {"name":"edge-4","type":"EDGE_LOC"}
        cache-group {"name":"routers","type":"TR_LOC","fallbackToClosest":false}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Set Fallback to Geo Failover");
}
