//! A network as Traffic Router reads it from a text (`CidrAddress.fromString`): its host bits are kept.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

use crate::snapshot::java::{address, number};

/// An address with the length of its mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subnet {
    /// The address, host bits and all, from the uppermost bit: an IPv4 address fills the upper 32 bits.
    pub bits: u128,
    /// How many bits count.
    pub length: u8,
    /// Whether it is of IPv6.
    pub is_v6: bool,
}

/// Why a text is no network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SubnetError {
    /// No address, and Traffic Router would ask DNS for it as a name.
    #[error("`{0}` is no address")]
    Address(String),
    /// A mask that is no number.
    #[error("`{0}` is no length of a mask")]
    Mask(String),
    /// A mask that is too long, or negative.
    #[error("a mask of {0} bits is too long or negative for `{1}`")]
    Length(i32, IpAddr),
    /// Nothing but slashes, which Traffic Router stumbles over.
    #[error("there is no address before the slash")]
    Nothing,
}

impl Subnet {
    /// Reads a text: an address in any way that Java reads one, then perhaps a slash and the length of the mask.
    pub fn read(text: &str) -> Result<Self, SubnetError> {
        // Most are plain.
        if let Ok(plain) = text.parse::<Ipv4Addr>() {
            return Ok(Self::single(IpAddr::V4(plain)));
        }
        // Java's `split` leaves out what is empty at the end; the rest of more than two parts is not looked at.
        let mut parts = text.trim_end_matches('/').split('/');
        let first = parts.next().unwrap_or_default();
        if first.is_empty() && !text.is_empty() && text.bytes().all(|byte| byte == b'/') {
            return Err(SubnetError::Nothing);
        }
        let host = number::trim(first);
        let address = host_address(host).ok_or_else(|| SubnetError::Address(host.to_owned()))?;
        let full = if address.is_ipv6() { 128 } else { 32 };
        let length = match parts.next() {
            None => full,
            Some(mask) => {
                let mask = number::trim(mask);
                number::parse_int(mask).ok_or_else(|| SubnetError::Mask(mask.to_owned()))?
            }
        };
        match u8::try_from(length) {
            Ok(short) if length <= full => Ok(Self::of(address, short)),
            _ => Err(SubnetError::Length(length, address)),
        }
    }

    /// An address alone.
    pub fn single(address: IpAddr) -> Self {
        Self::of(address, if address.is_ipv6() { 128 } else { 32 })
    }

    fn of(address: IpAddr, length: u8) -> Self {
        let bits = match address {
            IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
            IpAddr::V6(address) => address.to_bits(),
        };
        Self { bits, length, is_v6: address.is_ipv6() }
    }

    /// The first address of it, in the same 128 bits.
    pub fn start(self) -> u128 {
        self.bits & mask(self.length)
    }

    /// The last.
    pub fn end(self) -> u128 {
        self.bits | !mask(self.length)
    }
}

/// So many ones from the uppermost bit.
pub(super) fn mask(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

/// What Java makes of it; what is plain is read without its detours.
fn host_address(host: &str) -> Option<IpAddr> {
    if let Ok(plain) = host.parse::<Ipv4Addr>() {
        return Some(IpAddr::V4(plain));
    }
    match host.parse::<Ipv6Addr>() {
        Ok(plain) => Some(plain.to_ipv4_mapped().map_or(IpAddr::V6(plain), IpAddr::V4)),
        Err(_) => address::by_name(host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_as_java_reads_them() {
        let read = |text: &str| {
            Subnet::read(text).map(|network| {
                let bits = if network.is_v6 { network.bits } else { network.bits >> 96 };
                (bits, network.length)
            })
        };
        let v4 = |text: &str| u128::from(text.parse::<Ipv4Addr>().unwrap().to_bits());
        assert_eq!(read("10.9.0.0/8"), Ok((v4("10.9.0.0"), 8)));
        assert_eq!(read(" 10.0.0.0 / 8 "), Ok((v4("10.0.0.0"), 8)));
        assert_eq!(read("10.0.0.0/"), Ok((v4("10.0.0.0"), 32)));
        assert_eq!(read("10.0.0.0/8/24"), Ok((v4("10.0.0.0"), 8)));
        assert_eq!(read(""), Ok((v4("127.0.0.1"), 32)));
        assert_eq!(read("/8"), Ok((v4("127.0.0.1"), 8)));
        assert_eq!(read("10.1"), Ok((v4("10.0.0.1"), 32)));
        assert_eq!(read("167772161"), Ok((v4("10.0.0.1"), 32)));
        assert_eq!(read("::ffff:10.0.0.0/24"), Ok((v4("10.0.0.0"), 24)));
        assert_eq!(read("2001:db8::/32"), Ok((0x2001_0db8 << 96, 32)));
        assert_eq!(read("10.0.0.0/+8"), Ok((v4("10.0.0.0"), 8)));
        assert_eq!(read("10.0.0.0/33"), Err(SubnetError::Length(33, "10.0.0.0".parse().unwrap())));
        assert_eq!(read("::ffff:10.0.0.0/104"), Err(SubnetError::Length(104, "10.0.0.0".parse().unwrap())));
        assert_eq!(read("10.0.0.0/-1"), Err(SubnetError::Length(-1, "10.0.0.0".parse().unwrap())));
        assert_eq!(read("10.0.0.0/255.0.0.0"), Err(SubnetError::Mask("255.0.0.0".to_owned())));
        assert_eq!(read("zyx:5679::/64"), Err(SubnetError::Address("zyx:5679::".to_owned())));
        assert_eq!(read("/"), Err(SubnetError::Nothing));
    }
}
