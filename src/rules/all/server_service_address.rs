//! Service addresses: one at least, one of each family at most, on one interface.

use crate::formats::traffic_ops::refusals::{Against, servers};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-service-address"),
    severity: Severity::Error,
    title: "A server has no service address, or too many",
    effect: "Traffic Ops refuses the server, and makes no snapshot of its CDN where it has interfaces and no service address",
    fact: "At least one service address, at most one of each family, and all on one interface (TO/server/servers.go); a server with \
           interfaces and without service address fails the snapshot (TC/servers.go V4InterfaceInfoToLegacyInterfaces)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |plan, finding| {
        let Some(id) = about::<Server>(finding) else { return Vec::new() };
        let Some(server) = plan.get(id) else { return Vec::new() };
        let mut interfaces = server.interfaces.clone();
        let [interface] = interfaces.as_mut_slice() else { return Vec::new() };
        let [address] = interface.ip_addresses.as_mut_slice() else { return Vec::new() };
        if address.service_address {
            return Vec::new();
        }
        address.service_address = true;
        let label = format!("Make {} the service address", address.address);
        let value = crate::model::field::FieldType::to_value(&interfaces);
        vec![Fix::set(label, AnyId::of(id), Server::INTERFACES, value)]
    },
};

fn check(server: &Object<'_, Server>, found: &mut Found<'_>) {
    if server.interfaces.is_empty() {
        let message = "it has no interface, and so no address: add one with a service address";
        // One that nobody can reach is wrong; one that is being planned is not finished.
        let counts = is_in_snapshots(server.plan, server.entity);
        let severity = if counts { Severity::Error } else { Severity::Warning };
        found.say_at(severity, server.any(), Server::INTERFACES, message);
        return;
    }
    let mut against = Against::default();
    servers::service_addresses(server.entity, &mut against);
    for (field, message) in against.list {
        found.say(server.any(), field, message);
    }
}

#[test]
fn one_address_serves() {
    let text = r#"
        server {"hostName":"e1","status":"REPORTED"}
        # ^ error interfaces: no interface
        server {"hostName":"e2","status":"OFFLINE"}
        # ^ warning interfaces: no interface
        server {"hostName":"e4","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"192.0.2.1","serviceAddress":true},{"address":"192.0.2.2","serviceAddress":true}]}]}
        # ^ error interfaces: several service addresses of one family
        server {"hostName":"e5","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"192.0.2.1","serviceAddress":true},{"address":"2001:db8::1","serviceAddress":true}]}]}
        server {"hostName":"e6","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"192.0.2.1","serviceAddress":true}]},{"name":"eth1","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"2001:db8::1","serviceAddress":true}]}]}
        # ^ error interfaces: on several interfaces
        "#;
    check_marks(&RULE, text);
    let text = r#"
        server {"hostName":"e3","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"192.0.2.1","serviceAddress":false}]}]}
        # ^ error interfaces: none of the addresses
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Make 192.0.2.1 the service address");
}
