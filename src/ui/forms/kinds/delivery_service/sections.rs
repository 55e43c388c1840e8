//! Which fields of a delivery service stand where on its form, and which say something for a type at all. It draws
//! nothing.

use crate::model::{DeliveryService, RoutingFamily};

/// The fields that are always seen, where they say something.
pub(super) const FIRST: &[&str] = &[
    DeliveryService::XML_ID,
    DeliveryService::DISPLAY_NAME,
    DeliveryService::TYPE,
    DeliveryService::CDN,
    DeliveryService::ACTIVE,
    DeliveryService::ROUTING_NAME,
    DeliveryService::ORG_SERVER_FQDN,
    DeliveryService::MATCH_LIST,
    DeliveryService::GEO_LIMIT,
    DeliveryService::GEO_LIMIT_COUNTRIES,
    DeliveryService::GEO_LIMIT_REDIRECT_URL,
    DeliveryService::MISS_LAT,
    DeliveryService::MISS_LONG,
    DeliveryService::TOPOLOGY,
];

/// The rest, folded: heading and fields, after the parts of Traffic Portal's form.
pub(super) const FOLDED: &[(&str, &[&str])] = &[
    (
        "General configuration",
        &[
            DeliveryService::TENANT,
            DeliveryService::PROTOCOL,
            DeliveryService::TLS_VERSIONS,
            DeliveryService::SSL_KEY_VERSION,
            DeliveryService::REQUIRED_CAPABILITIES,
            DeliveryService::PROFILE,
            DeliveryService::SERVICE_CATEGORY,
            DeliveryService::REGIONAL,
            DeliveryService::LOGS_ENABLED,
            DeliveryService::CHECK_PATH,
            DeliveryService::INFO_URL,
            DeliveryService::LONG_DESC,
        ],
    ),
    (
        "Cache configuration",
        &[
            DeliveryService::DSCP,
            DeliveryService::QSTRING_IGNORE,
            DeliveryService::RANGE_REQUEST_HANDLING,
            DeliveryService::RANGE_SLICE_BLOCK_SIZE,
            DeliveryService::SIGNING_ALGORITHM,
            DeliveryService::SIGNED,
            DeliveryService::MULTI_SITE_ORIGIN,
            DeliveryService::ORIGIN_SHIELD,
            DeliveryService::MAX_ORIGIN_CONNECTIONS,
            DeliveryService::MAX_REQUEST_HEADER_BYTES,
            DeliveryService::FQ_PACING_RATE,
            DeliveryService::EDGE_HEADER_REWRITE,
            DeliveryService::MID_HEADER_REWRITE,
            DeliveryService::FIRST_HEADER_REWRITE,
            DeliveryService::INNER_HEADER_REWRITE,
            DeliveryService::LAST_HEADER_REWRITE,
            DeliveryService::REGEX_REMAP,
            DeliveryService::REMAP_TEXT,
        ],
    ),
    (
        "Routing configuration",
        &[
            DeliveryService::IPV6_ROUTING_ENABLED,
            DeliveryService::CCR_DNS_TTL,
            DeliveryService::MAX_DNS_ANSWERS,
            DeliveryService::INITIAL_DISPERSION,
            DeliveryService::DEEP_CACHING_TYPE,
            DeliveryService::GEO_PROVIDER,
            DeliveryService::DNS_BYPASS_IP,
            DeliveryService::DNS_BYPASS_IP6,
            DeliveryService::DNS_BYPASS_CNAME,
            DeliveryService::DNS_BYPASS_TTL,
            DeliveryService::HTTP_BYPASS_FQDN,
            DeliveryService::GLOBAL_MAX_MBPS,
            DeliveryService::GLOBAL_MAX_TPS,
            DeliveryService::CONSISTENT_HASH_REGEX,
            DeliveryService::CONSISTENT_HASH_QUERY_PARAMS,
            DeliveryService::ECS_ENABLED,
            DeliveryService::REGIONAL_GEO_BLOCKING,
            DeliveryService::ANONYMOUS_BLOCKING_ENABLED,
            DeliveryService::TR_REQUEST_HEADERS,
            DeliveryService::TR_RESPONSE_HEADERS,
        ],
    ),
];

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
    use crate::model::Entity;

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
}
