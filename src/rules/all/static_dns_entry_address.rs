//! Static DNS entries whose address does not fit their type.

use crate::formats::traffic_ops::refusals::{Against, rows};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("static-dns-entry-address"),
    severity: Severity::Error,
    title: "A static DNS entry's address does not fit its type",
    effect: "Traffic Ops refuses the entry, and Traffic Router cannot build the zone with it",
    fact: "An A record wants an IPv4 address, an AAAA record an IPv6 address, and the name of a CNAME record ends with a dot \
           (TO/staticdnsentry/staticdnsentry.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<StaticDnsEntry>(finding) else { return Vec::new() };
        let Some(entry) = plan.get(id) else { return Vec::new() };
        if name_of(plan, entry.type_.as_ref()) != "CNAME_RECORD" {
            return Vec::new();
        }
        let address = format!("{}.", entry.address);
        vec![Fix::set("End the name with a dot", AnyId::of(id), StaticDnsEntry::ADDRESS, Value::Text(address))]
    },
};

fn check(entry: &Object<'_, StaticDnsEntry>, found: &mut Found<'_>) {
    let mut against = Against::default();
    rows::static_dns_entry(entry.plan, entry.entity, &mut against);
    for (field, message) in against.list {
        found.say(entry.any(), field, message);
    }
}

#[test]
fn addresses_fit_their_records() {
    let text = r#"
        delivery-service {"xmlId":"vod"}
        static-dns-entry {"host":"a","deliveryservice":"vod","type":"A_RECORD","address":"192.0.2.1"}
        static-dns-entry {"host":"b","deliveryservice":"vod","type":"AAAA_RECORD","address":"2001:db8::1"}
        static-dns-entry {"host":"c","deliveryservice":"vod","type":"CNAME_RECORD","address":"www.example.com"}
        # ^ error address: ends with a dot
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "End the name with a dot");
    check_marks(
        &RULE,
        r#"
        delivery-service {"xmlId":"vod"}
        static-dns-entry {"host":"a","deliveryservice":"vod","type":"A_RECORD","address":"2001:db8::1"}
        # ^ error address: wants an IPv4 address
        static-dns-entry {"host":"b","deliveryservice":"vod","type":"AAAA_RECORD","address":"192.0.2.1"}
        # ^ error address: wants an IPv6 address
        "#,
    );
}
