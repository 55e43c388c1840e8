//! Edge caches without a TCP port.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-without-port"),
    severity: Severity::Warning,
    title: "An edge has no TCP port",
    effect: "Traffic Router reads the missing port as 0 and sends clients there",
    fact: "The snapshot has `port: null` (TO/crconfig/servers.go), which Jackson reads as 0 (TR/config/ConfigHandler.java)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: |_, finding| {
        let Some(id) = about::<Server>(finding) else { return Vec::new() };
        vec![Fix::set("Set TCP Port to 80", AnyId::of(id), Server::TCP_PORT, Value::Int(80))]
    },
};

fn check(server: &Object<'_, Server>, found: &mut Found<'_>) {
    if server.tcp_port.is_none()
        && server_role(server.plan, server.entity) == ServerRole::Edge
        && is_in_snapshots(server.plan, server.entity)
    {
        found.say(server.any(), Server::TCP_PORT, "it has none, which Traffic Router reads as 0: usual is 80");
    }
}

#[test]
fn edges_have_ports() {
    let text = r#"
        server {"hostName":"e1","type":"EDGE","status":"REPORTED"}
        # ^ warning tcpPort: usual is 80
        server {"hostName":"e2","type":"EDGE","status":"REPORTED","tcpPort":8080}
        server {"hostName":"e3","type":"EDGE","status":"OFFLINE"}
        server {"hostName":"m1","type":"MID","status":"REPORTED"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Set TCP Port to 80");
}
