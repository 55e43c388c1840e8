//! What is needed to play failures of a plan: who asks, which parts may be taken down and what they can carry. The answers
//! are the router's; here names of the plan become what the router knows.

mod capacities;
mod consequence;
mod countries;
mod coverage;
mod demands;
mod explain;
mod faults;
mod parts;
mod played;
mod who_asks;
mod zones;

pub use capacities::{capacities, interfaces_mbps};
pub use consequence::{Consequence, GroupFlow, caches_down, consequence};
pub use coverage::{Coverage, coverage};
pub use demands::{demand_lines, only_demand};
pub use explain::{ExplainOrder, ExplainedClient, ExplainedStep, Explainer, Explanation, explain};
pub use faults::WhatIfError;
pub use parts::{DOWN_KINDS, NamedPart, caches_of, parts};
pub use played::{PlayOrder, Played, play};
pub use who_asks::{Asking, Weighing, who_asks};
pub use zones::plan_zones;
