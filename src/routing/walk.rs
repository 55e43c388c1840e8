//! In what order locations are gone through before they are sorted by distance, which equally distant ones keep: that of
//! the hash sets and maps that Traffic Router puts them in one after the other.

use crate::snapshot::java::hash_map::{DEFAULT_CAPACITY, double_hash, order_of, string_hash};
use crate::snapshot::reading::RouterPosition;

/// The order of edge locations, given by name in the snapshot's order (`ConfigHandler.parseLocationConfig`,
/// `CacheRegister.setConfiguredLocations` and `getCacheLocations`).
pub(super) fn locations(names: &[&str]) -> Vec<usize> {
    let by_name: Vec<u32> = names.iter().map(|name| string_hash(name)).collect();
    // `HashCodeBuilder(1, 31)` over the name alone.
    let by_location: Vec<u32> = by_name.iter().map(|hash| hash.wrapping_add(31)).collect();
    let parsed = through(&(0..names.len()).collect::<Vec<_>>(), &by_location, names.len());
    let configured = through(&parsed, &by_name, DEFAULT_CAPACITY);
    through(&configured, &by_location, names.len())
}

/// The order of the locations of Traffic Routers (`ConfigHandler.parseEdgeTrafficRouterLocations`,
/// `CacheRegister.setEdgeTrafficRouterLocations`).
pub(super) fn router_locations(locations: &[(&str, RouterPosition)]) -> Vec<usize> {
    let by_position: Vec<u32> = locations
        .iter()
        .map(|(_, at)| {
            let first = 31_u32.wrapping_add(double_hash(at.latitude));
            first.wrapping_mul(31).wrapping_add(double_hash(at.longitude))
        })
        .collect();
    let by_name: Vec<u32> = locations.iter().map(|(name, _)| string_hash(name)).collect();
    let parsed = through(&(0..locations.len()).collect::<Vec<_>>(), &by_position, DEFAULT_CAPACITY);
    through(&parsed, &by_name, DEFAULT_CAPACITY)
}

/// The order after a hash table into which the things were put in an order.
fn through(order: &[usize], hashes: &[u32], expected: usize) -> Vec<usize> {
    let put: Vec<u32> = order.iter().filter_map(|index| hashes.get(*index).copied()).collect();
    order_of(&put, expected).into_iter().filter_map(|place| order.get(place).copied()).collect()
}
