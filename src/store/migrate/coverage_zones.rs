//! From schema 1 to 2: coverage zone files held their zones, and these their networks; each has a row of its own now. The
//! history is rewritten with them, so that every step of it can still be undone and done again.

use std::collections::HashMap;

use redb::{ReadableTable, TableDefinition, WriteTransaction};

use crate::edit::{Change, Delta};
use crate::model::{CoverageZoneFile, Id, Kind};
use crate::store::journal::{Entry, RawObject, Unreadable, decode_chunk_with, encode, written};
use crate::store::message;
use crate::store::nested_zones::{NestedFile, PartIds, ZoneParts};
use crate::store::rows::LoadError;
use crate::store::tables::{CHUNKS, DROPPED, ENTRIES, HEAD, NUMBERS, Rows, next_id_name, put_numbers, rows_name};

/// Migrates the file.
pub(super) fn run(txn: &WriteTransaction) -> Result<(), redb::Error> {
    let head = txn.open_table(NUMBERS)?.get(HEAD)?.map_or(0, |head| head.value());
    let steps: Vec<u64> = {
        let entries = txn.open_table(ENTRIES)?;
        entries.iter()?.map(|row| row.map(|(seq, _)| seq.value())).collect::<Result<_, _>>()?
    };
    let (done, undone): (Vec<u64>, Vec<u64>) = steps.into_iter().partition(|seq| *seq <= head);
    let mut splitting = Splitting { ids: PartIds::first(), parts: HashMap::new() };
    let past = done.into_iter().try_for_each(|seq| splitting.step(txn, seq));
    // The rows are the state between what is done and what is undone.
    splitting.rows(txn).map_err(in_words)?;
    let future = undone.into_iter().try_for_each(|seq| splitting.step(txn, seq));
    match past.and(future) {
        Ok(()) => {}
        Err(LoadError::Unreadable(_)) => forget_history(txn)?,
        Err(LoadError::Engine(error)) => return Err(error),
    }
    let names = [next_id_name(Kind::CoverageZone), next_id_name(Kind::CoverageZoneNetwork)];
    let [zone, network] = names.each_ref().map(String::as_str);
    put_numbers(txn, [(zone, splitting.ids.zone), (network, splitting.ids.network)])
}

fn in_words(error: LoadError) -> redb::Error {
    match error {
        LoadError::Engine(error) => error,
        LoadError::Unreadable(reason) => redb::Error::Corrupted(reason),
    }
}

/// Steps that cannot be read are counted as dropped.
fn forget_history(txn: &WriteTransaction) -> Result<(), redb::Error> {
    let mut entries = txn.open_table(ENTRIES)?;
    let mut count = 0;
    entries.retain(|_, _| {
        count += 1;
        false
    })?;
    txn.open_table(CHUNKS)?.retain(|_, _| false)?;
    let dropped = txn.open_table(NUMBERS)?.get(DROPPED)?.map_or(0, |dropped| dropped.value());
    put_numbers(txn, [(DROPPED, dropped + count)])
}

/// The parts of the files as they are at one point of the history, and the ids that are still free.
struct Splitting {
    ids: PartIds,
    parts: HashMap<u64, ZoneParts>,
}

impl Splitting {
    /// Rewrites a step that speaks of coverage zone files.
    fn step(&mut self, txn: &WriteTransaction, seq: u64) -> Result<(), LoadError> {
        let packed: Vec<Vec<u8>> = {
            let chunks = txn.open_table(CHUNKS).map_err(redb::Error::from)?;
            let rows = chunks.range((seq, 0)..=(seq, u32::MAX))?;
            rows.map(|row| row.map(|(_, chunk)| chunk.value().to_vec())).collect::<Result<_, _>>()?
        };
        let mut speaks_of_files = false;
        let mut changes = Vec::new();
        for chunk in &packed {
            changes.extend(decode_chunk_with(chunk, Kind::CoverageZoneFile, |object| {
                speaks_of_files = true;
                self.changes(object)
            })?);
        }
        if speaks_of_files { replace_step(txn, seq, &changes) } else { Ok(()) }
    }

    /// What a change of a file with its zones is today.
    fn changes(&mut self, (number, before, after): RawObject<'_>) -> Result<Vec<Change>, Unreadable> {
        let id = Id::<CoverageZoneFile>::new(number);
        let before = before.map(NestedFile::read).transpose()?;
        let after = after.map(NestedFile::read).transpose()?;
        let old = match &before {
            Some(before) => self.known(number, before),
            None => ZoneParts::default(),
        };
        let stay = matches!((&before, &after), (Some(before), Some(after)) if before.zones == after.zones);
        let new = match &after {
            Some(_) if stay => old.clone(),
            Some(after) => self.ids.parts(id, after.zones.clone()),
            None => ZoneParts::default(),
        };
        let mut changes = Vec::new();
        if !stay {
            changes.extend(old.networks.iter().map(|(id, network)| Change::from(Delta::removed(*id, network))));
            changes.extend(old.zones.iter().map(|(id, zone)| Change::from(Delta::removed(*id, zone))));
        }
        changes.push(Delta { id, before: before.map(|file| file.file), after: after.map(|file| file.file) }.into());
        if !stay {
            changes.extend(new.zones.iter().map(|(id, zone)| Change::from(Delta::removed(*id, zone).inverse())));
            changes
                .extend(new.networks.iter().map(|(id, network)| Change::from(Delta::removed(*id, network).inverse())));
        }
        self.parts.insert(number, new);
        Ok(changes)
    }

    /// The parts of a file, under the ids that they have had so far.
    fn known(&mut self, number: u64, file: &NestedFile) -> ZoneParts {
        match self.parts.get(&number) {
            Some(parts) if parts.nested == file.zones => parts.clone(),
            Some(_) | None => self.ids.parts(Id::new(number), file.zones.clone()),
        }
    }

    /// Writes the files without their zones, and the zones and networks.
    fn rows(&mut self, txn: &WriteTransaction) -> Result<(), LoadError> {
        let name = rows_name(Kind::CoverageZoneFile);
        let definition: Rows<'_, u64> = TableDefinition::new(&name);
        let mut files = Vec::new();
        {
            let table = txn.open_table(definition).map_err(redb::Error::from)?;
            for row in table.iter()? {
                let (number, row) = row?;
                files.push((number.value(), NestedFile::read(row.value())?));
            }
        }
        for (number, file) in files {
            let parts = self.known(number, &file);
            put(txn, Kind::CoverageZoneFile, [(number, &*file.file)])?;
            put(txn, Kind::CoverageZone, parts.zones.iter().map(|(id, zone)| (id.number(), &**zone)))?;
            put(txn, Kind::CoverageZoneNetwork, parts.networks.iter().map(|(id, network)| (id.number(), &**network)))?;
            self.parts.insert(number, parts);
        }
        Ok(())
    }
}

fn put<'a, T: serde::Serialize + 'a>(
    txn: &WriteTransaction,
    kind: Kind,
    rows: impl IntoIterator<Item = (u64, &'a T)>,
) -> Result<(), LoadError> {
    let name = rows_name(kind);
    let definition: Rows<'_, u64> = TableDefinition::new(&name);
    let mut table = txn.open_table(definition).map_err(redb::Error::from)?;
    for (number, entity) in rows {
        table.insert(number, written(entity)?.as_slice())?;
    }
    Ok(())
}

fn replace_step(txn: &WriteTransaction, seq: u64, changes: &[Change]) -> Result<(), LoadError> {
    let chunks = encode(changes)?;
    let mut table = txn.open_table(CHUNKS).map_err(redb::Error::from)?;
    table.retain_in((seq, 0)..=(seq, u32::MAX), |_, _| false)?;
    let (mut count, mut bytes) = (0, 0);
    for chunk in &chunks {
        table.insert((seq, count), chunk.packed.as_slice())?;
        count += 1;
        bytes += chunk.packed.len() as u64;
    }
    let mut entries = txn.open_table(ENTRIES).map_err(redb::Error::from)?;
    let entry = entries.get(seq)?.map(|entry| entry.value().to_vec()).unwrap_or_default();
    let entry: Entry = message::read(&entry).map_err(Unreadable::from)?;
    let entry = Entry { chunks: count, bytes, ..entry };
    entries.insert(seq, written(&entry)?.as_slice())?;
    Ok(())
}
