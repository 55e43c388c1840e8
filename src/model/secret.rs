//! Keys that name secrets: what is kept without being understood is kept without them, however deep they are. What a
//! plan models it knows better than by a name.

use std::collections::BTreeMap;

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

fn plain(key: &str) -> String {
    let key = key.rsplit('/').next().unwrap_or(key);
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a member is a secret. What is said about one is none, like `passwordExpires: true`, and an object may be
/// called after something, like a service `token-exchange`.
fn is_secret(key: &str, value: &Value) -> bool {
    match value {
        Value::Bool(_) => false,
        Value::Object(_) => {
            let plain = plain(key);
            names_secret(key) && WORDS.iter().any(|word| plain.ends_with(word) || plain.ends_with(&format!("{word}s")))
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => names_secret(key),
    }
}

/// Takes out all members that name secrets, however deep; says how many said something.
pub fn forget_secrets(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(forget_secrets).sum(),
        Value::Object(members) => {
            let mut forgotten = 0;
            members.retain(|key, value| {
                let goes = is_secret(key, value);
                forgotten += usize::from(goes && !says_nothing(value));
                !goes
            });
            forgotten + members.values_mut().map(forget_secrets).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The same for members at hand.
pub fn forget_secret_members(members: &mut BTreeMap<String, Value>) -> usize {
    let mut forgotten = 0;
    members.retain(|key, value| {
        let goes = is_secret(key, value);
        forgotten += usize::from(goes && !says_nothing(value));
        !goes
    });
    forgotten + members.values_mut().map(forget_secrets).sum::<usize>()
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
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
        assert_eq!(forget_secrets(&mut value), 3);
        assert_eq!(
            value,
            json!({"a": [{"b": {"kept": 1}}, {}], "hasToken": true, "key": {},
            "services": {"token-exchange": {"ttl": 3}}})
        );
    }
}
