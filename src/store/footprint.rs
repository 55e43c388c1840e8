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
    /// Looks at the file of that name, which a backend has open.
    pub(super) fn take(path: &Path, backend: &Backend) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self {
            identity: unix::identity(&metadata),
            len: metadata.len(),
            modified: metadata.modified().ok(),
            head: backend.head()?,
        })
    }

    /// Looks again; what is written to a file that has lost its name, or that others write to, would be lost.
    pub(super) fn check(&self, path: &Path, backend: &Backend) -> Result<(), StoreError> {
        match Self::take(path, backend) {
            Ok(now) if now == *self => Ok(()),
            Ok(now) if now.identity == self.identity => Err(StoreError::Changed(path.to_owned())),
            Ok(_) | Err(_) => Err(StoreError::Replaced(path.to_owned())),
        }
    }
}
