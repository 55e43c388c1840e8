//! Failures played: what becomes of those who ask when parts are taken down, one set of parts or every one and every pair
//! in turn. All answers are the router's own, asked as any client asks it; what is saved is only asking twice for the same.
//! It knows no plan: parts are caches, and who asks is given to it.

mod aftermath;
mod asker;
mod coverage;
mod down;
mod fallbacks;
mod hand_over;
mod loads;
mod preference;
#[cfg(test)]
mod properties_tests;
mod sweep;
mod what_if;

pub use aftermath::{Aftermath, Overload};
pub use asker::{Asker, zone_address};
pub use coverage::{GeoOwners, OwnersChange};
pub use down::{DownParts, SweepPart};
pub use fallbacks::FallbackCost;
pub use hand_over::HandedOver;
pub use loads::TierLoads;
pub use sweep::{PlayedFailure, sweep};
pub use what_if::{Capacities, Flow, WhatIf};
