//! Networks in which an address may lie, as Traffic Router keeps them for exceptions from a policy (`NetworkNode`, where
//! every network has the same location, so that it does not matter which of them is found).

use super::zones::Subnet;

/// Networks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whitelist {
    /// Those written without a colon, which addresses of IPv4 are looked for in.
    plain: Vec<Subnet>,
    /// Those written with one, which addresses of IPv6 are looked for in.
    with_colon: Vec<Subnet>,
}

impl Whitelist {
    /// Adds a network as it is written; one of IPv4 that is written as IPv6 counts by its first bits there.
    pub(super) fn add(&mut self, text: &str, network: Subnet) {
        if text.contains(':') { &mut self.with_colon } else { &mut self.plain }.push(network);
    }

    /// Whether an address lies in one of them; a text that is no address lies in none.
    pub fn contains(&self, address: &str) -> bool {
        let Ok(address) = Subnet::read(address) else { return false };
        let networks = if address.is_v6 { &self.with_colon } else { &self.plain };
        networks.iter().any(|network| is_same(*network, address))
    }
}

/// `CidrAddress.compareTo` is 0: as far as the shorter mask reaches, they are one.
pub(super) fn is_same(one: Subnet, other: Subnet) -> bool {
    let shorter = u32::from(one.length.min(other.length));
    (one.bits ^ other.bits).checked_shr(128 - shorter).unwrap_or(0) == 0
}
