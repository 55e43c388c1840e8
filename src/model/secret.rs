//! Keys that name secrets: what is kept without being understood is kept without them, however deep they are. What a
//! plan models it knows better than by a name.

use super::field::JsonMembers;
use serde_json::Value;

/// What the keys of secrets hold, written in small letters and without what parts words.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "privatekey",
    "privkey",
    "secret",
    "credential",
    "apikey",
    "accesskey",
    "signingkey",
    "hmackey",
    "token",
    "sslkey",
    "tlskey",
];

/// Keys that hold one of those words and name no secret.
const HARMLESS: &[&str] = &["sslkeyversion", "tokenizer", "passwordless"];

/// Keys that are secrets as a whole, where a part of a longer word would mean something else.
const WHOLE: &[&str] = &["pwd", "pass", "psk", "pem", "pin"];

/// Whether a key names a password, a token, a private key or another credential. Of a pointer its last part counts.
pub fn names_secret(key: &str) -> bool {
    let plain = plain(key);
    let holds = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    WHOLE.contains(&plain.as_str()) || (holds(WORDS) && !holds(HARMLESS))
}

/// The last part of a pointer in small letters and digits.
fn plain(key: &str) -> String {
    small_letters(key.rsplit('/').next().unwrap_or(key))
}

/// Small letters and digits; what parts words goes.
pub(crate) fn small_letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How the Base64 of a PEM text begins.
const BASE64_PEM: &str = "LS0tLS1CRUdJTi";

/// Whether a member is a secret: by its name, by what stands beside it, or because it looks like a key. What is said
/// about one is none, like `passwordExpires: true`, and an object may be called after something, like a service
/// `token-exchange`.
fn is_secret(key: &str, value: &Value, beside: &[String]) -> bool {
    match value {
        Value::Bool(_) => false,
        Value::Object(_) => {
            let plain = plain(key);
            names_secret(key) && WORDS.iter().any(|word| plain.ends_with(word) || plain.ends_with(&format!("{word}s")))
        }
        Value::Null | Value::Number(_) | Value::Array(_) => {
            names_secret(key) || is_beside_its_kind(&plain(key), beside)
        }
        Value::String(text) => {
            let plain = plain(key);
            names_secret(key)
                || is_beside_its_kind(&plain, beside)
                || text.contains("PRIVATE KEY-----")
                || text.starts_with(BASE64_PEM) && plain.contains("key")
        }
    }
}

/// Whether what stands beside a member of a common name makes it a key: that of a certificate, of DNSSEC, a JSON Web Key
/// (RFC 7518, section 6), or the numbered keys of URL signing, which stand alone.
fn is_beside_its_kind(name: &str, beside: &[String]) -> bool {
    let has = |other: &str| beside.iter().any(|name| name == other);
    let is_numbered = |name: &str| {
        let number = name.strip_prefix("key");
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match name {
        "key" => ["crt", "csr", "cert", "certificate"].into_iter().any(has),
        "private" => has("public") || has("dsrecord"),
        "k" | "d" | "p" | "q" | "dp" | "dq" | "qi" | "oth" => has("kty"),
        _ => is_numbered(name) && beside.iter().all(|name| is_numbered(name)),
    }
}

/// Takes out all members that are secrets, however deep; adds the names of those that said something.
pub fn forget_secrets(value: &mut Value, names: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| forget_secrets(item, names)),
        Value::Object(members) => {
            let beside: Vec<String> = members.keys().map(|key| plain(key)).collect();
            members.retain(|key, value| stays(key, value, &beside, names));
            for value in members.values_mut() {
                forget_secrets(value, names);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The same for members at hand.
pub fn forget_secret_members(members: &mut JsonMembers, names: &mut Vec<String>) {
    let beside: Vec<String> = members.keys().map(|key| plain(key)).collect();
    members.retain(|key, value| stays(key, value, &beside, names));
    for value in members.values_mut() {
        forget_secrets(value, names);
    }
}

/// Whether a document holds a secret that says something.
pub fn holds_secret(document: &Value) -> bool {
    let mut names = Vec::new();
    forget_secrets(&mut document.clone(), &mut names);
    !names.is_empty()
}

fn stays(key: &str, value: &Value, beside: &[String], names: &mut Vec<String>) -> bool {
    let goes = is_secret(key, value, beside);
    if goes && !says_nothing(value) {
        names.push(key.to_owned());
    }
    !goes
}

/// Nothing, and what stands for a secret that is not shown, say nothing.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.bytes().all(|byte| byte == b'*'),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_found_by_their_names() {
        for key in [
            "password",
            "localPasswd",
            "ilo_password",
            "xmppPasswd",
            "PrivateKey",
            "private-key",
            "token",
            "authToken",
            "apiKey",
            "clientSecret",
            "credentials",
            "awsAccessKey",
            "keystorePassphrase",
            "pwd",
            "sslKeys",
        ] {
            assert!(names_secret(key), "{key}");
        }
        for key in
            ["name", "sslKeyVersion", "key", "passed", "bypass", "compass", "pinned", "secondary", "keyword", "open"]
        {
            assert!(!names_secret(key), "{key}");
        }
    }

    #[test]
    fn they_are_forgotten_at_any_depth() {
        let mut value = json!({
            "a": [{"b": {"password": "one", "kept": 1}}, {"token": null}], "hasToken": true, "key": {"privateKey": {"x": "two"}},
            "services": {"token-exchange": {"ttl": 3}}, "/config/a.token": "three",
        });
        let mut names = Vec::new();
        forget_secrets(&mut value, &mut names);
        names.sort_unstable();
        assert_eq!(names, ["/config/a.token", "password", "privateKey"]);
        assert_eq!(
            value,
            json!({"a": [{"b": {"kept": 1}}, {}], "hasToken": true, "key": {},
            "services": {"token-exchange": {"ttl": 3}}})
        );
    }
    #[test]
    fn keys_are_known_by_what_stands_beside_them_and_by_their_looks() {
        let cases = [
            (json!({"privateKey": "x", "email": "e"}), json!({"email": "e"})),
            (json!({"certificate": {"crt": "c", "key": "x"}}), json!({"certificate": {"crt": "c"}})),
            (json!({"keys": [{"kty": "oct", "kid": "1", "k": "x"}]}), json!({"keys": [{"kty": "oct", "kid": "1"}]})),
            (json!({"key0": "x", "key15": "y"}), json!({})),
            (json!({"zsk": [{"public": "p", "private": "x"}]}), json!({"zsk": [{"public": "p"}]})),
            (json!({"text": "-----BEGIN RSA PRIVATE KEY-----\nx"}), json!({})),
            (json!({"localPasswd": "x", "a": [1]}), json!({"a": [1]})),
        ];
        for (mut document, left) in cases {
            assert!(holds_secret(&document), "{document}");
            forget_secrets(&mut document, &mut Vec::new());
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
    }
}
