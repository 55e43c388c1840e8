//! Service addresses that several servers have.

use crate::formats::traffic_ops::refusals::server_keys;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-address-taken"),
    severity: Severity::Error,
    title: "Servers have one service address",
    effect: "Traffic Ops refuses the second when their profiles are the same too; with other profiles it takes it, and one machine \
             answers for both",
    fact: "Another server with the identical list of profiles and the same service address is refused (TO/server/servers.go), \
           the address being compared as a text, mask included",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(server: &Object<'_, Server>) -> Vec<String> {
    let addresses = server.interfaces.iter().flat_map(|interface| &interface.ip_addresses);
    let own = addresses.filter(|address| address.service_address && !address.address.is_empty());
    let bare = own.map(|address| address.address.split('/').next().unwrap_or_default().to_ascii_lowercase());
    let mut keys: Vec<String> = bare.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn judge(plan: &Plan, sharing: &[Id<Server>], found: &mut Found<'_>) {
    for id in sharing {
        let Some(server) = plan.get(*id) else { continue };
        let own = server_keys(plan, server);
        let bare = |server: &Id<Server>| plan.get(*server).map(|server| bare_addresses(server)).unwrap_or_default();
        let mine = bare(id);
        for other in sharing.iter().filter(|other| *other != id) {
            let Some(second) = plan.get(*other) else { continue };
            let is_refused = server_keys(plan, second).iter().any(|key| own.contains(key));
            let address = bare(other).into_iter().find(|address| mine.contains(address)).unwrap_or_default();
            let (severity, more) =
                if is_refused { (Severity::Error, ", with the same profiles") } else { (Severity::Warning, "") };
            let message = format!("`{}` has the service address {address} too{more}", second.host_name);
            found.say_at(severity, AnyId::of(*id), Server::INTERFACES, message);
        }
    }
}

fn bare_addresses(server: &Server) -> Vec<String> {
    let addresses = server.interfaces.iter().flat_map(|interface| &interface.ip_addresses);
    let own = addresses.filter(|address| address.service_address);
    own.map(|address| address.address.split('/').next().unwrap_or_default().to_ascii_lowercase()).collect()
}

#[test]
fn each_server_has_its_own_address() {
    let at = |address: &str| {
        format!(
            r#""interfaces":[{{"name":"eth0","monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{{"address":"{address}","serviceAddress":true}}]}}]"#
        )
    };
    let (a, b, c) = (at("192.0.2.1/24"), at("192.0.2.2/24"), at("192.0.2.1/32"));
    check_marks(
        &RULE,
        &format!(
            r#"
        cdn {{"name":"one","domainName":"one.example"}}
        profile {{"name":"EDGE_1","cdn":"one"}}
        profile {{"name":"EDGE_2","cdn":"one"}}
        server {{"hostName":"e1","cdn":"one","profiles":["EDGE_1"],{a}}}
        # ^ error interfaces: `e2` has the service address 192.0.2.1 too, with the same profiles
        # ^ warning interfaces: `e3` has the service address 192.0.2.1 too
        server {{"hostName":"e2","cdn":"one","profiles":["EDGE_1"],{a}}}
        # ^ error interfaces: `e1` has
        # ^ warning interfaces: `e3` has
        server {{"hostName":"e3","cdn":"one","profiles":["EDGE_2"],{c}}}
        # ^ warning interfaces: `e1` has
        # ^ warning interfaces: `e2` has
        server {{"hostName":"e4","cdn":"one","profiles":["EDGE_1"],{b}}}
        "#
        ),
    );
}
