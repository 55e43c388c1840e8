//! A server's service addresses as a snapshot has them: the first interface with any (`TC/servers.go`
//! `V4InterfaceInfoToLegacyInterfaces`), in the text form of the database's `inet`. It knows no sections.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use smol_str::{SmolStr, format_smolstr};

use crate::model::{Interface, Server};
use crate::snapshot::report::SnapshotObstacle;

/// Where clients reach a server; empty texts where there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ServiceAddresses {
    /// The interface.
    pub interface: SmolStr,
    /// IPv4, without a mask.
    pub ip: SmolStr,
    /// IPv6, with its mask.
    pub ip6: SmolStr,
}

/// Finds them. A server without interfaces has none; one with interfaces must have some.
pub(super) fn service_addresses(server: &Server) -> Result<ServiceAddresses, SnapshotObstacle> {
    if server.interfaces.is_empty() {
        return Ok(ServiceAddresses::default());
    }
    let serves = |interface: &&Interface| interface.ip_addresses.iter().any(|address| address.service_address);
    match server.interfaces.iter().find(serves) {
        Some(interface) => of_interface(server, interface),
        None => Err(SnapshotObstacle::NoServiceAddress { server: server.host_name.clone() }),
    }
}

fn of_interface(server: &Server, interface: &Interface) -> Result<ServiceAddresses, SnapshotObstacle> {
    let mut found = ServiceAddresses { interface: interface.name.as_str().into(), ..ServiceAddresses::default() };
    for address in interface.ip_addresses.iter().filter(|address| address.service_address) {
        match canonical(&address.address) {
            Some(Canonical::V4(text)) => found.ip = text,
            Some(Canonical::V6(text)) => found.ip6 = text,
            None => {
                return Err(SnapshotObstacle::Address {
                    server: server.host_name.clone(),
                    interface: interface.name.clone(),
                    address: address.address.clone(),
                });
            }
        }
        if !found.ip.is_empty() && !found.ip6.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// An address in the form in which a snapshot has it.
#[derive(Debug, PartialEq, Eq)]
enum Canonical {
    V4(SmolStr),
    V6(SmolStr),
}

/// Reads an address with or without a prefix length. An IPv4 address in IPv6's clothes counts as IPv4.
fn canonical(text: &str) -> Option<Canonical> {
    let (host, prefix) = match text.split_once('/') {
        Some((host, prefix)) => (host, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = host.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        Some(digits) if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        Some(digits) => Some(digits.parse::<u8>().ok().filter(|length| *length <= longest)?),
        None => None,
    };
    let v6 = match address {
        // There is only one way to write these.
        IpAddr::V4(_) => return Some(Canonical::V4(host.into())),
        IpAddr::V6(v6) => v6,
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return Some(Canonical::V4(format_smolstr!("{v4}")));
    }
    // The longest prefix is the host itself, and `inet` does not show it.
    Some(Canonical::V6(match prefix.filter(|length| *length < 128) {
        Some(length) => format_smolstr!("{}/{length}", inet_text(v6)),
        None => inet_text(v6),
    }))
}

/// An IPv6 address as the database prints it: as everybody does, but for `::1.2.3.4`.
fn inet_text(address: Ipv6Addr) -> SmolStr {
    let [first @ .., a, b, c, d] = address.octets();
    let is_embedded = first.iter().all(|octet| *octet == 0) && (a, b) != (0, 0);
    if is_embedded { format_smolstr!("::{}", Ipv4Addr::new(a, b, c, d)) } else { format_smolstr!("{address}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IpAddress;

    #[test]
    fn addresses_are_printed_as_the_database_does() {
        let v4 = |text: &str| Some(Canonical::V4(text.into()));
        let v6 = |text: &str| Some(Canonical::V6(text.into()));
        for (text, expected) in [
            ("192.0.2.1/28", v4("192.0.2.1")),
            ("192.0.2.1", v4("192.0.2.1")),
            ("192.0.2.6/0", v4("192.0.2.6")),
            ("2001:DB8:0:0:0::A6/56", v6("2001:db8::a6/56")),
            ("2001:db8::5/128", v6("2001:db8::5")),
            ("2001:db8::5", v6("2001:db8::5")),
            ("2001:0:0:1:0:0:0:1/64", v6("2001:0:0:1::1/64")),
            ("1:0:2:0:3:0:4:0", v6("1:0:2:0:3:0:4:0")),
            ("::ffff:192.0.2.7", v4("192.0.2.7")),
            ("::ffff:192.0.2.8/120", v4("192.0.2.8")),
            ("::192.0.2.99/96", v6("::192.0.2.99/96")),
            ("::1:2", v6("::0.1.0.2")),
            ("::2/8", v6("::2/8")),
            ("::/0", v6("::/0")),
            ("192.0.2.1/33", None),
            ("192.0.2.1/", None),
            ("192.0.2.1/+8", None),
            ("192.0.2", None),
            ("192.0.2.01", None),
            (" 192.0.2.1", None),
            ("fe80::1%eth0", None),
            ("", None),
        ] {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    fn server(interfaces: &[(&str, &[(&str, bool)])]) -> Server {
        let interface = |(name, addresses): &(&str, &[(&str, bool)])| Interface {
            name: (*name).to_owned(),
            ip_addresses: addresses
                .iter()
                .map(|(address, service_address)| IpAddress {
                    address: (*address).to_owned(),
                    service_address: *service_address,
                    ..IpAddress::default()
                })
                .collect(),
            ..Interface::default()
        };
        let interfaces = interfaces.iter().map(interface).collect();
        Server { host_name: "edge".to_owned(), interfaces, ..Server::default() }
    }

    #[test]
    fn the_first_interface_that_serves_counts() {
        let two = server(&[
            ("eth1", &[("10.9.0.1/24", false)]),
            ("bond0", &[("2001:db8::2/64", true), ("192.0.2.2/31", true), ("192.0.2.9", true)]),
            ("bond1", &[("192.0.2.3", true)]),
        ]);
        let found = service_addresses(&two).unwrap();
        assert_eq!((&*found.interface, &*found.ip, &*found.ip6), ("bond0", "192.0.2.2", "2001:db8::2/64"));
        assert_eq!(service_addresses(&server(&[])), Ok(ServiceAddresses::default()));
        assert!(matches!(
            service_addresses(&server(&[("eth0", &[("10.0.0.1", false)])])),
            Err(SnapshotObstacle::NoServiceAddress { .. })
        ));
        assert!(matches!(
            service_addresses(&server(&[("eth0", &[("nonsense", true)])])),
            Err(SnapshotObstacle::Address { .. })
        ));
    }
}
