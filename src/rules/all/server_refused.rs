//! Names, ports, interfaces and addresses of servers that Traffic Ops does not take.

use crate::formats::traffic_ops::refusals::{Against, servers};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-refused"),
    severity: Severity::Error,
    title: "Traffic Ops refuses the server",
    effect: "It can be neither created nor changed in Traffic Ops as long as this is so",
    fact: "Host and domain names have no spaces, ports are 1 to 65535; an interface has a name, an address and an MTU of 1280 or \
           more; addresses and gateways are addresses, of one family (TO/server/servers.go)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(server: &Object<'_, Server>, found: &mut Found<'_>) {
    let mut against = Against::default();
    servers::names_and_ports(server.entity, &mut against);
    for interface in &server.interfaces {
        servers::check_interface(server.entity, interface, &mut against);
    }
    for (field, message) in against.list {
        found.say(server.any(), field, message);
    }
}

#[test]
fn what_traffic_ops_wants_of_servers() {
    check_marks(
        &RULE,
        r#"
        server {"hostName":"e 1","domainName":"a b","tcpPort":0,"httpsPort":70000}
        # ^ error hostName: has a space
        # ^ error domainName: has a space
        # ^ error tcpPort: 0 is no port
        # ^ error httpsPort: 70000 is no port
        server {"hostName":"e2","tcpPort":80,"interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","mtu":576,"ipAddresses":[{"address":"x","serviceAddress":false}]}]}
        # ^ error interfaces: has an MTU of 576
        # ^ error interfaces: `x` of `e2` is no address
        server {"hostName":"e3","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"192.0.2.1/24","gateway":"2001:db8::1","serviceAddress":false}]}]}
        # ^ error interfaces: of another family
        server {"hostName":"e4","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":""}]}
        # ^ error interfaces: has no address
        server {"hostName":"e5","interfaces":[{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{"address":"192.0.2.1/24","serviceAddress":false}]}]}
        "#,
    );
}
