//! A coverage zone file as objects of a plan: the file, its zones, their networks as written, and whatever else stands
//! there. One bad network is an error, because Traffic Router rejects the whole file for it; what it takes in a way that
//! nobody expects is told (`NetworkNode.generateTree`, `CidrAddress.fromString`).

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use serde_json::Value as Document;

use super::coordinates::{self, ZoneCoordinates};
use super::read::ZoneFileKind;
use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::files::STANDARD_INPUT_NAME;
use crate::formats::snapshot::{DocumentError, read_document_bytes, value_of};
use crate::model::field::FieldType as _;
use crate::model::{
    Absent, AnyLink, CoverageZone, CoverageZoneFile, CoverageZoneNetwork, JsonMembers, Kind, Target, Value,
};
use crate::routing::Subnet;
use crate::snapshot::document::{DocumentPlace as Spot, Node, NodeKey, SnapshotDocument as NodeDocument};
use crate::sorting::gather;

/// So many warnings are told one by one; a file of a hundred thousand networks may have as many.
const MAX_WARNINGS: usize = 200;

/// The member of a zone that lists its networks of IPv6.
pub(super) const NETWORK6: &str = "network6";
/// The member that lists the others.
pub(super) const NETWORK: &str = "network";
/// The member that lists a deep zone's caches.
pub(super) const CACHES: &str = "caches";
/// The member that says where a zone is.
pub(super) const COORDINATES: &str = "coordinates";

/// Reads a file.
pub(super) fn read(kind: ZoneFileKind, file: &str, bytes: &[u8]) -> Incoming {
    let mut reading = ZoneFileReading::of(kind, file);
    match read_document_bytes(bytes) {
        Ok(document) => reading.document(document),
        Err(error) => reading.no_json(&error),
    }
    reading.finish()
}

/// A list, a first address and a length.
type NetworkPlace = (bool, u128, u8);

/// A zone, and a network of it as it is and as it is written.
type NetworkThere = (Arc<str>, Subnet, String);

/// A file while it is read.
struct ZoneFileReading {
    kind: ZoneFileKind,
    file: Arc<str>,
    /// What the plan calls the file.
    name: String,
    incoming: Incoming,
    warnings: usize,
    /// By list, first address and length: the zone and the text of the network that Traffic Router has there so far.
    placed: HashMap<NetworkPlace, NetworkThere>,
}

/// A zone while its networks are read.
struct OpenZone {
    name: Arc<str>,
    /// What its networks point to.
    link: Target,
    /// How identities of networks say it.
    identity: String,
    /// The order of the zone's members is of no meaning, and so its own row is completed last.
    other: JsonMembers,
}

impl ZoneFileReading {
    fn of(kind: ZoneFileKind, file: &str) -> Self {
        let own = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let name = if file == STANDARD_INPUT_NAME { format!("{}.json", kind.word()) } else { own.to_owned() };
        let (file, incoming): (Arc<str>, _) = (Arc::from(file), Incoming::default());
        Self { kind, file, name, incoming, warnings: 0, placed: HashMap::new() }
    }

    fn place(&self, spot: &dyn Display) -> Place {
        let spot = spot.to_string();
        let at = if spot.is_empty() { At::Whole } else { At::Spot(spot) };
        Place { file: Arc::clone(&self.file), at }
    }

    fn warn(&mut self, spot: &dyn Display, message: impl FnOnce() -> String) {
        self.warnings += 1;
        if self.warnings <= MAX_WARNINGS {
            let finding = Finding::new(Severity::Warning, self.place(spot), "", message());
            self.incoming.problems.push(finding);
        }
    }

    fn no_json(&mut self, error: &DocumentError) {
        let (spot, message) = match error {
            DocumentError::Syntax { message, line, column } => {
                (format!("line {line} column {column}"), format!("{message}; Traffic Router discards the file"))
            }
            other => (String::new(), other.to_string()),
        };
        self.incoming.problems.push(Finding::new(Severity::Error, self.place(&spot), "", message));
    }

    fn document(&mut self, document: NodeDocument) {
        let key = self.kind.key();
        let mut members = match document.root {
            Node::Object(members) => members,
            other => vec![(NodeKey::from(""), other)],
        };
        let Some(at) = members.iter().position(|(name, _)| name == key) else {
            let message = format!(
                "there is no `{key}` here, without which Traffic Router discards the file: put the zones below it"
            );
            self.incoming.problems.push(Finding::new(Severity::Error, self.place(&""), "", message));
            return;
        };
        if document.replaced {
            self.warn(&"", || {
                "some of it is not UTF-8; what is no text stands as `\u{fffd}`, as in Traffic Router".to_owned()
            });
        }
        for pointer in &document.repeated {
            self.warn(pointer, || "stands here twice; the last one counts, as in Traffic Router".to_owned());
        }
        let (_, zones) = members.remove(at);
        let mut other: JsonMembers = gather(members.into_iter().map(|(key, value)| (key.into(), value_of(&value))));
        if let Some(also) = self.kind.other().key_in(&other) {
            self.warn(&format_args!("/{also}"), || {
                format!("is kept, but its zones are not read: a file holds `{key}` or `{also}`, put these into one of their own")
            });
        }
        let root = Spot::ROOT.member(key);
        let zones = match zones {
            Node::Object(zones) => zones,
            odd => {
                self.warn(&root, || format!("is {}: Traffic Router finds no zone in it; it is kept", odd.describe()));
                other.insert(key.to_owned(), value_of(&odd));
                Vec::new()
            }
        };
        self.put_file(&other);
        for (name, zone) in zones {
            self.zone(&name, zone, &root);
        }
    }

    fn put_file(&mut self, other: &JsonMembers) {
        let fields = vec![
            (CoverageZoneFile::NAME, self.name.to_value()),
            (CoverageZoneFile::DEEP, Value::Bool(self.kind == ZoneFileKind::Deep)),
            (CoverageZoneFile::OTHER, other.to_value()),
        ];
        self.put(Kind::CoverageZoneFile, &"", vec![self.name.clone()], fields);
        self.incoming.zone_files.insert(self.name.clone());
        self.incoming.kinds.extend([Kind::CoverageZoneFile, Kind::CoverageZone, Kind::CoverageZoneNetwork]);
    }

    fn put(&mut self, kind: Kind, spot: &dyn Display, identity: Vec<String>, fields: Vec<(&'static str, Value)>) {
        let place = self.place(spot);
        self.incoming.objects.push(IncomingObject::of(kind, place, identity, fields));
    }

    fn zone(&mut self, name: &str, node: Node, root: &Spot<'_>) {
        let spot = root.member(name);
        let identity = vec![self.name.clone(), name.to_owned()];
        let mut zone = OpenZone {
            name: Arc::from(name),
            link: Target::Absent(Arc::new(Absent { identity: identity.clone(), traffic_ops_id: None })),
            identity: identity.join("/"),
            other: JsonMembers::new(),
        };
        let members = match node {
            Node::Object(members) => members,
            odd => {
                self.warn(&spot, || {
                    format!("is {}: expected a zone with `network` and `network6`; it stays empty", odd.describe())
                });
                Vec::new()
            }
        };
        let file = AnyLink { kind: Kind::CoverageZoneFile, target: Target::Absent(Absent::named(&self.name)) };
        let mut fields =
            vec![(CoverageZone::NAME, Value::Text(name.to_owned())), (CoverageZone::FILE, Value::Link(file))];
        let own = self.incoming.objects.len();
        self.put(Kind::CoverageZone, &spot, identity, Vec::new());
        let (mut at, mut caches) = (None, Vec::new());
        for (key, value) in members {
            let spot = spot.member(&key);
            match key.as_str() {
                COORDINATES => at = self.coordinates(&value, &spot, &mut zone),
                NETWORK6 | NETWORK => self.networks(&key, value, &spot, &mut zone),
                CACHES => caches = self.caches(value, &spot, &mut zone),
                _ => drop(zone.other.insert(key.to_string(), value_of(&value))),
            }
        }
        fields.extend([
            (CoverageZone::COORDINATES, at.to_value()),
            (CoverageZone::CACHES, caches.to_value()),
            (CoverageZone::OTHER, zone.other.to_value()),
        ]);
        if let Some(object) = self.incoming.objects.get_mut(own) {
            object.fields = fields;
        }
    }

    fn coordinates(&mut self, node: &Node, spot: &Spot<'_>, zone: &mut OpenZone) -> Option<crate::model::Position> {
        let ZoneCoordinates { position, is_plain } = coordinates::read(node);
        if !is_plain {
            zone.other.insert(COORDINATES.to_owned(), value_of(node));
        }
        if position.is_none() {
            self.warn(spot, || {
                "is no position: expected a latitude from -90 to 90 and a longitude from -180 to 180; it is kept as it is".to_owned()
            });
        }
        position
    }

    fn caches(&mut self, node: Node, spot: &Spot<'_>, zone: &mut OpenZone) -> Vec<String> {
        match node {
            Node::Array(items) if !items.is_empty() && items.iter().all(|item| item.text_value().is_some()) => {
                items.iter().filter_map(|item| item.text_value().map(str::to_owned)).collect()
            }
            odd => {
                if odd != Node::Array(Vec::new()) {
                    self.warn(spot, || "is no list of host names; it is kept as it is".to_owned());
                }
                zone.other.insert(CACHES.to_owned(), value_of(&odd));
                Vec::new()
            }
        }
    }

    fn networks(&mut self, key: &str, node: Node, spot: &Spot<'_>, zone: &mut OpenZone) {
        let items: Vec<Node> = match node {
            // That the list is there is kept, too.
            Node::Array(items) if items.is_empty() => {
                zone.other.insert(key.to_owned(), Document::Array(Vec::new()));
                return;
            }
            Node::Array(items) => items,
            Node::Object(members) => {
                self.warn(spot, || {
                    "is an object where a list belongs: Traffic Router reads what it holds, and so does this".to_owned()
                });
                members.into_iter().map(|(_, value)| value).collect()
            }
            odd => {
                self.warn(spot, || {
                    format!("is {}, no list: Traffic Router reads no network from it; it is kept", odd.describe())
                });
                zone.other.insert(key.to_owned(), value_of(&odd));
                return;
            }
        };
        for (index, item) in items.into_iter().enumerate() {
            self.network(key == NETWORK6, item, &spot.item(index), zone);
        }
    }

    fn network(&mut self, network6: bool, node: Node, spot: &Spot<'_>, zone: &OpenZone) {
        let text = match node {
            Node::Text(text) => text.into(),
            odd => {
                let text = odd.as_text().into_owned();
                self.warn(spot, || {
                    format!("is {}, no text: Traffic Router reads it as `{text}`, and so it is kept", odd.describe())
                });
                text
            }
        };
        match Subnet::read(&text) {
            Ok(network) => self.look(network6, network, &text, spot, zone),
            Err(error) => {
                let message = format!("{error}: Traffic Router rejects the whole file for it; mend it, or take it out");
                self.incoming.problems.push(Finding::new(Severity::Error, self.place(spot), "", message));
                self.incoming.left_out += 1;
                return;
            }
        }
        let identity = vec![zone.identity.clone(), network6.to_string(), text.clone()];
        let link = AnyLink { kind: Kind::CoverageZone, target: zone.link.clone() };
        let fields = vec![
            (CoverageZoneNetwork::NETWORK, Value::Text(text)),
            (CoverageZoneNetwork::ZONE, Value::Link(link)),
            (CoverageZoneNetwork::NETWORK6, Value::Bool(network6)),
        ];
        self.put(Kind::CoverageZoneNetwork, spot, identity, fields);
    }

    /// Says what nobody expects of a network that Traffic Router takes.
    fn look(&mut self, network6: bool, network: Subnet, text: &str, spot: &Spot<'_>, zone: &OpenZone) {
        if network6 != network.is_v6 {
            let (is, list) = if network6 { ("IPv4", NETWORK) } else { ("IPv6", NETWORK6) };
            self.warn(spot, || {
                format!("`{text}` is of {is}, and Traffic Router keeps the two lists apart, so that no client finds it here: it belongs to `{list}`")
            });
        }
        let key = (network6, network.start(), network.length);
        let there = self.placed.get(&key).map(|(zone, network, text)| (Arc::clone(zone), *network, text.clone()));
        match there {
            Some((other, before, _)) if before == network => self.warn(spot, || {
                if other == zone.name {
                    format!("`{text}` stands in this zone before; once is enough")
                } else {
                    format!("`{text}` stands in the zone `{other}` before, which keeps it: take it out of one of them")
                }
            }),
            there => {
                if let Some((other, _, before)) = there {
                    self.warn(spot, || {
                        format!(
                            "`{text}` is the same network as `{before}` of the zone `{other}`: Traffic Router takes this one in \
                             its place, and loses the networks within it that came before; take one of them out"
                        )
                    });
                }
                self.placed.insert(key, (Arc::clone(&zone.name), network, text.to_owned()));
            }
        }
    }

    fn finish(mut self) -> Incoming {
        if MAX_WARNINGS < self.warnings {
            let more = crate::model::grouped(self.warnings - MAX_WARNINGS);
            let message = format!("{more} more warnings like these");
            self.incoming.problems.push(Finding::new(Severity::Warning, self.place(&""), "", message));
        }
        self.incoming.files.insert(Arc::clone(&self.file));
        debug_assert!(
            self.incoming.objects.iter().all(|object| object.kind != Kind::CoverageZone || !object.fields.is_empty())
        );
        self.incoming
    }
}
