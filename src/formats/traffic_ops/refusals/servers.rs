//! Servers that Traffic Ops does not take (`TO/server/servers.go`).

use std::net::IpAddr;

use super::against::{Against, name_of};
use crate::model::{Interface, IpAddress, Plan, Server};

/// The least that an interface may carry in one packet.
const MIN_MTU: i64 = 1280;

pub(super) fn check(plan: &Plan, server: &Server, against: &mut Against) {
    names_and_ports(server, against);
    let table = plan.follow_opt(server.type_.as_ref()).and_then(|type_| type_.use_in_table.clone());
    if let Some(table) = table.filter(|table| table != "server") {
        let type_ = name_of(plan, server.type_.as_ref());
        against.say("type", format!("`{type_}` is a type of {table}, and `{}` is a server", server.host_name));
    }
    profiles(plan, server, against);
    for interface in &server.interfaces {
        check_interface(server, interface, against);
    }
    if !server.interfaces.is_empty() {
        service_addresses(server, against);
    }
}

/// Every profile is of the server's CDN.
pub(crate) fn profiles(plan: &Plan, server: &Server, against: &mut Against) {
    let cdn = name_of(plan, server.cdn.as_ref());
    for link in &server.profiles {
        let profile = plan.follow(link);
        let other = profile.map(|profile| name_of(plan, profile.cdn.as_ref())).filter(|other| !other.is_empty());
        if let Some(other) = other.filter(|other| *other != cdn && !cdn.is_empty()) {
            let profile = name_of(plan, Some(link));
            against.say(
                "profiles",
                format!("profile `{profile}` is of CDN `{other}`, and `{}` of `{cdn}`", server.host_name),
            );
        }
    }
}

/// No spaces in names, and ports that are ports.
pub(crate) fn names_and_ports(server: &Server, against: &mut Against) {
    let domain = server.domain_name.as_deref().unwrap_or_default();
    for (member, text) in [("hostName", server.host_name.as_str()), ("domainName", domain)] {
        if text.contains(' ') {
            against.say(member, format!("`{text}` has a space"));
        }
    }
    for (member, port) in [("tcpPort", server.tcp_port), ("httpsPort", server.https_port)] {
        if let Some(port) = port.filter(|port| !(1..=65_535).contains(port)) {
            against.say(member, format!("{port} is no port (they are 1 to 65535)"));
        }
    }
}

/// An interface with its addresses and gateways.
pub(crate) fn check_interface(server: &Server, interface: &Interface, against: &mut Against) {
    let (host, name) = (&server.host_name, &interface.name);
    if name.is_empty() {
        against.say("interfaces", format!("an interface of `{host}` has no name"));
    }
    if interface.ip_addresses.is_empty() {
        against.say("interfaces", format!("interface `{name}` of `{host}` has no address"));
    }
    if let Some(mtu) = interface.mtu.filter(|mtu| *mtu < MIN_MTU) {
        against.say(
            "interfaces",
            format!("interface `{name}` of `{host}` has an MTU of {mtu}, and wants {MIN_MTU} or more"),
        );
    }
    for address in &interface.ip_addresses {
        let Some(own) = ip(&address.address) else {
            against.say("interfaces", format!("`{}` of `{host}` is no address", address.address));
            continue;
        };
        let gateway = address.gateway.as_deref().filter(|gateway| !gateway.is_empty());
        match gateway.map(|gateway| (gateway, gateway.parse::<IpAddr>())) {
            Some((text, Err(_))) => {
                against.say("interfaces", format!("the gateway `{text}` of `{host}` is no address"));
            }
            Some((text, Ok(gateway))) if gateway.is_ipv4() != own.is_ipv4() => {
                against.say("interfaces", format!("the gateway `{text}` of `{host}` is of another family than {own}"));
            }
            Some(_) | None => {}
        }
    }
}

/// At least one, at most one of each family, and all on one interface.
pub(crate) fn service_addresses(server: &Server, against: &mut Against) {
    let serves = |interface: &&Interface| interface.ip_addresses.iter().any(|address| address.service_address);
    let own: Vec<&Interface> = server.interfaces.iter().filter(serves).collect();
    let addresses: Vec<&IpAddress> =
        own.iter().flat_map(|interface| &interface.ip_addresses).filter(|address| address.service_address).collect();
    let host = &server.host_name;
    let of_family =
        |v4: bool| addresses.iter().filter(|one| ip(&one.address).is_some_and(|ip| ip.is_ipv4() == v4)).count();
    if addresses.is_empty() {
        against.say("interfaces", format!("none of the addresses of `{host}` is a service address"));
    } else if 1 < own.len() {
        against.say("interfaces", format!("the service addresses of `{host}` are on several interfaces"));
    } else if 1 < of_family(true) || 1 < of_family(false) {
        against.say("interfaces", format!("`{host}` has several service addresses of one family"));
    }
}

/// An address without the length of its network.
fn ip(text: &str) -> Option<IpAddr> {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    match length.map(str::parse::<u8>) {
        None => Some(address),
        Some(Ok(length)) if length <= most => Some(address),
        Some(_) => None,
    }
}
