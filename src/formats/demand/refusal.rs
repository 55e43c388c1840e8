//! Why nobody can be asked.

use thiserror::Error;

use super::read::DemandError;

/// Why nobody can be asked.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum AskingError {
    /// There is no such service.
    #[error("there is no delivery service `{0}` in the snapshot")]
    NoService(String),
    /// It has no caches of its own.
    #[error(
        "the delivery service `{0}` steers its clients to others and has no cache of its own: ask one of its targets"
    )]
    Steering(String),
    /// No service has a cache.
    #[error("no delivery service of `{0}` has a cache, so that nobody can be served")]
    NoCaches(String),
    /// There are neither zones nor a demand.
    #[error("nobody asks: there is neither a coverage zone file nor a demand")]
    NobodyAsks,
    /// A demand names what is not there.
    #[error(transparent)]
    Demand(#[from] DemandError),
}
