//! What a tree keeps, and what is refused where.

use super::*;

#[test]
fn order_and_duplicates_are_kept_and_found() {
    let json = parse(br#"{"b": 1, "a": {"x": 1, "x": 2}, "b": [{"y/z": 1, "y/z": 1}]}"#).unwrap();
    assert_eq!(json.duplicates(), ["/a/x", "/b", "/b/0/y~1z"]);
    let mut json = json;
    assert_eq!(json.let_last_win().len(), 3);
    assert_eq!(serde_json::to_string(&json).unwrap(), r#"{"b":[{"y/z":1}],"a":{"x":2}}"#);
    assert!(json.duplicates().is_empty());
}

#[test]
fn many_members_with_duplicates() {
    let mut text = String::from("{");
    for i in 0..1000 {
        text.push_str(&format!("\"k{i}\": {i},"));
    }
    text.push_str("\"k7\": 0}");
    assert_eq!(parse(text.as_bytes()).unwrap().duplicates(), ["/k7"]);
}

#[test]
fn numbers_are_exact() {
    let json = parse(b"[0.1, 1e22, 9223372036854775807, 18446744073709551615, -0.0, 38.897663, 5e-324]").unwrap();
    let expected = [
        Json::Float(0.1),
        Json::Float(1e22),
        Json::Int(i64::MAX),
        Json::Unsigned(u64::MAX),
        Json::Float(-0.0),
        Json::Float(38.897_663),
        Json::Float(5e-324),
    ];
    assert_eq!(json, Json::List(expected.to_vec()));
    assert_eq!(serde_json::to_string(&parse(b"[40.0, 0, -0.0]").unwrap()).unwrap(), "[40,0,-0.0]");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let deep = "[".repeat(200);
    let long = "9".repeat(1_000_000);
    let cases: &[(&[u8], &str)] = &[
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"{\"a\": 1}\n x", "line 2 column 2"),
        (b"{\"a\":\n 1e400}", "out of range at line 2"),
        (deep.as_bytes(), "recursion limit exceeded at line 1 column 128"),
        (long.as_bytes(), "out of range at line 1"),
        (b"{\"a\": \"\xff\"}", "not UTF-8 at line 1 column 8"),
        (br#"{"a": "\ud800"}"#, "at line 1 column"),
        (br#"["\u0000"]"#, "NUL character at line 1"),
        (br#"{"\u0000": 1}"#, "NUL character at line 1"),
        (b"[\"\x00\"]", "control character"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\n<!DOCTYPE html>", "HTML"),
        (b"[1, 2", "EOF while parsing"),
        (b"NaN", "line 1 column"),
        (b"{\"a\": 1,}", "line 1 column 9"),
    ];
    for (bytes, expected) in cases {
        let error = parse(bytes).unwrap_err().to_string();
        assert!(error.contains(expected), "{error} should say {expected}");
    }
}

#[test]
fn a_budget_bounds_the_tree() {
    let mut left = 4;
    assert!(parse_text("[1, 2, 3]", &mut left).is_ok());
    let mut left = 3;
    assert_eq!(parse_text("[1, 2, 3]", &mut left), Err(JsonError::TooManyValues));
}
