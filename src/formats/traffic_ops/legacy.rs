//! How servers of API 2.x say their addresses: two of them, in members of their own, on one interface. Made here what
//! later versions have, as Traffic Ops makes it (`TC/servers.go` LegacyInterfaceDetails.ToInterfaces).

use std::borrow::Cow;
use std::net::Ipv4Addr;

use crate::formats::json::Json;
use crate::model::Value;

use super::row_members::{RowMembers, take};

/// Makes `interfaces` of the old members; says whether there were any.
pub(super) fn interfaces(row: &mut RowMembers) -> bool {
    let is_old = |key: &str| matches!(key, "interfaceName" | "ipAddress" | "ip6Address");
    if row.iter().any(|(key, _)| key == "interfaces") || !row.iter().any(|(key, _)| is_old(key)) {
        return false;
    }
    let mut text = |name: &str| match take(row, name) {
        Some(Json::Text(text)) if !text.is_empty() => Some(text.into_owned()),
        _ => None,
    };
    let (address, netmask) = (text("ipAddress"), text("ipNetmask"));
    let v4 = address.map(|address| with_prefix(&address, netmask.as_deref()));
    let (v4_gateway, v6, v6_gateway) = (text("ipGateway"), text("ip6Address"), text("ip6Gateway"));
    let (name, router, port) = (text("interfaceName"), text("routerHostName"), text("routerPortName"));
    let [v4_serves, v6_serves] = ["ipIsService", "ip6IsService"].map(|name| take(row, name) != Some(Json::Bool(false)));
    let mtu = take(row, "interfaceMtu").unwrap_or(Json::Null);
    let own = |address: Option<String>, gateway: Option<String>, serves| {
        let gateway = gateway.map_or(Json::Null, Json::text);
        let members = [("address", Json::text(address?)), ("gateway", gateway), ("serviceAddress", Json::Bool(serves))];
        Some(object(members))
    };
    let addresses: Vec<Json> =
        [own(v4, v4_gateway, v4_serves), own(v6, v6_gateway, v6_serves)].into_iter().flatten().collect();
    if addresses.is_empty() && name.is_none() {
        return false;
    }
    let interface = object([
        ("name", Json::text(name.unwrap_or_default())),
        ("mtu", mtu),
        ("maxBandwidth", Json::Null),
        ("monitor", Json::Bool(true)),
        ("routerHostName", Json::text(router.unwrap_or_default())),
        ("routerPortName", Json::text(port.unwrap_or_default())),
        ("ipAddresses", Json::List(addresses)),
    ]);
    row.push((Cow::Borrowed("interfaces"), Json::List(vec![interface])));
    true
}

fn object<'a, const N: usize>(members: [(&'static str, Json<'a>); N]) -> Json<'a> {
    Json::Object(members.into_iter().map(|(key, value)| (Cow::Borrowed(key), value)).collect())
}

/// An address with the length of its network, where a mask says one.
fn with_prefix(address: &str, netmask: Option<&str>) -> String {
    let mask = netmask.and_then(|mask| mask.parse::<Ipv4Addr>().ok()).map(u32::from);
    let length = mask.filter(|mask| mask.leading_ones() == mask.count_ones()).map(u32::leading_ones);
    match length {
        Some(length) if !address.contains('/') => format!("{address}/{length}"),
        _ => address.to_owned(),
    }
}

/// Whether a plan's interfaces have every address that an old row has: then they say more than it.
pub(super) fn has_these_addresses(interfaces: &Value, others: &Value) -> bool {
    let (known, wanted) = (addresses(interfaces), addresses(others));
    !wanted.is_empty() && wanted.iter().all(|address| known.contains(address))
}

/// The addresses of interfaces, and whether they serve.
fn addresses(interfaces: &Value) -> Vec<(&str, bool)> {
    let Value::List(interfaces) = interfaces else { return Vec::new() };
    let member = |item: &Value, key: &str| match item {
        Value::Object(members) => members.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone()),
        _ => None,
    };
    let mut found = Vec::new();
    for interface in interfaces {
        let Value::Object(members) = interface else { continue };
        let Some((_, Value::List(items))) = members.iter().find(|(name, _)| *name == "ipAddresses") else { continue };
        for item in items {
            let Value::Object(members) = item else { continue };
            if let Some((_, Value::Text(address))) = members.iter().find(|(name, _)| *name == "address") {
                found.push((address.as_str(), member(item, "serviceAddress") == Some(Value::Bool(true))));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json::parse;

    #[test]
    fn old_addresses_become_an_interface() {
        let row = br#"{"hostName": "h", "interfaceName": "bond0", "interfaceMtu": 9000, "ipAddress": "192.0.2.5",
            "ipNetmask": "255.255.255.128", "ipGateway": "192.0.2.1", "ip6Address": "2001:db8::5/64", "ip6Gateway": "",
            "ip6IsService": false, "routerHostName": "r", "routerPortName": ""}"#;
        let Json::Object(mut members) = parse(row).unwrap() else { panic!("an object") };
        assert!(interfaces(&mut members));
        let expected = r#"{"hostName":"h","interfaces":[{"name":"bond0","mtu":9000,"maxBandwidth":null,"monitor":true,"routerHostName":"r","routerPortName":"","ipAddresses":[{"address":"192.0.2.5/25","gateway":"192.0.2.1","serviceAddress":true},{"address":"2001:db8::5/64","gateway":null,"serviceAddress":false}]}]}"#;
        assert_eq!(serde_json::to_string(&Json::Object(members)).unwrap(), expected);
        assert_eq!(with_prefix("192.0.2.5/24", Some("255.255.0.0")), "192.0.2.5/24");
        assert_eq!(with_prefix("192.0.2.5", Some("255.0.255.0")), "192.0.2.5");
        assert_eq!(with_prefix("192.0.2.5", None), "192.0.2.5");
    }
}
