//! Networks of which nothing is left beside the smaller ones within them.

use crate::routing::Subnet;
use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;
use crate::sorting::OrderedMap;
use crate::sorting::sort;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-network-shadowed"),
    severity: Severity::Warning,
    title: "A network is wholly made of smaller ones of other zones",
    effect: "No client falls into it: the smaller ones take them all",
    fact: "The longest prefix decides, whatever the order (TR/loc/NetworkNode.java getNetwork)",
    check: Check::Analysis(check),
    fixes: |_, finding| {
        let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
        vec![Fix::delete("Delete the network", object)]
    },
};

/// A network of a file: where it begins and ends, and which one it is.
type Span = (u128, std::cmp::Reverse<u128>, Id<CoverageZoneNetwork>, Option<Id<CoverageZone>>);

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    let plan = analysis.plan;
    let mut lists: OrderedMap<(Id<CoverageZoneFile>, bool), Vec<Span>> = OrderedMap::new();
    for (id, network) in plan.coverage_zone_networks() {
        let zone = network.zone.as_ref().and_then(Link::id);
        let Some(file) = zone.and_then(|zone| plan.get(zone)?.file.as_ref()?.id()) else { continue };
        let Ok(subnet) = Subnet::read(&network.network) else { continue };
        if subnet.is_v6 == network.network6 {
            let span = (subnet.start(), std::cmp::Reverse(subnet.end()), id, zone);
            lists.entry((file, subnet.is_v6)).or_default().push(span);
        }
    }
    for mut spans in lists.into_values() {
        sort(&mut spans);
        spans.dedup_by_key(|span| (span.0, span.1));
        for (at, (start, end, id, zone)) in spans.iter().enumerate() {
            // Those within it follow it, and are nested or apart.
            let mut next = *start;
            let mut others = false;
            for (inner_start, inner_end, _, inner_zone) in
                spans.iter().skip(at + 1).take_while(|inner| inner.0 <= end.0)
            {
                if *inner_start != next {
                    if *inner_start < next {
                        continue;
                    }
                    break;
                }
                others |= inner_zone != zone;
                match inner_end.0.checked_add(1) {
                    Some(after) => next = after,
                    None => next = u128::MAX,
                }
                if end.0 <= inner_end.0 {
                    break;
                }
            }
            let is_covered = next > end.0 || (next == u128::MAX && end.0 == u128::MAX);
            if is_covered && others {
                let text = plan.get(*id).map_or("", |network| network.network.as_str());
                let message = format!("every address of `{text}` is in a smaller network of another zone");
                found.say(AnyId::of(*id), CoverageZoneNetwork::NETWORK, message);
            }
        }
    }
}

#[test]
fn something_is_left_of_each_network() {
    check_marks(
        &RULE,
        r#"
        coverage-zone-file {"name":"czf"}
        coverage-zone {"name":"edge-1","file":"czf"}
        coverage-zone {"name":"edge-2","file":"czf"}
        coverage-zone-network {"network":"10.0.0.0/8","zone":["czf","edge-1"]}
        # ^ warning network: every address of `10.0.0.0/8`
        coverage-zone-network {"network":"10.0.0.0/9","zone":["czf","edge-2"]}
        coverage-zone-network {"network":"10.128.0.0/10","zone":["czf","edge-2"]}
        coverage-zone-network {"network":"10.192.0.0/10","zone":["czf","edge-1"]}
        coverage-zone-network {"network":"192.0.2.0/24","zone":["czf","edge-1"]}
        coverage-zone-network {"network":"192.0.2.0/25","zone":["czf","edge-2"]}
        "#,
    );
}
