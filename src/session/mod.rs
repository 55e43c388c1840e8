//! The only writer: a plan, its history and its file behind one door. Every change is an `Edit` through `Session`; it is
//! in force at once and durable soon after, and nobody who edits waits for the disk. It knows no format and no window.

mod history;
mod normal;

mod queue;
mod writer;

mod door;
mod read_only;
pub mod recovery;
mod sample;
mod saving;
mod side;
pub mod tasks;

mod error;

pub use door::{Options, Revision, Session, Unclosed};
pub use error::SessionError;
pub use history::{Bounds, History, HistoryStep};
pub use queue::SaveState;
pub use read_only::ReadOnlySession;
pub use sample::add_sample;
pub use side::{SideFile, SideFileError, read_side};
pub use writer::{TwinComparer, TwinWriter};
