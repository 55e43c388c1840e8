//! A secondary parent that is the parent.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-same-parents"),
    severity: Severity::Warning,
    title: "The secondary parent is the parent",
    effect: "When the parent is down, there is nobody else to ask",
    fact: "Traffic Ops takes it (TO/cachegroup/cachegroups.go), and t3c lists the servers once (AC/parentdotconfig.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(group) = about::<CacheGroup>(finding) else { return Vec::new() };
        vec![Fix::set("Clear secondary parent", AnyId::of(group), CacheGroup::SECONDARY_PARENT, Value::Null)]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    // One that is its own parent twice over has enough said about it.
    let own = Some(Link::To(group.id));
    if group.parent.is_some() && group.parent == group.secondary_parent && group.parent != own {
        let parent = name_of(group.plan, group.parent.as_ref());
        let message = format!("`{parent}` is the parent already: choose another, or none");
        found.say(group.any(), CacheGroup::SECONDARY_PARENT, message);
    }
}

#[test]
fn a_second_parent_is_another() {
    let text = r#"
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"mid-2","type":"MID_LOC"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"mid-1"}
        # ^ warning secondaryParentCachegroup: `mid-1` is the parent already
        cache-group {"name":"edge-2","type":"EDGE_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"mid-2"}
        cache-group {"name":"edge-3","type":"EDGE_LOC","parentCachegroup":"mid-1"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Clear secondary parent");
}
