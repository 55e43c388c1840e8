//! What a router takes and nobody can have meant: a Traffic Ops without a host, caches without addresses, places that
//! are none, services that are in each other's way. It rejects nothing.

use std::collections::HashMap;

use super::records::is_active;
use crate::model::QuickSet;
use crate::snapshot::document::{DocumentPlace, NOTHING, Node};
use crate::snapshot::reading::{CacheNotes, MatchKind, RemarkRule, Remarks, RouterMatchRule, RouterView};
use crate::sorting::OrderedSet;

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// How the router writes the beginning of a service's first expression (`.*\.` in the snapshot).
const FIRST_BEGINS: &str = "(.*\\.|^)";

/// Looks for all of it.
pub(super) fn check(root: &Node, view: &RouterView, notes: &CacheNotes, remarks: &mut Remarks) {
    traffic_ops(root, view, remarks);
    addresses(view, notes, remarks);
    assignments(view, notes, remarks);
    topologies(root, view, remarks);
    places(root, remarks);
    expressions(view, remarks);
    routing_names(root, view, remarks);
}

/// Every URL to Traffic Ops is built of this host (`TR/config/ConfigHandler.java` parseTrafficOpsConfig,
/// `TR/util/TrafficOpsUtils.java`): without one no certificate and no key is ever had.
fn traffic_ops(root: &Node, view: &RouterView, remarks: &mut Remarks) {
    let stats = root.get("stats").unwrap_or(NOTHING);
    let key = if stats.has("tm_host") { "tm_host" } else { "to_host" };
    let Some(host) = stats.get(key) else { return };
    let is_empty = *host == Node::Null || host.text_value().is_some_and(|text| text.trim().is_empty());
    let signed = root.get("config").is_some_and(|config| config.bool_or("dnssec.enabled", false));
    let waiting: Vec<&str> =
        view.services.iter().filter(|service| service.ssl_enabled).map(|service| service.xml_id.as_str()).collect();
    let what = match (waiting.is_empty(), signed) {
        _ if !is_empty => return,
        (true, false) => return,
        (true, true) => "the router never gets the DNSSEC keys".to_owned(),
        (false, _) => format!("the router never gets the certificates of {}", listed(&waiting)),
    };
    let place = DocumentPlace::ROOT.member("stats");
    remarks.tell(RemarkRule::NoTrafficOpsHost, &place.member(key), format!("no Traffic Ops is named, so that {what}"));
}

/// `TR/edge/Node.java` setIpAddress logs an error for each.
fn addresses(view: &RouterView, notes: &CacheNotes, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("contentServers");
    for cache in notes.unaddressed.iter().filter_map(|at| view.caches.get(*at)) {
        let message = "the cache has neither an IPv4 nor an IPv6 address: the router has nothing to answer with";
        remarks.tell(RemarkRule::NoCacheAddress, &place.member(&cache.name).member("ip"), message);
    }
}

fn assignments(view: &RouterView, notes: &CacheNotes, remarks: &mut Remarks) {
    let known: QuickSet<&str> = view.services.iter().map(|service| service.xml_id.as_str()).collect();
    let place = DocumentPlace::ROOT.member("contentServers");
    let caches = view.caches.iter().enumerate();
    for (_, cache) in caches.filter(|(at, cache)| !notes.is_plain(*at, cache)) {
        for reference in cache.services.iter().filter(|reference| !known.contains(reference.xml_id.as_str())) {
            let message =
                format!("the snapshot has no delivery service `{}`: the assignment is to none", reference.xml_id);
            let place = place.member(&cache.name);
            let place = place.member("deliveryServices");
            remarks.tell(RemarkRule::UnknownService, &place.member(&reference.xml_id), message);
        }
    }
}

/// A snapshot has the topologies of all CDNs: what stands in one that none of its services uses may be another's.
fn topologies(root: &Node, view: &RouterView, remarks: &mut Remarks) {
    let known: OrderedSet<&str> = view.locations.iter().map(|location| location.name.as_str()).collect();
    let used: OrderedSet<&str> = view.services.iter().filter_map(|service| service.topology.as_deref()).collect();
    let place = DocumentPlace::ROOT.member("topologies");
    let all = root.get("topologies").map(Node::members).unwrap_or_default();
    for (name, topology) in all.iter().filter(|(name, _)| used.contains(name.as_str())) {
        let Some(Node::Array(nodes)) = topology.get("nodes") else { continue };
        let groups: Vec<(usize, &str)> =
            nodes.iter().enumerate().filter_map(|(at, node)| Some((at, node.text_value()?))).collect();
        let place = place.member(name);
        let place = place.member("nodes");
        for (at, group) in groups.iter().filter(|(_, group)| !known.contains(group)) {
            let message = format!("`{group}` is no edge location of this snapshot: the topology has no caches there");
            remarks.tell(RemarkRule::TopologyNode, &place.item(*at), message);
        }
    }
}

/// Where something is.
fn places(root: &Node, remarks: &mut Remarks) {
    for section in ["edgeLocations", "trafficRouterLocations"] {
        let place = DocumentPlace::ROOT.member(section);
        for (name, node) in root.get(section).map(Node::members).unwrap_or_default() {
            position(node, ["latitude", "longitude"], true, &place.member(name), remarks);
        }
    }
    let place = DocumentPlace::ROOT.member("deliveryServices");
    for (name, node) in root.get("deliveryServices").map(Node::members).unwrap_or_default() {
        // 0,0 is no miss location to the router, and what Traffic Ops has for none.
        if let Some(miss) = node.get("missLocation") {
            position(miss, ["lat", "long"], false, &place.member(name).member("missLocation"), remarks);
        }
    }
    let place = DocumentPlace::ROOT.member("config");
    let place = place.member("maxmindDefaultOverride");
    let overrides = root.get("config").and_then(|config| config.get("maxmindDefaultOverride"));
    if let Some(Node::Array(items)) = overrides {
        for (at, item) in items.iter().enumerate() {
            position(item, ["lat", "long"], true, &place.item(at), remarks);
        }
    }
}

fn position(
    node: &Node,
    [latitude, longitude]: [&'static str; 2],
    zero: bool,
    place: &DocumentPlace<'_>,
    remarks: &mut Remarks,
) {
    let (Some(north), Some(east)) = (node.get(latitude), node.get(longitude)) else { return };
    let (north, east) = (north.as_double(0.0), east.as_double(0.0));
    for (key, degrees, most) in [(latitude, north, 90.0), (longitude, east, 180.0)] {
        if !(-most..=most).contains(&degrees) {
            let message = format!("{degrees} degrees are no place on the globe: every distance to it is wrong");
            remarks.tell(RemarkRule::OffTheGlobe, &place.member(key), message);
        }
    }
    if zero && north == 0.0 && east == 0.0 {
        let message =
            "0,0 lies in the sea off Africa, and is almost never meant: clients are sent by the distance to it";
        remarks.tell(RemarkRule::ZeroPosition, place, message);
    }
}

/// Of two services that ask for the same hosts only one is ever found.
fn expressions(view: &RouterView, remarks: &mut Remarks) {
    let mut first: HashMap<Vec<(MatchKind, &str, &str)>, usize> = HashMap::new();
    let place = DocumentPlace::ROOT.member("deliveryServices");
    for matcher in view.matchers.iter().filter(|matcher| matcher.rules.iter().any(|rule| rule.kind == MatchKind::Host))
    {
        let rules = matcher.rules.iter().map(|rule| (rule.kind, own_part(rule), rule.target.as_str())).collect();
        let earlier = *first.entry(rules).or_insert(matcher.service);
        let (Some(other), Some(own)) = (view.services.get(earlier), view.services.get(matcher.service)) else {
            continue;
        };
        if earlier != matcher.service {
            let pattern = matcher.rules.first().map_or("", own_part);
            let message = format!(
                "`{}` has the same expression, {pattern}: requests that fit it find only one of the two",
                other.xml_id
            );
            remarks.tell(RemarkRule::SharedExpression, &place.member(&own.xml_id).member("matchsets"), message);
        }
    }
}

/// An expression apart from how it begins, which the router writes otherwise in a service's first.
fn own_part(rule: &RouterMatchRule) -> &str {
    [FIRST_BEGINS, ".*\\."].iter().find_map(|begin| rule.pattern.strip_prefix(begin)).unwrap_or(&rule.pattern)
}

/// The static zone of a service holds the addresses of each router under its short name (`TR/dns/ZoneManager.java`):
/// they answer for a routing name that is the same.
fn routing_names(root: &Node, view: &RouterView, remarks: &mut Remarks) {
    let routers = root.get("contentRouters").unwrap_or(NOTHING);
    let active: Vec<&str> =
        routers.members().iter().filter(|(_, router)| is_active(router)).map(|(key, _)| key.as_str()).collect();
    let place = DocumentPlace::ROOT.member("deliveryServices");
    for service in view.services.iter().filter(|service| service.is_dns) {
        let same = active.iter().find(|key| key.eq_ignore_ascii_case(&service.routing_name));
        if let Some(router) = same {
            let message =
                format!("Traffic Router `{router}` has the same name, and its addresses are what every question gets");
            remarks.tell(
                RemarkRule::ShadowedRoutingName,
                &place.member(&service.xml_id).member("routingName"),
                message,
            );
        }
    }
}

fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES_SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
