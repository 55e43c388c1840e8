//! Where Traffic Routers are, as a snapshot names them, and in which order those of a place are given.

use super::hashing::{self, Ring};
use super::walk;
use crate::snapshot::java::hash_map;
use crate::snapshot::reading::{RouterNode, RouterPosition, RouterView};

/// How many points a Traffic Router has.
const POINTS: u32 = 1000;

/// Where Traffic Routers are, in the order of maps.
#[derive(Clone, Debug, Default)]
pub(super) struct EdgeRouters {
    pub locations: Vec<EdgeRouterLocation>,
}

/// A place with Traffic Routers.
#[derive(Clone, Debug)]
pub(super) struct EdgeRouterLocation {
    pub position: RouterPosition,
    pub routers: Vec<(RouterNode, Ring)>,
}

impl EdgeRouters {
    /// Of a snapshot; none where it routes to none.
    pub(super) fn new(view: &RouterView) -> Self {
        let config = &view.config;
        if !config.edge_dns_routing && !config.edge_http_routing {
            return Self::default();
        }
        let places: Vec<(&str, RouterPosition)> =
            view.router_locations.iter().map(|location| (location.name.as_str(), location.position)).collect();
        let order = walk::router_locations(&places);
        let locations = order.into_iter().filter_map(|index| view.router_locations.get(index)).map(|location| {
            let in_map = hash_map::order(location.routers.iter().map(|router| router.name.as_str()));
            let routers = in_map.into_iter().filter_map(|index| location.routers.get(index));
            EdgeRouterLocation {
                position: location.position,
                routers: routers.map(|router| (router.clone(), Ring::new(&router.name, POINTS))).collect(),
            }
        });
        Self { locations: locations.collect() }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.locations.iter().map(|location| location.routers.len()).sum()
    }
}

impl EdgeRouterLocation {
    /// Its routers in the order in which a zone is given them.
    pub(super) fn in_order(&self, zone: &str) -> Vec<&RouterNode> {
        hashing::in_order(self.routers.iter().map(|(router, ring)| (router, ring)), hashing::hash(zone))
    }
}
