//! Questions put as a scenario puts them, and the address that stands in for a client of whom only the place is known.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Map, Value, json};

use super::read::{ScenarioQuery, ScenarioRequest};
use super::words::type_word;
use crate::routing::{Subnet, Surroundings};
use crate::sorting::gather;

/// Addresses that are nobody's (RFC 5737), one of each network.
const STAND_INS: [Ipv4Addr; 3] =
    [Ipv4Addr::new(192, 0, 2, 1), Ipv4Addr::new(198, 51, 100, 1), Ipv4Addr::new(203, 0, 113, 1)];

/// An address that is in no zone, if there is such.
pub fn stand_in(around: &Surroundings) -> Ipv4Addr {
    let is_zoned = |address: &Ipv4Addr| {
        let subnet = Subnet::single(IpAddr::V4(*address));
        around.zones.find(subnet).is_some() || around.deep_zones.find(subnet).is_some()
    };
    let [first, ..] = STAND_INS;
    STAND_INS.into_iter().find(|address| !is_zoned(address)).unwrap_or(first)
}

impl ScenarioQuery {
    /// A question to a service, asked by an address.
    pub fn new(xml_id: &str, client: &str, asked: ScenarioRequest) -> Self {
        let own = own_members(&asked, xml_id, client);
        Self { own, service: xml_id.to_owned(), ip: client.to_owned(), states: None, asked }
    }
}

/// The members of a query, which its answer repeats.
fn own_members(asked: &ScenarioRequest, xml_id: &str, client: &str) -> Map<String, Value> {
    let mut own = Map::new();
    let mut put = |key: &str, value: Value| drop(own.insert(key.to_owned(), value));
    put("ds", xml_id.into());
    put("ip", client.into());
    match asked {
        ScenarioRequest::Http { host, path, query, headers, secure } => {
            put("path", path.as_str().into());
            if let Some(host) = host {
                put("host", host.as_str().into());
            }
            if let Some(query) = query {
                put("query", query.as_str().into());
            }
            if !headers.is_empty() {
                let members = headers.iter().map(|(name, value)| (name.clone(), json!(value)));
                put("headers", Value::Object(gather(members)));
            }
            if *secure {
                put("secure", true.into());
            }
        }
        ScenarioRequest::Dns { host, query_type, subnet } => {
            put("qtype", type_word(*query_type).into());
            if let Some(host) = host {
                put("host", host.as_str().into());
            }
            if let Some(subnet) = subnet {
                put("ecs", subnet.as_str().into());
            }
        }
    }
    own
}
