//! Blocking of anonymous addresses (`AnonymousIp`): a policy, and a database that says what addresses are.

use std::net::IpAddr;
use std::sync::Arc;

use super::outcome::{Failed, Thrown};
use super::whitelist::Whitelist;
use super::zones::{Subnet, SubnetError};
use crate::snapshot::java::address;

/// How anonymous addresses are found out and what is done about them.
#[derive(Clone, Default)]
pub struct AnonymousBlocking {
    /// What is blocked.
    pub policy: AnonymousPolicy,
    /// What addresses are; none: nobody is blocked.
    pub database: Option<Arc<dyn Unmask>>,
}

/// What a database says of an address. That it is anonymous at all, Traffic Router never asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the database")]
pub struct AnonymousMarks {
    /// Of a virtual private network.
    pub anonymous_vpn: bool,
    /// Of a hosting provider.
    pub hosting_provider: bool,
    /// Of a public proxy.
    pub public_proxy: bool,
    /// Where Tor comes out.
    pub tor_exit_node: bool,
}

/// A database of anonymous addresses.
pub trait Unmask: Send + Sync {
    /// What it says; none where it does not know the address, or cannot be read there, which Traffic Router takes for
    /// the same.
    fn unmask(&self, address: IpAddr) -> Option<AnonymousMarks>;
}

/// What is blocked, as the policy file says it.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub struct AnonymousPolicy {
    /// `blockAnonymousVPN`
    pub blocks_anonymous_vpn: bool,
    /// `blockHostingProvider`
    pub blocks_hosting_provider: bool,
    /// `blockPublicProxy`
    pub blocks_public_proxy: bool,
    /// `blockTorExitNode`
    pub blocks_tor_exit_node: bool,
    /// `ip4Whitelist`, `ip6Whitelist`: an address is looked for by the family of its text.
    pub ip4_whitelist: Whitelist,
    /// The other of the two.
    pub ip6_whitelist: Whitelist,
    /// Where the blocked are sent; else they get 403.
    pub redirect_url: Option<String>,
}

impl Default for AnonymousPolicy {
    /// What a Traffic Router does that never got a file that it could read: everything is blocked.
    fn default() -> Self {
        Self {
            blocks_anonymous_vpn: true,
            blocks_hosting_provider: true,
            blocks_public_proxy: true,
            blocks_tor_exit_node: true,
            ip4_whitelist: Whitelist::default(),
            ip6_whitelist: Whitelist::default(),
            redirect_url: None,
        }
    }
}

/// A whitelist of the policy file. Its reading ends at the first network that is none, and what was read before counts.
pub fn policy_whitelist<'a>(networks: impl Iterator<Item = &'a str>) -> (Whitelist, Option<SubnetError>) {
    let mut whitelist = Whitelist::default();
    for text in networks {
        match Subnet::read(text) {
            Ok(network) => whitelist.add(text, network),
            Err(error) => return (whitelist, Some(error)),
        }
    }
    (whitelist, None)
}

impl AnonymousPolicy {
    /// Whether an address is blocked (`enforce`). Only addresses in full are taken here; others make the request fail.
    pub fn blocks(&self, text: &str, database: &dyn Unmask) -> Result<bool, Failed> {
        let address = full_address(text).ok_or(Failed::Thrown(Thrown::IllegalArgument))?;
        let whitelist = if text.contains(':') { &self.ip6_whitelist } else { &self.ip4_whitelist };
        if whitelist.contains(text) {
            return Ok(false);
        }
        Ok(database.unmask(address).is_some_and(|marks| self.blocks_marks(marks)))
    }

    /// Whether what a database says is blocked.
    pub fn blocks_marks(&self, marks: AnonymousMarks) -> bool {
        self.blocks_anonymous_vpn && marks.anonymous_vpn
            || self.blocks_hosting_provider && marks.hosting_provider
            || self.blocks_public_proxy && marks.public_proxy
            || self.blocks_tor_exit_node && marks.tor_exit_node
    }
}

/// Guava's `InetAddresses.forString`: no shorthand, no leading zeros; IPv4 mapped into IPv6 is IPv4.
fn full_address(text: &str) -> Option<IpAddr> {
    let parsed: IpAddr = text.parse().ok()?;
    // Java's own reading agrees wherever this does.
    address::by_name(text).or(Some(parsed))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct All;

    impl Unmask for All {
        fn unmask(&self, _: IpAddr) -> Option<AnonymousMarks> {
            Some(AnonymousMarks { public_proxy: true, ..AnonymousMarks::default() })
        }
    }

    #[test]
    fn the_whitelist_goes_first_and_addresses_must_be_written_in_full() {
        let (ip4_whitelist, fault) = policy_whitelist(["10.0.0.0/8", "300.0.0.0/8", "11.0.0.0/8"].into_iter());
        assert!(fault.is_some());
        let (ip6_whitelist, _) = policy_whitelist(["2001:db8::/32"].into_iter());
        let policy = AnonymousPolicy { ip4_whitelist, ip6_whitelist, ..AnonymousPolicy::default() };
        assert_eq!(policy.blocks("10.1.2.3", &All), Ok(false));
        assert_eq!(policy.blocks("11.1.2.3", &All), Ok(true));
        assert_eq!(policy.blocks("2001:db8::1", &All), Ok(false));
        assert_eq!(policy.blocks("2001:db9::1", &All), Ok(true));
        for text in ["10.1", "010.1.2.3", "garbage", ""] {
            assert_eq!(policy.blocks(text, &All), Err(Failed::Thrown(Thrown::IllegalArgument)), "{text}");
        }
    }

    #[test]
    fn only_what_the_policy_names_is_blocked() {
        let marks = |vpn, hosting, proxy, tor| AnonymousMarks {
            anonymous_vpn: vpn,
            hosting_provider: hosting,
            public_proxy: proxy,
            tor_exit_node: tor,
        };
        let policy = AnonymousPolicy { blocks_hosting_provider: false, ..AnonymousPolicy::default() };
        assert!(policy.blocks_marks(marks(true, false, false, false)));
        assert!(!policy.blocks_marks(marks(false, true, false, false)));
        assert!(policy.blocks_marks(marks(false, true, false, true)));
        assert!(!policy.blocks_marks(AnonymousMarks::default()));
    }
}
