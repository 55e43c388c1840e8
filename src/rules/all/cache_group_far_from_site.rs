//! Cache groups whose coordinate is far from where their servers stand.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-far-from-site"),
    severity: Severity::Warning,
    title: "A cache group is far from the phys locations of its servers",
    effect: "Traffic Router sends clients by the group's position, past the place where its servers stand",
    fact: "Group coordinates and phys locations disagree by human error (apache/trafficcontrol #3703). Traffic Ops gives phys \
           locations no position; only those count that somebody has confirmed here. \
           Told from 100 km on, or from as far as is set",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let mut sites = confirmed_sites(plan, id);
        let (Some((name, at)), None) = (sites.next(), sites.next()) else { return Vec::new() };
        vec![Fix { label: format!("Move to {name}"), remedy: Remedy::Move(AnyId::of(id), at) }]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let Some(position) = position_of(group.plan, group.entity) else { return };
    let nearest = confirmed_sites(group.plan, group.id)
        .map(|(name, at)| (position.distance_km(at), name))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((distance_km, name)) =
        nearest.filter(|(distance_km, _)| f64::from(found.limits().far_km) < *distance_km)
    {
        let message = format!("its servers stand in `{name}`, which is {distance_km:.0} km away");
        found.say(group.any(), CacheGroup::COORDINATE, message);
    }
}

/// The phys locations of a group's servers, each once, as far as somebody has said where they are.
fn confirmed_sites(plan: &Plan, group: Id<CacheGroup>) -> impl Iterator<Item = (&str, Position)> {
    let places: crate::sorting::OrderedSet<Id<PhysLocation>> =
        servers_of(plan, group).filter_map(|(_, server)| server.phys_location.as_ref()?.id()).collect();
    places.into_iter().filter_map(|id| {
        let place = plan.get(id)?;
        let position = place.position.as_ref().filter(|position| !position.proposed)?;
        Some((place.name.as_str(), position.at?))
    })
}

#[test]
fn groups_stand_where_their_servers_do() {
    let text = r#"
        phys-location {"name":"denver","position":{"at":{"latitude":39.7,"longitude":-105.0},"proposed":false}}
        phys-location {"name":"oslo","position":{"at":{"latitude":59.9,"longitude":10.7},"proposed":true}}
        coordinate {"name":"a","position":{"latitude":-39.7,"longitude":-105.0}}
        coordinate {"name":"b","position":{"latitude":39.9,"longitude":-104.8}}
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"a"}
        # ^ warning coordinate: stand in `denver`, which is 8
        cache-group {"name":"edge-2","type":"EDGE_LOC","coordinate":"b"}
        cache-group {"name":"edge-3","type":"EDGE_LOC","coordinate":"b"}
        server {"hostName":"e1","cacheGroup":"edge-1","physicalLocation":"denver"}
        server {"hostName":"e2","cacheGroup":"edge-2","physicalLocation":"denver"}
        server {"hostName":"e3","cacheGroup":"edge-3","physicalLocation":"oslo"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Move to denver");
    let plan = plan_of(text);
    let all = |far_km: u32| crate::rules::check_within(&plan, Limits { far_km });
    let count = |far_km: u32| all(far_km).into_iter().filter(|finding| finding.rule == RULE.id).count();
    assert_eq!([count(9_000), count(100), count(20)], [0, 1, 2], "as far as is set");
}
