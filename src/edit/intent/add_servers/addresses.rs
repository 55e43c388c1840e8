//! Addresses, counted up within their network: past the network's own address, its broadcast address, and those that
//! are in use. Numbers only: it knows no plan.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A first address and the network that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::edit::intent) struct Addresses {
    next: u128,
    last: u128,
    prefix: u8,
    is_v6: bool,
}

/// The kind of address that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::edit::intent) enum WantedFamily {
    V4,
    V6,
}

impl Addresses {
    /// Reads `192.0.2.11/24`. Why it cannot be counted from, and what to do.
    pub(in crate::edit::intent) fn parse(text: &str, family: WantedFamily) -> Result<Self, String> {
        let (example, word) = match family {
            WantedFamily::V4 => ("192.0.2.11/24", "IPv4"),
            WantedFamily::V6 => ("2001:db8::11/64", "IPv6"),
        };
        let Some((host, length)) = text.trim().split_once('/') else {
            return Err(format!("give the length of the network's prefix too, like {example}"));
        };
        let address: IpAddr =
            host.trim().parse().map_err(|_| format!("`{host}` is no {word} address; write it like {example}"))?;
        let (number, bits) = match (address, family) {
            (IpAddr::V4(address), WantedFamily::V4) => (u128::from(address.to_bits()), 32),
            (IpAddr::V6(address), WantedFamily::V6) => (address.to_bits(), 128),
            _ => return Err(format!("`{host}` is no {word} address; write it like {example}")),
        };
        let prefix = length.trim().parse::<u8>().ok().filter(|prefix| *prefix <= bits);
        let Some(prefix) = prefix else {
            return Err(format!("`/{length}` is no prefix length: an {word} network has 0 to {bits}"));
        };
        let mut addresses = Self { next: number, last: number, prefix, is_v6: family == WantedFamily::V6 };
        let hosts = addresses.hosts();
        let (lowest, highest) = (number & !hosts, number | hosts);
        // Networks of one or two addresses have none to spare (RFC 3021, RFC 6164); IPv6 has no broadcast.
        let spare = 2 <= bits - prefix;
        if spare {
            addresses.next = number.max(lowest + 1);
        }
        addresses.last = if spare && family == WantedFamily::V4 { highest - 1 } else { highest };
        Ok(addresses)
    }

    /// The next one that is not in use, and its number; none: the network is full.
    pub(in crate::edit::intent) fn next(&mut self, used: &HashSet<IpAddr>) -> Option<(IpAddr, u128)> {
        while self.next <= self.last {
            let number = self.next;
            let address = self.address(number);
            // Only the very last address of all could overflow, and then the network is full as well.
            (self.next, self.last) = number.checked_add(1).map_or((1, 0), |next| (next, self.last));
            if !used.contains(&address) {
                return Some((address, number));
            }
        }
        None
    }

    /// An address as Traffic Ops has it: with its network's prefix length.
    pub(in crate::edit::intent) fn written(&self, address: IpAddr) -> String {
        format!("{address}/{}", self.prefix)
    }

    /// How many of the addresses that are left are free, counted up to a bound.
    pub(in crate::edit::intent) fn room(&self, used: &HashSet<IpAddr>, bound: usize) -> usize {
        let mut left = *self;
        (0..bound).take_while(|_| left.next(used).is_some()).count()
    }

    /// Whether nothing in the network is in use.
    pub(in crate::edit::intent) fn is_untouched(&self, used: &HashSet<IpAddr>) -> bool {
        let hosts = self.hosts();
        let network = self.next & !hosts;
        used.iter().all(|address| match address {
            IpAddr::V4(address) => self.is_v6 || u128::from(address.to_bits()) & !hosts != network,
            IpAddr::V6(address) => !self.is_v6 || address.to_bits() & !hosts != network,
        })
    }

    /// The bits that tell the network's addresses apart.
    fn hosts(&self) -> u128 {
        let bits: u32 = if self.is_v6 { 128 } else { 32 };
        u128::MAX.checked_shr(128 - bits + u32::from(self.prefix)).unwrap_or(0)
    }

    fn address(&self, number: u128) -> IpAddr {
        if self.is_v6 {
            return IpAddr::V6(Ipv6Addr::from_bits(number));
        }
        // An IPv4 network's numbers have 32 bits.
        IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(u32::MAX)))
    }
}

/// The address in a text that may have a prefix length.
pub(in crate::edit::intent) fn host_of(text: &str) -> Option<IpAddr> {
    text.split('/').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_count_up_past_what_is_in_use() {
        let used: HashSet<IpAddr> = ["192.0.2.12", "2001:db8::2"].map(|text| text.parse().unwrap()).into();
        let cases: [(&str, WantedFamily, &[&str], usize); 9] = [
            ("192.0.2.11/24", WantedFamily::V4, &["192.0.2.11/24", "192.0.2.13/24"], 100),
            ("192.0.2.0/30", WantedFamily::V4, &["192.0.2.1/30", "192.0.2.2/30"], 2),
            ("192.0.2.3/30", WantedFamily::V4, &[], 0),
            ("192.0.2.8/31", WantedFamily::V4, &["192.0.2.8/31", "192.0.2.9/31"], 2),
            ("192.0.2.8/32", WantedFamily::V4, &["192.0.2.8/32"], 1),
            ("255.255.255.254/0", WantedFamily::V4, &["255.255.255.254/0"], 1),
            ("2001:db8::/64", WantedFamily::V6, &["2001:db8::1/64", "2001:db8::3/64"], 100),
            (
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
                WantedFamily::V6,
                &["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"],
                1,
            ),
            ("::1/0", WantedFamily::V6, &["::1/0", "::2/0"], 100),
        ];
        for (text, family, expected, room) in cases {
            let mut addresses = Addresses::parse(text, family).unwrap();
            assert_eq!(addresses.room(&used, 100), room, "{text}");
            for wanted in expected {
                let next = addresses.next(&used).map(|(address, _)| addresses.written(address));
                assert_eq!(next.as_deref(), Some(*wanted), "{text}");
            }
        }
    }

    #[test]
    fn a_network_is_untouched_when_nothing_in_it_is_in_use() {
        let used: HashSet<IpAddr> = ["192.0.2.200", "2001:db8::2"].map(|text| text.parse().unwrap()).into();
        let untouched = |text, family| Addresses::parse(text, family).unwrap().is_untouched(&used);
        assert!(!untouched("192.0.2.10/24", WantedFamily::V4));
        assert!(untouched("192.0.2.10/25", WantedFamily::V4));
        assert!(untouched("198.51.100.10/24", WantedFamily::V4));
        assert!(!untouched("0.0.0.0/0", WantedFamily::V4));
        assert!(!untouched("2001:db8::ffff/64", WantedFamily::V6));
        assert!(untouched("2001:db8:0:1::/64", WantedFamily::V6));
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_remedy() {
        let cases = [
            ("192.0.2.11", WantedFamily::V4, "192.0.2.11/24"),
            ("192.0.2/24", WantedFamily::V4, "no IPv4 address"),
            ("2001:db8::1/64", WantedFamily::V4, "no IPv4 address"),
            ("192.0.2.1/24", WantedFamily::V6, "no IPv6 address"),
            ("192.0.2.1/33", WantedFamily::V4, "0 to 32"),
            ("", WantedFamily::V4, "like 192.0.2.11/24"),
        ];
        for (text, family, part) in cases {
            assert!(Addresses::parse(text, family).unwrap_err().contains(part), "{text}");
        }
    }
}
