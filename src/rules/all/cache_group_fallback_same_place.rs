//! Fallbacks that stand in the same phys locations as the group itself.

use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

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
    let own: OrderedSet<Id<PhysLocation>> = places(group.plan, group.id).collect();
    if own.is_empty() {
        return;
    }
    let fallbacks = group.fallbacks.iter().filter_map(Link::id).filter(|id| *id != group.id);
    let standing: Vec<(Id<CacheGroup>, bool)> =
        fallbacks.filter_map(|id| Some((id, stands_within(group.plan, id, &own)?))).collect();
    let inside = standing.iter().filter(|(_, within)| *within);
    if inside.clone().count() == 0 {
        return;
    }
    let names = listed(inside.clone().filter_map(|(id, _)| group.plan.get(*id)).map(|group| &group.name));
    let place = own.iter().next().and_then(|id| group.plan.get(*id)).map_or("", |place| place.name.as_str());
    let all = inside.count() == standing.len();
    let severity = if all { Severity::Warning } else { Severity::Note };
    let message = format!("{names} stands in `{place}` as it does itself");
    found.say_at(severity, group.any(), CacheGroup::FALLBACKS, message);
}

/// Whether all servers of a group stand in some places; none: they stand nowhere.
fn stands_within(plan: &Plan, group: Id<CacheGroup>, within: &OrderedSet<Id<PhysLocation>>) -> Option<bool> {
    let mut places = places(plan, group).peekable();
    places.peek()?;
    Some(places.all(|place| within.contains(&place)))
}

/// Where the servers of a group stand.
fn places(plan: &Plan, group: Id<CacheGroup>) -> impl Iterator<Item = Id<PhysLocation>> {
    servers_of(plan, group).filter_map(|(_, server)| server.phys_location.as_ref()?.id())
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
