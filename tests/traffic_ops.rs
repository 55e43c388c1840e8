//! API bodies of every version, over all recordings.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "what helps tests may fail as tests do")]

mod of_one;
mod rows;
mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lodestone::edit::import::{ImportOptions, Incoming, IncomingObject, import_rows};
use lodestone::edit::intent;
use lodestone::edit::seeds::seed_plan;
use lodestone::finding::Severity;
use lodestone::formats::traffic_ops::{ReadOptions, WrittenBodies, read, write};
use lodestone::model::{Absent, AnyId, AnyLink, Kind, Plan, RelationKind, SECRET_PLACEHOLDER, Target, Value};
use lodestone::sorting::OrderedMap;

/// The recordings that lie with the tests.
const OWN_SETS: [&str; 2] = ["atlas", "variants"];
const VERSIONS: [&str; 3] = ["5.0", "4.0", "3.0"];

pub(crate) fn own(set: &str, version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/traffic-ops/{set}/api-{version}"))
}

/// A folder beside the project, if it is there.
fn shared(below: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(below);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {below} is not there");
    None
}

pub(crate) fn read_one(path: &Path) -> Incoming {
    read(&[path.to_owned()], &ReadOptions::default())
}

fn errors(incoming: &Incoming) -> Vec<String> {
    let bad = incoming.problems.iter().filter(|problem| problem.severity == Severity::Error);
    bad.map(ToString::to_string).collect()
}

/// The rows of a recorded body.
pub(crate) fn rows(folder: &Path, endpoint: &str) -> Vec<serde_json::Value> {
    let bytes = std::fs::read(folder.join(format!("{endpoint}.json"))).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    body["response"].as_array().unwrap().clone()
}

const ENTITIES: &[(&str, Kind)] = &[
    ("types", Kind::Type),
    ("statuses", Kind::Status),
    ("divisions", Kind::Division),
    ("regions", Kind::Region),
    ("phys_locations", Kind::PhysLocation),
    ("coordinates", Kind::Coordinate),
    ("cdns", Kind::Cdn),
    ("cachegroups", Kind::CacheGroup),
    ("asns", Kind::Asn),
    ("server_capabilities", Kind::ServerCapability),
    ("profiles", Kind::Profile),
    ("parameters", Kind::Parameter),
    ("servers", Kind::Server),
    ("topologies", Kind::Topology),
    ("deliveryservices", Kind::DeliveryService),
    ("staticdnsentries", Kind::StaticDnsEntry),
];

fn of_kind(incoming: &Incoming, kind: Kind) -> Vec<&IncomingObject> {
    incoming.objects.iter().filter(|object| object.kind == kind && !object.derived).collect()
}

fn check_counts(folder: &Path, incoming: &Incoming) {
    assert_eq!(errors(incoming), Vec::<String>::new(), "{}", folder.display());
    assert_eq!(incoming.left_out, 0);
    for (endpoint, kind) in ENTITIES {
        assert_eq!(of_kind(incoming, *kind).len(), rows(folder, endpoint).len(), "{endpoint} of {}", folder.display());
    }
    for (endpoint, relation) in [
        ("profileparameters", RelationKind::ProfileParameter),
        ("server_server_capabilities", RelationKind::ServerOfCapability),
        ("deliveryserviceserver", RelationKind::DeliveryServiceServer),
    ] {
        let pairs = incoming.pairs.iter().filter(|pair| pair.relation == relation);
        assert_eq!(pairs.count(), rows(folder, endpoint).len(), "{endpoint} of {}", folder.display());
    }
    let others = ["tenants", "origins"].iter().map(|endpoint| rows(folder, endpoint).len()).sum::<usize>();
    assert!(others <= of_kind(incoming, Kind::OtherRow).len());
}

#[test]
fn every_recording_is_read_whole() {
    for set in OWN_SETS {
        for version in VERSIONS {
            let folder = own(set, version);
            check_counts(&folder, &read_one(&folder));
        }
    }
    if let Some(three) = shared("golden/traffic-ops/three-cdns") {
        for version in VERSIONS {
            let folder = three.join(format!("api-{version}"));
            check_counts(&folder, &read_one(&folder));
        }
    }
}

/// What an object says, by field.
fn said(object: &IncomingObject) -> BTreeMap<&'static str, Value> {
    object.values().collect()
}

/// What older versions cannot say, or say otherwise (see `underivable.json`).
fn incomparable(kind: Kind, field: &str, version: &str) -> bool {
    match (kind, field) {
        (Kind::Cdn, "ttlOverride")
        | (Kind::ServerCapability, "description")
        | (Kind::DeliveryService, "deepCachingType" | "requiredCapabilities" | "regional")
        | (Kind::Server, "configUpdateFailed" | "revalUpdateFailed") => true,
        (Kind::DeliveryService, "maxRequestHeaderBytes" | "tlsVersions") => version == "3.0",
        (Kind::Server, "configUpdateTime" | "configApplyTime" | "revalUpdateTime" | "revalApplyTime") => {
            version == "3.0"
        }
        _ => false,
    }
}

/// Traffic Ops lists interfaces in a new order each time.
fn sorted_interfaces(value: &Value) -> Value {
    let Value::List(items) = value else { return value.clone() };
    let mut items = items.clone();
    items.sort_by_key(|item| format!("{item:?}"));
    Value::List(items)
}

#[test]
fn versions_say_the_same() {
    for set in OWN_SETS {
        let five = read_one(&own(set, "5.0"));
        for version in ["4.0", "3.0"] {
            let older = read_one(&own(set, version));
            for (_, kind) in ENTITIES {
                compare(*kind, version, &of_kind(&five, *kind), &of_kind(&older, *kind));
            }
        }
    }
}

fn compare(kind: Kind, version: &str, five: &[&IncomingObject], older: &[&IncomingObject]) {
    let mut compared = 0;
    for object in five {
        let identity = &object.identity;
        let other =
            older.iter().find(|other| other.identity == *identity && (other.traffic_ops_id == object.traffic_ops_id));
        let other = other.unwrap_or_else(|| panic!("{identity:?} is missing in {version}"));
        let (mine, theirs) = (said(object), said(other));
        for (field, value) in mine.iter().filter(|(field, _)| !incomparable(kind, field, version)) {
            let theirs = theirs.get(field).unwrap_or_else(|| panic!("{version} lacks {field} of {identity:?}"));
            if *field == "interfaces" {
                assert_eq!(sorted_interfaces(value), sorted_interfaces(theirs), "{identity:?} {version}");
            } else if kind == Kind::Server && *field == "profiles" && version == "3.0" {
                // 3.0 knows the first alone.
                let first = |value: &Value| matches!(value, Value::List(items) if !items.is_empty());
                assert!(
                    first(theirs) && format!("{value:?}").starts_with(format!("{theirs:?}").trim_end_matches("])"))
                );
            } else if kind == Kind::DeliveryService && *field == "active" {
                let active = |value: &Value| *value == Value::Text("ACTIVE".to_owned());
                assert_eq!(active(value), active(theirs), "{identity:?} {version}");
            } else {
                assert_eq!(value, theirs, "{field} of {identity:?} {version}");
            }
            compared += 1;
        }
    }
    assert!(compared > 0 || five.is_empty(), "{kind:?}");
}

#[test]
fn older_requirements_become_the_services_own() {
    let five = read_one(&own("variants", "5.0"));
    for version in ["4.0", "3.0"] {
        let older = read_one(&own("variants", version));
        let capabilities = |incoming: &Incoming| -> BTreeMap<Vec<String>, Vec<String>> {
            let services = of_kind(incoming, Kind::DeliveryService);
            let list = |object: &IncomingObject| match said(object).get("requiredCapabilities") {
                Some(Value::List(items)) => {
                    let mut names: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
                    names.sort();
                    names
                }
                other => panic!("{:?} requires {other:?}", object.identity),
            };
            services.iter().map(|object| (object.identity.clone(), list(object))).collect()
        };
        assert_eq!(capabilities(&five), capabilities(&older));
    }
}

#[test]
fn pairs_name_both_sides() {
    let incoming = read_one(&own("atlas", "5.0"));
    for pair in incoming.pairs.iter() {
        for target in [&pair.a, &pair.b] {
            let Target::Absent(absent) = target else { panic!("a reader knows no plan") };
            assert!(!absent.identity.is_empty(), "{pair:?}");
        }
    }
}

fn cdn_in_a_box(options: &ReadOptions) -> Option<Incoming> {
    shared("data/cdn-in-a-box").map(|folder| read(&[folder], options))
}

#[test]
fn cdn_in_a_box_is_read_with_and_without_its_variable() {
    let Some(plain) = cdn_in_a_box(&ReadOptions::default()) else { return };
    assert_eq!(errors(&plain), Vec::<String>::new());
    let names = |incoming: &Incoming| of_kind(incoming, Kind::Cdn)[0].identity.clone();
    assert_eq!(names(&plain), ["$CDN_NAME"]);
    let warned = plain.problems.iter().filter(|problem| problem.message.contains("--set CDN_NAME=")).count();
    let files_with_it = 10;
    assert_eq!(warned, files_with_it);
    assert!(plain.problems.iter().all(|problem| !problem.message.contains("hostname")));
    let set = OrderedMap::from([("CDN_NAME".to_owned(), "CDN-in-a-Box".to_owned())]);
    let filled = cdn_in_a_box(&ReadOptions { set, ..ReadOptions::default() }).unwrap();
    assert_eq!(names(&filled), ["CDN-in-a-Box"]);
    assert_eq!(filled.problems, Vec::new());
    let counts = [(Kind::CacheGroup, 9), (Kind::Profile, 14), (Kind::DeliveryService, 2), (Kind::Type, 4)];
    for (kind, count) in counts {
        assert_eq!(of_kind(&filled, kind).len(), count, "{kind:?}");
    }
    let relations: Vec<_> = filled.pairs.iter().map(|pair| pair.relation).collect();
    assert!(relations.contains(&RelationKind::ProfileParameter));
    assert!(relations.contains(&RelationKind::DeliveryServiceServer));
}

/// A new plan with what `incoming` brings.
pub(crate) fn planned(incoming: Incoming) -> Plan {
    let empty = Plan::default();
    let seeded = empty.applying(&seed_plan(&empty)).unwrap();
    let outcome = import_rows(&seeded, incoming, ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{:?}", outcome.report.problems);
    outcome.plan
}

fn body_rows(written: &WrittenBodies, endpoint: &str) -> Vec<serde_json::Value> {
    let file = format!("{endpoint}.json");
    let (_, bytes) = written.files.iter().find(|(name, _)| *name == file).unwrap_or_else(|| panic!("no {file}"));
    let body: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    body["response"].as_array().unwrap().clone()
}

/// Writes a plan to a folder and reads that.
fn travelled(plan: &Plan) -> Incoming {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in write(plan).unwrap().files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    read_one(folder.path())
}

/// Reads files with these names and texts, in one folder.
pub(crate) fn read_files(files: &[(&str, &str)], options: &ReadOptions) -> Incoming {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    read(&[folder.path().to_owned()], options)
}

fn field(incoming: &Incoming, kind: Kind, key: &str) -> Option<Value> {
    incoming.objects.iter().find(|object| object.kind == kind).unwrap().value(key)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
