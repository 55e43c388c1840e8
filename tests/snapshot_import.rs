//! Snapshots into plans and out again: nothing is lost, what is odd is told, and what a snapshot cannot know stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lodestone::edit::import::{ImportOptions, ImportOutcome};
use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Change, Delta, Edit};
use lodestone::finding::{Finding, Severity};
use lodestone::formats::reading::{self, ReadRequest};
use lodestone::formats::snapshot::export;
use lodestone::formats::snapshot::importing::{ImportedSnapshot, import_snapshot};
use lodestone::formats::{plan_text, traffic_ops};
use lodestone::model::*;
use lodestone::snapshot::MakingOptions;
use serde_json::{Value as Json, json};

pub(crate) const PLAIN: ImportOptions = ImportOptions { replace: false, keep_going: false, follow_renames: false };
pub(crate) const REPLACE: ImportOptions = ImportOptions { replace: true, ..PLAIN };

/// Snapshots, where they lie, and the bodies that they were made of.
const RECORDED: [(&str, &str); 5] = [
    ("atlas", "atlas"),
    ("atlas", "beacon"),
    ("variants", "plain"),
    ("three-cdns", "web-cdn"),
    ("three-cdns", "CDN-in-a-Box"),
];

/// Traffic Router's own test snapshots.
const FOREIGN: [&str; 4] = ["CrConfig.json", "CrConfig2.json", "CrConfig4.json", "CrConfig-from-traffic-ops.json"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn set(name: &str) -> Option<PathBuf> {
    let places = [root().join("tests/fixtures/traffic-ops"), root().join("../shared/golden/traffic-ops")];
    let found = places.iter().map(|place| place.join(name)).find(|path| path.is_dir());
    if found.is_none() {
        eprintln!("skipped: the set {name} is not there");
    }
    found
}

pub(crate) fn recording(name: &str, cdn: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(set(name)?.join(format!("snapshot-{cdn}.json"))).unwrap())
}

fn foreign(name: &str) -> Option<Vec<u8>> {
    let path = root().join("../shared/data/traffic-router").join(name);
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {name} is not there");
    }
    bytes
}

/// All snapshots that there are.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let recorded = RECORDED.iter().filter_map(|(set, cdn)| Some(((*cdn).to_owned(), recording(set, cdn)?)));
    let foreign = FOREIGN.iter().filter_map(|name| Some(((*name).to_owned(), foreign(name)?)));
    recorded.chain(foreign).collect()
}

pub(crate) fn new_plan() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

pub(crate) fn plan_of_bodies(set: &Path) -> Plan {
    let incoming = traffic_ops::read(&[set.join("api-5.0")], &traffic_ops::ReadOptions::default());
    lodestone::edit::import::import_rows(&new_plan(), incoming, PLAIN).unwrap().plan
}

pub(crate) fn document(bytes: &[u8]) -> ImportedSnapshot {
    ImportedSnapshot::read(&Arc::from("snapshot.json"), bytes).unwrap()
}

pub(crate) fn read_into(plan: &Plan, bytes: &[u8], options: ImportOptions) -> ImportOutcome {
    let outcome = import_snapshot(plan, &document(bytes), options).unwrap();
    assert!(!outcome.report.refused, "{:?}", outcome.report.problems);
    let applied = plan.applying(&outcome.edit).unwrap();
    assert!(applied.same_content(&outcome.plan), "the edit makes the plan");
    outcome
}

/// The document without who made it and when.
pub(crate) fn essence(bytes: &[u8]) -> Json {
    let mut whole: Json = serde_json::from_slice(bytes).unwrap();
    if let Some(bare) = whole.get_mut("response") {
        whole = bare.take();
    }
    if let Some(stats) = whole.get_mut("stats").and_then(Json::as_object_mut) {
        stats.retain(|key, _| key != "date" && !key.starts_with("tm_"));
    }
    normal(whole)
}

/// With every number as the double that it is.
fn normal(json: Json) -> Json {
    match json {
        Json::Number(number) => json!(number.as_f64().unwrap()),
        Json::Array(items) => items.into_iter().map(normal).collect(),
        Json::Object(members) => Json::Object(members.into_iter().map(|(key, value)| (key, normal(value))).collect()),
        other => other,
    }
}

pub(crate) fn exported(plan: &Plan, cdn: &str) -> Vec<u8> {
    let made = export(plan, cdn, &MakingOptions::default()).unwrap_or_else(|error| panic!("{cdn}: {error}"));
    assert_eq!(made.dropped, []);
    made.bytes
}

/// The first places where two documents differ.
pub(crate) fn differences(a: &Json, b: &Json, at: &str, found: &mut Vec<String>) {
    match (a, b) {
        (Json::Object(x), Json::Object(y)) => {
            for key in x.keys().chain(y.keys().filter(|key| !x.contains_key(*key))) {
                differences(&a[key], &b[key], &format!("{at}/{key}"), found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => found.push(format!("{at}: {a} | {b}")),
    }
}

pub(crate) fn assert_same(name: &str, ours: &[u8], theirs: &[u8]) {
    let (ours, theirs) = (essence(ours), essence(theirs));
    let mut found = Vec::new();
    differences(&ours, &theirs, "", &mut found);
    assert!(found.is_empty() && ours == theirs, "{name}: {} differences\n{}", found.len(), found.join("\n"));
}

fn residual_rows(plan: &Plan) -> Vec<&OtherRow> {
    plan.other_rows().iter().map(|(_, row)| &**row).filter(|row| row.residuals_of().is_some()).collect()
}

/// Where a plan keeps what it cannot say.
pub(crate) fn residual_places(plan: &Plan) -> Vec<String> {
    let rows = residual_rows(plan).into_iter().flat_map(|row| row.document["residuals"].as_array().unwrap());
    let mut places: Vec<String> = rows.map(|one| one["pointer"].as_str().unwrap().to_owned()).collect();
    places.sort();
    places
}

/// The snapshot as JSON after the plan went through its text. New static DNS entries have no order there.
fn through_text(plan: &Plan, cdn: &str) -> Json {
    let text = plan_text::write(plan);
    let twin = lodestone::edit::import::import_rows(&new_plan(), plan_text::read("twin", &text), PLAIN).unwrap().plan;
    let bytes = export(&twin, cdn, &MakingOptions::default()).unwrap().bytes;
    without_order(essence(&bytes))
}

fn without_order(mut snapshot: Json) -> Json {
    for service in snapshot["deliveryServices"].as_object_mut().into_iter().flat_map(|services| services.values_mut()) {
        if let Some(entries) = service.get_mut("staticDnsEntries").and_then(Json::as_array_mut) {
            entries.sort_by_key(Json::to_string);
        }
    }
    snapshot
}

#[test]
fn nothing_is_lost_on_the_way_through_a_plan() {
    let all = all();
    assert!(3 <= all.len());
    for (name, bytes) in all {
        let outcome = read_into(&new_plan(), &bytes, PLAIN);
        let cdn = document(&bytes).cdn(&outcome.plan).unwrap();
        assert_same(&name, &exported(&outcome.plan, &cdn), &bytes);
        // The same again is nothing.
        for options in [PLAIN, REPLACE] {
            let again = read_into(&outcome.plan, &bytes, options);
            assert!(again.edit.is_empty(), "{name}: {:#?}", again.edit.changes.first());
        }
        assert_eq!(through_text(&outcome.plan, &cdn), without_order(essence(&bytes)), "{name}");
        let back = outcome.plan.applying(&outcome.edit.inverse()).unwrap();
        assert!(back.same_content(&new_plan()), "{name}: undone");
        let places = residual_places(&outcome.plan);
        let expected: Option<&[&str]> = match name.as_str() {
            // The parameters of a service's own profile, and an expression that Traffic Ops writes as null.
            "plain" => Some(&[
                "/deliveryServices/p-prof-h/ttls/NS",
                "/deliveryServices/p-prof-h/ttls/SOA",
                "/deliveryServices/p-prof/ttls/NS",
                "/deliveryServices/p-prof/ttls/SOA",
                "/deliveryServices/p-srx/matchsets",
            ]),
            foreign if foreign.starts_with("CrConfig") => None,
            _ => Some(&[]),
        };
        if let Some(expected) = expected {
            assert_eq!(places, expected, "{name}: a plan can say the rest of what Traffic Ops says");
        }
    }
}

/// Kinds and names of what an edit changes.
fn changed(outcome: &ImportOutcome) -> Vec<String> {
    let name = |change: &Change| match change.object() {
        Some(id) => format!("{} {}", id.kind.key(), outcome.plan.name_of(id).unwrap_or_default()),
        None => format!("{change:?}"),
    };
    outcome.edit.changes.iter().map(name).collect()
}

#[test]
fn over_the_plan_that_it_was_made_of_it_changes_nothing() {
    for (set_name, cdn) in RECORDED {
        let (Some(folder), Some(bytes)) = (set(set_name), recording(set_name, cdn)) else { continue };
        let plan = plan_of_bodies(&folder);
        for options in [PLAIN, REPLACE] {
            let outcome = read_into(&plan, &bytes, options);
            // The API shows a position that the database does not have (`underivable.json`).
            let expected: &[&str] = match cdn {
                "plain" => &["delivery-service p-steer-half"],
                _ => &[],
            };
            assert_eq!(changed(&outcome), expected, "{cdn}");
            assert_same(cdn, &exported(&outcome.plan, cdn), &bytes);
        }
    }
}

fn atlas() -> (Plan, Json) {
    let plan = plan_of_bodies(&set("atlas").expect("atlas lies with the tests"));
    let mut whole: Json = serde_json::from_slice(&recording("atlas", "atlas").unwrap()).unwrap();
    (plan, whole["response"].take())
}

pub(crate) fn bytes_of(json: &Json) -> Vec<u8> {
    serde_json::to_vec(json).unwrap()
}

fn get<'p, T: Tabled>(plan: &'p Plan, name: &str) -> &'p T {
    plan.get(plan.find::<T>(name).unwrap_or_else(|| panic!("{name} is there"))).unwrap()
}

#[test]
fn a_new_plan_has_what_the_snapshot_says() {
    let (bodies, snapshot) = atlas();
    let outcome = read_into(&new_plan(), &bytes_of(&snapshot), PLAIN);
    let plan = outcome.plan;
    assert_eq!(residual_places(&plan), [""; 0], "a plan can say all that Traffic Ops says");
    assert_eq!(get::<Cdn>(&plan, "atlas").domain_name.as_deref(), Some("atlas.example.net"));
    for name in snapshot["edgeLocations"].as_object().unwrap().keys() {
        let (ours, theirs) = (get::<CacheGroup>(&plan, name), get::<CacheGroup>(&bodies, name));
        let position = |plan: &Plan, group: &CacheGroup| plan.follow_opt(group.coordinate.as_ref()).unwrap().position;
        assert_eq!(position(&plan, ours), position(&bodies, theirs), "{name}");
        assert_eq!(ours.fallbacks.len(), theirs.fallbacks.len(), "{name}");
        assert!(ours.parent.is_none() && ours.type_.is_some(), "{name}: what is not said is left open");
    }
    for (host, cache) in snapshot["contentServers"].as_object().unwrap() {
        let (ours, theirs) = (get::<Server>(&plan, host), get::<Server>(&bodies, host));
        assert_eq!(ours.domain_name, theirs.domain_name, "{host}");
        assert_eq!((ours.tcp_port, ours.https_port), (theirs.tcp_port, theirs.https_port), "{host}");
        assert_eq!(ours.xmpp_id, theirs.xmpp_id, "{host}");
        assert_eq!(plan.follow(&ours.profiles[0]).unwrap().name, cache["profile"].as_str().unwrap(), "{host}");
    }
    for name in snapshot["deliveryServices"].as_object().unwrap().keys() {
        let (ours, theirs) = (get::<DeliveryService>(&plan, name), get::<DeliveryService>(&bodies, name));
        assert_eq!(ours.protocol, theirs.protocol, "{name}");
        assert_eq!(ours.routing_name, theirs.routing_name, "{name}");
        assert_eq!((ours.miss_lat, ours.miss_long), (theirs.miss_lat, theirs.miss_long), "{name}");
        let patterns = |service: &DeliveryService| -> Vec<_> {
            service.match_list.iter().map(|one| (one.type_.clone(), one.pattern.clone())).collect()
        };
        assert_eq!(patterns(ours), patterns(theirs), "{name}");
    }
    let unresolved: Vec<_> = plan.unresolved().iter().map(|one| plan.link_name(&one.to)).collect();
    assert_eq!(unresolved, ["edge-warsaw"; 2], "a fallback that is no location of the CDN");
    let notes: Vec<_> = outcome.report.problems.iter().map(|problem| problem.message.as_str()).collect();
    for word in ["parents and short names", "physical locations", "types of cache groups", "origins"] {
        assert!(notes.iter().any(|note| note.contains(word)), "{word} is not among {notes:?}");
    }
    let warnings = outcome.report.problems.iter().filter(|problem| problem.severity != Severity::Note);
    assert!(warnings.into_iter().all(|problem| problem.message.contains("edge-warsaw")));
}

#[test]
fn a_newer_snapshot_changes_what_differs_and_keeps_what_it_cannot_know() {
    let (plan, mut newer) = atlas();
    newer["contentServers"]["edge-akl-01"]["port"] = json!(8080);
    newer["contentServers"]["edge-akl-01"]["ip"] = json!("198.51.100.250");
    newer["contentServers"]["edge-akl-01"]["profile"] = json!("NEW_PROFILE");
    newer["contentServers"]["edge-akl-01"]["hashCount"] = json!(1500);
    newer["contentServers"]["edge-akl-01"].as_object_mut().unwrap().remove("capabilities");
    newer["contentServers"]["edge-akl-01"]["deliveryServices"].as_object_mut().unwrap().remove("atlas-vod");
    newer["edgeLocations"]["edge-auckland"]["latitude"] = json!(-36.5);
    newer["edgeLocations"]["edge-auckland"]["backupLocations"] =
        json!({"fallbackToClosest": "false", "list": ["edge-sydney"]});
    newer["config"]["coveragezone.polling.interval"] = json!("7200000");
    newer["deliveryServices"]["atlas-web"]["ttl"] = json!(77);
    newer["deliveryServices"]["atlas-web"]["ttls"]["A"] = json!("77");
    newer["deliveryServices"]["atlas-web"]["ttls"]["AAAA"] = json!("77");
    let host = newer["contentServers"].as_object_mut().unwrap().remove("edge-akl-02");
    assert!(host.is_some());
    let outcome = read_into(&plan, &bytes_of(&newer), PLAIN);
    let after = &outcome.plan;
    let (was, is) = (get::<Server>(&plan, "edge-akl-01"), get::<Server>(after, "edge-akl-01"));
    assert_eq!(is.tcp_port, Some(8080));
    let gateway = |server: &Server| server.interfaces[0].ip_addresses[0].gateway.clone();
    assert_eq!(
        (gateway(was), was.phys_location.clone(), was.rack.clone()),
        (gateway(is), is.phys_location.clone(), is.rack.clone())
    );
    assert_eq!(was.interfaces.len(), is.interfaces.len());
    assert_eq!(was.profiles.get(1..), is.profiles.get(1..));
    let (was, is) = (get::<CacheGroup>(&plan, "edge-auckland"), get::<CacheGroup>(after, "edge-auckland"));
    assert_eq!((&was.parent, &was.short_name, &was.type_), (&is.parent, &is.short_name, &is.type_));
    assert!(was.parent.is_some());
    assert_eq!(is.fallback_to_closest, Some(false));
    let interval = |plan: &Plan| -> Vec<String> {
        let ids = plan.named::<Parameter>("coveragezone.polling.interval");
        ids.map(|id| plan.get(id).unwrap().value.clone()).collect()
    };
    assert!(interval(after).contains(&"7200000".to_owned()), "{:?}", interval(after));
    // What the snapshot lacks stays, and is no residual.
    assert!(after.find::<Server>("edge-akl-02").is_some());
    assert!(outcome.report.problems.iter().any(|problem| problem.message.contains("--replace")));
    let places = residual_places(after);
    assert!(places.iter().all(|place| !place.contains("edge-akl-02")), "{places:?}");
    assert!(after.servers().len() == plan.servers().len());
    // With --replace it goes, of this CDN alone; then the export is the document.
    let replaced = read_into(&plan, &bytes_of(&newer), REPLACE);
    assert!(replaced.plan.find::<Server>("edge-akl-02").is_none());
    assert_eq!(replaced.plan.servers().len(), plan.servers().len() - 1);
    assert_same("newer", &exported(&replaced.plan, "atlas"), &bytes_of(&newer));
    let beacon = |plan: &Plan| essence(&exported(plan, "beacon"));
    assert_eq!(beacon(&plan)["contentServers"], beacon(&replaced.plan)["contentServers"]);
    assert!(replaced.plan.applying(&replaced.edit.inverse()).unwrap().same_content(&plan));
    // Back to what was: the first snapshot again.
    let (_, first) = atlas();
    let back = read_into(&replaced.plan, &bytes_of(&first), REPLACE);
    assert_same("first", &exported(&back.plan, "atlas"), &bytes_of(&first));
}

/// A document with oddities that no plan can say.
pub(crate) fn odd() -> Json {
    let (_, mut odd) = atlas();
    odd["contentServers"]["edge-akl-01"]["port"] = json!("80");
    odd["contentServers"]["edge-akl-01"]["colour"] = json!("red");
    odd["contentServers"]["edge-akl-02"]["ip"] = json!("nowhere");
    odd["contentRouters"]["tr-am-01"]["location"] = json!("nobody-knows");
    odd["edgeLocations"]["edge-auckland"]["latitude"] = json!(136.5);
    odd["config"].as_object_mut().unwrap().remove("domain_name");
    odd["extra"] = json!([1, null, 1e300]);
    odd
}

#[test]
fn residuals_stand_while_the_plan_says_the_same() {
    let read = read_into(&new_plan(), &bytes_of(&odd()), PLAIN);
    assert_same("odd", &exported(&read.plan, "atlas"), &bytes_of(&odd()));
    let id = read.plan.find::<Server>("edge-akl-01").unwrap();
    let before = read.plan.get(id).unwrap();
    let after = Server { tcp_port: Some(81), ..Server::clone(before) };
    let edit = Edit::new("Another port", vec![Delta::changed(id, before, after).into()]);
    let other = read.plan.applying(&edit).unwrap();
    let made = export(&other, "atlas", &MakingOptions::default()).unwrap();
    let dropped: Vec<_> = made.dropped.iter().map(|residual| residual.pointer.as_str()).collect();
    assert_eq!(dropped, ["/contentServers/edge-akl-01/port"]);
    let mut expected = odd();
    expected["contentServers"]["edge-akl-01"]["port"] = json!(81);
    assert_same("another port", &made.bytes, &bytes_of(&expected));
    assert_same("undone", &exported(&other.applying(&edit.inverse()).unwrap(), "atlas"), &bytes_of(&odd()));
    // A sound snapshot takes them away.
    let (_, sound) = atlas();
    let sound_again = read_into(&read.plan, &bytes_of(&sound), REPLACE);
    assert_eq!(residual_places(&sound_again.plan), [""; 0]);
    assert_same("sound", &exported(&sound_again.plan, "atlas"), &bytes_of(&sound));
}

#[test]
fn residuals_are_no_rows_of_traffic_ops() {
    let read = read_into(&new_plan(), &bytes_of(&odd()), PLAIN);
    assert!(!residual_rows(&read.plan).is_empty());
    let bodies = traffic_ops::write(&read.plan).unwrap();
    for (name, bytes) in &bodies.files {
        assert!(!name.contains("lodestone") && !String::from_utf8_lossy(bytes).contains("residuals"), "{name}");
    }
    let body = format!(r#"{{"{}": [{{"name": "x"}}], "origins": []}}"#, OtherRow::RESIDUALS);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bodies.json");
    std::fs::write(&path, body).unwrap();
    let incoming = traffic_ops::read(&[path], &traffic_ops::ReadOptions::default());
    let outcome = lodestone::edit::import::import_rows(&read.plan, incoming, REPLACE).unwrap();
    for (id, row) in read.plan.other_rows() {
        assert_eq!(outcome.plan.get(id), Some(row), "--replace does not touch what is Lodestone's own");
    }
}

#[test]
fn secrets_are_in_no_residual() {
    let (plan, mut snapshot) = atlas();
    let id = plan.named::<Parameter>("coveragezone.polling.url").next().unwrap();
    let before = plan.get(id).unwrap();
    let secret = Parameter { secure: true, value: "hunter2".to_owned(), ..Parameter::clone(before) };
    let plan = plan.applying(&Edit::new("", vec![Delta::changed(id, before, secret).into()])).unwrap();
    snapshot["config"]["coveragezone.polling.url"] = json!("********");
    let outcome = read_into(&plan, &bytes_of(&snapshot), PLAIN);
    assert_eq!(outcome.plan.get(id).unwrap().value, "hunter2");
    assert!(residual_rows(&outcome.plan).iter().all(|row| !row.document.to_string().contains("hunter2")));
}

#[test]
fn what_is_odd_is_told_with_its_place() {
    let found: Vec<_> = document(&bytes_of(&odd())).problems.iter().map(Finding::spot).collect();
    assert_eq!(found, ["/contentServers/edge-akl-01/port", "/contentServers/edge-akl-01/colour", "/extra"]);
    for name in &FOREIGN[..3] {
        let Some(bytes) = foreign(name) else { continue };
        let outcome = read_into(&new_plan(), &bytes, PLAIN);
        let places: Vec<_> = outcome.report.problems.iter().map(Finding::spot).collect();
        for place in [
            "/contentServers/edge-cache-001/port",
            "/edgeLocations/location-0/backupLocations",
            "/deliveryServices/https-only-test/ttl",
            "/deliveryServices/https-only-test/missLocation/lat",
        ] {
            assert!(places.iter().any(|found| found == place), "{name}: {place} is not told");
        }
        let warnings = outcome.report.problems.iter().filter(|problem| problem.severity == Severity::Warning);
        assert!(60 < warnings.count(), "{name}");
    }
}

#[test]
fn files_of_several_cdns_come_in_together() {
    let folder = set("atlas").expect("atlas lies with the tests");
    let paths = [folder.join("snapshot-atlas.json"), folder.join("snapshot-beacon.json")];
    let read = |paths: &[PathBuf]| {
        let request = ReadRequest { paths, format: None, kind: None, sets: lodestone::sorting::OrderedMap::default() };
        reading::read(&request)
    };
    let outcome = reading::import(&new_plan(), read(&paths), PLAIN).unwrap();
    assert!(!outcome.report.refused, "{:?}", outcome.report.problems);
    assert!(new_plan().applying(&outcome.edit).unwrap().same_content(&outcome.plan));
    for cdn in ["atlas", "beacon"] {
        assert_same(cdn, &exported(&outcome.plan, cdn), &recording("atlas", cdn).unwrap());
    }
    // One that is no snapshot refuses all of them.
    let broken = tempfile::tempdir().unwrap();
    let path = broken.path().join("broken.json");
    std::fs::write(&path, r#"{"contentServers": {}, "config": {}}"#).unwrap();
    let outcome = reading::import(&new_plan(), read(&[paths[0].clone(), path]), PLAIN).unwrap();
    assert!(outcome.report.refused && outcome.edit.is_empty() && outcome.plan.same_content(&new_plan()));
    assert!(outcome.report.problems.iter().any(|problem| problem.spot() == "/stats/CDN_name"));
    // In a folder of bodies it is passed over, and named; a folder of snapshots alone is taken.
    let among = read(&[folder]);
    assert!(among.snapshots.is_empty() && !among.others.objects.is_empty());
    let passed: Vec<_> = among.others.problems.iter().filter(|one| one.message.contains("is a CDN Snapshot")).collect();
    assert_eq!(passed.len(), 2, "{passed:?}");
    let alone = tempfile::tempdir().unwrap();
    for path in &paths {
        std::fs::copy(path, alone.path().join(path.file_name().unwrap())).unwrap();
    }
    assert_eq!(read(&[alone.path().to_owned()]).snapshots.len(), 2);
}
