//! What is needed to play failures of a plan: who asks, which parts may be taken down and what they can carry. The answers
//! are the router's; here names of the plan become what the router knows.

mod capacities;
mod consequence;
mod countries;
mod demands;
mod faults;
mod parts;
mod played;
mod who_asks;
mod zones;

pub use capacities::capacities;
pub use consequence::{Consequence, GroupFlow, caches_down, consequence};
pub use demands::only_demand;
pub use faults::WhatIfError;
pub use parts::{DOWN_KINDS, NamedPart, caches_of, parts};
pub use played::{PlayOrder, Played, play, router_of};
pub use who_asks::{Asking, Weighing, who_asks};
