//! Where a plan LIVES: the redb file, its rows, its journal, migrations and backups. Only here is redb named. It takes
//! edits that `Plan::applying` has already accepted; it decides nothing about what a plan may hold.
//!
//! In reading order: what lies in a file (`message`, `tables`, `journal`, `nested_zones`, `rows`), how it changes (`commit`), how it is read
//! (`backend`, `engine`, `probe`), what stands beside it (`atomic`, `backup`, `beside`, `holder`, `ledger`, `twin`), how
//! it is opened (`migrate`, `open`), copied (`copy`) and brought back (`recovery`). No file uses one that comes later.
//! What only some systems have stands in `unix` and `linux`.

mod message;
mod tables;

mod journal;
mod nested_zones;
mod rows;

mod commit;

mod backend;
mod engine;
mod faults;
mod footprint;
mod probe;

mod linux;
mod unix;

pub mod atomic;
mod backup;
mod baseline;
mod beside;
mod holder;
mod ledger;
mod migrate;
mod twin;
mod twin_copy;

mod open;

mod copy;
mod recovery;

mod error;

pub use backup::Backup;
#[cfg(test)]
pub(crate) use baseline::UNPACKED;
pub use baseline::{Baselines, Packed};
pub use beside::twin_path;
pub use commit::{Step, StepKind};
pub use copy::{Copied, Saved};
pub use engine::LoadedFile;
pub use error::StoreError;
pub use faults::{Done, Faults, FileOperation};
pub use holder::Holder;
pub use journal::Entry;
pub use open::{Opening, Store};
pub use probe::is_plan_file;
pub use recovery::{
    Provenance, Remnant, Restored, Whose, open, open_to_read, propose, remnants, restore, restore_content,
};
pub use twin::{TextSource, TwinChanges, TwinDraft, TwinError, TwinText};
