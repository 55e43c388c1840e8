//! Topologies: which caches have the services that use them.

use std::collections::HashMap;

use super::remark::{RemarkRule, Remarks};
use super::view::{RouterDeliveryService, RouterView};
use crate::snapshot::document::{DocumentPlace, Node};
use crate::sorting::OrderedSet;

pub(super) fn read(section: &Node, services: &Node, view: &mut RouterView, remarks: &mut Remarks) {
    let nodes = nodes(section, remarks);
    let place = DocumentPlace::ROOT.member("deliveryServices");
    let locations: HashMap<String, usize> =
        view.locations.iter().enumerate().map(|(index, location)| (location.name.clone(), index)).collect();
    for (service, (xml_id, _)) in services.members().iter().enumerate() {
        let Some((own, topology)) = view.services.get(service).and_then(|own| Some((own, own.topology.clone()?)))
        else {
            continue;
        };
        let Some(groups) = nodes.get(topology.as_str()) else {
            let message = format!("there is no topology `{topology}`: the service gets no caches of it");
            remarks.tell(RemarkRule::TopologyService, &place.member(xml_id).member("topology"), message);
            continue;
        };
        let names = names(own, service, view);
        let members: OrderedSet<usize> = groups.iter().filter_map(|group| locations.get(*group).copied()).collect();
        let required = own.required_capabilities.clone();
        let mut given = 0;
        for cache in view.caches.iter_mut().filter(|cache| members.contains(&cache.location)) {
            if !required.is_subset(&cache.capabilities) {
                continue;
            }
            for name in &names {
                cache.refer(xml_id, name.of(&cache.name));
                given += 1;
            }
        }
        if given == 0 {
            let message = if names.is_empty() {
                "none of its expressions stands for its own domain: no cache gets the service".to_owned()
            } else {
                format!("no loaded cache in `{topology}` has what the service requires")
            };
            remarks.tell(RemarkRule::TopologyService, &place.member(xml_id).member("topology"), message);
        }
    }
}

/// The groups of each topology.
fn nodes<'a>(section: &'a Node, remarks: &mut Remarks) -> HashMap<&'a str, Vec<&'a str>> {
    let place = DocumentPlace::ROOT.member("topologies");
    let mut found = HashMap::new();
    for (name, topology) in section.members() {
        if let Some(nodes) = topology.get("nodes") {
            found.insert(name.as_str(), nodes.elements().filter_map(Node::text_value).collect());
        } else {
            let message = "a topology without `nodes`";
            remarks.tell(RemarkRule::NoTopologyNodes, &place.member(name).member("nodes"), message);
        }
    }
    found
}

/// The name of a cache in a service of a topology.
struct NameInService {
    host: bool,
    rest: String,
}

impl NameInService {
    fn of(&self, cache: &str) -> String {
        if self.host { format!("{cache}.{}", self.rest) } else { self.rest.clone() }
    }
}

/// What the service's expressions make of a cache, those that stand for its own domain.
fn names(own: &RouterDeliveryService, service: usize, view: &RouterView) -> Vec<NameInService> {
    let Some(domain) = &own.domain else { return Vec::new() };
    let target = if own.is_dns { format!("{}.{domain}", own.routing_name) } else { domain.clone() };
    let patterns = view.matchers.iter().filter(|matcher| matcher.service == service).flat_map(|matcher| &matcher.rules);
    patterns
        .filter_map(|rule| {
            let rest = remap(&rule.pattern, own, domain);
            let host = rule.pattern.contains(".*") && !own.is_dns;
            // One without a dot is refused with a line in the router's log.
            let dotted = host || rest.contains('.');
            (rest == target && dotted).then_some(NameInService { host, rest })
        })
        .collect()
}

/// The name that an expression stands for: without its wildcards, below what is above the service's domain.
fn remap(pattern: &str, own: &RouterDeliveryService, domain: &str) -> String {
    if !pattern.contains(".*") {
        return pattern.to_owned();
    }
    let above = domain.split_once('.').map_or(domain, |(_, above)| above);
    let host = format!("{}.{above}", without_wildcards(pattern));
    if own.is_dns { format!("{}.{host}", own.routing_name) } else { host }
}

/// Takes out `(.*\.|^)` or `.*\.` at the beginning, and `\..*` anywhere.
fn without_wildcards(pattern: &str) -> String {
    let beginning = ["(.*\\.|^)", ".*\\."].iter().find_map(|mark| pattern.strip_prefix(mark));
    beginning.unwrap_or(pattern).replace("\\..*", "")
}
