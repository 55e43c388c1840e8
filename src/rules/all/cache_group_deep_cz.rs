//! `DEEP_CZ` among the localization methods.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-deep-cz"),
    severity: Severity::Note,
    title: "DEEP_CZ among the methods has no effect",
    effect: "Deep coverage zones work the same with and without it",
    fact: "DOC/overview/cache_groups.rst says that it has no effect at all; Traffic Portal does not offer it, and Traffic Router \
           gives deep locations all methods (TR/loc/NetworkNode.java)",
    check: Check::Object(&[&Each(check)]),
    fixes: |plan, finding| {
        let group = about::<CacheGroup>(finding).and_then(|id| plan.get(id));
        let Some(group) = group else { return Vec::new() };
        let kept = group.localization_methods.iter().filter(|method| **method != LocalizationMethod::DeepCz);
        methods_fix(finding, "Take DEEP_CZ off", &kept.map(|method| method.word()).collect::<Vec<_>>())
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    let methods = &group.localization_methods;
    let has_others = methods.iter().any(|method| *method != LocalizationMethod::DeepCz);
    if has_others && methods.contains(&LocalizationMethod::DeepCz) {
        found.say(group.any(), CacheGroup::LOCALIZATION_METHODS, "DEEP_CZ does nothing here, and may be taken off");
    }
}

#[test]
fn deep_says_nothing() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","localizationMethods":["CZ","DEEP_CZ"]}
        # ^ note localizationMethods: does nothing
        cache-group {"name":"edge-2","type":"EDGE_LOC","localizationMethods":["CZ","GEO"]}
        cache-group {"name":"edge-3","type":"EDGE_LOC","localizationMethods":["DEEP_CZ"]}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Take DEEP_CZ off");
}
