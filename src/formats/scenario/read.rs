//! Bytes to scenarios. A document with the keys of a scenario, or a whole recording that holds one; packed with gzip or
//! not.

use std::io::Read as _;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::beside;
use super::error::ScenarioError;
use super::geo::GeoTable;
use super::states::states_of;
use crate::formats::coverage_zones::{ZoneFileError, ZoneFileKind, zones_of};
use crate::formats::maxmind::CityDatabase;
use crate::formats::snapshot::{read_node_bytes, value_of};
use crate::routing::{Locate, QueryType, States, Surroundings, ZoneTree};
use crate::snapshot::document::{Node, NodeKey, SnapshotDocument};
use crate::snapshot::reading::{Remarks, RouterView, read_view};
use crate::sorting::gather;

/// A scenario.
pub struct RouterScenario {
    /// The snapshot as the router reads it.
    pub view: Arc<RouterView>,
    /// What the router knows beside.
    pub around: Surroundings,
    /// What is asked.
    pub queries: Vec<ScenarioQuery>,
    /// Whether what a question leaves behind is there for the next.
    pub keep_state: bool,
    /// Whether answers hold the authority section of DNS messages.
    pub wire_authority: bool,
    /// Whether answers hold what the servlet and the name server make of them.
    pub with_answers: bool,
}

/// One question.
#[derive(Clone, Debug)]
pub struct ScenarioQuery {
    /// The members of the query itself, which the answer repeats.
    pub own: Map<String, Value>,
    /// The service that is asked, by xmlId.
    pub service: String,
    /// Who asks.
    pub ip: String,
    /// What Traffic Monitor says from now on.
    pub states: Option<States>,
    /// What is asked.
    pub asked: ScenarioRequest,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum ScenarioRequest {
    /// An HTTP request.
    Http {
        /// Another host than the service's own.
        host: Option<String>,
        /// The path.
        path: String,
        /// What follows the question mark.
        query: Option<String>,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// Whether it comes by HTTPS.
        secure: bool,
    },
    /// A DNS question.
    Dns {
        /// Another name than the service's own.
        host: Option<String>,
        /// What of it.
        query_type: QueryType,
        /// The client's network, as it is written.
        subnet: Option<String>,
    },
}

/// The first bytes of what gzip has packed.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// More is not unpacked.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;

/// Reads a scenario; `file` gives the bytes of a file beside it.
pub fn read_scenario(
    bytes: &[u8],
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<RouterScenario, ScenarioError> {
    let unpacked = if bytes.starts_with(GZIP) { Some(unpack(bytes)?) } else { None };
    let document = read_node_bytes(unpacked.as_deref().unwrap_or(bytes))?;
    let scenario = document.get("scenario").unwrap_or(&document);
    let snapshot = scenario.get("crconfig").ok_or(ScenarioError::NoSnapshot)?;
    let document = SnapshotDocument { root: snapshot.clone(), repeated: Vec::new(), replaced: false };
    let view = Arc::new(read_view(&document, &mut Remarks::default()));
    let queries: Vec<ScenarioQuery> =
        scenario.get("queries").map(|queries| queries.elements().map(query).collect()).unwrap_or_default();
    Ok(RouterScenario {
        view,
        around: surroundings(scenario, file)?,
        keep_state: scenario.bool_or("keepState", false),
        wire_authority: scenario.bool_or("wireAuthority", false),
        with_answers: asks_for_answers(scenario),
        queries,
    })
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, ScenarioError> {
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(MAX_UNPACKED_BYTES)
        .read_to_end(&mut unpacked)
        .map_err(|error| ScenarioError::Packed(error.to_string()))?;
    Ok(unpacked)
}

fn surroundings(
    scenario: &Node,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Surroundings, ScenarioError> {
    let zones = |key, kind| Arc::new(scenario.get(key).map(|file| zone_tree(file, kind)).unwrap_or_default());
    let table = |table: &Node| -> Arc<dyn Locate> { Arc::new(GeoTable::of(table)) };
    let providers = scenario.get("geoProviders").map(Node::members).unwrap_or_default();
    Ok(Surroundings {
        zones: zones("czf", ZoneFileKind::Plain),
        deep_zones: zones("dczf", ZoneFileKind::Deep),
        geolocation: city_database(scenario, file)?.or_else(|| scenario.get("geo").map(table)),
        providers: providers.iter().map(|(name, entries)| (name.to_string(), table(entries))).collect(),
        steering: Arc::new(beside::steering(scenario)),
        federations: Arc::new(beside::federations(scenario)),
        regional_geo: Arc::new(beside::regional_geo(scenario)),
        anonymous: beside::anonymous(scenario, file)?,
    })
}

/// A real database of cities takes the place of the table. One that Traffic Router does not take is as good as none.
fn city_database(
    scenario: &Node,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Option<Arc<dyn Locate>>, ScenarioError> {
    let Some(name) = scenario.get("mmdb").filter(|name| **name != Node::Null) else { return Ok(None) };
    let name = name.as_text();
    let failed = |why: String| ScenarioError::File(name.clone().into_owned(), why);
    let bytes = file(&name).map_err(failed)?;
    let database = CityDatabase::open(bytes).map_err(|error| failed(error.to_string()))?;
    Ok(Some(Arc::new(database)))
}

/// A file that Traffic Router rejects is as good as none.
fn zone_tree(file: &Node, kind: ZoneFileKind) -> ZoneTree {
    let tree = zones_of(file.clone(), kind).and_then(|zones| ZoneTree::new(zones).map_err(ZoneFileError::from));
    tree.unwrap_or_default()
}

/// The first recordings were made without the servlet and the name server, and with nothing that the later ones added.
fn asks_for_answers(scenario: &Node) -> bool {
    const FIRST: &[&str] = &["crconfig", "czf", "dczf", "geo", "queries"];
    const FIRST_OF_QUERIES: &[&str] = &["id", "ds", "ip", "path", "states", "qtype"];
    let added = |node: &Node, known: &[&str]| node.members().iter().any(|(key, _)| !known.contains(&key.as_str()));
    added(scenario, FIRST)
        || scenario.get("queries").is_some_and(|queries| queries.elements().any(|query| added(query, FIRST_OF_QUERIES)))
}

fn query(node: &Node) -> ScenarioQuery {
    let own = node.members().iter().filter(|(key, _)| key != "states");
    let text =
        |key: &str| node.get(key).filter(|value| **value != Node::Null).map(|value| value.as_text().into_owned());
    let asked = match text("qtype") {
        Some(kind) => ScenarioRequest::Dns {
            host: None,
            query_type: match kind.as_str() {
                "AAAA" => QueryType::Aaaa,
                "NS" => QueryType::Ns,
                "CNAME" => QueryType::Cname,
                _ => QueryType::A,
            },
            subnet: text("ecs"),
        },
        None => ScenarioRequest::Http {
            host: text("host"),
            path: text("path").unwrap_or_else(|| "/".to_owned()),
            query: text("query"),
            headers: node.get("headers").map(Node::members).unwrap_or_default().iter().map(header).collect(),
            secure: node.bool_or("secure", false),
        },
    };
    ScenarioQuery {
        own: gather(own.map(|(key, value)| (key.to_string(), value_of(value)))),
        service: text("ds").unwrap_or_default(),
        ip: text("ip").unwrap_or_default(),
        states: node.get("states").map(states_of),
        asked,
    }
}

fn header((name, value): &(NodeKey, Node)) -> (String, String) {
    (name.to_string(), value.as_text().into_owned())
}
