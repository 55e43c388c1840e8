//! Coverage zone files in and out: as Traffic Router reads them, with whatever else stands in them, and small steps.

use std::path::Path;

use lodestone::edit::import::{ImportOptions, Incoming, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Delta, Edit};
use lodestone::finding::Severity;
use lodestone::formats::coverage_zones::{ZoneFileKind, read_zone_tree, zone_file_bytes, zones_of_file};
use lodestone::formats::{Format, FormatReader};
use lodestone::model::*;
use lodestone::routing::Subnet;
use serde_json::{Value as Json, json};

use crate::cases::{code, err, out, put, read_json, run};
use crate::support::child::lodestone;
use crate::support::random::{Random, random_entity};
use crate::support::temporary_folder;

/// Reads a file as an import would.
fn read(name: &str, bytes: &[u8]) -> Incoming {
    match Format::of_bytes(bytes).info().reader {
        Some(FormatReader::Each(read)) => read(name, bytes),
        _ => panic!("{name} is no format whose files are read one by one"),
    }
}

fn seeded() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

fn imported(plan: &Plan, name: &str, document: &Json, options: ImportOptions) -> (Plan, Vec<String>) {
    let outcome = import_rows(plan, read(name, document.to_string().as_bytes()), options).unwrap();
    let words = outcome.report.problems.iter().map(ToString::to_string).collect();
    (outcome.plan, words)
}

fn onto(plan: &Plan, name: &str, document: &Json) -> Plan {
    imported(plan, name, document, ImportOptions::default()).0
}

fn written(plan: &Plan, name: &str) -> Json {
    serde_json::from_slice(&zone_file_bytes(plan, plan.find::<CoverageZoneFile>(name).unwrap())).unwrap()
}

fn rich() -> Json {
    json!({
        "revision": "7", "customerName": "Atlas", "x": {"y": [1, null]},
        "coverageZones": {
            "zeta": {"network": ["10.9.0.0/16", "10.1", "10.0.0.0/8"], "network6": [],
                "coordinates": {"latitude": "39.5", "longitude": "-105"}},
            "alpha": {"network6": ["2001:DB8::/32", "2001:db8:0::/48"], "coordinates": {"latitude": 12, "longitude": 7.25},
                "note": {"by": "us"}},
            "": {"network": ["192.0.2.0/24/9"], "caches": ["c"]},
            "odd": {"coordinates": {"latitude": 91, "longitude": 0}},
        },
    })
}

#[test]
fn a_file_comes_out_as_it_went_in() {
    let deep = json!({"deepCoverageZones": {"rack": {"network": ["192.0.2.0/24"], "caches": ["edge-1", "edge-2"]}}});
    for (name, document) in [("czf.json", rich()), ("deep.json", deep)] {
        let plan = onto(&seeded(), name, &document);
        let file = plan.get(plan.find::<CoverageZoneFile>(name).unwrap()).unwrap();
        assert_eq!(file.deep, name == "deep.json");
        assert_eq!(written(&plan, name), document);
        let order = |document: &Json| {
            let bytes = document[file.root_key()].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            bytes.len()
        };
        assert_eq!(order(&written(&plan, name)), order(&document));
        let again = imported(&plan, name, &document, ImportOptions { replace: true, ..Default::default() }).0;
        assert!(again.same_content(&plan), "the same input twice is nothing to change");
    }
    let plan = onto(&seeded(), "czf.json", &rich());
    let file = plan.find::<CoverageZoneFile>("czf.json").unwrap();
    let bytes = String::from_utf8(zone_file_bytes(&plan, file)).unwrap();
    let spot = |word: &str| bytes.find(word).unwrap_or_else(|| panic!("no {word} in {bytes}"));
    assert!(spot("10.9.0.0/16") < spot("\"10.1\"") && spot("\"10.1\"") < spot("10.0.0.0/8"), "{bytes}");
    let zeta = plan.coverage_zones().iter().find(|(_, zone)| zone.name == "zeta").unwrap().1;
    assert_eq!(zeta.coordinates, Some(Position::new(39.5, -105.0).unwrap()), "texts are numbers to Traffic Router");
}

#[test]
fn zones_keep_the_order_of_their_file() {
    let text = br#"{"coverageZones": {"b": {"network": ["10.0.0.0/8"]}, "a": {"network": ["10.1.0.0/16"]}}}"#;
    let plan = import_rows(&seeded(), read("z.json", text), ImportOptions::default()).unwrap().plan;
    let file = plan.find::<CoverageZoneFile>("z.json").unwrap();
    let names: Vec<&str> = plan.zones_of(file).iter().map(|(_, zone)| zone.name.as_str()).collect();
    assert_eq!(names, ["b", "a"]);
    let bytes = String::from_utf8(zone_file_bytes(&plan, file)).unwrap();
    assert!(bytes.find("\"b\"") < bytes.find("\"a\""), "{bytes}");
}

#[test]
fn a_newer_file_changes_what_it_changes() {
    let zone =
        |networks: &[&str]| json!({"coverageZones": {"a": {"network": networks}, "b": {"network": ["192.0.2.0/24"]}}});
    let plan = onto(&seeded(), "z.json", &zone(&["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]));
    let other = onto(&plan, "other.json", &zone(&["10.9.0.0/16"]));
    // One comes between two others: one object, and nothing else moves.
    let newer = zone(&["10.1.0.0/16", "10.8.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]);
    let bytes = newer.to_string();
    let outcome = import_rows(&other, read("z.json", bytes.as_bytes()), ImportOptions::default()).unwrap();
    assert_eq!(outcome.edit.changes.len(), 1, "{:?}", outcome.edit.changes);
    assert_eq!(written(&outcome.plan, "z.json"), newer);
    // What is lacking goes when that is asked for, of this file alone.
    let fewer = json!({"coverageZones": {"b": {"network": ["192.0.2.0/24"]}}});
    let kept = onto(&outcome.plan, "z.json", &fewer);
    assert_eq!(written(&kept, "z.json"), newer);
    let replacing = ImportOptions { replace: true, ..ImportOptions::default() };
    let left = imported(&outcome.plan, "z.json", &fewer, replacing).0;
    assert_eq!(written(&left, "z.json"), fewer);
    assert_eq!(written(&left, "other.json"), zone(&["10.9.0.0/16"]));
}

#[test]
fn what_is_odd_is_told_where_it_stands() {
    let zone = |zone: Json| json!({"coverageZones": {"a": {"network": ["10.0.0.0/8"]}, "z": zone}});
    for (document, place, words, kept) in [
        (zone(json!({"network": ["10.0.0.0/33"]})), "/coverageZones/z/network/0", "rejects the whole file", None),
        (zone(json!({"network6": ["x::/64"]})), "/coverageZones/z/network6/0", "is no address", None),
        (zone(json!({"network": ["10.0.0.0/255.0.0.0"]})), "/coverageZones/z/network/0", "no length of a mask", None),
        (zone(json!({"network": ["10.0.0.0/8"]})), "/coverageZones/z/network/0", "the zone `a` before", Some(())),
        (zone(json!({"network": ["10.9.0.0/8"]})), "/coverageZones/z/network/0", "the same network as", Some(())),
        (zone(json!({"network": ["2001:db8::/32"]})), "/coverageZones/z/network/0", "belongs to `network6`", Some(())),
        (
            zone(json!({"network6": ["::ffff:10.0.0.0/24"]})),
            "/coverageZones/z/network6/0",
            "belongs to `network`",
            Some(()),
        ),
        (
            zone(json!({"network": ["11.0.0.0/8", "11.0.0.0/8"]})),
            "/coverageZones/z/network/1",
            "once is enough",
            Some(()),
        ),
        (zone(json!({"network": [167_772_161]})), "/coverageZones/z/network/0", "reads it as `167772161`", Some(())),
        (zone(json!({"network": "11.0.0.0/8"})), "/coverageZones/z/network", "no list", Some(())),
        (zone(json!({"network": {"x": "11.0.0.0/8"}})), "/coverageZones/z/network", "where a list belongs", Some(())),
        (zone(json!({"caches": "edge-1"})), "/coverageZones/z/caches", "no list of host names", Some(())),
        (
            zone(json!({"coordinates": {"latitude": 91, "longitude": 0}})),
            "/coverageZones/z/coordinates",
            "is no position",
            Some(()),
        ),
        (zone(json!([])), "/coverageZones/z", "it stays empty", Some(())),
        (json!({"coverageZones": []}), "/coverageZones", "finds no zone", Some(())),
        (json!({"coverageZones": {}, "deepCoverageZones": {}}), "/deepCoverageZones", "one of their own", Some(())),
    ] {
        let (plan, told) = imported(&seeded(), "z.json", &document, ImportOptions::default());
        let told_so = told.iter().any(|told| told.contains(&format!("z.json, {place}")) && told.contains(words));
        assert!(told_so, "{document}: {told:#?}");
        assert_eq!(plan.coverage_zone_files().is_empty(), kept.is_none(), "{document}: {told:#?}");
        if kept.is_some() && document != zone(json!([])) {
            // An address that is a number is a text from then on, and so is what stood in an object.
            let same = written(&plan, "z.json") == document;
            assert!(
                same || document.to_string().contains("167772161") || document.to_string().contains("\"x\""),
                "{document}"
            );
        }
    }
    let twice = br#"{"coverageZones": {"a": {"network": ["10.0.0.0/8"]}, "a": {"network": ["11.0.0.0/8"]}}}"#;
    let outcome = import_rows(&seeded(), read("z.json", twice), ImportOptions::default()).unwrap();
    assert!(outcome.report.problems[0].to_string().contains("/coverageZones/a: stands here twice"));
    assert_eq!(written(&outcome.plan, "z.json"), json!({"coverageZones": {"a": {"network": ["11.0.0.0/8"]}}}));
    for (bytes, words) in
        [(&b"{\"coverageZones\": {"[..], "line 1 column 20"), (b"\xff{\"coverageZones\": 1,}", "expected")]
    {
        let told = lodestone::formats::coverage_zones::PLAIN.reader.map(|reader| match reader {
            FormatReader::Each(read) => read("z.json", bytes).problems,
            _ => Vec::new(),
        });
        let told = told.unwrap();
        assert!(
            told.iter().any(|told| told.severity == Severity::Error && told.to_string().contains(words)),
            "{told:?}"
        );
    }
}

#[test]
fn good_rows_are_taken_when_that_is_asked_for() {
    let document = json!({"coverageZones": {"a": {"network": ["10.0.0.0/8", "nonsense", "11.0.0.0/8"]}}});
    let options = ImportOptions { keep_going: true, ..ImportOptions::default() };
    let (plan, _) = imported(&seeded(), "z.json", &document, options);
    assert_eq!(written(&plan, "z.json"), json!({"coverageZones": {"a": {"network": ["10.0.0.0/8", "11.0.0.0/8"]}}}));
}

/// The recorded files of the real Traffic Router, with the addresses that it was asked.
#[test]
fn recorded_files_answer_from_a_plan_as_they_are() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-router/first/coverage-zone-parse-input.txt");
    let Ok(recorded) = std::fs::read_to_string(&path) else {
        return println!("skipped: {} is not there", path.display());
    };
    let mut compared = 0;
    for line in recorded.lines().filter(|line| !line.trim().is_empty()) {
        let mut parts = line.split('|');
        let document = parts.next().unwrap().as_bytes();
        let kind = match Format::of_bytes(document) {
            Format::CoverageZones => ZoneFileKind::Plain,
            Format::DeepCoverageZones => ZoneFileKind::Deep,
            _ => continue,
        };
        let outcome = import_rows(&seeded(), read("z.json", document), ImportOptions::default()).unwrap();
        let Ok(tree) = read_zone_tree(document, kind) else {
            assert!(outcome.report.refused, "{line}: {:?}", outcome.report.problems);
            continue;
        };
        assert!(!outcome.report.refused, "{line}: {:?}", outcome.report.problems);
        let file = outcome.plan.find::<CoverageZoneFile>("z.json").unwrap();
        let own = zones_of_file(&outcome.plan, file).unwrap().tree;
        let zone = |tree: &lodestone::routing::ZoneTree, client: Subnet| {
            tree.find(client).and_then(|hit| tree.zone(hit.zone)).map(|zone| (zone.name.clone(), zone.caches.clone()))
        };
        for client in parts.filter_map(|text| Subnet::read(text.trim()).ok()) {
            assert_eq!(zone(&own, client), zone(&tree, client), "{line}");
            compared += 1;
        }
    }
    assert!(30 < compared, "{compared}");
}

#[test]
fn files_of_random_plans_come_out_as_they_went_in() {
    let mut random = Random::new(1_307);
    for _ in 0..60 {
        let mut plan = seeded();
        let mut file: CoverageZoneFile = random_entity(&mut random, &plan);
        file.name = "z.json".to_owned();
        file.other.clear();
        let id = plan.fresh_id(0);
        let mut changes = vec![Delta::added(id, file).into()];
        for number in 0..random.below(5) as u64 {
            let mut zone: CoverageZone = random_entity(&mut random, &plan);
            zone.name = format!("{}{number}", zone.name);
            zone.file = Some(Link::To(id));
            // Traffic Ops knows no zones.
            zone.upstream = Upstream::default();
            zone.other.retain(|key, _| !["network", "network6", "coordinates", "caches"].contains(&key.as_str()));
            let zone_id = plan.fresh_id(number);
            changes.push(Delta::added(zone_id, zone).into());
            for at in 0..random.below(6) as u64 {
                let mut network: CoverageZoneNetwork = random_entity(&mut random, &plan);
                network.network = format!("10.{}.{}.0/24", random.below(4), random.below(250));
                network.zone = Some(Link::To(zone_id));
                network.upstream = Upstream::default();
                changes.push(Delta::added(plan.fresh_id(number * 10 + at), network).into());
            }
        }
        plan = plan.applying(&Edit::new("Random", changes)).unwrap();
        let bytes = zone_file_bytes(&plan, id);
        let outcome =
            import_rows(&plan, read("z.json", &bytes), ImportOptions { replace: true, ..Default::default() }).unwrap();
        assert!(outcome.edit.is_empty(), "{:#?}\n{}", outcome.edit.changes, String::from_utf8_lossy(&bytes));
        let fresh = import_rows(&seeded(), read("z.json", &bytes), ImportOptions::default()).unwrap().plan;
        let again = zone_file_bytes(&fresh, fresh.find::<CoverageZoneFile>("z.json").unwrap());
        assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn the_command_line_takes_files_by_content_and_gives_them_by_cdn_or_name() {
    let folder = temporary_folder();
    let folder = folder.path();
    assert_eq!(code(&run(folder, "new p")), 0);
    std::fs::write(
        folder.join("cdns.json"),
        json!({"response": [
            {"name": "atlas", "domainName": "atlas.example", "dnssecEnabled": false},
            {"name": "basalt", "domainName": "basalt.example", "dnssecEnabled": false},
        ]})
        .to_string(),
    )
    .unwrap();
    put(folder, "zones.json", &rich());
    let deep = json!({"deepCoverageZones": {"rack": {"network": ["192.0.2.0/24"], "caches": ["edge-1"]}}});
    put(folder, "deep.json", &deep);
    let output = run(folder, "import p cdns.json zones.json deep.json");
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(
        err(&output).contains("warning: zones.json, /coverageZones/odd/coordinates: is no position"),
        "{}",
        err(&output)
    );
    let again = run(folder, "import p zones.json deep.json");
    assert!(out(&again).contains("Nothing to change"), "{}", out(&again));
    // Of a file that names no CDN all may have it.
    for (words, expected) in [
        ("export p --format coverage-zones --cdn atlas -o out.json", rich()),
        ("export p --format coverage-zones --file zones.json -o out.json", rich()),
        ("export p --format deep-coverage-zones --cdn basalt -o out.json", deep),
    ] {
        let output = run(folder, words);
        assert_eq!(code(&output), 0, "{words}: {}", err(&output));
        assert_eq!(read_json(folder.join("out.json")), expected, "{words}");
    }
    for (words, exit, told) in [
        (
            "export p --format coverage-zones --file deep.json",
            2,
            "is a deep coverage zone file: its format is deep-coverage-zones",
        ),
        ("export p --format coverage-zones --file nothing", 2, "it has "),
        ("export p --format snapshot --file zones.json", 2, "--file names a coverage zone file"),
        ("export p --format coverage-zones", 2, "the plan has several CDNs"),
        ("export p --format coverage-zones --cdn nobody", 2, "there is no CDN `nobody`"),
    ] {
        let output = run(folder, words);
        assert_eq!((code(&output), err(&output).contains(told)), (exit, true), "{words}: {}", err(&output));
    }
    // A second one: which is it?
    put(folder, "more.json", &json!({"coverageZones": {"a": {"network": ["10.0.0.0/8"]}}}));
    assert_eq!(code(&run(folder, "import p more.json")), 0);
    let output = run(folder, "export p --format coverage-zones --cdn atlas");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("`zones.json` and `more.json`"), "{}", err(&output));
    // One that Traffic Router would reject can be written, and that is said.
    let bad = "lodestone-plan-text 2\ncoverage-zone-file {\"name\":\"bad\"}\ncoverage-zone {\"name\":\"a\",\"file\":\"bad\"}\n\
               coverage-zone-network {\"network\":\"10.0.0.0/99\",\"zone\":[\"bad\",\"a\"]}\n";
    let output = lodestone(folder, &["import", "p", "-"], bad.as_bytes());
    assert_eq!(code(&output), 0, "{}", err(&output));
    let output = run(folder, "export p --format coverage-zones --file bad --strict");
    assert_eq!(code(&output), 1);
    assert!(
        err(&output).contains("/coverageZones/a/network/0") && err(&output).contains("rejects the whole file"),
        "{}",
        err(&output)
    );
}

#[test]
fn one_network_of_many_is_one_small_step() {
    let networks: Vec<String> = (0..20_000).map(|at| format!("10.{}.{}.0/24", at / 256, at % 256)).collect();
    let document = json!({"coverageZones": {"a": {"network": networks}}});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = lodestone::session::Session::create(&path, lodestone::session::Options::default()).unwrap();
    let outcome =
        import_rows(session.plan(), read("z.json", document.to_string().as_bytes()), ImportOptions::default());
    session.perform(outcome.unwrap().edit).unwrap();
    let id = session.plan().ids(Kind::CoverageZoneNetwork)[9_999];
    let edit = lodestone::edit::intent::change(
        session.plan(),
        id,
        vec![(CoverageZoneNetwork::NETWORK, Value::Text("10.39.0.0/20".to_owned()))],
    );
    session.perform(edit.unwrap()).unwrap();
    session.close().unwrap();
    let db = redb::Database::open(&path).unwrap();
    let chunks: redb::TableDefinition<(u64, u32), &[u8]> = redb::TableDefinition::new("journal/chunks");
    let read = redb::ReadableDatabase::begin_read(&db).unwrap();
    let table = read.open_table(chunks).unwrap();
    let last = redb::ReadableTable::last(&table).unwrap().unwrap();
    assert!(last.1.value().len() < 400, "{} bytes", last.1.value().len());
    drop(last);
    drop((table, read, db));
    let session = lodestone::session::Session::open(&path, lodestone::session::Options::default()).unwrap();
    let file = session.plan().find::<CoverageZoneFile>("z.json").unwrap();
    let zones = zones_of_file(session.plan(), file).unwrap().tree;
    let network =
        |client: &str| zones.find(Subnet::read(client).unwrap()).and_then(|hit| zones.written(hit).map(str::to_owned));
    assert_eq!(network("10.39.15.7").as_deref(), Some("10.39.0.0/20"));
    assert_eq!(network("10.39.14.7").as_deref(), Some("10.39.14.0/24"), "the longest prefix still wins");
}

#[test]
fn a_file_takes_its_zones_and_networks_with_it() {
    let plan = onto(&seeded(), "czf.json", &rich());
    let file = AnyId::of(plan.find::<CoverageZoneFile>("czf.json").unwrap());
    let edit = lodestone::edit::intent::delete(&plan, &[file]).unwrap();
    let without = plan.applying(&edit).unwrap();
    assert_eq!(without.count(Kind::CoverageZone) + without.count(Kind::CoverageZoneNetwork), 0);
    assert!(without.applying(&edit.inverse()).unwrap().same_content(&plan));
}
