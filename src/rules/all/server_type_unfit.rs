//! Servers whose type does not fit their cache group.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-type-unfit"),
    severity: Severity::Warning,
    title: "A server's type does not fit its cache group",
    effect: "A cache counts where it stands: an edge makes any group a location that clients are sent to, and a mid in an edge's \
             group serves clients like an edge",
    fact: "Locations are groups with EDGE servers, whatever the groups' own type (TO/crconfig/edgelocations.go); every server of a \
           snapshot whose group is a location is loaded as a cache (TR/config/ConfigHandler.java)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(server: &Object<'_, Server>, found: &mut Found<'_>) {
    let Some(group) = server.plan.follow_opt(server.cache_group.as_ref()) else { return };
    let role = group_role(server.plan, group);
    let (fits, wants, severity) = match server_role(server.plan, server.entity) {
        ServerRole::Edge => (role == GroupRole::Edge, "EDGE_LOC", Severity::Warning),
        ServerRole::Mid => (role == GroupRole::Mid, "MID_LOC", Severity::Warning),
        ServerRole::Origin => (role == GroupRole::Origin, "ORG_LOC", Severity::Warning),
        ServerRole::Router => (role == GroupRole::Router, "TR_LOC", Severity::Note),
        ServerRole::Monitor | ServerRole::Other => return,
    };
    if !fits && role != GroupRole::Other {
        let own = name_of(server.plan, server.type_.as_ref());
        let type_ = name_of(server.plan, group.type_.as_ref());
        let message = format!("it is of type {own}, and `{}` of type {type_}, not {wants}", group.name);
        found.say_at(severity, server.any(), Server::CACHE_GROUP, message);
    }
}

#[test]
fn edges_stand_among_edges() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        server {"hostName":"e1","cacheGroup":"edge-1","type":"EDGE"}
        server {"hostName":"e2","cacheGroup":"mid-1","type":"EDGE"}
        # ^ warning cacheGroup: `mid-1` of type MID_LOC, not EDGE_LOC
        server {"hostName":"m1","cacheGroup":"mid-1","type":"MID"}
        server {"hostName":"m2","cacheGroup":"edge-1","type":"MID"}
        # ^ warning cacheGroup: not MID_LOC
        server {"hostName":"o1","cacheGroup":"mid-1","type":"ORG"}
        # ^ warning cacheGroup: not ORG_LOC
        server {"hostName":"r1","cacheGroup":"edge-1","type":"CCR"}
        # ^ note cacheGroup: not TR_LOC
        server {"hostName":"t1","cacheGroup":"edge-1","type":"RASCAL"}
        "#,
    );
}
