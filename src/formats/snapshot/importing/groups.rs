//! `edgeLocations`, `trafficRouterLocations` and `topologies` on their way into a plan: cache groups with their
//! positions, and the trees that name them.

use super::gathering::{Fields, SnapshotGathering, link, links, name_of, text};
use crate::finding::Severity;
use crate::model::field::FieldType as _;
use crate::model::{
    Absent, CacheGroup, Coordinate, Kind, Link, LocalizationMethod, Plan, Position, Topology, TopologyNode, Value,
};
use crate::snapshot::{Location, within};
use crate::sorting::{OrderedMap, OrderedSet};

const EDGES: &str = "/edgeLocations";
const ROUTERS: &str = "/trafficRouterLocations";

/// What the methods of a group without any are in a snapshot.
const ALL_METHODS: [&str; 3] = ["GEO", "CZ", "DEEP_CZ"];

impl SnapshotGathering<'_> {
    /// The cache groups: of locations, and those that servers and topologies name beside them.
    pub(super) fn groups(&mut self) {
        let snapshot = self.snapshot();
        let mut seen: OrderedSet<&str> = OrderedSet::new();
        for (name, location) in &snapshot.edge_locations {
            seen.insert(name);
            self.location(EDGES, name, location, self.known.edge_locations.get(name), true);
        }
        for (name, location) in &snapshot.traffic_router_locations {
            if seen.insert(name) {
                self.location(ROUTERS, name, location, self.known.traffic_router_locations.get(name), false);
            }
        }
        let mut others: OrderedMap<&str, Option<&str>> = OrderedMap::new();
        for nodes in snapshot.topologies.values().filter_map(|topology| topology.nodes.0.as_ref()) {
            others.extend(nodes.iter().map(|name| (name.as_str(), Some("EDGE_LOC"))));
        }
        let members = [
            snapshot.content_servers.values().map(|server| (group_of(server), cache_group_type(server))).collect(),
            snapshot.content_routers.values().map(|router| (router.location.as_deref(), Some("TR_LOC"))).collect(),
            snapshot.monitors.values().map(|monitor| (monitor.location.as_deref(), None)).collect::<Vec<_>>(),
        ];
        for (name, type_) in members.into_iter().flatten() {
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                let known = others.entry(name).or_insert(type_);
                *known = known.or(type_);
            }
        }
        for (name, type_) in others.into_iter().filter(|(name, _)| !seen.contains(name) && !name.is_empty()) {
            let fields = self.new_group(name, type_);
            self.object(Kind::CacheGroup, EDGES, vec![name.to_owned()], fields);
        }
    }

    /// What is guessed of a group that the plan does not have.
    fn new_group(&mut self, name: &str, type_: Option<&str>) -> Fields {
        if self.plan.find::<CacheGroup>(name).is_some() {
            return Fields::new();
        }
        self.leave_open("a snapshot does not say the types of cache groups: guessed by their servers");
        self.leave_open("a snapshot does not say the parents and short names of cache groups: left open");
        type_.map(|type_| ("type", link(Kind::Type, type_))).into_iter().collect()
    }

    fn location(&mut self, section: &str, name: &str, location: &Location, known: Option<&Location>, is_edge: bool) {
        let pointer = within(section, name);
        let mut fields = self.new_group(name, Some(if is_edge { "EDGE_LOC" } else { "TR_LOC" }));
        let same_place =
            |known: &Location| (known.latitude, known.longitude) == (location.latitude, location.longitude);
        if !known.is_some_and(same_place) && self.position(&pointer, name, location) {
            fields.push(("coordinate", link(Kind::Coordinate, &Coordinate::name_for_cache_group(name))));
        }
        // A member that is not there says nothing.
        let says = |member: &str| self.document.whole.pointer(&within(&pointer, member)).is_some();
        let says_backups = says("backupLocations");
        let methods = &location.localization_methods;
        // A set: what the plan has keeps its order.
        let sorted = |words: &[String]| words.iter().cloned().collect::<OrderedSet<String>>();
        let is_news = known.is_none_or(|known| sorted(&known.localization_methods) != sorted(methods));
        if says("localizationMethods") && is_news {
            fields.push(("localizationMethods", self.methods(&pointer, methods)));
        }
        let backups = &location.backup_locations;
        if is_edge && says_backups && known.is_none_or(|known| known.backup_locations != *backups) {
            fields.push(("fallbacks", links(Kind::CacheGroup, &backups.list)));
            fields.push(("fallbackToClosest", Value::Bool(backups.fallback_to_closest)));
        }
        self.object(Kind::CacheGroup, &pointer, vec![name.to_owned()], fields);
    }

    /// Adds the coordinate of a group's own; false where the numbers are no position.
    fn position(&mut self, pointer: &str, name: &str, location: &Location) -> bool {
        match Position::new(location.latitude, location.longitude) {
            Ok(position) => {
                let fields = vec![("position", position.to_value())];
                self.derived(Kind::Coordinate, pointer, vec![Coordinate::name_for_cache_group(name)], fields);
                true
            }
            Err(error) => {
                self.tell(Severity::Warning, pointer, format!("{error}: the cache group has no position in the plan"));
                false
            }
        }
    }

    fn methods(&mut self, pointer: &str, words: &[String]) -> Value {
        if words == ALL_METHODS {
            return Value::List(Vec::new());
        }
        let mut methods = Vec::new();
        for word in words {
            match LocalizationMethod::of_word(word) {
                Some(method) => methods.push(text(method.word())),
                None => self.tell(
                    Severity::Warning,
                    &within(pointer, "localizationMethods"),
                    format!("`{word}` is no localization method: kept beside the plan"),
                ),
            }
        }
        Value::List(methods)
    }

    /// The topologies, of which a snapshot says only the cache groups of type `EDGE_LOC`.
    pub(super) fn topologies(&mut self) {
        for (name, topology) in &self.snapshot().topologies {
            let pointer = within("/topologies", name);
            let mut fields = Fields::new();
            if self.known.topologies.get(name) != Some(topology) {
                let wanted = topology.nodes.0.as_deref().unwrap_or_default();
                let existing = self.plan.find::<Topology>(name).and_then(|id| self.plan.get(id));
                if existing.is_none() {
                    self.leave_open("a snapshot does not say the parents within topologies, nor the cache groups that are no edges: left open");
                }
                let nodes = existing.map_or(&[][..], |topology| &topology.nodes);
                fields.push(("nodes", changed_nodes(self.plan, nodes, wanted).to_value()));
            }
            self.object(Kind::Topology, &pointer, vec![name.clone()], fields);
        }
    }
}

/// The group that a cache is in, as Traffic Router takes it.
pub(super) fn group_of(server: &crate::snapshot::ContentServer) -> Option<&str> {
    let said = server.location_id.as_deref().filter(|name| !name.is_empty());
    said.or(server.cache_group.as_deref())
}

fn cache_group_type(server: &crate::snapshot::ContentServer) -> Option<&'static str> {
    match server.type_.as_deref() {
        Some(type_) if type_.starts_with("MID") => Some("MID_LOC"),
        Some(_) => Some("EDGE_LOC"),
        None => None,
    }
}

/// The nodes of a topology once its edges are those: other nodes stay, parents follow their nodes.
fn changed_nodes(plan: &Plan, nodes: &[TopologyNode], wanted: &[String]) -> Vec<TopologyNode> {
    let is_edge = |node: &TopologyNode| {
        let group = node.cache_group.as_ref().and_then(|link| plan.follow(link));
        group.is_some_and(|group| name_of(plan, group.type_.as_ref()) == "EDGE_LOC")
    };
    let name = |node: &TopologyNode| name_of(plan, node.cache_group.as_ref());
    let stays: Vec<bool> = nodes.iter().map(|node| !is_edge(node) || wanted.contains(&name(node))).collect();
    let place = |parent: &i64| {
        let at = usize::try_from(*parent).ok().filter(|at| *at < nodes.len());
        // It was no place in the list before either.
        let Some(at) = at else { return Some(*parent) };
        let before = stays.get(..at).unwrap_or_default().iter().filter(|stays| **stays).count();
        stays.get(at).copied().unwrap_or(false).then(|| i64::try_from(before).unwrap_or(*parent))
    };
    let kept = nodes.iter().zip(&stays).filter(|(_, stays)| **stays);
    let mut changed: Vec<TopologyNode> = kept
        .map(|(node, _)| TopologyNode {
            cache_group: node.cache_group.clone(),
            parents: node.parents.iter().filter_map(place).collect(),
        })
        .collect();
    let there: OrderedSet<String> = changed.iter().map(name).collect();
    changed.extend(
        wanted
            .iter()
            .filter(|name| !there.contains(*name))
            .map(|name| TopologyNode { cache_group: Some(Link::Absent(Absent::named(name))), parents: Vec::new() }),
    );
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Delta, Edit};
    use crate::model::{Id, Type};

    #[test]
    fn parents_follow_their_nodes() {
        let plan = Plan::default();
        let type_: Id<Type> = plan.fresh_id(0);
        let group = |at: u64, name: &str, edge: bool| -> crate::edit::Change {
            let type_ = edge.then_some(Link::To(type_));
            let group = CacheGroup { name: name.to_owned(), type_, ..CacheGroup::default() };
            Delta::added(plan.fresh_id(at), group).into()
        };
        let edges = Type { name: "EDGE_LOC".to_owned(), ..Type::default() };
        let changes =
            vec![Delta::added(type_, edges).into(), group(0, "e0", true), group(1, "mid", false), group(2, "e2", true)];
        let planned = plan.applying(&Edit::new("", changes)).unwrap();
        let node = |at: u64, parents: &[i64]| TopologyNode {
            cache_group: Some(Link::To(plan.fresh_id(at))),
            parents: parents.to_vec(),
        };
        let nodes = [node(0, &[1]), node(1, &[]), node(2, &[1, 0, 9])];
        assert_eq!(changed_nodes(&planned, &nodes, &["e2".to_owned(), "e0".to_owned()]), nodes);
        let changed = changed_nodes(&planned, &nodes, &["e2".to_owned(), "new".to_owned()]);
        let parents: Vec<_> = changed.iter().map(|node| node.parents.clone()).collect();
        assert_eq!(parents, [vec![], vec![0, 9], vec![]]);
    }
}
