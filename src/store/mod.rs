//! Where a plan LIVES: the redb file, its rows, its journal, migrations and backups. Only here is redb named. It takes
//! edits that `Plan::applying` has already accepted; it decides nothing about what a plan may hold.
//!
//! In reading order: what lies in a file (`tables`, `rows`, `journal`), how it changes (`commit`), how it is read
//! (`backend`, `engine`, `probe`), what stands beside it (`atomic`, `backup`, `beside`, `holder`), how it is opened
//! (`migrate`, `open`) and copied (`copy`). No file uses one that comes later.

mod tables;

mod journal;
mod rows;

mod commit;

mod backend;
mod engine;
mod probe;

pub mod atomic;
mod backup;
mod baseline;
mod beside;
mod holder;
mod migrate;

mod open;

mod copy;

mod error;

pub use backend::Faults;
pub use backup::Backup;
pub use baseline::{Baselines, Packed};
pub use beside::twin_path;
pub use commit::{Step, StepKind};
pub use copy::{Copied, Saved, open_copy};
pub use engine::Loaded;
pub use error::StoreError;
pub use holder::Holder;
pub use journal::Entry;
pub use open::{Opening, Store};
pub use probe::is_plan_file;
