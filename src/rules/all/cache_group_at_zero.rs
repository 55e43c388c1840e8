//! Cache groups and coordinates at 0, 0.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-at-zero"),
    severity: Severity::Warning,
    title: "A cache group stands at latitude 0, longitude 0",
    effect: "Traffic Router takes it to be in the sea west of Africa, and measures every distance from there",
    fact: "Traffic Ops stores 0, 0 for a group that is sent without latitude and longitude (TO/cachegroup/cachegroups.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let Some(position) = position_of(group.plan, group) else { return };
    if position.latitude() == 0.0 && position.longitude() == 0.0 {
        // Nothing is measured from groups without caches and routers.
        let idle = matches!(group_role(group.plan, group), GroupRole::Control | GroupRole::Origin);
        let severity = if idle { Severity::Note } else { Severity::Warning };
        let message = "0, 0 is in the sea west of Africa: give the place where it is";
        found.say_at(severity, group.any(), CacheGroup::COORDINATE, message);
    }
}

#[test]
fn nobody_stands_at_zero() {
    check_marks(
        &RULE,
        r#"
        coordinate {"name":"zero","position":{"latitude":0.0,"longitude":0.0}}
        coordinate {"name":"quito","position":{"latitude":0.0,"longitude":-78.5}}
        cache-group {"name":"control","type":"TC_LOC","coordinate":"zero"}
        # ^ note coordinate: west of Africa
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"zero"}
        # ^ warning coordinate: west of Africa
        cache-group {"name":"edge-2","type":"EDGE_LOC","coordinate":"quito"}
        "#,
    );
}
