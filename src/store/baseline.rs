//! Baselines: for each CDN the snapshot that was last imported or exported, kept by content beside the plan. They are
//! no part of the plan's history. A file without their table has none.

use std::collections::BTreeMap;
use std::sync::Arc;

use redb::{Database, ReadTransaction, ReadableTable, TableDefinition, TableError};

use super::rows::LoadError;

/// CDN to compressed document.
const BASELINES: TableDefinition<&str, &[u8]> = TableDefinition::new("baselines");

/// No snapshot is larger than a file that is read.
const MAX_BYTES: usize = 512 << 20;

/// The baselines of a file, compressed as they lie there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baselines(BTreeMap<String, Packed>);

/// A baseline as it lies in the file: cheap to hand on, and only the same as itself.
#[derive(Clone, Debug)]
pub struct Packed(Arc<Vec<u8>>);

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
impl Eq for Packed {}

impl Packed {
    /// The document; none when it cannot be read. Takes a while for a large one.
    pub fn unpack(&self) -> Option<Vec<u8>> {
        let (size, _) = lz4_flex::block::uncompressed_size(&self.0).ok()?;
        (size <= MAX_BYTES).then(|| lz4_flex::block::decompress_size_prepended(&self.0).ok()).flatten()
    }
}

impl Baselines {
    /// The document of a CDN; none where there is none, or none that can be read.
    pub fn get(&self, cdn: &str) -> Option<Vec<u8>> {
        self.packed(cdn)?.unpack()
    }

    /// The document of a CDN as it lies there.
    pub fn packed(&self, cdn: &str) -> Option<&Packed> {
        self.0.get(cdn)
    }

    /// All of them with their CDNs, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Packed)> {
        self.0.iter().map(|(cdn, packed)| (cdn.as_str(), packed))
    }

    /// Puts another document in, and gives it back as it is to be written.
    pub fn put(&mut self, cdn: &str, document: &[u8]) -> Arc<Vec<u8>> {
        let packed = Arc::new(lz4_flex::block::compress_prepend_size(document));
        self.0.insert(cdn.to_owned(), Packed(Arc::clone(&packed)));
        packed
    }
}

/// Reads all.
pub(super) fn load(txn: &ReadTransaction) -> Result<Baselines, LoadError> {
    let table = match txn.open_table(BASELINES) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => return Ok(Baselines::default()),
        Err(error) => return Err(redb::Error::from(error).into()),
    };
    let mut found = BTreeMap::new();
    for row in table.iter()? {
        let (cdn, packed) = row?;
        found.insert(cdn.value().to_owned(), Packed(Arc::new(packed.value().to_vec())));
    }
    Ok(Baselines(found))
}

/// Writes one, in a transaction of its own.
pub(super) fn save(db: &Database, cdn: &str, packed: &[u8]) -> Result<(), LoadError> {
    let txn = db.begin_write().map_err(redb::Error::from)?;
    txn.open_table(BASELINES).map_err(redb::Error::from)?.insert(cdn, packed)?;
    txn.commit().map_err(redb::Error::from)?;
    Ok(())
}
