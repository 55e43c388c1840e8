//! Bytes to zones with Traffic Router's own tolerance and refusals (`NetworkNode.generateTree`): only the one key is
//! looked at, of zones of one name the last counts, and one bad network rejects the whole file.

use thiserror::Error;

use crate::formats::snapshot::{DocumentError, read_node_bytes};
use crate::model::{CoverageZoneFile, Id, JsonMembers, Plan};
use crate::routing::{ZoneEntry, ZoneError, ZoneTree};
use crate::snapshot::document::Node;
use crate::snapshot::reading::RouterPosition;

/// Which of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneFileKind {
    /// Zones that name cache groups.
    Plain,
    /// Zones that name caches.
    Deep,
}

impl ZoneFileKind {
    /// The sort of a plan's file.
    pub fn of(plan: &Plan, file: Id<CoverageZoneFile>) -> Self {
        if plan.get(file).is_some_and(|file| file.deep) { Self::Deep } else { Self::Plain }
    }

    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Plain => Self::Deep,
            Self::Deep => Self::Plain,
        }
    }

    /// The key, if something stands under it.
    pub(super) fn key_in(self, members: &JsonMembers) -> Option<&'static str> {
        members.contains_key(self.key()).then_some(self.key())
    }

    /// The word of the format.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "coverage-zones",
            Self::Deep => "deep-coverage-zones",
        }
    }

    /// What the zones stand under.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plain => "coverageZones",
            Self::Deep => "deepCoverageZones",
        }
    }
}

/// Why Traffic Router discards a file and keeps the one that it has.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ZoneFileError {
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Json(#[from] DocumentError),
    /// The key is missing.
    #[error("there is no `{0}`, which Traffic Router wants")]
    NoZones(&'static str),
    /// A network that is none.
    #[error("{0}: Traffic Router rejects the whole file for it")]
    Network(#[from] ZoneError),
}

/// Reads a file and puts its networks in their places.
pub fn read_zone_tree(bytes: &[u8], kind: ZoneFileKind) -> Result<ZoneTree, ZoneFileError> {
    Ok(ZoneTree::new(read_zones(bytes, kind)?)?)
}

/// Reads the zones, whose networks are not looked at.
pub fn read_zones(bytes: &[u8], kind: ZoneFileKind) -> Result<Vec<ZoneEntry>, ZoneFileError> {
    zones_of(read_node_bytes(bytes)?, kind)
}

/// The zones of a document.
pub fn zones_of(document: Node, kind: ZoneFileKind) -> Result<Vec<ZoneEntry>, ZoneFileError> {
    let missing = ZoneFileError::NoZones(kind.key());
    let Node::Object(members) = document else { return Err(missing) };
    match members.into_iter().find(|(key, _)| key == kind.key()) {
        Some((_, Node::Object(zones))) => {
            Ok(zones.into_iter().map(|(name, zone)| zone_entry(name.into(), zone)).collect())
        }
        Some(_) => Ok(Vec::new()),
        None => Err(missing),
    }
}

fn zone_entry(name: String, zone: Node) -> ZoneEntry {
    let mut entry = ZoneEntry { name, coordinates: coordinates(&zone), ..ZoneEntry::default() };
    let Node::Object(members) = zone else { return entry };
    for (key, value) in members {
        match key.as_str() {
            "network6" => entry.network6 = texts(value),
            "network" => entry.network = texts(value),
            "caches" => entry.caches = texts(value).into_iter().filter(|cache| !cache.is_empty()).collect(),
            _ => {}
        }
    }
    entry
}

/// Both must be there; what is no number is 0.
fn coordinates(zone: &Node) -> Option<RouterPosition> {
    let coordinates = zone.get("coordinates")?;
    let latitude = coordinates.get("latitude")?.as_double(0.0);
    Some(RouterPosition { latitude, longitude: coordinates.get("longitude")?.as_double(0.0) })
}

/// What a loop over the value visits, as texts.
fn texts(value: Node) -> Vec<String> {
    let text = |item: Node| match item {
        Node::Text(text) => text.into(),
        other => other.as_text().into_owned(),
    };
    match value {
        Node::Array(items) => items.into_iter().map(text).collect(),
        Node::Object(members) => members.into_iter().map(|(_, value)| text(value)).collect(),
        Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) => Vec::new(),
    }
}
