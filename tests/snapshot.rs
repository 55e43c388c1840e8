//! Snapshots against what the real Traffic Ops recorded.

use std::path::{Path, PathBuf};

use lodestone::edit::import::{ImportOptions, importing};
use lodestone::edit::seeds::seeding;
use lodestone::formats::snapshot::write;
use lodestone::formats::traffic_ops::{ReadOptions, read};
use lodestone::model::Plan;
use lodestone::snapshot::{Making, MakingOptions, making};
use serde_json::Value;

const VERSIONS: [&str; 3] = ["5.0", "4.0", "3.0"];

/// What names the moment and the maker, beside what `underivable.json` lists.
const TM_HOST: &str = "/stats/tm_host";

/// The recorded sets and the CDNs of which each has a snapshot.
const RECORDED: [(&str, &[&str]); 3] =
    [("atlas", &["atlas", "beacon"]), ("variants", &["plain"]), ("three-cdns", &["web-cdn", "CDN-in-a-Box"])];

/// Where a set lies: with the tests, or beside the project, or nowhere.
fn folder(set: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [root.join("tests/fixtures/traffic-ops"), root.join("../shared/golden/traffic-ops")];
    let found = places.iter().map(|place| place.join(set)).find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: the set {set} is not there");
    }
    found
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn recorded_bytes(set: &Path, cdn: &str) -> Vec<u8> {
    let bytes = std::fs::read(set.join(format!("snapshot-{cdn}.json"))).unwrap();
    let bare = bytes.strip_prefix(b"{\"response\":").unwrap();
    bare.strip_suffix(b"}\n").or_else(|| bare.strip_suffix(b"}")).unwrap().to_vec()
}

fn plan_of(api: &Path) -> Plan {
    let empty = Plan::default();
    let plan = empty.applying(&seeding(&empty)).unwrap();
    let outcome = importing(&plan, read(&[api.to_owned()], &ReadOptions::default()), ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{}: {:?}", api.display(), outcome.report.problems);
    outcome.plan
}

fn made(plan: &Plan, cdn: &str, options: &MakingOptions) -> Making {
    making(plan, cdn, options).unwrap_or_else(|error| panic!("{cdn}: {error}"))
}

/// Calls a function with every snapshot that was recorded: set, CDN, version.
fn each_recording(mut check: impl FnMut(&Path, &str, &str, &Plan)) {
    for (set, cdns) in RECORDED {
        let Some(set) = folder(set) else { continue };
        for version in VERSIONS {
            let plan = plan_of(&set.join(format!("api-{version}")));
            for cdn in cdns {
                check(&set, cdn, version, &plan);
            }
        }
    }
}

/// Differences of two documents by pointer; the order of keys is none.
fn differences(ours: &Value, theirs: &Value, pointer: &str, found: &mut Vec<(String, Value, Value)>) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let absent = Value::String("(absent)".to_owned());
                let (a, b) = (a.get(key).unwrap_or(&absent), b.get(key).unwrap_or(&absent));
                differences(a, b, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{pointer}/{at}"), found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => found.push((pointer.to_owned(), a.clone(), b.clone())),
    }
}

/// What no body says, so that any answer will do.
struct Excuses {
    listed: Value,
}

impl Excuses {
    fn read() -> Self {
        let set = folder("variants").expect("the variants lie with the tests");
        Self { listed: json(&set.join("underivable.json")) }
    }

    fn excuses(&self, cdn: &str, version: &str, pointer: &str, ours: &Value, theirs: &Value) -> bool {
        if pointer == TM_HOST || self.listed["both"].get(pointer).is_some() {
            return true;
        }
        // A difference within an object that one side lacks is one of the whole object.
        let absent_or = &self.listed[cdn][pointer]["absentOr"];
        if !absent_or.is_null() {
            return ours == absent_or || ours == "(absent)";
        }
        if version == "5.0" {
            return false;
        }
        let old = &self.listed["only in API 4.0 and 3.0 bodies"];
        let is_listed = |field: &str| old.get(field).is_some();
        let member = pointer.strip_prefix("/deliveryServices/").and_then(|rest| rest.split('/').nth(1));
        match member {
            Some("deepCachingType") => is_listed("deliveryservices.deepCachingType") && ours == "NEVER",
            Some("requiredCapabilities") => is_listed("deliveryservices.requiredCapabilities") && theirs != "(absent)",
            _ => false,
        }
    }
}

#[test]
fn snapshots_equal_what_traffic_ops_made() {
    let excuses = Excuses::read();
    let mut wrong = Vec::new();
    let mut compared = 0;
    each_recording(|set, cdn, version, plan| {
        let ours: Value = serde_json::from_slice(&write(&made(plan, cdn, &MakingOptions::default()).snapshot).unwrap())
            .expect("what is written is JSON");
        let theirs: Value = serde_json::from_slice(&recorded_bytes(set, cdn)).unwrap();
        let mut found = Vec::new();
        differences(&ours, &theirs, "", &mut found);
        found.retain(|(pointer, ours, theirs)| !excuses.excuses(cdn, version, pointer, ours, theirs));
        wrong.extend(found.into_iter().map(|(at, a, b)| format!("{cdn} of {version}, {at}: {a} and not {b}")));
        compared += 1;
    });
    assert!(3 * 3 <= compared, "at least the sets that lie with the tests are compared");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn bytes_equal_what_traffic_ops_wrote() {
    let excuses = Excuses::read();
    each_recording(|set, cdn, version, plan| {
        if version != "5.0" {
            return;
        }
        let theirs = recorded_bytes(set, cdn);
        let stats = serde_json::from_slice::<Value>(&theirs).unwrap()["stats"].clone();
        let text = |key: &str| stats[key].as_str().unwrap().to_owned();
        let options = MakingOptions {
            date: stats["date"].as_i64().unwrap(),
            tm_host: Some(text("tm_host")),
            tm_user: text("tm_user"),
            tm_version: text("tm_version"),
            ..MakingOptions::default()
        };
        let mut snapshot = made(plan, cdn, &options).snapshot;
        for (xml_id, service) in &mut snapshot.delivery_services {
            let pointer = format!("/deliveryServices/{xml_id}/missLocation");
            if !excuses.listed[cdn][pointer.as_str()].is_null() {
                service.miss_location = None;
            }
        }
        let ours = write(&snapshot).unwrap();
        let at = ours.iter().zip(&theirs).position(|(a, b)| a != b);
        let around = |bytes: &[u8], at: usize| {
            let part = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
            String::from_utf8_lossy(part).into_owned()
        };
        assert!(at.is_none(), "{cdn}: {:?}", at.map(|at| (around(&ours, at), around(&theirs, at))));
        assert_eq!(ours.len(), theirs.len(), "{cdn}");
    });
}
