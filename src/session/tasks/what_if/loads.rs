//! What every tier carries: groups and servers that clients ask, and above them those from which these fetch what they do
//! not have, as the plan's parents and topologies say and the hit ratios that somebody has given.

use super::consequence::taken_with;
use super::parts::servers_down;
use super::played::Played;
use crate::formats::demand::{Weighing, group_mbps, server_mbps};
use crate::geometry::words::rate;
use crate::model::{CacheGroup, DeliveryService, DownPart, HitRatios, Id, Kind, Link, Plan, Server};
use crate::sorting::{OrderedMap, OrderedSet};

/// What somebody carries of what it can, in Mbit/s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Burden {
    /// What it carries.
    pub load_mbps: f64,
    /// What it can; none where that is unknown.
    pub capacity_mbps: Option<f64>,
}

impl Burden {
    /// How many per cent of what it can.
    pub fn percent(&self) -> Option<f64> {
        let capacity = self.capacity_mbps?;
        Some(if capacity <= 0.0 { f64::INFINITY } else { self.load_mbps / capacity * 100.0 })
    }

    /// Like `3.1 Gbit/s of 40.0 Gbit/s (8 %)`.
    pub fn words(&self) -> String {
        let load = rate(self.load_mbps);
        match self.capacity_mbps.zip(self.percent()) {
            Some((capacity, percent)) => format!("{load} of {} ({percent:.0} %)", rate(capacity)),
            None => format!("{load} of an unknown capacity"),
        }
    }

    /// Whether it is more than it can.
    pub fn is_over(&self) -> bool {
        self.percent().is_some_and(|percent| 100.0 < percent)
    }
}

/// What every tier carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loads {
    /// Groups, by name.
    pub groups: OrderedMap<String, Burden>,
    /// Which of them carry what others fetch.
    pub parents: OrderedSet<String>,
    /// Servers, by name.
    pub servers: OrderedMap<String, Burden>,
    /// What is fetched from origins outside of the plan; none where no hit ratios are given.
    pub origins_mbps: Option<f64>,
    /// Groups that have parents, of which none is up.
    pub cut_off: OrderedSet<String>,
}

/// So many tiers are climbed: a circle of parents ends somewhere.
const MOST_TIERS: usize = 8;

/// What every tier carries while parts are down; none where the demand does not say how much is asked for.
pub fn loads(plan: &Plan, cdn: &str, played: &Played, down: &[DownPart]) -> Option<Loads> {
    if played.asking.weighing != Weighing::Mbps {
        return None;
    }
    let what_if = &played.what_if;
    let (router, view) = (what_if.router(), what_if.router().view());
    let (taken, _) = taken_with(plan, cdn, played, down);
    let asked = what_if.loads_with(&taken);
    let mut loads = Loads::default();
    let mut tier: Tier = OrderedMap::new();
    for ((location, service), mbps) in &asked.groups {
        let name = router.location_name(*location).to_owned();
        let burden = loads.groups.entry(name.clone()).or_default();
        burden.load_mbps += mbps;
        burden.capacity_mbps = what_if.capacity_mbps(*location, &taken);
        let ids = (plan.find::<CacheGroup>(&name), plan.find::<DeliveryService>(router.xml_id(*service)));
        if let (Some(group), Some(service)) = ids {
            *tier.entry((group, service)).or_default() += mbps;
        }
    }
    for (cache, mbps) in asked.caches.iter().enumerate() {
        let Some(own) = view.caches.get(cache).filter(|_| !taken.has(cache)) else { continue };
        let burden = Burden { load_mbps: *mbps, capacity_mbps: what_if.cache_capacity_mbps(cache) };
        loads.servers.insert(own.name.clone(), burden);
    }
    let above = Above { plan, cdn, down: servers_down(plan, down) };
    let ratios = plan.hit_ratios();
    if ratios.is_some() {
        loads.origins_mbps = Some(0.0);
    }
    above.climb(tier, ratios, &mut loads);
    Some(loads)
}

/// What is asked of groups for services, in Mbit/s.
type Tier = OrderedMap<(Id<CacheGroup>, Id<DeliveryService>), f64>;

/// What stands above a CDN's caches.
struct Above<'a> {
    plan: &'a Plan,
    cdn: &'a str,
    down: OrderedSet<Id<Server>>,
}

/// Where a group's caches fetch what they do not have.
enum FetchSource {
    /// From a group.
    Group(Id<CacheGroup>),
    /// From origins.
    Origin,
    /// From nowhere: no parent is up.
    Nowhere,
}

impl Above<'_> {
    fn climb(&self, mut tier: Tier, ratios: Option<HitRatios>, loads: &mut Loads) {
        for _ in 0..MOST_TIERS {
            let mut next: Tier = OrderedMap::new();
            for ((group, service), mbps) in tier {
                let Some(own) = self.plan.get(service) else { continue };
                let source = self.source(group, own);
                if matches!(source, FetchSource::Nowhere)
                    && let Some(cut) = self.plan.get(group)
                {
                    loads.cut_off.insert(cut.name.clone());
                }
                let Some(missed) = ratios.map(|ratios| mbps * (1.0 - self.hit(group, own, ratios))) else { continue };
                match source {
                    FetchSource::Group(parent) => *next.entry((parent, service)).or_default() += missed,
                    FetchSource::Origin => loads.origins_mbps = loads.origins_mbps.map(|sum| sum + missed),
                    FetchSource::Nowhere => {}
                }
            }
            for ((group, _), mbps) in &next {
                self.put(*group, *mbps, loads);
            }
            if next.is_empty() {
                return;
            }
            tier = next;
        }
    }

    /// Adds to what a parent and its servers carry.
    fn put(&self, group: Id<CacheGroup>, mbps: f64, loads: &mut Loads) {
        let Some(own) = self.plan.get(group) else { return };
        let servers: Vec<&Server> = self.up(group).collect();
        let burden = loads.groups.entry(own.name.clone()).or_default();
        burden.load_mbps += mbps;
        if loads.parents.insert(own.name.clone()) && burden.capacity_mbps.is_none() {
            let sum = servers.iter().map(|server| server_mbps(self.plan, server)).sum::<Option<f64>>();
            burden.capacity_mbps = group_mbps(self.plan, group).or(sum);
        }
        // Caches hash over the servers of a parent, which have points alike.
        let share = mbps / servers.len().max(1) as f64;
        for server in servers {
            let capacity_mbps = server_mbps(self.plan, server);
            let entry = loads.servers.entry(server.host_name.clone());
            entry.or_insert(Burden { load_mbps: 0.0, capacity_mbps }).load_mbps += share;
        }
    }

    /// How much of what is asked of a group its caches have.
    fn hit(&self, group: Id<CacheGroup>, service: &DeliveryService, ratios: HitRatios) -> f64 {
        if self.type_of(service) == "HTTP_NO_CACHE" {
            return 0.0;
        }
        let own = self.plan.get(group);
        let type_ = own.and_then(|own| self.plan.follow_opt(own.type_.as_ref())).map(|type_| type_.name.as_str());
        let percent = match type_ {
            Some("EDGE_LOC") => ratios.edge_percent,
            Some("ORG_LOC") => 100.0,
            _ => ratios.mid_percent,
        };
        percent / 100.0
    }

    fn type_of(&self, service: &DeliveryService) -> &str {
        self.plan.follow_opt(service.type_.as_ref()).map_or("", |type_| type_.name.as_str())
    }

    /// Where the caches of a group fetch: by the service's topology, or the group's parents, the first of which a server
    /// is up (`AC/parentdotconfig.go`).
    fn source(&self, group: Id<CacheGroup>, service: &DeliveryService) -> FetchSource {
        // These never ask mids (`TC/deliveryservice_types.go` UsesMidCache).
        let goes_past = matches!(self.type_of(service), "HTTP_NO_CACHE" | "HTTP_LIVE" | "DNS_LIVE");
        let parents: Vec<Id<CacheGroup>> = match self.plan.follow_opt(service.topology.as_ref()) {
            Some(topology) => {
                let is_own =
                    |node: &&crate::model::TopologyNode| node.cache_group.as_ref().and_then(Link::id) == Some(group);
                let places = topology.nodes.iter().find(is_own).map(|node| node.parents.as_slice()).unwrap_or_default();
                let at = |place: &i64| topology.nodes.get(usize::try_from(*place).ok()?)?.cache_group.as_ref()?.id();
                places.iter().filter_map(at).collect()
            }
            None if goes_past => Vec::new(),
            None => {
                let own = self.plan.get(group);
                let links = own.map(|own| [own.parent.as_ref(), own.secondary_parent.as_ref()]).unwrap_or_default();
                links.into_iter().flatten().filter_map(Link::id).filter(|parent| *parent != group).collect()
            }
        };
        // Parents without any server in the CDN are no parents: origins are asked.
        let parents: Vec<_> = parents.into_iter().filter(|parent| self.all(*parent).next().is_some()).collect();
        match parents.iter().find(|parent| self.up(**parent).next().is_some()) {
            Some(parent) => FetchSource::Group(*parent),
            None if parents.is_empty() => FetchSource::Origin,
            None => FetchSource::Nowhere,
        }
    }

    /// The servers of a group that caches of the CDN may ask.
    fn all(&self, group: Id<CacheGroup>) -> impl Iterator<Item = (Id<Server>, &Server)> {
        let users = self.plan.users(crate::model::AnyId::of(group)).filter(|user| user.kind == Kind::Server);
        let servers = users.filter_map(|user| {
            let id = Id::<Server>::new(user.number);
            Some((id, &**self.plan.get(id)?))
        });
        servers.filter(|(_, server)| {
            let name = |link: Option<&Link<crate::model::Type>>| self.plan.follow_opt(link).map(|own| own.name.clone());
            let type_ = name(server.type_.as_ref()).unwrap_or_default();
            let status = self.plan.follow_opt(server.status.as_ref()).map_or("", |own| own.name.as_str());
            let is_cache = ["EDGE", "MID", "ORG"].iter().any(|begin| type_.starts_with(begin));
            let is_of_cdn = self.plan.follow_opt(server.cdn.as_ref()).is_some_and(|own| own.name == self.cdn);
            is_cache && is_of_cdn && matches!(status, "ONLINE" | "REPORTED")
        })
    }

    fn up(&self, group: Id<CacheGroup>) -> impl Iterator<Item = &Server> {
        self.all(group).filter(|(id, _)| !self.down.contains(id)).map(|(_, server)| server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::Value;
    use crate::session::add_sample;
    use crate::session::tasks::what_if::{PlayOrder, play};

    fn part(kind: Kind, name: &str) -> DownPart {
        DownPart { kind: kind.key().to_owned(), name: name.to_owned() }
    }

    #[test]
    fn every_tier_carries_what_the_one_below_does_not_have() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        let row = Value::Object(vec![("zone", text("edge-paris")), ("mbps", Value::Float(1_000.0))]);
        let fields = vec![("name", text("evening")), ("rows", Value::List(vec![row]))];
        let plan = plan.applying(&intent::create(&plan, Kind::Demand, fields).unwrap()).unwrap();
        let loads_of = |plan: &Plan, down: &[DownPart]| {
            let demand = crate::formats::demand::only_demand(plan);
            let order = PlayOrder { cdn: "aurora".to_owned(), service: Some("aurora-vod".to_owned()), demand };
            let played = play(plan, &order, &|| true).unwrap().unwrap();
            loads(plan, "aurora", &played, down).unwrap()
        };
        let bare = loads_of(&plan, &[]);
        assert_eq!((bare.groups["edge-paris"].load_mbps, bare.origins_mbps, bare.parents.len()), (1_000.0, None, 0));
        let servers: f64 = bare.servers.values().map(|burden| burden.load_mbps).sum();
        assert!((servers - 1_000.0).abs() < 1e-6, "what a group carries its servers do: {servers}");
        let ratios = HitRatios { edge_percent: 90.0, mid_percent: 40.0 };
        let plan = plan.applying(&intent::keep_hit_ratios(&plan, ratios).unwrap()).unwrap();
        let told = loads_of(&plan, &[]);
        let mid = told.groups["mid-dublin"];
        assert!((mid.load_mbps - 100.0).abs() < 1e-6 && mid.capacity_mbps.is_some(), "{mid:?}");
        // What the mid does not have is fetched from where its own parents lead, in the end from origins.
        let beyond: f64 =
            told.parents.iter().filter(|name| *name != "mid-dublin").map(|name| told.groups[name].load_mbps).sum();
        let origins = told.origins_mbps.unwrap();
        assert!((beyond - 60.0).abs() < 1e-6 || (origins - 60.0).abs() < 1e-6, "{told:?}");
        // Without the mid the secondary parent carries it; without both nothing is fetched.
        let down = loads_of(&plan, &[part(Kind::CacheGroup, "mid-dublin")]);
        assert!((down.groups["mid-zurich"].load_mbps - 100.0).abs() < 1e-6 && down.cut_off.is_empty());
        let both = [part(Kind::CacheGroup, "mid-dublin"), part(Kind::CacheGroup, "mid-zurich")];
        assert!(loads_of(&plan, &both).cut_off.contains("edge-paris"));
    }
}
