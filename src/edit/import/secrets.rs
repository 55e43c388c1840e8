//! Private keys, passwords and the like in what comes from outside: a plan has no use for them, and what it does not
//! hold it cannot give away. Whole rows go where an endpoint is made of them, else members. The values of secure
//! parameters are a plan's own and not touched here.

use super::incoming::{Incoming, IncomingObject};
use crate::finding::{Finding, Place, Severity};
use crate::model::secret::small_letters;
use crate::model::{Kind, Value, forget_secret_members, forget_secrets};

/// Parts of the names of endpoints that are made of secrets: TLS, ACME, DNSSEC, URL and URI signing keys, and whatever
/// Traffic Vault answers. Without case and what is no letter or digit.
const ENDPOINTS: &[&str] = &[
    "sslkeys",
    "acmeaccount",
    "dnsseckeys",
    "urisignkeys",
    "urisigningkeys",
    "urikeys",
    "urlkeys",
    "urlsigkeys",
    "urlsignkeys",
    "urlsigningkeys",
    "vault",
];

/// Whether an endpoint, or a file that is named after one, is made of secrets.
pub fn is_secret_endpoint(name: &str) -> bool {
    let plain = small_letters(name);
    ENDPOINTS.iter().any(|part| plain.contains(part))
}

/// Takes the secrets out of what came, and says so in one line.
pub(super) fn strip_all(incoming: &mut Incoming) {
    let mut names: Vec<String> = Vec::new();
    let mut first: Option<Place> = None;
    let endpoint = |object: &IncomingObject| {
        object.kind == Kind::OtherRow && object.identity.first().is_some_and(|name| is_secret_endpoint(name))
    };
    if incoming.objects.iter().any(endpoint) {
        incoming.objects.retain(|object| {
            let goes = endpoint(object);
            if goes {
                first.get_or_insert_with(|| object.place.clone());
                names.extend(object.identity.first().cloned());
            }
            !goes
        });
    }
    for object in
        incoming.objects.iter_mut().filter(|object| !object.fields.is_empty() || !object.unmodelled.is_empty())
    {
        if strip_object(object, &mut names) {
            first.get_or_insert_with(|| object.place.clone());
        }
    }
    if let Some(place) = first {
        names.sort_unstable();
        names.dedup();
        let message = format!("secrets are not kept, as a plan has no use for them: {}", names.join(", "));
        incoming.problems.push(Finding::new(Severity::Note, Place::whole(&place.file), "", message));
    }
}

fn strip_object(object: &mut IncomingObject, names: &mut Vec<String>) -> bool {
    let before = names.len();
    for (_, value) in &mut object.fields {
        if let Value::Json(document) = value {
            forget_secrets(document, names);
        }
    }
    forget_secret_members(&mut object.unmodelled, names);
    before < names.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_of_secrets_are_known_by_their_names() {
        for name in ["cdns_name_heron_sslkeys", "deliveryservices_1_urisignkeys", "SSL-Keys", "old_sslkeys_2024"] {
            assert!(is_secret_endpoint(name), "{name}");
        }
        assert!(!is_secret_endpoint("server_capabilities"));
    }
}
