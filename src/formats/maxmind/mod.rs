//! Databases of `MaxMind`: of cities (where an address is) and of anonymous addresses (what it hides behind). Bytes to what
//! Traffic Router takes of them for an address.

mod anonymous;
mod city;
mod entry;

pub use anonymous::AnonymousDatabase;
pub use city::CityDatabase;

use std::net::{IpAddr, Ipv4Addr};

use entry::{DatabaseEntry, OddEntry};
use maxminddb::{MaxMindDbError, Reader};
use thiserror::Error;

/// Why a database is not read.
#[derive(Debug, Error)]
pub enum MaxMindError {
    /// It is none, or damaged.
    #[error("it is no MaxMind database, or is damaged: {0}: fetch it again")]
    Bad(String),
    /// It is of another kind.
    #[error("it is a database of the kind `{0}`, where one of {1} is wanted")]
    Kind(String, &'static str),
}

/// Why nothing is said of an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LookupError {
    /// The text is no address.
    #[error("`{0}` is no address")]
    Address(String),
    /// The database is damaged there.
    #[error("the database is damaged: {0}")]
    Damaged(String),
}

impl From<OddEntry> for LookupError {
    fn from(odd: OddEntry) -> Self {
        Self::Damaged(odd.0)
    }
}

type Database = Reader<Vec<u8>>;

fn open(bytes: Vec<u8>, kind: &'static str) -> Result<Database, MaxMindError> {
    let reader = Reader::from_source(bytes).map_err(|error| MaxMindError::Bad(error.to_string()))?;
    let found = &reader.metadata().database_type;
    if found.contains(kind) { Ok(reader) } else { Err(MaxMindError::Kind(found.clone(), kind)) }
}

/// What the database says of an address, if it knows it.
fn look_up(reader: &Database, address: IpAddr) -> Result<Option<DatabaseEntry<'_>>, LookupError> {
    let damaged = |error: MaxMindDbError| LookupError::Damaged(error.to_string());
    reader.lookup(within(reader, address)).and_then(|found| found.decode()).map_err(damaged)
}

/// The reader that `MaxMind` made for Java takes the first bits of an address of IPv6 where the database holds IPv4 only.
fn within(reader: &Database, address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) if reader.metadata().ip_version == 4 => {
            let [a, b, c, d, ..] = address.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
