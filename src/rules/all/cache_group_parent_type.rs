//! Parents of types that cannot be parents of the group's own type.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-parent-type"),
    severity: Severity::Error,
    title: "A parent is of a type that is no parent for the group",
    effect: "What the CDN does then is undefined: caches ask each other sideways or upside down, or have nobody to ask",
    fact: "Edges ask mids and mids ask origins; there is no safeguard in the data model or the API that this holds, and \
           violating it is undefined behaviour (DOC/overview/cache_groups.rst). Seen: Traffic Ops takes an edge below an \
           edge, and t3c writes the sibling's servers as parents; below an ORG_LOC it leaves out every service that is not \
           multi-site (AC/parentdotconfig.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let parents = [(CacheGroup::PARENT, &group.parent), (CacheGroup::SECONDARY_PARENT, &group.secondary_parent)];
    for (field, link) in parents {
        let Some(link) = link else { continue };
        let Some(parent) = group.plan.follow(link) else { continue };
        if link.id() == Some(group.id) {
            continue;
        }
        let Some((severity, why)) = judge(group_role(group.plan, group), group_role(group.plan, parent)) else {
            continue;
        };
        let type_ = name_of(group.plan, parent.type_.as_ref());
        let own = name_of(group.plan, group.type_.as_ref());
        let message = format!("`{}` is of type {type_}, and this group of type {own}: {why}", parent.name);
        found.say_at(severity, group.any(), field, message);
    }
}

/// What is wrong with a parent; none: nothing.
const fn judge(own: GroupRole, parent: GroupRole) -> Option<(Severity, &'static str)> {
    use GroupRole::{Control, Edge, Mid, Origin, Other, Router};
    match (own, parent) {
        (Edge, Mid) | (Mid, Origin) | (Other, _) | (_, Other) => None,
        (Edge, Edge) => Some((Severity::Error, "edges ask mids, not each other")),
        (Edge, Origin) => {
            Some((Severity::Warning, "only multi-site services are fetched so; a mid is the usual parent"))
        }
        (Mid, Mid) => Some((Severity::Warning, "mids ask origins; tiers of mids are what topologies are for")),
        (Mid, Edge) => Some((Severity::Error, "an edge is nobody's parent")),
        (Edge | Mid, Router | Control) => Some((Severity::Error, "there are no caches to ask")),
        (Origin | Router | Control, _) => {
            Some((Severity::Warning, "groups of this type have no parents, and this one has no effect"))
        }
    }
}

fn fixes(plan: &Plan, finding: &Finding) -> Vec<Fix> {
    let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
    let Some(group) = plan.get(id) else { return Vec::new() };
    let secondary = finding.field == CacheGroup::SECONDARY_PARENT;
    let (key, word) =
        if secondary { (CacheGroup::SECONDARY_PARENT, "secondary parent") } else { (CacheGroup::PARENT, "parent") };
    let mut fixes = Vec::new();
    if group_role(plan, group) == GroupRole::Edge
        && let Some((mid, name)) = nearest_mid(plan, group, secondary)
    {
        fixes.push(Fix::link(format!("Set {word} to {name}"), AnyId::of(id), key, mid));
    }
    fixes.push(Fix::set(format!("Clear {word}"), AnyId::of(id), key, Value::Null));
    fixes
}

/// The mid that is nearest to a group, and not its other parent.
fn nearest_mid(plan: &Plan, group: &CacheGroup, secondary: bool) -> Option<(Id<CacheGroup>, String)> {
    let at = position_of(plan, group)?;
    let other = if secondary { &group.parent } else { &group.secondary_parent };
    let other = other.as_ref().and_then(Link::id);
    let mids =
        plan.cache_groups().iter().filter(|(id, mid)| group_role(plan, mid) == GroupRole::Mid && Some(*id) != other);
    let near = mids.filter_map(|(id, mid)| Some((at.distance_km(position_of(plan, mid)?), id, mid)));
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id, mid)| (id, mid.name.clone()))
}

#[test]
fn edges_ask_mids_and_mids_ask_origins() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"org-1","type":"ORG_LOC"}
        cache-group {"name":"org-2","type":"ORG_LOC","parentCachegroup":"edge-0"}
        # ^ warning parentCachegroup: has no effect
        cache-group {"name":"mid-1","type":"MID_LOC","parentCachegroup":"org-1"}
        cache-group {"name":"mid-2","type":"MID_LOC"}
        cache-group {"name":"mid-3","type":"MID_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"edge-0"}
        # ^ warning parentCachegroup: tiers of mids
        # ^ error secondaryParentCachegroup: nobody's parent
        cache-group {"name":"edge-0","type":"EDGE_LOC","parentCachegroup":"mid-1","secondaryParentCachegroup":"mid-2"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","parentCachegroup":"edge-0"}
        # ^ error parentCachegroup: `edge-0` is of type EDGE_LOC
        cache-group {"name":"edge-2","type":"EDGE_LOC","parentCachegroup":"org-1"}
        # ^ warning parentCachegroup: only multi-site services
        cache-group {"name":"edge-3","type":"EDGE_LOC","parentCachegroup":"routers"}
        # ^ error parentCachegroup: no caches to ask
        cache-group {"name":"edge-4","type":"EDGE_LOC"}
        cache-group {"name":"routers","type":"TR_LOC","parentCachegroup":"mid-1"}
        # ^ warning parentCachegroup: has no effect
        "#,
    );
}

#[test]
fn the_nearest_mid_is_offered() {
    let fixed = check_fix(
        &RULE,
        r#"
        coordinate {"name":"from_cachegroup_far","position":{"latitude":10.0,"longitude":10.0}}
        coordinate {"name":"from_cachegroup_near","position":{"latitude":50.0,"longitude":9.0}}
        coordinate {"name":"from_cachegroup_edge-1","position":{"latitude":50.1,"longitude":8.7}}
        cache-group {"name":"far","type":"MID_LOC","coordinate":"from_cachegroup_far"}
        cache-group {"name":"near","type":"MID_LOC","coordinate":"from_cachegroup_near"}
        cache-group {"name":"edge-0","type":"EDGE_LOC"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"from_cachegroup_edge-1","parentCachegroup":"edge-0"}
        "#,
        "Set parent to near",
    );
    assert!(fixed.contains(r#""parentCachegroup":"near""#), "{fixed}");
}
