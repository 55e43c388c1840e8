//! Delivery services: what customers buy and Traffic Router routes. Labels after Traffic Portal's forms.

use super::cache_group::CacheGroup;
use super::entity::entity;
use super::field::object;
use super::link::Link;
use super::reference_data::{Cdn, Profile, ServerCapability, Type};
use super::topology::Topology;

entity! {
    /// A service: the requests that are its own, and how they are routed and cached.
    pub struct DeliveryService in delivery_services {
        /// Unique.
        xml_id: String {
            key: XML_ID = "xmlId", form: "XML_ID (Key)", column: "XML ID", api: "xmlId",
        },
        /// `ACTIVE`, `INACTIVE` or `PRIMED`; before API 5 a boolean.
        active: Option<String> {
            key: ACTIVE = "active", form: "Active", column: "Active", api: "active",
        },
        /// Like `HTTP` or `DNS_LIVE`.
        type_: Option<Link<Type>> {
            key: TYPE = "type", form: "Content Routing Type", column: "Content Routing Type", api: "type",
            api_id: "typeId",
        },
        /// By name: tenants are not modelled.
        tenant: Option<String> {
            key: TENANT = "tenant", form: "Tenant", column: "Tenant", api: "tenant",
        },
        /// The CDN that it is on.
        cdn: Option<Link<Cdn>> {
            key: CDN = "cdn", form: "CDN", column: "CDN", api: "cdnName", api_id: "cdnId",
        },
        /// For people.
        display_name: Option<String> {
            key: DISPLAY_NAME = "displayName", form: "Display Name", column: "Display Name", api: "displayName",
        },
        /// The first label of its DNS names.
        routing_name: Option<String> {
            key: ROUTING_NAME = "routingName", form: "Routing Name", column: "Routing Name", api: "routingName",
            snapshot: "routingName",
        },
        /// The tree that it uses instead of servers' assignments and parents.
        topology: Option<Link<Topology>> {
            key: TOPOLOGY = "topology", form: "Topology", column: "Topology", api: "topology", snapshot: "topology",
        },
        /// By name.
        service_category: Option<String> {
            key: SERVICE_CATEGORY = "serviceCategory", form: "Service Category", column: "Service Category",
            api: "serviceCategory",
        },
        /// What requests are its own, in order.
        match_list: Vec<Expression> {
            key: MATCH_LIST = "matchList", form: "Regular Expressions", column: "Regular Expressions",
            api: "matchList", snapshot: "matchsets",
        },
        /// Where content comes from.
        org_server_fqdn: Option<String> {
            key: ORG_SERVER_FQDN = "orgServerFqdn", form: "Origin Server Base URL", column: "Origin Server Base URL",
            api: "orgServerFqdn",
        },
        /// 0 HTTP, 1 HTTPS, 2 both, 3 HTTP to HTTPS.
        protocol: Option<i64> {
            key: PROTOCOL = "protocol", form: "Protocol", column: "Protocol", api: "protocol", snapshot: "protocol",
        },
        /// Marks its packets.
        dscp: Option<i64> {
            key: DSCP = "dscp", form: "DSCP", column: "DSCP Tag", api: "dscp",
        },
        /// Follows from the signing algorithm.
        signed: Option<bool> {
            key: SIGNED = "signed", form: "Signed", column: "Signed", api: "signed",
        },
        /// How URLs are signed.
        signing_algorithm: Option<String> {
            key: SIGNING_ALGORITHM = "signingAlgorithm", form: "Signing Algorithm", column: "Signing Algorithm",
            api: "signingAlgorithm",
        },
        /// 0 use, 1 ignore and pass up, 2 drop at the edge.
        qstring_ignore: Option<i64> {
            key: QSTRING_IGNORE = "qstringIgnore", form: "Query String Handling", column: "Query String Handling",
            api: "qstringIgnore",
        },
        /// 0 none, 1 coverage zone file only, 2 that and countries.
        geo_limit: Option<i64> {
            key: GEO_LIMIT = "geoLimit", form: "Geo Limit", column: "Geo Limit", api: "geoLimit",
            snapshot: "coverageZoneOnly",
        },
        /// Two-letter codes; before API 5 one text with commas.
        geo_limit_countries: Option<Vec<String>> {
            key: GEO_LIMIT_COUNTRIES = "geoLimitCountries", form: "Geo Limit Countries", column: "Geo Limit Countries",
            api: "geoLimitCountries", snapshot: "geoEnabled",
        },
        /// Where the others are sent.
        geo_limit_redirect_url: Option<String> {
            key: GEO_LIMIT_REDIRECT_URL = "geoLimitRedirectURL", form: "Geo Limit Redirect URL",
            column: "Geo Limit Redirect URL", api: "geoLimitRedirectURL", snapshot: "geoLimitRedirectURL",
        },
        /// 0 `MaxMind`, 1 Neustar.
        geo_provider: Option<i64> {
            key: GEO_PROVIDER = "geoProvider", form: "Geolocation Provider", column: "Geolocation Provider",
            api: "geoProvider", snapshot: "geolocationProvider",
        },
        /// Where clients of unknown place are taken to be.
        miss_lat: Option<f64> {
            key: MISS_LAT = "missLat", form: "Geo Miss Default Latitude", column: "Geo Miss Default Latitude",
            api: "missLat", snapshot: "missLocation.lat",
        },
        /// Where such clients are on the other axis: without both, the snapshot has no `missLocation` at all.
        miss_long: Option<f64> {
            key: MISS_LONG = "missLong", form: "Geo Miss Default Longitude", column: "Geo Miss Default Longitude",
            api: "missLong", snapshot: "missLocation.long",
        },
        /// `NEVER` or `ALWAYS`.
        deep_caching_type: Option<String> {
            key: DEEP_CACHING_TYPE = "deepCachingType", form: "Deep Caching", column: "Deep Caching",
            api: "deepCachingType", snapshot: "deepCachingType",
        },
        /// Over how many caches a content is spread.
        initial_dispersion: Option<i64> {
            key: INITIAL_DISPERSION = "initialDispersion", form: "Initial Dispersion", column: "Initial Dispersion",
            api: "initialDispersion", snapshot: "dispersion.limit",
        },
        /// At most so many addresses.
        max_dns_answers: Option<i64> {
            key: MAX_DNS_ANSWERS = "maxDnsAnswers", form: "Max DNS Answers", column: "Maximum DNS Answers",
            api: "maxDnsAnswers", snapshot: "maxDnsIpsForLocation",
        },
        /// Seconds.
        ccr_dns_ttl: Option<i64> {
            key: CCR_DNS_TTL = "ccrDnsTtl", form: "Delivery Service DNS TTL", column: "Delivery Service DNS TTL",
            api: "ccrDnsTtl", snapshot: "ttl",
        },
        /// Where it sends what it cannot take.
        dns_bypass_ip: Option<String> {
            key: DNS_BYPASS_IP = "dnsBypassIp", form: "DNS Bypass IP", column: "DNS Bypass IP", api: "dnsBypassIp",
            snapshot: "bypassDestination.DNS.ip",
        },
        /// The IPv6 address of the same place; only services routed by DNS have these (`TO/crconfig/deliveryservice.go`).
        dns_bypass_ip6: Option<String> {
            key: DNS_BYPASS_IP6 = "dnsBypassIp6", form: "DNS Bypass IPv6", column: "DNS Bypass IPv6",
            api: "dnsBypassIp6", snapshot: "bypassDestination.DNS.ip6",
        },
        /// The name of another place, instead of addresses.
        dns_bypass_cname: Option<String> {
            key: DNS_BYPASS_CNAME = "dnsBypassCname", form: "DNS Bypass CNAME", column: "DNS Bypass CNAME",
            api: "dnsBypassCname", snapshot: "bypassDestination.DNS.cname",
        },
        /// Seconds.
        dns_bypass_ttl: Option<i64> {
            key: DNS_BYPASS_TTL = "dnsBypassTtl", form: "DNS Bypass TTL", column: "DNS Bypass TTL",
            api: "dnsBypassTtl", snapshot: "bypassDestination.DNS.ttl",
        },
        /// The name of the place where a service routed by HTTP sends what it cannot take; may end in a port.
        http_bypass_fqdn: Option<String> {
            key: HTTP_BYPASS_FQDN = "httpBypassFqdn", form: "HTTP Bypass FQDN", column: "HTTP Bypass FQDN",
            api: "httpBypassFqdn", snapshot: "bypassDestination.HTTP.fqdn",
        },
        /// More is too much.
        global_max_mbps: Option<i64> {
            key: GLOBAL_MAX_MBPS = "globalMaxMbps", form: "Global Max Mbps", column: "Global Max Mbps",
            api: "globalMaxMbps",
        },
        /// More is too much.
        global_max_tps: Option<i64> {
            key: GLOBAL_MAX_TPS = "globalMaxTps", form: "Global Max Tps", column: "Global Max TPS", api: "globalMaxTps",
        },
        /// Bytes a second of a connection.
        fq_pacing_rate: Option<i64> {
            key: FQ_PACING_RATE = "fqPacingRate", form: "Fair Queueing Pacing Rate Bps",
            column: "Fair-Queuing Pacing Rate Bps", api: "fqPacingRate",
        },
        /// 0: no limit.
        max_origin_connections: Option<i64> {
            key: MAX_ORIGIN_CONNECTIONS = "maxOriginConnections", form: "Max Origin Connections",
            column: "Max Origin Connections", api: "maxOriginConnections",
        },
        /// 0: the default.
        max_request_header_bytes: Option<i64> {
            key: MAX_REQUEST_HEADER_BYTES = "maxRequestHeaderBytes", form: "Max Request Header Bytes",
            column: "Max Request Header Bytes", api: "maxRequestHeaderBytes",
        },
        /// Whether origins are servers of the plan.
        multi_site_origin: Option<bool> {
            key: MULTI_SITE_ORIGIN = "multiSiteOrigin", form: "Use Multi-Site Origin Feature",
            column: "Use Multi-Site Origin Feature", api: "multiSiteOrigin",
        },
        /// A pipe-separated list.
        origin_shield: Option<String> {
            key: ORIGIN_SHIELD = "originShield", form: "Origin Shield", column: "Origin Shield", api: "originShield",
        },
        /// Its own parameters.
        profile: Option<Link<Profile>> {
            key: PROFILE = "profile", form: "Profile", column: "Profile", api: "profileName", api_id: "profileId",
        },
        /// What of the path is hashed.
        consistent_hash_regex: Option<String> {
            key: CONSISTENT_HASH_REGEX = "consistentHashRegex", form: "Consistent Hash Regex",
            column: "Consistent Hash Regex", api: "consistentHashRegex", snapshot: "consistentHashRegex",
        },
        /// What of the query is hashed.
        consistent_hash_query_params: Vec<String> {
            key: CONSISTENT_HASH_QUERY_PARAMS = "consistentHashQueryParams", form: "Consistent Hash Query Parameters",
            column: "Consistent Hash Query Parameters", api: "consistentHashQueryParams",
            snapshot: "consistentHashQueryParams",
        },
        /// Whether AAAA is answered.
        ipv6_routing_enabled: Option<bool> {
            key: IPV6_ROUTING_ENABLED = "ipv6RoutingEnabled", form: "IPv6 Routing Enabled",
            column: "IPv6 Routing Enabled", api: "ipv6RoutingEnabled", snapshot: "ip6RoutingEnabled",
        },
        /// Whether the client's network in the question counts.
        ecs_enabled: Option<bool> {
            key: ECS_ENABLED = "ecsEnabled", form: "EDNS0 Client Subnet Enabled", column: "Use EDNS Client Subnet",
            api: "ecsEnabled", snapshot: "ecsEnabled",
        },
        /// See the Traffic Router's file of that name.
        regional_geo_blocking: Option<bool> {
            key: REGIONAL_GEO_BLOCKING = "regionalGeoBlocking", form: "Regional Geoblocking",
            column: "Regional Geoblocking", api: "regionalGeoBlocking", snapshot: "regionalGeoBlocking",
        },
        /// See the Traffic Router's file of that name.
        anonymous_blocking_enabled: Option<bool> {
            key: ANONYMOUS_BLOCKING_ENABLED = "anonymousBlockingEnabled", form: "Anonymous Blocking",
            column: "Anonymous Blocking", api: "anonymousBlockingEnabled", snapshot: "anonymousBlockingEnabled",
        },
        /// Names, one a line.
        tr_request_headers: Option<String> {
            key: TR_REQUEST_HEADERS = "trRequestHeaders", form: "Traffic Router Log Request Headers",
            column: "Traffic Router Log Request Headers", api: "trRequestHeaders", snapshot: "requestHeaders",
        },
        /// Names and values, one a line.
        tr_response_headers: Option<String> {
            key: TR_RESPONSE_HEADERS = "trResponseHeaders", form: "Traffic Router Additional Response Headers",
            column: "Traffic Router Additional Response Headers", api: "trResponseHeaders", snapshot: "responseHeaders",
        },
        /// In the stored order.
        required_capabilities: Vec<Link<ServerCapability>> {
            key: REQUIRED_CAPABILITIES = "requiredCapabilities", form: "Required Capability",
            column: "Required Server Capabilities", api: "requiredCapabilities", snapshot: "requiredCapabilities",
        },
        /// Of no effect in Traffic Control itself.
        logs_enabled: Option<bool> {
            key: LOGS_ENABLED = "logsEnabled", form: "Logs Enabled", column: "Logs Enabled", api: "logsEnabled",
        },
        /// Whether profile and parameters limit it to a region.
        regional: Option<bool> {
            key: REGIONAL = "regional", form: "Regional Max Origin Connections", column: "Regional", api: "regional",
        },
        /// 0 don't cache, 1 background fetch, 2 cache range requests, 3 slice.
        range_request_handling: Option<i64> {
            key: RANGE_REQUEST_HANDLING = "rangeRequestHandling", form: "Range Request Handling",
            column: "Range Request Handling", api: "rangeRequestHandling",
        },
        /// Bytes.
        range_slice_block_size: Option<i64> {
            key: RANGE_SLICE_BLOCK_SIZE = "rangeSliceBlockSize", form: "Range Slice Block Size",
            column: "Range Slice Block Size", api: "rangeSliceBlockSize",
        },
        /// Of edge caches.
        edge_header_rewrite: Option<String> {
            key: EDGE_HEADER_REWRITE = "edgeHeaderRewrite", form: "Edge Header Rewrite Rules",
            column: "Edge Header Rewrite Rules", api: "edgeHeaderRewrite",
        },
        /// Of mid caches.
        mid_header_rewrite: Option<String> {
            key: MID_HEADER_REWRITE = "midHeaderRewrite", form: "Mid Header Rewrite Rules",
            column: "Mid Header Rewrite Rules", api: "midHeaderRewrite",
        },
        /// Of a topology's first tier.
        first_header_rewrite: Option<String> {
            key: FIRST_HEADER_REWRITE = "firstHeaderRewrite", form: "First Header Rewrite Rules",
            column: "First Header Rewrite Rules", api: "firstHeaderRewrite",
        },
        /// Of its inner tiers.
        inner_header_rewrite: Option<String> {
            key: INNER_HEADER_REWRITE = "innerHeaderRewrite", form: "Inner Header Rewrite Rules",
            column: "Inner Header Rewrite Rules", api: "innerHeaderRewrite",
        },
        /// Of its last tier.
        last_header_rewrite: Option<String> {
            key: LAST_HEADER_REWRITE = "lastHeaderRewrite", form: "Last Header Rewrite Rules",
            column: "Last Header Rewrite Rules", api: "lastHeaderRewrite",
        },
        /// Of caches.
        regex_remap: Option<String> {
            key: REGEX_REMAP = "regexRemap", form: "Regex remap expression", column: "Regex Remap Expression",
            api: "regexRemap",
        },
        /// Of caches.
        remap_text: Option<String> {
            key: REMAP_TEXT = "remapText", form: "Raw remap text", column: "Raw Remap Text", api: "remapText",
        },
        /// What clients may use; none: all.
        tls_versions: Option<Vec<String>> {
            key: TLS_VERSIONS = "tlsVersions", form: "Restrict TLS Versions", column: "TLS Versions", api: "tlsVersions",
        },
        /// Of the key that is in use.
        ssl_key_version: Option<i64> {
            key: SSL_KEY_VERSION = "sslKeyVersion", form: "SSL Key Version", column: "SSL Key Version",
            api: "sslKeyVersion",
        },
        /// Of health checks.
        check_path: Option<String> {
            key: CHECK_PATH = "checkPath", form: "Check Path", column: "Check Path", api: "checkPath",
        },
        /// For people.
        info_url: Option<String> {
            key: INFO_URL = "infoUrl", form: "Info URL", column: "Info URL", api: "infoUrl",
        },
        /// For people.
        long_desc: Option<String> {
            key: LONG_DESC = "longDesc", form: "Long Description", column: "Long Description", api: "longDesc",
        },
    }
    name(service) = service.xml_id.as_str().into(); unique = true;
}

/// How a type of delivery services is routed: the types of one family have the same fields and defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutingFamily {
    /// Clients are redirected to a cache by HTTP.
    Http,
    /// Clients get the addresses of caches by DNS.
    Dns,
    /// Clients are sent to one of other delivery services.
    Steering,
    /// No routing: caches only, and no snapshot has it.
    AnyMap,
}

impl RoutingFamily {
    /// The family of the type with that name, told as Traffic Portal does; none: no type of delivery services.
    pub fn of_type(name: &str) -> Option<Self> {
        let families =
            [("ANY_MAP", Self::AnyMap), ("DNS", Self::Dns), ("HTTP", Self::Http), ("STEERING", Self::Steering)];
        families.into_iter().find(|(part, _)| name.contains(part)).map(|(_, family)| family)
    }

    /// Its name in a sentence.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Dns => "DNS",
            Self::Steering => "steering",
            Self::AnyMap => "ANY_MAP",
        }
    }
}

object! {
    /// A regular expression that tells which requests are a delivery service's own.
    pub struct Expression {
        /// `HOST_REGEXP`, `PATH_REGEXP`, `HEADER_REGEXP` or `STEERING_REGEXP`.
        type_: String = TYPE = "type",
        /// Its place in the order; gaps are allowed.
        set_number: i64 = SET_NUMBER = "setNumber",
        /// The expression, in Java's grammar.
        pattern: String = PATTERN = "pattern",
    }
}

entity! {
    /// A DNS record below a delivery service's domain.
    pub struct StaticDnsEntry in static_dns_entries {
        /// The record's first label.
        host: String {
            key: HOST = "host", form: "Host", column: "Host", api: "host", snapshot: "staticDnsEntries.name",
        },
        /// The service.
        delivery_service: Option<Link<DeliveryService>> {
            key: DELIVERY_SERVICE = "deliveryservice", form: "Delivery Service", column: "Delivery Service",
            api: "deliveryservice", api_id: "deliveryserviceId",
        },
        /// Like `A_RECORD`.
        type_: Option<Link<Type>> {
            key: TYPE = "type", form: "Type", column: "Type", api: "type", api_id: "typeId",
            snapshot: "staticDnsEntries.type",
        },
        /// What it answers with.
        address: String {
            key: ADDRESS = "address", form: "Address", column: "Address", api: "address",
            snapshot: "staticDnsEntries.value",
        },
        /// Seconds.
        ttl: Option<i64> { key: TTL = "ttl", form: "TTL", column: "TTL", api: "ttl", snapshot: "staticDnsEntries.ttl" },
        /// Of no effect, kept.
        cache_group: Option<Link<CacheGroup>> {
            key: CACHE_GROUP = "cachegroup", form: "Cache Group", column: "Cache Group", api: "cachegroup",
            api_id: "cachegroupId",
        },
    }
    name(entry) = entry.host.as_str().into(); unique = false;
}
