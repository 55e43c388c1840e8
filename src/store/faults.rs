//! Lets a plan's file fail as dying disks and poor file systems do, on demand, and keeps a record of what reached it.
//! For tests; without it a file is just a file.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is done to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOperation {
    /// Bytes are written.
    Write {
        /// Where.
        offset: u64,
        /// Which.
        data: Vec<u8>,
    },
    /// The file is made shorter or longer.
    SetLen(u64),
    /// What was written is made durable.
    Sync,
}

/// Something that was done to a file, or was to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What.
    pub operation: FileOperation,
    /// Whether it succeeded.
    pub is_done: bool,
}

/// What goes wrong with a file.
#[derive(Debug, Default)]
pub struct Faults(Mutex<FaultState>);

#[derive(Debug, Default)]
struct FaultState {
    /// How many writes and syncs still succeed; none: all of them.
    left: Option<u32>,
    /// How many syncs fail from now on.
    failing_syncs: u32,
    no_locks: bool,
    record: Option<Vec<Done>>,
    bytes_read: u64,
}

impl Faults {
    /// Lets that many further writes and syncs succeed, and none after them.
    pub fn fail_after(&self, operations: u32) {
        self.state().left = Some(operations);
    }

    /// Lets so many syncs fail, and everything else succeed, as the system does that tells of an error once.
    pub fn fail_syncs(&self, syncs: u32) {
        self.state().failing_syncs = syncs;
    }

    /// Refuses locks, as some network file systems do.
    pub fn refuse_locks(&self) {
        self.state().no_locks = true;
    }

    /// Lets everything succeed again.
    pub fn heal(&self) {
        let mut state = self.state();
        (state.left, state.failing_syncs) = (None, 0);
    }

    /// How many bytes were read, of whatever page and however often.
    pub fn bytes_read(&self) -> u64 {
        self.state().bytes_read
    }

    pub(super) fn note_read(&self, bytes: usize) {
        self.state().bytes_read += bytes as u64;
    }

    /// Begins to keep a record of what is done to the file.
    pub fn record(&self) {
        self.state().record.get_or_insert_default();
    }

    /// What has been done so far.
    pub fn recorded(&self) -> Vec<Done> {
        self.state().record.clone().unwrap_or_default()
    }

    pub(super) fn has_locks(&self) -> bool {
        !self.state().no_locks
    }

    /// Lets an operation through, or not.
    pub(super) fn check(&self, operation: &FileOperation) -> io::Result<()> {
        let mut state = self.state();
        let result = state.check(operation);
        if let Some(record) = &mut state.record {
            record.push(Done { operation: operation.clone(), is_done: result.is_ok() });
        }
        result
    }

    fn state(&self) -> MutexGuard<'_, FaultState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultState {
    fn check(&mut self, operation: &FileOperation) -> io::Result<()> {
        match &mut self.left {
            Some(0) => return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device")),
            Some(left) => *left -= 1,
            None => {}
        }
        if *operation == FileOperation::Sync && 0 < self.failing_syncs {
            self.failing_syncs -= 1;
            return Err(io::Error::other("the disk has lost what was written"));
        }
        Ok(())
    }
}
