//! Numbered migrations: from each schema to the next, in one transaction each. A migration changes the journal with the
//! rows, so that the history stays; where it cannot, it empties the journal and counts its steps as dropped. The backup
//! has been made before.

mod coverage_zones;

use std::path::Path;

use redb::{Database, WriteTransaction};

use super::engine::damaged;
use super::error::{StoreError, engine};
use super::tables::{SCHEMA_KEY, put_numbers};

/// A step from one schema to the next.
pub(super) struct Migration {
    /// The schema that it starts from; it ends with the next number.
    pub from: u64,
    /// What it does to rows and journal.
    pub run: fn(&WriteTransaction) -> Result<(), redb::Error>,
}

/// All of them, from schema to schema.
pub(super) const MIGRATIONS: &[Migration] = &[Migration { from: 1, run: coverage_zones::run }];

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

#[cfg(test)]
mod tests {
    use super::super::open::{Opening, Store};
    use super::super::tables::{ENTRIES, SCHEMA, number};
    use super::*;
    use crate::model::Plan;
    use redb::ReadableDatabase as _;

    const ADD_WORD: Migration =
        Migration { from: SCHEMA, run: |txn| Ok(_ = txn.open_table(ENTRIES)?.insert(1, b"kept".as_slice())?) };
    const FAIL: Migration = Migration {
        from: SCHEMA + 1,
        run: |txn| {
            txn.open_table(ENTRIES)?.insert(2, b"lost".as_slice())?;
            Err(redb::Error::Corrupted("on purpose".to_owned()))
        },
    };

    #[test]
    fn migrations_are_done_in_order_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        Store::create(&path, &Plan::default()).unwrap();
        let db = Database::open(&path).unwrap();
        let schema = || number(&db.begin_read().unwrap(), SCHEMA_KEY).unwrap();
        let has = |step: u64| db.begin_read().unwrap().open_table(ENTRIES).unwrap().get(step).unwrap().is_some();
        assert!(migrate(&db, &path, SCHEMA, &[FAIL]).is_err(), "nothing leads to the one between");
        assert_eq!((schema(), has(2)), (Some(SCHEMA), false));
        assert!(migrate(&db, &path, SCHEMA, &[ADD_WORD, FAIL]).is_err());
        assert_eq!((schema(), has(1), has(2)), (Some(SCHEMA + 1), true, false), "what failed has left nothing");
        assert_eq!(migrate(&db, &path, SCHEMA + 1, &[ADD_WORD]).unwrap(), SCHEMA + 1, "what is done is not done again");
        db.close().unwrap();
        let error = Store::open(&path, Opening::default()).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found, known: SCHEMA, .. } if found == SCHEMA + 1), "{error}");
    }

    #[test]
    fn the_list_leads_to_the_schema_of_the_day() {
        let steps: Vec<u64> = MIGRATIONS.iter().map(|migration| migration.from).collect();
        assert_eq!(steps, (1..SCHEMA).collect::<Vec<_>>());
    }
}
