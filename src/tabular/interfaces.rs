//! A server's interfaces in single cells, as spreadsheets have them: name, addresses and gateways of the one interface
//! that serves. What the cells cannot say of other interfaces stays as it is.

use crate::model::field::FieldType as _;
use crate::model::{Interface, IpAddress, Value};

/// What one cell says of the interface that serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterfacePart {
    /// Its name.
    Name,
    /// The IPv4 service address, with its prefix length where it has one.
    Address,
    /// Its gateway.
    Gateway,
    /// The IPv6 service address.
    Address6,
    /// The gateway of that address.
    Gateway6,
    /// The largest packet.
    Mtu,
    /// The network router.
    Router,
    /// The port there.
    Port,
}

/// What an interface is called whose name nobody gives, as where servers are added.
const NAME: &str = "eth0";

impl InterfacePart {
    /// All of them, in the order of their columns.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Address,
        Self::Gateway,
        Self::Address6,
        Self::Gateway6,
        Self::Mtu,
        Self::Router,
        Self::Port,
    ];

    /// The header of its column, in Traffic Portal's words.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Name => "Interface Name",
            Self::Address => "IPv4 Address",
            Self::Gateway => "IPv4 Gateway",
            Self::Address6 => "IPv6 Address",
            Self::Gateway6 => "IPv6 Gateway",
            Self::Mtu => "Network MTU",
            Self::Router => "Router Hostname",
            Self::Port => "Router Port Name",
        }
    }

    /// Other words for it, those of the API before 4.0 among them.
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["interfaceName", "interface"],
            Self::Address => &["ipAddress", "ip", "ipv4"],
            Self::Gateway => &["ipGateway", "gateway"],
            Self::Address6 => &["ip6Address", "ip6", "ipv6"],
            Self::Gateway6 => &["ip6Gateway"],
            Self::Mtu => &["interfaceMtu", "mtu"],
            Self::Router => &["routerHostName"],
            Self::Port => &["routerPortName", "routerPort"],
        }
    }

    /// The word by which `put` knows it.
    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Gateway => "gateway",
            Self::Address6 => "address6",
            Self::Gateway6 => "gateway6",
            Self::Mtu => "mtu",
            Self::Router => "router",
            Self::Port => "port",
        }
    }

    /// What a server's interfaces say in its cell.
    pub fn value(self, interfaces: &[Interface]) -> Value {
        let Some(interface) = serving(interfaces).and_then(|at| interfaces.get(at)) else { return Value::Null };
        let text = |text: Option<&str>| {
            text.filter(|text| !text.is_empty()).map_or(Value::Null, |text| Value::Text(text.to_owned()))
        };
        let found = |six: bool| interface.ip_addresses.iter().find(|address| serves(address, six));
        match self {
            Self::Name => text(Some(&interface.name)),
            Self::Mtu => interface.mtu.map_or(Value::Null, Value::Int),
            Self::Router => text(Some(&interface.router_host_name)),
            Self::Port => text(Some(&interface.router_port_name)),
            Self::Address => text(found(false).map(|address| address.address.as_str())),
            Self::Address6 => text(found(true).map(|address| address.address.as_str())),
            Self::Gateway => text(found(false).and_then(|address| address.gateway.as_deref())),
            Self::Gateway6 => text(found(true).and_then(|address| address.gateway.as_deref())),
        }
    }
}

/// Whether single cells say all that there is to say of a server's interfaces.
pub fn is_told(interfaces: &[Interface]) -> bool {
    let cells: Vec<_> = InterfacePart::ALL.iter().map(|part| (*part, part.value(interfaces))).collect();
    with_cells(Vec::new(), &cells) == interfaces
}

/// What some cells say, as a value that `put` puts into what a server has.
pub fn patch(cells: Vec<(InterfacePart, Value)>) -> Value {
    Value::Object(cells.into_iter().map(|(part, value)| (part.word(), value)).collect())
}

/// What a server's interfaces become: a whole list stands for itself, a patch changes what is there.
pub fn put(there: Value, said: Value) -> Value {
    let Value::Object(said) = said else { return said };
    let Ok(interfaces) = Vec::<Interface>::from_value(there) else { return Value::Null };
    let of_word = |word: &str| InterfacePart::ALL.iter().copied().find(|part| part.word() == word);
    let cells: Vec<_> = said.into_iter().filter_map(|(word, value)| Some((of_word(word)?, value))).collect();
    with_cells(interfaces, &cells).to_value()
}

/// Interfaces with what cells say of the one that serves. Where all cells are empty, it is none.
pub fn with_cells(mut interfaces: Vec<Interface>, cells: &[(InterfacePart, Value)]) -> Vec<Interface> {
    let said = |part: InterfacePart| cells.iter().find(|(of, _)| *of == part).map(|(_, value)| value);
    let is_blank = cells.iter().all(|(_, value)| *value == Value::Null);
    let at = match serving(&interfaces) {
        Some(at) if is_blank && cells.len() == InterfacePart::ALL.len() => {
            interfaces.remove(at);
            return interfaces;
        }
        Some(at) => at,
        None if is_blank => return interfaces,
        None => {
            let mut interface = Interface { monitor: true, ..Interface::default() };
            if said(InterfacePart::Name).is_none() {
                NAME.clone_into(&mut interface.name);
            }
            interfaces.push(interface);
            interfaces.len() - 1
        }
    };
    let Some(interface) = interfaces.get_mut(at) else { return interfaces };
    let set = |to: &mut String, part| {
        if let Some(value) = said(part) {
            *to = text(value).unwrap_or_default();
        }
    };
    set(&mut interface.name, InterfacePart::Name);
    set(&mut interface.router_host_name, InterfacePart::Router);
    set(&mut interface.router_port_name, InterfacePart::Port);
    match said(InterfacePart::Mtu) {
        Some(Value::Int(mtu)) => interface.mtu = Some(*mtu),
        Some(_) => interface.mtu = None,
        None => {}
    }
    set_address(interface, false, said(InterfacePart::Address), said(InterfacePart::Gateway));
    set_address(interface, true, said(InterfacePart::Address6), said(InterfacePart::Gateway6));
    interfaces
}

fn set_address(interface: &mut Interface, six: bool, address: Option<&Value>, gateway: Option<&Value>) {
    let at = interface.ip_addresses.iter().position(|address| serves(address, six));
    match (at, address.map(text)) {
        (Some(at), Some(None)) => {
            interface.ip_addresses.remove(at);
        }
        (Some(at), said) => {
            let Some(known) = interface.ip_addresses.get_mut(at) else { return };
            if let Some(Some(address)) = said {
                known.address = address;
            }
            if let Some(gateway) = gateway {
                known.gateway = text(gateway);
            }
        }
        (None, Some(Some(address))) => {
            let gateway = gateway.and_then(text);
            let at = if six { interface.ip_addresses.len() } else { 0 };
            interface.ip_addresses.insert(at, IpAddress { address, gateway, service_address: true });
        }
        (None, None | Some(None)) => {}
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// The interface that serves: the first with a service address, as in Traffic Portal, or else the first.
fn serving(interfaces: &[Interface]) -> Option<usize> {
    let at = interfaces.iter().position(|interface| interface.ip_addresses.iter().any(|ip| ip.service_address));
    at.or_else(|| (!interfaces.is_empty()).then_some(0))
}

fn serves(address: &IpAddress, six: bool) -> bool {
    address.service_address && address.address.contains(':') == six
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(name: &str, addresses: &[&str]) -> Interface {
        let address =
            |address: &&str| IpAddress { address: (*address).to_owned(), gateway: None, service_address: true };
        Interface {
            name: name.to_owned(),
            monitor: true,
            ip_addresses: addresses.iter().map(address).collect(),
            ..Interface::default()
        }
    }

    #[test]
    fn cells_say_all_of_a_plain_server() {
        for (interfaces, told) in [
            (vec![], true),
            (vec![interface("eth0", &["10.0.0.1/24", "fd00::1/64"])], true),
            (vec![interface("eth0", &["fd00::1/64", "10.0.0.1/24"])], false),
            (vec![interface("eth0", &["10.0.0.1", "10.0.0.2"])], false),
            (vec![interface("eth0", &["10.0.0.1"]), interface("eth1", &[])], false),
            (vec![Interface { monitor: false, ..interface("eth0", &["10.0.0.1"]) }], false),
        ] {
            assert_eq!(is_told(&interfaces), told, "{interfaces:?}");
        }
    }

    #[test]
    fn a_new_address_leaves_the_rest() {
        let mut first = interface("eth0", &["10.0.0.1/24", "fd00::1/64"]);
        first.ip_addresses[0].gateway = Some("10.0.0.254".to_owned());
        let there = vec![first, interface("eth1", &[])];
        let said = patch(vec![(InterfacePart::Address, Value::Text("10.0.0.9/24".to_owned()))]);
        let next = Vec::<Interface>::from_value(put(there.to_value(), said)).unwrap();
        assert_eq!(next[0].ip_addresses[0].address, "10.0.0.9/24");
        assert_eq!(next[0].ip_addresses[0].gateway.as_deref(), Some("10.0.0.254"));
        assert_eq!((next[0].ip_addresses.len(), next.len()), (2, 2));
        let none = patch(vec![(InterfacePart::Address6, Value::Null)]);
        assert_eq!(Vec::<Interface>::from_value(put(there.to_value(), none)).unwrap()[0].ip_addresses.len(), 1);
        let new = patch(vec![(InterfacePart::Address, Value::Text("10.0.0.9".to_owned()))]);
        let new = Vec::<Interface>::from_value(put(Value::List(Vec::new()), new)).unwrap();
        assert_eq!(new, [interface("eth0", &["10.0.0.9"])]);
    }
}
