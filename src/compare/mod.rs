//! Plans and snapshots against each other, whatever files they come from: what stands on either side, the snapshot of a
//! plan that can be compared with another, and the differences as groups of objects with sentences, the same for the
//! window and the command line. It opens no file and draws nothing.

mod objects;
mod places;
pub mod plans;
mod side;
pub mod snapshots;
mod telling;

pub use objects::find_told;
pub use places::{OldPlace, places_in_plans, places_in_snapshots};
pub use side::{LikeError, Side, SideError, compare_with_document, snapshot_like};
pub use telling::{
    Became, Section, ToldGroup, ToldObject, counts_text, patch_text, tell_plans, tell_snapshots, unchanged_sections,
};
