//! Topologies: which caches have the services that use them.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use super::matching::{is_of_word, sorted_from};
use super::remark::{RemarkRule, Remarks};
use super::view::{RouterDeliveryService, RouterView, ServiceMatcher};
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
    let own_matchers = view.matchers.iter().filter(|matcher| matcher.service == service);
    in_tree_order(own_matchers)
        .into_iter()
        .flat_map(|matcher| &matcher.rules)
        .filter_map(|rule| {
            let rest = remap(&rule.pattern, own, domain);
            let host = rule.pattern.contains(".*") && !own.is_dns;
            // One without a dot is refused with a line in the router's log.
            let dotted = host || rest.contains('.');
            (rest == target && dotted).then_some(NameInService { host, rest })
        })
        .collect()
}

/// The matchers of one service as `CacheRegister.getDeliveryServiceMatchers` gives them, in the order of a tree: each stands by
/// the first of its expressions that another lacks. A cache's last name counts, so that the order does.
fn in_tree_order<'a>(matchers: impl Iterator<Item = &'a ServiceMatcher>) -> Vec<&'a ServiceMatcher> {
    let mut tree: Vec<&ServiceMatcher> = Vec::new();
    for matcher in matchers {
        let place = tree.iter().map(|other| compare(matcher, other)).position(Ordering::is_le);
        match place.and_then(|place| Some((place, tree.get(place)?))) {
            Some((_, other)) if compare(matcher, other).is_eq() => {}
            Some((place, _)) => tree.insert(place, matcher),
            None => tree.push(matcher),
        }
    }
    tree
}

/// `DeliveryServiceMatcher.compareTo`
fn compare(one: &ServiceMatcher, other: &ServiceMatcher) -> Ordering {
    let first_without = |own: &ServiceMatcher, others: &ServiceMatcher| {
        let unique = own.rules.iter().filter(|rule| !others.rules.contains(rule));
        unique.map(|rule| sorting_key(&rule.pattern)).min()
    };
    match (first_without(one, other), first_without(other, one)) {
        (None, None) => Ordering::Equal,
        (Some(own), Some(others)) if own < others => Ordering::Less,
        (Some(_), None) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

/// By what an expression is sorted (`ComparableStringByLength`): its first word, longer ones before shorter ones.
fn sorting_key(pattern: &str) -> (Reverse<usize>, Vec<u16>) {
    let goes_on = |character: char| is_of_word(character) || matches!(character, '-' | '.' | '/');
    let start = sorted_from(pattern).unwrap_or(pattern.len());
    let word = pattern.get(start..).unwrap_or_default();
    let units: Vec<u16> =
        word.split(|character| !goes_on(character)).next().unwrap_or_default().encode_utf16().collect();
    (Reverse(units.len()), units)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::reading::{MatchKind, RouterMatchRule};

    #[test]
    fn matchers_are_ordered_by_their_longest_words() {
        let matcher = |patterns: &[&str]| {
            let rule = |pattern: &&str| RouterMatchRule {
                kind: MatchKind::Host,
                pattern: (*pattern).to_owned(),
                target: String::new(),
            };
            ServiceMatcher { service: 0, rules: patterns.iter().map(rule).collect() }
        };
        let all = [
            matcher(&["(.*\\.|^)web\\..*"]),
            matcher(&["web.cdn.test"]),
            matcher(&["web.cdn.test"]),
            matcher(&[".*\\.web\\..*"]),
            matcher(&[".*\\.abc\\..*", "web.cdn.test"]),
        ];
        let order: Vec<&str> = in_tree_order(all.iter())
            .iter()
            .flat_map(|matcher| &matcher.rules)
            .map(|rule| rule.pattern.as_str())
            .collect();
        let wanted = [".*\\.abc\\..*", "web.cdn.test", "web.cdn.test", "(.*\\.|^)web\\..*", ".*\\.web\\..*"];
        assert_eq!(order, wanted);
    }
}
