//! A new CDN as one step: its domain, a Traffic Router and a Traffic Monitor with their groups and profiles, edges, and
//! a first delivery service, so that Traffic Router accepts its snapshot at once.

mod checking;
mod naming;
mod parameters;
mod places;
mod wanted;

use super::Refusal;
use super::add_servers::{
    Addresses, Batch, Counters, Hosts, MOST, Put, TakenAddresses, WantedFamily, assign, beside, first, numbered, put,
};
use super::delivery_service::starting_delivery_service;
use super::draft::Draft;
use super::seeded::Seeded;
use crate::edit::Edit;
use crate::edit::seeds;
use crate::model::{
    AnyId, Capacity, Cdn, DeliveryService, Id, Kind, Link, PhysLocation, Plan, Position, Profile, seed,
};
use naming::{free_name, stem};
pub use places::UNSAID;
use places::{Ground, StandingPlace};
use wanted::EDGE_LOC;
pub use wanted::{
    COUNT, DOMAIN, EDGES, FIRST_IPV4, MONITOR, NAME, NewCdn, ORIGIN, POSITION, ROUTER, SERVICE_TYPE, TRAFFIC_OPS,
    XML_ID,
};

/// The group's name begins with, and its type is.
const ROUTER_GROUP: (&str, &str) = ("tr", "TR_LOC");
const MONITOR_GROUP: (&str, &str) = ("tc", "TC_LOC");
const EDGE_GROUP: (&str, &str) = ("edge", EDGE_LOC);

/// A CDN that can be made, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCdn {
    /// Makes all of it.
    pub edit: Edit,
    /// The CDN.
    pub cdn: AnyId,
    /// The cache group of its edges.
    pub edges: AnyId,
    /// What is made, in words: of which sort, and what.
    pub parts: Vec<(&'static str, String)>,
}

/// Makes a CDN.
pub fn new_cdn(plan: &Plan, wanted: &NewCdn) -> Result<Edit, Refusal> {
    planned_cdn(plan, wanted).map(|planned| planned.edit).map_err(first)
}

/// Works out a CDN to be made; everything that is in the way is listed.
pub fn planned_cdn(plan: &Plan, wanted: &NewCdn) -> Result<PlannedCdn, Vec<Refusal>> {
    let wanted = &wanted.tidied();
    let taken = TakenAddresses::of(plan);
    let refusals = checking::refusals(plan, wanted);
    // A number that no field takes asks for no addresses: it is refused by itself.
    let servers = if (1..=MOST).contains(&wanted.count) { wanted.count + 2 } else { 1 };
    match numbered(FIRST_IPV4, &wanted.first_ipv4, WantedFamily::V4, &taken, servers) {
        Ok(addresses) if refusals.is_empty() => {
            CdnMaking::new(plan, wanted, taken, addresses).planned().map_err(|refusal| vec![refusal])
        }
        Ok(_) => Err(refusals),
        Err(refusal) => Err(refusals.into_iter().chain([refusal]).collect()),
    }
}

/// Where Traffic Ops stands, if the plan says so.
pub fn known_traffic_ops(plan: &Plan) -> Option<String> {
    parameters::traffic_ops(plan)
}

/// What is proposed after a CDN's name and domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follows {
    /// Its first delivery service.
    pub xml_id: String,
    /// Where that has its content from.
    pub origin: String,
    /// Where Traffic Ops stands.
    pub traffic_ops: String,
}

impl Follows {
    /// For a name and a domain that may still be empty.
    pub fn of(plan: &Plan, name: &str, domain: &str) -> Self {
        let machines = beside(domain.trim());
        Self {
            xml_id: free_name::<DeliveryService>(plan, &format!("{}-web", stem(name))),
            origin: format!("http://origin.{machines}"),
            traffic_ops: known_traffic_ops(plan).unwrap_or_else(|| format!("https://trafficops.{machines}")),
        }
    }
}

impl NewCdn {
    /// A proposal, for a name and a domain that may still be empty.
    pub fn proposed(plan: &Plan, name: &str, domain: &str, position: Option<Position>) -> Self {
        const EDGES: usize = 4;
        const GBIT: u32 = 1_000_000;
        let Follows { xml_id, origin, traffic_ops } = Follows::of(plan, name, domain);
        Self {
            name: name.to_owned(),
            domain: domain.to_owned(),
            position,
            city: None,
            router: None,
            monitor: None,
            edges: None,
            count: EDGES,
            capacity: Some(Capacity::of_kbps(10 * GBIT)),
            first_ipv4: free_network(plan),
            xml_id,
            service_type: "HTTP".to_owned(),
            origin,
            traffic_ops,
        }
    }

    fn tidied(&self) -> Self {
        let tidy = |text: &str| text.trim().to_owned();
        Self {
            name: tidy(&self.name),
            domain: tidy(&self.domain).to_ascii_lowercase(),
            first_ipv4: tidy(&self.first_ipv4),
            xml_id: tidy(&self.xml_id),
            origin: tidy(&self.origin),
            traffic_ops: tidy(&self.traffic_ops),
            ..self.clone()
        }
    }
}

/// A network for documentation (RFC 5737), or else a private one, in which no server is.
fn free_network(plan: &Plan) -> String {
    let taken = TakenAddresses::of(plan);
    let examples = ["192.0.2.10/24", "198.51.100.10/24", "203.0.113.10/24"].map(str::to_owned);
    let private = (0..=255).map(|third| format!("10.0.{third}.10/24"));
    let is_free = |network: &String| {
        Addresses::parse(network, WantedFamily::V4).is_ok_and(|all| all.is_untouched(&taken.addresses))
    };
    examples.into_iter().chain(private).find(is_free).unwrap_or_else(|| "10.0.0.10/8".to_owned())
}

/// The edit of a new CDN while it is made.
struct CdnMaking<'p> {
    draft: Draft<'p>,
    wanted: &'p NewCdn,
    stem: String,
    taken: TakenAddresses,
    addresses: Addresses,
    seeded: Seeded,
}

/// What stands where.
struct CdnStanding {
    router: StandingPlace,
    monitor: StandingPlace,
    edges: StandingPlace,
    /// The building of what is new, where there was none.
    new_location: Option<Id<PhysLocation>>,
}

/// A part's servers, and what they are.
struct CdnPart<'a> {
    place: &'a StandingPlace,
    type_name: &'static str,
    status: &'static str,
    host: &'a str,
    profile: Id<Profile>,
    count: usize,
}

impl<'p> CdnMaking<'p> {
    fn new(plan: &'p Plan, wanted: &'p NewCdn, taken: TakenAddresses, addresses: Addresses) -> Self {
        let stem = stem(&wanted.name);
        Self { draft: Draft::of(plan), wanted, stem, taken, addresses, seeded: Seeded::default() }
    }

    fn planned(mut self) -> Result<PlannedCdn, Refusal> {
        let cdn = self.draft.add(Cdn {
            name: self.wanted.name.clone(),
            domain_name: Some(self.wanted.domain.clone()),
            dnssec_enabled: Some(false),
            ..Cdn::default()
        });
        let standing = self.place_parts()?;
        let profiles = self.profiles(cdn);
        let [router_profile, monitor_profile, edge_profile] = profiles;
        let part =
            |place, type_name, status, host, profile, count| CdnPart { place, type_name, status, host, profile, count };
        let CdnStanding { router, monitor, edges, .. } = &standing;
        let routers = self.servers(cdn, &part(router, "CCR", "ONLINE", "tr", router_profile, 1))?;
        let monitors = self.servers(cdn, &part(monitor, "RASCAL", "ONLINE", "tm", monitor_profile, 1))?;
        let caches = self.servers(cdn, &part(edges, "EDGE", "REPORTED", "edge", edge_profile, self.wanted.count))?;
        let service = self.service(cdn);
        assign(&mut self.draft, &[service], &caches.ids);
        let parts = self.parts(&standing, profiles, [&routers, &monitors, &caches])?;
        let edges = AnyId::of(standing.edges.group);
        let edit = self.draft.done(format!("New CDN {}", self.wanted.name))?;
        Ok(PlannedCdn { edit, cdn: AnyId::of(cdn), edges, parts })
    }

    fn place_parts(&mut self) -> Result<CdnStanding, Refusal> {
        let Self { draft, wanted, stem, seeded, .. } = self;
        let city = wanted.city.as_deref();
        let mut ground = Ground { stem, seeded, position: wanted.position, city, location: None };
        let router = ground.place(draft, wanted.router, ROUTER_GROUP)?;
        let monitor = ground.place(draft, wanted.monitor, MONITOR_GROUP)?;
        let edges = ground.place(draft, wanted.edges, EDGE_GROUP)?;
        Ok(CdnStanding { router, monitor, edges, new_location: ground.location })
    }

    /// Those of the router, the monitor and the edges, and what they need beside.
    fn profiles(&mut self, cdn: Id<Cdn>) -> [Id<Profile>; 3] {
        let (plan, name) = (self.draft.plan, &self.wanted.name);
        let known = parameters::traffic_ops(plan);
        if known.is_none() {
            let all = plan.find::<Cdn>(seed::CDN_ALL.0);
            let all = all.unwrap_or_else(|| self.draft.add(seeds::cdn_all()));
            parameters::put_traffic_ops(&mut self.draft, &self.wanted.traffic_ops, all);
        }
        let traffic_ops = known.as_deref().unwrap_or(&self.wanted.traffic_ops);
        let upper = self.stem.to_uppercase().replace('-', "_");
        let free = |base: String| free_name::<Profile>(plan, &base);
        let of = |what: &str| format!("{what} of {name}");
        [
            parameters::router(free(format!("{upper}_TR")), of("Traffic Router"), traffic_ops),
            parameters::monitor(free(format!("RASCAL_{upper}")), of("Traffic Monitor")),
            parameters::edge(free(format!("{upper}_EDGE")), of("Edge cache"), self.wanted.capacity),
        ]
        .map(|profile| parameters::put(&mut self.draft, profile, cdn))
    }

    /// Puts the servers of a part. Addresses go on where the part before has ended.
    fn servers(&mut self, cdn: Id<Cdn>, part: &CdnPart<'_>) -> Result<Put, Refusal> {
        let (type_name, status) = (part.type_name, part.status);
        let missing = |kind| Refusal::Gone { kind };
        let batch = Batch {
            group: Link::To(part.place.group),
            cdn: Some(Link::To(cdn)),
            type_: self.seeded.type_link(&mut self.draft, type_name).ok_or(missing(Kind::Type))?,
            status: self.seeded.status_link(&mut self.draft, status).ok_or(missing(Kind::Status))?,
            profiles: vec![Link::To(part.profile)],
            phys_location: Some(Link::To(part.place.phys_location)),
            domain: Some(beside(&self.wanted.domain)),
            tcp_port: Some(80),
            https_port: Some(443),
            capacity: (type_name == "EDGE").then_some(self.wanted.capacity).flatten(),
            cdn_name: self.wanted.name.clone(),
        };
        let hosts = Hosts::from(&format!("{}-{}-01", part.host, self.stem));
        let mut counters = Counters { hosts, v4: Some(self.addresses), v6: None };
        Ok(put(&mut self.draft, &mut self.taken, &batch, &mut counters, part.count))
    }

    fn service(&mut self, cdn: Id<Cdn>) -> Id<DeliveryService> {
        let NewCdn { xml_id, service_type, origin, .. } = self.wanted;
        let type_ = self.seeded.type_link(&mut self.draft, service_type);
        let started = starting_delivery_service(self.draft.plan, xml_id, service_type, Some(Link::To(cdn)));
        let type_ = type_.or_else(|| started.type_.clone());
        self.draft.add(DeliveryService { type_, org_server_fqdn: Some(origin.clone()), ..started })
    }

    /// What is made, for people.
    fn parts(
        &self,
        standing: &CdnStanding,
        profiles: [Id<Profile>; 3],
        [routers, monitors, caches]: [&Put; 3],
    ) -> Result<Vec<(&'static str, String)>, Refusal> {
        let wanted = self.wanted;
        let named = |id| self.draft.get::<Profile>(id).map(|profile| profile.name.clone());
        let [router, monitor, edge] = profiles;
        let (router, monitor, edge) = (named(router)?, named(monitor)?, named(edge)?);
        let standing_in = |place: &StandingPlace| {
            format!("{} {}", if place.is_new { "the new cache group" } else { "cache group" }, place.group_name)
        };
        let each = if wanted.count == 1 { "" } else { " each" };
        let capacity = wanted.capacity.map_or_else(String::new, |capacity| format!(", {capacity}{each}"));
        let polls = parameters::traffic_ops(self.draft.plan).unwrap_or_else(|| wanted.traffic_ops.clone());
        let server = |put: &Put, place: &StandingPlace, profile: &str| {
            format!("{} ({}) in {}, profile {profile}", put.hosts, put.addresses, standing_in(place))
        };
        let mut parts = vec![
            ("CDN", format!("{} with the domain {}, DNSSEC off", wanted.name, wanted.domain)),
            ("Traffic Router", server(routers, &standing.router, &router)),
            ("Traffic Monitor", server(monitors, &standing.monitor, &monitor)),
            ("Edges", format!("{}{capacity}", server(caches, &standing.edges, &edge))),
            ("Delivery service", format!("{} ({}) from {}", wanted.xml_id, wanted.service_type, wanted.origin)),
            (
                "Traffic Router polls",
                format!("coverage zones and geolocation at {}", parameters::routing_files(&polls)),
            ),
        ];
        if let Some(location) = standing.new_location {
            let site = self.draft.get(location)?;
            let name = &site.name;
            let words = match site.city.as_deref().filter(|city| *city != UNSAID) {
                Some(city) => format!("{name} in {city}, whose address, state and zip are still to be said"),
                None => format!("{name}, whose address, city, state and zip are still to be said"),
            };
            parts.push(("Phys location", words));
        }
        Ok(parts)
    }
}
