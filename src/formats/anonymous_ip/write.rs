//! A plan's anonymous IP policy as Traffic Router's file.

use std::borrow::Cow;
use std::sync::Arc;

use super::read::SWITCHES;
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::Json;
use crate::formats::router_files::policy_of;
use crate::formats::writing::Written;
use crate::model::{AnonymousIpPolicy, Plan};

/// Writes the policy; a plan without one gives a file that blocks nothing.
pub fn write(plan: &Plan) -> Written {
    let say =
        |message: &str| Finding::new(Severity::Warning, Place::whole(&Arc::from("anonymous IP policy")), "", message);
    let mut problems = Vec::new();
    let none = AnonymousIpPolicy::default();
    let policy = policy_of(plan).unwrap_or_else(|| {
        problems.push(say("the plan has no anonymous IP policy: this one blocks nothing"));
        &none
    });
    if 1 < plan.anonymous_ip_policies().len() {
        problems.push(say(&format!(
            "the plan has several policies, and Traffic Router reads one: this is `{}`",
            policy.name
        )));
    }
    let mut bytes = serde_json::to_vec_pretty(&document(policy)).unwrap_or_default();
    bytes.push(b'\n');
    Written::one(bytes, problems)
}

fn document(policy: &AnonymousIpPolicy) -> Json<'static> {
    let is_object_of_switches = |key: &str, value: &serde_json::Value| key == SWITCHES && value.is_object();
    let mut switches: Vec<(Cow<'static, str>, Json<'static>)> = [
        (AnonymousIpPolicy::BLOCK_ANONYMOUS_VPN, policy.block_anonymous_vpn),
        (AnonymousIpPolicy::BLOCK_HOSTING_PROVIDER, policy.block_hosting_provider),
        (AnonymousIpPolicy::BLOCK_PUBLIC_PROXY, policy.block_public_proxy),
        (AnonymousIpPolicy::BLOCK_TOR_EXIT_NODE, policy.block_tor_exit_node),
    ]
    .into_iter()
    .map(|(key, set)| (Cow::Borrowed(key), Json::Bool(set)))
    .collect();
    let owned = |value: &serde_json::Value| Json::of_value(value).into_owned();
    let kept = policy.other.get(SWITCHES).and_then(serde_json::Value::as_object);
    for (key, value) in kept.into_iter().flatten() {
        if switches.iter().all(|(known, _)| known != key) {
            switches.push((Cow::Owned(key.clone()), owned(value)));
        }
    }
    let texts = |list: &[String]| Json::List(list.iter().map(|text| Json::text(text.as_str())).collect());
    let known =
        [SWITCHES, AnonymousIpPolicy::IP4_WHITELIST, AnonymousIpPolicy::IP6_WHITELIST, AnonymousIpPolicy::REDIRECT_URL];
    let others =
        policy.other.iter().filter(|(key, value)| !is_object_of_switches(key, value) && !known.contains(&key.as_str()));
    let mut members: Vec<(Cow<'static, str>, Json<'static>)> =
        others.map(|(key, value)| (Cow::Owned(key.clone()), owned(value))).collect();
    members.push((Cow::Borrowed(SWITCHES), Json::Object(switches)));
    for (key, list) in [
        (AnonymousIpPolicy::IP4_WHITELIST, &policy.ip4_whitelist),
        (AnonymousIpPolicy::IP6_WHITELIST, &policy.ip6_whitelist),
    ] {
        if !list.is_empty() {
            members.push((Cow::Borrowed(key), texts(list)));
        }
    }
    let url =
        policy.redirect_url.as_deref().map(|url| (Cow::Borrowed(AnonymousIpPolicy::REDIRECT_URL), Json::text(url)));
    members.extend(url);
    Json::Object(members)
}
