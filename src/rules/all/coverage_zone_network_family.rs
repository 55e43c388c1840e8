//! Networks of one family in the list of the other.

use crate::routing::Subnet;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-network-family"),
    severity: Severity::Error,
    title: "A network stands in the list of the other family",
    effect: "No client of the network is found by it",
    fact: "What stands under `network` goes into the tree of IPv4 and what stands under `network6` into that of IPv6, whatever it is; \
           Java makes IPv4 of `::ffff:a.b.c.d` (TR/loc/NetworkNode.java, TR/util/CidrAddress.java; seen)",
    check: Check::Object(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CoverageZoneNetwork>(finding) else { return Vec::new() };
        let Some(network) = plan.get(id) else { return Vec::new() };
        let label = if network.network6 { "Move to the list of IPv4" } else { "Move to the list of IPv6" };
        vec![Fix::set(label, AnyId::of(id), CoverageZoneNetwork::NETWORK6, Value::Bool(!network.network6))]
    },
};

fn check(network: &Object<'_, CoverageZoneNetwork>, found: &mut Found<'_>) {
    let Ok(subnet) = Subnet::read(&network.network) else { return };
    if subnet.is_v6 != network.network6 {
        let (is, stands) = if subnet.is_v6 { ("IPv6", "IPv4") } else { ("IPv4", "IPv6") };
        let message = format!("`{}` is read as {is} and stands among networks of {stands}", network.network);
        found.say(network.any(), CoverageZoneNetwork::NETWORK6, message);
    }
}

#[test]
fn networks_stand_in_their_familys_list() {
    let text = r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone-network {"network":"10.0.0.0/8","zone":["czf","edge-1"]}
        coverage-zone-network {"network":"192.0.2.0/24","zone":["czf","edge-1"],"network6":true}
        # ^ error network6: is read as IPv4
        coverage-zone-network {"network":"2001:db8::/32","zone":["czf","edge-1"],"network6":true}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Move to the list of IPv4");
}
