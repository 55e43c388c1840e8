//! The body of `GET /federations/all` (`FederationsBuilder`, `FederationMappingBuilder`).

use super::{RouterFileError, member, text};
use crate::routing::{Federation, FederationMapping};
use crate::snapshot::document::Node;

/// Federations of a body.
pub fn federations_of(body: &Node) -> Result<Vec<Federation>, RouterFileError> {
    let list = member(body, "response", "")?;
    list.elements().enumerate().map(|(index, node)| federation(node, &format!("/response/{index}"))).collect()
}

fn federation(node: &Node, place: &str) -> Result<Federation, RouterFileError> {
    let delivery_service = text(node, "deliveryService", place)?;
    let mappings = member(node, "mappings", place)?.elements().enumerate();
    let mappings = mappings.map(|(index, node)| mapping(node, &format!("{place}/mappings/{index}")));
    Ok(Federation { delivery_service, mappings: mappings.collect::<Result<_, _>>()? })
}

fn mapping(node: &Node, place: &str) -> Result<FederationMapping, RouterFileError> {
    let networks = |key: &str| {
        let networks = node.get(key).into_iter().flat_map(Node::elements);
        networks.map(|network| network.as_text().into_owned()).collect()
    };
    Ok(FederationMapping {
        cname: text(node, "cname", place)?,
        ttl: member(node, "ttl", place)?.as_int(0),
        resolve4: networks("resolve4"),
        resolve6: networks("resolve6"),
    })
}
