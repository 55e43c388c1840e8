//! Networks that stand more than once in a coverage zone file.

use crate::routing::Subnet;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-network-taken"),
    severity: Severity::Warning,
    title: "A network stands more than once in a coverage zone file",
    effect: "Only one of them counts: the first of two that are written alike, the last of two that are not",
    fact: "Of two equal networks the first in the file's order stays, and the other is left out without a word; one with other host \
           bits takes its place, together with all networks within it (TR/loc/NetworkNode.java add; seen)",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete this one", object)]
    },
};

fn keys(network: &Object<'_, CoverageZoneNetwork>) -> Vec<String> {
    let zone = network.zone.as_ref().and_then(Link::id).and_then(|zone| network.plan.get(zone));
    let Some(file) = zone.and_then(|zone| zone.file.as_ref()?.id()) else { return Vec::new() };
    let Ok(subnet) = Subnet::read(&network.network) else { return Vec::new() };
    let family = if network.network6 { 6 } else { 4 };
    vec![format!("{} {family} {:x}/{}", file.number(), subnet.start(), subnet.length)]
}

fn judge(plan: &Plan, sharing: &[Id<CoverageZoneNetwork>], found: &mut Found<'_>) {
    let zone_of = |id: &Id<CoverageZoneNetwork>| {
        let network = plan.get(*id)?;
        Some(name_of(plan, network.zone.as_ref()).into_owned())
    };
    for id in sharing {
        let Some(network) = plan.get(*id) else { continue };
        let own = zone_of(id);
        let others: Vec<String> = sharing.iter().filter(|other| *other != id).filter_map(&zone_of).collect();
        // Within a zone it makes no difference which of them counts.
        let same = others.iter().all(|other| Some(other) == own.as_ref());
        let severity = if same { Severity::Note } else { Severity::Warning };
        let message = format!("`{}` stands in {} too: only one of them counts", network.network, listed(&others));
        found.say_at(severity, AnyId::of(*id), CoverageZoneNetwork::NETWORK, message);
    }
}

#[test]
fn each_network_belongs_to_one_zone() {
    check_marks(
        &RULE,
        r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone-file {"name":"other"}
        coverage-zone {"name":"edge-1","file":"czf","order":1.0}
        coverage-zone {"name":"edge-2","file":"czf","order":2.0}
        coverage-zone {"name":"edge-1","file":"other"}
        coverage-zone-network {"network":"10.0.0.0/8","zone":["czf","edge-1"]}
        # ^ warning network: stands in `edge-2` too
        coverage-zone-network {"network":"10.9.0.0/8","zone":["czf","edge-2"]}
        # ^ warning network: stands in `edge-1` too
        coverage-zone-network {"network":"10.0.0.0/8","zone":["other","edge-1"]}
        coverage-zone-network {"network":"10.0.0.0/16","zone":["czf","edge-2"]}
        "#,
    );
}
