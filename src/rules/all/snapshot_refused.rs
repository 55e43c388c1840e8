//! What keeps Traffic Ops from making a snapshot, beyond what rules tell of single objects.

use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("snapshot-refused"),
    severity: Severity::Error,
    title: "Traffic Ops can make no snapshot of the CDN",
    effect: "Traffic Ops makes no snapshot of the CDN as long as this is so",
    fact: "One thing that it cannot read makes Traffic Ops answer 500 to the whole snapshot (TO/crconfig/config.go, \
           deliveryservice.go, TC/servers.go)",
    check: Check::Analysis(check),
    fixes: none,
};

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    for refusal in analysis.cdns.iter().flat_map(|cdn| &cdn.refusals) {
        found.pass_on(refusal);
    }
}
