//! How a plan CHANGES: `Edit` and its parts, `Plan::applying` with the invariants, and the intents that turn what a
//! user wants into an edit or a refusal. Values in, values out: no clock, no file, no randomness.

mod apply;
mod change;
mod compose;
pub mod describe;
mod following;
pub mod import;
pub mod intent;
mod places;
mod relink;
pub mod seeds;

pub use apply::ApplyError;
pub use change::{AnyDelta, Change, ChangeVisitor, Delta, Edit, LinkChange};
