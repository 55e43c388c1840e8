//! How many delivery services the caches of a server, a cache group or a phys location have: those that they are assigned
//! to, and those whose topology has their group, if they are of its CDN and can do what it requires
//! (`TO/crconfig/servers.go`, `TO/deliveryservice/servers`).
//!
//! It must not know who asks. It is reckoned of a whole plan at once: the links are kept by service.

use std::collections::HashMap;

use crate::model::{AnyId, CacheGroup, Cdn, DeliveryService, Id, Kind, Link, Plan, Server, ServerCapability};
use crate::parallel;
use crate::sorting::OrderedSet;

/// How many services, by number of the object's id; what is not there has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceCounts {
    servers: HashMap<u64, usize>,
    groups: HashMap<u64, usize>,
    sites: HashMap<u64, usize>,
}

/// A service that comes by a topology.
struct ByTopology {
    service: Id<DeliveryService>,
    cdn: Option<Id<Cdn>>,
    required: Vec<Link<ServerCapability>>,
}

/// The plan, with what it has by service told by server.
struct ServiceAssignments<'a> {
    plan: &'a Plan,
    direct: HashMap<Id<Server>, Vec<Id<DeliveryService>>>,
    by_topology: HashMap<Id<CacheGroup>, Vec<ByTopology>>,
}

impl ServiceCounts {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> Self {
        let assignments = ServiceAssignments::of(plan);
        let servers: Vec<_> = plan.servers().iter().collect();
        let servers =
            parallel::map_short(&servers, |(id, server)| (id.number(), assignments.services(*id, server).len()));
        Self {
            servers: servers.into_iter().filter(|(_, count)| 0 < *count).collect(),
            groups: assignments.by_user(Kind::CacheGroup),
            sites: assignments.by_user(Kind::PhysLocation),
        }
    }

    /// How many an object has; none: it is of a kind that has no caches.
    pub fn count(&self, object: AnyId) -> Option<usize> {
        let counts = match object.kind {
            Kind::Server => &self.servers,
            Kind::CacheGroup => &self.groups,
            Kind::PhysLocation => &self.sites,
            _ => return None,
        };
        Some(counts.get(&object.number).copied().unwrap_or_default())
    }
}

impl<'a> ServiceAssignments<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut direct: HashMap<Id<Server>, Vec<Id<DeliveryService>>> = HashMap::new();
        for (service, server) in plan.delivery_service_servers().iter() {
            if let (Some(service), Some(server)) = (service.id(), server.id()) {
                direct.entry(server).or_default().push(service);
            }
        }
        let mut by_topology: HashMap<Id<CacheGroup>, Vec<ByTopology>> = HashMap::new();
        for (id, service) in plan.delivery_services() {
            let Some(topology) = plan.follow_opt(service.topology.as_ref()) else { continue };
            let groups = topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()?.id());
            for group in groups.collect::<OrderedSet<_>>() {
                by_topology.entry(group).or_default().push(ByTopology {
                    service: id,
                    cdn: service.cdn.as_ref().and_then(Link::id),
                    required: service.required_capabilities.clone(),
                });
            }
        }
        Self { plan, direct, by_topology }
    }

    /// The services of a server.
    fn services(&self, id: Id<Server>, server: &Server) -> OrderedSet<Id<DeliveryService>> {
        let mut found: OrderedSet<Id<DeliveryService>> = self.direct.get(&id).into_iter().flatten().copied().collect();
        let group = server.cache_group.as_ref().and_then(Link::id);
        let Some(offered) = group.and_then(|group| self.by_topology.get(&group)) else { return found };
        let type_ = self.plan.follow_opt(server.type_.as_ref()).map_or("", |type_| type_.name.as_str());
        if !type_.starts_with("EDGE") && !type_.starts_with("MID") {
            return found;
        }
        let cdn = server.cdn.as_ref().and_then(Link::id);
        let can: OrderedSet<&Link<ServerCapability>> = self.plan.server_server_capabilities().of(id).collect();
        let fits = offered.iter().filter(|own| own.cdn == cdn && own.required.iter().all(|one| can.contains(one)));
        found.extend(fits.map(|own| own.service));
        found
    }

    /// How many services the servers have together that refer to each object of a kind.
    fn by_user(&self, kind: Kind) -> HashMap<u64, usize> {
        let objects = self.plan.ids(kind);
        let count = |id: &AnyId| {
            let mut found = OrderedSet::new();
            for user in self.plan.users(*id).filter(|user| user.kind == Kind::Server) {
                let server = Id::<Server>::new(user.number);
                found.extend(self.plan.get(server).map(|own| self.services(server, own)).into_iter().flatten());
            }
            (id.number, found.len())
        };
        parallel::map_short(&objects, count).into_iter().filter(|(_, count)| 0 < *count).collect()
    }
}
