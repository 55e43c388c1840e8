//! API bodies of every version, over all recordings.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "what helps tests may fail as tests do")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lodestone::edit::import::{ImportOptions, Incoming, IncomingObject, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::finding::Severity;
use lodestone::formats::traffic_ops::{ReadOptions, WrittenBodies, read, write};
use lodestone::model::{Absent, AnyLink, Kind, Plan, RelationKind, SECRET_PLACEHOLDER, Target, Value};

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
    object.fields.iter().cloned().collect()
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
    for pair in &incoming.pairs {
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
    let set = BTreeMap::from([("CDN_NAME".to_owned(), "CDN-in-a-Box".to_owned())]);
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

/// Takes out of rows what is lost by nature: when pairs last changed, the order of what has none, secrets.
fn without_what_is_lost(endpoint: &str, rows: &mut [serde_json::Value]) {
    for row in rows.iter_mut() {
        let row = row.as_object_mut().unwrap();
        match endpoint {
            "profileparameters" | "deliveryserviceserver" | "server_server_capabilities" => {
                row.remove("lastUpdated");
            }
            "parameters" => {
                row["profiles"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
                if row["secure"] == true {
                    row.insert("value".to_owned(), SECRET_PLACEHOLDER.into());
                }
            }
            "deliveryservices_regexes" => {
                let regexes = row["regexes"].as_array_mut().unwrap();
                regexes.sort_by_key(|regex| (regex["setNumber"].as_i64(), regex.to_string()));
            }
            "servers" => {
                row.insert("xmppPasswd".to_owned(), serde_json::Value::Null);
                row["interfaces"].as_array_mut().unwrap().sort_by_key(|interface| interface["name"].to_string());
            }
            _ => {}
        }
    }
    // Names alone do not say in which order rows of one name come, and some endpoints have no order at all.
    let no_order = [
        "topologies",
        "parameters",
        "staticdnsentries",
        "deliveryserviceserver",
        "server_server_capabilities",
        "profileparameters",
        "deliveryservices_regexes",
    ];
    if no_order.contains(&endpoint) {
        rows.sort_by_key(ToString::to_string);
    }
}

/// Integers and doubles of the same value are the same number in JSON.
fn plain_numbers(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(number) => *value = number.as_f64().unwrap().into(),
        serde_json::Value::Array(items) => items.iter_mut().for_each(plain_numbers),
        serde_json::Value::Object(members) => members.values_mut().for_each(plain_numbers),
        _ => {}
    }
}

fn check_written(folder: &Path) {
    let written = write(&planned(read_one(folder))).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let endpoint = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        let mut recorded = rows(folder, &endpoint);
        if recorded.is_empty() {
            continue;
        }
        let mut ours = body_rows(&written, &endpoint);
        for rows in [&mut recorded, &mut ours] {
            without_what_is_lost(&endpoint, rows);
            rows.iter_mut().for_each(plain_numbers);
        }
        assert_eq!(ours.len(), recorded.len(), "{endpoint}");
        for (mine, theirs) in ours.iter().zip(&recorded) {
            assert_eq!(mine, theirs, "{endpoint} of {}", folder.display());
        }
    }
}

#[test]
fn what_is_written_is_what_was_recorded() {
    for set in OWN_SETS {
        check_written(&own(set, "5.0"));
    }
    if let Some(three) = shared("golden/traffic-ops/three-cdns/api-5.0") {
        check_written(&three);
    }
}

/// Writes a plan to a folder and reads that.
fn travelled(plan: &Plan) -> Incoming {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in write(plan).unwrap().files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    read_one(folder.path())
}

#[test]
fn what_was_written_changes_nothing_when_it_is_read() {
    let mut folders: Vec<PathBuf> =
        OWN_SETS.iter().flat_map(|set| VERSIONS.iter().map(move |version| own(set, version))).collect();
    folders.extend(shared("data/cdn-in-a-box"));
    folders.extend(shared("golden/traffic-ops/three-cdns/api-3.0"));
    for folder in folders {
        let plan = planned(read_one(&folder));
        let back = travelled(&plan);
        assert_eq!(errors(&back), Vec::<String>::new());
        let outcome = import_rows(&plan, back.clone(), ImportOptions::default()).unwrap();
        assert_eq!(outcome.edit.changes, [], "{}", folder.display());
        let again = planned(back);
        assert_eq!(write(&again).unwrap().files, write(&plan).unwrap().files, "{}", folder.display());
    }
}

#[test]
fn the_same_input_twice_changes_nothing() {
    for set in OWN_SETS {
        for version in VERSIONS {
            let folder = own(set, version);
            let plan = planned(read_one(&folder));
            let outcome = import_rows(&plan, read_one(&folder), ImportOptions::default()).unwrap();
            assert_eq!(outcome.edit.changes, [], "{set} {version}");
        }
    }
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

fn field<'i>(incoming: &'i Incoming, kind: Kind, key: &str) -> Option<&'i Value> {
    let object = incoming.objects.iter().find(|object| object.kind == kind).unwrap();
    object.fields.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn many_endpoints_in_one_file_are_told_apart() {
    let file = r#"{
        "cdns": [{"name": "c1", "domainName": "c1.test", "dnssecEnabled": false}],
        "cacheGroups": [{"name": "g1", "shortName": "g", "typeName": "EDGE_LOC", "latitude": 0, "longitude": 0}],
        "physLocations": [{"name": "p1", "shortName": "p", "region": "r1"}],
        "regions": [{"name": "r1", "division": "d1"}],
        "serverServerCapabilities": [{"serverHostName": "h1", "serverCapability": "ram"}],
        "servers": [{"hostName": "h1", "cdnName": "c1", "cachegroup": "g1"}],
        "users": [{"username": "admin", "localPasswd": "secret"}],
        "jobs": [{"id": 4, "assetUrl": "http://x"}],
        "consistentHashRoute": {"a": 1}
    }"#;
    let incoming = read_files(&[("tc-fixtures.json", file)], &ReadOptions::default());
    assert_eq!(errors(&incoming), Vec::<String>::new());
    assert_eq!(field(&incoming, Kind::Region, "division"), Some(&link(Kind::Division, "d1", None)));
    assert_eq!(field(&incoming, Kind::Server, "cacheGroup"), Some(&link(Kind::CacheGroup, "g1", None)));
    let told: Vec<String> = incoming.problems.iter().map(|problem| problem.message.clone()).collect();
    assert!(told.iter().any(|message| message.contains("1 users are not taken")), "{told:?}");
    assert!(told.iter().any(|message| message.contains("`consistentHashRoute` is no list")), "{told:?}");
    assert_eq!(of_kind(&incoming, Kind::OtherRow)[0].identity, ["jobs", "4"]);
    let Target::Absent(server) = &incoming.pairs[0].a else { panic!("a reader knows no plan") };
    assert_eq!(server.identity, ["c1", "h1"]);
    let broken = file.replace(r#""name": "r1", "division""#, r#""name": 7, "division""#);
    let told = errors(&read_files(&[("tc-fixtures.json", &broken)], &ReadOptions::default()));
    assert_eq!(told, ["error: tc-fixtures.json, regions row 0, name: expected a text, found a number"]);
    // 0,0 that a file gives is a position like any other.
    assert!(incoming.objects.iter().any(|object| object.derived && object.identity == ["from_cachegroup_g1"]));
}

fn link(kind: Kind, name: &str, traffic_ops_id: Option<i64>) -> Value {
    let absent = Absent { identity: vec![name.to_owned()], traffic_ops_id };
    Value::Link(AnyLink { kind, target: Target::Absent(Arc::new(absent)) })
}

#[test]
fn a_cache_group_without_position_gets_none() {
    for (position, stated) in [("", false), (r#", "latitude": null, "longitude": null"#, true)] {
        let row = format!(r#"{{"response": [{{"name": "g"{position}}}]}}"#);
        let incoming = read_files(&[("cachegroups.json", &row)], &ReadOptions::default());
        assert_eq!(incoming.objects.len(), 1);
        assert_eq!(field(&incoming, Kind::CacheGroup, "coordinate"), stated.then_some(&Value::Null));
    }
}

#[test]
fn references_keep_names_and_ids() {
    let row = r#"{"response": [{"name": "g", "typeName": "EDGE_LOC", "typeId": 23, "parentCachegroupId": 8,
                  "secondaryParentCachegroupName": null, "secondaryParentCachegroupId": null}]}"#;
    let incoming = read_files(&[("cachegroups.json", row)], &ReadOptions::default());
    assert_eq!(field(&incoming, Kind::CacheGroup, "type"), Some(&link(Kind::Type, "EDGE_LOC", Some(23))));
    let parent = Value::Link(AnyLink { kind: Kind::CacheGroup, target: Target::Absent(Absent::numbered(8)) });
    assert_eq!(field(&incoming, Kind::CacheGroup, "parentCachegroup"), Some(&parent));
    assert_eq!(field(&incoming, Kind::CacheGroup, "secondaryParentCachegroup"), Some(&Value::Null));
}

#[test]
fn what_an_answer_of_5_0_leaves_out_is_empty() {
    let rows = [("2026-11-21T18:26:26.41679Z", Some(&Value::Null)), ("2026-11-21 18:26:26+00", None)];
    for (time, expected) in rows {
        let row = format!(r#"{{"response": [{{"hostName": "h", "cdn": "c", "lastUpdated": "{time}"}}]}}"#);
        let incoming = read_files(&[("servers.json", &row)], &ReadOptions::default());
        assert_eq!(field(&incoming, Kind::Server, "httpsPort"), expected, "{time}");
        assert!(incoming.objects[0].last_updated.as_deref().unwrap().starts_with("2026-11-21T18:26:26"));
    }
}

#[test]
fn secrets_are_dropped_with_one_note() {
    let row = r#"{"hostName": "h", "cdn": "c", "iloPassword": "hunter2", "xmppPasswd": "hunter3"}"#;
    let body = format!(r#"{{"response": [{row}, {}]}}"#, row.replace("\"h\"", "\"i\""));
    let incoming = read_files(&[("servers.json", &body)], &ReadOptions::default());
    let notes = incoming.problems.iter().filter(|problem| problem.severity == Severity::Note).count();
    assert_eq!(notes, 1);
    assert!(!format!("{incoming:?}").contains("hunter"));
}

#[test]
fn secure_values_do_not_leave_the_plan() {
    let body = r#"{"response": [{"name": "key", "configFile": "f", "value": "hunter2", "secure": true}]}"#;
    let plan = planned(read_files(&[("parameters.json", body)], &ReadOptions::default()));
    let written = write(&plan).unwrap();
    for (name, bytes) in &written.files {
        assert!(!String::from_utf8_lossy(bytes).contains("hunter"), "{name}");
    }
    assert_eq!(body_rows(&written, "parameters")[0]["value"], "********");
    assert!(written.findings.iter().any(|finding| finding.message.contains("secure parameter")));
    let outcome = import_rows(&plan, travelled(&plan), ImportOptions::default()).unwrap();
    assert_eq!(outcome.edit.changes, []);
}

#[test]
fn dollars_in_answers_are_not_touched() {
    let set = BTreeMap::from([("CDN_NAME".to_owned(), "x".to_owned())]);
    let options = ReadOptions { set, ..ReadOptions::default() };
    let body = r#"{"response": [{"name": "$CDN_NAME", "domainName": "${CDN_NAME}"}]}"#;
    for name in ["cdns.json", "cdns/cdns.json"] {
        let incoming = read_files(&[(name, body)], &options);
        assert_eq!(field(&incoming, Kind::Cdn, "name"), Some(&text("$CDN_NAME")), "{name}");
        assert_eq!(incoming.problems, [], "{name}");
    }
}

#[test]
fn incomplete_answers_are_warned_of() {
    let cases = [
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "summary": {"count": 3}}"#, "1 of 3 rows"),
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "summary": {"count": 1}}"#, ""),
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "size": 0, "limit": 1}"#, "limited to 1 rows"),
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "size": 0, "limit": 2}"#, ""),
    ];
    for (body, expected) in cases {
        let incoming = read_files(&[("servers.json", body)], &ReadOptions::default());
        let told: Vec<_> = incoming.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.is_empty(), expected.is_empty(), "{told:?}");
        assert!(told.iter().all(|message| message.contains(expected) && message.starts_with("warning")), "{told:?}");
    }
}

#[test]
fn files_that_say_nothing_need_a_kind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Export 7.json");
    let cases = [
        (r#"[{"name": "d1"}]"#, None, None),
        (r#"[{"name": "d1"}]"#, Some("divisions"), Some(Kind::Division)),
        (r#"{"response": [{"name": "d1"}]}"#, Some("server-capability"), Some(Kind::ServerCapability)),
        (r#"[{"name": "g1", "shortName": "g", "typeName": "EDGE_LOC"}]"#, None, Some(Kind::CacheGroup)),
        (r#"{"response": [{"asn": 7, "cachegroup": "g"}]}"#, None, Some(Kind::Asn)),
        (r#"{"hostName": "h", "cdn": "c", "interfaces": []}"#, None, Some(Kind::Server)),
        (r#"[{"name": "d1"}]"#, Some("nonsense"), None),
    ];
    for (content, kind, expected) in cases {
        std::fs::write(&file, content).unwrap();
        let options = ReadOptions { kind: kind.map(str::to_owned), ..ReadOptions::default() };
        let incoming = read(std::slice::from_ref(&file), &options);
        assert_eq!(incoming.objects.first().map(|object| object.kind), expected, "{content}");
        assert_eq!(errors(&incoming).is_empty(), expected.is_some(), "{content}");
    }
}

#[test]
fn pairs_without_ids_travel_by_name() {
    let files = [
        ("cdns/1.json", r#"{"name": "c1"}"#),
        ("servers.json", r#"[{"hostName": "h1", "cdn": "c1"}, {"hostName": "h1", "cdn": "c2"}]"#),
        ("deliveryservices.json", r#"[{"xmlId": "s1", "cdnName": "c1", "routingName": "cdn"}]"#),
        ("deliveryservice_servers/1.json", r#"{"xmlId": "s1", "serverNames": ["h1"]}"#),
        ("server_capabilities/1.json", r#"{"name": "ram"}"#),
        (
            "server_server_capabilities.json",
            r#"[{"serverHostName": "h1", "cdnName": "c2", "serverCapability": "ram"}]"#,
        ),
        (
            "profiles/1.json",
            r#"{"name": "P1", "params": [{"name": "a", "configFile": "f", "value": "v", "secure": false}]}"#,
        ),
    ];
    let plan = planned(read_files(&files, &ReadOptions::default()));
    assert!(plan.unresolved().iter().all(|missing| missing.pair.is_none()), "{:?}", plan.unresolved());
    let back = travelled(&plan);
    assert_eq!(back.pairs.len(), 3);
    let outcome = import_rows(&plan, back, ImportOptions::default()).unwrap();
    assert_eq!(outcome.edit.changes, []);
}

#[test]
fn what_traffic_ops_would_miss_is_told() {
    let files = [("cachegroups.json", r#"[{"name": "g1", "parentCachegroupName": "nowhere"}]"#)];
    let written = write(&planned(read_files(&files, &ReadOptions::default()))).unwrap();
    let told: Vec<_> = written.findings.iter().filter(|finding| finding.file().contains("cachegroups")).collect();
    let fields: Vec<_> = told.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["shortName", "typeName", "parentCachegroupName"]);
    let row = &body_rows(&written, "cachegroups")[0];
    assert_eq!(row["parentCachegroupName"], "nowhere");
    assert!(row.get("id").is_none());
}
