//! From the rows of a file to a plan: read and decoded in parallel, then indexed and checked as a whole.

use std::sync::Arc;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, TableError};

use super::journal::{Unreadable, read_pair};
use super::message::{self, MessageError};
use super::nested_zones;
use super::tables::{Rows, next_id_name, number, pairs_name, rows_name};
use crate::model::kind::with_kind;
use crate::model::{AnyPair, Kind, Plan, RelationKind, RowPieces, RowsInOrder, Table, Tabled};
use crate::parallel;

/// Why rows make no plan.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoadError {
    /// The engine could not read them.
    #[error(transparent)]
    Engine(#[from] redb::Error),
    /// They are not what rows should be.
    #[error("{0}")]
    Unreadable(String),
}

impl From<Unreadable> for LoadError {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error.0)
    }
}

impl From<redb::StorageError> for LoadError {
    fn from(error: redb::StorageError) -> Self {
        Self::Engine(error.into())
    }
}

/// The table of a kind.
type KindTable = ReadOnlyTable<u64, &'static [u8]>;

/// What takes a row, its number before it.
type DecodeRow<'a> = dyn FnMut(u64, &[u8]) -> Result<(), MessageError> + 'a;

/// What is done per kind: rows of a span of ids decoded, and a table made of them.
struct KindRows {
    decode: fn(&KindTable, (u64, u64)) -> Result<RowPieces, LoadError>,
    put: fn(&mut Plan, Vec<RowPieces>),
}

/// So many rows a piece of work, about.
const ROWS_PER_PIECE: u64 = 4_096;

/// Reads the whole plan.
pub(super) fn load_plan(txn: &ReadTransaction) -> Result<Plan, LoadError> {
    // The pairs of a relation are one table each, read by one core, while the others read the kinds.
    let (plan, pairs) = parallel::join(|| load_tables(txn), || load_relations(txn));
    let mut plan = plan?;
    for (relation, mut pairs) in pairs? {
        // A file may order them by their bytes.
        pairs.sort_unstable();
        relation.load(&mut plan, pairs.len(), &mut pairs.into_iter());
    }
    nested_zones::load::<LoadError>(txn, &mut plan)?;
    plan.loaded().map_err(|error| LoadError::Unreadable(error.to_string()))
}

fn load_tables(txn: &ReadTransaction) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    for kind in Kind::ALL {
        let rows = with_kind!(*kind, T => KindRows { decode: decode_piece::<T>, put: put_pieces::<T> });
        load_table(txn, *kind, &rows, &mut plan)?;
    }
    Ok(plan)
}

fn load_relations(txn: &ReadTransaction) -> Result<Vec<(RelationKind, Vec<AnyPair>)>, LoadError> {
    RelationKind::ALL.iter().map(|relation| Ok((*relation, load_pairs(txn, *relation)?))).collect()
}

fn open<K: redb::Key>(
    txn: &ReadTransaction,
    name: &str,
) -> Result<Option<ReadOnlyTable<K, &'static [u8]>>, redb::Error> {
    let definition: Rows<'_, K> = TableDefinition::new(name);
    match txn.open_table(definition) {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn load_table(txn: &ReadTransaction, kind: Kind, rows: &KindRows, plan: &mut Plan) -> Result<(), LoadError> {
    let stored_next = number(txn, &next_id_name(kind))?.unwrap_or(1);
    let mut next = stored_next;
    if let Some(table) = open::<u64>(txn, &rows_name(kind))? {
        let decoded = parallel::map(&pieces(&table)?, |span| (rows.decode)(&table, *span));
        (rows.put)(plan, decoded.into_iter().collect::<Result<_, _>>()?);
        next = next.max(table.last()?.map_or(1, |(number, _)| number.value().saturating_add(1)));
    }
    if let Some(slot) = plan.next_ids.get_mut(kind.index()) {
        *slot = next;
    }
    Ok(())
}

fn put_pieces<T: Tabled>(plan: &mut Plan, pieces: Vec<RowPieces>) {
    *T::table_mut(plan) = Table::of_pieces(pieces);
}

/// Splits the ids of a table into inclusive spans of about equal size; ids are mostly without gaps.
fn pieces(table: &KindTable) -> Result<Vec<(u64, u64)>, LoadError> {
    let (Some(first), Some(last)) = (table.first()?, table.last()?) else { return Ok(Vec::new()) };
    let (first, last) = (first.0.value(), last.0.value());
    let count = (table.len()? / ROWS_PER_PIECE).clamp(1, 256);
    let step = ((last - first) / count).saturating_add(1);
    let mut found = Vec::new();
    let mut from = first;
    loop {
        let to = from.saturating_add(step - 1).min(last);
        found.push((from, to));
        if last <= to {
            return Ok(found);
        }
        from = to + 1;
    }
}

fn decode_piece<T: Tabled>(table: &KindTable, span: (u64, u64)) -> Result<RowPieces, LoadError> {
    let mut rows = RowsInOrder::<T>::new();
    decode_each(table, span, T::KIND, &mut |number, row| {
        rows.push(number, Arc::new(message::read(row)?));
        Ok(())
    })?;
    Ok(rows.finish())
}

fn decode_each(
    table: &KindTable,
    (from, to): (u64, u64),
    kind: Kind,
    decode: &mut DecodeRow<'_>,
) -> Result<(), LoadError> {
    for row in table.range(from..=to)? {
        let (key, value) = row?;
        decode(key.value(), value.value()).map_err(|error| {
            LoadError::Unreadable(format!("the {} of id {} cannot be read: {error}", kind.singular(), key.value()))
        })?;
    }
    Ok(())
}

fn load_pairs(txn: &ReadTransaction, relation: RelationKind) -> Result<Vec<AnyPair>, LoadError> {
    let mut pairs = Vec::new();
    if let Some(table) = open::<&[u8]>(txn, &pairs_name(relation))? {
        pairs.reserve_exact(usize::try_from(table.len()?).unwrap_or_default());
        for row in table.iter()? {
            pairs.push(read_pair(relation, row?.0.value())?);
        }
    }
    Ok(pairs)
}
