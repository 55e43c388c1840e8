//! Which fields of a delivery service stand where on its form, and which say something for a type at all. It draws
//! nothing.

use crate::model::RoutingFamily;

/// The fields that are always seen, where they say something.
pub(super) const FIRST: &[&str] = &[
    "xmlId",
    "displayName",
    "type",
    "cdn",
    "active",
    "routingName",
    "orgServerFqdn",
    "matchList",
    "geoLimit",
    "geoLimitCountries",
    "geoLimitRedirectURL",
    "missLat",
    "missLong",
    "topology",
];

/// The rest, folded: heading and fields, after the parts of Traffic Portal's form.
pub(super) const FOLDED: &[(&str, &[&str])] = &[
    (
        "General configuration",
        &[
            "tenant",
            "protocol",
            "tlsVersions",
            "sslKeyVersion",
            "requiredCapabilities",
            "profile",
            "serviceCategory",
            "regional",
            "logsEnabled",
            "checkPath",
            "infoUrl",
            "longDesc",
        ],
    ),
    (
        "Cache configuration",
        &[
            "dscp",
            "qstringIgnore",
            "rangeRequestHandling",
            "rangeSliceBlockSize",
            "signingAlgorithm",
            "signed",
            "multiSiteOrigin",
            "originShield",
            "maxOriginConnections",
            "maxRequestHeaderBytes",
            "fqPacingRate",
            "edgeHeaderRewrite",
            "midHeaderRewrite",
            "firstHeaderRewrite",
            "innerHeaderRewrite",
            "lastHeaderRewrite",
            "regexRemap",
            "remapText",
        ],
    ),
    (
        "Routing configuration",
        &[
            "ipv6RoutingEnabled",
            "ccrDnsTtl",
            "maxDnsAnswers",
            "initialDispersion",
            "deepCachingType",
            "geoProvider",
            "dnsBypassIp",
            "dnsBypassIp6",
            "dnsBypassCname",
            "dnsBypassTtl",
            "httpBypassFqdn",
            "globalMaxMbps",
            "globalMaxTps",
            "consistentHashRegex",
            "consistentHashQueryParams",
            "ecsEnabled",
            "regionalGeoBlocking",
            "anonymousBlockingEnabled",
            "trRequestHeaders",
            "trResponseHeaders",
        ],
    ),
];

/// What is about requests by HTTP that Traffic Router itself answers.
const REDIRECTS: &[&str] = &[
    "geoLimitRedirectURL",
    "initialDispersion",
    "httpBypassFqdn",
    "consistentHashRegex",
    "consistentHashQueryParams",
    "regionalGeoBlocking",
    "anonymousBlockingEnabled",
    "trRequestHeaders",
    "trResponseHeaders",
];

/// What is about answers by DNS with the addresses of caches.
const ADDRESSES: &[&str] = &["maxDnsAnswers", "dnsBypassIp", "dnsBypassIp6", "dnsBypassCname", "dnsBypassTtl"];

/// What needs caches of the service's own.
const OWN_CACHES: &[&str] = &[
    "orgServerFqdn",
    "missLat",
    "missLong",
    "topology",
    "requiredCapabilities",
    "initialDispersion",
    "deepCachingType",
    "httpBypassFqdn",
    "globalMaxMbps",
    "globalMaxTps",
];

/// What is about routing and stands above the folds, or in another fold than that of routing.
const ROUTED: &[&str] = &[
    "routingName",
    "protocol",
    "tlsVersions",
    "sslKeyVersion",
    "geoLimit",
    "geoLimitCountries",
    "geoLimitRedirectURL",
    "missLat",
    "missLong",
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
    use crate::model::{DeliveryService, Entity};

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
        assert!(!applies(Some(RoutingFamily::Http), "maxDnsAnswers"));
        assert!(!applies(Some(RoutingFamily::Dns), "initialDispersion"));
        assert!(applies(Some(RoutingFamily::Dns), "maxDnsAnswers"));
        assert!(!applies(Some(RoutingFamily::Steering), "topology"));
        assert!(!applies(Some(RoutingFamily::AnyMap), "ccrDnsTtl"));
        assert!(applies(Some(RoutingFamily::AnyMap), "remapText"));
        assert!(applies(None, "maxDnsAnswers"));
    }
}
