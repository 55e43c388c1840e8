//! The policy file for anonymous addresses (`AnonymousIp.parseConfigJson`).

use super::{RouterFileError, member};
use crate::routing::{AnonymousPolicy, SubnetError, Whitelist, policy_whitelist};
use crate::snapshot::document::Node;

/// A policy, and what of its whitelists was not taken.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyFile {
    /// What is blocked.
    pub policy: AnonymousPolicy,
    /// The first bad network of each whitelist: what follows it is not read.
    pub faults: Vec<SubnetError>,
}

/// The policy of a file.
pub fn anonymous_policy_of(file: &Node) -> Result<PolicyFile, RouterFileError> {
    let switches = member(file, "anonymousIp", "")?;
    let switch = |key: &str| member(switches, key, "/anonymousIp").map(|set| set.as_bool(false));
    let mut faults = Vec::new();
    let mut whitelist = |key: &str| whitelist(file.get(key), &mut faults);
    let policy = AnonymousPolicy {
        blocks_anonymous_vpn: switch("blockAnonymousVPN")?,
        blocks_hosting_provider: switch("blockHostingProvider")?,
        blocks_public_proxy: switch("blockPublicProxy")?,
        blocks_tor_exit_node: switch("blockTorExitNode")?,
        ip4_whitelist: whitelist("ip4Whitelist"),
        ip6_whitelist: whitelist("ip6Whitelist"),
        redirect_url: file.get("redirectUrl").map(|url| url.as_text().into_owned()),
    };
    Ok(PolicyFile { policy, faults })
}

/// Only a list is one.
fn whitelist(list: Option<&Node>, faults: &mut Vec<SubnetError>) -> Whitelist {
    let Some(Node::Array(networks)) = list else { return Whitelist::default() };
    let texts: Vec<_> = networks.iter().map(Node::as_text).collect();
    let (whitelist, fault) = policy_whitelist(texts.iter().map(AsRef::as_ref));
    faults.extend(fault);
    whitelist
}
