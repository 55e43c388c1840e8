//! What an engine of tiles is asked, and what comes of it.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::time::SystemTime;

/// What came of asking for one tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriedTile {
    /// It came.
    Works,
    /// The source answers, and has none there; in the user's words.
    Absent(String),
}

/// The answer to that, or what is wrong, in the user's words.
pub(in crate::ui) type TileTrial = Receiver<Result<TriedTile, String>>;

/// What servers have sent.
pub(super) struct KeptTiles {
    /// Where it is; none: nowhere.
    pub folder: Option<PathBuf>,
    /// What is newer is not to be used.
    pub spoiled_since: Option<SystemTime>,
}
