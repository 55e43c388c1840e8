//! That the catalogue of kinds is sound: keys, labels and references of every field.

use std::collections::BTreeSet;

use lodestone::model::*;

use super::assert_none;

/// What is wrong with the fields of a kind.
fn check_fields(kind: Kind, fields: &[FieldInfo]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |field: &FieldInfo, message: &str| faults.push(format!("{} {}: {message}", kind.key(), field.key));
    let mut keys = BTreeSet::new();
    for field in fields {
        if !keys.insert(field.key) || ["ordinal", "trafficOpsId", "unmodelled"].contains(&field.key) {
            fault(field, "the key is taken");
        }
        if field.key.is_empty() || field.form.is_empty() {
            fault(field, "has no key or no label");
        }
        if !field.key.starts_with(|first: char| first.is_ascii_lowercase())
            || !field.key.chars().all(char::is_alphanumeric)
        {
            fault(field, "the key is no word like those of the API");
        }
        if !field.api_id.is_empty() && !field.has_links() {
            fault(field, "has the id of another object and is no link");
        }
        if let Shape::Link(to) = field.shape
            && kind < to
        {
            fault(field, "refers to a kind that comes later");
        }
    }
    if fields.first().is_none_or(|first| first.nullable || first.volatile || first.has_links()) {
        faults.push(format!("{}: does not begin with what names it", kind.key()));
    }
    faults
}

#[test]
fn the_catalogue_of_kinds_is_sound() {
    macro_rules! fields {
        ($($Kind:ident)*) => { [$((Kind::$Kind, $Kind::FIELDS.iter().map(|field| field.info).collect::<Vec<_>>()),)*] };
    }
    let all = fields!(Type Status Division Region PhysLocation Coordinate Cdn CacheGroup Asn ServerCapability Profile
        Parameter Server Topology DeliveryService StaticDnsEntry ServiceSteering ServiceFederations RegionalGeoRules AnonymousIpPolicy CoverageZoneFile CoverageZone CoverageZoneNetwork Waiver Scenario Demand
        CapacityOverride SavedView OtherRow);
    assert_eq!(all.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), Kind::ALL);
    assert_none(&all.iter().flat_map(|(kind, fields)| check_fields(*kind, fields)).collect::<Vec<_>>());

    let mut words: Vec<_> = Kind::ALL.iter().map(|kind| kind.key()).collect();
    words.extend(RelationKind::ALL.iter().map(|relation| relation.key()));
    let distinct: BTreeSet<_> = words.iter().collect();
    assert_eq!(distinct.len(), words.len(), "two kinds have one word: {words:?}");

    let good = FieldInfo { key: "name", form: "Name", ..FieldInfo::BLANK };
    for (fields, what) in [
        (vec![good, good], "taken"),
        (vec![good, FieldInfo { key: "ordinal", ..good }], "taken"),
        (vec![good, FieldInfo { key: "x", form: "", ..good }], "no label"),
        (vec![good, FieldInfo { key: "short-name", ..good }], "no word"),
        (vec![good, FieldInfo { key: "x", api_id: "xId", ..good }], "no link"),
        (vec![good, FieldInfo { key: "x", shape: Shape::Link(Kind::Server), ..good }], "later"),
        (vec![FieldInfo { nullable: true, ..good }], "begin"),
        (vec![], "begin"),
    ] {
        let faults = check_fields(Kind::Type, &fields);
        assert!(faults.iter().any(|fault| fault.contains(what)), "{what}: {faults:?}");
    }
}
