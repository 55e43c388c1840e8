//! Delivery services, and servers assigned to them, that Traffic Ops does not take
//! (`TO/deliveryservice/deliveryservices.go` validateTypeFields, `TO/deliveryservice/servers`).

use std::collections::HashSet;

use super::against::{Against, listed, name_of};
use crate::finding::{Finding, Place, Severity};
use crate::model::{CacheGroup, DeliveryService, Id, Plan};
use crate::sorting::{OrderedMap, OrderedSet};

/// What services of a type must have, and how.
pub(crate) fn check(plan: &Plan, service: &DeliveryService, against: &mut Against) {
    let type_ = name_of(plan, service.type_.as_ref());
    let (dns, http) = (type_.starts_with("DNS"), type_.starts_with("HTTP"));
    let routed = dns || http || type_.starts_with("STEERING");
    let wanted = [
        ("initialDispersion", http, service.initial_dispersion.is_some_and(|limit| 0 < limit)),
        ("missLat", dns || http, service.miss_lat.is_some()),
        ("missLong", dns || http, service.miss_long.is_some()),
        ("multiSiteOrigin", dns || http, service.multi_site_origin.is_some()),
        ("orgServerFqdn", dns || http, service.org_server_fqdn.as_deref().is_some_and(|url| !url.is_empty())),
        ("qstringIgnore", dns || http, service.qstring_ignore.is_some()),
        ("rangeRequestHandling", dns || http, service.range_request_handling.is_some()),
        ("ipv6RoutingEnabled", routed, service.ipv6_routing_enabled.is_some()),
        ("protocol", routed, service.protocol.is_some()),
    ];
    for (member, is_wanted, is_there) in wanted {
        if is_wanted && !is_there {
            against.say(member, format!("services of type {type_} must have one, and `{}` has none", service.xml_id));
        }
    }
    if let Some(name) = service.routing_name.as_deref().filter(|name| name.contains('.')) {
        against.say("routingName", format!("`{name}` has a dot, and a routing name is a single label"));
    }
    let bypass = service.http_bypass_fqdn.as_deref().filter(|name| !name.is_empty());
    if let Some(name) = bypass.filter(|name| !is_host_name(name)) {
        against.say("httpBypassFqdn", format!("`{name}` is no host name; a port is not taken"));
    }
    let mut numbers = HashSet::new();
    for expression in &service.match_list {
        if !numbers.insert((expression.set_number, expression.type_.as_str())) {
            let message = format!("two expressions of `{}` have the order {}", service.xml_id, expression.set_number);
            against.say("matchList", message);
        }
    }
}

fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        plain && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= 255 && text.strip_suffix('.').unwrap_or(text).split('.').all(is_label)
}

/// What Traffic Ops has against servers assigned to services, one problem a service.
pub(super) fn assignments(plan: &Plan, place: &Place) -> Vec<Finding> {
    let mut elsewhere: OrderedMap<&str, OrderedSet<&str>> = OrderedMap::new();
    let mut outside: OrderedMap<&str, OrderedSet<&str>> = OrderedMap::new();
    for (service, server) in plan.delivery_service_servers().iter() {
        let (Some(service), Some(server)) = (plan.follow(service), plan.follow(server)) else { continue };
        let (xml_id, host) = (service.xml_id.as_str(), server.host_name.as_str());
        let (cdn, other) = (name_of(plan, service.cdn.as_ref()), name_of(plan, server.cdn.as_ref()));
        if cdn != other && !cdn.is_empty() && !other.is_empty() {
            elsewhere.entry(xml_id).or_default().insert(host);
        }
        let is_origin = name_of(plan, server.type_.as_ref()).starts_with("ORG");
        let group = server.cache_group.as_ref().and_then(crate::model::Link::id);
        if is_origin
            && groups_of(plan, service).is_some_and(|groups| group.is_none_or(|group| !groups.contains(&group)))
        {
            outside.entry(xml_id).or_default().insert(host);
        }
    }
    let told = |(xml_id, hosts): (&str, OrderedSet<&str>), why: &str| {
        let hosts = listed(hosts.into_iter().map(Into::into));
        let message = format!("Traffic Ops refuses this: {hosts} cannot be assigned to `{xml_id}`, being {why}");
        Finding::new(Severity::Warning, place.clone(), "server", message)
    };
    let elsewhere = elsewhere.into_iter().map(|one| told(one, "of another CDN"));
    let outside = outside.into_iter().map(|one| told(one, "an origin outside of its topology"));
    elsewhere.chain(outside).collect()
}

/// The cache groups of a service's topology.
fn groups_of(plan: &Plan, service: &DeliveryService) -> Option<HashSet<Id<CacheGroup>>> {
    let topology = plan.follow(service.topology.as_ref()?)?;
    Some(topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()?.id()).collect())
}
