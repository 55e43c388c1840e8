//! The parameters that routing asks for.

use super::view::{Config, RouterPosition};
use crate::snapshot::document::Node;

/// How many routers are named where nothing else is said.
const DEFAULT_ROUTER_LIMIT: i32 = 4;

pub(super) fn read(config: &Node, services: &Node) -> Config {
    let named = |key: &str| config.get(key).is_some_and(|value| *value != Node::Null);
    // Here the text is asked for, not the truth (`ConfigHandler.parseAnonymousIpConfig`).
    let asks = |service: &Node| service.text_or("anonymousBlockingEnabled", "") == "true";
    let overrides = config.get("maxmindDefaultOverride").map(|list| {
        let entry = |node: &Node| {
            let position =
                RouterPosition { latitude: node.double_or("lat", 0.0), longitude: node.double_or("long", 0.0) };
            (node.text_or("countryCode", "").into_owned(), position)
        };
        list.elements().map(entry).collect()
    });
    Config {
        domain_name: config.text_or("domain_name", "").into_owned(),
        consistent_dns_routing: config.bool_or("consistent.dns.routing", false),
        edge_dns_routing: config.bool_or("edge.dns.routing", false),
        edge_http_routing: config.bool_or("edge.http.routing", false),
        edge_dns_limit: config.int_or("edge.dns.limit", DEFAULT_ROUTER_LIMIT),
        edge_http_limit: config.int_or("edge.http.limit", DEFAULT_ROUTER_LIMIT),
        strip_special_query_params: config.bool_or("strip.special.query.params", false),
        ecs_enabled: config.bool_or("ecsEnable", false),
        ns_ttl_seconds: config.get("ttls").filter(|ttls| ttls.has("NS")).map(|ttls| ttls.long_or("NS", 0)),
        anonymous_blocking: named("anonymousip.polling.url")
            && named("anonymousip.policy.configuration")
            && services.members().iter().any(|(_, service)| asks(service)),
        default_locations: overrides.unwrap_or_default(),
    }
}
