//! What the disk has, as far as that is known: a rig that keeps what was synced, loses what was not, in any order and in
//! torn sectors, and believes no page after a failed sync. Files without locks, and files that others write to.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use lodestone::edit::{Delta, Edit};
use lodestone::model::*;
use lodestone::session::{Options, ReadOnlySession, Session, SessionError};
use lodestone::store::{Done, Faults, FileOperation, Opening, StoreError};

use crate::support::random::Random;

const SECTOR: usize = 512;

fn options(faults: Option<&Arc<Faults>>) -> Options {
    Options { opening: Opening { backups: false, faults: faults.cloned(), ..Opening::default() }, ..Options::default() }
}

fn add(session: &mut Session, name: &str) -> Result<(), SessionError> {
    let id = session.plan().fresh_id(0);
    let division = Division { name: name.to_owned(), ..Division::default() };
    session.perform(Edit::new(format!("Add {name}"), vec![Delta::added(id, division).into()])).map(|_| ())
}

fn turns(plan: &Plan) -> usize {
    plan.divisions().iter().filter(|(_, division)| division.name.starts_with("turn ")).count()
}

/// A disk as it may be after a crash: what was synced is on it; of what was not, any part, in any order.
struct Disk {
    durable: Vec<u8>,
    unsynced: Vec<FileOperation>,
}

impl Disk {
    fn take(&mut self, done: &Done, random: &mut Random) {
        match (&done.operation, done.is_done) {
            (FileOperation::Sync, true) => {
                for operation in std::mem::take(&mut self.unsynced) {
                    apply(&mut self.durable, &operation);
                }
            }
            // The system has tried, told of its failure, and takes the pages for written from now on.
            (FileOperation::Sync, false) => {
                let lost = std::mem::take(&mut self.unsynced);
                self.durable = torn(&self.durable, &lost, random);
            }
            (operation, _) => self.unsynced.push(operation.clone()),
        }
    }

    fn crashed(&self, random: &mut Random) -> Vec<u8> {
        torn(&self.durable, &self.unsynced, random)
    }
}

fn apply(bytes: &mut Vec<u8>, operation: &FileOperation) {
    match operation {
        FileOperation::Write { offset, data } => {
            let at = usize::try_from(*offset).unwrap();
            bytes.resize(bytes.len().max(at + data.len()), 0);
            bytes[at..at + data.len()].copy_from_slice(data);
        }
        FileOperation::SetLen(len) => bytes.resize(usize::try_from(*len).unwrap(), 0),
        FileOperation::Sync => {}
    }
}

/// Lets some sectors of some operations reach the disk, in another order.
fn torn(durable: &[u8], operations: &[FileOperation], random: &mut Random) -> Vec<u8> {
    let mut bytes = durable.to_vec();
    let mut pieces: Vec<FileOperation> = Vec::new();
    for operation in operations {
        match operation {
            FileOperation::Write { offset, data } => {
                pieces.extend(data.chunks(SECTOR).zip(0u64..).map(|(data, at)| FileOperation::Write {
                    offset: offset + at * SECTOR as u64,
                    data: data.to_vec(),
                }));
            }
            other => pieces.push(other.clone()),
        }
    }
    let lost_one_in = [1, 2, 5, 20][random.below(4)];
    for at in (1..pieces.len()).rev() {
        pieces.swap(at, random.below(at + 1));
    }
    for piece in pieces {
        // Lengths are the file system's own business, which keeps its promises.
        if matches!(piece, FileOperation::SetLen(_)) || !random.one_in(lost_one_in) {
            apply(&mut bytes, &piece);
        }
    }
    bytes
}

/// Edits a plan on a disk whose syncs fail now and then; says what was done to the file, and how far that had come when
/// which turn was acknowledged.
fn edit_with_failures(path: &Path, failing: bool) -> (Vec<u8>, Vec<Done>, Vec<(usize, usize)>) {
    Session::create(path, options(None)).unwrap().close().unwrap();
    let before = fs::read(path).unwrap();
    let faults = Arc::new(Faults::default());
    faults.record();
    let mut session = Session::open(path, options(Some(&faults))).unwrap();
    let mut acknowledged = Vec::new();
    let mut random = Random::new(77);
    for turn in 1..=30 {
        if failing && random.one_in(3) {
            faults.fail_syncs(1 + u32::from(random.one_in(3)));
        }
        add(&mut session, &format!("turn {turn}")).unwrap();
        while session.wait_saved().is_err() {
            // The window's Retry; each may fail again.
            let _ = session.retry();
        }
        acknowledged.push((faults.recorded().len(), turn));
    }
    session.close().unwrap();
    (before, faults.recorded(), acknowledged)
}

fn assert_nothing_acknowledged_is_lost(failing: bool) {
    let folder = tempfile::tempdir().unwrap();
    let (before, record, acknowledged) = edit_with_failures(&folder.path().join("plan.lodestone"), failing);
    let syncs = record.iter().filter(|done| done.operation == FileOperation::Sync).count();
    let failed = record.iter().filter(|done| !done.is_done).count();
    assert!(30 <= syncs && (failed != 0) == failing, "{syncs} syncs, {failed} failures");
    let mut random = Random::new(78);
    let mut disk = Disk { durable: before, unsynced: Vec::new() };
    let crashed = folder.path().join("crashed.lodestone");
    let mut crashes = 0;
    for (at, done) in record.iter().enumerate() {
        disk.take(done, &mut random);
        let is_acknowledged = acknowledged.iter().any(|(length, _)| *length == at + 1);
        if done.operation != FileOperation::Sync && !is_acknowledged && !random.one_in(4) {
            continue;
        }
        let least = acknowledged.iter().filter(|(length, _)| *length <= at + 1).map(|(_, turn)| *turn).max();
        fs::write(&crashed, disk.crashed(&mut random)).unwrap();
        let session = Session::open(&crashed, options(None))
            .unwrap_or_else(|error| panic!("after operation {at}, a crash leaves no plan: {error}"));
        let found = turns(session.plan());
        let least = least.unwrap_or(0);
        assert!(least <= found && found <= least + 1, "after operation {at}: {found} turns, {least} acknowledged");
        session.close().unwrap();
        crashes += 1;
    }
    assert!(60 < crashes, "{crashes} crashes");
}

#[test]
fn what_is_acknowledged_outlives_a_crash_of_the_machine() {
    assert_nothing_acknowledged_is_lost(false);
}

#[test]
fn a_failed_sync_acknowledges_nothing_before_new_pages_are_synced() {
    assert_nothing_acknowledged_is_lost(true);
}

/// A plan that was open when its process was told of a failed sync and killed.
#[test]
fn what_was_not_closed_is_written_once_more_before_it_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, options(None)).unwrap();
    add(&mut session, "turn 1").unwrap();
    session.wait_saved().unwrap();
    // As a killed process leaves it.
    let killed = folder.path().join("killed.lodestone");
    fs::copy(&path, &killed).unwrap();
    session.close().unwrap();
    let faults = Arc::new(Faults::default());
    faults.record();
    Session::open(&killed, options(Some(&faults))).unwrap().close().unwrap();
    let record = faults.recorded();
    let first_sync = record.iter().position(|done| done.operation == FileOperation::Sync).unwrap();
    let written: usize = record[..first_sync]
        .iter()
        .map(|done| if let FileOperation::Write { data, .. } = &done.operation { data.len() } else { 0 })
        .sum();
    assert!(fs::metadata(&path).unwrap().len() <= written as u64, "{written} bytes before the first sync");
}

#[test]
fn without_locks_a_plan_is_only_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    Session::create(&path, options(None)).unwrap().close().unwrap();
    let before = fs::read(&path).unwrap();
    let faults = Arc::new(Faults::default());
    faults.refuse_locks();
    let error = Session::open(&path, options(Some(&faults))).unwrap_err();
    assert!(matches!(&error, SessionError::Store(StoreError::NoLocks(named)) if *named == path), "{error}");
    assert!(error.to_string().contains("no locks") && error.to_string().contains("read-only"), "{error}");
    assert!(fs::read(&path).unwrap() == before);
    ReadOnlySession::open(&path).unwrap();
}

/// A session with an edit that is saved.
fn opened(folder: &Path) -> (PathBuf, Session) {
    let path = folder.join("plan.lodestone");
    let mut session = Session::create(&path, options(None)).unwrap();
    add(&mut session, "turn 1").unwrap();
    session.wait_saved().unwrap();
    (path, session)
}

fn assert_noticed(folder: &Path, session: &mut Session) {
    add(session, "turn 2").unwrap();
    let error = session.wait_saved().unwrap_err();
    assert!(error.to_string().contains("changed"), "{error}");
    assert!(matches!(&error, SessionError::Unsaved { unsaved, .. } if *unsaved == ["Add turn 2"]), "{error}");
    let copy = folder.join("copy.lodestone");
    session.save_copy(&copy).unwrap();
    assert_eq!(turns(ReadOnlySession::open(&copy).unwrap().plan()), 2);
}

/// Writes into the file that is there, as programs do that know no locks.
fn overwrite(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn another_writer_is_noticed_before_the_next_edit_is_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut session) = opened(folder.path());
    // The other one has opened the same state and saved an edit of its own.
    let theirs = folder.path().join("theirs.lodestone");
    fs::copy(&path, &theirs).unwrap();
    let mut other = Session::open(&theirs, options(None)).unwrap();
    add(&mut other, "theirs").unwrap();
    other.close().unwrap();
    let theirs = fs::read(&theirs).unwrap();
    overwrite(&path, &theirs);
    assert_noticed(folder.path(), &mut session);
    assert!(session.retry().is_err(), "what the other one has saved is not written over");
    drop(session);
    assert!(fs::read(&path).unwrap() == theirs);
}

#[test]
fn another_writer_is_noticed_whatever_clock_and_length_say() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut session) = opened(folder.path());
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    // A commit slot of the header.
    bytes[200] ^= 1;
    overwrite(&path, &bytes);
    fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    assert_noticed(folder.path(), &mut session);
}

#[test]
fn a_touched_file_is_noticed_and_taken_back_on_retry() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut session) = opened(folder.path());
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    drop(file);
    assert_noticed(folder.path(), &mut session);
    session.retry().unwrap();
    session.close().unwrap();
    assert_eq!(turns(ReadOnlySession::open(&path).unwrap().plan()), 2);
}
