//! Private keys, passwords and the like in what comes from outside: a plan has no use for them, and what it does not
//! hold it cannot give away. Whole rows go where an endpoint is made of them, else members. The values of secure
//! parameters are a plan's own and not touched here.

use serde_json::{Map, Value as Json};

use super::incoming::{Incoming, IncomingObject};
use crate::finding::{Finding, Place, Severity};
use crate::model::{Kind, Value};

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

/// How the Base64 of a PEM text begins.
const BASE64_PEM: &str = "LS0tLS1CRUdJTi";

/// Whether an endpoint, or a file that is named after one, is made of secrets.
pub fn is_secret_endpoint(name: &str) -> bool {
    let plain = plain(name);
    ENDPOINTS.iter().any(|part| plain.contains(part))
}

/// Whether a document holds a secret by the names or the looks of its members.
pub fn holds_secret(document: &Json) -> bool {
    strip(&mut document.clone(), &mut Vec::new())
}

/// Takes the secrets out of what came, and says so in one line.
pub(super) fn strip_all(incoming: &mut Incoming) {
    let mut names: Vec<String> = Vec::new();
    let mut first: Option<Place> = None;
    let endpoint = |object: &IncomingObject| {
        object.kind == Kind::OtherRow && object.identity.first().is_some_and(|name| is_secret_endpoint(name))
    };
    incoming.objects.retain(|object| {
        let goes = endpoint(object);
        if goes {
            first.get_or_insert_with(|| object.place.clone());
            names.extend(object.identity.first().cloned());
        }
        !goes
    });
    for object in &mut incoming.objects {
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
    let mut found = false;
    if object.kind == Kind::OtherRow {
        for (_, value) in object.fields.iter_mut().filter(|(key, _)| *key == "document") {
            if let Value::Json(document) = value {
                found |= strip(document, names);
            }
        }
    }
    let mut kept: Map<String, Json> = std::mem::take(&mut object.unmodelled).into_iter().collect();
    found |= strip_members(&mut kept, names);
    object.unmodelled = kept.into_iter().collect();
    found
}

/// Takes secrets out of a document; says whether there were any, and their names.
fn strip(document: &mut Json, names: &mut Vec<String>) -> bool {
    match document {
        Json::Object(members) => strip_members(members, names),
        // Not `any`: all of them are to be gone through.
        Json::Array(items) => items.iter_mut().fold(false, |found, item| strip(item, names) | found),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}

fn strip_members(members: &mut Map<String, Json>, names: &mut Vec<String>) -> bool {
    let beside: Vec<String> = members.keys().map(|key| plain(key)).collect();
    let secret =
        |key: &String, value: &Json| says_something(value) && is_secret(&plain(last_part(key)), value, &beside);
    let gone: Vec<String> =
        members.iter().filter(|(key, value)| secret(key, value)).map(|(key, _)| key.clone()).collect();
    for key in &gone {
        members.remove(key);
    }
    let mut found = !gone.is_empty();
    names.extend(gone);
    for value in members.values_mut() {
        found |= strip(value, names);
    }
    found
}

/// The name of a member that is kept by its path.
fn last_part(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// Whether a member is a secret: by its name, by what stands beside it, or because it looks like a key.
fn is_secret(name: &str, value: &Json, beside: &[String]) -> bool {
    let has = |other: &str| beside.iter().any(|name| name == other);
    let is_numbered = |name: &String| name.strip_prefix("key").is_some_and(is_number);
    let by_name = name.contains("privatekey")
        || ["password", "passwd", "passphrase", "secret", "secretkey", "apikey", "token"]
            .iter()
            .any(|end| name.ends_with(end));
    let by_neighbours = match name {
        "key" => ["crt", "csr", "cert", "certificate"].into_iter().any(has),
        "private" => has("public") || has("dsrecord"),
        // A JSON Web Key (RFC 7518, section 6).
        "k" | "d" | "p" | "q" | "dp" | "dq" | "qi" | "oth" => has("kty"),
        // URL signing keys: key0 to key15 and nothing else.
        _ => name.strip_prefix("key").is_some_and(is_number) && beside.iter().all(is_numbered),
    };
    let by_looks = value
        .as_str()
        .is_some_and(|text| text.contains("PRIVATE KEY-----") || text.starts_with(BASE64_PEM) && name.contains("key"));
    by_name || by_neighbours || by_looks
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Nothing, and what stands for a secret, are none.
fn says_something(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(_) => false,
        Json::String(text) => !text.is_empty() && !text.bytes().all(|byte| byte == b'*'),
        Json::Number(_) | Json::Array(_) | Json::Object(_) => true,
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let cases = [
            (json!({"privateKey": "x", "email": "e"}), json!({"email": "e"})),
            (json!({"certificate": {"crt": "c", "key": "x"}}), json!({"certificate": {"crt": "c"}})),
            (json!({"keys": [{"kty": "oct", "kid": "1", "k": "x"}]}), json!({"keys": [{"kty": "oct", "kid": "1"}]})),
            (json!({"key0": "x", "key15": "y"}), json!({})),
            (json!({"zsk": [{"public": "p", "private": "x"}]}), json!({"zsk": [{"public": "p"}]})),
            (json!({"pem": "-----BEGIN RSA PRIVATE KEY-----\nx"}), json!({})),
            (json!({"localPasswd": "x", "a": [1]}), json!({"a": [1]})),
        ];
        for (mut document, left) in cases {
            assert!(holds_secret(&document), "{document}");
            strip(&mut document, &mut Vec::new());
            assert_eq!(document, left);
        }
        for harmless in [
            json!({"key": "value", "name": "n"}),
            json!({"key1": "a", "name": "n"}),
            json!({"xmppPasswd": null, "password": "****"}),
            json!({"k": 1, "keyboard": "x", "weight": 3}),
        ] {
            assert!(!holds_secret(&harmless), "{harmless}");
        }
        assert!(is_secret_endpoint("cdns_name_heron_sslkeys") && is_secret_endpoint("deliveryservices_1_urisignkeys"));
        assert!(!is_secret_endpoint("server_capabilities"));
    }
}
