//! A server's interfaces with the service addresses that a snapshot says. Other addresses and interfaces stay. It knows
//! no document.

use core::net::IpAddr;

use crate::model::{Interface, IpAddress};
use crate::sorting::sort_by;

/// What a snapshot says of a server's addresses; empty texts say nothing.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct SaidAddresses<'a> {
    /// The interface; none: the snapshot has no such member.
    pub interface: Option<&'a str>,
    /// IPv4.
    pub ip: &'a str,
    /// IPv6, perhaps with a mask.
    pub ip6: &'a str,
}

/// The name of an interface that nobody named.
pub(super) const UNNAMED: &str = "eth0";

/// The interfaces with those service addresses; none where the snapshot says no address that one can have. `known` is
/// what the plan says so far.
pub(super) fn interfaces(
    existing: &[Interface],
    known: Option<SaidAddresses<'_>>,
    now: SaidAddresses<'_>,
) -> Option<Vec<Interface>> {
    if family(now.ip) != Some(true) && family(now.ip6) != Some(false) {
        return None;
    }
    let mut list = existing.to_vec();
    let serving = list.iter().position(serves);
    let serving_name = serving.and_then(|at| list.get(at)).map(|interface| interface.name.clone());
    let name = now.interface.filter(|name| !name.is_empty()).map(str::to_owned).or(serving_name);
    let name = name.unwrap_or_else(|| UNNAMED.to_owned());
    let same_addresses = known.is_some_and(|known| (known.ip, known.ip6) == (now.ip, now.ip6));
    if list.iter().all(|interface| interface.name != name) {
        match serving.filter(|_| same_addresses).and_then(|at| list.get_mut(at)) {
            Some(renamed) => renamed.name.clone_from(&name),
            None => list.push(Interface { name: name.clone(), ..Interface::default() }),
        }
    }
    sort_by(&mut list, |a, b| a.name.cmp(&b.name));
    // Of several interfaces with service addresses the first is in a snapshot.
    for interface in list.iter_mut().take_while(|interface| interface.name != name) {
        interface.ip_addresses.iter_mut().for_each(|address| address.service_address = false);
    }
    let interface = list.iter_mut().find(|interface| interface.name == name)?;
    let has_moved = known.is_none_or(|known| known.interface != now.interface);
    if has_moved || known.is_none_or(|known| known.ip != now.ip) {
        set(interface, true, now.ip);
    }
    if has_moved || known.is_none_or(|known| known.ip6 != now.ip6) {
        set(interface, false, now.ip6);
    }
    Some(list)
}

fn serves(interface: &Interface) -> bool {
    interface.ip_addresses.iter().any(|address| address.service_address)
}

/// Whether a text is an IPv4 address; none: it is no address at all.
fn family(text: &str) -> Option<bool> {
    let (host, prefix) = text.split_once('/').map_or((text, None), |(host, prefix)| (host, Some(prefix)));
    let address: IpAddr = host.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let is_length = |prefix: &str| {
        prefix.bytes().all(|byte| byte.is_ascii_digit()) && prefix.parse::<u8>().is_ok_and(|length| length <= longest)
    };
    if prefix.is_some_and(|prefix| !is_length(prefix)) {
        return None;
    }
    Some(match address {
        IpAddr::V4(_) => true,
        IpAddr::V6(v6) => v6.to_ipv4_mapped().is_some(),
    })
}

/// Makes a text the first service address of a family; without an address there is none of that family.
fn set(interface: &mut Interface, v4: bool, text: &str) {
    let is_of_family = |address: &IpAddress| family(&address.address) == Some(v4);
    let host = |text: &str| text.split('/').next().unwrap_or_default().parse::<IpAddr>().ok();
    let addresses = &mut interface.ip_addresses;
    if family(text) != Some(v4) {
        let gone = addresses.iter_mut().filter(|address| is_of_family(address));
        gone.for_each(|address| address.service_address = false);
        return;
    }
    // A mask that a snapshot does not show is not lost.
    let same = addresses.iter().position(|address| is_of_family(address) && host(&address.address) == host(text));
    let serving = addresses.iter().position(|address| address.service_address && is_of_family(address));
    match (same, serving) {
        (Some(at), _) => {
            for (other, address) in addresses.iter_mut().enumerate().filter(|(_, address)| is_of_family(address)) {
                address.service_address = other == at || (at < other && address.service_address);
            }
            if let Some(address) = addresses.get_mut(at).filter(|_| !v4) {
                text.clone_into(&mut address.address);
            }
        }
        (None, Some(at)) => {
            if let Some(address) = addresses.get_mut(at) {
                text.clone_into(&mut address.address);
            }
        }
        (None, None) => {
            addresses.push(IpAddress { address: text.to_owned(), service_address: true, ..IpAddress::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[Interface]) -> Vec<String> {
        let address =
            |address: &IpAddress| format!("{}{}", address.address, if address.service_address { "*" } else { "" });
        list.iter()
            .map(|one| format!("{}: {}", one.name, one.ip_addresses.iter().map(address).collect::<Vec<_>>().join(" ")))
            .collect()
    }

    #[test]
    fn service_addresses_change_and_others_stay() {
        let one = SaidAddresses { interface: Some("bond0"), ip: "192.0.2.1", ip6: "2001:DB8::1/64" };
        let new = interfaces(&[], None, one).unwrap();
        assert_eq!(of(&new), ["bond0: 192.0.2.1* 2001:DB8::1/64*"]);
        let mut planned = new.clone();
        planned[0].ip_addresses[0].address = "192.0.2.1/24".to_owned();
        planned[0].ip_addresses.push(IpAddress { address: "10.0.0.1".to_owned(), ..IpAddress::default() });
        let moved = interfaces(&planned, Some(one), SaidAddresses { ip: "192.0.2.2", ..one }).unwrap();
        assert_eq!(of(&moved), ["bond0: 192.0.2.2* 2001:DB8::1/64* 10.0.0.1"]);
        let renamed = interfaces(&planned, Some(one), SaidAddresses { interface: Some("eth9"), ..one }).unwrap();
        assert_eq!(of(&renamed), ["eth9: 192.0.2.1/24* 2001:DB8::1/64* 10.0.0.1"]);
        let without = interfaces(&planned, Some(one), SaidAddresses { ip6: "", ..one }).unwrap();
        assert_eq!(of(&without), ["bond0: 192.0.2.1/24* 2001:DB8::1/64 10.0.0.1"]);
        let elsewhere = SaidAddresses { interface: Some("eth1"), ip: "192.0.2.9", ip6: "" };
        let both = interfaces(&planned, Some(one), elsewhere).unwrap();
        assert_eq!(of(&both), ["bond0: 192.0.2.1/24 2001:DB8::1/64 10.0.0.1", "eth1: 192.0.2.9*"]);
        assert_eq!(interfaces(&planned, Some(one), SaidAddresses::default()), None);
        assert_eq!(
            interfaces(&planned, Some(one), SaidAddresses { interface: None, ip: "nonsense", ip6: "1::/129" }),
            None
        );
    }
}
