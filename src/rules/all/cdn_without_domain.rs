//! CDNs without a domain.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cdn-without-domain"),
    severity: Severity::Error,
    title: "A CDN has no domain",
    effect: "There is no snapshot of it: the names of its delivery services end in it",
    fact: "The domain cannot be empty (TO/cdn/cdns.go), and the snapshot's `domain_name` comes from it (TO/crconfig/config.go)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(cdn: &Object<'_, Cdn>, found: &mut Found<'_>) {
    if cdn.name != seed::CDN_ALL.0 && cdn.domain_name.as_deref().unwrap_or_default().is_empty() {
        found.say(cdn.any(), Cdn::DOMAIN_NAME, "it has none: give the domain in which its delivery services live");
    }
}

#[test]
fn cdns_have_domains() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cdn {"name":"two"}
        # ^ error domainName: it has none
        "#,
    );
}
