//! The policy file for anonymous addresses to the policy of a plan. What Traffic Router refuses is an error here; what it
//! takes and Lodestone does not know is kept.

use std::sync::Arc;

use crate::edit::import::Incoming;
use crate::finding::{Finding, Severity};
use crate::formats::json::{DocumentPart, outline, text_of};
use crate::formats::router_files::importing::{document, members_value, object, others, place, refused, texts};
use crate::formats::router_files::{PolicyFile, anonymous_policy_of};
use crate::model::{AnonymousIpPolicy, Kind, Value};
use crate::snapshot::document::Node;
use crate::sorting::gather;

/// Where the switches are.
pub(super) const SWITCHES: &str = "anonymousIp";

/// The members of a file that are understood.
const KNOWN: &[&str] =
    &[SWITCHES, AnonymousIpPolicy::IP4_WHITELIST, AnonymousIpPolicy::IP6_WHITELIST, AnonymousIpPolicy::REDIRECT_URL];

/// The switches.
const KNOWN_SWITCHES: &[&str] = &[
    AnonymousIpPolicy::BLOCK_ANONYMOUS_VPN,
    AnonymousIpPolicy::BLOCK_HOSTING_PROVIDER,
    AnonymousIpPolicy::BLOCK_PUBLIC_PROXY,
    AnonymousIpPolicy::BLOCK_TOR_EXIT_NODE,
];

/// Whether a file is one.
pub fn recognises(bytes: &[u8]) -> bool {
    let Ok(text) = text_of(bytes) else { return false };
    if !text.contains(SWITCHES) {
        return false;
    }
    matches!(outline(text), Ok(DocumentPart::Members(members)) if members.iter().any(|(key, _)| key == SWITCHES))
}

/// Reads a file.
pub fn read(file: &str, bytes: &[u8]) -> Incoming {
    let file: Arc<str> = file.into();
    let mut incoming = Incoming::default();
    incoming.files.insert(Arc::clone(&file));
    incoming.kinds.insert(Kind::AnonymousIpPolicy);
    let read = document(&file, bytes, &mut incoming);
    let read = read.and_then(|document| Ok((anonymous_policy_of(&document.root)?, document.root)));
    match read {
        Ok((PolicyFile { faults, .. }, root)) => {
            for fault in faults {
                let message = format!("{fault}: Traffic Router reads the whitelist no further; mend or remove it");
                incoming.problems.push(Finding::new(Severity::Warning, place(&file, ""), "", message));
            }
            let name = AnonymousIpPolicy::USUAL_NAME.to_owned();
            incoming.objects.push(object(Kind::AnonymousIpPolicy, place(&file, ""), name, fields(&root)));
        }
        Err(error) => {
            incoming.left_out += 1;
            incoming.problems.push(refused(&file, "anonymous IP policy", &error));
        }
    }
    incoming
}

fn fields(root: &Node) -> Vec<(&'static str, Value)> {
    let switches = root.get(SWITCHES).unwrap_or(&Node::Null);
    // Only a list is one.
    let list = |key: &str| match root.get(key) {
        Some(list @ Node::Array(_)) => texts(list),
        _ => Value::List(Vec::new()),
    };
    let url = root.get(AnonymousIpPolicy::REDIRECT_URL).filter(|url| **url != Node::Null);
    let url = url.map_or(Value::Null, |url| Value::Text(url.as_text().into_owned()));
    let mut other = others(root, KNOWN);
    let more = others(switches, KNOWN_SWITCHES);
    if !more.is_empty() {
        other.insert(SWITCHES.to_owned(), gather::<_, serde_json::Map<_, _>>(more.into_iter()).into());
    }
    let switch = |key: &'static str| (key, Value::Bool(switches.bool_or(key, false)));
    let mut fields = vec![(AnonymousIpPolicy::NAME, Value::Text(AnonymousIpPolicy::USUAL_NAME.to_owned()))];
    fields.extend(KNOWN_SWITCHES.iter().map(|key| switch(key)));
    fields.extend([
        (AnonymousIpPolicy::IP4_WHITELIST, list(AnonymousIpPolicy::IP4_WHITELIST)),
        (AnonymousIpPolicy::IP6_WHITELIST, list(AnonymousIpPolicy::IP6_WHITELIST)),
        (AnonymousIpPolicy::REDIRECT_URL, url),
        (AnonymousIpPolicy::OTHER, members_value(other)),
    ]);
    fields
}
