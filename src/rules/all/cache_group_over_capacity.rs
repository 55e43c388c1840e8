//! A cache group of which clients ask more than it can carry while nothing is down.

use std::sync::Arc;

use crate::formats::demand::{Weighing, capacities, demand_lines, only_demand, who_asks};
use crate::routing::{Overload, WhatIf};
use crate::rules::analysed::{Analysed, Analysis};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-over-capacity"),
    severity: Severity::Warning,
    title: "Clients ask more of the group than its caches can carry",
    effect: "Traffic Monitor takes caches out that carry more than they should, and the rest carry still more",
    fact: "Traffic Router gives caches by place and not by what they carry; Traffic Monitor marks a cache unavailable beyond \
           health.threshold.availableBandwidthInKbps (traffic_monitor/health/cache.go); capacity is the sum of maxBandwidth, \
           or what a capacity override says, and load what the plan's demand says",
    check: Check::Analysis(check),
    fixes: none,
};

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    for cdn in &analysis.cdns {
        for (group, over) in overloads(analysis, cdn) {
            let message = format!(
                "clients ask it for {:.0} of the {:.0} Mbit/s that it can carry: add servers, or send clients elsewhere",
                over.load_mbps, over.capacity_mbps
            );
            found.say(AnyId::of(group), "", message);
        }
    }
}

/// The groups of a CDN that carry more than they can; none where the plan does not say how much is asked for.
fn overloads(analysis: &Analysis<'_>, cdn: &Analysed) -> Vec<(Id<CacheGroup>, Overload)> {
    let plan = analysis.plan;
    let Some(demand) = only_demand(plan).and_then(|demand| plan.get(demand)) else { return Vec::new() };
    let Some(router) = cdn.router(plan) else { return Vec::new() };
    // A demand that cannot be asked is told of where it is entered and played.
    let Ok(asking) = who_asks(plan, &cdn.name, &router, None, &demand_lines(plan, demand)) else { return Vec::new() };
    if asking.weighing != Weighing::Mbps {
        return Vec::new();
    }
    let can = capacities(plan, &cdn.name, router.view());
    let asked = WhatIf::new(Arc::clone(&router), asking.askers, Some(can), &|| !analysis.is_stopped());
    let Some(asked) = asked else { return Vec::new() };
    let over = asked.burdens().iter().filter(|own| own.capacity_mbps < own.load_mbps);
    over.filter_map(|own| Some((plan.find::<CacheGroup>(router.location_name(own.location))?, *own))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{findings, sample_with};

    #[test]
    fn what_is_asked_for_is_compared_with_what_can_be_carried() {
        let demand = |mbps: &str, more: &str| {
            let own = r#"demand {"name":"evening","rows":[{"zone":"edge-paris","mbps":MBPS},{"zone":"edge-dallas","mbps":10}]}"#;
            findings(&RULE, &sample_with(&format!("{}\n{more}", own.replace("MBPS", mbps))))
        };
        assert_eq!(demand("1000", ""), [], "it is little");
        let found = demand("900000", "");
        let [finding] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(finding.object().map(|object| object.name.as_str()), Some("edge-paris"));
        assert!(finding.message.starts_with("clients ask it for 900000 of the "), "{finding:#?}");
        let said = r#"capacity-override {"name":"c","cachegroup":"edge-paris","capacityMbps":900}"#;
        assert_eq!(demand("1000", said).len(), 1, "an override says what it can");
        assert_eq!(demand("800", said), []);
        let two = r#"demand {"name":"morning","rows":[]}"#;
        assert_eq!(demand("900000", two), [], "it is not clear which demand is meant");
    }
}
