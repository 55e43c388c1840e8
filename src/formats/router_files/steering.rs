//! The body of `GET /steering`, as Jackson binds it to `SteeringRegistry`'s classes: members that these don't have, and
//! values that don't fit, refuse the whole.

use super::{RouterFileError, double, kind};
use crate::routing::{Steering, SteeringFilter, SteeringTarget};
use crate::snapshot::document::Node;
use crate::snapshot::java::hash_map;
use crate::snapshot::java::number::{lenient_int, trim};

/// Steering of a body.
pub fn steering_of(body: &Node) -> Result<Vec<Steering>, RouterFileError> {
    let Node::Object(members) = body else { return Err(kind("", "an object", body)) };
    let lists = members.iter().map(|(key, list)| steerings(list, &format!("/{key}"))).collect::<Result<Vec<_>, _>>()?;
    // Whatever it is called: the first in the order of Java's map.
    let first = hash_map::order(members.iter().map(|(key, _)| key.as_str())).into_iter().next();
    let missing = || RouterFileError::Missing { place: String::new(), key: "response".to_owned() };
    first.and_then(|index| lists.into_iter().nth(index)).ok_or_else(missing)
}

fn steerings(list: &Node, place: &str) -> Result<Vec<Steering>, RouterFileError> {
    items(list, place)?.iter().enumerate().map(|(index, node)| steering(node, &format!("{place}/{index}"))).collect()
}

fn items<'a>(list: &'a Node, place: &str) -> Result<&'a [Node], RouterFileError> {
    match list {
        Node::Array(items) => Ok(items),
        _ => Err(kind(place, "a list", list)),
    }
}

/// The members of an object, each at its place.
fn members<'a>(
    node: &'a Node,
    place: &str,
) -> Result<impl Iterator<Item = (&'a str, &'a Node, String)>, RouterFileError> {
    let Node::Object(members) = node else { return Err(kind(place, "an object", node)) };
    let place = place.to_owned();
    Ok(members.iter().map(move |(key, value)| (key.as_str(), value, format!("{place}/{key}"))))
}

fn steering(node: &Node, place: &str) -> Result<Steering, RouterFileError> {
    let mut steering = Steering::default();
    for (key, value, at) in members(node, place)? {
        match key {
            "deliveryService" => steering.delivery_service = string(value, &at)?,
            "clientSteering" => steering.is_client_steering = boolean(value, &at)?,
            "targets" => {
                let each = items(value, &at)?.iter().enumerate();
                steering.targets =
                    each.map(|(i, node)| target(node, &format!("{at}/{i}"))).collect::<Result<_, _>>()?;
            }
            "filters" => {
                let each = items(value, &at)?.iter().enumerate();
                steering.filters =
                    each.map(|(i, node)| filter(node, &format!("{at}/{i}"))).collect::<Result<_, _>>()?;
            }
            _ => return Err(unknown(key, place)),
        }
    }
    Ok(steering)
}

fn target(node: &Node, place: &str) -> Result<SteeringTarget, RouterFileError> {
    let mut target = SteeringTarget::default();
    for (key, value, at) in members(node, place)? {
        match key {
            "deliveryService" => target.delivery_service = string(value, &at)?,
            "weight" => target.weight = integer(value, &at)?,
            "order" => target.order = integer(value, &at)?,
            "geoOrder" => target.geo_order = integer(value, &at)?,
            "latitude" => target.latitude = double(value, &at)?,
            "longitude" => target.longitude = double(value, &at)?,
            _ => return Err(unknown(key, place)),
        }
    }
    Ok(target)
}

fn filter(node: &Node, place: &str) -> Result<SteeringFilter, RouterFileError> {
    let mut filter = SteeringFilter::default();
    for (key, value, at) in members(node, place)? {
        match (key, value) {
            ("deliveryService", _) => filter.delivery_service = string(value, &at)?,
            ("pattern", Node::Null) => return Err(kind(&at, "a regular expression", value)),
            ("pattern", _) => filter.pattern = string(value, &at)?,
            _ => return Err(unknown(key, place)),
        }
    }
    Ok(filter)
}

fn unknown(key: &str, place: &str) -> RouterFileError {
    RouterFileError::Unknown { place: place.to_owned(), key: key.to_owned() }
}

/// Null is no text, which no service's name is either.
fn string(node: &Node, place: &str) -> Result<String, RouterFileError> {
    match node {
        Node::Null => Ok(String::new()),
        Node::Array(_) | Node::Object(_) => Err(kind(place, "a text", node)),
        scalar => Ok(scalar.as_text().into_owned()),
    }
}

fn boolean(node: &Node, place: &str) -> Result<bool, RouterFileError> {
    match node {
        Node::Null => Ok(false),
        Node::Bool(set) => Ok(*set),
        Node::Number(_) => Ok(node.as_int(0) != 0),
        Node::Text(text) => match trim(text) {
            "true" | "True" | "TRUE" => Ok(true),
            "" | "false" | "False" | "FALSE" => Ok(false),
            _ => Err(kind(place, "true or false", node)),
        },
        Node::Array(_) | Node::Object(_) => Err(kind(place, "true or false", node)),
    }
}

fn integer(node: &Node, place: &str) -> Result<i32, RouterFileError> {
    let number = match node {
        Node::Null => Some(0),
        Node::Number(text) => lenient_int(text),
        Node::Text(text) if trim(text).is_empty() => Some(0),
        Node::Text(text) => trim(text).parse().ok(),
        Node::Bool(_) | Node::Array(_) | Node::Object(_) => None,
    };
    number.ok_or_else(|| kind(place, "a whole number", node))
}
