//! What comes from outside on its way into a plan: `Incoming` says what a file holds, as plain values that refer to
//! each other by name; `import_rows` turns it into one `Edit`. It knows no file format.

mod incoming;

pub use incoming::{Coarse, Incoming, IncomingObject, IncomingObjects, StandingClaim, Taking};

mod building;
mod coordinates;
mod directory;
mod importing;
mod made;
mod matching;
mod merging;
mod numbered;
mod ordering;
mod packing;
mod pairs;
mod parting;
mod pieces;
mod planned;
mod removing;
mod report;
mod secrets;
mod standing;

pub use importing::{import_rows, label_of_files};
pub use made::MadeFields;
pub use pairs::{IncomingPair, IncomingPairs};
pub use report::{ImportOptions, ImportOutcome, ImportReport, RenameOffer};
pub use secrets::is_secret_endpoint;
