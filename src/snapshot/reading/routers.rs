//! The Traffic Routers to which clients may be sent, and the Traffic Monitors.

use super::members::{mandatory, without_mask};
use super::remark::{RemarkRule, Remarks};
use super::view::{RouterLocation, RouterNode, RouterPosition, RouterView, ZoneRouter};
use crate::snapshot::document::{DocumentPlace, Node};
use crate::snapshot::java::address;

/// Routers that lack something are passed over.
pub(super) fn read(routers: &Node, root: &Node, view: &mut RouterView) {
    view.zone_routers = routers.members().iter().filter_map(|(name, node)| zone_router(name, node)).collect();
    let Some(locations) = root.get("trafficRouterLocations") else { return };
    for (name, node) in routers.members() {
        let Some(location) = node.get("location").map(Node::as_text) else { continue };
        let Some(position) = locations.get(&location).and_then(position) else { continue };
        // Java's maps tell 0.0 from -0.0, as the bits do.
        let same = |other: &RouterPosition| {
            let bits = |at: &RouterPosition| (at.latitude.to_bits(), at.longitude.to_bits());
            bits(other) == bits(&position)
        };
        let index = view.router_locations.iter().position(|known| same(&known.position)).unwrap_or_else(|| {
            let new = RouterLocation { name: location.to_string(), position, routers: Vec::new() };
            view.router_locations.push(new);
            view.router_locations.len() - 1
        });
        let router = router(name, node);
        if let (Some(location), Some(router)) = (view.router_locations.get_mut(index), router) {
            location.routers.push(router);
        }
    }
}

/// `ZoneManager.addTrafficRouters`: all but those that are off, with whatever addresses they have.
fn zone_router(name: &str, node: &Node) -> Option<ZoneRouter> {
    let status = node.get("status")?.as_text();
    if status == "OFFLINE" || status == "ADMIN_DOWN" {
        return None;
    }
    let ip6 = node.get("ip6").map(Node::as_text).filter(|text| !text.is_empty());
    Some(ZoneRouter {
        name: name.to_owned(),
        ip: address::by_name(&node.text_or("ip", "")),
        ip6: ip6.and_then(|text| address::by_name(without_mask(&text))),
    })
}

fn position(node: &Node) -> Option<RouterPosition> {
    let latitude = node.get("latitude")?.as_double(0.0);
    Some(RouterPosition { latitude, longitude: node.get("longitude")?.as_double(0.0) })
}

fn router(name: &str, node: &Node) -> Option<RouterNode> {
    let status = node.get("status")?.as_text();
    if status != "ONLINE" && status != "REPORTED" {
        return None;
    }
    let ip = node.get("ip")?.as_text();
    let ip6 = node.text_or("ip6", "");
    let read = |text: &str| if text.is_empty() { Some(None) } else { address::by_name(text).map(Some) };
    Some(RouterNode {
        name: name.to_owned(),
        fqdn: node.get("fqdn")?.as_text().into_owned(),
        port: node.get("port")?.as_int(0),
        ip: read(&ip)?,
        ip6: if ip6.is_empty() { None } else { Some(address::by_name(without_mask(&ip6))?) },
    })
}

/// At least one must be ONLINE.
pub(super) fn read_monitors(section: &Node, view: &mut RouterView, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("monitors");
    let keyed = section.members().iter().map(|(key, node)| (place.member(key), node));
    let listed = section.elements().enumerate().map(|(index, node)| (place.item(index), node));
    let all: Vec<_> = if section.is_array() { listed.collect() } else { keyed.collect() };
    for (place, node) in all {
        let fqdn = mandatory(node, "fqdn", &place, remarks).map(Node::as_text);
        let status = mandatory(node, "status", &place, remarks).map(Node::as_text);
        if let (Some(fqdn), Some("ONLINE")) = (fqdn, status.as_deref()) {
            view.monitors.push(format!("{fqdn}:{}", node.int_or("port", 80)));
        }
    }
    if view.monitors.is_empty() {
        remarks.tell(RemarkRule::NoOnlineMonitor, &place, "no Traffic Monitor has the status ONLINE");
    }
}
