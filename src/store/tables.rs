//! What lies in a plan file: the names of its tables and of the numbers in `meta`. Kinds and relations are found by
//! their keys, never by their place in a list, so that the list may grow and change its order.

use redb::{ReadTransaction, TableDefinition, TableError, WriteTransaction};

use crate::model::{Kind, RelationKind};

/// The schema that this version writes.
pub(super) const SCHEMA: u64 = 2;

/// What the word `format` says in every plan file.
pub(super) const FORMAT: &str = "lodestone plan";

/// The numbers of a file.
pub(super) const NUMBERS: TableDefinition<&str, u64> = TableDefinition::new("meta/numbers");
/// The words of a file.
pub(super) const WORDS: TableDefinition<&str, &str> = TableDefinition::new("meta/words");
/// The steps of the history: number of the step to what it is.
pub(super) const ENTRIES: TableDefinition<u64, &[u8]> = TableDefinition::new("journal/entries");
/// Their changes: number of the step and of the chunk to the compressed chunk.
pub(super) const CHUNKS: TableDefinition<(u64, u32), &[u8]> = TableDefinition::new("journal/chunks");

/// The schema's number.
pub(super) const SCHEMA_KEY: &str = "schema";
/// The newest step that is in force; 0 is the state before all steps.
pub(super) const HEAD: &str = "head";
/// How many steps have been dropped from the journal's old end.
pub(super) const DROPPED: &str = "dropped";
/// How often the file has been committed to: edits, undos and redos.
pub(super) const COMMITS: &str = "commits";
/// Who committed last: a number that every opening draws anew.
pub(super) const COMMITTER: &str = "committer";
/// When that was, in seconds since 1970.
pub(super) const COMMITTED_AT: &str = "committed-at";
/// When the file was made, in seconds since 1970.
pub(super) const CREATED_AT: &str = "created-at";
/// The word that says that it is ours.
pub(super) const FORMAT_KEY: &str = "format";
/// What tells this plan from all others, also after it was renamed.
pub(super) const PLAN_ID: &str = "plan-id";

/// A table of entities or pairs, whose name is made at run time.
pub(super) type Rows<'a, K> = TableDefinition<'a, K, &'static [u8]>;

/// The name of a kind's table.
pub(super) fn rows_name(kind: Kind) -> String {
    format!("rows/{}", kind.key())
}

/// The name of a relation's table.
pub(super) fn pairs_name(relation: RelationKind) -> String {
    format!("pairs/{}", relation.key())
}

/// The name of the number that a kind's next id will have.
pub(super) fn next_id_name(kind: Kind) -> String {
    format!("next-id/{}", kind.key())
}

/// A number of the file; none when it, or its table, is not there.
pub(super) fn number(txn: &ReadTransaction, key: &str) -> Result<Option<u64>, redb::Error> {
    match txn.open_table(NUMBERS) {
        Ok(table) => Ok(table.get(key)?.map(|value| value.value())),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A word of the file; none when it, or its table, is not there.
pub(super) fn word(txn: &ReadTransaction, key: &str) -> Result<Option<String>, redb::Error> {
    match txn.open_table(WORDS) {
        Ok(table) => Ok(table.get(key)?.map(|value| value.value().to_owned())),
        Err(TableError::TableDoesNotExist(_) | TableError::TableTypeMismatch { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Sets numbers of the file.
pub(super) fn put_numbers<'a>(
    txn: &WriteTransaction,
    numbers: impl IntoIterator<Item = (&'a str, u64)>,
) -> Result<(), redb::Error> {
    let mut table = txn.open_table(NUMBERS)?;
    for (key, value) in numbers {
        table.insert(key, value)?;
    }
    Ok(())
}
