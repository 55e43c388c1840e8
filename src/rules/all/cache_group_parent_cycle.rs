//! Cache groups that ask each other in a circle, by their parents and secondary parents.

use crate::rules::circles::{Circles, told};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-parent-cycle"),
    severity: Severity::Error,
    title: "Cache groups are each other's parents in a circle",
    effect: "What none of them has goes round between their caches, and Traffic Ops refuses every new topology",
    fact: "Traffic Ops takes the groups (TO/cachegroup/cachegroups.go); t3c writes the loop into parent.config without a \
           warning; from then on every topology is refused for `super-topology cycles` (TO/topology/validation.go)",
    check: Check::Plan(&[Kind::CacheGroup], check),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let Some(next) = finding.related.circle().get(1).and_then(|object| object.id) else { return Vec::new() };
        let Some(group) = plan.get(id) else { return Vec::new() };
        let is_next = |link: &Option<Link<CacheGroup>>| link.as_ref().and_then(Link::id).map(AnyId::of) == Some(next);
        let (label, key) = if is_next(&group.parent) {
            ("Clear parent", CacheGroup::PARENT)
        } else {
            ("Clear secondary parent", CacheGroup::SECONDARY_PARENT)
        };
        vec![Fix::set(label, AnyId::of(id), key, Value::Null)]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    let mut circles = Circles::default();
    for (id, group) in plan.cache_groups() {
        for parent in [&group.parent, &group.secondary_parent].into_iter().flatten().filter_map(Link::id) {
            circles.ask(id, parent);
        }
    }
    for circle in circles.found() {
        for (at, id) in circle.iter().enumerate() {
            let way: Vec<_> = circle[at..].iter().chain(&circle[..at]).copied().collect();
            let Some(group) = plan.get(*id) else { continue };
            let is_next = |link: &Option<Link<CacheGroup>>| link.as_ref().and_then(Link::id) == way.get(1).copied();
            let field = if is_next(&group.parent) { CacheGroup::PARENT } else { CacheGroup::SECONDARY_PARENT };
            found.say(AnyId::of(*id), field, format!("this ends where it began: {}", told(plan, &way)));
            found.circle(way.into_iter().map(AnyId::of));
        }
    }
}

#[test]
fn circles_are_told_of_each_group_in_them() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"mid-1","type":"MID_LOC","parentCachegroup":"mid-2"}
        # ^ error parentCachegroup: `mid-1` > `mid-2` > `mid-3` > `mid-1`
        cache-group {"name":"mid-2","type":"MID_LOC","secondaryParentCachegroup":"mid-3"}
        # ^ error secondaryParentCachegroup: `mid-2` > `mid-3` > `mid-1` > `mid-2`
        cache-group {"name":"mid-3","type":"MID_LOC","parentCachegroup":"mid-1"}
        # ^ error parentCachegroup: `mid-3` > `mid-1` > `mid-2` > `mid-3`
        cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"mid-1"}
        cache-group {"name":"edge-2","type":"EDGE_LOC","parentCachegroup":"edge-2"}
        "#,
    );
}
