//! Waivers of which no finding is left.

use crate::rules::known;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("waiver-unused"),
    severity: Severity::Note,
    title: "A waiver names a rule or an object that is not there",
    effect: "It accepts nothing, and may hide something once an object of that name comes",
    fact: "A waiver goes by rule and name, so that it outlives what it was for",
    check: Check::Plan(Kind::ALL, check),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the waiver", object)]
    },
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, waiver) in plan.waivers() {
        let message = match Kind::of_key(&waiver.object_kind) {
            _ if !known().iter().any(|rule| rule.id().0 == waiver.rule) => {
                format!("there is no rule `{}`", waiver.rule)
            }
            Some(kind) if plan.indexes.named(kind, &waiver.object_name).next().is_none() => {
                format!("the plan has no {} `{}`", kind.singular(), waiver.object_name)
            }
            None if !waiver.object_kind.is_empty() => format!("there is no kind `{}`", waiver.object_kind),
            Some(_) | None => continue,
        };
        let field = if message.contains("no rule") { Waiver::RULE } else { Waiver::OBJECT_NAME };
        found.say(AnyId::of(id), field, message);
    }
}

#[test]
fn waivers_are_of_something() {
    let plan = crate::rules::testing::plan_of(
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        waiver {"rule":"cache-group-empty","objectKind":"cache-group","objectName":"edge-1"}
        waiver {"rule":"cache-group-empty","objectKind":"cache-group","objectName":"gone"}
        waiver {"rule":"no-such-rule"}
        waiver {"rule":"snapshot-bad-ttl"}
        "#,
    );
    let found = crate::rules::testing::findings(&RULE, &plan);
    let told: Vec<_> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told, ["the plan has no cache group `gone`", "there is no rule `no-such-rule`"]);
}
