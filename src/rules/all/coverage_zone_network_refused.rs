//! Networks of a coverage zone file that Traffic Router cannot read.

use crate::routing::Subnet;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-network-refused"),
    severity: Severity::Error,
    title: "A network of a coverage zone is none",
    effect: "Traffic Router refuses the whole file, and keeps the zones that it had; one that restarts has none",
    fact: "One malformed network makes the parser give up on the file (TR/loc/NetworkNode.java generateTree), and the updater \
           discards it (TR/loc/AbstractServiceUpdater.java)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(network: &Object<'_, CoverageZoneNetwork>, found: &mut Found<'_>) {
    if let Err(error) = Subnet::read(&network.network) {
        found.say(network.any(), CoverageZoneNetwork::NETWORK, format!("{error}: the whole file is refused"));
    }
}

#[test]
fn networks_can_be_read() {
    check_marks(
        &RULE,
        r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone-network {"network":"10.0.0.0/33","zone":["czf","edge-1"]}
        # ^ error network: too long
        coverage-zone-network {"network":"10.0.0.0/8","zone":["czf","edge-1"]}
        coverage-zone-network {"network":"192.168.1/x","zone":["czf","edge-1"]}
        # ^ error network: no length of a mask
        coverage-zone-network {"network":"2001:db8::/32","zone":["czf","edge-1"],"network6":true}
        "#,
    );
}
