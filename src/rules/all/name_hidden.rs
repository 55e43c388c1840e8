//! Names with what cannot be seen.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("name-hidden"),
    severity: Severity::Warning,
    title: "A name holds what cannot be seen",
    effect: "It is not what it looks like: searching, typing and comparing it fail",
    fact: "Names have no limit on letters in Traffic Ops' database (DOC/overview/cache_groups.rst), so that spaces around them, \
           control and bidi characters come in through imports and pasting",
    check: Check::Object(&[
        &Each::<Division>(look),
        &Each::<Region>(look),
        &Each::<PhysLocation>(look),
        &Each::<Coordinate>(look),
        &Each::<Cdn>(look),
        &Each::<CacheGroup>(look),
        &Each::<Profile>(look),
        &Each::<Parameter>(look),
        &Each::<Server>(look),
        &Each::<Topology>(look),
        &Each::<DeliveryService>(look),
        &Each::<StaticDnsEntry>(look),
    ]),
    fixes: |plan, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        let Some(name) = plan.name_of(object) else { return Vec::new() };
        let clean: String = name.chars().filter(|letter| !is_hidden(*letter)).collect();
        let clean = clean.trim().to_owned();
        let key = object.kind.fields().first().map(|info| info.key);
        match key {
            Some(key) if !clean.is_empty() => {
                vec![Fix::set(format!("Rename to {clean}"), object, key, Value::Text(clean))]
            }
            _ => Vec::new(),
        }
    },
};

/// Whether nobody sees that it is there.
fn is_hidden(letter: char) -> bool {
    is_deceptive(letter) || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{ad}')
}

fn look<T: Entity>(object: &Object<'_, T>, found: &mut Found<'_>) {
    let name = object.name();
    let field = T::FIELDS.first().map_or("", |field| field.info.key);
    if let Some(letter) = name.chars().find(|letter| is_hidden(*letter)) {
        let message = format!("U+{:04X} in it cannot be seen: take it out", u32::from(letter));
        found.say(object.any(), field, message);
    } else if name.trim() != name {
        found.say(object.any(), field, "it begins or ends with a space: take it off");
    }
}

#[test]
fn names_are_what_they_look_like() {
    check_marks(
        &RULE,
        "
        region {\"name\":\"Alps \"}
        # ^ warning name: ends with a space
        region {\"name\":\"Al\u{200b}ps\"}
        # ^ warning name: U+200B
        region {\"name\":\"Alps\"}
        region {\"name\":\"Washington, D.C\"}
        ",
    );
    let fixed = check_fix(&RULE, "region {\"name\":\" A\u{200b}lps \"}", "Rename to Alps");
    assert!(fixed.contains(r#"region {"name":"Alps"}"#), "{fixed}");
}
