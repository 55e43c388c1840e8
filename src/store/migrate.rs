//! Numbered migrations: from each schema to the next, in one transaction each. A migration changes the journal with the
//! rows, so that the history stays; where it cannot, it empties the journal and counts its steps as dropped. The backup
//! has been made before.

use std::path::Path;

use redb::{Database, WriteTransaction};

use super::error::{StoreError, engine};
use super::open::damaged;
use super::tables::{SCHEMA_KEY, put_numbers};

/// A step from one schema to the next.
pub(super) struct Migration {
    /// The schema that it starts from; it ends with the next number.
    pub from: u64,
    /// What it does to rows and journal.
    pub run: fn(&WriteTransaction) -> Result<(), redb::Error>,
}

/// All of them. Schema 1 is the first, so there is none yet.
pub(super) const MIGRATIONS: &[Migration] = &[];

/// Takes a file from the schema that it has as far as the migrations go.
pub(super) fn migrate(db: &Database, path: &Path, schema: u64, list: &[Migration]) -> Result<u64, StoreError> {
    let mut schema = schema;
    for migration in list {
        if migration.from < schema {
            continue;
        }
        if migration.from != schema {
            return Err(damaged(path, format!("nothing leads from its schema {schema} to a newer one")));
        }
        run(db, migration).map_err(|error| engine(path, "written", error))?;
        schema += 1;
    }
    Ok(schema)
}

fn run(db: &Database, migration: &Migration) -> Result<(), redb::Error> {
    let txn = db.begin_write()?;
    (migration.run)(&txn)?;
    put_numbers(&txn, [(SCHEMA_KEY, migration.from + 1)])?;
    txn.commit()?;
    Ok(())
}
