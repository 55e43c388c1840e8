//! What a fresh Traffic Ops has and a new plan is seeded with: types, statuses, the CDN `ALL`.
//!
//! Names and descriptions are those of Apache Traffic Control's `traffic_ops/app/db/seeds.sql`, licensed under the
//! Apache License, Version 2.0.

use super::kind::Kind;

/// The types: table, name, description.
pub const TYPES: &[(&str, &str, &str)] = &[
    ("deliveryservice", "HTTP", "HTTP Content Routing"),
    ("deliveryservice", "HTTP_NO_CACHE", "HTTP Content Routing, no caching"),
    ("deliveryservice", "HTTP_LIVE", "HTTP Content routing cache in RAM"),
    ("deliveryservice", "HTTP_LIVE_NATNL", "HTTP Content routing, RAM cache, National"),
    ("deliveryservice", "DNS", "DNS Content Routing"),
    ("deliveryservice", "DNS_LIVE", "DNS Content routing, RAM cache, Local"),
    ("deliveryservice", "DNS_LIVE_NATNL", "DNS Content routing, RAM cache, National"),
    ("deliveryservice", "ANY_MAP", "No Content Routing - arbitrary remap at the edge, no Traffic Router config"),
    ("deliveryservice", "STEERING", "Steering Delivery Service"),
    ("deliveryservice", "CLIENT_STEERING", "Client-Controlled Steering Delivery Service"),
    ("server", "EDGE", "Edge Cache"),
    ("server", "MID", "Mid Tier Cache"),
    ("server", "ORG", "Origin"),
    ("server", "CCR", "Traffic Router"),
    ("server", "RASCAL", "Traffic Monitor"),
    ("server", "RIAK", "Riak keystore"),
    ("server", "INFLUXDB", "influxDb server"),
    ("server", "TRAFFIC_ANALYTICS", "traffic analytics server"),
    ("server", "TRAFFIC_OPS", "traffic ops server"),
    ("server", "TRAFFIC_OPS_DB", "traffic ops DB server"),
    ("server", "TRAFFIC_PORTAL", "traffic portal server"),
    ("server", "TRAFFIC_STATS", "traffic stats server"),
    ("cachegroup", "EDGE_LOC", "Edge Logical Location"),
    ("cachegroup", "MID_LOC", "Mid Logical Location"),
    ("cachegroup", "ORG_LOC", "Origin Logical Site"),
    ("cachegroup", "TR_LOC", "Traffic Router Logical Location"),
    ("cachegroup", "TC_LOC", "Traffic Control Component Location"),
    ("to_extension", "CHECK_EXTENSION_BOOL", "Extension for checkmark in Server Check"),
    ("to_extension", "CHECK_EXTENSION_NUM", "Extension for int value in Server Check"),
    ("to_extension", "CHECK_EXTENSION_OPEN_SLOT", "Open slot for check in Server Status"),
    ("to_extension", "CONFIG_EXTENSION", "Extension for additional configuration file"),
    ("to_extension", "STATISTIC_EXTENSION", "Extension source for 12M graphs"),
    ("regex", "HOST_REGEXP", "Host header regular expression"),
    ("regex", "HEADER_REGEXP", "HTTP header regular expression"),
    ("regex", "PATH_REGEXP", "URL path regular expression"),
    ("regex", "STEERING_REGEXP", "Steering target filter regular expression"),
    ("federation", "RESOLVE4", "federation type resolve4"),
    ("federation", "RESOLVE6", "federation type resolve6"),
    ("staticdnsentry", "A_RECORD", "Static DNS A entry"),
    ("staticdnsentry", "AAAA_RECORD", "Static DNS AAAA entry"),
    ("staticdnsentry", "CNAME_RECORD", "Static DNS CNAME entry"),
    ("staticdnsentry", "TXT_RECORD", "Static DNS TXT entry"),
    ("steering_target", "STEERING_WEIGHT", "Weighted steering target"),
    ("steering_target", "STEERING_ORDER", "Ordered steering target"),
    ("steering_target", "STEERING_GEO_ORDER", "Geo-ordered steering target"),
    ("steering_target", "STEERING_GEO_WEIGHT", "Geo-weighted steering target"),
];

/// The statuses: name, description (the spelling is theirs).
pub const STATUSES: &[(&str, &str)] = &[
    ("ONLINE", "Server is online."),
    ("OFFLINE", "Server is Offline. Not active in any configuration."),
    ("REPORTED", "Server is online and reported in the health protocol."),
    ("ADMIN_DOWN", "Sever is administrative down and does not receive traffic."),
    ("PRE_PROD", "Pre Production. Not active in any configuration."),
    ("CCR_IGNORE", "Server is ignored by traffic router."),
];

/// The CDN that stands for all of them, and its domain.
pub const CDN_ALL: (&str, &str) = ("ALL", "-");

/// The names that seeds of a kind have; none for most kinds.
pub fn names(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Type => TYPES.iter().map(|(_, name, _)| *name).collect(),
        Kind::Status => STATUSES.iter().map(|(name, _)| *name).collect(),
        Kind::Cdn => vec![CDN_ALL.0],
        _ => Vec::new(),
    }
}
