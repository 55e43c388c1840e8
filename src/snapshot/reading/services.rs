//! The delivery services, but for their expressions.

use super::members::{mandatory, texts, without_mask};
use super::remark::{RemarkRule, Remarks};
use super::view::{AddressTtls, Bypass, DnsBypass, RouterDeliveryService, RouterPosition, RouterView, StaticEntry};
use crate::snapshot::document::{DocumentPlace, NOTHING, Node};

/// Of records in zones that are filled in advance (`ZoneUtils.getLong`).
const ZONE_TTL_SECONDS: i64 = 60;

pub(super) fn read(section: &Node, view: &mut RouterView, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("deliveryServices");
    for (xml_id, node) in section.members() {
        let service = service(xml_id, node, &place.member(xml_id), remarks);
        view.services.push(service);
    }
}

fn service(xml_id: &str, node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> RouterDeliveryService {
    let coverage_zone_only =
        mandatory(node, "coverageZoneOnly", place, remarks).is_some_and(|node| node.as_bool(false));
    let routing_name = mandatory(node, "routingName", place, remarks).map(|node| node.as_text().to_lowercase());
    let protocol = node.get("protocol").unwrap_or(NOTHING);
    let (dispersion_limit, dispersion_shuffled) = dispersion(node);
    RouterDeliveryService {
        xml_id: xml_id.to_owned(),
        is_dns: is_dns(node, place, remarks),
        coverage_zone_only,
        geo_enabled: geo_enabled(node),
        geo_redirect_url: text(node, "geoLimitRedirectURL").filter(|url| !url.is_empty()),
        routing_name: routing_name.unwrap_or_default(),
        domain: domain(node, place, remarks),
        topology: node.has("topology").then(|| node.text_or("topology", "").into_owned()),
        required_capabilities: list(node, "requiredCapabilities", place, remarks),
        miss_location: miss_location(node, place, remarks),
        dispersion_limit,
        dispersion_shuffled,
        ip6_routing_enabled: node.bool_or("ip6RoutingEnabled", false),
        max_dns_ips: node.int_or("maxDnsIpsForLocation", 0),
        location_limit: node.int_or("locationFailoverLimit", 0),
        deep_caching: deep_caching(node, place, remarks),
        consistent_hash_regex: node.text_or("consistentHashRegex", "").into_owned(),
        consistent_hash_query_params: list(node, "consistentHashQueryParams", place, remarks),
        accept_http: protocol.bool_or("acceptHttp", true),
        accept_https: protocol.bool_or("acceptHttps", false),
        redirect_to_https: protocol.bool_or("redirectToHttps", false),
        ssl_enabled: node.bool_or("sslEnabled", false),
        ecs_enabled: node.bool_or("ecsEnabled", false),
        append_query_string: node.bool_or("appendQueryString", true),
        geolocation_provider: node.text_or("geolocationProvider", "").into_owned(),
        response_headers: response_headers(node),
        regional_geo_blocking: node.bool_or("regionalGeoBlocking", false),
        anonymous_blocking: node.bool_or("anonymousBlockingEnabled", false),
        static_entries: static_entries(node),
        ttls: node.get("ttls").map(address_ttls),
        bypass: node.get("bypassDestination").map(bypass),
    }
}

fn address_ttls(ttls: &Node) -> AddressTtls {
    AddressTtls {
        a: ttls.long_or("A", 0),
        aaaa: ttls.long_or("AAAA", 0),
        ns: ttls.has("NS").then(|| ttls.long_or("NS", 0)),
        zone_a: ttls.long_or("A", ZONE_TTL_SECONDS),
        zone_aaaa: ttls.long_or("AAAA", ZONE_TTL_SECONDS),
        zone_ns: ttls.long_or("NS", ZONE_TTL_SECONDS),
    }
}

fn response_headers(node: &Node) -> crate::sorting::OrderedMap<String, String> {
    let headers = node.get("responseHeaders").map(Node::members).unwrap_or_default();
    headers.iter().map(|(name, value)| (name.to_string(), value.as_text().into_owned())).collect()
}

/// Those that lack something are left out.
fn static_entries(node: &Node) -> Vec<StaticEntry> {
    let ttls = node.get("ttls");
    let entry = |entry: &Node| {
        let kind = entry.get("type")?.as_text().to_uppercase();
        let own = i64::from(entry.int_or("ttl", 0));
        let of_service = || ttls.map_or(ZONE_TTL_SECONDS, |ttls| ttls.long_or(&kind, ZONE_TTL_SECONDS));
        Some(StaticEntry {
            name: entry.get("name")?.as_text().into_owned(),
            value: entry.get("value")?.as_text().into_owned(),
            ttl_seconds: if own == 0 { of_service() } else { own },
            kind,
        })
    };
    node.get("staticDnsEntries").map(|entries| entries.elements().filter_map(entry).collect()).unwrap_or_default()
}

/// A member as a text; none where it is missing or null.
fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).filter(|value| **value != Node::Null).map(|value| value.as_text().into_owned())
}

fn list(
    node: &Node,
    key: &'static str,
    place: &DocumentPlace<'_>,
    remarks: &mut Remarks,
) -> crate::sorting::OrderedSet<String> {
    texts(node.get(key), &place.member(key), remarks)
}

/// Any matchset of the protocol DNS, to the letter, makes a DNS service.
fn is_dns(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> bool {
    let Some(matchsets) = mandatory(node, "matchsets", place, remarks) else { return false };
    let place = place.member("matchsets");
    let keyed = matchsets.members().iter().map(|(key, matchset)| (place.member(key), matchset));
    let listed = matchsets.elements().enumerate().map(|(index, matchset)| (place.item(index), matchset));
    let all: Vec<_> = if matchsets.is_array() { listed.collect() } else { keyed.collect() };
    let mut dns = false;
    for (place, matchset) in all {
        dns |= mandatory(matchset, "protocol", &place, remarks).is_some_and(|protocol| protocol.as_text() == "DNS");
    }
    dns
}

fn geo_enabled(node: &Node) -> Vec<Vec<(String, String)>> {
    let constraint = |node: &Node| {
        node.members().iter().map(|(key, value)| (key.to_string(), value.as_text().into_owned())).collect::<Vec<_>>()
    };
    node.get("geoEnabled").map(|list| list.elements().map(constraint).collect()).unwrap_or_default()
}

/// The first of the domains; a list without one is the end of everything.
fn domain(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> Option<String> {
    let domains = node.get("domains")?;
    let first = domains.item(0);
    if first.is_none() {
        let message = format!("the first domain is asked of {}", describe_empty(domains));
        remarks.tell(RemarkRule::NoDomain, &place.member("domains"), message);
    }
    first.map(|domain| domain.as_text().into_owned())
}

fn describe_empty(node: &Node) -> &'static str {
    if node.is_array() { "an empty list" } else { node.describe() }
}

fn miss_location(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> Option<RouterPosition> {
    let location = node.get("missLocation")?;
    if *location == Node::Null {
        let message = "null is read as latitude 0, longitude 0: clients of unknown place are taken to be there";
        remarks.tell(RemarkRule::NullMissLocation, &place.member("missLocation"), message);
    }
    Some(RouterPosition { latitude: location.double_or("lat", 0.0), longitude: location.double_or("long", 0.0) })
}

/// Limit and shuffling; without a rule the number of DNS answers limits.
fn dispersion(node: &Node) -> (i32, bool) {
    match (node.get("dispersion"), node.get("maxDnsIpsForLocation")) {
        (Some(rule), _) => {
            let limit = rule.int_or("limit", 1);
            (if limit == 0 { 1 } else { limit }, rule.bool_or("shuffled", true))
        }
        (None, Some(answers)) => (answers.as_int(1), true),
        (None, None) => (1, true),
    }
}

fn deep_caching(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> bool {
    let kind = node.text_or("deepCachingType", "NEVER").to_uppercase();
    if kind != "NEVER" && kind != "ALWAYS" {
        let message = format!("`{kind}` is no deep caching type: NEVER is assumed");
        remarks.tell(RemarkRule::OddDeepCaching, &place.member("deepCachingType"), message);
    }
    kind == "ALWAYS"
}

fn bypass(node: &Node) -> Bypass {
    let http = node.get("HTTP").and_then(|http| {
        let fqdn = http.get("fqdn")?.as_text().into_owned();
        Some((fqdn, http.get("port").map(|port| port.as_int(0))))
    });
    let dns = node.get("DNS").and_then(|dns| {
        let addresses = dns.has("ip") || dns.has("ip6");
        Some(DnsBypass {
            ttl: dns.get("ttl")?.as_int(0),
            ip: dns.get("ip").map(|ip| ip.as_text().into_owned()),
            ip6: dns.get("ip6").map(|ip| without_mask(&ip.as_text()).to_owned()).filter(|ip| !ip.is_empty()),
            cname: dns.get("cname").filter(|_| !addresses).map(|cname| cname.as_text().into_owned()),
        })
    });
    Bypass { http, dns }
}
