//! From the rows of a file to a plan: read and decoded in parallel, then indexed and checked as a whole.

use std::sync::Arc;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, TableError};

use super::journal::{Unreadable, read_pair};
use super::tables::{Rows, next_id_name, number, pairs_name, rows_name};
use super::{message, nested_zones};
use crate::model::kind::with_kind;
use crate::model::{AnyPair, Entity, Id, Kind, Plan, RelationKind, Table, Tabled};
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

/// Rows of a table, ordered by id.
type RowPiece<T> = Vec<(Id<T>, Arc<T>)>;

/// So many rows a piece of work, about.
const ROWS_PER_PIECE: u64 = 4_096;

/// Reads the whole plan.
pub(super) fn load_plan(txn: &ReadTransaction) -> Result<Plan, LoadError> {
    // The pairs of a relation are one table each, read by one core, while the others read the kinds.
    let (plan, pairs) = parallel::join(|| load_tables(txn), || load_relations(txn));
    let mut plan = plan?;
    for (relation, pairs) in pairs? {
        relation.load(&mut plan, pairs);
    }
    nested_zones::load::<LoadError>(txn, &mut plan)?;
    plan.loaded().map_err(|error| LoadError::Unreadable(error.to_string()))
}

fn load_tables(txn: &ReadTransaction) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    for kind in Kind::ALL {
        with_kind!(*kind, T => load_table::<T>(txn, &mut plan))?;
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

fn load_table<T: Tabled>(txn: &ReadTransaction, plan: &mut Plan) -> Result<(), LoadError> {
    let stored_next = number(txn, &next_id_name(T::KIND))?.unwrap_or(1);
    let mut next = stored_next;
    if let Some(table) = open::<u64>(txn, &rows_name(T::KIND))? {
        let decoded = parallel::map(&pieces(&table)?, |(from, to)| decode_piece(&table, *from, *to));
        let mut rows: RowPiece<T> = Vec::new();
        for piece in decoded {
            rows.append(&mut piece?);
        }
        next = next.max(rows.last().map_or(1, |(id, _)| id.number().saturating_add(1)));
        *T::table_mut(plan) = Table::of_rows(rows);
    }
    if let Some(slot) = plan.next_ids.get_mut(T::KIND.index()) {
        *slot = next;
    }
    Ok(())
}

/// Splits the ids of a table into inclusive spans of about equal size; ids are mostly without gaps.
fn pieces(table: &ReadOnlyTable<u64, &'static [u8]>) -> Result<Vec<(u64, u64)>, LoadError> {
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

fn decode_piece<T: Entity>(
    table: &ReadOnlyTable<u64, &'static [u8]>,
    from: u64,
    to: u64,
) -> Result<RowPiece<T>, LoadError> {
    let mut rows = Vec::new();
    for row in table.range(from..=to)? {
        let (key, value) = row?;
        let entity: T = message::read(value.value()).map_err(|error| {
            LoadError::Unreadable(format!("the {} of id {} cannot be read: {error}", T::KIND.singular(), key.value()))
        })?;
        rows.push((Id::new(key.value()), Arc::new(entity)));
    }
    Ok(rows)
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
