//! Documents in which anything may stand: they are judged, whatever it is.

use super::*;

/// Values of every kind, the odd ones that people and programs write among them.
fn odd_value() -> impl Strategy<Value = Value> {
    let words = [
        "",
        " ",
        ".",
        "..",
        "a..b",
        "x",
        "null",
        "true",
        "-1",
        "0",
        "1e400",
        "NaN",
        "2147483648",
        "10.0.0.1",
        "::1",
        "/",
        "fe80::1%eth0",
        "[::1]",
        "one.dot",
        "a.b.c",
        "a.b.c.",
        "\\",
        "\\2",
        "(",
        "[",
        "a{2,1}",
        "(?<n>",
        "é\u{202e}\0",
        "@",
        "*",
        "DNS",
        "HOST",
        "HEADER",
        "OFFLINE",
        "ONLINE",
        "TXT",
        "CNAME",
        "5m",
        ",,=",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        select(words.to_vec()).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)),
        "[\\x00-\\x7f]{0,80}".prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((select(words.to_vec()), inner), 0..3)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

fn mutate(document: &mut Value, places: &[(Index, Value, u8)]) -> Option<()> {
    for (index, value, operation) in places {
        let mut found = Vec::new();
        pointers(document, "", &mut found);
        if found.is_empty() {
            return None;
        }
        let pointer = index.get(&found);
        let (above, last) = pointer.rsplit_once('/')?;
        let last = last.replace("~1", "/").replace("~0", "~");
        match (document.pointer_mut(above)?, operation % 3) {
            (Value::Object(members), 0) => drop(members.remove(&last)),
            (Value::Object(members), 1) => {
                let moved = members.remove(&last)?;
                members.insert(value.to_string(), moved);
            }
            _ => *document.pointer_mut(pointer)? = value.clone(),
        }
    }
    Some(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_mutations_are_judged_without_panic(
        places in prop::collection::vec((any::<Index>(), odd_value(), any::<u8>()), 1..5),
        fresh in any::<bool>(),
    ) {
        let mut document = base("dev");
        mutate(&mut document, &places);
        let judgement = judged(&document.to_string(), &JudgingOptions { fresh, held_date: 0 });
        let errors = judgement.findings.iter().any(|finding| finding.severity == Severity::Error);
        prop_assert_eq!(judgement.accepted, !errors);
        prop_assert!(judgement.accepted || !judgement.zones_built);
        let ours = judgement.loaded;
        let has = |section: &str| document[section].as_object().map_or(0, serde_json::Map::len);
        prop_assert_eq!(ours.locations + judgement.dropped.locations.len(), has("edgeLocations"));
        prop_assert_eq!(ours.caches + judgement.dropped.caches.len(), has("contentServers"));
        prop_assert_eq!(ours.delivery_services + judgement.dropped.delivery_services.len(), has("deliveryServices"));
    }

    #[test]
    fn random_bytes_are_read_without_panic(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6)) {
        let mut bytes = fixture("base-dev.json").into_bytes();
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(document) = read_document_bytes(&bytes) {
            judge(&document, &JudgingOptions::default());
        }
    }
}
