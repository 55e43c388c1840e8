//! `lodestone sweep`: its sums against the answers of `lodestone route` with the same parts down, its demand, its limits,
//! and every way to ask it wrongly.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::child::run;
use crate::support::temporary_folder;

/// Zones of groups of the sample, one of no group, one without coordinates, one by IPv6 alone, one without networks.
const ZONES: &str = r#"{"coverageZones": {
    "edge-amsterdam": {"network6": ["2001:db8:1::/48"], "network": ["10.1.3.4/16", "10.11.0.0/16"],
        "coordinates": {"latitude": 52.4, "longitude": 4.9}},
    "edge-paris": {"network": ["10.2.0.0/16"], "coordinates": {"latitude": 48.9, "longitude": 2.3}},
    "edge-london": {"network": ["10.3.0.0/16"]},
    "edge-madrid": {"network6": ["2001:db8:4::/48"], "coordinates": {"latitude": 40.4, "longitude": -3.7}},
    "nowhere": {"network": ["10.5.0.0/16"], "coordinates": {"latitude": 50.0, "longitude": 8.0}},
    "empty": {"coordinates": {"latitude": 50.0, "longitude": 8.0}}
}}"#;

/// The first address of each zone that has one.
const ADDRESSES: [&str; 5] = ["10.1.0.0", "10.2.0.0", "10.3.0.0", "2001:db8:4:0:0:0:0:0", "10.5.0.0"];

/// A folder with the sample plan and zones.
fn sample() -> tempfile::TempDir {
    let folder = temporary_folder();
    run(folder.path(), &["new", "plan.lodestone", "--sample"], 0);
    std::fs::write(folder.path().join("zones.json"), ZONES).unwrap();
    folder
}

fn swept(folder: &Path, arguments: &str, code: i32) -> (String, String) {
    let all: Vec<&str> = "sweep plan.lodestone --cdn aurora".split(' ').chain(arguments.split(' ')).collect();
    run(folder, &all, code)
}

fn swept_json(folder: &Path, arguments: &str) -> Value {
    serde_json::from_str(&swept(folder, &format!("{arguments} --json"), 0).0).unwrap()
}

/// The group that serves an address, as `lodestone route` says.
fn routed(folder: &Path, service: &str, address: &str, down: &[String]) -> Option<String> {
    let mut all = vec!["route", "plan.lodestone", "--cdn", "aurora", "--service", service, "--client", address];
    all.extend(["--zones", "zones.json", "--json"]);
    all.extend(down.iter().flat_map(|down| ["--down", down.as_str()]));
    let answer: Value = serde_json::from_str(&run(folder, &all, 0).0).unwrap();
    answer["group"].as_str().map(str::to_owned)
}

fn failure<'a>(document: &'a Value, names: &[&str]) -> &'a Value {
    let failures = document["failures"].as_array().unwrap();
    let is_it = |failure: &&Value| {
        let down: Vec<&str> =
            failure["down"].as_array().unwrap().iter().filter_map(|part| part["name"].as_str()).collect();
        down == names
    };
    failures.iter().find(is_it).unwrap_or_else(|| panic!("{names:?} is not in {failures:#?}"))
}

#[test]
fn sums_are_those_of_the_routers_answers() {
    let folder = sample();
    let document = swept_json(folder.path(), "--service aurora-vod --zones zones.json --pairs");
    assert_eq!(document["clients"], 5, "a zone without networks has nobody in it");
    let before: Vec<_> = ADDRESSES.iter().map(|address| routed(folder.path(), "aurora-vod", address, &[])).collect();
    let groups = ["edge-amsterdam", "edge-paris", "edge-london", "edge-madrid"];
    let mut downs: Vec<Vec<&str>> = groups.iter().map(|group| vec![*group]).collect();
    downs.push(vec!["edge-amsterdam", "edge-paris"]);
    for down in downs {
        let parts: Vec<String> = down.iter().map(|group| format!("cache-group:{group}")).collect();
        let (mut lost, mut moved, mut takers) = (0, 0, BTreeMap::new());
        for (address, first) in ADDRESSES.iter().zip(&before) {
            match (first, routed(folder.path(), "aurora-vod", address, &parts)) {
                (None, _) => {}
                (Some(_), None) => lost += 1,
                (Some(first), Some(now)) if *first == now => {}
                (Some(_), Some(now)) => {
                    moved += 1;
                    *takers.entry(now).or_insert(0) += 1;
                }
            }
        }
        let said = failure(&document, &down);
        assert_eq!((&said["lost"], &said["moved"]), (&json!(lost), &json!(moved)), "{down:?}: {said}");
        let said_takers: BTreeMap<String, i32> = said["takers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|taker| {
                (
                    taker["cacheGroup"].as_str().unwrap().to_owned(),
                    i32::try_from(taker["weight"].as_i64().unwrap()).unwrap(),
                )
            })
            .collect();
        assert_eq!(said_takers, takers, "{down:?}");
    }
    let lost: Vec<f64> =
        document["failures"].as_array().unwrap().iter().map(|failure| failure["lost"].as_f64().unwrap()).collect();
    assert!(lost.is_sorted_by(|one, other| other <= one), "the worst first");
    let singles =
        document["failures"].as_array().unwrap().iter().filter(|own| own["down"].as_array().unwrap().len() == 1);
    let count = singles.count();
    assert_eq!(lost.len(), count * (count + 1) / 2);
}

#[test]
fn every_kind_of_part_fails_and_larger_parts_take_smaller_ones_along() {
    let folder = sample();
    for kind in ["server", "cache-group", "phys-location", "region", "division"] {
        let document = swept_json(folder.path(), &format!("--zones zones.json --by {kind}"));
        let failures = document["failures"].as_array().unwrap();
        assert!(!failures.is_empty() && failures.iter().all(|own| own["down"][0]["kind"] == kind), "{document}");
    }
    let server = swept_json(folder.path(), "--zones zones.json --by server --service aurora-vod");
    assert_eq!(failure(&server, &["edge-ams-01"])["moved"], 0, "its group has another");
    let (told, _) = swept(folder.path(), "--zones zones.json --by division", 0);
    assert!(told.starts_with("aurora: 5 coverage zones ask"), "{told}");
}

#[test]
fn traffic_routers_fail_with_their_parts() {
    let folder = sample();
    let (told, _) = swept(folder.path(), "--zones zones.json --pairs --service aurora-vod", 0);
    let worst = told.lines().nth(1).unwrap();
    assert_eq!(worst, "tr-atlanta and tr-warsaw: 100.0 % lost, 0.0 % moved; no Traffic Router is left");
    let document = swept_json(folder.path(), "--service aurora-vod --zones zones.json --by server --pairs");
    let one = failure(&document, &["tr-atl-01", "tr-waw-02"]);
    assert_eq!((&one["lost"], &one["moved"]), (&json!(0), &json!(0)), "two are left");
}

#[test]
fn demand_weighs_and_overloads() {
    let folder = sample();
    let demand = "zone,asn,country,lat,lon,service,hour,mbps\n\
        edge-paris,,,,,aurora-vod,20,4000\nedge-paris,,,,,,21,500\n,,,48.86,2.35,aurora-vod,20,1000.5\n\
        edge-amsterdam,,,,,,,100\n,,DE,,,aurora-vod,20,7\n";
    std::fs::write(folder.path().join("demand.csv"), demand).unwrap();
    let document = swept_json(folder.path(), "--service aurora-vod --zones zones.json --demand demand.csv");
    assert_eq!(document["clients"], json!(4000.0 + 1000.5 + 100.0 + 7.0), "the hour in which most is asked for");
    let paris = failure(&document, &["edge-paris"]);
    let is = |said: f64, wanted: f64| (said - wanted).abs() < 1e-9;
    assert!(is(paris["moved"].as_f64().unwrap() + paris["lost"].as_f64().unwrap(), 5000.5), "{paris}");
    let sum: f64 = paris["takers"].as_array().unwrap().iter().map(|taker| taker["weight"].as_f64().unwrap()).sum();
    assert!(is(sum, paris["moved"].as_f64().unwrap()), "{sum} {paris}");
    for over in document["failures"].as_array().unwrap().iter().flat_map(|own| own["overloaded"].as_array().unwrap()) {
        assert!(over["load"].as_f64() > over["capacity"].as_f64(), "{over}");
    }
    let (_, err) = swept(folder.path(), "--zones zones.json --demand demand.csv --max-lost 100 --max-load 0", 1);
    assert!(err.contains("a group with more than 0 % of what it can carry"), "{err}");
    let (csv, _) = swept(folder.path(), "--zones zones.json --demand demand.csv --csv", 0);
    assert!(
        csv.starts_with("down,lost,moved,addedKm,takers,overloaded\n") && csv.contains("cache-group:edge-paris,"),
        "{csv}"
    );
}

#[test]
fn limits_end_with_exit_code_1() {
    let folder = sample();
    let document = swept_json(folder.path(), "--zones zones.json --by division");
    let worst = document["failures"][0]["lost"].as_f64().unwrap() / document["clients"].as_f64().unwrap() * 100.0;
    let (_, err) = swept(folder.path(), "--zones zones.json --by division --max-lost 100", 0);
    assert!(!err.contains("lose"), "{err}");
    let code = i32::from(worst > 0.0);
    swept(folder.path(), "--zones zones.json --by division --max-lost 0", code);
}

#[test]
fn wrong_questions_say_what_is_wrong() {
    let folder = sample();
    let cases: &[(&str, i32, &str)] = &[
        ("--by group --zones zones.json", 2, "it is one of server, cache-group, phys-location, region, division"),
        ("--service nothing --zones zones.json", 2, "there is no delivery service `nothing`"),
        ("--zones absent.json", 3, "absent.json"),
        ("--zones zones.json --max-load 80", 2, "hint: give a demand with mbps"),
        ("--zones zones.json --max-lost=-1", 2, "it is a number of per cent"),
        (
            "--zones zones.json --demand bad.csv",
            3,
            "bad.csv: row 2, column zone: there is no coverage zone `edge-rome`",
        ),
        ("--zones zones.json --demand worse.csv", 3, "worse.csv: row 3, column mbps: `much` is no number"),
        ("--zones zones.json --demand asn.csv", 3, "asn.csv: row 2, column asn: the plan has no ASN 4200000000"),
        ("--zones zones.json --demand who.csv", 3, "who.csv: row 2, column service: there is no delivery service `x`"),
    ];
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("bad.csv", "zone,mbps\nedge-rome,1\n");
    write("worse.csv", "zone,mbps\nedge-paris,1\nedge-paris,much\n");
    write("asn.csv", "asn,mbps\n4200000000,1\n");
    write("who.csv", "zone,service,mbps\nedge-paris,x,1\n");
    let (_, err) = run(folder.path(), &["sweep", "plan.lodestone", "--cdn", "borealis"], 2);
    assert!(err.contains("hint: give --zones or --demand"), "the plan has no zones of that CDN: {err}");
    let mut said = String::new();
    for (arguments, code, expected) in cases {
        let (out, err) = swept(folder.path(), arguments, *code);
        assert!(out.is_empty() && err.contains(expected), "{arguments}\n{err}");
        let _ = writeln!(said, "{err}");
    }
    assert!(!said.contains("panicked"));
}
