//! What a tree is made of: lines, what each is about, and how much stands below it. It knows no plan.

use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::Severity;
use crate::model::{AnyId, Id, Kind, Topology, grouped};
use crate::tabular::given::FindingCounts;

/// Which tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TreeSubject {
    /// Where things stand.
    Places,
    /// Which cache group asks which.
    Parents,
    /// A topology.
    Topology(Id<Topology>),
}

/// What a line of a tree is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TreeKey {
    /// An object.
    Object(AnyId),
    /// What belongs below something of that kind and does not.
    Without(Kind),
    /// What asks itself in a circle, and so stands below nothing.
    Circle,
    /// A node of a topology, by its place in the list of nodes.
    Node(usize),
}

/// A line of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeLine {
    /// What it is about.
    pub key: TreeKey,
    /// The object that is meant, if one is.
    pub object: Option<AnyId>,
    /// Its name.
    pub name: String,
    /// What is said beside the name.
    pub aside: String,
    /// How many lines it stands below.
    pub depth: usize,
    /// The place of the line that it stands below.
    pub above: Option<usize>,
    /// The place behind the last line below it.
    pub end: usize,
    /// How much of what stands below it, and what is said of all that.
    pub tally: TreeTally,
}

/// What is known beside the plan.
#[derive(Clone, Debug, Default)]
pub struct TreeContext {
    /// Per object how bad the worst finding is that counts, and how many count.
    pub findings: Arc<FindingCounts>,
    /// Per cache group (by its id's number) what it carries and, if that is known, can carry, in Mbit/s.
    pub loads_mbps: HashMap<u64, (f64, Option<f64>)>,
}

/// What can carry more than that is told in Gbit/s.
const GBPS_FROM: f64 = 10_000.0;

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
    pub(super) fn of(object: AnyId, context: &TreeContext) -> Self {
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

    pub(super) fn add(&mut self, other: &Self) {
        self.regions += other.regions;
        self.locations += other.locations;
        self.groups += other.groups;
        self.servers += other.servers;
        self.add_words(other);
    }

    /// What is said of both; what is counted stays.
    pub(super) fn add_words(&mut self, other: &Self) {
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
            Some(capacity) if GBPS_FROM < capacity => {
                let (load_gbps, capacity_gbps) = (load / 1000.0, capacity / 1000.0);
                let digits = usize::from(0.0 < load_gbps && load_gbps < 100.0);
                format!("{load_gbps:.digits$} of {} Gbit/s, {:.0} %", number(capacity_gbps), 100.0 * load / capacity)
            }
            Some(capacity) => {
                format!("{} of {} Mbit/s, {:.0} %", number(load), number(capacity), 100.0 * load / capacity)
            }
            None => format!("{} Mbit/s", number(load)),
        }
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
        let large = TreeTally { capacity_mbps: Some(160_000.0), ..loaded };
        assert_eq!(large.load_words(), "4.2 of 160 Gbit/s, 3 %");
        assert_eq!(TreeTally { load_mbps: Some(0.0), ..large }.load_words(), "0 of 160 Gbit/s, 0 %");
        assert_eq!(TreeTally { capacity_mbps: None, ..loaded }.load_words(), "4,200 Mbit/s");
    }
}
