//! Coverage zone files as schema 1 has them: with their zones, and these with their networks, in one row. Read so for ever;
//! `migrate` makes rows of their own of them.

use std::sync::Arc;

use redb::{ReadTransaction, TableDefinition, TableError};
use serde::Deserialize;

use super::journal::Unreadable;
use super::message;
use super::tables::{Rows, SCHEMA_KEY, number, rows_name};
use crate::model::{
    CoverageZone, CoverageZoneFile, CoverageZoneNetwork, Id, Kind, Link, NestedZone, Plan, Table, Tabled,
};

/// The schema that has them.
pub(super) const SCHEMA_OF_NESTED: u64 = 1;

/// What a row of such a file says beyond what it says today.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Nesting {
    zones: Vec<NestedZone>,
}

/// A file with its zones.
pub(super) struct NestedFile {
    /// The file by itself.
    pub file: Arc<CoverageZoneFile>,
    /// What it holds.
    pub zones: Vec<NestedZone>,
}

/// Zones and networks as objects of their own.
#[derive(Clone, Debug, Default)]
pub(super) struct ZoneParts {
    /// What they were made of.
    pub nested: Vec<NestedZone>,
    /// The zones.
    pub zones: Vec<(Id<CoverageZone>, Arc<CoverageZone>)>,
    /// Their networks.
    pub networks: Vec<(Id<CoverageZoneNetwork>, Arc<CoverageZoneNetwork>)>,
}

/// The ids that new zones and networks will have.
pub(super) struct PartIds {
    /// The next zone's.
    pub zone: u64,
    /// The next network's.
    pub network: u64,
}

impl NestedFile {
    /// Reads a row.
    pub(super) fn read(row: &[u8]) -> Result<Self, Unreadable> {
        let Nesting { zones } = message::read(row)?;
        Ok(Self { file: Arc::new(message::read(row)?), zones })
    }
}

impl PartIds {
    /// Before the first.
    pub(super) const fn first() -> Self {
        Self { zone: 1, network: 1 }
    }

    /// Makes objects of the zones of a file.
    pub(super) fn parts(&mut self, file: Id<CoverageZoneFile>, nested: Vec<NestedZone>) -> ZoneParts {
        let mut parts = ZoneParts { nested: nested.clone(), ..ZoneParts::default() };
        let places = std::iter::successors(Some(1.0), |place| Some(place + 1.0));
        for (zone, order) in nested.into_iter().zip(places) {
            let (mut zone, networks) = zone.into_parts(order);
            zone.file = Some(Link::To(file));
            let id = Id::new(self.zone);
            self.zone += 1;
            parts.zones.push((id, Arc::new(zone)));
            for mut network in networks {
                network.zone = Some(Link::To(id));
                parts.networks.push((Id::new(self.network), Arc::new(network)));
                self.network += 1;
            }
        }
        parts
    }
}

/// Adds to a plan of a file of schema 1 what the rows of its coverage zone files hold.
pub(super) fn load<E>(txn: &ReadTransaction, plan: &mut Plan) -> Result<(), E>
where
    E: From<redb::Error> + From<redb::StorageError> + From<Unreadable>,
{
    if number(txn, SCHEMA_KEY)? != Some(SCHEMA_OF_NESTED) {
        return Ok(());
    }
    let name = rows_name(Kind::CoverageZoneFile);
    let definition: Rows<'_, u64> = TableDefinition::new(&name);
    let table = match txn.open_table(definition) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => return Ok(()),
        Err(error) => return Err(E::from(redb::Error::from(error))),
    };
    let mut ids = PartIds::first();
    let (mut zones, mut networks) = (Vec::new(), Vec::new());
    for row in table.range::<u64>(..)? {
        let (file, row) = row?;
        let parts = ids.parts(Id::new(file.value()), NestedFile::read(row.value())?.zones);
        zones.extend(parts.zones);
        networks.extend(parts.networks);
    }
    *CoverageZone::table_mut(plan) = Table::of_rows(zones);
    *CoverageZoneNetwork::table_mut(plan) = Table::of_rows(networks);
    for (kind, next) in [(Kind::CoverageZone, ids.zone), (Kind::CoverageZoneNetwork, ids.network)] {
        if let Some(slot) = plan.next_ids.get_mut(kind.index()) {
            *slot = next;
        }
    }
    Ok(())
}
