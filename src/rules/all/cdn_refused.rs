//! CDNs that Traffic Ops does not take.

use crate::formats::traffic_ops::refusals::{Against, rows};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cdn-refused"),
    severity: Severity::Error,
    title: "Traffic Ops refuses the CDN",
    effect: "It can be neither created nor changed in Traffic Ops as long as this is so",
    fact: "The domain is a valid DNS name and the TTL override more than 0 (TO/cdn/cdns.go); a CDN with DNSSEC on and without keys \
           takes no delivery services (seen)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(cdn: &Object<'_, Cdn>, found: &mut Found<'_>) {
    let mut against = Against::default();
    rows::cdn(cdn.plan, cdn.id, cdn.entity, &mut against);
    for (field, message) in against.list {
        found.say(cdn.any(), field, message);
    }
}

#[test]
fn what_traffic_ops_wants_of_cdns() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example","ttlOverride":0}
        # ^ error ttlOverride: wants more than 0
        cdn {"name":"two","domainName":"two..example"}
        # ^ error domainName: no domain name
        cdn {"name":"three","domainName":"three.example","dnssecEnabled":true}
        # ^ error dnssecEnabled: no keys yet
        cdn {"name":"four","domainName":"four.example","dnssecEnabled":true,"trafficOpsId":4}
        cdn {"name":"five","domainName":"five.example","dnssecEnabled":true}
        delivery-service {"xmlId":"vod","cdn":"three"}
        delivery-service {"xmlId":"live","cdn":"four"}
        "#,
    );
}
