//! Whatever stands in a zone file: reading it ends, for the router and for a plan, and both take the same files; any address
//! has an answer.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::incoming;
use super::read::{ZoneFileError, ZoneFileKind, read_zone_tree};
use crate::finding::Severity;
use crate::routing::Subnet;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}/[0-9]{1,2}", "[0-9a-f:./ +-]{0,24}", any::<String>()]
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
        proptest::collection::vec(text(), 0..3).prop_map(Value::from),
        Just(json!({"latitude": "1e400", "longitude": []})),
    ]
}

fn list() -> impl Strategy<Value = Value> {
    prop_oneof![4 => proptest::collection::vec(text(), 0..6).prop_map(Value::from), 1 => odd()]
}

fn zone() -> impl Strategy<Value = Value> {
    let whole = (list(), list(), odd(), odd()).prop_map(|(network, network6, coordinates, caches)| {
        json!({"network": network, "network6": network6, "coordinates": coordinates, "caches": caches})
    });
    prop_oneof![6 => whole, 1 => odd()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_takes_what_the_router_takes(
        zones in proptest::collection::btree_map("[a-z]{0,3}", zone(), 0..5), deep in any::<bool>(),
        clients in proptest::collection::vec(text(), 0..6),
    ) {
        let kind = if deep { ZoneFileKind::Deep } else { ZoneFileKind::Plain };
        let bytes = json!({kind.key(): zones}).to_string();
        let incoming = incoming::read(kind, "z.json", bytes.as_bytes());
        let is_refused = incoming.problems.iter().any(|problem| problem.severity == Severity::Error);
        let tree = read_zone_tree(bytes.as_bytes(), kind);
        prop_assert_eq!(tree.is_err(), is_refused, "{} {:?}", bytes, incoming.problems);
        if let Ok(tree) = tree {
            for client in clients.iter().filter_map(|client| Subnet::read(client).ok()) {
                let hit = tree.find(client);
                prop_assert!(hit.is_none_or(|hit| tree.zone(hit.zone).is_some() && tree.written(hit).is_some()));
            }
        }
    }

    #[test]
    fn any_bytes_have_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0..60_usize) {
        for kind in [ZoneFileKind::Plain, ZoneFileKind::Deep] {
            let whole = json!({kind.key(): {"a": {"network": ["10.0.0.0/8"]}}}).to_string();
            for bytes in [bytes.as_slice(), whole.as_bytes().get(..cut).unwrap_or(whole.as_bytes())] {
                let incoming = incoming::read(kind, "z.json", bytes);
                match read_zone_tree(bytes, kind) {
                    Ok(_) => prop_assert!(!incoming.objects.is_empty()),
                    Err(ZoneFileError::Json(_) | ZoneFileError::NoZones(_) | ZoneFileError::Network(_)) => {
                        prop_assert!(!incoming.problems.is_empty());
                    }
                }
            }
        }
    }
}
