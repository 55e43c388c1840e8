//! A table of addresses, which stands in for a geolocation database.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;

use crate::routing::{GeoLocation, Locate};
use crate::snapshot::document::{Node, NodeKey};
use crate::snapshot::java::address;

/// Places by address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GeoTable(HashMap<IpAddr, GeoLocation>);

impl GeoTable {
    /// One address alone.
    pub fn of_one(address: IpAddr, location: GeoLocation) -> Self {
        Self(HashMap::from([(address, location)]))
    }

    pub(super) fn of(table: &Node) -> Self {
        let entry = |(text, node): &(NodeKey, Node)| Some((address::by_name(text)?, location(node)));
        Self(table.members().iter().filter_map(entry).collect())
    }
}

impl Locate for GeoTable {
    fn locate(&self, address: &str) -> Option<Cow<'_, GeoLocation>> {
        self.0.get(&address::by_name(address)?).map(Cow::Borrowed)
    }
}

fn location(node: &Node) -> GeoLocation {
    let text = |key| node.get(key).filter(|value| **value != Node::Null).map(|value| value.as_text().into_owned());
    GeoLocation {
        latitude: node.double_or("lat", 0.0),
        longitude: node.double_or("long", 0.0),
        country: text("country"),
        country_name: text("countryName"),
        city: text("city"),
        postal: text("postal"),
        is_default: node.bool_or("default", false),
    }
}
