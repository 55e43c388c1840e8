//! ASNs of groups that serve no clients.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("asn-without-edge"),
    severity: Severity::Warning,
    title: "An ASN belongs to a group that is no edge",
    effect: "Nobody of that network is served by the group",
    fact: "An ASN says which clients a cache group serves, and Traffic Ops takes one on any group, a MID_LOC too (seen); clients are \
           only ever sent to edges",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(asn: &Object<'_, Asn>, found: &mut Found<'_>) {
    let Some(id) = asn.cache_group.as_ref().and_then(Link::id) else { return };
    let Some(group) = asn.plan.get(id) else { return };
    let role = group_role(asn.plan, group);
    if !matches!(role, GroupRole::Edge | GroupRole::Other) && edge_cdns(asn.plan, id).is_empty() {
        let type_ = name_of(asn.plan, group.type_.as_ref());
        let message = format!("`{}` is of type {type_}: clients are served by EDGE_LOC groups", group.name);
        found.say(asn.any(), Asn::CACHE_GROUP, message);
    }
}

#[test]
fn networks_belong_to_edges() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"mid-1","type":"MID_LOC"}
        asn {"asn":64512,"cachegroup":"edge-1"}
        asn {"asn":64513,"cachegroup":"mid-1"}
        # ^ warning cachegroup: `mid-1` is of type MID_LOC
        "#,
    );
}
