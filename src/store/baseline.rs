//! Baselines: for each CDN the snapshot that was last imported or exported, kept by content beside the plan. They are
//! no part of the plan's history. In the file they go by the CDNs' ids, so that they stay theirs whatever those are
//! called. A file without their table has none.

use std::sync::Arc;

use redb::{Database, ReadTransaction, ReadableTable, TableDefinition, TableError};

use super::rows::LoadError;
use crate::model::{Cdn, Id, Plan};
use crate::sorting::OrderedMap;

/// A CDN's id to its name at that time and its compressed document.
const BASELINES: TableDefinition<u64, (&str, &[u8])> = TableDefinition::new("baselines_by_cdn");

/// A CDN's name to its compressed document, as files had it before they went by ids.
const BY_NAME: TableDefinition<&str, &[u8]> = TableDefinition::new("baselines");

#[cfg(test)]
thread_local! {
    /// How often this thread has unpacked one.
    pub(crate) static UNPACKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// No snapshot is larger than a file that is read.
const MAX_BYTES: usize = 512 << 20;

/// The baselines of a file, compressed as they lie there.
#[derive(Clone, Debug, Default)]
pub struct Baselines {
    packed: OrderedMap<Id<Cdn>, Packed>,
    /// What the CDNs are called, or were when they went: an undo may bring them back.
    called: OrderedMap<Id<Cdn>, String>,
    names: OrderedMap<String, Id<Cdn>>,
}

/// A baseline as it lies in the file: cheap to hand on, and only the same as itself.
#[derive(Clone, Debug)]
pub struct Packed(Arc<Vec<u8>>);

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
impl Eq for Packed {}

#[expect(clippy::len_without_is_empty, reason = "none is empty")]
impl Packed {
    /// Packs a document, always in the same way. Takes a while for a large one.
    pub fn of(document: &[u8]) -> Self {
        Self(Arc::new(lz4_flex::block::compress_prepend_size(document)))
    }

    /// Whether two are the same byte by byte.
    pub fn is_same(&self, other: &Self) -> bool {
        self == other || self.0 == other.0
    }

    /// The bytes as they lie there.
    pub(crate) fn bytes(&self) -> &Arc<Vec<u8>> {
        &self.0
    }

    /// How many bytes it has as it lies there.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is a document; unpacked only if it is as long.
    pub fn is(&self, document: &[u8]) -> bool {
        let size = lz4_flex::block::uncompressed_size(&self.0).map(|(size, _)| size);
        size.is_ok_and(|size| size == document.len()) && self.unpack().is_some_and(|own| own == document)
    }

    /// The document; none when it cannot be read. Takes a while for a large one.
    pub fn unpack(&self) -> Option<Vec<u8>> {
        #[cfg(test)]
        UNPACKED.set(UNPACKED.get() + 1);
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
        self.packed.get(self.names.get(cdn)?)
    }

    /// All of them with their CDNs, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Packed)> {
        self.names.iter().filter_map(|(name, id)| Some((name.as_str(), self.packed.get(id)?)))
    }

    /// Puts another document of a CDN in.
    pub fn put(&mut self, cdn: Id<Cdn>, name: &str, packed: Packed) {
        self.packed.insert(cdn, packed);
        self.called.insert(cdn, name.to_owned());
        self.names.insert(name.to_owned(), cdn);
    }

    /// Takes a row of the file.
    fn take(&mut self, cdn: Id<Cdn>, name: &str, packed: &[u8]) {
        self.called.insert(cdn, name.to_owned());
        self.packed.insert(cdn, Packed(Arc::new(packed.to_vec())));
    }

    /// Calls the CDNs as a plan does. Of two that were called alike the one that it has is meant.
    pub fn name_after(&mut self, plan: &Plan) {
        self.names.clear();
        for (id, name) in self.called.iter().filter(|(id, _)| plan.get(**id).is_none()) {
            self.names.insert(name.clone(), *id);
        }
        for (id, name) in self.called.iter_mut() {
            if let Some(cdn) = plan.get(*id) {
                name.clone_from(&cdn.name);
                self.names.insert(name.clone(), *id);
            }
        }
    }
}

/// Reads all, of the CDNs of a plan.
pub(super) fn load(txn: &ReadTransaction, plan: &Plan) -> Result<Baselines, LoadError> {
    let mut baselines = Baselines::default();
    if let Some(table) = found(txn.open_table(BY_NAME))? {
        for row in table.iter()? {
            let (name, packed) = row?;
            // Without its CDN, such a document cannot be told from one of a later CDN of that name.
            if let Some(id) = plan.find::<Cdn>(name.value()) {
                baselines.take(id, name.value(), packed.value());
            }
        }
    }
    if let Some(table) = found(txn.open_table(BASELINES))? {
        for row in table.iter()? {
            let (cdn, row) = row?;
            let (name, packed) = row.value();
            baselines.take(Id::new(cdn.value()), name, packed);
        }
    }
    baselines.name_after(plan);
    Ok(baselines)
}

/// A table, if the file has it.
fn found<T>(opened: Result<T, TableError>) -> Result<Option<T>, LoadError> {
    match opened {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(redb::Error::from(error).into()),
    }
}

/// Writes one, in a transaction of its own.
pub(super) fn save(db: &Database, cdn: Id<Cdn>, name: &str, packed: &[u8]) -> Result<(), LoadError> {
    let txn = db.begin_write().map_err(redb::Error::from)?;
    txn.open_table(BASELINES).map_err(redb::Error::from)?.insert(cdn.number(), (name, packed))?;
    txn.commit().map_err(redb::Error::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use redb::ReadableDatabase as _;

    use super::*;

    #[test]
    fn documents_that_went_by_names_are_still_found() {
        let plan = {
            let empty = Plan::default();
            empty.applying(&crate::edit::seeds::seed_plan(&empty)).unwrap()
        };
        let cdn = plan.find::<Cdn>("ALL").unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let db = Database::create(file.path()).unwrap();
        let txn = db.begin_write().unwrap();
        for name in ["ALL", "gone"] {
            let packed = lz4_flex::block::compress_prepend_size(b"old");
            txn.open_table(BY_NAME).unwrap().insert(name, packed.as_slice()).unwrap();
        }
        txn.commit().unwrap();
        let read = || load(&db.begin_read().unwrap(), &plan).unwrap();
        assert_eq!(read().get("ALL").as_deref(), Some(b"old".as_slice()));
        assert!(read().get("gone").is_none());
        save(&db, cdn, "ALL", Packed::of(b"new").bytes()).unwrap();
        assert_eq!(read().get("ALL").as_deref(), Some(b"new".as_slice()), "by id wins");
    }
}
