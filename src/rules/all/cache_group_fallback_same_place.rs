//! Fallbacks that stand in the same phys locations as the group itself.

use std::collections::BTreeSet;

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallback-same-place"),
    severity: Severity::Warning,
    title: "All fallbacks stand in the group's own phys location",
    effect: "Whatever takes the building takes the group and its fallbacks together",
    fact: "Failures by phys location are what planners play through (Juniper's and Cisco's planners fail sites, `needs`), and a list \
           of fallbacks is for the day when the group is gone",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if group.fallbacks.is_empty() {
        return;
    }
    let own = places(group.plan, group.id);
    let others: Vec<(Id<CacheGroup>, BTreeSet<Id<PhysLocation>>)> = group
        .fallbacks
        .iter()
        .filter_map(Link::id)
        .filter(|id| *id != group.id)
        .map(|id| (id, places(group.plan, id)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    let shares = |places: &BTreeSet<Id<PhysLocation>>| places.is_subset(&own);
    let inside = others.iter().filter(|(_, places)| shares(places)).count();
    if own.is_empty() || inside == 0 {
        return;
    }
    let names = listed(
        others
            .iter()
            .filter(|(_, places)| shares(places))
            .filter_map(|(id, _)| group.plan.get(*id))
            .map(|group| &group.name),
    );
    let place = own.iter().next().and_then(|id| group.plan.get(*id)).map_or("", |place| place.name.as_str());
    let all = inside == others.len();
    let severity = if all { Severity::Warning } else { Severity::Note };
    found.say_at(
        severity,
        group.any(),
        CacheGroup::FALLBACKS,
        format!("{names} stands in `{place}` as it does itself"),
    );
}

/// Where the servers of a group stand.
fn places(plan: &Plan, group: Id<CacheGroup>) -> BTreeSet<Id<PhysLocation>> {
    servers_of(plan, group).filter_map(|(_, server)| server.phys_location.as_ref()?.id()).collect()
}

#[test]
fn fallbacks_stand_elsewhere() {
    check_marks(
        &RULE,
        r#"
        phys-location {"name":"denver"}
        phys-location {"name":"oslo"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["edge-2"]}
        # ^ warning fallbacks: `edge-2` stands in `denver`
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["edge-1","edge-3"]}
        # ^ note fallbacks: `edge-1` stands in `denver`
        cache-group {"name":"edge-3","type":"EDGE_LOC","fallbacks":["edge-1"]}
        server {"hostName":"e1","cacheGroup":"edge-1","physicalLocation":"denver"}
        server {"hostName":"e2","cacheGroup":"edge-2","physicalLocation":"denver"}
        server {"hostName":"e3","cacheGroup":"edge-3","physicalLocation":"oslo"}
        "#,
    );
}
