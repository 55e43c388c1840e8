//! Domains that several CDNs have.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cdn-domain-taken"),
    severity: Severity::Error,
    title: "CDNs have one domain",
    effect: "Traffic Ops takes each domain once and refuses the second",
    fact: "`cdn.domain_name` is unique (traffic_ops/app/db/create_tables.sql), and the API lower-cases it",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(cdn: &Object<'_, Cdn>) -> Vec<String> {
    cdn.domain_name.as_deref().filter(|domain| !domain.is_empty()).map(str::to_lowercase).into_iter().collect()
}

fn judge(plan: &Plan, sharing: &[Id<Cdn>], found: &mut Found<'_>) {
    for id in sharing {
        let others = sharing.iter().filter(|other| *other != id).filter_map(|other| plan.get(*other));
        let names = listed(others.map(|other| other.name.clone()));
        found.say(AnyId::of(*id), Cdn::DOMAIN_NAME, format!("{names} has the same domain"));
    }
}

#[test]
fn each_cdn_has_its_own_domain() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"cdn.example"}
        # ^ error domainName: `two` has the same
        cdn {"name":"two","domainName":"CDN.example"}
        # ^ error domainName: `one` has the same
        cdn {"name":"three","domainName":"three.example"}
        "#,
    );
}
