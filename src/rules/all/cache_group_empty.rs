//! Cache groups without servers.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-empty"),
    severity: Severity::Note,
    title: "A cache group has no servers",
    effect: "It is in no snapshot, and no topology may have it",
    fact: "Locations of a snapshot are groups with servers (TO/crconfig/edgelocations.go); a topology with an empty group is \
           refused (TO/topology/topologies.go). Planners split groups into empty ones on purpose, so that this is a note",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the cache group", object)]
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    if servers_of(group.plan, group.id).next().is_none() {
        let planned = group.plan.follow_opt(group.planned_phys_location.as_ref());
        let message = match planned {
            Some(place) => format!("its servers are planned for `{}`, and there is none yet", place.name),
            None => "no server is in it".to_owned(),
        };
        found.say(group.any(), "", message);
    }
}

#[test]
fn groups_hold_servers() {
    let text = r#"
        phys-location {"name":"plant"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        # ^ note -: no server is in it
        server {"hostName":"e1","cacheGroup":"edge-1","type":"EDGE","status":"OFFLINE"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Delete the cache group");
    check_marks(
        &RULE,
        r#"
        phys-location {"name":"plant"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","plannedPhysLocation":"plant"}
        # ^ note -: planned for `plant`
        "#,
    );
}
