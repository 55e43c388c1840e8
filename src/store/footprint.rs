//! What a plan file looks like from outside: which file it is, how long, when changed, how it begins. Where locks don't
//! hold, as on some network file systems, a look at it before each commit tells of others who write.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::backend::Backend;
use super::error::StoreError;
use super::unix;

/// How a file looked after a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Footprint {
    identity: (u64, u64),
    len: u64,
    modified: Option<SystemTime>,
    head: Vec<u8>,
}

impl Footprint {
    /// Looks at the file of that name, which a backend has open and has just synced.
    pub(super) fn take(path: &Path, backend: &Backend) -> io::Result<Self> {
        backend.begin_watching();
        Self::look(path, backend)
    }

    fn look(path: &Path, backend: &Backend) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self {
            identity: unix::identity(&metadata),
            len: metadata.len(),
            modified: metadata.modified().ok(),
            head: backend.head()?,
        })
    }

    fn is_same_but_for_time(&self, other: &Self) -> bool {
        self.identity == other.identity && self.len == other.len && self.head == other.head
    }

    /// Looks again; what is written to a file that has lost its name, or that others write to, would be lost.
    pub(super) fn check(&self, path: &Path, backend: &Backend) -> Result<(), StoreError> {
        match Self::look(path, backend) {
            Ok(now) if now == *self => Ok(()),
            // What redb writes when it needs room to read changes the time only; whoever commits changes how it begins.
            Ok(now) if backend.has_written() && self.is_same_but_for_time(&now) => Ok(()),
            Ok(now) if now.identity == self.identity => Err(StoreError::Changed(path.to_owned())),
            Ok(_) | Err(_) => Err(StoreError::Replaced(path.to_owned())),
        }
    }
}
