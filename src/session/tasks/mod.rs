//! What the window and the command line both do with a plan and files, so that it stands once. These tasks run on threads
//! or in a command; they draw and print nothing.

mod baseline;
pub mod export;
mod import;
mod preflight;
pub mod what_if;

pub use baseline::{Baseline, NOT_REMEMBERED, remember};
pub use export::ExportFailure;
pub use import::{ImportError, ImportOrder, PlannedImport, import, plan_import, read_files, read_files_unless};
pub use preflight::{Answer, Preflight, Question, preflight};
