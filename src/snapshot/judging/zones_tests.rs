//! Zones of caches that are passed over without being looked at, against all being looked at.

use super::*;
use crate::snapshot::document::SnapshotDocument;
use crate::snapshot::reading::{Remark, read_noted};

fn object(members: impl IntoIterator<Item = (String, Node)>) -> Node {
    Node::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn text(text: &str) -> Node {
    Node::Text(text.into())
}

/// A snapshot of services with these domains, and of caches with these names in them.
fn document(domains: &[&str], caches: &[Vec<(usize, String)>]) -> SnapshotDocument {
    let service = |domain: &&str| object([("domains".to_owned(), Node::Array(vec![text(domain)]))]);
    let services = domains.iter().enumerate().map(|(at, domain)| (format!("s{at}"), service(domain)));
    let location = object([("latitude".to_owned(), Node::Null), ("longitude".to_owned(), Node::Null)]);
    let cache = |names: &Vec<(usize, String)>| {
        let names = names.iter().map(|(service, fqdn)| (format!("s{service}"), Node::Array(vec![text(fqdn)])));
        object([("locationId".to_owned(), text("a")), ("deliveryServices".to_owned(), object(names))])
    };
    let caches = caches.iter().enumerate().map(|(at, names)| (format!("cache-{at}"), cache(names)));
    let root = object([
        ("config".to_owned(), object([("domain_name".to_owned(), text("cdn.example"))])),
        ("contentServers".to_owned(), object(caches)),
        ("deliveryServices".to_owned(), object(services)),
        ("edgeLocations".to_owned(), object([("a".to_owned(), location)])),
    ]);
    SnapshotDocument { root, repeated: Vec::new(), replaced: false }
}

/// What is remarked of the zones, and at how many caches was looked.
fn remarked(document: &SnapshotDocument, passes_over: bool) -> (Vec<Remark>, usize) {
    let (view, mut notes) = read_noted(document, None, &mut Remarks::default()).unwrap();
    if !passes_over {
        notes.said.clear();
        notes.forget_plain();
    }
    let mut remarks = Remarks::default();
    LOOKED_AT.set(0);
    check(&document.root, &view, &notes, &mut remarks);
    (remarks.into_list(), LOOKED_AT.get())
}

#[test]
fn caches_that_say_nothing_new_are_passed_over() {
    let domains: Vec<String> = (0..8).map(|at| format!("s{at}.cdn.example")).collect();
    let domains: Vec<&str> = domains.iter().map(String::as_str).collect();
    let names = |at: usize| (0..4).map(move |own| ((at + own * 2) % 8, (at + own * 2) % 8));
    let caches: Vec<Vec<(usize, String)>> = (0..500)
        .map(|at| names(at).map(|(own, of)| (own, format!("cache-{at}.s{of}.cdn.example"))).collect())
        .collect();
    let (_, looked_at) = remarked(&document(&domains, &caches), true);
    assert!(looked_at <= 32, "{looked_at} of 500");
}

#[test]
fn what_is_passed_over_makes_no_difference() {
    let domains =
        ["s0.cdn.example", "s1.cdn.example", "s1.cdn.example", "s3..example", "other.net", "s5.cdn.example+", "x"];
    let mut seed = 7_u64;
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut remarks = 0;
    for round in 0..400 {
        let odd = [3, 20, 1_000][round % 3];
        let mut cache = |at: usize| {
            let services: std::collections::BTreeSet<usize> = (0..draw(4)).map(|_| draw(domains.len() + 1)).collect();
            let name = |own: usize, draw: &mut dyn FnMut(usize) -> usize| {
                let of = if draw(odd) == 0 { draw(domains.len()) } else { own.min(domains.len() - 1) };
                (own, format!("c{at}.{}", domains[of]))
            };
            services.into_iter().map(|own| name(own, &mut draw)).collect()
        };
        let caches: Vec<Vec<(usize, String)>> = (0..30).map(&mut cache).collect();
        let document = document(&domains, &caches);
        let expected = remarked(&document, false);
        remarks += expected.0.len();
        assert_eq!(remarked(&document, true).0, expected.0);
    }
    assert!(1_000 < remarks, "{remarks}");
}
