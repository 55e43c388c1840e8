//! What becomes of a CDN when parts of it are down, by the names of groups: who takes over from whom.

use super::parts::{caches_of, servers_down};
use super::played::Played;
use super::routers::routers_of;
use crate::model::{DownPart, Id, Kind, Plan, Server};
use crate::routing::{Aftermath, DownParts, Flow, SweepPart};
use crate::sorting::OrderedMap;
use crate::sorting::sort_by;

/// What becomes of a CDN when parts of it are down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Consequence {
    /// What is down.
    pub down: Vec<DownPart>,
    /// How many caches that are.
    pub caches: usize,
    /// The groups without a cache that is up, by name.
    pub whole: Vec<String>,
    /// Parts of which the CDN's snapshot has no cache.
    pub idle: Vec<DownPart>,
    /// All that is asked for.
    pub clients: f64,
    /// How much of it is served when nothing is down.
    pub served: f64,
    /// The sums.
    pub aftermath: Aftermath,
    /// From group to group, what nobody serves first, then by how much it is.
    pub flows: Vec<GroupFlow>,
    /// The groups that carry more than they can: name, Mbit/s, of how many.
    pub overloaded: Vec<(String, f64, f64)>,
    /// How many Traffic Routers of the CDN are down.
    pub routers: usize,
    /// Whether none of them is left.
    pub is_unrouted: bool,
    /// Those who ask and are served otherwise, what nobody serves first, then by how much it is.
    pub askers: Vec<AskerChange>,
}

/// Somebody who asks and is served by another group than before.
#[derive(Clone, Debug, PartialEq)]
pub struct AskerChange {
    /// A zone, or another place.
    pub name: String,
    /// The group that served it, and how far that is.
    pub before: (String, Option<f64>),
    /// The group that serves it; none: nobody does.
    pub after: Option<(String, Option<f64>)>,
    /// How much.
    pub weight: f64,
}

/// So many of those who are served otherwise are listed.
const ASKERS_LISTED: usize = 5_000;

/// What a group served and another one does now.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFlow {
    /// The group that served it.
    pub from: String,
    /// The group that serves it; none: nobody does.
    pub to: Option<String>,
    /// How much.
    pub weight: f64,
    /// How many kilometres farther that is in the mean; none where that is unknown.
    pub added_km: Option<f64>,
    /// Whose they are, the heaviest first.
    pub whose: Vec<String>,
}

/// So many of those who ask are named.
const NAMED: usize = 12;

/// What goes down with parts, and the parts with which nothing does.
pub fn taken_with(plan: &Plan, cdn: &str, played: &Played, down: &[DownPart]) -> (DownParts, Vec<DownPart>) {
    let router = played.what_if.router();
    let (mut all, mut idle) = (Vec::new(), Vec::new());
    for part in down {
        let of_kind = |kind| SweepPart {
            caches: caches_of(plan, cdn, router.view(), kind, &part.name),
            routers: routers_of(plan, &played.routers, kind, &part.name),
        };
        let own = Kind::of_key(&part.kind).map(of_kind).unwrap_or_default();
        if own == SweepPart::default() {
            idle.push(part.clone());
        }
        all.push(own);
    }
    (DownParts::of_parts(router, all.iter()), idle)
}

/// Plays parts down.
pub fn consequence(plan: &Plan, cdn: &str, played: &Played, parts: &[DownPart]) -> Consequence {
    /// Sums of one group's flow to another.
    #[derive(Default)]
    struct FlowSum {
        weight: f64,
        km: f64,
        measured: f64,
        whose: OrderedMap<usize, f64>,
    }
    let (what_if, names) = (&played.what_if, &played.asking.names);
    let (down, idle) = taken_with(plan, cdn, played, parts);
    let name = |location| what_if.router().location_name(location).to_owned();
    let all_flows = what_if.flows(&down);
    let askers = changes(played, &all_flows);
    let idle = idle.into_iter().filter(|part| !takes_servers(plan, cdn, part)).collect();
    let mut sums: OrderedMap<(usize, Option<usize>), FlowSum> = OrderedMap::new();
    for flow in all_flows {
        let sum = sums.entry((flow.from, flow.to)).or_default();
        sum.weight += flow.weight;
        if let Some(km) = flow.to.and_then(|to| what_if.added_km(&flow, to)) {
            sum.km += km * flow.weight;
            sum.measured += flow.weight;
        }
        if let Some(asker) = what_if.askers().get(flow.asker) {
            *sum.whose.entry(asker.source).or_default() += flow.weight;
        }
    }
    let mut flows: Vec<GroupFlow> = sums
        .into_iter()
        .map(|((from, to), sum)| {
            let mut whose: Vec<(usize, f64)> = sum.whose.into_iter().collect();
            sort_by(&mut whose, |one, other| other.1.total_cmp(&one.1));
            let whose = whose.into_iter().take(NAMED).filter_map(|(source, _)| names.get(source).cloned());
            GroupFlow {
                from: name(from),
                to: to.map(name),
                weight: sum.weight,
                added_km: (sum.measured > 0.0).then(|| sum.km / sum.measured),
                whose: whose.collect(),
            }
        })
        .collect();
    sort_by(&mut flows, |one, other| {
        one.to.is_some().cmp(&other.to.is_some()).then_with(|| other.weight.total_cmp(&one.weight))
    });
    let aftermath = what_if.play(&down);
    let overloaded =
        aftermath.overloaded.iter().map(|over| (name(over.location), over.load_mbps, over.capacity_mbps)).collect();
    Consequence {
        down: parts.to_vec(),
        caches: down.caches().len(),
        whole: down.locations().iter().map(|location| name(*location)).collect(),
        idle,
        clients: what_if.clients(),
        served: what_if.served(),
        aftermath,
        flows,
        overloaded,
        is_unrouted: what_if.is_unrouted(&down),
        routers: down.routers().len(),
        askers,
    }
}

/// Whether a part has servers that count for the CDN, though none is a cache that clients are sent to.
fn takes_servers(plan: &Plan, cdn: &str, part: &DownPart) -> bool {
    let of_cdn = |id: &Id<Server>| {
        plan.get(*id).and_then(|own| plan.follow_opt(own.cdn.as_ref())).is_some_and(|own| own.name == cdn)
    };
    servers_down(plan, std::slice::from_ref(part)).iter().any(of_cdn)
}

/// Those who are served otherwise, before and after.
fn changes(played: &Played, flows: &[Flow]) -> Vec<AskerChange> {
    let (what_if, names) = (&played.what_if, &played.asking.names);
    let place =
        |asker: usize, group: usize| (what_if.router().location_name(group).to_owned(), what_if.km_to(asker, group));
    let mut sums: OrderedMap<(usize, usize, Option<usize>), (usize, f64)> = OrderedMap::new();
    for flow in flows {
        let Some(asker) = what_if.askers().get(flow.asker) else { continue };
        sums.entry((asker.source, flow.from, flow.to)).or_insert((flow.asker, 0.0)).1 += flow.weight;
    }
    let mut all: Vec<AskerChange> = sums
        .into_iter()
        .map(|((source, from, to), (asker, weight))| AskerChange {
            name: names.get(source).cloned().unwrap_or_default(),
            before: place(asker, from),
            after: to.map(|to| place(asker, to)),
            weight,
        })
        .collect();
    sort_by(&mut all, |one, other| {
        one.after.is_some().cmp(&other.after.is_some()).then_with(|| other.weight.total_cmp(&one.weight))
    });
    all.truncate(ASKERS_LISTED);
    all
}
