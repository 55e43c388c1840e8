//! Divisions without regions.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("division-empty"),
    severity: Severity::Note,
    title: "A division has no regions",
    effect: "Nothing lies in it",
    fact: "Regions alone refer to divisions (traffic_ops/app/db/create_tables.sql)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the division", object)]
    },
};

fn check(division: &Object<'_, Division>, found: &mut Found<'_>) {
    if division.plan.users(division.any()).next().is_none() {
        found.say(division.any(), "", "no region is in it");
    }
}

#[test]
fn divisions_hold_regions() {
    let text = r#"
        division {"name":"Europe"}
        division {"name":"Asia"}
        # ^ note -: no region
        region {"name":"Alps","division":"Europe"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Delete the division");
}
