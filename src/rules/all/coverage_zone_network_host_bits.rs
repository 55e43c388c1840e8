//! Networks with bits set that do not belong to the network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::routing::Subnet;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-network-host-bits"),
    severity: Severity::Warning,
    title: "A network is not written as the network that it is",
    effect: "Where the same network is written twice in two ways, the later takes the place of the earlier and of all networks \
             within it",
    fact: "Host bits are kept and not normalised, so that 10.0.0.0/8 and 10.9.0.0/8 are two to the tree (TR/loc/NetworkNode.java; \
           seen); `10.1` is read as 10.0.0.1, and nothing before the slash as 127.0.0.1 (Java's InetAddress.getByName)",
    check: Check::Object(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<CoverageZoneNetwork>(finding) else { return Vec::new() };
        let Some(subnet) = plan.get(id).and_then(|network| Subnet::read(&network.network).ok()) else {
            return Vec::new();
        };
        let text = written(subnet);
        vec![Fix::set(format!("Write {text}"), AnyId::of(id), CoverageZoneNetwork::NETWORK, Value::Text(text))]
    },
};

/// A network as it should be written.
fn written(subnet: Subnet) -> String {
    let start = subnet.start();
    let address = if subnet.is_v6 {
        IpAddr::V6(Ipv6Addr::from_bits(start))
    } else {
        // The upper 32 bits; the cast drops what has been shifted out.
        IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(start >> 96).unwrap_or_default()))
    };
    format!("{address}/{}", subnet.length)
}

fn check(network: &Object<'_, CoverageZoneNetwork>, found: &mut Found<'_>) {
    let Ok(subnet) = Subnet::read(&network.network) else { return };
    let text = written(subnet);
    let host = network.network.split('/').next().unwrap_or_default();
    if subnet.start() != subnet.bits {
        found.say(
            network.any(),
            CoverageZoneNetwork::NETWORK,
            format!("it has bits beyond its mask: the network is {text}"),
        );
    } else if host.trim().parse::<IpAddr>().is_err() {
        found.say(network.any(), CoverageZoneNetwork::NETWORK, format!("it is read as {text}: write it so"));
    }
}

#[test]
fn networks_are_written_as_they_are() {
    let text = r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone-network {"network":"10.0.0.0/8","zone":["czf","edge-1"]}
        coverage-zone-network {"network":"10.9.0.0/8","zone":["czf","edge-1"]}
        # ^ warning network: the network is 10.0.0.0/8
        coverage-zone-network {"network":"192.0.2.7","zone":["czf","edge-1"]}
        coverage-zone-network {"network":"2001:db8::/32","zone":["czf","edge-1"],"network6":true}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Write 10.0.0.0/8");
    check_marks(
        &RULE,
        r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone-network {"network":"10.1","zone":["czf","edge-1"]}
        # ^ warning network: it is read as 10.0.0.1/32
        "#,
    );
}
