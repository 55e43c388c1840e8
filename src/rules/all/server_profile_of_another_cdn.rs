//! Profiles of another CDN than the server's.

use crate::formats::traffic_ops::refusals::{Against, servers};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-profile-of-another-cdn"),
    severity: Severity::Error,
    title: "A server has a profile of another CDN",
    effect: "Traffic Ops refuses the server",
    fact: "Every profile of a server must be of the server's CDN (TO/server/servers.go)",
    check: Check::Neighbours(&[&Each(check)]),
    fixes: none,
};

fn check(server: &Object<'_, Server>, found: &mut Found<'_>) {
    let mut against = Against::default();
    servers::profiles(server.plan, server.entity, &mut against);
    for (field, message) in against.list {
        found.say(server.any(), field, message);
    }
}

#[test]
fn profiles_are_of_the_servers_cdn() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cdn {"name":"two","domainName":"two.example"}
        profile {"name":"EDGE_1","cdn":"one"}
        profile {"name":"EDGE_2","cdn":"two"}
        server {"hostName":"e1","cdn":"one","profiles":["EDGE_1"]}
        server {"hostName":"e2","cdn":"one","profiles":["EDGE_1","EDGE_2"]}
        # ^ error profiles: profile `EDGE_2` is of CDN `two`
        "#,
    );
}
