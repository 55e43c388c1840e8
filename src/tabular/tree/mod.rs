//! A plan as a tree: by place (division, region, phys location, cache groups, servers), by parent, and the tree of a
//! topology. A tree is a list in reading order, so that a window needs to look at what it shows only.
//!
//! It must not know of a window. What findings and loads are it is told.

mod lines;
mod parents;
mod places;
mod planting;
mod tally;
mod topology;

use std::collections::HashMap;

use super::natural;
use crate::model::{AnyId, Kind, Plan};

pub use lines::{TreeContext, TreeKey, TreeLine, TreeSubject, TreeTally};

/// A tree in reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The lines.
    pub nodes: Vec<TreeLine>,
    /// Where objects stand, each perhaps in several places.
    places: HashMap<AnyId, Vec<usize>>,
    /// Whether it is known of any line what is carried there.
    pub has_loads: bool,
}

impl Tree {
    /// The tree of a plan.
    pub fn of(plan: &Plan, subject: TreeSubject, context: &TreeContext) -> Self {
        let mut nodes = match subject {
            TreeSubject::Places => places::nodes(plan),
            TreeSubject::Parents => parents::nodes(plan),
            TreeSubject::Topology(id) => topology::nodes(plan, id),
        };
        let mut places: HashMap<AnyId, Vec<usize>> = HashMap::with_capacity(nodes.len());
        for (at, node) in nodes.iter().enumerate() {
            if let Some(object) = node.object {
                places.entry(object).or_default().push(at);
            }
        }
        tally::count(&mut nodes, &places, context);
        let has_loads = nodes.iter().any(|node| node.tally.load_mbps.is_some());
        Self { nodes, places, has_loads }
    }

    /// Where an object stands.
    pub fn places_of(&self, object: AnyId) -> &[usize] {
        self.places.get(&object).map(Vec::as_slice).unwrap_or_default()
    }

    /// The line that an object of a kind is at or below.
    pub fn above_of_kind(&self, at: usize, kind: Kind) -> Option<AnyId> {
        let mut next = Some(at);
        while let Some(node) = next.and_then(|at| self.nodes.get(at)) {
            if let Some(object) = node.object.filter(|object| object.kind == kind) {
                return Some(object);
            }
            next = node.above;
        }
        None
    }

    /// The lines that are seen: below a line only where that is open.
    pub fn rows(&self, is_open: impl Fn(usize) -> bool) -> Vec<usize> {
        let (mut rows, mut at) = (Vec::new(), 0);
        while let Some(node) = self.nodes.get(at) {
            rows.push(at);
            at = if at + 1 < node.end && !is_open(at) { node.end } else { at + 1 };
        }
        rows
    }

    /// The lines whose names contain all words (in lower case), and what they stand below.
    pub fn matching(&self, words: &[String]) -> Vec<usize> {
        let mut is_seen = vec![false; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            if node.object.is_some() && words.iter().all(|word| natural::contains(&node.name, word)) {
                let mut next = Some(at);
                while let Some(place) = next.filter(|place| !std::mem::replace(&mut is_seen[*place], true)) {
                    next = self.nodes.get(place).and_then(|node| node.above);
                }
            }
        }
        (0..self.nodes.len()).filter(|at| is_seen[*at]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent::{self, Rank};
    use crate::edit::seeds::seed_plan;
    use crate::finding::Severity;
    use crate::model::{CacheGroup, Division, Link, PhysLocation, Server};
    use crate::session::add_sample;

    fn sample() -> Plan {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        seeded.applying(&add_sample(&seeded).unwrap()).unwrap()
    }

    /// Lines are nested as they say.
    fn check(tree: &Tree) {
        for (at, node) in tree.nodes.iter().enumerate() {
            assert!(at < node.end && node.end <= tree.nodes.len());
            match node.above {
                None => assert_eq!(node.depth, 0),
                Some(above) => {
                    let above = &tree.nodes[above];
                    assert!(above.depth + 1 == node.depth && at < above.end && node.end <= above.end);
                }
            }
        }
    }

    #[test]
    fn every_place_and_server_has_its_line() {
        let plan = sample();
        let tree = Tree::of(&plan, TreeSubject::Places, &TreeContext::default());
        check(&tree);
        for kind in [Kind::Division, Kind::Region, Kind::PhysLocation, Kind::Server] {
            for object in plan.ids(kind) {
                assert_eq!(tree.places_of(object).len(), 1, "{:?}", plan.name_of(object));
            }
        }
        assert!(plan.ids(Kind::CacheGroup).into_iter().all(|group| !tree.places_of(group).is_empty()));
        let (id, division) = plan.divisions().iter().next().unwrap();
        let line = &tree.nodes[tree.places_of(AnyId::of::<Division>(id))[0]];
        let regions = plan.regions().iter().filter(|(_, region)| region.division == Some(Link::To(id))).count();
        assert_eq!((line.name.as_str(), line.tally.regions), (division.name.as_str(), regions));
        let servers: usize = tree.nodes.iter().filter(|node| node.depth == 0).map(|node| node.tally.servers).sum();
        assert_eq!(servers, plan.servers().len());
    }

    #[test]
    fn a_group_that_stands_in_two_places_counts_once_above_both() {
        let plan = sample();
        let tree = Tree::of(&plan, TreeSubject::Places, &TreeContext::default());
        for node in tree.nodes.iter().filter(|node| node.depth == 0 && node.object.is_some()) {
            let inside = |object: AnyId| {
                tree.places_of(object)
                    .iter()
                    .any(|at| tree.nodes[*at].above.is_some() && tree.above_of_kind(*at, Kind::Division) == node.object)
            };
            let groups = plan.ids(Kind::CacheGroup).into_iter().filter(|group| inside(*group)).count();
            assert_eq!(node.tally.groups, groups, "{}", node.name);
        }
    }

    #[test]
    fn parents_are_above_and_circles_apart() {
        let plan = sample();
        let tree = Tree::of(&plan, TreeSubject::Parents, &TreeContext::default());
        check(&tree);
        assert_eq!(tree.nodes.len(), plan.cache_groups().len());
        let group = |name: &str| plan.find::<CacheGroup>(name).unwrap();
        let (paris, tokyo) = (group("edge-paris"), group("edge-tokyo"));
        let edit = intent::reparent(&plan, &[paris], Rank::Primary, Some(tokyo)).unwrap();
        let plan = plan.applying(&edit).unwrap();
        let plan = plan.applying(&intent::reparent(&plan, &[tokyo], Rank::Primary, Some(paris)).unwrap()).unwrap();
        let tree = Tree::of(&plan, TreeSubject::Parents, &TreeContext::default());
        check(&tree);
        let line = &tree.nodes[tree.places_of(AnyId::of::<CacheGroup>(paris))[0]];
        assert_eq!(tree.nodes[line.above.unwrap()].key, TreeKey::Circle);
    }

    #[test]
    fn rows_are_what_is_open_or_matches() {
        let plan = sample();
        let object = AnyId::of::<PhysLocation>(plan.phys_locations().iter().next().unwrap().0);
        let context = TreeContext {
            findings: std::sync::Arc::new(HashMap::from([(object, (Severity::Warning, 2))])),
            loads_mbps: HashMap::new(),
        };
        let tree = Tree::of(&plan, TreeSubject::Places, &context);
        let roots = tree.nodes.iter().filter(|node| node.depth == 0).count();
        assert_eq!(tree.rows(|_| false).len(), roots);
        assert_eq!(tree.rows(|_| true).len(), tree.nodes.len());
        let line = tree.places_of(object)[0];
        assert_eq!(tree.nodes[line].tally.findings, Some((Severity::Warning, 2)));
        let mut top = line;
        while let Some(above) = tree.nodes[top].above {
            top = above;
        }
        assert_eq!(tree.nodes[top].tally.findings, Some((Severity::Warning, 2)), "it is seen from above");
        let server = plan.servers().iter().next().unwrap().1;
        let rows = tree.matching(&[Server::clone(server).host_name.to_lowercase()]);
        assert!(rows.iter().any(|at| tree.nodes[*at].name == server.host_name) && rows.len() < tree.nodes.len());
    }
}
