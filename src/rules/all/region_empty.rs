//! Regions without phys locations.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("region-empty"),
    severity: Severity::Note,
    title: "A region has no phys locations",
    effect: "Nothing lies in it",
    fact: "Phys locations alone refer to regions (traffic_ops/app/db/create_tables.sql)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the region", object)]
    },
};

fn check(region: &Object<'_, Region>, found: &mut Found<'_>) {
    if region.plan.users(region.any()).next().is_none() {
        found.say(region.any(), "", "no phys location is in it");
    }
}

#[test]
fn regions_hold_places() {
    let text = r#"
        region {"name":"Alps"}
        region {"name":"Andes"}
        # ^ note -: no phys location
        phys-location {"name":"a","region":"Alps"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Delete the region");
}
