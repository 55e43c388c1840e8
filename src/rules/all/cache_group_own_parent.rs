//! A cache group that is its own parent.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-own-parent"),
    severity: Severity::Error,
    title: "A cache group is its own parent",
    effect: "Its caches get a configuration without parents, and Traffic Ops can never delete the group again",
    fact: "Traffic Ops takes it (TO/cachegroup/cachegroups.go looks at no parents) and then refuses to delete the group as \
           one that is in use; t3c skips its delivery services and writes a default line without a parent \
           (AC/parentdotconfig.go)",
    check: Check::Object(&[&Each(check)]),
    fixes: |_, finding| {
        let Some((group, key)) = about::<CacheGroup>(finding).and_then(|id| Some((id, key(&finding.field)?))) else {
            return Vec::new();
        };
        let label = if key == CacheGroup::PARENT { "Clear parent" } else { "Clear secondary parent" };
        vec![Fix::set(label, AnyId::of(group), key, Value::Null)]
    },
};

fn key(field: &str) -> Option<&'static str> {
    [CacheGroup::PARENT, CacheGroup::SECONDARY_PARENT].into_iter().find(|key| *key == field)
}

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let is_own = |link: &Option<Link<CacheGroup>>| link.as_ref().and_then(Link::id) == Some(group.id);
    if is_own(&group.parent) {
        found.say(
            group.any(),
            CacheGroup::PARENT,
            format!("`{}` is its own parent: choose another, or none", group.name),
        );
    }
    if is_own(&group.secondary_parent) {
        let message = format!("`{}` is its own secondary parent: choose another, or none", group.name);
        found.say(group.any(), CacheGroup::SECONDARY_PARENT, message);
    }
}

#[test]
fn no_group_asks_itself() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"mid-1","type":"MID_LOC"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"edge-1"}
        # ^ error parentCachegroup: is its own parent
        cache-group {"name":"edge-2","type":"EDGE_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"edge-2"}
        # ^ error secondaryParentCachegroup: is its own secondary parent
        cache-group {"name":"edge-3","type":"EDGE_LOC","parentCachegroup":"mid-1"}
        "#,
    );
    let fixed = check_fix(
        &RULE,
        r#"cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"edge-1"}"#,
        "Clear parent",
    );
    assert!(fixed.contains(r#"{"name":"edge-1","type":"EDGE_LOC"}"#), "{fixed}");
}
