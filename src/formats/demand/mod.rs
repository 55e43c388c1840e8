//! Demand as CSV: how many Mbit/s who asks for, a place a row; and who asks a router because of it, or because of the zones
//! alone, and how much caches can carry of that.

mod asking;
mod capacities;
mod countries;
mod format;
mod incoming;
mod of_plan;
mod read;
mod refusal;

pub use asking::{Asking, Weighing, nobody_asks, who_asks};
pub use capacities::{capacities, group_mbps, interfaces_mbps, server_mbps, servers_of_cache};
pub use format::FORMAT;
pub use of_plan::{demand_lines, only_demand};
pub use read::{DemandError, DemandFault, DemandLine, DemandPlace, read_demand};
pub use refusal::AskingError;
