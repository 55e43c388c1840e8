//! The sections of a snapshot, one file each (those made of servers together). They read a `Source`, never each other,
//! except that servers name their delivery services.

mod addresses;
pub(super) mod config;
pub(super) mod expressions;
mod headers;
pub(super) mod hosts;
pub(super) mod locations;
pub(super) mod servers;
pub(super) mod services;
pub(super) mod stats;
pub(super) mod topologies;
