//! A snapshot document as a `Snapshot`: the bare object or an answer of the API that holds it. What is odd is told with
//! its place and taken as far as it goes; whether a Traffic Router would accept it is judged elsewhere.

use thiserror::Error;

use super::members::{MemberReader, Oddity, Read, SnapshotMembers};
use crate::formats::json::{self, Json, JsonError};
use crate::snapshot::*;

/// What a document holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotReading {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// What is not as Traffic Ops writes it.
    pub oddities: Vec<Oddity>,
}

/// Why bytes are no snapshot.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReadError {
    /// They are no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// They are some other JSON.
    #[error(
        "this is no snapshot but {0}: give the answer of `GET cdns/NAME/snapshot`, or what stands in its `response`"
    )]
    Other(&'static str),
}

/// Reads a document.
pub fn read(bytes: &[u8]) -> Result<SnapshotReading, ReadError> {
    let (snapshot, mut reader) = document(bytes)?;
    let snapshot = Snapshot::read(snapshot, &mut reader).unwrap_or_default();
    Ok(SnapshotReading { snapshot, oddities: reader.oddities })
}

/// Reads a document, and gives all that it holds beside what a `Snapshot` can say.
pub fn read_whole(bytes: &[u8]) -> Result<(SnapshotReading, serde_json::Value), ReadError> {
    let (snapshot, mut reader) = document(bytes)?;
    let whole = snapshot.clone().into_value();
    let snapshot = Snapshot::read(snapshot, &mut reader).unwrap_or_default();
    Ok((SnapshotReading { snapshot, oddities: reader.oddities }, whole))
}

/// The document without the answer around it, each member once.
fn document(bytes: &[u8]) -> Result<(Json<'_>, MemberReader), ReadError> {
    let mut document = json::parse(bytes)?;
    let mut reader = MemberReader::default();
    for pointer in document.let_last_win() {
        let message = "stands here again under the same name: the last counts".to_owned();
        reader.oddities.push(Oddity { pointer, message });
    }
    let snapshot = match document {
        Json::Object(mut members) => match members.iter().position(|(key, _)| key == "response") {
            Some(at) => members.swap_remove(at).1,
            None => Json::Object(members),
        },
        other => return Err(ReadError::Other(other.describe())),
    };
    if !matches!(&snapshot, Json::Object(members) if members.iter().any(|(key, _)| Snapshot::KEYS.contains(&&**key))) {
        return Err(ReadError::Other(match snapshot {
            Json::Object(_) => "an object without any of its sections",
            other => other.describe(),
        }));
    }
    Ok((snapshot, reader))
}

/// Something that is made of members.
pub(super) trait Membered {
    /// Their keys, in their order.
    const KEYS: &'static [&'static str];
}

/// Reads the objects member by member.
macro_rules! read_objects {
    ($($(#[$meta:meta])+ struct $Name:ident { $($(#[$doc:meta])+ $key:literal $how:ident $field:ident: $ty:ty,)+ })+) => {$(
        impl Membered for $Name {
            const KEYS: &'static [&'static str] = &[$($key,)+];
        }

        impl Read for $Name {
            fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
                let mut members = SnapshotMembers::of(json, reader)?;
                let made = Self { $($field: read_objects!(@ $how members reader $key),)+ };
                members.end(reader);
                Some(made)
            }
        }
    )+};
    (@ optional $members:ident $reader:ident $key:literal) => { $members.take($key, $reader) };
    (@ written $members:ident $reader:ident $key:literal) => { $members.take($key, $reader) };
    (@ always $members:ident $reader:ident $key:literal) => { $members.always($key, $reader) };
    (@ required $members:ident $reader:ident $key:literal) => { $members.required($key, $reader)? };
}

for_each_snapshot_object!(read_objects);

impl Read for ConfigValue {
    fn read(json: Json<'_>, reader: &mut MemberReader) -> Option<Self> {
        match &json {
            Json::Object(_) => Read::read(json, reader).map(Self::Map),
            Json::List(items) if items.iter().any(|item| matches!(item, Json::Object(_))) => {
                Read::read(json, reader).map(Self::Overrides)
            }
            Json::List(_) => Read::read(json, reader).map(Self::Texts),
            _ => Read::read(json, reader).map(Self::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::snapshot::write;

    fn read_view(text: &str) -> SnapshotReading {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_odd_is_told_and_taken() {
        let odd = read_view(
            r#"{"response":{"edgeLocations":{"a":{"latitude":"1.5","longitude":2},"b":{"latitude":1},"c":7},
            "contentServers":{"e":{"port":"8090","status":5,"what":1,"deliveryServices":{"d":["x.y.z",null]}}},
            "monitors":{"m":{"httpsPort":null}},"stats":{"date":1,"date":2}}}"#,
        );
        let text = String::from_utf8(write(&odd.snapshot).unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"contentServers":{"e":{"interfaceName":null,"port":8090,"status":"5","deliveryServices":{"d":["x.y.z"]},"routingDisabled":0}},"edgeLocations":{"a":{"latitude":1.5,"longitude":2,"backupLocations":{"fallbackToClosest":"false"}}},"monitors":{"m":{}},"stats":{"date":2}}"#
        );
        let places: Vec<_> = odd.oddities.iter().map(|odd| odd.pointer.as_str()).collect();
        for place in [
            "/contentServers/e/port",
            "/contentServers/e/status",
            "/contentServers/e/what",
            "/contentServers/e/deliveryServices/d/1",
            "/edgeLocations/a/latitude",
            "/edgeLocations/a/backupLocations",
            "/edgeLocations/b",
            "/edgeLocations/c",
            "/monitors/m/httpsPort",
        ] {
            assert!(places.contains(&place), "{place} is not among {places:?}");
        }
        assert_eq!(places.len(), 10, "{places:?}");
    }

    #[test]
    fn other_things_are_no_snapshots() {
        for text in ["", "[]", "7", "{}", r#"{"response":[]}"#, r#"{"response":{"alerts":[]}}"#, "{", "\u{0}"] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(read_view(r#"{"response":{"stats":{}}}"#), SnapshotReading::default());
    }
}
