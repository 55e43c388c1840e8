//! `deliveryServices`: the active ones of the CDN (`TO/crconfig/deliveryservice.go`). What it says of headers and
//! regular expressions stands in files of their own.

use std::borrow::Cow;
use std::collections::HashMap;

use super::expressions::{self, Route};
use super::headers;
use super::locations::without_negative_zero;
use crate::model::{AnyId, DeliveryService, Expression, Id, QuickMap, StaticDnsEntry};
use crate::snapshot::go::atoi;
use crate::snapshot::report::Report;
use crate::snapshot::source::{CdnSource, upstream_order};
use crate::snapshot::value::{
    BypassDestination, CountryCode, Dispersion, LocationShort, Nullable, Protocol, SnapshotService, Soa,
    StaticDnsRecord, Ttls,
};
use crate::sorting::OrderedMap;
use crate::sorting::sort_by_key;

/// The defaults of a zone, in seconds.
const SOA_EXPIRE: i64 = 604_800;
const SOA_MINIMUM: i64 = 30;
const SOA_REFRESH: i64 = 28_800;
const SOA_RETRY: i64 = 7_200;
const TTL_NS: i64 = 3_600;
const TTL_SOA: i64 = 86_400;

/// What the database has where the API leaves it out.
const DEFAULT_ROUTING_NAME: &str = "cdn";
const DEFAULT_DEEP_CACHING: &str = "NEVER";

/// The services that a snapshot has.
pub(in crate::snapshot) struct Services<'p> {
    list: Vec<Active<'p>>,
    by_id: QuickMap<Id<DeliveryService>, usize>,
}

/// One of them.
pub(super) struct Active<'p> {
    id: Id<DeliveryService>,
    pub service: &'p DeliveryService,
    expressions: Cow<'p, [Expression]>,
    is_dns: bool,
    /// The names under which the caches assigned to it serve it; none with a topology.
    pub routes: Vec<Route>,
}

impl<'p> Services<'p> {
    /// Finds them: active, of the CDN, of a type and not of `ANY_MAP`.
    pub(in crate::snapshot) fn of(source: &CdnSource<'p>) -> Self {
        let mut list = Vec::new();
        for (id, service) in source.plan.delivery_services() {
            let type_ = source.name_opt(service.type_.as_ref());
            let is_active = service.active.as_deref() == Some("ACTIVE");
            if is_active && source.is_of_cdn(service.cdn.as_ref()) && !matches!(&*type_, "" | "ANY_MAP") {
                list.push(Active::new(source, id, service, type_.starts_with("DNS")));
            }
        }
        let by_id = list.iter().enumerate().map(|(at, active)| (active.id, at)).collect();
        Self { list, by_id }
    }

    /// The place of a service in the list.
    pub(super) fn place(&self, id: Id<DeliveryService>) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The service at a place.
    pub(super) fn at(&self, place: usize) -> Option<&Active<'p>> {
        self.list.get(place)
    }
}

impl<'p> Active<'p> {
    fn new(source: &CdnSource<'p>, id: Id<DeliveryService>, service: &'p DeliveryService, is_dns: bool) -> Self {
        let expressions = expressions::ordered(service);
        let routes = match service.topology {
            Some(_) => Vec::new(),
            None => expressions::routes(&expressions, is_dns, routing_name(service), source.domain),
        };
        Self { id, service, expressions, is_dns, routes }
    }
}

/// What all services of a CDN share.
struct SharedMembers<'p> {
    soa: Soa,
    /// Seconds, of services with a profile and of the others.
    ns: [i64; 2],
    soa_ttl: [i64; 2],
    records: HashMap<Id<DeliveryService>, Vec<StaticDnsRecord>>,
    source: &'p CdnSource<'p>,
}

/// The section.
pub(in crate::snapshot) fn delivery_services(
    source: &CdnSource<'_>,
    services: &Services<'_>,
    report: &mut Report,
) -> OrderedMap<String, SnapshotService> {
    let mut shared = SharedMembers {
        soa: soa(source.ttl_override),
        ns: ttls_with_parameter(source, "tld.ttls.NS", TTL_NS),
        soa_ttl: ttls_with_parameter(source, "tld.ttls.SOA", TTL_SOA),
        records: static_records(source, services),
        source,
    };
    let mut made = OrderedMap::new();
    for active in &services.list {
        note_oddities(active, report);
        made.insert(active.service.xml_id.clone(), service(&mut shared, active));
    }
    made
}

fn note_oddities(active: &Active<'_>, report: &mut Report) {
    let service = active.service;
    let pointer = |member| ["deliveryServices", service.xml_id.as_str(), member];
    if service.miss_lat.is_some() != service.miss_long.is_some() {
        let message = "only one of Geo Miss Default Latitude and Longitude is set: both are left out";
        report.note(AnyId::of(active.id), &pointer("missLocation"), message);
    }
    if service.match_list.is_empty() {
        let message = "there are no regular expressions: Traffic Ops' default stands here";
        report.note(AnyId::of(active.id), &pointer("matchsets"), message);
    }
}

fn service(shared: &mut SharedMembers<'_>, active: &Active<'_>) -> SnapshotService {
    let ds = active.service;
    let source = shared.source;
    let is_http = !active.is_dns;
    let ttl = ds.ccr_dns_ttl.map(|seconds| clamped(source.ttl_override, seconds));
    let protocol = protocol(ds.protocol);
    let flag = |value: Option<bool>| is_http.then(|| value.unwrap_or(false).to_string());
    SnapshotService {
        anonymous_blocking_enabled: flag(ds.anonymous_blocking_enabled),
        bypass_destination: bypass_destination(ds, active.is_dns, source.ttl_override),
        consistent_hash_query_params: sorted(&ds.consistent_hash_query_params),
        consistent_hash_regex: non_empty(ds.consistent_hash_regex.as_deref()),
        coverage_zone_only: ds.geo_limit == Some(1),
        deep_caching_type: Nullable(Some(deep_caching(ds.deep_caching_type.as_deref()).to_owned())),
        dispersion: ds.initial_dispersion.filter(|_| is_http).map(|limit| Dispersion { limit, shuffled: true }),
        domains: expressions::domains(&active.expressions, source.domain),
        ecs_enabled: Some(ds.ecs_enabled.unwrap_or(false)),
        geo_enabled: geo_enabled(ds),
        geo_limit_redirect_url: geo_limit_redirect_url(ds, is_http),
        geolocation_provider: Some("maxmindGeolocationService".to_owned()),
        ip6_routing_enabled: Some(ds.ipv6_routing_enabled.unwrap_or(false)),
        matchsets: expressions::match_sets(&active.expressions, if active.is_dns { "DNS" } else { "HTTP" }),
        max_dns_ips_for_location: ds.max_dns_answers.filter(|_| active.is_dns),
        miss_location: miss_location(ds, &source.name_opt(ds.type_.as_ref())),
        protocol: Some(protocol),
        regional_geo_blocking: flag(ds.regional_geo_blocking),
        request_headers: headers::request_headers(ds.tr_request_headers.as_deref()),
        required_capabilities: ds.required_capabilities.iter().map(|link| source.name(link).into_owned()).collect(),
        response_headers: headers::response_headers(ds.tr_response_headers.as_deref()),
        routing_name: Some(routing_name(ds).to_owned()),
        soa: Some(shared.soa.clone()),
        ssl_enabled: protocol.accept_https,
        static_dns_entries: shared.records.remove(&active.id).unwrap_or_default(),
        topology: ds.topology.as_ref().map(|link| source.name(link).into_owned()),
        ttl,
        ttls: Some(ttls(shared, ds, ttl)),
    }
}

fn routing_name(ds: &DeliveryService) -> &str {
    ds.routing_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(DEFAULT_ROUTING_NAME)
}

/// `TC/enum.go` `DeepCachingTypeFromString`.
fn deep_caching(text: Option<&str>) -> &str {
    match text.unwrap_or_default() {
        "" => DEFAULT_DEEP_CACHING,
        word if word.eq_ignore_ascii_case("NEVER") => DEFAULT_DEEP_CACHING,
        word if word.eq_ignore_ascii_case("ALWAYS") => "ALWAYS",
        _ => "INVALID",
    }
}

fn protocol(number: Option<i64>) -> Protocol {
    let https = |accept_http, redirect_to_https| Protocol { accept_http, accept_https: true, redirect_to_https };
    match number {
        Some(1) => https(Some(false), false),
        Some(2) => https(None, false),
        Some(3) => https(None, true),
        _ => Protocol::default(),
    }
}

/// Countries count for every limit but 0 and 1, and no country is one without a name.
fn geo_enabled(ds: &DeliveryService) -> Vec<CountryCode> {
    if matches!(ds.geo_limit.unwrap_or(0), 0 | 1) {
        return Vec::new();
    }
    let country = |code: &str| CountryCode { country_code: code.trim().to_owned() };
    match ds.geo_limit_countries.as_deref() {
        None | Some([]) => vec![country("")],
        Some(codes) => codes.iter().map(|code| country(code)).collect(),
    }
}

fn geo_limit_redirect_url(ds: &DeliveryService, is_http: bool) -> Option<String> {
    let is_limited = ds.geo_limit.unwrap_or(0) != 0;
    (is_limited && is_http).then(|| ds.geo_limit_redirect_url.clone().unwrap_or_default())
}

fn miss_location(ds: &DeliveryService, type_: &str) -> Option<LocationShort> {
    let (lat, long) = (ds.miss_lat?, ds.miss_long?);
    // A steering service has none (Traffic Portal's form has no field for it), and the API gives 0,0 for that. Client
    // steering was recorded with a snapshot that has 0,0, which to the router is none either.
    if lat == 0.0 && long == 0.0 && type_ == "STEERING" {
        return None;
    }
    Some(LocationShort { lat: without_negative_zero(lat), long: without_negative_zero(long) })
}

fn bypass_destination(
    ds: &DeliveryService,
    is_dns: bool,
    ttl_override: Option<i64>,
) -> OrderedMap<String, BypassDestination> {
    let (key, bypass) = if is_dns {
        let bypass = BypassDestination {
            ip: non_empty(ds.dns_bypass_ip.as_deref()),
            ip6: non_empty(ds.dns_bypass_ip6.as_deref()),
            cname: non_empty(ds.dns_bypass_cname.as_deref()),
            ttl: ds.dns_bypass_ttl.map(|seconds| clamped(ttl_override, seconds)),
            ..BypassDestination::default()
        };
        ("DNS", bypass)
    } else {
        let text = ds.http_bypass_fqdn.as_deref().unwrap_or_default();
        let mut parts = text.split(':').map(str::to_owned);
        let fqdn = parts.next().filter(|_| !text.is_empty());
        ("HTTP", BypassDestination { fqdn, port: parts.next(), ..BypassDestination::default() })
    };
    if bypass == BypassDestination::default() {
        return OrderedMap::new();
    }
    OrderedMap::from([(key.to_owned(), bypass)])
}

fn soa(ttl_override: Option<i64>) -> Soa {
    let seconds = |default| Some(clamped(ttl_override, default).to_string());
    Soa {
        admin: Some("traffic_ops".to_owned()),
        expire: seconds(SOA_EXPIRE),
        minimum: seconds(SOA_MINIMUM),
        refresh: seconds(SOA_REFRESH),
        retry: seconds(SOA_RETRY),
    }
}

fn ttls(shared: &SharedMembers<'_>, ds: &DeliveryService, ttl: Option<i64>) -> Ttls {
    let address = ttl.map_or_else(String::new, |seconds| seconds.to_string());
    let pick = |[with_profile, without]: [i64; 2]| if ds.profile.is_some() { with_profile } else { without };
    Ttls {
        a: Some(address.clone()),
        aaaa: Some(address),
        ns: Some(pick(shared.ns).to_string()),
        soa: Some(pick(shared.soa_ttl).to_string()),
        ..Ttls::default()
    }
}

/// The seconds of services with a profile, for which a parameter of any server's first profile counts, and of those
/// without. What is not a number is skipped; profiles that disagree are refused elsewhere.
fn ttls_with_parameter(source: &CdnSource<'_>, parameter: &str, default: i64) -> [i64; 2] {
    const NANOSECONDS: i64 = 1_000_000_000;
    let mut rows =
        source.parameters.values().filter_map(|rows| rows.iter().rev().find(|(_, row)| row.name == parameter));
    let given = rows.find_map(|(_, row)| atoi(&row.value));
    // Traffic Ops counts in nanoseconds, and what does not fit in 64 bits of them wraps around.
    let seconds = given.map_or(default, |seconds| seconds.wrapping_mul(NANOSECONDS) / NANOSECONDS);
    [seconds, default].map(|seconds| clamped(source.ttl_override, seconds))
}

/// The static DNS entries of each service; the CDN's TTL replaces theirs.
fn static_records(
    source: &CdnSource<'_>,
    services: &Services<'_>,
) -> HashMap<Id<DeliveryService>, Vec<StaticDnsRecord>> {
    let mut rows: Vec<(Id<StaticDnsEntry>, &StaticDnsEntry)> =
        source.plan.static_dns_entries().iter().map(|(id, entry)| (id, &**entry)).collect();
    sort_by_key(&mut rows, |(id, entry)| upstream_order(*entry, *id));
    let mut records: HashMap<_, Vec<_>> = HashMap::new();
    for (_, entry) in rows {
        let service = entry.delivery_service.as_ref().and_then(crate::model::Link::id);
        let Some(service) = service.filter(|id| services.place(*id).is_some()) else { continue };
        let type_ = source.name_opt(entry.type_.as_ref());
        if type_.is_empty() {
            continue;
        }
        records.entry(service).or_default().push(StaticDnsRecord {
            name: entry.host.clone(),
            ttl: source.ttl_override.or(entry.ttl).unwrap_or(0),
            type_: type_.replace("_RECORD", ""),
            value: entry.address.clone(),
        });
    }
    records
}

fn clamped(ttl_override: Option<i64>, seconds: i64) -> i64 {
    ttl_override.map_or(seconds, |most| most.min(seconds))
}

fn non_empty(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn sorted(texts: &[String]) -> Vec<String> {
    let mut sorted = texts.to_vec();
    sorted.sort_unstable();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geo_limits_and_countries() {
        let codes = |limit, countries: Option<&[&str]>| -> Vec<String> {
            let countries = countries.map(|list| list.iter().map(|code| (*code).to_owned()).collect());
            let ds = DeliveryService { geo_limit: limit, geo_limit_countries: countries, ..DeliveryService::default() };
            geo_enabled(&ds).into_iter().map(|country| country.country_code).collect()
        };
        assert!(codes(Some(0), Some(&["US"])).is_empty());
        assert!(codes(Some(1), Some(&["US"])).is_empty());
        assert!(codes(None, Some(&["US"])).is_empty());
        assert_eq!(codes(Some(2), Some(&["US", " CA ", "US"])), ["US", "CA", "US"]);
        assert_eq!(codes(Some(7), Some(&["DE"])), ["DE"]);
        assert_eq!(codes(Some(-1), None), [""]);
        assert_eq!(codes(Some(2), Some(&[])), [""]);
    }

    #[test]
    fn bypasses_of_http_and_dns() {
        let ds = |fqdn: &str, cname: &str, ttl| DeliveryService {
            http_bypass_fqdn: Some(fqdn.to_owned()),
            dns_bypass_cname: Some(cname.to_owned()),
            dns_bypass_ttl: ttl,
            ..DeliveryService::default()
        };
        let http = bypass_destination(&ds("b.example.org:8080:9", "c.", Some(5)), false, None);
        let expected = BypassDestination {
            fqdn: Some("b.example.org".to_owned()),
            port: Some("8080".to_owned()),
            ..BypassDestination::default()
        };
        assert_eq!(http, OrderedMap::from([("HTTP".to_owned(), expected)]));
        assert!(bypass_destination(&ds("", "c.", Some(5)), false, None).is_empty());
        assert!(bypass_destination(&ds("x", "", None), true, None).is_empty());
        let dns = bypass_destination(&ds("x", "c.", Some(90_000)), true, Some(3_000));
        assert_eq!(dns.get("DNS").map(|bypass| (bypass.cname.as_deref(), bypass.ttl)), Some((Some("c."), Some(3_000))));
    }

    #[test]
    fn words_and_protocols() {
        assert_eq!(
            [None, Some("never"), Some("Always"), Some("x")].map(deep_caching),
            ["NEVER", "NEVER", "ALWAYS", "INVALID"]
        );
        assert_eq!(protocol(Some(9)), protocol(None));
        assert_eq!(protocol(Some(1)).accept_http, Some(false));
        assert!(protocol(Some(3)).redirect_to_https && !protocol(Some(2)).redirect_to_https);
    }
}
