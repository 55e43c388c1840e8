//! What an engine of tiles is asked, and what comes of it.

use std::any::Any;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError};
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
pub(in crate::ui) type TileTrial = TileAnswer<Result<TriedTile, String>>;

/// What a thread is to answer. Its channel forgets the type, because channels are made anew for each.
#[derive(Debug)]
pub(in crate::ui) struct TileAnswer<T> {
    answer: Receiver<Box<dyn Any + Send>>,
    of: PhantomData<fn() -> T>,
}

impl<T: 'static> TileAnswer<T> {
    /// What answers of that type come through.
    pub(super) const fn of(answer: Receiver<Box<dyn Any + Send>>) -> Self {
        Self { answer, of: PhantomData }
    }

    /// The answer, if it has come.
    pub(in crate::ui) fn try_recv(&self) -> Result<T, TryRecvError> {
        let answer = self.answer.try_recv()?.downcast();
        answer.map(|answer| *answer).map_err(|_| TryRecvError::Disconnected)
    }
}

/// What servers have sent.
pub(super) struct KeptTiles {
    /// Where it is; none: nowhere.
    pub folder: Option<PathBuf>,
    /// What is newer is not to be used.
    pub spoiled_since: Option<SystemTime>,
}
