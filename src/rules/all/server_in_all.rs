//! Caches and routers in the CDN that stands for all.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-in-all"),
    severity: Severity::Warning,
    title: "A cache or a Traffic Router is in the CDN ALL",
    effect: "It is in no CDN's snapshot, so that no client and no monitor learns of it",
    fact: "A snapshot has the servers whose own CDN it is of (TO/crconfig/servers.go); ALL is no CDN that is routed",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(server: &Object<'_, Server>, found: &mut Found<'_>) {
    let is_routed = matches!(
        server_role(server.plan, server.entity),
        ServerRole::Edge | ServerRole::Mid | ServerRole::Router | ServerRole::Monitor
    );
    if is_routed && name_of(server.plan, server.cdn.as_ref()) == seed::CDN_ALL.0 {
        found.say(server.any(), Server::CDN, "ALL has no snapshot: choose the CDN that it serves");
    }
}

#[test]
fn caches_serve_one_cdn() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        server {"hostName":"e1","cdn":"ALL","type":"EDGE"}
        # ^ warning cdn: ALL has no snapshot
        server {"hostName":"e2","cdn":"one","type":"EDGE"}
        server {"hostName":"ops","cdn":"ALL","type":"TRAFFIC_OPS"}
        "#,
    );
}
