//! Fallbacks that are no edges.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallback-type"),
    severity: Severity::Error,
    title: "A fallback is no EDGE_LOC",
    effect: "Traffic Router finds no such location and passes it over, unless edge caches stand in it",
    fact: "API 4.0 refuses a fallback that is not of type EDGE_LOC; API 5.0 has lost that check, and the name goes straight into \
           the snapshot (TO/cachegroup/cachegroups.go, TO/crconfig/edgelocations.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| without_fallbacks(plan, finding, |plan, group| group_role(plan, group) != GroupRole::Edge),
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    for link in group.fallbacks.iter().filter(|link| link.id() != Some(group.id)) {
        let Some(fallback) = group.plan.follow(link) else { continue };
        let type_ = name_of(group.plan, fallback.type_.as_ref());
        if !type_.is_empty() && type_ != "EDGE_LOC" {
            let message = format!("`{}` is of type {type_}, and fallbacks are of type EDGE_LOC", fallback.name);
            found.say(group.any(), CacheGroup::FALLBACKS, message);
        }
    }
}

#[test]
fn fallbacks_are_edges() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2","mid-1"]}
        # ^ error fallbacks: `mid-1` is of type MID_LOC
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["edge-1"]}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        "#;
    check_marks(&RULE, text);
    let fixed = check_fix(&RULE, text, "Take mid-1 off the list");
    assert!(fixed.contains(r#""name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2"]"#), "{fixed}");
}
