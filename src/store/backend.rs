//! What redb writes through: a file whose writes are held back until the opening has succeeded as a whole, so that a
//! file that fails its check is never touched; and faults that tests inject. It knows bytes, no plan.

use std::fs::File;
use std::io;
use std::ops::Bound;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

/// Makes writing fail on demand, as a full or dying disk does. For tests.
#[derive(Debug)]
pub struct Faults {
    /// How many writes and syncs still succeed; negative: all of them.
    left: AtomicI64,
}

impl Default for Faults {
    fn default() -> Self {
        Self { left: AtomicI64::new(-1) }
    }
}

impl Faults {
    /// Lets that many further writes and syncs succeed, and none after them.
    pub fn fail_after(&self, operations: u32) {
        self.left.store(i64::from(operations), Ordering::SeqCst);
    }

    /// Lets everything succeed again.
    pub fn heal(&self) {
        self.left.store(-1, Ordering::SeqCst);
    }

    fn check(&self) -> io::Result<()> {
        let before = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(if left > 0 { left - 1 } else { left }));
        match before {
            Ok(0) | Err(0) => Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device")),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

/// How a file is to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// By this process alone: redb's lock is taken.
    Locked,
    /// A private copy: no lock, never written to.
    Private,
}

/// A file behind redb. A clone is the same file.
#[derive(Clone, Debug)]
pub(super) struct Backend(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: FileBackend,
    usage: Use,
    /// What has been written and not let through; none: writes go to the file.
    held: RwLock<Option<Held>>,
    faults: Option<Arc<Faults>>,
}

/// Writes that are held back.
#[derive(Debug)]
struct Held {
    len: u64,
    operations: Vec<Operation>,
}

#[derive(Debug)]
enum Operation {
    Write { offset: u64, data: Vec<u8> },
    SetLen(u64),
    Sync,
}

impl Backend {
    /// A backend that holds all writes back until `release`.
    pub(super) fn holding(file: File, usage: Use, faults: Option<Arc<Faults>>) -> Result<Self, redb::DatabaseError> {
        let len = file.metadata()?.len();
        let held = RwLock::new(Some(Held { len, operations: Vec::new() }));
        Ok(Self(Arc::new(Inner { file: FileBackend::new(file)?, usage, held, faults })))
    }

    /// Lets the held writes through, in their order, and all later ones at once.
    ///
    /// When that fails half-way the file is as after a crash, which the next opening repairs; nothing more is written.
    pub(super) fn release(&self) -> io::Result<()> {
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        if self.0.usage == Use::Private {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "a private copy is not written to"));
        }
        if let Some(held) = &*held {
            for operation in &held.operations {
                self.0.perform(operation)?;
            }
        }
        *held = None;
        Ok(())
    }

    fn submit(&self, operation: Operation) -> io::Result<()> {
        {
            let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
            if held.is_none() {
                return self.0.perform(&operation);
            }
        }
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        match &mut *held {
            Some(held) => held.note(operation),
            None => self.0.perform(&operation)?,
        }
        Ok(())
    }
}

impl Inner {
    fn perform(&self, operation: &Operation) -> io::Result<()> {
        if let Some(faults) = &self.faults {
            faults.check()?;
        }
        match operation {
            Operation::Write { offset, data } => self.file.write(*offset, data),
            Operation::SetLen(len) => self.file.set_len(*len),
            Operation::Sync => self.file.sync_data(),
        }
    }
}

impl Held {
    fn note(&mut self, operation: Operation) {
        match &operation {
            Operation::Write { offset, data } => self.len = self.len.max(offset + data.len() as u64),
            Operation::SetLen(len) => self.len = *len,
            Operation::Sync => {}
        }
        self.operations.push(operation);
    }

    /// Reads what the file would hold if the held operations had been let through.
    fn read(&self, file: &FileBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = offset + out.len() as u64;
        if self.len < end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let on_disk = usize::try_from(file.len()?.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        let (from_disk, beyond) = out.split_at_mut(on_disk);
        file.read(offset, from_disk)?;
        beyond.fill(0);
        for operation in &self.operations {
            match operation {
                Operation::Write { offset: at, data } => overlay(out, offset, data, *at),
                Operation::SetLen(len) if *len < end => {
                    let kept = usize::try_from(len.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
                    out.split_at_mut(kept).1.fill(0);
                }
                Operation::SetLen(_) | Operation::Sync => {}
            }
        }
        Ok(())
    }
}

/// Copies the part of `data`, which begins at `at`, that falls into `out`, which begins at `offset`.
fn overlay(out: &mut [u8], offset: u64, data: &[u8], at: u64) {
    let from = offset.max(at);
    let to = (offset + out.len() as u64).min(at + data.len() as u64);
    if to <= from {
        return;
    }
    let span = |start: u64| Some(usize::try_from(from - start).ok()?..usize::try_from(to - start).ok()?);
    let (target, source) = (span(offset), span(at));
    if let (Some(target), Some(source)) =
        (target.and_then(|range| out.get_mut(range)), source.and_then(|range| data.get(range)))
    {
        target.copy_from_slice(source);
    }
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        match &*self.0.held.read().unwrap_or_else(PoisonError::into_inner) {
            Some(held) => Ok(held.len),
            None => self.0.file.len(),
        }
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        match &*self.0.held.read().unwrap_or_else(PoisonError::into_inner) {
            Some(held) => held.read(&self.0.file, offset, out),
            None => self.0.file.read(offset, out),
        }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.submit(Operation::SetLen(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.submit(Operation::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if self.0.held.read().unwrap_or_else(PoisonError::into_inner).is_none() {
            // The usual way, without a copy of the data.
            if let Some(faults) = &self.0.faults {
                faults.check()?;
            }
            return self.0.file.write(offset, data);
        }
        self.submit(Operation::Write { offset, data: data.to_vec() })
    }

    fn close(&self) -> io::Result<()> {
        self.0.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.0.usage {
            Use::Locked => self.0.file.try_lock_range(start, end),
            Use::Private => Err(BackendError::Unsupported),
        }
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.0.usage {
            Use::Locked => self.0.file.try_lock_shared_range(start, end),
            Use::Private => Err(BackendError::Unsupported),
        }
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.0.usage {
            Use::Locked => self.0.file.lock_range(start, end),
            Use::Private => Err(BackendError::Unsupported),
        }
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.0.usage {
            Use::Locked => self.0.file.lock_shared_range(start, end),
            Use::Private => Err(BackendError::Unsupported),
        }
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.0.usage {
            Use::Locked => self.0.file.unlock_range(start, end),
            Use::Private => Err(BackendError::Unsupported),
        }
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.0.usage {
            Use::Locked => self.0.file.query_lock_range(start, end),
            Use::Private => Err(BackendError::Unsupported),
        }
    }
}
