//! Texts that are documents to Traffic Router, and texts that are none.

use super::*;

#[test]
fn documents_are_read_as_jackson_reads_them() {
    let document = read_document(
        r#" {"b":[1.50,-0,1e9999],"a":{"x":"\u00e9\ud83d\ude00\ud800"},"b":{"c":null,"c":true}} garbage"#,
    )
    .unwrap();
    assert_eq!(document.root.to_json_text(), "{\"b\":{\"c\":true},\"a\":{\"x\":\"\u{e9}\u{1f600}\u{fffd}\"}}");
    assert_eq!(document.repeated, ["/b/c", "/b"]);
    let answer = read_document(r#"{"alerts":[],"response":{"a":1,"a":2}}"#).unwrap();
    assert_eq!((answer.root.to_json_text(), answer.repeated), ("{\"a\":2}".to_owned(), vec!["/a".to_owned()]));
    let many: Vec<_> = (0..100).map(|number| format!("\"k{number}\":{number}")).collect();
    let many = read_document(&format!("{{{},\"k99\":0,\"k3\":1}}", many.join(","))).unwrap();
    assert_eq!((many.root.size(), many.root.int_or("k3", 7), many.root.int_or("k99", 7)), (100, 1, 0));
}

/// A large snapshot is held in this form while it is judged.
#[test]
fn what_was_read_takes_no_more_room_than_it_needs() {
    fn check(node: &Node) {
        match node {
            Node::Array(items) => {
                assert_eq!(items.capacity(), items.len());
                items.iter().for_each(check);
            }
            Node::Object(members) => {
                assert_eq!(members.capacity(), members.len());
                for (_, value) in members {
                    check(value);
                }
            }
            // A short one stands where it is named.
            Node::Text(text) | Node::Number(text) => assert_eq!(text.is_heap_allocated(), 23 < text.len(), "{text}"),
            Node::Null | Node::Bool(_) => {}
        }
    }
    let long = "edge-0001.service.example";
    let member = |number: usize| format!("\"k{number}\":[{number},\"a\",\"{long}\",{{\"x\":[[],{{}}],\"y\":true}}]");
    let text = format!("{{{}}}", (0..100).map(member).collect::<Vec<_>>().join(","));
    let document = read_document(&text).unwrap();
    check(&document.root);
    assert_eq!(document.root.to_json_text(), text);
}

/// Whatever parts are read ahead, and wherever they begin.
#[test]
fn parts_that_are_read_ahead_change_nothing() {
    let server = |number: usize| {
        let services = "\"deliveryServices\":{\"x\":[\"a\"],\"y\":{\"z\":{}}, \"w\" : {}}";
        format!(
            "\"s{number}\": {{\"ip\":\"10.0.0.{number}\",{services},\"n\":[{{\"a\":{{}},\"b\":{number}}},\"}},\"]}}"
        )
    };
    let servers = (0..40).map(server).collect::<Vec<_>>().join(",\n");
    let deep = format!("{{\"a\":{}{}}}", "{\"b\":{},\"c\":".repeat(600), "}".repeat(600));
    let texts = [
        format!(
            "{{\"contentServers\":{{{servers}}},\"edgeLocations\":{{\"a\":{{}},\"b\":{{}}}},\"stats\":{{}}}} {{}},\"x\":1"
        ),
        format!("{{\"alerts\":{{}},\"response\":{{\"contentServers\":{{{servers},{servers}}}}}}}"),
        format!("{{\"a\":{{{servers},\"s1\":{{\"x\":{{}},\"x\":{{}}}},\"s2\":{{}}}},\"a\":{{}},\"b\":1}}"),
        format!("[{{{servers}}},{{{servers},}},{{}}]"),
        format!("{{{servers},\"t\":{{\"u\":01}},{servers}}}"),
        format!("{{{servers},\"t\":{{}}"),
        deep,
    ];
    let mut taken = 0;
    for text in &texts {
        let expected = read_with(DocumentParser::new(text));
        for step in [1, 7, 50, 300, 1_000] {
            let parts = read_ahead(text, 0, step);
            taken += parts.iter().map(|part| part.members.len()).sum::<usize>();
            let parser = DocumentParser { ahead: AheadList::of(parts), ..DocumentParser::new(text) };
            assert_eq!(read_with(parser), expected, "{step}: {text}");
        }
    }
    assert!(400 < taken, "{taken}");
}

/// Of a large document all but its beginning and a little between the parts is read ahead.
#[test]
fn nearly_all_of_a_large_document_is_read_on_all_cores() {
    let server = |number: usize| format!("\"s{number}\":{{\"a\":{{\"b\":[]}},\"c\":1}}");
    let servers = (0..2_000).map(server).collect::<Vec<_>>().join(",");
    let text = format!("{{\"contentServers\":{{{servers}}},\"stats\":{{}}}}");
    let mut list = AheadList::of(read_ahead(&text, 0, text.len() / 20));
    let mut at = text.find("\"s").unwrap();
    let mut ahead = 0;
    // As the reading goes: from one server to the next, unless there is a part.
    while let Some(next) = text[at..].find("},\"s").map(|found| at + found + 2) {
        at = match list.at(next) {
            Some(part) => {
                ahead += part.to - part.from;
                part.to - 1
            }
            None => next,
        };
    }
    assert!(text.len() * 9 / 10 < ahead, "{ahead} of {}", text.len());
}

#[test]
fn bytes_are_taken_as_text_where_they_can_be() {
    let document = read_document_bytes(b"{\"a\":\"\xff\"}").unwrap();
    assert!(document.replaced);
    assert_eq!(document.root.text_or("a", ""), "\u{fffd}");
    assert!(matches!(read_document_bytes(b"\x1f\x8b\xff"), Err(DocumentError::Foreign(_))));
    assert!(read_document_bytes(b"<html>").is_err_and(|error| error.is_sure()));
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    let cases = [
        ("", "expected a value, found the end at line 1 column 1"),
        ("{\n 'a':1}", "expected the name of a member, found `\\'` at line 2 column 2"),
        ("{\"a\":01}", "expected the end of the number, found `1` at line 1 column 7"),
        ("{\"a\":1,}", "expected the name of a member, found `}` at line 1 column 8"),
        ("[1 2]", "expected a comma or the end of the list, found `2` at line 1 column 4"),
        ("[NaN]", "expected a value, found `N` at line 1 column 2"),
        ("nullx", "expected a value, found `n` at line 1 column 1"),
        ("\"a\tb\"", "expected an escape instead of a control character, found `\\t` at line 1 column 3"),
        ("\"\\x\"", "expected an escape, found `x` at line 1 column 3"),
        ("\u{feff}{}", "expected a value, found `\\u{feff}` at line 1 column 1"),
    ];
    for (text, expected) in cases {
        assert_eq!(read_document(text).unwrap_err().to_string(), expected, "{text}");
    }
    assert_eq!(read_document(&"[".repeat(100_000)), Err(DocumentError::TooDeep));
}
