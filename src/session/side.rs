//! One side of a comparison from a file: a plan file, plan-text or a snapshot.

use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use super::error::SessionError;
use super::read_only::ReadOnlySession;
use crate::compare::{Side, SideError};
use crate::formats::files::{self, FileError};
use crate::store::{Copied, is_plan_file};

/// A side and, of a plan file, how it was read.
#[derive(Debug)]
pub struct SideFile {
    /// What the file says.
    pub side: Side,
    /// How the copy of a plan file came about.
    pub copied: Option<Copied>,
}

/// Why a file is no side.
#[derive(Debug, Error)]
pub enum SideFileError {
    /// A plan file that cannot be opened; the message names it.
    #[error(transparent)]
    Plan(#[from] SessionError),
    /// A file that cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It holds nothing that can be compared.
    #[error(transparent)]
    Side(#[from] SideError),
}

/// Reads a file of any of the kinds that can be compared. A plan file is read from a private copy.
pub fn read_side(path: &Path) -> Result<SideFile, SideFileError> {
    if is_plan_file(path) {
        let session = ReadOnlySession::open(path)?;
        let copied = Some(session.copied().clone());
        return Ok(SideFile { side: Side::Plan(Arc::clone(session.plan())), copied });
    }
    let bytes = files::read_file(path)?;
    Ok(SideFile { side: Side::of_bytes(&path.to_string_lossy(), &bytes)?, copied: None })
}
