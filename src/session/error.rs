//! Why a session refuses.

use thiserror::Error;

use crate::edit::ApplyError;
use crate::store::StoreError;

/// Why something could not be done with an open plan.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The edit does not fit the plan; nothing has changed.
    #[error(transparent)]
    Refused(#[from] ApplyError),
    /// The file cannot be made, opened, read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Earlier edits could not be saved, so that no new ones are taken.
    #[error(
        "{} could not be saved ({reason}); retry, save a copy or discard them first",
        count(unsaved.len())
    )]
    Unsaved {
        /// Why.
        reason: String,
        /// The labels of the edits that are not in the file, oldest first.
        unsaved: Vec<String>,
    },
    /// The thread that writes has ended, which is a fault of ours.
    #[error("the plan can no longer be saved, because of a fault in Lodestone; save a copy")]
    WriterGone,
}

fn count(unsaved: usize) -> String {
    if unsaved == 1 { "1 edit".to_owned() } else { format!("{unsaved} edits") }
}
