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
#[derive(Clone, Debug, Default)]
pub struct Baselines(BTreeMap<String, Arc<Vec<u8>>>);

impl Baselines {
    /// The document of a CDN; none where there is none, or none that can be read.
    pub fn get(&self, cdn: &str) -> Option<Vec<u8>> {
        let packed = self.0.get(cdn)?;
        let (size, _) = lz4_flex::block::uncompressed_size(packed).ok()?;
        (size <= MAX_BYTES).then(|| lz4_flex::block::decompress_size_prepended(packed).ok()).flatten()
    }

    /// Puts another document in, and gives it back as it is to be written.
    pub fn put(&mut self, cdn: &str, document: &[u8]) -> Arc<Vec<u8>> {
        let packed = Arc::new(lz4_flex::block::compress_prepend_size(document));
        self.0.insert(cdn.to_owned(), Arc::clone(&packed));
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
        found.insert(cdn.value().to_owned(), Arc::new(packed.value().to_vec()));
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
