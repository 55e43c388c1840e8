//! Which fields of a delivery service stand where on its form, and which say something for a type at all. It draws
//! nothing.

use crate::model::{DeliveryService, RoutingFamily};

/// The fields that are always seen, where they say something.
pub(super) const FIRST: &[&str] = &[
    DeliveryService::XML_ID,
    DeliveryService::DISPLAY_NAME,
    DeliveryService::ACTIVE,
    DeliveryService::TYPE,
    DeliveryService::TENANT,
    DeliveryService::CDN,
    DeliveryService::ORG_SERVER_FQDN,
    DeliveryService::PROTOCOL,
    DeliveryService::ROUTING_NAME,
    DeliveryService::MATCH_LIST,
    DeliveryService::MISS_LAT,
    DeliveryService::MISS_LONG,
    DeliveryService::GEO_LIMIT,
    DeliveryService::GEO_LIMIT_COUNTRIES,
    DeliveryService::GEO_LIMIT_REDIRECT_URL,
    DeliveryService::TOPOLOGY,
];

/// The rest, folded: heading and fields, as the parts of Traffic Portal's form and in its order; what that does not have
/// comes last.
pub(super) const FOLDED: &[(&str, &[&str])] = &[
    (
        "General configuration",
        &[
            DeliveryService::TLS_VERSIONS,
            DeliveryService::REQUIRED_CAPABILITIES,
            DeliveryService::SERVICE_CATEGORY,
            DeliveryService::LONG_DESC,
            DeliveryService::DSCP,
            DeliveryService::PROFILE,
            DeliveryService::INFO_URL,
            DeliveryService::CHECK_PATH,
            DeliveryService::ORIGIN_SHIELD,
            DeliveryService::SSL_KEY_VERSION,
            DeliveryService::LOGS_ENABLED,
        ],
    ),
    (
        "Cache configuration",
        &[
            DeliveryService::MAX_ORIGIN_CONNECTIONS,
            DeliveryService::REGIONAL,
            DeliveryService::MAX_REQUEST_HEADER_BYTES,
            DeliveryService::FQ_PACING_RATE,
            DeliveryService::SIGNING_ALGORITHM,
            DeliveryService::RANGE_REQUEST_HANDLING,
            DeliveryService::RANGE_SLICE_BLOCK_SIZE,
            DeliveryService::QSTRING_IGNORE,
            DeliveryService::EDGE_HEADER_REWRITE,
            DeliveryService::MID_HEADER_REWRITE,
            DeliveryService::FIRST_HEADER_REWRITE,
            DeliveryService::INNER_HEADER_REWRITE,
            DeliveryService::LAST_HEADER_REWRITE,
            DeliveryService::REGEX_REMAP,
            DeliveryService::REMAP_TEXT,
            DeliveryService::MULTI_SITE_ORIGIN,
            DeliveryService::SIGNED,
        ],
    ),
    (
        "Routing configuration",
        &[
            DeliveryService::DEEP_CACHING_TYPE,
            DeliveryService::IPV6_ROUTING_ENABLED,
            DeliveryService::ECS_ENABLED,
            DeliveryService::INITIAL_DISPERSION,
            DeliveryService::REGIONAL_GEO_BLOCKING,
            DeliveryService::ANONYMOUS_BLOCKING_ENABLED,
            DeliveryService::GEO_PROVIDER,
            DeliveryService::HTTP_BYPASS_FQDN,
            DeliveryService::DNS_BYPASS_IP,
            DeliveryService::DNS_BYPASS_IP6,
            DeliveryService::DNS_BYPASS_CNAME,
            DeliveryService::DNS_BYPASS_TTL,
            DeliveryService::MAX_DNS_ANSWERS,
            DeliveryService::CCR_DNS_TTL,
            DeliveryService::GLOBAL_MAX_MBPS,
            DeliveryService::GLOBAL_MAX_TPS,
            DeliveryService::TR_RESPONSE_HEADERS,
            DeliveryService::TR_REQUEST_HEADERS,
            DeliveryService::CONSISTENT_HASH_REGEX,
            DeliveryService::CONSISTENT_HASH_QUERY_PARAMS,
        ],
    ),
];

/// Whether Traffic Portal marks a field for services of a family, beyond what it marks for all that have the field.
pub(super) fn is_marked_for(family: Option<RoutingFamily>, key: &str) -> bool {
    match family {
        Some(RoutingFamily::Http | RoutingFamily::Dns) => key == DeliveryService::ORG_SERVER_FQDN,
        Some(RoutingFamily::AnyMap) => key == DeliveryService::REMAP_TEXT,
        Some(RoutingFamily::Steering) | None => false,
    }
}

/// What is about requests by HTTP that Traffic Router itself answers.
const REDIRECTS: &[&str] = &[
    DeliveryService::GEO_LIMIT_REDIRECT_URL,
    DeliveryService::INITIAL_DISPERSION,
    DeliveryService::HTTP_BYPASS_FQDN,
    DeliveryService::CONSISTENT_HASH_REGEX,
    DeliveryService::CONSISTENT_HASH_QUERY_PARAMS,
    DeliveryService::REGIONAL_GEO_BLOCKING,
    DeliveryService::ANONYMOUS_BLOCKING_ENABLED,
    DeliveryService::TR_REQUEST_HEADERS,
    DeliveryService::TR_RESPONSE_HEADERS,
];

/// What is about answers by DNS with the addresses of caches.
const ADDRESSES: &[&str] = &[
    DeliveryService::MAX_DNS_ANSWERS,
    DeliveryService::DNS_BYPASS_IP,
    DeliveryService::DNS_BYPASS_IP6,
    DeliveryService::DNS_BYPASS_CNAME,
    DeliveryService::DNS_BYPASS_TTL,
];

/// What needs caches of the service's own.
const OWN_CACHES: &[&str] = &[
    DeliveryService::ORG_SERVER_FQDN,
    DeliveryService::MISS_LAT,
    DeliveryService::MISS_LONG,
    DeliveryService::TOPOLOGY,
    DeliveryService::REQUIRED_CAPABILITIES,
    DeliveryService::INITIAL_DISPERSION,
    DeliveryService::DEEP_CACHING_TYPE,
    DeliveryService::HTTP_BYPASS_FQDN,
    DeliveryService::GLOBAL_MAX_MBPS,
    DeliveryService::GLOBAL_MAX_TPS,
];

/// What is about routing and stands above the folds, or in another fold than that of routing.
const ROUTED: &[&str] = &[
    DeliveryService::ROUTING_NAME,
    DeliveryService::PROTOCOL,
    DeliveryService::TLS_VERSIONS,
    DeliveryService::SSL_KEY_VERSION,
    DeliveryService::GEO_LIMIT,
    DeliveryService::GEO_LIMIT_COUNTRIES,
    DeliveryService::GEO_LIMIT_REDIRECT_URL,
    DeliveryService::MISS_LAT,
    DeliveryService::MISS_LONG,
];

/// The fields of a fold.
fn fold(heading: &str) -> &'static [&'static str] {
    FOLDED.iter().find(|(each, _)| *each == heading).map_or(&[], |(_, keys)| keys)
}

/// Whether a field says something for types of a family; of no known family, all do.
pub(super) fn applies(family: Option<RoutingFamily>, key: &str) -> bool {
    match family {
        None => true,
        Some(RoutingFamily::Http) => !ADDRESSES.contains(&key),
        Some(RoutingFamily::Dns) => !REDIRECTS.contains(&key),
        Some(RoutingFamily::Steering) => {
            !ADDRESSES.contains(&key) && !OWN_CACHES.contains(&key) && !fold("Cache configuration").contains(&key)
        }
        Some(RoutingFamily::AnyMap) => !ROUTED.contains(&key) && !fold("Routing configuration").contains(&key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entity, Kind};
    use crate::rules::portal;

    #[test]
    fn every_field_stands_on_the_form_once() {
        let mut placed: Vec<&str> =
            FIRST.iter().chain(FOLDED.iter().flat_map(|(_, keys)| keys.iter())).copied().collect();
        placed.sort_unstable();
        let mut fields: Vec<&str> = DeliveryService::FIELDS.iter().map(|field| field.info.key).collect();
        fields.sort_unstable();
        assert_eq!(placed, fields);
        for key in REDIRECTS.iter().chain(ADDRESSES).chain(OWN_CACHES).chain(ROUTED) {
            assert!(fields.contains(key), "{key}");
        }
    }

    #[test]
    fn families_leave_out_what_the_snapshot_leaves_out() {
        assert!(!applies(Some(RoutingFamily::Http), DeliveryService::MAX_DNS_ANSWERS));
        assert!(!applies(Some(RoutingFamily::Dns), DeliveryService::INITIAL_DISPERSION));
        assert!(applies(Some(RoutingFamily::Dns), DeliveryService::MAX_DNS_ANSWERS));
        assert!(!applies(Some(RoutingFamily::Steering), DeliveryService::TOPOLOGY));
        assert!(!applies(Some(RoutingFamily::AnyMap), DeliveryService::CCR_DNS_TTL));
        assert!(applies(Some(RoutingFamily::AnyMap), DeliveryService::REMAP_TEXT));
        assert!(applies(None, DeliveryService::MAX_DNS_ANSWERS));
    }

    /// Keys of Traffic Portal's form that are no fields of ours, or fields of another name.
    const ELSEWHERE: &[&str] = &["tlsVersions[$index]", "name", "steeringTargetsFor", "lastUpdated", "restrictTLS"];

    /// Label, mark and key of a field of Traffic Portal's form.
    type PortalField = (String, bool, String);

    /// The parts of Traffic Portal's form of a family: heading and fields.
    fn portal_parts(heading: &str) -> Vec<(String, Vec<PortalField>)> {
        const PORTAL: &str = include_str!("../../../../../tests/fixtures/traffic-portal/labels.md");
        let section = PORTAL.split("\n## ").find(|section| section.lines().next() == Some(heading)).unwrap();
        let mut parts: Vec<(String, Vec<_>)> = Vec::new();
        for line in section.lines().skip(1) {
            if let Some(part) = line.strip_prefix("**") {
                parts.push((part.trim_end_matches('*').to_owned(), Vec::new()));
            } else if let Some((_, fields)) = parts.last_mut() {
                fields.extend(line.split("; ").filter(|item| !item.is_empty()).map(|item| {
                    let (label, key) = item
                        .split_once(" [`")
                        .map_or((item, ""), |(label, bound)| (label, bound.split('`').next().unwrap_or_default()));
                    let is_marked = label.ends_with('*');
                    (label.trim_end_matches('*').trim_end().to_owned(), is_marked, key.to_owned())
                }));
            }
        }
        parts
    }

    fn key_of(label: &str, key: &str) -> &'static str {
        let key = match key {
            "geoLimitCountriesRaw" => "geoLimitCountries",
            "consistentHashQueryParams[$index]" => "consistentHashQueryParams",
            key => key,
        };
        let fits = |info: &crate::model::FieldInfo| {
            if key.is_empty() { info.form == label } else { [info.key, info.api, info.api_id].contains(&key) }
        };
        let found = DeliveryService::FIELDS.iter().map(|field| field.info).find(fits);
        found.unwrap_or_else(|| panic!("no field for {label} {key}")).key
    }

    #[test]
    fn parts_order_and_marks_are_traffic_portals() {
        let families = [
            ("HTTP", RoutingFamily::Http),
            ("DNS", RoutingFamily::Dns),
            ("Steering", RoutingFamily::Steering),
            ("ANY_MAP", RoutingFamily::AnyMap),
        ];
        for (name, family) in families {
            for (part, fields) in portal_parts(&format!("Delivery Service, {name}")) {
                let (mut last, mut last_first) = (None, None);
                let own = part.trim_end_matches(" Settings").to_lowercase();
                let folded: &[&str] =
                    FOLDED.iter().find(|(heading, _)| heading.to_lowercase() == own).map_or(&[], |it| it.1);
                for (label, is_marked, key) in fields.iter().filter(|field| !ELSEWHERE.contains(&field.2.as_str())) {
                    let key = key_of(label, key);
                    let rule = portal::of(Kind::DeliveryService).iter().find(|rule| rule.key == key).unwrap();
                    let marked = rule.is_needed || rule.is_marked || is_marked_for(Some(family), key);
                    assert_eq!(marked, *is_marked, "{name}: the mark of {label}");
                    if let Some(at) = FIRST.iter().position(|each| *each == key) {
                        assert!(last_first < Some(at), "{name}: {label} stands elsewhere among the first");
                        last_first = Some(at);
                        continue;
                    }
                    let at = folded.iter().position(|each| *each == key);
                    assert!(at.is_some(), "{name}: {label} does not stand in {part}");
                    // Steering services have two fields in another order than all others.
                    assert!(last <= at || name == "Steering", "{name}: {label} stands elsewhere in {part}");
                    last = at;
                }
            }
        }
    }
}
