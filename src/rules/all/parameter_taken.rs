//! Parameters that stand twice.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("parameter-taken"),
    severity: Severity::Error,
    title: "A parameter stands twice with the same file and value",
    effect: "Traffic Ops takes each once and refuses the second",
    fact: "Name, file and value together are unique (traffic_ops/app/db/create_tables.sql)",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(parameter: &Object<'_, Parameter>) -> Vec<String> {
    // The values of secure ones may be masks, which say nothing.
    if parameter.secure {
        return Vec::new();
    }
    let file = parameter.config_file.as_deref().unwrap_or_default();
    vec![format!("{}\0{file}\0{}", parameter.name, parameter.value)]
}

fn judge(_: &Plan, sharing: &[Id<Parameter>], found: &mut Found<'_>) {
    for id in sharing {
        found.say(AnyId::of(*id), Parameter::NAME, "another parameter has the same name, file and value");
    }
}

#[test]
fn each_parameter_once() {
    check_marks(
        &RULE,
        r#"
        parameter {"name":"weight","configFile":"parent.config","value":"1.0"}
        # ^ error name: another parameter
        # ^ error name: another parameter
        parameter {"ordinal":2,"name":"weight","configFile":"parent.config","value":"1.0"}
        parameter {"name":"weight","configFile":"parent.config","value":"2.0"}
        "#,
    );
}
