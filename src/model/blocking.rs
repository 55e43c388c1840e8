//! Who is not served: regional geo rules of delivery services and the policy for anonymous addresses, each a file that
//! Traffic Router polls (`TR/loc/RegionalGeo.java`, `TR/loc/AnonymousIp.java`).

use super::entity::entity;
use super::field::{JsonMembers, object};
use crate::sorting::OrderedSet;

entity! {
    /// The regional geo rules of a delivery service.
    pub struct RegionalGeoRules in regional_geo_rules {
        /// The service's xmlId, which is followed when it changes; unique.
        delivery_service: String {
            key: DELIVERY_SERVICE = "deliveryService", form: "Delivery Service", column: "Delivery Service",
        },
        /// The rules, in order: the first whose expression matches the address that is asked for counts.
        rules: Vec<RegionalRule> { key: RULES = "rules", form: "Rules", column: "Rules" },
    }
    name(rules) = rules.delivery_service.as_str().into(); unique = true;
}

object! {
    /// A regional geo rule.
    pub struct RegionalRule {
        /// What addresses it is for, in Java's grammar: scheme, host and path as a whole, in any case.
        url_regex: String = URL_REGEX = "urlRegex",
        /// Where the refused are sent: an address, or a path of the cache.
        redirect_url: String = REDIRECT_URL = "redirectUrl",
        /// Whether the file calls the service a steering one, whose redirects must be whole addresses.
        is_steering: bool = IS_STEERING = "isSteeringDS",
        /// Networks whose clients are never refused; none: there is no such list.
        white_list: Option<Vec<String>> = WHITE_LIST = "ipWhiteList",
        /// Postal codes that are let in; of two lists this one counts.
        include_postal_code: Option<Vec<String>> = INCLUDE_POSTAL_CODE = "includePostalCode",
        /// Postal codes that are refused.
        exclude_postal_code: Option<Vec<String>> = EXCLUDE_POSTAL_CODE = "excludePostalCode",
        /// Where clients without a postal code are let in; none: nowhere.
        coordinate_range: Option<Vec<RegionalRange>> = COORDINATE_RANGE = "coordinateRange",
        /// What else stands in the rule.
        other: JsonMembers = OTHER = "other",
    }
}

object! {
    /// What lies between two latitudes and two longitudes, in degrees.
    pub struct RegionalRange {
        /// The southern one.
        min_lat: f64 = MIN_LAT = "minLat",
        /// The western one.
        min_lon: f64 = MIN_LON = "minLon",
        /// The northern one.
        max_lat: f64 = MAX_LAT = "maxLat",
        /// The eastern one.
        max_lon: f64 = MAX_LON = "maxLon",
    }
}

impl RegionalRule {
    /// The postal codes that count, and whether they are let in; none: the rule has no list of them.
    pub fn postal_codes(&self) -> Option<(bool, OrderedSet<String>)> {
        let set = |codes: &Vec<String>| codes.iter().cloned().collect();
        let included = self.include_postal_code.as_ref().map(|codes| (true, set(codes)));
        included.or_else(|| self.exclude_postal_code.as_ref().map(|codes| (false, set(codes))))
    }
}

entity! {
    /// What is blocked of anonymous addresses: one policy for all services that ask for it.
    pub struct AnonymousIpPolicy in anonymous_ip_policies {
        /// For people; a plan has one policy, and of several the first by name counts.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// Of virtual private networks.
        block_anonymous_vpn: bool {
            key: BLOCK_ANONYMOUS_VPN = "blockAnonymousVPN", form: "Block Anonymous VPN", column: "Anonymous VPN",
        },
        /// Of hosting providers.
        block_hosting_provider: bool {
            key: BLOCK_HOSTING_PROVIDER = "blockHostingProvider", form: "Block Hosting Provider",
            column: "Hosting Provider",
        },
        /// Of public proxies.
        block_public_proxy: bool {
            key: BLOCK_PUBLIC_PROXY = "blockPublicProxy", form: "Block Public Proxy", column: "Public Proxy",
        },
        /// Where Tor comes out.
        block_tor_exit_node: bool {
            key: BLOCK_TOR_EXIT_NODE = "blockTorExitNode", form: "Block Tor Exit Node", column: "Tor Exit Node",
        },
        /// Networks that are never blocked, IPv4.
        ip4_whitelist: Vec<String> { key: IP4_WHITELIST = "ip4Whitelist", form: "IPv4 Whitelist" },
        /// The same of IPv6.
        ip6_whitelist: Vec<String> { key: IP6_WHITELIST = "ip6Whitelist", form: "IPv6 Whitelist" },
        /// Where the blocked are sent; none: they are told that it is forbidden.
        redirect_url: Option<String> { key: REDIRECT_URL = "redirectUrl", form: "Redirect URL", column: "Redirect URL" },
        /// What else stands in the file.
        other: JsonMembers { key: OTHER = "other", form: "Other" },
    }
    name(policy) = policy.name.as_str().into(); unique = true;
}

impl AnonymousIpPolicy {
    /// What the one of a plan is called when its file says nothing.
    pub const USUAL_NAME: &str = "anonymous-ip";
}
