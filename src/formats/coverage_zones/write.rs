//! A plan's coverage zone file as Traffic Router reads it: zones and networks in their order, as written, and what else was
//! there. It says what Traffic Router would reject.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value as Document;

use super::coordinates;
use super::incoming::{CACHES, COORDINATES, NETWORK, NETWORK6};
use super::no_file::NoZoneFile;
use super::read::ZoneFileKind;
use crate::finding::{At, Finding, ObjectRef, Place, Severity, Subject};
use crate::formats::info::Choices;
use crate::formats::json::{pretty, quoted};
use crate::formats::snapshot::read_node;
use crate::formats::writing::{WritingError, Written};
use crate::model::{
    AnyId, Cdn, CoverageZone, CoverageZoneFile, CoverageZoneNetwork, Id, Plan, Position, ZoneFileOfCdn,
};
use crate::routing::Subnet;
use crate::snapshot::document::DocumentPlace as Spot;

/// The file that was asked for: by its name, else the one that the CDN uses.
pub(super) fn chosen(
    plan: &Plan,
    kind: ZoneFileKind,
    choices: &Choices<'_>,
) -> Result<Id<CoverageZoneFile>, NoZoneFile> {
    if choices.file.is_empty() {
        let id = plan.find::<Cdn>(choices.cdn).ok_or_else(|| NoZoneFile::NoCdn(choices.cdn.to_owned()))?;
        return used(plan, id, kind)?.ok_or_else(|| NoZoneFile::NoneUsed { cdn: choices.cdn.to_owned(), wanted: kind });
    }
    let name = choices.file.to_owned();
    let Some(id) = plan.find::<CoverageZoneFile>(choices.file) else {
        let names = plan.coverage_zone_files().iter().map(|(_, file)| file.name.clone()).collect();
        return Err(NoZoneFile::NoFile { name, names });
    };
    let is = ZoneFileKind::of(plan, id);
    if is == kind { Ok(id) } else { Err(NoZoneFile::OtherSort { name, is }) }
}

/// The file of a sort that a CDN uses.
pub fn used(plan: &Plan, cdn: Id<Cdn>, kind: ZoneFileKind) -> Result<Option<Id<CoverageZoneFile>>, NoZoneFile> {
    let name = |id: Id<CoverageZoneFile>| plan.get(id).map_or_else(String::new, |file| file.name.clone());
    match plan.zone_file_of(cdn, kind == ZoneFileKind::Deep) {
        ZoneFileOfCdn::Nothing => Ok(None),
        ZoneFileOfCdn::File(id) => Ok(Some(id)),
        ZoneFileOfCdn::Several(one, other) => {
            let cdn = plan.get(cdn).map_or_else(String::new, |cdn| cdn.name.clone());
            Err(NoZoneFile::Several { cdn, one: name(one), other: name(other) })
        }
    }
}

/// Writes the file that was asked for.
pub(super) fn write(plan: &Plan, kind: ZoneFileKind, choices: &Choices<'_>) -> Result<Written, WritingError> {
    let mut writing = ZoneFileWriting::of(plan, chosen(plan, kind, choices)?);
    writing.file();
    Ok(Written::one(writing.out, writing.problems))
}

/// The bytes of a file.
pub fn zone_file_bytes(plan: &Plan, file: Id<CoverageZoneFile>) -> Vec<u8> {
    let mut writing = ZoneFileWriting::of(plan, file);
    writing.file();
    writing.out
}

struct ZoneFileWriting<'a> {
    plan: &'a Plan,
    id: Id<CoverageZoneFile>,
    name: Arc<str>,
    out: Vec<u8>,
    problems: Vec<Finding>,
}

impl<'a> ZoneFileWriting<'a> {
    fn of(plan: &'a Plan, id: Id<CoverageZoneFile>) -> Self {
        let name = plan.get(id).map_or_else(|| Arc::from(""), |file| Arc::from(file.name.as_str()));
        Self { plan, id, name, out: Vec::new(), problems: Vec::new() }
    }

    fn tell(&mut self, severity: Severity, spot: &Spot<'_>, object: AnyId, message: String) {
        let place = Place { file: Arc::clone(&self.name), at: At::Spot(spot.to_string()) };
        let subject = Subject::Place(place, Some(ObjectRef::of(self.plan, object)));
        self.problems.push(Finding::new(severity, subject, "", message));
    }

    fn file(&mut self) {
        let Some(file) = self.plan.get(self.id) else { return };
        let root = file.root_key();
        let zones = self.zones(root);
        let mut members = ZoneMembers::begin(&mut self.out, 1);
        for (key, value) in file.other.iter().filter(|(key, _)| *key != root) {
            members.value(key, value);
        }
        if let Some(odd) = file.other.get(root).filter(|_| zones.is_empty()) {
            members.value(root, odd);
        } else {
            members.key(root);
            let spot = Spot::ROOT.member(root);
            self.zones_of_file(&zones, &spot);
            members = ZoneMembers { out: &mut self.out, depth: 1, is_empty: false };
        }
        members.end();
        self.out.push(b'\n');
    }

    /// The zones, each name once: of several Traffic Router takes the last.
    fn zones(&mut self, root: &str) -> Vec<(Id<CoverageZone>, &'a Arc<CoverageZone>)> {
        let all = self.plan.zones_of(self.id);
        let mut last: HashMap<&str, Id<CoverageZone>> = HashMap::new();
        for (id, zone) in &all {
            last.insert(&zone.name, *id);
        }
        let (kept, lost): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(id, zone)| last.get(zone.name.as_str()) == Some(id));
        for (id, zone) in lost {
            let root = Spot::ROOT.member(root);
            let message = "another zone of the file has the same name, of which Traffic Router takes the last: this one is not \
                           written; give it another name, or put its networks there";
            self.tell(Severity::Warning, &root.member(&zone.name), AnyId::of(id), message.to_owned());
        }
        kept
    }

    fn zones_of_file(&mut self, zones: &[(Id<CoverageZone>, &Arc<CoverageZone>)], spot: &Spot<'_>) {
        let mut is_empty = true;
        self.out.push(b'{');
        for (id, zone) in zones {
            let mut members = ZoneMembers { out: &mut self.out, depth: 2, is_empty };
            members.key(&zone.name);
            self.zone(*id, zone, &spot.member(&zone.name));
            is_empty = false;
        }
        ZoneMembers { out: &mut self.out, depth: 2, is_empty }.end();
    }

    fn zone(&mut self, id: Id<CoverageZone>, zone: &CoverageZone, spot: &Spot<'_>) {
        let networks = self.plan.networks_of(id);
        for (key, network6) in [(NETWORK6, true), (NETWORK, false)] {
            let list = networks.iter().filter(|(_, network)| network.network6 == network6);
            self.check(list.map(|(id, network)| (*id, &***network)), &spot.member(key));
        }
        let mut members = ZoneMembers::begin(&mut self.out, 3);
        let raw = zone.other.get(COORDINATES);
        match (raw, zone.coordinates) {
            (Some(raw), at) if position_of(raw) == at => members.value(COORDINATES, raw),
            (_, Some(at)) => members.position(COORDINATES, at),
            (_, None) => {}
        }
        for (key, network6) in [(NETWORK6, true), (NETWORK, false)] {
            let texts: Vec<&str> = networks
                .iter()
                .filter(|(_, network)| network.network6 == network6)
                .map(|(_, network)| network.network.as_str())
                .collect();
            members.texts(key, &texts, zone.other.get(key));
        }
        let caches: Vec<&str> = zone.caches.iter().map(String::as_str).collect();
        members.texts(CACHES, &caches, zone.other.get(CACHES));
        let own = [COORDINATES, NETWORK6, NETWORK, CACHES];
        for (key, value) in zone.other.iter().filter(|(key, _)| !own.contains(&key.as_str())) {
            members.value(key, value);
        }
        members.end();
    }

    fn check<'n>(
        &mut self,
        networks: impl Iterator<Item = (Id<CoverageZoneNetwork>, &'n CoverageZoneNetwork)>,
        spot: &Spot<'_>,
    ) {
        for (index, (id, network)) in networks.enumerate() {
            if let Err(error) = Subnet::read(&network.network) {
                let message = format!("{error}: Traffic Router rejects the whole file for it; mend it, or take it out");
                self.tell(Severity::Error, &spot.item(index), AnyId::of(id), message);
            }
        }
    }
}

/// What Traffic Router reads where the plan keeps what stood in the file.
fn position_of(raw: &Document) -> Option<Position> {
    let node = read_node(&raw.to_string()).ok()?;
    coordinates::read(&node).position
}

/// An object's members, one below the other.
struct ZoneMembers<'o> {
    out: &'o mut Vec<u8>,
    depth: usize,
    is_empty: bool,
}

impl<'o> ZoneMembers<'o> {
    fn begin(out: &'o mut Vec<u8>, depth: usize) -> Self {
        out.push(b'{');
        Self { out, depth, is_empty: true }
    }

    fn key(&mut self, key: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        new_line(self.out, self.depth);
        self.out.extend(quoted(key));
        self.out.extend_from_slice(b": ");
    }

    fn value(&mut self, key: &str, value: &Document) {
        self.key(key);
        for (at, line) in pretty(value).split(|byte| *byte == b'\n').enumerate() {
            if 0 < at {
                new_line(self.out, self.depth);
            }
            self.out.extend_from_slice(line);
        }
    }

    fn position(&mut self, key: &str, at: Position) {
        self.key(key);
        let number = |number: f64| {
            // As other programs write whole degrees.
            if number.fract() == 0.0 { format!("{number:.0}") } else { Document::from(number).to_string() }
        };
        let mut members = ZoneMembers::begin(self.out, self.depth + 1);
        for (key, degrees) in [(Position::LATITUDE, at.latitude()), (Position::LONGITUDE, at.longitude())] {
            members.key(key);
            members.out.extend(number(degrees).into_bytes());
        }
        members.end();
    }

    /// A list of texts; of none what stood there before, if something did.
    fn texts(&mut self, key: &str, texts: &[&str], raw: Option<&Document>) {
        if texts.is_empty() {
            if let Some(raw) = raw {
                self.value(key, raw);
            }
            return;
        }
        self.key(key);
        self.out.push(b'[');
        for (at, text) in texts.iter().enumerate() {
            if 0 < at {
                self.out.push(b',');
            }
            new_line(self.out, self.depth + 1);
            self.out.extend(quoted(text));
        }
        new_line(self.out, self.depth);
        self.out.push(b']');
    }

    fn end(self) {
        if !self.is_empty {
            new_line(self.out, self.depth - 1);
        }
        self.out.push(b'}');
    }
}

fn new_line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    for _ in 0..depth {
        out.extend_from_slice(b"  ");
    }
}
