//! Coordinates under the names that Traffic Ops gives to those of cache groups.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coordinate-reserved"),
    severity: Severity::Error,
    title: "A coordinate has a name that is reserved for a cache group's own",
    effect: "Traffic Ops cannot create or rename a cache group of that name",
    fact: "Traffic Ops makes the coordinate `from_cachegroup_<name>` with each group: where one is there already, creating the group \
           ends in an error of the database, and changing it is refused (TO/cachegroup/cachegroups.go, TC/constants.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        let mut fixes = vec![Fix::delete("Delete the coordinate", object)];
        if let Some(name) = finding.object().and_then(|object| object.name.strip_prefix(PREFIX)) {
            fixes.push(Fix::set(format!("Rename to {name}"), object, Coordinate::NAME, Value::Text(name.to_owned())));
        }
        fixes
    },
};

const PREFIX: &str = "from_cachegroup_";

fn check(coordinate: &Object<'_, Coordinate>, found: &mut Found<'_>) {
    let Some(name) = coordinate.name.strip_prefix(PREFIX) else { return };
    let plan = coordinate.plan;
    let mut users = users_of::<CacheGroup>(plan, coordinate.any());
    if users.any(|(_, group)| group.name == name) {
        return;
    }
    let users: Vec<String> =
        users_of::<CacheGroup>(plan, coordinate.any()).map(|(_, group)| group.name.clone()).collect();
    let message = if users.is_empty() {
        format!("it is reserved for a cache group `{name}`, which does not use it: delete or rename it")
    } else {
        format!("it is reserved for a cache group `{name}`, and {} uses it", listed(users))
    };
    found.say(coordinate.any(), Coordinate::NAME, message);
}

#[test]
fn a_groups_own_coordinate_is_its_own() {
    let text = r#"
        coordinate {"name":"from_cachegroup_edge-1"}
        coordinate {"name":"from_cachegroup_gone"}
        # ^ error name: reserved for a cache group `gone`
        coordinate {"name":"denver"}
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"from_cachegroup_edge-1"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Delete the coordinate");
    check_fix(&RULE, text, "Rename to gone");
    check_marks(
        &RULE,
        r#"
        coordinate {"name":"from_cachegroup_other"}
        # ^ error name: and `edge-1` uses it
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"from_cachegroup_other"}
        "#,
    );
}
