//! A localization method that stands twice.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-method-twice"),
    severity: Severity::Error,
    title: "A localization method stands twice",
    effect: "Traffic Ops refuses the group",
    fact: "`'localizationMethods' duplicate value found` (TO/cachegroup/cachegroups.go)",
    check: Check::Object(&[&Each(check)]),
    fixes: |plan, finding| {
        let group = about::<CacheGroup>(finding).and_then(|id| plan.get(id));
        let Some(group) = group else { return Vec::new() };
        let has = |method: &LocalizationMethod| group.localization_methods.contains(method);
        let once = LocalizationMethod::ALL.iter().filter(|method| has(method)).map(|method| method.word());
        methods_fix(finding, "Keep each once", &once.collect::<Vec<_>>())
    },
};

fn check(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    for method in LocalizationMethod::ALL {
        if 1 < group.localization_methods.iter().filter(|other| *other == method).count() {
            found.say(group.any(), CacheGroup::LOCALIZATION_METHODS, format!("{} stands twice", method.word()));
        }
    }
}

#[test]
fn each_method_once() {
    let text = r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","localizationMethods":["CZ","GEO","CZ"]}
        # ^ error localizationMethods: CZ stands twice
        cache-group {"name":"edge-2","type":"EDGE_LOC","localizationMethods":["CZ","GEO"]}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Keep each once");
}
