//! What redb writes through: a file whose writes are held back until the opening has succeeded as a whole, so that a
//! file that fails its check is never touched. It knows bytes, no plan.

use std::fs::File;
use std::io;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

use super::faults::{Faults, FileOperation};

/// So many first bytes of a file every commit changes, and nothing but a commit.
pub(super) const HEAD_BYTES: usize = 320;

/// How a file is to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileUse {
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
    /// Shared by the views of it.
    file: Arc<FileBackend>,
    usage: FileUse,
    /// What has been written and not let through; none: writes go to the file.
    held: RwLock<Option<Held>>,
    /// The first bytes of the file as they were read first and have been written since.
    head: Mutex<Vec<u8>>,
    /// Whether the system has no locks to give.
    no_locks: AtomicBool,
    /// Whether nothing more is to be written.
    is_barred: AtomicBool,
    /// Whether the file is only read just now.
    is_only_read: AtomicBool,
    faults: Option<Arc<Faults>>,
}

/// Writes that are held back.
#[derive(Debug)]
struct Held {
    len: u64,
    /// How long the file itself is. Asking the system at every page read cost as much as the reading.
    len_on_disk: u64,
    operations: Vec<FileOperation>,
}

impl Backend {
    /// A backend that holds all writes back until `release`.
    pub(super) fn hold_file(
        file: File,
        usage: FileUse,
        faults: Option<Arc<Faults>>,
    ) -> Result<Self, redb::DatabaseError> {
        Ok(Self::hold(Arc::new(FileBackend::new(file)?), usage, faults)?)
    }

    /// The same file as it is on the disk, to be read beside this one: it has what it writes for itself alone.
    pub(super) fn view(&self) -> io::Result<Self> {
        Self::hold(Arc::clone(&self.0.file), FileUse::Private, self.0.faults.clone())
    }

    fn hold(file: Arc<FileBackend>, usage: FileUse, faults: Option<Arc<Faults>>) -> io::Result<Self> {
        let len = file.len()?;
        let held = RwLock::new(Some(Held { len, len_on_disk: len, operations: Vec::new() }));
        let head = Mutex::new(read_head(&file)?);
        Ok(Self(Arc::new(Inner {
            file,
            usage,
            held,
            head,
            no_locks: AtomicBool::new(false),
            is_barred: AtomicBool::new(false),
            is_only_read: AtomicBool::new(false),
            faults,
        })))
    }

    /// Lets nothing more be written, as when the file has turned out to be another's: redb writes when it closes too.
    pub(super) fn bar(&self) {
        self.0.is_barred.store(true, Ordering::Release);
    }

    /// Whether the system refused to lock the file, so that nothing keeps others from writing to it.
    pub(super) fn has_no_locks(&self) -> bool {
        self.0.no_locks.load(Ordering::Acquire)
    }

    /// Reads, while nothing is written. A commit leaves redb with pages that it writes as soon as it needs room to read: to the
    /// file as it was when it was committed, whoever may have written to it meanwhile, and at a time at which nobody looks
    /// whether that is so. It keeps them when they cannot be written, until the next commit.
    pub(super) fn only_read<R>(&self, read: impl FnOnce() -> R) -> R {
        self.0.is_only_read.store(true, Ordering::Release);
        let read = read();
        self.0.is_only_read.store(false, Ordering::Release);
        read
    }

    /// The first bytes of the file as it is now.
    pub(super) fn head(&self) -> io::Result<Vec<u8>> {
        read_head(&self.0.file)
    }

    /// Whether the file still begins with what was last written through here.
    pub(super) fn has_own_head(&self) -> io::Result<bool> {
        Ok(*self.0.head.lock().unwrap_or_else(PoisonError::into_inner) == self.head()?)
    }

    /// Writes all that the file holds once more and makes it durable. After a failed sync the system may take for
    /// written what is not, and shows it to whoever reads; only a sync of what was newly written is proof.
    pub(super) fn rewrite(&self) -> io::Result<()> {
        let len = self.0.file.len()?;
        let mut at = 0;
        while at < len {
            let size = (len - at).min(REWRITTEN_AT_ONCE);
            let mut data = vec![0; usize::try_from(size).map_err(io::Error::other)?];
            self.0.file.read(at, &mut data)?;
            self.0.perform(&FileOperation::Write { offset: at, data })?;
            at += size;
        }
        self.0.perform(&FileOperation::Sync)
    }

    /// Lets the held writes through, in their order, and all later ones at once.
    ///
    /// When that fails half-way the file is as after a crash, which the next opening repairs; nothing more is written.
    pub(super) fn release(&self) -> io::Result<()> {
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        if self.0.usage == FileUse::Private {
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

    fn submit(&self, operation: FileOperation) -> io::Result<()> {
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

/// Of so many bytes a piece is that is written once more.
const REWRITTEN_AT_ONCE: u64 = 1 << 20;

fn read_head(file: &FileBackend) -> io::Result<Vec<u8>> {
    let len = usize::try_from(file.len()?).unwrap_or(HEAD_BYTES).min(HEAD_BYTES);
    let mut head = vec![0; len];
    file.read(0, &mut head)?;
    head.resize(HEAD_BYTES, 0);
    Ok(head)
}

impl Inner {
    fn perform(&self, operation: &FileOperation) -> io::Result<()> {
        self.check_bar()?;
        if let Some(faults) = &self.faults {
            faults.check(operation)?;
        }
        match operation {
            FileOperation::Write { offset, data } => self.write(*offset, data),
            FileOperation::SetLen(len) => self.file.set_len(*len),
            FileOperation::Sync => self.file.sync_data(),
        }
    }

    fn check_bar(&self) -> io::Result<()> {
        if self.is_barred.load(Ordering::Acquire) {
            return Err(io::Error::other("the file is not written to any more"));
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check_bar()?;
        if offset < HEAD_BYTES as u64 {
            let mut head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
            overlay(&mut head, 0, data, offset);
        }
        self.file.write(offset, data)
    }

    /// The answer to a wish for a lock, of which note is taken when there are none to have.
    fn lock(
        &self,
        (start, end): (Bound<u64>, Bound<u64>),
        lock: impl Fn(&FileBackend, Bound<u64>, Bound<u64>) -> Result<bool, BackendError>,
    ) -> Result<bool, BackendError> {
        let refused = self.faults.as_ref().is_some_and(|faults| !faults.has_locks());
        let answer = if refused { Err(BackendError::Unsupported) } else { lock(&self.file, start, end) };
        let is_whole = matches!(start, Bound::Unbounded | Bound::Included(0)) && end == Bound::Unbounded;
        match &answer {
            // redb asks for the whole file next, and takes it for locked when that is refused too.
            Err(BackendError::Unsupported) if !is_whole => {}
            Err(_) => self.no_locks.store(true, Ordering::Release),
            Ok(_) => {}
        }
        answer
    }
}

impl Held {
    fn note(&mut self, operation: FileOperation) {
        match &operation {
            FileOperation::Write { offset, data } => self.len = self.len.max(offset + data.len() as u64),
            FileOperation::SetLen(len) => self.len = *len,
            FileOperation::Sync => {}
        }
        self.operations.push(operation);
    }

    /// Reads what the file would hold if the held operations had been let through.
    fn read(&self, file: &FileBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = offset + out.len() as u64;
        if self.len < end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let on_disk = usize::try_from(self.len_on_disk.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        let (from_disk, beyond) = out.split_at_mut(on_disk);
        file.read(offset, from_disk)?;
        beyond.fill(0);
        for operation in &self.operations {
            match operation {
                FileOperation::Write { offset: at, data } => overlay(out, offset, data, *at),
                FileOperation::SetLen(len) if *len < end => {
                    let kept = usize::try_from(len.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
                    out.split_at_mut(kept).1.fill(0);
                }
                FileOperation::SetLen(_) | FileOperation::Sync => {}
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
        if let Some(faults) = &self.0.faults {
            faults.note_read(out.len());
        }
        match &*self.0.held.read().unwrap_or_else(PoisonError::into_inner) {
            Some(held) => held.read(&self.0.file, offset, out),
            None => self.0.file.read(offset, out),
        }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.submit(FileOperation::SetLen(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.submit(FileOperation::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if self.0.is_only_read.load(Ordering::Acquire) {
            return Err(io::Error::other("the file is only read just now"));
        }
        if self.0.held.read().unwrap_or_else(PoisonError::into_inner).is_none() {
            // The usual way, without a copy of the data.
            if self.0.faults.is_none() {
                return self.0.write(offset, data);
            }
        }
        self.submit(FileOperation::Write { offset, data: data.to_vec() })
    }

    fn close(&self) -> io::Result<()> {
        match self.0.usage {
            FileUse::Locked => self.0.file.close(),
            // It has no lock to give back; the one that its file may have is another's.
            FileUse::Private => Ok(()),
        }
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.0.usage {
            FileUse::Locked => self.0.lock((start, end), FileBackend::try_lock_range),
            FileUse::Private => Err(BackendError::Unsupported),
        }
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.0.usage {
            FileUse::Locked => self.0.lock((start, end), FileBackend::try_lock_shared_range),
            FileUse::Private => Err(BackendError::Unsupported),
        }
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.0.usage {
            FileUse::Locked => self.0.file.lock_range(start, end),
            FileUse::Private => Err(BackendError::Unsupported),
        }
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.0.usage {
            FileUse::Locked => self.0.file.lock_shared_range(start, end),
            FileUse::Private => Err(BackendError::Unsupported),
        }
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.0.usage {
            FileUse::Locked => self.0.file.unlock_range(start, end),
            FileUse::Private => Err(BackendError::Unsupported),
        }
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.0.usage {
            FileUse::Locked => self.0.file.query_lock_range(start, end),
            FileUse::Private => Err(BackendError::Unsupported),
        }
    }
}
