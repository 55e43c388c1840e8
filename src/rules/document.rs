//! The rules in words: one for `check --explain`, all of them for `docs/rules.md`, which a test holds to this.

use std::fmt::Write as _;

use super::catalogue::{KnownRule, known};
use crate::snapshot::reading;

/// What there is to say of a rule, for a terminal; none: there is no rule of that name.
pub fn explain(id: &str) -> Option<String> {
    let rule = known().into_iter().find(|rule| rule.id().0 == id)?;
    let mut text = format!("{} ({})\n\n{}.\n", rule.id(), rule.severity().word(), rule.title());
    match rule {
        KnownRule::Plan(rule) => {
            // Writing into a text cannot fail.
            let _ = write!(text, "\n{}.\n\nWhy: {}.\nLooks at: {}.\n", rule.effect, rule.fact, rule.reach().word());
        }
        KnownRule::Snapshot(rule) => {
            let _ = write!(text, "\n{}.\n\nWhat to do: {}.\n", rule.effect().sentence(), rule.remedy());
        }
    }
    Some(text)
}

/// `docs/rules.md`.
pub fn document() -> String {
    let all = known();
    let mut text = String::from(
        "# Rules\n\nWhat `lodestone check` and the window look for, made of the rules themselves. `lodestone check --explain \
         RULE` says the same\nof one. An error: the CDN would misbehave, or Traffic Ops would refuse it. A warning: almost \
         certainly not meant. A note: worth\nknowing. A finding may be less bad than its rule is at worst. In sources, `TO/` \
         is `traffic_ops/traffic_ops_golang`, `TR/`\nTraffic Router's `core/src/main/java/.../core`, `TC/` `lib/go-tc`, `AC/` \
         `lib/go-atscfg`, `DOC/` `docs/source`.\n",
    );
    for rule in &all {
        let _ = write!(text, "\n## {}\n\n**{}.** ", rule.id(), rule.title());
        match rule {
            KnownRule::Plan(rule) => {
                let (severity, reach) = (rule.severity.word(), rule.reach().word());
                let _ = writeln!(text, "{}. {}.\n\n*{severity}, looks at {reach}*", rule.effect, rule.fact);
            }
            KnownRule::Snapshot(rule) => of_snapshot(&mut text, *rule),
        }
    }
    text
}

fn of_snapshot(text: &mut String, rule: reading::RemarkRule) {
    let effect = rule.effect();
    let mut remedy = String::new();
    for (at, letter) in rule.remedy().char_indices() {
        if at == 0 { remedy.extend(letter.to_uppercase()) } else { remedy.push(letter) }
    }
    let severity = effect.severity().word();
    let _ = writeln!(text, "{}. {remedy}.\n\n*{severity}, looks at analysis*", effect.sentence());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_rules_are_these() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
        if std::env::var_os("LODESTONE_WRITE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, document()).unwrap();
        }
        let told = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(told == document(), "docs/rules.md is not as the rules are: LODESTONE_WRITE_DOCS=1 writes it anew");
    }

    #[test]
    fn every_rule_can_be_explained() {
        for rule in known() {
            assert!(explain(rule.id().0).is_some_and(|text| text.contains(rule.id().0)));
        }
        assert_eq!(explain("no-such-rule"), None);
    }
}
