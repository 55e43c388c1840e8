//! Rows of endpoints that we keep and do not model, each known by what tells it from the endpoint's other rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::edit::import::IncomingObject;
use crate::finding::Place;
use crate::formats::json::Json;
use crate::model::{Kind, Value};

use super::entities::{int, text};
use super::times;
use super::versions::{Members, take};

/// Members that together tell rows apart, the first set that a row has; else its id, else a digest of all it says.
const KEYS: &[&[&str]] = &[&["name"], &["dsName"], &["deliveryService", "target"], &["deliveryService"], &["xmlId"]];

/// The keys that an endpoint's rows have taken.
#[derive(Debug, Default)]
pub(super) struct TakenKeys(BTreeSet<(String, String)>);

/// Makes a row an object that is written back as it came.
pub(super) fn read(endpoint: &str, place: Place, mut members: Members, taken: &mut TakenKeys) -> IncomingObject {
    let mut last_updated = take(&mut members, "lastUpdated");
    let understood = last_updated.as_mut().is_none_or(|time| times::to_rfc_3339(time).is_ok());
    let time = last_updated.as_ref().and_then(Json::as_text).map(str::to_owned);
    let key = key(&members);
    let traffic_ops_id = int(&members, "id");
    let mut document = Json::Object(members).into_value();
    if !understood && let (Some(time), serde_json::Value::Object(row)) = (last_updated, &mut document) {
        row.insert("lastUpdated".to_owned(), time.into_value());
    }
    let key = key.or_else(|| traffic_ops_id.map(|id| id.to_string())).unwrap_or_else(|| digest(&document));
    let row_key = taken.unique(endpoint, &key, &document);
    IncomingObject {
        kind: Kind::OtherRow,
        place,
        identity: vec![endpoint.to_owned(), row_key.clone()],
        traffic_ops_id,
        last_updated: time.filter(|_| understood),
        fields: vec![
            ("endpoint", Value::Text(endpoint.to_owned())),
            ("rowKey", Value::Text(row_key)),
            ("document", Value::Json(document)),
        ],
        coarse: &[],
        unmodelled: BTreeMap::new(),
        derived: false,
    }
}

fn key(members: &Members) -> Option<String> {
    KEYS.iter().find_map(|names| {
        let parts: Option<Vec<_>> = names.iter().map(|name| text(members, name)).collect();
        parts.map(|parts| parts.join(" "))
    })
}

impl TakenKeys {
    /// The key, and a digest behind it where another row has it too.
    fn unique(&mut self, endpoint: &str, key: &str, document: &serde_json::Value) -> String {
        let mut unique = key.to_owned();
        let mut count = 1;
        while !self.0.insert((endpoint.to_owned(), unique.clone())) {
            unique = format!("{key} {}", digest(document));
            if 1 < count {
                unique = format!("{unique} {count}");
            }
            count += 1;
        }
        unique
    }
}

/// Short and the same for the same row, whatever the order of its members.
fn digest(document: &serde_json::Value) -> String {
    let hash = Sha256::digest(document.to_string().as_bytes());
    hash.iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
