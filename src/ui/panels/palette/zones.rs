//! Which coverage zone an address is in, for whoever types one into the search box: the zones of all files of the plan, as
//! Traffic Router reads them. It draws nothing.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::formats::coverage_zones::zones_of_file;
use crate::model::{AnyId, CacheGroup, Plan};
use crate::routing::{Subnet, ZoneTree};

/// A line of the answer.
#[derive(Debug, PartialEq)]
pub(super) enum AddressLine {
    /// An object to go to.
    Object(AnyId, String),
    /// Words.
    Note(String),
}

/// The zones of one plan.
#[derive(Debug, Default)]
pub(super) struct ZoneIndex(Vec<IndexedFile>);

#[derive(Debug)]
struct IndexedFile {
    name: String,
    deep: bool,
    tree: Result<ZoneTree, String>,
    /// The objects of the zones, by name, with the cache group of the same name.
    zones: HashMap<String, (AnyId, Option<AnyId>)>,
}

impl ZoneIndex {
    /// Of all files of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let files = plan.coverage_zone_files().iter().map(|(id, file)| {
            let zones = plan.zones_of(id).into_iter().map(|(zone, own)| {
                let group = plan.find::<CacheGroup>(&own.name).filter(|_| !file.deep).map(AnyId::of);
                (own.name.clone(), (AnyId::of(zone), group))
            });
            let tree = zones_of_file(plan, id).map(|zones| zones.tree).map_err(|error| error.to_string());
            IndexedFile { name: file.name.clone(), deep: file.deep, tree, zones: zones.collect() }
        });
        Self(files.collect())
    }

    /// Where an address is, file by file; none: what was typed is no address, or there are no zones.
    pub(super) fn answer(&self, typed: &str) -> Option<Vec<AddressLine>> {
        let address: IpAddr = typed.trim().parse().ok()?;
        let lines: Vec<AddressLine> = self.0.iter().flat_map(|file| file.answer(address)).collect();
        (!lines.is_empty()).then_some(lines)
    }
}

impl IndexedFile {
    fn answer(&self, address: IpAddr) -> Vec<AddressLine> {
        let tree = match &self.tree {
            Ok(tree) => tree,
            Err(error) => return vec![AddressLine::Note(format!("{error}: Traffic Router rejects the file"))],
        };
        let found = tree.find(Subnet::single(address)).and_then(|hit| Some((tree.zone(hit.zone)?, tree.written(hit)?)));
        let Some((zone, network)) = found else {
            return vec![AddressLine::Note(format!("{address} is in no zone of {}", self.name))];
        };
        let mut lines = Vec::new();
        if let Some((id, group)) = self.zones.get(&zone.name) {
            lines.push(AddressLine::Object(*id, format!("{} has {address} in {network} ({})", zone.name, self.name)));
            match group {
                Some(group) => lines.push(AddressLine::Object(*group, zone.name.clone())),
                None if self.deep => lines.push(AddressLine::Note(format!("its caches: {}", zone.caches.join(", ")))),
                None => lines.push(AddressLine::Note("no cache group has the name of that zone".to_owned())),
            }
        }
        lines
    }
}
