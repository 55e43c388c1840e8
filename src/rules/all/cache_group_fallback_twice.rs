//! A fallback that stands twice in one list.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallback-twice"),
    severity: Severity::Error,
    title: "A fallback stands twice in the list",
    effect: "Traffic Ops refuses the group with an error of its database",
    fact: "Group and fallback are the key of `cachegroup_fallbacks` (traffic_ops/app/db/create_tables.sql); seen: 500",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let Some(group) = plan.get(id) else { return Vec::new() };
        let mut once: Vec<Link<CacheGroup>> = Vec::new();
        for link in &group.fallbacks {
            if !once.contains(link) {
                once.push(link.clone());
            }
        }
        vec![Fix::set("Keep the first of each", AnyId::of(id), CacheGroup::FALLBACKS, link_list(once))]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    for (at, link) in group.fallbacks.iter().enumerate() {
        let before = group.fallbacks.iter().take(at).filter(|other| *other == link).count();
        // Once for each that stands too often, however often.
        if before == 1 {
            let name = name_of(group.plan, Some(link));
            found.say(group.any(), CacheGroup::FALLBACKS, format!("`{name}` stands twice: take it off once"));
        }
    }
}

#[test]
fn each_fallback_once() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2","edge-3","edge-2","edge-2"]}
        # ^ error fallbacks: `edge-2` stands twice
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["edge-1","edge-3"]}
        cache-group {"name":"edge-3","type":"EDGE_LOC"}
        "#;
    check_marks(&RULE, text);
    let fixed = check_fix(&RULE, text, "Keep the first of each");
    assert!(fixed.contains(r#""fallbacks":["edge-2","edge-3"]"#), "{fixed}");
}
