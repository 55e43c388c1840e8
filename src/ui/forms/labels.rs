//! What the parts of a field are called on forms: Traffic Portal's labels where it has them, else the name that the
//! API has, split into words as Traffic Portal splits it.

use crate::model::*;

/// The label of a member of an object-shaped value.
pub(super) fn member(key: &str) -> String {
    let known = match key {
        Position::LATITUDE => "Latitude",
        Position::LONGITUDE => "Longitude",
        SitePosition::AT => "Position",
        SitePosition::PROPOSED => "Only proposed",
        Interface::MTU => "MTU",
        Interface::MONITOR => "Monitor this interface",
        Interface::MAX_BANDWIDTH => "Maximum Bandwidth",
        Interface::ROUTER_HOST_NAME => "Router Hostname",
        Interface::IP_ADDRESSES => "IP Addresses",
        IpAddress::SERVICE_ADDRESS => "Is a Service Address",
        TopologyNode::CACHE_GROUP => "Cache Group",
        Expression::SET_NUMBER => "Order",
        Expression::PATTERN => "Pattern",
        PlannedTarget::VALUE => "Weight or Order Value",
        PlannedMapping::CNAME => "CNAME",
        PlannedMapping::TTL => "TTL",
        PlannedMapping::RESOLVE4 => "IPv4 resolvers",
        PlannedMapping::RESOLVE6 => "IPv6 resolvers",
        RegionalRule::URL_REGEX => "URL Regex",
        RegionalRule::REDIRECT_URL => "Redirect URL",
        RegionalRule::IS_STEERING => "Is a steering service",
        RegionalRule::WHITE_LIST => "IP Whitelist",
        RegionalRule::INCLUDE_POSTAL_CODE => "Include Postal Codes",
        RegionalRule::EXCLUDE_POSTAL_CODE => "Exclude Postal Codes",
        RegionalRule::COORDINATE_RANGE => "Coordinate Ranges",
        RegionalRange::MIN_LAT => "Min Latitude",
        RegionalRange::MIN_LON => "Min Longitude",
        RegionalRange::MAX_LAT => "Max Latitude",
        RegionalRange::MAX_LON => "Max Longitude",
        DemandRow::MBPS => "Demand (Mbit/s)",
        _ => "",
    };
    if known.is_empty() { split(key) } else { known.to_owned() }
}

/// `maxBandwidth` as `Max Bandwidth`.
fn split(key: &str) -> String {
    let mut words = String::new();
    for (at, letter) in key.chars().enumerate() {
        if at == 0 {
            words.extend(letter.to_uppercase());
        } else {
            if letter.is_uppercase() {
                words.push(' ');
            }
            words.push(letter);
        }
    }
    words
}

/// One entry of a list field, in a sentence: `Add interface`.
pub(super) fn entry(key: &str) -> &'static str {
    match key {
        Server::INTERFACES => "interface",
        Interface::IP_ADDRESSES => "IP address",
        DeliveryService::MATCH_LIST => "regular expression",
        Topology::NODES => "cache group",
        TopologyNode::PARENTS => "parent",
        Server::PROFILES => "profile",
        CoverageZoneFile::CDNS => "CDN",
        CoverageZone::CACHES => "cache",
        Scenario::DOWN => "part",
        Demand::ROWS => "row",
        SavedView::LAYERS => "layer",
        DeliveryService::REQUIRED_CAPABILITIES => "capability",
        DeliveryService::GEO_LIMIT_COUNTRIES => "country",
        DeliveryService::TLS_VERSIONS => "version",
        DeliveryService::CONSISTENT_HASH_QUERY_PARAMS => "parameter",
        ServiceSteering::TARGETS => "target",
        ServiceSteering::FILTERS => "filter",
        ServiceFederations::MAPPINGS => "federation",
        PlannedMapping::RESOLVE4 | PlannedMapping::RESOLVE6 => "resolver",
        RegionalGeoRules::RULES => "rule",
        RegionalRule::INCLUDE_POSTAL_CODE | RegionalRule::EXCLUDE_POSTAL_CODE => "postal code",
        RegionalRule::COORDINATE_RANGE => "range",
        RegionalRule::WHITE_LIST | AnonymousIpPolicy::IP4_WHITELIST | AnonymousIpPolicy::IP6_WHITELIST => "network",
        _ => "entry",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_on_capitals() {
        assert_eq!(member("someBandwidth"), "Some Bandwidth");
        assert_eq!(member("routerPortName"), "Router Port Name");
        assert_eq!(member("mtu"), "MTU");
    }
}
