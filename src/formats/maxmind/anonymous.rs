//! A database of anonymous addresses (`AnonymousIpDatabaseService`).

use std::net::IpAddr;

use serde::Deserialize;

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
        Ok(look_up::<MarksEntry>(&self.0, address)?.map(MarksEntry::marks))
    }
}

impl Unmask for AnonymousDatabase {
    fn unmask(&self, address: IpAddr) -> Option<AnonymousMarks> {
        self.look_up(address).ok().flatten()
    }
}

#[derive(Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the database")]
struct MarksEntry {
    #[serde(default)]
    is_anonymous_vpn: bool,
    #[serde(default)]
    is_hosting_provider: bool,
    #[serde(default)]
    is_public_proxy: bool,
    #[serde(default)]
    is_tor_exit_node: bool,
}

impl MarksEntry {
    fn marks(self) -> AnonymousMarks {
        AnonymousMarks {
            anonymous_vpn: self.is_anonymous_vpn,
            hosting_provider: self.is_hosting_provider,
            public_proxy: self.is_public_proxy,
            tor_exit_node: self.is_tor_exit_node,
        }
    }
}
