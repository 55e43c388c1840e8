//! Lodestone: a planner for Apache Traffic Control CDNs.

pub mod model;

pub mod edit;
pub mod snapshot;

pub mod formats;
pub mod store;

pub mod session;

pub mod cli;

#[cfg(feature = "gui")]
pub mod ui;
