//! How a file changes: steps, each with its rows, its journal entry and the new head, in one transaction.

use std::ops::{Bound, Range};
use std::sync::Arc;

use redb::{Database, ReadTransaction, ReadableTable, Table, TableDefinition, WriteTransaction};

use super::journal::{
    CHANGES_AT_ONCE, Chunk, Direction, Entry, JournalPlace, RowWrite, Unreadable, decode, encode, encode_entity,
    encode_rows, write_pair, written,
};
use super::message;
use super::rows::LoadError;
use super::tables::{
    CHUNKS, COMMITS, COMMITTED_AT, COMMITTER, DROPPED, ENTRIES, HEAD, Rows, next_id_name, pairs_name, put_numbers,
    rows_name,
};
use crate::edit::describe::told_changes;
use crate::edit::{Change, Edit};
use crate::model::{AnyEntity, Kind, Plan, RelationKind};
use crate::parallel;
use crate::sorting::OrderedMap;

/// One thing to make durable.
#[derive(Clone, Debug)]
pub struct Step {
    /// Counts edits, undos and redos of this file, from 1.
    pub number: u64,
    /// Which of them it is.
    pub kind: StepKind,
    /// The edit that is done, undone or done again; always as it was first done.
    pub edit: Arc<Edit>,
    /// The plan after the step.
    pub plan: Arc<Plan>,
    /// When, in seconds since 1970.
    pub time: u64,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A new edit.
    Perform {
        /// Its number in the history; what was undone at or behind it goes.
        seq: u64,
        /// The oldest step of the history that is kept; older ones go.
        keep_from: u64,
    },
    /// The step of that number is taken back.
    Undo {
        /// Its number in the history.
        seq: u64,
    },
    /// The step of that number is done again.
    Redo {
        /// Its number in the history.
        seq: u64,
    },
}

/// Why a step did not get into the file.
pub(super) type CommitError = LoadError;

/// Puts steps into the file, all or none. Returns how many bytes the journal needs for each new edit.
pub(super) fn commit(db: &Database, committer: u64, steps: &[Step]) -> Result<Vec<u64>, CommitError> {
    let Some(last) = steps.last() else { return Ok(Vec::new()) };
    let txn = db.begin_write().map_err(redb::Error::from)?;
    let mut sizes = Vec::new();
    for step in steps {
        sizes.push(put_step(&txn, step)?);
    }
    put_next_ids(&txn, &last.plan)?;
    let standing = [(COMMITS, last.number), (COMMITTER, committer), (COMMITTED_AT, last.time)];
    put_numbers(&txn, standing)?;
    txn.commit().map_err(redb::Error::from)?;
    Ok(sizes)
}

/// Writes the numbers that the next ids will have.
pub(super) fn put_next_ids(txn: &WriteTransaction, plan: &Plan) -> Result<(), redb::Error> {
    let names: Vec<String> = Kind::ALL.iter().map(|kind| next_id_name(*kind)).collect();
    put_numbers(txn, names.iter().map(String::as_str).zip(plan.next_ids().iter().copied()))
}

fn put_step(txn: &WriteTransaction, step: &Step) -> Result<u64, CommitError> {
    match step.kind {
        StepKind::Perform { seq, keep_from } => put_edit(txn, step, seq, keep_from),
        StepKind::Undo { seq } => put_move(txn, step, Direction::Back, seq.saturating_sub(1)),
        StepKind::Redo { seq } => put_move(txn, step, Direction::Forth, seq),
    }
}

fn put_move(txn: &WriteTransaction, step: &Step, direction: Direction, head: u64) -> Result<u64, CommitError> {
    let mut parts: Vec<&[Change]> = step.edit.changes.chunks(CHANGES_AT_ONCE).collect();
    if direction == Direction::Back {
        parts.reverse();
    }
    for changes in parts {
        put_rows(txn, &encode_rows(changes, direction)?, &step.plan)?;
    }
    put_numbers(txn, [(HEAD, head)])?;
    Ok(0)
}

fn put_edit(txn: &WriteTransaction, step: &Step, seq: u64, keep_from: u64) -> Result<u64, CommitError> {
    trim_journal(txn, seq, keep_from)?;
    let mut entry = Entry { label: step.edit.label.clone(), time: step.time, ..Entry::default() };
    entry.changes = told_changes(&step.edit) as u64;
    for changes in step.edit.changes.chunks(CHANGES_AT_ONCE) {
        let chunks = encode(changes)?;
        put_chunks(txn, seq, &mut entry, &chunks)?;
        put_rows(txn, &chunks, &step.plan)?;
    }
    put_entry(txn, seq, &entry)?;
    put_numbers(txn, [(HEAD, seq)])?;
    Ok(entry.bytes)
}

/// Puts chunks behind those that the entry has.
fn put_chunks(txn: &WriteTransaction, seq: u64, entry: &mut Entry, chunks: &[Chunk]) -> Result<(), CommitError> {
    let mut table = txn.open_table(CHUNKS).map_err(redb::Error::from)?;
    for chunk in chunks {
        table.insert((seq, entry.chunks), chunk.packed.as_slice())?;
        entry.chunks += 1;
        entry.bytes += chunk.packed.len() as u64;
    }
    Ok(())
}

fn put_entry(txn: &WriteTransaction, seq: u64, entry: &Entry) -> Result<(), CommitError> {
    txn.open_table(ENTRIES).map_err(redb::Error::from)?.insert(seq, written(entry)?.as_slice())?;
    Ok(())
}

/// Takes away what was undone (from `from` on) and what is too old (before `keep_from`).
fn trim_journal(txn: &WriteTransaction, from: u64, keep_from: u64) -> Result<(), CommitError> {
    let mut entries = txn.open_table(ENTRIES).map_err(redb::Error::from)?;
    let mut chunks = txn.open_table(CHUNKS).map_err(redb::Error::from)?;
    if entries.last()?.is_some_and(|(seq, _)| from <= seq.value()) {
        entries.retain_in(from.., |_, _| false)?;
        chunks.retain_in((from, 0).., |_, _| false)?;
    }
    let too_old = match entries.first()? {
        Some((first, _)) => keep_from.saturating_sub(first.value()),
        None => 0,
    };
    if 0 < too_old {
        entries.retain_in(..keep_from, |_, _| false)?;
        chunks.retain_in(..(keep_from, 0), |_, _| false)?;
        let mut numbers = txn.open_table(super::tables::NUMBERS).map_err(redb::Error::from)?;
        let dropped = numbers.get(DROPPED)?.map_or(0, |value| value.value());
        numbers.insert(DROPPED, dropped + too_old)?;
    }
    Ok(())
}

/// A row to write and the bytes that it is cut from.
type Cut<'a> = (&'a RowWrite, &'a [u8]);

/// Brings the rows of encoded changes into their tables.
pub(super) fn put_rows(txn: &WriteTransaction, chunks: &[Chunk], plan: &Plan) -> Result<(), CommitError> {
    let mut by_table: OrderedMap<JournalPlace, Vec<Cut<'_>>> = OrderedMap::new();
    for chunk in chunks {
        for row in &chunk.rows {
            by_table.entry(row.place).or_default().push((row, &chunk.raw));
        }
    }
    for (place, rows) in by_table {
        match place {
            JournalPlace::Rows(kind) => put_entities(txn, kind, rows, plan)?,
            JournalPlace::Pairs(relation) => put_pairs(txn, &pairs_name(relation), rows)?,
        }
    }
    Ok(())
}

fn put_entities(txn: &WriteTransaction, kind: Kind, mut rows: Vec<Cut<'_>>, plan: &Plan) -> Result<(), CommitError> {
    let going = rows.iter().filter(|(row, _)| row.value.is_none()).count();
    if MANY < going && plan.count(kind) < going {
        // Most of them go: it is quicker to write anew the few that stay.
        return put_table(txn, kind, plan);
    }
    let name = rows_name(kind);
    let definition: Rows<'_, u64> = TableDefinition::new(&name);
    // Stable: of several writes to one row the last one stays the last.
    rows.sort_by_key(|(row, _)| row.number);
    let mut table = txn.open_table(definition).map_err(redb::Error::from)?;
    let newest = table.last()?.map(|(number, _)| number.value());
    let known = rows.partition_point(|(row, _)| newest.is_some_and(|newest| row.number <= newest));
    let appended = split_rising(&mut rows, known, &|(one, _), (other, _)| one.number < other.number);
    for (row, raw) in rows {
        match cut(raw, row.value.as_ref()) {
            Some(value) => drop(table.insert(row.number, value)?),
            None => drop(table.remove(row.number)?),
        }
    }
    append(&mut table, appended)
}

/// Takes what stands behind the `known`, where it rises all the way: it is put behind all that a table has.
fn split_rising<T>(rows: &mut Vec<T>, known: usize, is_less: &dyn Fn(&T, &T) -> bool) -> Vec<T> {
    let rises = rows.get(known..).is_some_and(|new| new.is_sorted_by(is_less));
    if rises { rows.split_off(known) } else { Vec::new() }
}

/// Puts rows behind all that a table has, which takes a third of what putting each into its place does.
fn append(table: &mut Table<'_, u64, &'static [u8]>, rows: Vec<Cut<'_>>) -> Result<(), CommitError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut end = table.upper_bound_mut(Bound::<u64>::Unbounded)?;
    for (row, raw) in rows {
        // What goes was never there.
        if let Some(value) = cut(raw, row.value.as_ref()) {
            end.insert_before(row.number, value).map_err(redb::Error::from)?;
        }
    }
    Ok(end.close()?)
}

/// From so many rows on it pays to think about the table as a whole.
const MANY: usize = 1_000;

/// Writes a whole plan into a new file.
pub(super) fn put_plan(txn: &WriteTransaction, plan: &Plan) -> Result<(), CommitError> {
    for kind in Kind::ALL {
        put_table(txn, *kind, plan)?;
    }
    for relation in RelationKind::ALL {
        let name = pairs_name(*relation);
        let definition: Rows<'_, &[u8]> = TableDefinition::new(&name);
        let mut table = txn.open_table(definition).map_err(redb::Error::from)?;
        let mut key = Vec::new();
        for pair in relation.pairs(plan) {
            key.clear();
            write_pair(&mut key, &pair)?;
            table.insert(key.as_slice(), [].as_slice())?;
        }
    }
    put_next_ids(txn, plan)?;
    Ok(())
}

/// Writes the table of a kind anew.
fn put_table(txn: &WriteTransaction, kind: Kind, plan: &Plan) -> Result<(), CommitError> {
    let name = rows_name(kind);
    let definition: Rows<'_, u64> = TableDefinition::new(&name);
    txn.delete_table(definition).map_err(redb::Error::from)?;
    let mut table = txn.open_table(definition).map_err(redb::Error::from)?;
    let rows: Vec<_> = plan.objects(kind).collect();
    for piece in rows.chunks(65_536) {
        let encoded = parallel::map_short(piece, |(_, entity)| encode_row(*entity));
        for ((id, _), row) in piece.iter().zip(encoded) {
            table.insert(id.number, row?.as_slice())?;
        }
    }
    Ok(())
}

/// A row of a table, as a step of the journal writes it too.
fn encode_row(entity: &dyn AnyEntity) -> Result<Vec<u8>, Unreadable> {
    let mut row = Vec::new();
    encode_entity(&mut row, entity)?;
    Ok(row)
}

fn put_pairs(txn: &WriteTransaction, name: &str, rows: Vec<Cut<'_>>) -> Result<(), CommitError> {
    let definition: Rows<'_, &[u8]> = TableDefinition::new(name);
    let mut table = txn.open_table(definition).map_err(redb::Error::from)?;
    let mut pairs: Vec<(&[u8], bool)> = rows
        .into_iter()
        .map(|(row, raw)| (raw.get(row.key.clone()).unwrap_or_default(), row.value.is_some()))
        .collect();
    // Stable: of several changes of one pair the last one stays the last.
    pairs.sort_by_key(|(key, _)| *key);
    let known = match table.last()? {
        Some((last, _)) => pairs.partition_point(|(key, _)| *key <= last.value()),
        None => 0,
    };
    let appended = split_rising(&mut pairs, known, &|(one, _), (other, _)| one < other);
    for (key, comes) in pairs {
        if comes {
            table.insert(key, [].as_slice())?;
        } else {
            table.remove(key)?;
        }
    }
    let mut end = table.upper_bound_mut(Bound::<&[u8]>::Unbounded)?;
    for (key, _) in appended.into_iter().filter(|(_, comes)| *comes) {
        end.insert_before(key, [].as_slice()).map_err(redb::Error::from)?;
    }
    Ok(end.close()?)
}

fn cut<'a>(raw: &'a [u8], range: Option<&Range<usize>>) -> Option<&'a [u8]> {
    raw.get(range?.clone())
}

/// The history of a file: its entries, oldest first, with their numbers.
pub(super) fn read_history(txn: &ReadTransaction) -> Result<Vec<(u64, Entry)>, LoadError> {
    let table = txn.open_table(ENTRIES).map_err(redb::Error::from)?;
    let mut entries = Vec::new();
    for row in table.iter()? {
        let (seq, value) = row?;
        let entry = message::read(value.value())
            .map_err(|error| LoadError::Unreadable(format!("step {} of the history: {error}", seq.value())))?;
        entries.push((seq.value(), entry));
    }
    Ok(entries)
}

/// The edit of a step; none when the file does not have it.
pub(super) fn read_edit(txn: &ReadTransaction, seq: u64) -> Result<Option<Edit>, LoadError> {
    let entries = txn.open_table(ENTRIES).map_err(redb::Error::from)?;
    let Some(entry) = entries.get(seq)? else { return Ok(None) };
    let entry: Entry = message::read(entry.value()).map_err(Unreadable::from)?;
    let table = txn.open_table(CHUNKS).map_err(redb::Error::from)?;
    let mut chunks = Vec::new();
    for row in table.range((seq, 0)..=(seq, u32::MAX))? {
        chunks.push(row?.1.value().to_vec());
    }
    if chunks.len() != entry.chunks as usize {
        return Err(LoadError::Unreadable(format!("step {seq} of the history is not complete")));
    }
    Ok(Some(decode(&entry.label, &chunks)?))
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher as _, RandomState};

    use super::*;
    use crate::edit::{Delta, LinkChange};
    use crate::model::{Absent, AnyPair, Division, Id, Parameter, Profile, Target};
    use crate::store::engine::CACHE_BYTES;
    use crate::store::open::{Opening, Store};

    /// What is encoded and written in several parts is in the file as a whole, there and back.
    #[test]
    fn a_large_edit_is_written_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let before = Arc::new(Plan::default());
        Store::create(&path, &before).unwrap();
        let (mut store, _) = Store::open(&path, Opening::default()).unwrap();
        let division = |at: u64| Division { name: format!("division {at}"), ..Division::default() };
        let count = u64::try_from(CHANGES_AT_ONCE).unwrap() + 10;
        let changes = (0..count).map(|at| Delta::added(before.fresh_id(at), division(at)).into()).collect();
        let edit = Arc::new(Edit::new("", changes));
        let after = Arc::new(before.applying(&edit).unwrap());
        let seq = 1;
        for (number, kind, plan) in [
            (1, StepKind::Perform { seq, keep_from: 1 }, &after),
            (2, StepKind::Undo { seq }, &before),
            (3, StepKind::Redo { seq }, &after),
        ] {
            let step = Step { number, kind, edit: Arc::clone(&edit), plan: Arc::clone(plan), time: 1 };
            let sizes = store.commit(&[step]).unwrap();
            let loaded = store.load().unwrap();
            assert!(loaded.plan.same_content(plan), "{kind:?}");
            let [(_, entry)] = loaded.history.as_slice() else { panic!("one step") };
            assert_eq!((entry.changes, entry.chunks), (count, 9));
            assert!(number != 1 || sizes == [entry.bytes]);
        }
        assert!(store.read_edit(seq).unwrap() == *edit);
        store.close().unwrap();
    }

    /// To read more than redb keeps in memory would make it write what it still has of the last commit.
    #[test]
    fn an_edit_that_is_read_back_keeps_nobody_from_committing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let mut plan = Arc::new(Plan::default());
        Store::create(&path, &plan).unwrap();
        let (mut store, _) = Store::open(&path, Opening::default()).unwrap();
        let mut commit = |store: &mut Store, seq: u64, count: u64| {
            // Names that don't pack.
            let name = |at: u64| format!("{:?}", RandomState::new().hash_one(at).to_le_bytes().map(char::from));
            let division = |at: u64| Division { name: name(at) + &at.to_string(), ..Division::default() };
            let changes = (0..count).map(|at| Delta::added(plan.fresh_id(at), division(at)).into()).collect();
            let edit = Arc::new(Edit::new("", changes));
            plan = Arc::new(plan.applying(&edit).unwrap());
            let kind = StepKind::Perform { seq, keep_from: 1 };
            store.commit(&[Step { number: seq, kind, edit, plan: Arc::clone(&plan), time: 1 }]).map(|sizes| sizes[0])
        };
        let size = commit(&mut store, 1, 60_000).unwrap();
        assert!(2 * (CACHE_BYTES as u64) < size, "{size} bytes need no room");
        commit(&mut store, 2, 1).unwrap();
        let written = || std::fs::metadata(&path).unwrap().modified().unwrap();
        let before = written();
        assert_eq!(store.read_edit(1).unwrap().changes.len(), 60_000);
        assert_eq!(written(), before);
        commit(&mut store, 3, 1).unwrap();
        store.close().unwrap();
        assert_eq!(Store::open(&path, Opening::default()).unwrap().1.plan.divisions().len(), 60_002);
    }

    /// All that is new is put behind what is there, in one go, and not row by row into its place.
    #[test]
    fn new_rows_are_put_behind_all_others() {
        let is_less = |one: &i32, other: &i32| one < other;
        for (rows, known, appended) in [
            (vec![1, 2, 3], 0, vec![1, 2, 3]),
            (vec![1, 5, 6], 1, vec![5, 6]),
            (vec![1, 5, 5], 1, vec![]),
            (vec![1, 2], 2, vec![]),
        ] {
            let mut left = rows.clone();
            assert_eq!(split_rising(&mut left, known, &is_less), appended, "{rows:?}");
            assert_eq!(left.len() + appended.len(), rows.len());
        }
    }

    /// Rows that stand behind all others, rows between them, rows that go, and rows that come and go again within one
    /// step: the file has what the plan has.
    #[test]
    fn rows_in_any_order_find_their_places() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let mut plan = Arc::new(Plan::default());
        Store::create(&path, &plan).unwrap();
        let (mut store, _) = Store::open(&path, Opening::default()).unwrap();
        let relation = RelationKind::ProfileParameter;
        let profile = |name: u64| Profile { name: format!("profile {name}"), ..Profile::default() };
        let parameter = |name: u64| Parameter { name: format!("parameter {name}"), ..Parameter::default() };
        let pair = |a: u64, b: u64| AnyPair { relation, a: Target::To(a), b: Target::To(b) };
        let named = |name: &str| AnyPair { a: Target::Absent(Absent::named(name)), ..pair(1, 1) };
        let link = |pair: AnyPair, present| Change::Link(LinkChange { pair, present });
        let objects = |numbers: &[u64]| -> Vec<Change> {
            let both = |at: u64| {
                [Delta::added(Id::new(at), profile(at)).into(), Delta::added(Id::new(at), parameter(at)).into()]
            };
            numbers.iter().flat_map(|at| both(*at)).collect()
        };
        let gone = |plan: &Plan, at: u64| -> Change {
            Delta::removed(Id::new(at), plan.get::<Profile>(Id::new(at)).unwrap()).into()
        };
        // Their numbers take one, two, three and five bytes.
        let first = [1, 100, 127, 128, 255, 256, 65_535, 65_536, 70_000];
        let mut steps: Vec<Vec<Change>> = vec![objects(&first)];
        steps.push(first.iter().flat_map(|a| first.iter().map(|b| link(pair(*a, *b), true))).collect());
        steps.push([objects(&[80_000, 5, 90_000]), vec![link(pair(5, 1), true), link(pair(90_000, 5), true)]].concat());
        steps.push(vec![
            link(named("b"), true),
            link(named("a"), true),
            link(pair(5, 1), false),
            link(pair(80_000, 1), true),
        ]);
        // One that comes and goes again, and one that goes for good.
        steps.push(vec![link(pair(90_000, 1), true), link(pair(90_000, 1), false), link(pair(80_000, 1), false)]);
        let (seq, mut number) = (1, 0);
        for mut changes in steps {
            if number == 4 {
                changes.push(gone(&plan, 80_000));
            }
            number += 1;
            let edit = Arc::new(Edit::new("", changes));
            plan = Arc::new(plan.applying(&edit).unwrap());
            let kind = StepKind::Perform { seq: seq + number - 1, keep_from: 1 };
            store.commit(&[Step { number, kind, edit, plan: Arc::clone(&plan), time: 1 }]).unwrap();
            assert!(store.load().unwrap().plan.same_content(&plan), "step {number}");
        }
        store.close().unwrap();
    }
}
