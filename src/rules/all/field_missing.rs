//! Fields that Traffic Ops or Traffic Portal needs and in which nothing stands.

use crate::rules::fields::{FieldLook, FieldsOf, every_kind};
use crate::rules::portal::FieldFault;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("field-missing"),
    severity: Severity::Error,
    title: "A field that is needed is empty",
    effect: "Traffic Ops refuses the object, or Traffic Portal does when somebody saves its form",
    fact: "What the database has as NOT NULL and the handlers as required (TO/physlocation, TO/region, TO/server, TO/cachegroup, \
           TO/asn, TO/profile, TO/deliveryservice, TO/staticdnsentry); the rest is what Traffic Portal marks with an asterisk (TPF/), \
           and is a warning",
    check: Check::Object(every_kind!(&LOOK)),
    fixes: none,
};

/// The fields without which Traffic Ops refuses an object.
const NEEDED_BY_TRAFFIC_OPS: &[(Kind, &[&str])] = &[
    (Kind::Region, &[Region::DIVISION]),
    (
        Kind::PhysLocation,
        &[
            PhysLocation::SHORT_NAME,
            PhysLocation::ADDRESS,
            PhysLocation::CITY,
            PhysLocation::STATE,
            PhysLocation::ZIP,
            PhysLocation::REGION,
        ],
    ),
    (Kind::CacheGroup, &[CacheGroup::SHORT_NAME, CacheGroup::TYPE]),
    (Kind::Asn, &[Asn::CACHE_GROUP]),
    (Kind::Profile, &[Profile::CDN, Profile::TYPE, Profile::DESCRIPTION]),
    (
        Kind::Server,
        &[
            Server::STATUS,
            Server::DOMAIN_NAME,
            Server::CDN,
            Server::CACHE_GROUP,
            Server::TYPE,
            Server::PROFILES,
            Server::PHYS_LOCATION,
        ],
    ),
    (Kind::DeliveryService, &[DeliveryService::ACTIVE, DeliveryService::TYPE, DeliveryService::CDN]),
    (
        Kind::StaticDnsEntry,
        &[StaticDnsEntry::DELIVERY_SERVICE, StaticDnsEntry::TYPE, StaticDnsEntry::ADDRESS, StaticDnsEntry::TTL],
    ),
];

/// Fields that rules of their own tell more of.
const TOLD_ELSEWHERE: &[(Kind, &str)] =
    &[(Kind::Cdn, Cdn::DOMAIN_NAME), (Kind::Topology, Topology::NODES), (Kind::Topology, Topology::DESCRIPTION)];

static LOOK: FieldLook = FieldLook {
    fault: FieldFault::Missing,
    is_wanted: |kind, rule| rule.is_needed && !TOLD_ELSEWHERE.contains(&(kind, rule.key)),
    severity: |kind, key| {
        let is_needed = NEEDED_BY_TRAFFIC_OPS.iter().any(|(of, keys)| *of == kind && keys.contains(&key));
        if is_needed { Severity::Error } else { Severity::Warning }
    },
};

#[test]
fn what_traffic_ops_needs_is_there() {
    check_marks(
        &RULE,
        r#"
        division {"name":"Europe"}
        region {"name":"Alps"}
        # ^ error division: Division: Required
        region {"name":"Andes","division":"Europe"}
        phys-location {"name":"plant","shortName":"p","address":"1","city":"c","state":"s","region":"Alps"}
        # ^ error zip: Zip: Required
        coordinate {"name":"nowhere"}
        # ^ warning position: Required
        cdn {"name":"one"}
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        # ^ error shortName: Short Name: Required
        asn {"asn":64512}
        # ^ error cachegroup: Cache Group: Required
        "#,
    );
}
