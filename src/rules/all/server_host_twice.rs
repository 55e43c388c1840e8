//! Servers of one CDN with one host name.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("server-host-twice"),
    severity: Severity::Error,
    title: "Servers of one CDN have one host name",
    effect: "Only the last of them is in the snapshot: Traffic Router and Traffic Monitor know nothing of the others",
    fact: "Traffic Ops takes a host name twice in a CDN (seen), and keys the snapshot by it (TO/crconfig/servers.go)",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(server: &Object<'_, Server>) -> Vec<String> {
    let Some(cdn) = server.cdn.as_ref().and_then(Link::id) else { return Vec::new() };
    vec![format!("{} {}", cdn.number(), server.host_name)]
}

fn judge(plan: &Plan, sharing: &[Id<Server>], found: &mut Found<'_>) {
    let counts = |id: &Id<Server>| {
        let Some(server) = plan.get(*id) else { return false };
        let has_place = !matches!(server_role(plan, server), ServerRole::Origin | ServerRole::Other);
        has_place && is_in_snapshots(plan, server)
    };
    let clashing = 1 < sharing.iter().filter(|id| counts(id)).count();
    let cdn = sharing.first().and_then(|id| plan.get(*id)).map(|server| name_of(plan, server.cdn.as_ref()));
    for id in sharing {
        let Some(server) = plan.get(*id) else { continue };
        // Those that are in no snapshot do no harm yet.
        let severity = if clashing && counts(id) { Severity::Error } else { Severity::Warning };
        let cdn = cdn.as_deref().unwrap_or_default();
        let count = sharing.len();
        let message = format!("{count} servers of CDN `{cdn}` are named `{}`: rename all but one", server.host_name);
        found.say_at(severity, AnyId::of(*id), Server::HOST_NAME, message);
    }
}

#[test]
fn host_names_are_unique_in_a_cdn() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        cdn {"name":"two","domainName":"two.example"}
        server {"hostName":"e1","cdn":"one","type":"EDGE","status":"REPORTED"}
        # ^ error hostName: 2 servers of CDN `one` are named `e1`
        # ^ error hostName: 2 servers of CDN `one` are named `e1`
        server {"ordinal":2,"hostName":"e1","cdn":"one","type":"EDGE","status":"ONLINE"}
        server {"hostName":"e1","cdn":"two","type":"EDGE","status":"REPORTED"}
        server {"hostName":"old","cdn":"one","type":"EDGE","status":"REPORTED"}
        # ^ warning hostName: 2 servers
        # ^ warning hostName: 2 servers
        server {"ordinal":2,"hostName":"old","cdn":"one","type":"EDGE","status":"OFFLINE"}
        "#,
    );
}
