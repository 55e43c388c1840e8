//! A cache group that is its own fallback.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-own-fallback"),
    severity: Severity::Error,
    title: "A cache group is its own fallback",
    effect: "Traffic Ops refuses the group with an error of its database",
    fact: "The table `cachegroup_fallbacks` has a check that the two differ (traffic_ops/app/db/create_tables.sql); seen: 500",
    check: Check::Object(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let Some(group) = plan.get(id) else { return Vec::new() };
        let others = group.fallbacks.iter().filter(|link| link.id() != Some(id)).cloned();
        vec![Fix::set("Take it off its own list", AnyId::of(id), CacheGroup::FALLBACKS, link_list(others))]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if group.fallbacks.iter().any(|link| link.id() == Some(group.id)) {
        found.say(group.any(), CacheGroup::FALLBACKS, format!("`{}` is its own fallback: take it off", group.name));
    }
}

#[test]
fn a_fallback_is_another_group() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2","edge-1"]}
        # ^ error fallbacks: its own fallback
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["edge-1"]}
        "#;
    check_marks(&RULE, text);
    let fixed = check_fix(&RULE, text, "Take it off its own list");
    assert!(fixed.contains(r#""name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2"]"#), "{fixed}");
}
