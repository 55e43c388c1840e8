//! Demand as CSV: how many Mbit/s who asks for, a place a row. Bytes to rows; what the names stand for is not looked at.

mod read;

pub use read::{DemandError, DemandFault, DemandLine, DemandPlace, read_demand};
