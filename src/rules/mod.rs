//! What is WRONG with a plan: one file per rule, with its fixes and its tests, and one catalogue of them. Rules take
//! values and return findings; they know no file, no clock and no window, and what a finding's fix does is an ordinary
//! edit.
//!
//! A rule says how far it looks, its reach, and from that follows what has to be looked at again after an edit: an object
//! by itself, an object and its neighbours (two links away), the whole plan, or what a plan would lead to (analysis).

mod all;
mod analysis;
mod catalogue;
mod changed;
mod checker;
mod circles;
mod document;
mod fields;
mod fix;
mod found;
mod looking;
mod members;
mod order;
pub mod portal;
mod rule;
mod sarif;
mod snapshots;
#[cfg(test)]
mod testing;
mod waiving;

pub use analysis::{Analysed, Analysis, analyse};
pub use catalogue::{ALL, KnownRule, find, known};
pub use checker::{Checker, check, check_object};
pub use document::{document, explain};
pub use fix::{Fix, Remedy, fix_all, fixes, with_fixes};
pub use found::Found;
pub use order::sort;
pub use rule::{Check, Each, Look, Object, Reach, Rule, Share, Sharing};
pub use sarif::sarif;
pub use snapshots::check_snapshot;
pub use waiving::{Waivers, waive};
