//! Zones of one name in a coverage zone file.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-taken"),
    severity: Severity::Error,
    title: "Two zones of a coverage zone file have one name",
    effect: "Only the last of them is read: the networks of the others are lost",
    fact: "Zones are members of one JSON object, of which Jackson keeps the last of a name (TR/loc/NetworkNode.java)",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(zone: &Object<'_, CoverageZone>) -> Vec<String> {
    let file = zone.file.as_ref().and_then(Link::id);
    file.map(|file| format!("{} {}", file.number(), zone.name)).into_iter().collect()
}

fn judge(plan: &Plan, sharing: &[Id<CoverageZone>], found: &mut Found<'_>) {
    for id in sharing {
        let Some(zone) = plan.get(*id) else { continue };
        let file = name_of(plan, zone.file.as_ref());
        let message =
            format!("{} zones of `{file}` are named `{}`: put their networks into one", sharing.len(), zone.name);
        found.say(AnyId::of(*id), CoverageZone::NAME, message);
    }
}

#[test]
fn zones_have_names_of_their_own() {
    check_marks(
        &RULE,
        r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone-file {"name":"other"}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone {"name":"edge-1","file":"other"}
        coverage-zone {"name":"edge-2","file":"czf"}
        # ^ error name: 2 zones of `czf`
        # ^ error name: 2 zones of `czf`
        coverage-zone {"ordinal":2,"name":"edge-2","file":"czf"}
        "#,
    );
}
