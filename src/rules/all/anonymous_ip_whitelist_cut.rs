//! A whitelist of the anonymous IP policy that Traffic Router reads only in part.

use crate::routing::policy_whitelist;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("anonymous-ip-whitelist-cut"),
    severity: Severity::Warning,
    title: "A whitelist of the anonymous IP policy is read only in part",
    effect: "What stands behind the bad network is blocked all the same",
    fact: "Reading a whitelist ends at the first network that is none, and what was read before counts (TR/loc/AnonymousIp.java, \
           AnonymousIpWhitelist.java)",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(policy: &Object<'_, AnonymousIpPolicy>, found: &mut Found<'_>) {
    for (key, networks) in [
        (AnonymousIpPolicy::IP4_WHITELIST, &policy.ip4_whitelist),
        (AnonymousIpPolicy::IP6_WHITELIST, &policy.ip6_whitelist),
    ] {
        if let (_, Some(fault)) = policy_whitelist(networks.iter().map(String::as_str)) {
            found.say(policy.any(), key, format!("{fault}: what follows it does not count; mend or remove it"));
        }
    }
}

#[test]
fn whitelists_hold_networks() {
    check_marks(
        &RULE,
        r#"
        anonymous-ip-policy {"name":"anonymous-ip","ip4Whitelist":["10.0.0.0/8","nonsense","192.0.2.0/24"],"ip6Whitelist":["2001:db8::/32"]}
        # ^ warning ip4Whitelist: what follows it does not count
        "#,
    );
}
