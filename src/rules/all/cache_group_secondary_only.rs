//! A secondary parent without a parent.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-secondary-only"),
    severity: Severity::Warning,
    title: "There is a secondary parent and no parent",
    effect: "The secondary parent's caches are asked first, and there is nobody else to ask",
    fact: "Traffic Ops takes it (TO/cachegroup/cachegroups.go); t3c makes the secondary's servers the primary parents \
           (AC/parentdotconfig.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let Some(group) = plan.get(id) else { return Vec::new() };
        let Some(secondary) = group.secondary_parent.as_ref().and_then(Link::id) else { return Vec::new() };
        let Some(parent) = plan.get(secondary) else { return Vec::new() };
        let link = AnyLink { kind: Kind::CacheGroup, target: Target::To(secondary.number()) };
        let fields = vec![(CacheGroup::PARENT, Value::Link(link)), (CacheGroup::SECONDARY_PARENT, Value::Null)];
        vec![Fix::fields(format!("Make {} the parent", parent.name), AnyId::of(id), fields)]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let own = Some(Link::To(group.id));
    if group.parent.is_none() && group.secondary_parent.is_some() && group.secondary_parent != own {
        let name = name_of(group.plan, group.secondary_parent.as_ref());
        found.say(group.any(), CacheGroup::PARENT, format!("only the secondary parent `{name}` is named"));
    }
}

#[test]
fn the_first_comes_before_the_second() {
    let text = r#"
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","secondaryParentCachegroup":"mid-1"}
        # ^ warning parentCachegroup: `mid-1`
        cache-group {"name":"edge-2","type":"EDGE_LOC","parentCachegroup":"mid-1"}
        "#;
    check_marks(&RULE, text);
    let fixed = check_fix(&RULE, text, "Make mid-1 the parent");
    assert!(fixed.contains(r#"{"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"mid-1"}"#), "{fixed}");
}
