//! Rows of endpoints that we keep and do not model, each known by what tells it from the endpoint's other rows.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::edit::import::IncomingObject;
use crate::finding::Place;
use crate::formats::json::Json;
use crate::model::{JsonMembers, Kind, Value};

use super::entities::{int, text};
use super::row_members::{RowMembers, take};
use super::times;

/// Members that together tell rows apart, the first set that a row has; else its id, else a digest of all it says.
const KEYS: &[&[&str]] = &[&["name"], &["dsName"], &["deliveryService", "target"], &["deliveryService"], &["xmlId"]];

/// The keys that an endpoint's rows have taken.
#[derive(Debug, Default)]
pub(super) struct TakenKeys(HashMap<(String, String), usize>);

/// Makes a row an object that is written back as it came.
pub(super) fn read(endpoint: &str, place: Place, mut members: RowMembers, taken: &mut TakenKeys) -> IncomingObject {
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
        last_updated: time.filter(|_| understood).map(|time| time.as_str().into()),
        fields: vec![
            ("endpoint", Value::Text(endpoint.to_owned())),
            ("rowKey", Value::Text(row_key)),
            ("document", Value::Json(document)),
        ],
        coarse: &[],
        unmodelled: JsonMembers::new(),
        derived: false,
        made: None,
    }
}

fn key(members: &RowMembers) -> Option<String> {
    KEYS.iter().find_map(|names| {
        let parts: Option<Vec<_>> = names.iter().map(|name| text(members, name)).collect();
        parts.map(|parts| parts.join(" "))
    })
}

impl TakenKeys {
    /// The key, and a digest behind it where another row has it too; a number where that is the same row again.
    fn unique(&mut self, endpoint: &str, key: &str, document: &serde_json::Value) -> String {
        if self.want(endpoint, key) == 1 {
            return key.to_owned();
        }
        let mut unique = format!("{key} {}", digest(document));
        // Counted, not tried: a file may hold one row a million times.
        let mut count = self.want(endpoint, &unique);
        while 1 < count {
            let numbered = format!("{unique} {count}");
            count = self.want(endpoint, &numbered);
            if count == 1 {
                unique = numbered;
            }
        }
        unique
    }

    /// Takes a key and says how often it has been wanted.
    fn want(&mut self, endpoint: &str, key: &str) -> usize {
        let wanted = self.0.entry((endpoint.to_owned(), key.to_owned())).or_insert(0);
        *wanted += 1;
        *wanted
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
