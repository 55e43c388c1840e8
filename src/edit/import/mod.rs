//! What comes from outside on its way into a plan: `Incoming` says what a file holds, as plain values that refer to
//! each other by name; `importing` turns it into one `Edit`. It knows no file format.

mod incoming;

pub use incoming::{Coarse, Incoming, IncomingObject, IncomingPair};

mod building;
mod coordinates;
mod directory;
mod importing;
mod matching;
mod merging;
mod planned;
mod removing;
mod report;

pub use importing::importing;
pub use report::{ImportOptions, ImportOutcome, ImportReport, RenameOffer};
