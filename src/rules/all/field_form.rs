//! A value has not the form that Traffic Portal wants.

use crate::rules::fields::{FieldLook, FieldsOf, every_kind};
use crate::rules::portal::{FieldFault, TextForm};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("field-form"),
    severity: Severity::Warning,
    title: "A value has not the form that Traffic Portal wants",
    effect: "Traffic Portal cannot save the object once somebody opens its form",
    fact: "Forms check names, numbers and labels of DNS before they send anything (TPF/)",
    check: Check::Object(every_kind!(&LOOK)),
    fixes: none,
};

/// Fields that rules of their own tell more of.
const TOLD_ELSEWHERE: &[(Kind, &str)] = &[
    (Kind::Asn, Asn::ASN),
    (Kind::CacheGroup, CacheGroup::NAME),
    (Kind::CacheGroup, CacheGroup::SHORT_NAME),
    (Kind::Cdn, Cdn::TTL_OVERRIDE),
    (Kind::Server, Server::TCP_PORT),
    (Kind::Server, Server::HTTPS_PORT),
    (Kind::Server, Server::DOMAIN_NAME),
    (Kind::Topology, Topology::NAME),
];

static LOOK: FieldLook = FieldLook {
    fault: FieldFault::Form,
    is_wanted: |kind, rule| rule.form != TextForm::Any && !TOLD_ELSEWHERE.contains(&(kind, rule.key)),
    severity: |_, _| Severity::Warning,
};

#[test]
fn fields_are_as_the_forms_want_them() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        coordinate {"name":"a b"}
        # ^ warning name: No spaces
        server {"hostName":"edge-"}
        # ^ warning hostName: Invalid
        delivery-service {"xmlId":"VOD"}
        # ^ warning xmlId: Must be a valid DNS label
        delivery-service {"xmlId":"vod","initialDispersion":11}
        # ^ warning initialDispersion: between 1 and 10
        "#,
    );
}
