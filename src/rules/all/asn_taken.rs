//! An ASN that stands more than once.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("asn-taken"),
    severity: Severity::Error,
    title: "An ASN stands more than once",
    effect: "Traffic Ops takes each number once and refuses the second",
    fact: "The handlers of ASNs look for another row of the number, of whatever cache group (TO/asn/asns.go); the database \
           itself does not",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete this one", object)]
    },
};

fn keys(asn: &Object<'_, Asn>) -> Vec<String> {
    vec![asn.asn.to_string()]
}

fn judge(plan: &Plan, sharing: &[Id<Asn>], found: &mut Found<'_>) {
    for id in sharing {
        let Some(asn) = plan.get(*id) else { continue };
        let others = sharing.iter().filter(|other| *other != id).filter_map(|other| plan.get(*other));
        let groups: Vec<_> = others.map(|other| name_of(plan, other.cache_group.as_ref()).into_owned()).collect();
        let message = format!("{} is also an ASN of {}: leave one of them", asn.asn, listed(groups));
        found.say(AnyId::of(*id), Asn::ASN, message);
    }
}

#[test]
fn each_number_once() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE_LOC"}
        asn {"asn":64512,"cachegroup":"edge-1"}
        # ^ error asn: also an ASN of `edge-2`
        asn {"asn":64512,"cachegroup":"edge-2"}
        # ^ error asn: also an ASN of `edge-1`
        asn {"asn":64513,"cachegroup":"edge-1"}
        "#,
    );
}
