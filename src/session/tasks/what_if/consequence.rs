//! What becomes of a CDN when parts of it are down, by the names of groups: who takes over from whom.

use std::collections::BTreeMap;

use super::loads::servers_down;
use super::parts::caches_of;
use super::played::Played;
use crate::model::{DownPart, Id, Kind, Plan, Server};
use crate::routing::{Aftermath, CacheIndex, DownParts, Flow};

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
    /// Whether no Traffic Router of the CDN is left.
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

/// The caches of parts that are down, and the parts that have none.
pub fn caches_down(plan: &Plan, cdn: &str, played: &Played, down: &[DownPart]) -> (Vec<CacheIndex>, Vec<DownPart>) {
    let view = played.what_if.router().view();
    let (mut caches, mut idle) = (Vec::new(), Vec::new());
    for part in down {
        let own = Kind::of_key(&part.kind).map(|kind| caches_of(plan, cdn, view, kind, &part.name)).unwrap_or_default();
        if own.is_empty() {
            idle.push(part.clone());
        }
        caches.extend(own);
    }
    (caches, idle)
}

/// Plays parts down.
pub fn consequence(plan: &Plan, cdn: &str, played: &Played, parts: &[DownPart]) -> Consequence {
    /// Sums of one group's flow to another.
    #[derive(Default)]
    struct FlowSum {
        weight: f64,
        km: f64,
        measured: f64,
        whose: BTreeMap<usize, f64>,
    }
    let (what_if, names) = (&played.what_if, &played.asking.names);
    let (caches, idle) = caches_down(plan, cdn, played, parts);
    let down = DownParts::new(what_if.router(), caches);
    let name = |location| what_if.router().location_name(location).to_owned();
    let is_unrouted = is_unrouted(plan, cdn, parts);
    let all_flows = if is_unrouted { what_if.unrouted_flows() } else { what_if.flows(&down) };
    let askers = changes(played, &all_flows);
    let idle = idle.into_iter().filter(|part| !takes_servers(plan, cdn, part)).collect();
    let mut sums: BTreeMap<(usize, Option<usize>), FlowSum> = BTreeMap::new();
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
            whose.sort_by(|one, other| other.1.total_cmp(&one.1));
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
    flows.sort_by(|one, other| {
        one.to.is_some().cmp(&other.to.is_some()).then_with(|| other.weight.total_cmp(&one.weight))
    });
    let aftermath =
        if is_unrouted { Aftermath { lost: what_if.served(), ..Aftermath::default() } } else { what_if.play(&down) };
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
        is_unrouted,
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

/// Whether all Traffic Routers of a CDN are among what is down; without any in the plan nobody can say.
fn is_unrouted(plan: &Plan, cdn: &str, parts: &[DownPart]) -> bool {
    if parts.is_empty() {
        return false;
    }
    let down = servers_down(plan, parts);
    let is_router = |server: &Server| {
        let word = |name: Option<&str>| name.unwrap_or_default().to_owned();
        word(plan.follow_opt(server.type_.as_ref()).map(|own| own.name.as_str())) == "CCR"
            && word(plan.follow_opt(server.cdn.as_ref()).map(|own| own.name.as_str())) == cdn
            && matches!(
                plan.follow_opt(server.status.as_ref()).map(|own| own.name.as_str()),
                Some("ONLINE" | "REPORTED")
            )
    };
    let mut routers = plan.servers().iter().filter(|(_, server)| is_router(server)).map(|(id, _)| id).peekable();
    routers.peek().is_some() && routers.all(|router| down.contains(&router))
}

/// Those who are served otherwise, before and after.
fn changes(played: &Played, flows: &[Flow]) -> Vec<AskerChange> {
    let (what_if, names) = (&played.what_if, &played.asking.names);
    let place =
        |asker: usize, group: usize| (what_if.router().location_name(group).to_owned(), what_if.km_to(asker, group));
    let mut sums: BTreeMap<(usize, usize, Option<usize>), (usize, f64)> = BTreeMap::new();
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
    all.sort_by(|one, other| {
        one.after.is_some().cmp(&other.after.is_some()).then_with(|| other.weight.total_cmp(&one.weight))
    });
    all.truncate(ASKERS_LISTED);
    all
}
