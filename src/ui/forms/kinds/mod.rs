//! The catalogue of forms: for each kind, in a file of its own, what its form has beyond the field table. A new kind is
//! one file and one line here.

mod anonymous_ip_policy;
mod asn;
mod cache_group;
mod capacity_override;
mod cdn;
mod coordinate;
mod coverage_zone;
mod coverage_zone_file;
mod coverage_zone_network;
pub(super) mod delivery_service;
mod demand;
mod division;
mod kind_form;
mod of_service;
mod other_row;
mod parameter;
mod phys_location;
mod profile;
mod region;
mod regional_geo_rules;
mod saved_view;
mod scenario;
mod server;
mod server_capability;
mod service_federations;
mod service_steering;
mod static_dns_entry;
mod status;
mod topology;
mod type_;
mod waiver;

use crate::model::Kind;

pub(super) use kind_form::KindForm;

/// Every kind's form, in the order of `Kind::ALL`.
static ALL: &[&KindForm] = &[
    &type_::FORM,
    &status::FORM,
    &division::FORM,
    &region::FORM,
    &phys_location::FORM,
    &coordinate::FORM,
    &cdn::FORM,
    &cache_group::FORM,
    &asn::FORM,
    &server_capability::FORM,
    &profile::FORM,
    &parameter::FORM,
    &server::FORM,
    &topology::FORM,
    &delivery_service::FORM,
    &static_dns_entry::FORM,
    &service_steering::FORM,
    &service_federations::FORM,
    &regional_geo_rules::FORM,
    &anonymous_ip_policy::FORM,
    &coverage_zone_file::FORM,
    &coverage_zone::FORM,
    &coverage_zone_network::FORM,
    &waiver::FORM,
    &scenario::FORM,
    &demand::FORM,
    &capacity_override::FORM,
    &saved_view::FORM,
    &other_row::FORM,
];

/// A kind's form.
pub(super) fn of(kind: Kind) -> &'static KindForm {
    let form = ALL[kind.index()];
    debug_assert!(form.draft.kind == kind, "forms stand in the order of kinds");
    form
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FieldInfo;

    #[test]
    fn every_kind_has_its_form_and_every_rule_its_field() {
        assert_eq!(ALL.iter().map(|form| form.draft.kind).collect::<Vec<_>>(), Kind::ALL);
        for form in ALL {
            let has = |key: &str| form.draft.kind.field(key).is_some() || form.draft.is_place(key);
            assert!(has(form.draft.name), "{}", form.draft.kind.key());
            for (at, rule) in form.draft.rules.iter().enumerate() {
                assert!(has(rule.key), "{} {}", form.draft.kind.key(), rule.key);
                assert!(form.draft.rules[..at].iter().all(|other| other.key != rule.key), "{} twice", rule.key);
                assert!(rule.secret_when.is_none_or(has), "{} {}", form.draft.kind.key(), rule.key);
            }
        }
    }

    /// A field of Traffic Portal's form.
    struct PortalField {
        label: String,
        is_needed: bool,
        key: String,
        max: Option<usize>,
    }

    /// Traffic Portal's forms, as they were read from its templates.
    const PORTAL: &str = include_str!("../../../../tests/fixtures/traffic-portal/labels.md");

    /// The fields with keys below a heading.
    fn portal_fields(heading: &str) -> Vec<PortalField> {
        let section = PORTAL.split("\n## ").find(|section| section.lines().next() == Some(heading));
        let lines = section.unwrap_or_else(|| panic!("no {heading}")).lines().skip(1);
        let items = lines.filter(|line| !line.starts_with("**")).flat_map(|line| line.split("; "));
        let read = |item: &str| {
            let (label, bound) = item.split_once(" [`")?;
            let (key, limits) = bound.trim_end_matches(']').split_once('`')?;
            let max = limits.split(", maxlength ").nth(1).and_then(|max| max.parse().ok());
            let is_needed = label.ends_with('*');
            let label = label.trim_end_matches('*').trim_end().to_owned();
            Some(PortalField { label, is_needed, key: key.to_owned(), max })
        };
        items.filter_map(read).collect()
    }

    /// The forms that agree with Traffic Portal's in everything: kind, heading, keys that are not fields of ours.
    const SAME: &[(Kind, &str, &[&str])] = &[
        (Kind::Division, "Division", &[]),
        (Kind::Region, "Region", &[]),
        (Kind::PhysLocation, "Phys Location", &[]),
        (Kind::Coordinate, "Coordinate", &[]),
        (Kind::Asn, "ASN", &[]),
        (Kind::Type, "Type", &[]),
        (Kind::CacheGroup, "Cache Group", &[]),
        (Kind::Cdn, "CDN", &[]),
        // Moments that running systems set stand below; the password is never kept; what is within an interface is no field.
        (
            Kind::Server,
            "Server",
            &[
                "statusLastUpdated",
                "updPending",
                "iloPassword",
                "monitor",
                "mtu",
                "maxBandwidth",
                "routerHostName",
                "routerPortName",
                "address",
                "gateway",
                "serviceAddress",
            ],
        ),
        (Kind::Topology, "Topology", &["dirty"]),
        (Kind::Profile, "Profile", &[]),
        (Kind::Parameter, "Parameter", &[]),
    ];

    /// The field of a form that Traffic Portal binds to a key of the API.
    fn field_of(kind: Kind, key: &str) -> Option<FieldInfo> {
        let mut infos = kind.fields().to_vec();
        infos.extend(of(kind).draft.place_fields);
        let names = |info: &FieldInfo| [info.key, info.api, info.api_id];
        infos.into_iter().find(|info| names(info).iter().any(|name| name.eq_ignore_ascii_case(key)))
    }

    fn assert_agrees(kind: Kind, field: &PortalField) -> FieldInfo {
        let info = field_of(kind, &field.key).unwrap_or_else(|| panic!("{} has no {}", kind.key(), field.key));
        assert_eq!(info.form, field.label, "{} {}", kind.key(), info.key);
        if let Some(max) = field.max {
            assert_eq!(of(kind).rule(info.key).map(|rule| rule.max), Some(max), "{} {}", kind.key(), info.key);
        }
        info
    }

    #[test]
    fn forms_agree_with_traffic_portals_label_by_label() {
        for (kind, heading, elsewhere) in SAME {
            let fields = portal_fields(heading);
            assert!(!fields.is_empty(), "{heading}");
            let mut last = 0;
            for field in fields.iter().filter(|field| !elsewhere.contains(&field.key.as_str())) {
                let info = assert_agrees(*kind, field);
                let rule = of(*kind).draft.rules.iter().position(|rule| rule.key == info.key);
                let is_needed =
                    rule.is_some_and(|at| of(*kind).draft.rules[at].is_needed || of(*kind).draft.rules[at].is_marked);
                assert_eq!(is_needed, field.is_needed, "{} {}", kind.key(), info.key);
                if let Some(at) = rule {
                    assert!(last <= at, "{} {} stands elsewhere", kind.key(), info.key);
                    last = at;
                }
            }
            // What Traffic Portal has no limit for has none here.
            for rule in of(*kind).draft.rules.iter().filter(|rule| rule.max < usize::MAX) {
                let known = fields.iter().any(|field| {
                    field.max.is_some() && field_of(*kind, &field.key).is_some_and(|info| info.key == rule.key)
                });
                assert!(known, "{} {} has a limit of its own", kind.key(), rule.key);
            }
        }
    }

    #[test]
    fn delivery_services_agree_with_traffic_portals_label_by_label() {
        // A list's entries have labels of their own, and two switches stand for what the API has none for.
        let elsewhere = [
            "tlsVersions[$index]",
            "consistentHashQueryParams[$index]",
            "name",
            "steeringTargetsFor",
            "lastUpdated",
            "geoLimitCountriesRaw",
            "restrictTLS",
        ];
        let rules = of(Kind::DeliveryService).draft.rules;
        for heading in ["HTTP", "DNS", "Steering", "ANY_MAP"] {
            let mut last = 0;
            let fields = portal_fields(&format!("Delivery Service, {heading}"));
            assert!(9 < fields.len(), "{heading}");
            for field in fields.iter().filter(|field| !elsewhere.contains(&field.key.as_str())) {
                let info = assert_agrees(Kind::DeliveryService, field);
                let at = rules.iter().position(|rule| rule.key == info.key);
                let at = at.unwrap_or_else(|| panic!("{} has no rule", info.key));
                // Steering services have two fields in another order than all others.
                assert!(last <= at || heading == "Steering", "{heading}: {} stands elsewhere", info.key);
                last = at;
            }
        }
    }
}
