//! Phys locations in which nothing stands.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("phys-location-unused"),
    severity: Severity::Note,
    title: "A phys location has no servers",
    effect: "Nothing depends on it, and what fails with it cannot be played through",
    fact: "Servers alone refer to phys locations in Traffic Ops (traffic_ops/app/db/create_tables.sql); an unused one is often what \
           is left of a move",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the phys location", object)]
    },
};

fn check(location: &Object<'_, PhysLocation>, found: &mut Found<'_>) {
    if location.plan.users(location.any()).next().is_none() {
        found.say(location.any(), "", "no server stands there, and no cache group is planned for it");
    }
}

#[test]
fn places_are_used() {
    let text = r#"
        phys-location {"name":"a"}
        phys-location {"name":"b"}
        phys-location {"name":"c"}
        # ^ note -: no server stands there
        cache-group {"name":"edge-1","type":"EDGE_LOC","plannedPhysLocation":"b"}
        server {"hostName":"e1","physicalLocation":"a"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Delete the phys location");
}
