//! What is WRONG with a plan: one file per rule, with its fixes and its tests, and one catalogue of them. Rules take
//! values and return findings; they know no file, no clock and no window, and what a finding's fix does is an ordinary
//! edit.
//!
//! A rule says how far it looks, its reach, and from that follows what has to be looked at again after an edit: an object
//! by itself, an object and its neighbours (two links away), the whole plan, or what a plan would lead to (analysis).

mod all;
mod analysed;
mod analysis;
mod catalogue;
mod changed;
mod checker;
mod circles;
mod document;
mod entities;
mod fields;
mod fix;
mod fixes;
mod found;
mod limits;
mod looking;
mod members;
mod order;
pub mod portal;
mod prelude;
mod rule;
mod sarif;
mod shared_check;
mod snapshots;
#[cfg(test)]
mod testing;
mod waiving;

pub use all::ALL;
pub use analysed::{Analysed, Analysis};
pub use analysis::analyse;
pub use catalogue::{KnownRule, find, known};
pub use checker::{Checker, check, check_object, check_within};
pub use document::{document, explain};
pub use fix::{Fix, Remedy};
pub use fixes::{fix_all, fixes, with_fixes};
pub use found::Found;
pub use limits::Limits;
pub use order::sort;
pub use rule::{Check, Each, EachOf, Look, Object, Reach, Rule, Share, Sharing};
pub use sarif::sarif;
pub use snapshots::check_snapshot;
pub use waiving::{Waivers, waive};
