//! A database of anonymous addresses (`AnonymousIpDatabaseService`).

use std::net::IpAddr;

use super::entry::{DatabaseEntry, OddEntry};
use super::{Database, LookupError, MaxMindError, look_up, open};
use crate::routing::{AnonymousMarks, Unmask};

/// A database of anonymous addresses.
#[derive(Debug)]
pub struct AnonymousDatabase(Database);

impl AnonymousDatabase {
    /// Opens one.
    pub fn open(bytes: Vec<u8>) -> Result<Self, MaxMindError> {
        Ok(Self(open(bytes, "GeoIP2-Anonymous-IP")?))
    }

    /// What it says of an address; none: it does not know it.
    pub fn look_up(&self, address: IpAddr) -> Result<Option<AnonymousMarks>, LookupError> {
        look_up(&self.0, address)?.map(|entry| Ok(marks(&entry)?)).transpose()
    }
}

impl Unmask for AnonymousDatabase {
    fn unmask(&self, address: IpAddr) -> Option<AnonymousMarks> {
        self.look_up(address).ok().flatten()
    }
}

fn marks(entry: &DatabaseEntry<'_>) -> Result<AnonymousMarks, OddEntry> {
    Ok(AnonymousMarks {
        anonymous_vpn: entry.is_marked(&["is_anonymous_vpn"])?,
        hosting_provider: entry.is_marked(&["is_hosting_provider"])?,
        public_proxy: entry.is_marked(&["is_public_proxy"])?,
        tor_exit_node: entry.is_marked(&["is_tor_exit_node"])?,
    })
}
