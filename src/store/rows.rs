//! From the rows of a file to a plan: read and decoded in parallel, then indexed and checked as a whole.

use std::sync::Arc;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, TableError};

use super::journal::{Unreadable, read_pair};
use super::message::{self, MessageError};
use super::nested_zones;
use super::tables::{Rows, next_id_name, number, pairs_name, rows_name};
use crate::model::kind::with_kind;
use crate::model::{
    AnyPair, Kind, Plan, ROWS_PER_PIECE, RelationKind, Relations, RowPieces, RowsInOrder, Table, Tabled,
};
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
    decode: fn(&KindTable, IdSpan) -> Result<RowPieces, LoadError>,
    put: fn(&mut Plan, Vec<RowPieces>),
}

/// The first and the last id of rows that are decoded in one go.
type IdSpan = (u64, u64);

/// So many rows a piece of work, about, so that no core is left with much while the others have done.
const ROWS_PER_SPAN: u64 = 1_024;
/// At most so many pieces of work a kind.
const MOST_SPANS: u64 = 256;

/// Reads the whole plan.
pub(super) fn load_plan(txn: &ReadTransaction) -> Result<Plan, LoadError> {
    // The pairs of a relation are one table each, read by one core, while the others read the kinds.
    let (plan, paired) = parallel::join(|| load_tables(txn), || load_relations(txn));
    let mut plan = plan?;
    plan.relations = paired?;
    nested_zones::load::<LoadError>(txn, &mut plan)?;
    plan.loaded().map_err(|error| LoadError::Unreadable(error.to_string()))
}

/// Reads the objects of all kinds, whatever kind they are of on all cores.
fn load_tables(txn: &ReadTransaction) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let (mut tables, mut spans) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let mut next = number(txn, &next_id_name(*kind))?.unwrap_or(1);
        if let Some(table) = open::<u64>(txn, &rows_name(*kind))? {
            next = next.max(table.last()?.map_or(1, |(number, _)| number.value().saturating_add(1)));
            spans.extend(spans_of(&table)?.into_iter().map(|span| (tables.len(), span)));
            tables.push((table, with_kind!(*kind, T => KindRows { decode: decode_span::<T>, put: put_pieces::<T> })));
        }
        if let Some(slot) = plan.next_ids.get_mut(kind.index()) {
            *slot = next;
        }
    }
    let decoded = parallel::map(&spans, |(at, span)| {
        let (table, rows) = &tables[*at];
        (rows.decode)(table, *span)
    });
    let mut pieces: Vec<Vec<RowPieces>> = tables.iter().map(|_| Vec::new()).collect();
    for ((at, _), rows) in spans.iter().zip(decoded) {
        pieces[*at].push(rows?);
    }
    for ((_, rows), pieces) in tables.iter().zip(pieces) {
        (rows.put)(&mut plan, pieces);
    }
    Ok(plan)
}

/// Reads the pairs of all relations.
fn load_relations(txn: &ReadTransaction) -> Result<Relations, LoadError> {
    let mut paired = Plan::default();
    for relation in RelationKind::ALL {
        let mut pairs = load_pairs(txn, *relation)?;
        // A file may order them by their bytes.
        pairs.sort_unstable();
        relation.load(&mut paired, pairs.len(), &mut pairs.into_iter());
    }
    Ok(paired.relations)
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

fn put_pieces<T: Tabled>(plan: &mut Plan, pieces: Vec<RowPieces>) {
    *T::table_mut(plan) = Table::of_pieces(pieces);
}

/// Splits the ids of a table into spans of equal size; ids are mostly without gaps. Then the pieces of the table that is
/// made of them are full, each but the last.
fn spans_of(table: &KindTable) -> Result<Vec<IdSpan>, LoadError> {
    let (Some(first), Some(last)) = (table.first()?, table.last()?) else { return Ok(Vec::new()) };
    let (first, last) = (first.0.value(), last.0.value());
    let count = (table.len()? / ROWS_PER_SPAN).clamp(1, MOST_SPANS);
    let step = ((last - first) / count).saturating_add(1).checked_next_multiple_of(ROWS_PER_PIECE as u64);
    let step = step.unwrap_or(u64::MAX);
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

fn decode_span<T: Tabled>(table: &KindTable, span: IdSpan) -> Result<RowPieces, LoadError> {
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

#[cfg(test)]
mod tests {
    use redb::ReadableDatabase as _;

    use super::*;

    fn spans(ids: impl Iterator<Item = u64>) -> Vec<IdSpan> {
        let file = tempfile::NamedTempFile::new().unwrap();
        let db = redb::Database::create(file.path()).unwrap();
        let txn = db.begin_write().unwrap();
        let rows: Rows<'_, u64> = TableDefinition::new("rows");
        {
            let mut table = txn.open_table(rows).unwrap();
            for id in ids {
                table.insert(id, [].as_slice()).unwrap();
            }
        }
        txn.commit().unwrap();
        spans_of(&db.begin_read().unwrap().open_table(rows).unwrap()).unwrap()
    }

    #[test]
    fn every_core_has_enough_to_read_and_full_pieces_to_leave() {
        assert_eq!(spans([].into_iter()), Vec::new());
        assert_eq!(spans([9].into_iter()), [(9, 9)]);
        assert_eq!(spans([1, u64::MAX].into_iter()), [(1, u64::MAX)]);
        let many = spans(3..10_003);
        assert!((8..=10).contains(&many.len()), "{many:?}");
        assert_eq!((many[0].0, many[many.len() - 1].1), (3, 10_002));
        assert!(many.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{many:?}");
        assert!(many.iter().all(|(from, _)| (from - 3) % ROWS_PER_PIECE as u64 == 0), "{many:?}");
    }
}
