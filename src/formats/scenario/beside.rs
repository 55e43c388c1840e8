//! What stands beside a scenario's snapshot: bodies and files that Traffic Router fetches. What it does not take is as good
//! as none, as it had none before.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::error::ScenarioError;
use crate::formats::maxmind::AnonymousDatabase;
use crate::formats::router_files::{anonymous_policy_of, federations_of, regional_geo_rules_of, steering_of};
use crate::routing::{AnonymousBlocking, AnonymousMarks, FederationRegistry, RegionalGeo, SteeringRegistry, Unmask};
use crate::snapshot::document::{Node, NodeKey};
use crate::snapshot::java::address;

pub(super) fn steering(scenario: &Node) -> SteeringRegistry {
    let steering = scenario.get("steering").and_then(|body| steering_of(body).ok());
    steering.and_then(|steering| SteeringRegistry::new(&steering).ok()).unwrap_or_default()
}

pub(super) fn federations(scenario: &Node) -> FederationRegistry {
    let federations = scenario.get("federations").and_then(|body| federations_of(body).ok());
    federations.and_then(|federations| FederationRegistry::new(&federations).ok()).unwrap_or_default()
}

pub(super) fn regional_geo(scenario: &Node) -> RegionalGeo {
    let Some(file) = scenario.get("regionalGeo") else { return RegionalGeo::default() };
    let rules = regional_geo_rules_of(file).ok();
    rules.and_then(|rules| RegionalGeo::new(&rules).ok()).unwrap_or_else(RegionalGeo::fallen_back)
}

pub(super) fn anonymous(
    scenario: &Node,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<AnonymousBlocking, ScenarioError> {
    let Some(given) = scenario.get("anonymousIp") else { return Ok(AnonymousBlocking::default()) };
    let policy = given.get("config").and_then(|config| anonymous_policy_of(config).ok());
    let database: Option<Arc<dyn Unmask>> = match (given.get("mmdb"), given.get("database")) {
        (Some(name), _) if *name != Node::Null => {
            let name = name.as_text();
            let failed = |why: String| ScenarioError::File(name.clone().into_owned(), why);
            let bytes = file(&name).map_err(failed)?;
            let database = AnonymousDatabase::open(bytes).map_err(|error| failed(error.to_string()))?;
            Some(Arc::new(database))
        }
        (_, Some(table)) => Some(Arc::new(MarksTable::of(table))),
        (_, None) => None,
    };
    Ok(AnonymousBlocking { policy: policy.map(|file| file.policy).unwrap_or_default(), database })
}

/// A table of addresses, which stands in for a database of anonymous ones.
struct MarksTable(HashMap<IpAddr, AnonymousMarks>);

impl MarksTable {
    fn of(table: &Node) -> Self {
        let entry = |(text, node): &(NodeKey, Node)| Some((address::by_name(text)?, marks(node)));
        Self(table.members().iter().filter_map(entry).collect())
    }
}

impl Unmask for MarksTable {
    fn unmask(&self, address: IpAddr) -> Option<AnonymousMarks> {
        self.0.get(&address).copied()
    }
}

fn marks(node: &Node) -> AnonymousMarks {
    AnonymousMarks {
        anonymous_vpn: node.bool_or("anonymousVpn", false),
        hosting_provider: node.bool_or("hostingProvider", false),
        public_proxy: node.bool_or("publicProxy", false),
        tor_exit_node: node.bool_or("torExitNode", false),
    }
}
