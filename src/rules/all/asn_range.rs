//! Numbers that no autonomous system has.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("asn-range"),
    severity: Severity::Error,
    title: "A number is no ASN",
    effect: "Traffic Ops refuses a negative one; no network has one that is reserved or greater than 32 bits",
    fact: "Traffic Ops asks for 0 or more and knows no upper bound (TO/asn/asns.go; 0 and 2^32 are taken, seen); numbers are 32 bits \
           (RFC 6793), 0 (RFC 7607), 23456 (RFC 6793), 65535 and 4294967295 (RFC 7300) are nobody's, 64496 to 64511 and 65536 to \
           65551 are for documentation (RFC 5398)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(asn: &Object<'_, Asn>, found: &mut Found<'_>) {
    let why = match asn.asn {
        ..0 => return found.say(asn.any(), Asn::ASN, format!("{} is negative, which Traffic Ops refuses", asn.asn)),
        0 | 65_535 | 4_294_967_295 | 23_456 => "is reserved, and no network has it",
        64_496..=64_511 | 65_536..=65_551 => {
            let message = format!("{} is for documentation, and no network has it", asn.asn);
            return found.say_at(Severity::Note, asn.any(), Asn::ASN, message);
        }
        4_294_967_296.. => "is more than 32 bits",
        _ => return,
    };
    found.say_at(Severity::Warning, asn.any(), Asn::ASN, format!("{} {why}", asn.asn));
}

#[test]
fn numbers_are_of_networks() {
    check_marks(
        &RULE,
        r#"
        asn {"asn":-1}
        # ^ error asn: refuses
        asn {"asn":0}
        # ^ warning asn: reserved
        asn {"asn":64500}
        # ^ note asn: for documentation
        asn {"asn":64512}
        asn {"asn":4200000000}
        asn {"asn":4294967296}
        # ^ warning asn: more than 32 bits
        "#,
    );
}
