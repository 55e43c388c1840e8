//! Fallbacks of a group that is no edge.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallbacks-unused"),
    severity: Severity::Warning,
    title: "A group that is no EDGE_LOC has fallbacks",
    effect: "They count only while edge caches stand in the group, and Traffic Portal drops them when somebody saves its form",
    fact: "API 4.0 refuses fallbacks of a group that is not of type EDGE_LOC, API 5.0 takes them (TO/cachegroup/cachegroups.go); \
           Traffic Portal's form clears them (TPF/cacheGroup/FormCacheGroupController.js)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        vec![Fix::set("Clear Failover Cache Groups", AnyId::of(id), CacheGroup::FALLBACKS, Value::List(Vec::new()))]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let type_ = name_of(group.plan, group.type_.as_ref());
    if !group.fallbacks.is_empty() && !type_.is_empty() && type_ != "EDGE_LOC" {
        let message = format!("groups of type {type_} have no fallbacks: clear them, or make it an EDGE_LOC");
        found.say(group.any(), CacheGroup::FALLBACKS, message);
    }
}

#[test]
fn only_edges_have_fallbacks() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2"]}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC","fallbacks":["edge-1"]}
        # ^ warning fallbacks: of type MID_LOC
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Clear Failover Cache Groups");
}
