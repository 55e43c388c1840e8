//! `CrStates` documents (Traffic Monitor's `/publish/CrStates`) as Traffic Router reads them.

use crate::formats::snapshot::{DocumentError, read_node_bytes};
use crate::routing::{CacheState, ServiceState, States};
use crate::snapshot::document::Node;

/// Reads a document.
pub fn read_states(bytes: &[u8]) -> Result<States, DocumentError> {
    Ok(states_of(&read_node_bytes(bytes)?))
}

/// The states of a document (`TrafficRouter.setState`).
pub fn states_of(document: &Node) -> States {
    let caches = document
        .get("caches")
        .map(|caches| caches.members().iter().map(|(name, state)| (name.to_string(), cache_state(state))).collect());
    let services = document.get("deliveryServices").map(Node::members).unwrap_or_default();
    States {
        caches,
        services: services.iter().map(|(xml_id, state)| (xml_id.to_string(), service_state(state))).collect(),
    }
}

fn cache_state(state: &Node) -> CacheState {
    CacheState {
        available: state.bool_or("isAvailable", true),
        v4: state.bool_or("ipv4Available", true),
        v6: state.bool_or("ipv6Available", true),
    }
}

fn service_state(state: &Node) -> ServiceState {
    let disabled = state.get("disabledLocations").map(|list| list.elements().map(|name| name.as_text().into_owned()));
    ServiceState {
        available: state.bool_or("isAvailable", true),
        disabled_locations: disabled.map(Iterator::collect).unwrap_or_default(),
    }
}
