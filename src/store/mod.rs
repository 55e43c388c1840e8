//! Where a plan LIVES: the redb file, its rows, its journal, migrations and backups. Only here is redb named. It takes
//! edits that `Plan::applying` has already accepted; it decides nothing about what a plan may hold.
//!
//! In reading order: what lies in a file (`tables`, `rows`, `journal`), how it changes (`commit`), how it is opened
//! (`probe`, `backend`, `open`, `copy`, `migrate`), and what stands beside it (`beside`, `backup`, `holder`, `atomic`).

mod tables;

mod journal;
mod rows;

mod commit;

mod backend;
mod copy;
mod migrate;
mod open;
mod probe;

pub mod atomic;
mod backup;
mod baseline;
mod beside;
mod holder;
mod linux;
mod restore;
mod unix;

mod error;

pub use backend::Faults;
pub use backup::Backup;
pub use baseline::{Baselines, Packed};
pub use beside::twin_path;
pub use commit::{Step, StepKind};
pub use copy::{Copied, Saved, open_copy};
pub use error::StoreError;
pub use holder::Holder;
pub use journal::Entry;
pub use open::{Loaded, Opening, Store};
pub use probe::is_plan_file;
pub use restore::restore;
