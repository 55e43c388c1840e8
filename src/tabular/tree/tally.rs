//! How much stands below a line: each object once, however many places it stands in.

use super::{Tree, TreeContext};
use crate::finding::Severity;
use crate::model::{AnyId, Kind, grouped};

/// How much stands below a line, and what is said of it and of all that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TreeTally {
    /// Regions below it.
    pub regions: usize,
    /// Phys locations below it.
    pub locations: usize,
    /// Cache groups below it.
    pub groups: usize,
    /// Servers below it.
    pub servers: usize,
    /// How bad the worst finding is of it and of what is below it, and how many there are.
    pub findings: Option<(Severity, usize)>,
    /// What the groups carry, in Mbit/s; none: nobody knows.
    pub load_mbps: Option<f64>,
    /// What they can carry, as far as that is known.
    pub capacity_mbps: Option<f64>,
}

impl TreeTally {
    fn of(object: AnyId, context: &TreeContext) -> Self {
        let count = |kind: Kind| usize::from(object.kind == kind);
        let loads = context.loads_mbps.get(&object.number).filter(|_| object.kind == Kind::CacheGroup);
        Self {
            regions: count(Kind::Region),
            locations: count(Kind::PhysLocation),
            groups: count(Kind::CacheGroup),
            servers: count(Kind::Server),
            findings: context.findings.get(&object).copied(),
            load_mbps: loads.map(|(load, _)| *load),
            capacity_mbps: loads.and_then(|(_, capacity)| *capacity),
        }
    }

    fn add(&mut self, other: &Self) {
        self.regions += other.regions;
        self.locations += other.locations;
        self.groups += other.groups;
        self.servers += other.servers;
        self.add_words(other);
    }

    /// What is said of both; what is counted stays.
    fn add_words(&mut self, other: &Self) {
        self.findings = match (self.findings, other.findings) {
            (Some((one, count)), Some((two, more))) => Some((one.max(two), count + more)),
            (one, two) => one.or(two),
        };
        let sum = |one: Option<f64>, two: Option<f64>| match (one, two) {
            (Some(one), Some(two)) => Some(one + two),
            (one, two) => one.or(two),
        };
        self.load_mbps = sum(self.load_mbps, other.load_mbps);
        self.capacity_mbps = sum(self.capacity_mbps, other.capacity_mbps);
    }

    /// How many of what, in words.
    pub fn words(&self) -> String {
        let all = [
            (self.regions, "region", "regions"),
            (self.locations, "phys location", "phys locations"),
            (self.groups, "cache group", "cache groups"),
            (self.servers, "server", "servers"),
        ];
        let words = all.iter().filter(|(count, ..)| 0 < *count);
        let words =
            words.map(|(count, one, many)| format!("{} {}", grouped(count), if *count == 1 { one } else { many }));
        words.collect::<Vec<_>>().join(", ")
    }

    /// What it carries of what it can, in words; nothing where nobody knows.
    pub fn load_words(&self) -> String {
        let Some(load) = self.load_mbps else { return String::new() };
        let number = |mbps: f64| grouped(format!("{mbps:.0}"));
        match self.capacity_mbps.filter(|capacity| 0.0 < *capacity) {
            Some(capacity) => {
                format!("{} of {} Mbit/s, {:.0} %", number(load), number(capacity), 100.0 * load / capacity)
            }
            None => format!("{} Mbit/s", number(load)),
        }
    }
}

/// Counts what stands below every line.
pub(super) fn count(tree: &mut Tree, context: &TreeContext) {
    let Tree { nodes, places } = tree;
    let mut below = vec![TreeTally::default(); nodes.len()];
    // What stands in one place is handed up from line to line; the rest, of which there is little, is counted by hand.
    let is_once = |object: &AnyId| places.get(object).is_none_or(|places| places.len() == 1);
    for at in (0..nodes.len()).rev() {
        let Some(node) = nodes.get(at) else { continue };
        let Some(above) = node.above else { continue };
        let mut handed = below[at];
        if let Some(object) = node.object.filter(is_once) {
            handed.add(&TreeTally::of(object, context));
        }
        below[above].add(&handed);
    }
    for (object, many) in places.iter().filter(|(_, places)| 1 < places.len()) {
        let mut above = std::collections::BTreeSet::new();
        for at in many {
            let mut next = nodes.get(*at).and_then(|node| node.above);
            while let Some(place) = next {
                above.insert(place);
                next = nodes.get(place).and_then(|node| node.above);
            }
        }
        let own = TreeTally::of(*object, context);
        above.into_iter().for_each(|place| below[place].add(&own));
    }
    for (node, mut tally) in nodes.iter_mut().zip(below) {
        if let Some(object) = node.object {
            // A line says what is said of itself as well.
            tally.add_words(&TreeTally::of(object, context));
        }
        node.tally = tally;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_there_is() {
        let tally = TreeTally { regions: 1, servers: 1200, ..TreeTally::default() };
        assert_eq!(tally.words(), "1 region, 1,200 servers");
        assert_eq!(TreeTally::default().words(), "");
        let loaded = TreeTally { load_mbps: Some(4200.0), capacity_mbps: Some(10_000.0), ..TreeTally::default() };
        assert_eq!(loaded.load_words(), "4,200 of 10,000 Mbit/s, 42 %");
        assert_eq!(TreeTally { capacity_mbps: None, ..loaded }.load_words(), "4,200 Mbit/s");
    }
}
