//! Snapshots against what the real Traffic Ops recorded.

use std::path::{Path, PathBuf};

use lodestone::edit::{Change, Delta, Edit, LinkChange};
use lodestone::formats::snapshot::{read as read_snapshot, write};
use lodestone::model::{
    Absent, AnyPair, CacheGroup, Cdn, Id, Interface, IpAddress, Link, Parameter, Plan, Profile, RelationKind, Server,
    Tabled, Target,
};
use lodestone::snapshot::{ConfigValue, Making, MakingOptions, SecureValues, SnapshotError, make_snapshot};
use serde_json::Value;

use crate::support::plan_of_bodies as plan_of;

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
        eprintln!("skipped: the set {set} is not there");
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

fn made(plan: &Plan, cdn: &str, options: &MakingOptions) -> Making {
    make_snapshot(plan, cdn, options).unwrap_or_else(|error| panic!("{cdn}: {error}"))
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
        for (xml_id, service) in snapshot.delivery_services.iter_mut() {
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

/// Of CDNs without a recorded snapshot too: what older bodies say makes the snapshot that those of 5.0 make.
#[test]
fn bodies_of_all_versions_make_the_same_snapshot() {
    let excuses = Excuses::read();
    let api = |version: &str| plan_of(&folder("variants").unwrap().join(format!("api-{version}")));
    let document = |plan: &Plan| -> Value {
        serde_json::from_slice(&write(&made(plan, "quirk", &MakingOptions::default()).snapshot).unwrap()).unwrap()
    };
    let five = api("5.0");
    // The bodies of 4.0 and 3.0 lack it.
    let five = document(&changed(&five, "quirk", |cdn: &mut Cdn| cdn.ttl_override = None));
    assert!(30 < five["deliveryServices"].as_object().unwrap().len());
    for version in ["4.0", "3.0"] {
        let mut found = Vec::new();
        differences(&document(&api(version)), &five, "", &mut found);
        found.retain(|(pointer, ours, theirs)| !excuses.excuses("quirk", version, pointer, ours, theirs));
        assert!(found.is_empty(), "{version}: {found:?}");
    }
}

/// The plan of the atlas recordings.
fn atlas() -> Plan {
    plan_of(&folder("atlas").expect("atlas lies with the tests").join("api-5.0"))
}

/// The plan after a change of one object, found by name.
fn changed<T: Tabled>(plan: &Plan, name: &str, change: impl FnOnce(&mut T)) -> Plan
where
    Change: From<Delta<T>>,
{
    let id = plan.find::<T>(name).unwrap_or_else(|| panic!("{name} is there"));
    let before = plan.get(id).unwrap();
    let mut after = T::clone(before);
    change(&mut after);
    plan.applying(&Edit::new("change", vec![Delta::changed(id, before, after).into()])).unwrap()
}

/// The plan with a further parameter of a profile.
fn with_parameter(plan: &Plan, profile: &str, name: &str, value: &str, secure: bool) -> Plan {
    let id: Id<Parameter> = plan.fresh_id(0);
    let parameter = Parameter {
        name: name.to_owned(),
        config_file: Some("CRConfig.json".to_owned()),
        value: value.to_owned(),
        secure,
        ..Parameter::default()
    };
    let pair = AnyPair {
        relation: RelationKind::ProfileParameter,
        a: Target::To(plan.find::<Profile>(profile).unwrap().number()),
        b: Target::To(id.number()),
    };
    let changes = vec![Delta::added(id, parameter).into(), Change::Link(LinkChange { pair, present: true })];
    plan.applying(&Edit::new("parameter", changes)).unwrap()
}

fn refusals(plan: &Plan, cdn: &str) -> Vec<String> {
    match make_snapshot(plan, cdn, &MakingOptions::default()) {
        Ok(_) => Vec::new(),
        Err(SnapshotError::Refused { refusals, .. }) => refusals.iter().map(ToString::to_string).collect(),
        Err(other) => panic!("{other}"),
    }
}

fn without_position(plan: &Plan, group: &str) -> Plan {
    changed(plan, group, |group: &mut CacheGroup| group.coordinate = None)
}

fn with_address(plan: &Plan, server: &str, address: &str, service_address: bool) -> Plan {
    changed(plan, server, |server: &mut Server| {
        let address = IpAddress { address: address.to_owned(), service_address, ..IpAddress::default() };
        server.interfaces =
            vec![Interface { name: "eth0".to_owned(), ip_addresses: vec![address], ..Interface::default() }];
    })
}

#[test]
fn where_traffic_ops_makes_none_there_is_none() {
    let plan = atlas();
    assert_eq!(refusals(&plan, "atlas"), Vec::<String>::new());
    let cases: Vec<(Plan, &[&str])> = vec![
        (without_position(&plan, "edge-denver"), &["cache group `edge-denver` of `edgeLocations` has no position"]),
        (without_position(&plan, "tr-americas"), &["cache group `tr-americas` of `trafficRouterLocations`"]),
        // Its only edges are off, so nobody misses its position.
        (without_position(&plan, "edge-warsaw"), &[]),
        (without_position(&plan, "mid-us-east"), &[]),
        (
            with_parameter(&plan, "ATLAS_EDGE", "tld.soa.admin", "somebody", false),
            &["profiles `ATLAS_EDGE` and `ATLAS_TR`", "`tld.soa.admin`: `somebody` and `hostmaster`"],
        ),
        (with_parameter(&plan, "ATLAS_EDGE", "tld.soa.admin", "somebody", true), &["a secret and `hostmaster`"]),
        (with_parameter(&plan, "ATLAS_EDGE", "tld.soa.admin", "hostmaster", false), &[]),
        (with_parameter(&plan, "ATLAS_EDGE", "tld.ttls.A", "7", false), &[]),
        (with_parameter(&plan, "ATLAS_TR", "maxmind.default.override", "US;1", false), &["`US;1`", "no comma"]),
        (with_parameter(&plan, "ATLAS_EDGE", "maxmind.default.override", "US;1", false), &[]),
        (with_address(&plan, "edge-den-01", "10.0.0.256", true), &["server `edge-den-01`: `10.0.0.256`", "`eth0`"]),
        (with_address(&plan, "edge-den-01", "10.0.0.2", false), &["server `edge-den-01` has interfaces and none"]),
        (changed(&plan, "atlas", |cdn: &mut Cdn| cdn.domain_name = None), &["CDN `atlas` has no domain"]),
        (
            with_address(&without_position(&plan, "edge-denver"), "edge-den-01", "x", true),
            &["`x` of interface `eth0`", "`edge-denver`"],
        ),
    ];
    for (plan, expected) in &cases {
        let told = refusals(plan, "atlas").join("\n");
        assert_eq!(told.is_empty(), expected.is_empty(), "{told} instead of {expected:?}");
        for part in *expected {
            assert!(told.contains(part), "{told} should say {part}");
        }
    }
}

#[test]
fn an_unknown_cdn_is_named_and_the_others_listed() {
    let error = make_snapshot(&atlas(), "atlantis", &MakingOptions::default()).unwrap_err().to_string();
    assert_eq!(error, "the plan has no CDN `atlantis`; it has ALL, atlas, beacon");
}

#[test]
fn of_servers_with_one_name_the_last_is_taken() {
    let plan = atlas();
    let whole = made(&plan, "atlas", &MakingOptions::default());
    let (first, second) = ("edge-den-01", "edge-den-02");
    let last = plan.get(plan.find::<Server>(second).unwrap()).unwrap();
    let twice = changed(&plan, second, |server: &mut Server| server.host_name = first.to_owned());
    let making = made(&twice, "atlas", &MakingOptions::default());
    let servers = &making.snapshot.content_servers;
    assert_eq!(servers.len() + 1, whole.snapshot.content_servers.len());
    assert_eq!(servers[first].hash_id.as_deref(), last.xmpp_id.as_deref());
    assert!(making.notes.iter().any(|note| note.pointer() == "/contentServers/edge-den-01"), "{:?}", making.notes);
    // What both are assigned to is named twice, as Traffic Ops does.
    let (before, after) = (&whole.snapshot.content_servers, &servers[first].delivery_services);
    for (service, names) in after {
        let of = |host: &str| before[host].delivery_services.get(service).map_or(0, Vec::len);
        assert_eq!(names.len(), of(first) + of(second), "{service}");
    }
}

#[test]
fn absent_objects_count_by_their_names() {
    let plan = atlas();
    let known = made(&plan, "atlas", &MakingOptions::default()).snapshot;
    let plan = changed(&plan, "edge-den-01", |server: &mut Server| {
        server.type_ = Some(Link::Absent(Absent::named("EDGE")));
        server.status = Some(Link::Absent(Absent::named("ONLINE")));
        server.cdn = Some(Link::Absent(Absent::named("atlas")));
        server.profiles = vec![Link::Absent(Absent::named("ATLAS_EDGE"))];
    });
    let making = made(&plan, "atlas", &MakingOptions::default());
    let mut expected = known.content_servers["edge-den-01"].clone();
    expected.status = Some("ONLINE".into());
    // The parameters of a profile that is not there are unknown.
    expected.hash_count = Some(999);
    assert_eq!(making.snapshot.content_servers["edge-den-01"], expected);
    assert!(making.notes.iter().any(|note| note.message.contains("`ATLAS_EDGE`")), "{:?}", making.notes);
}

#[test]
fn where_traffic_ops_takes_any_value_the_last_is_taken_and_told() {
    let plan = with_parameter(&atlas(), "ATLAS_EDGE", "weight", "3", false);
    let plan = with_parameter(&plan, "ATLAS_TR", "api.cache-control.max-age", "77", false);
    // What is no number is as if it were not there.
    let plan = with_parameter(&plan, "ATLAS_EDGE", "weight", "heavy", false);
    let making = made(&plan, "atlas", &MakingOptions::default());
    let edge = &making.snapshot.content_servers["edge-den-01"];
    assert_eq!((edge.profile.as_deref(), edge.hash_count), (Some("ATLAS_EDGE"), Some(3_000)));
    assert_eq!(making.snapshot.config["api.cache-control.max-age"], ConfigValue::Text("77".to_owned()));
    for part in ["profile `ATLAS_EDGE` has several values of parameter `weight`", "`api.cache-control.max-age`"] {
        assert!(making.notes.iter().any(|note| note.message.contains(part)), "{:?}", making.notes);
    }
}

#[test]
fn secure_values_are_written_or_masked() {
    let plan = with_parameter(&atlas(), "ATLAS_TR", "keystore.api.key", "s3cr3t", true);
    for (secure_values, expected) in [(SecureValues::Written, "s3cr3t"), (SecureValues::Masked, "********")] {
        let making = made(&plan, "atlas", &MakingOptions { secure_values, ..MakingOptions::default() });
        let value = &making.snapshot.config["keystore.api.key"];
        assert_eq!(*value, ConfigValue::Text(expected.to_owned()));
        assert!(making.notes.iter().any(|note| note.pointer() == "/config/keystore.api.key"));
    }
}

/// A file beside the project, if it is there.
fn shared(path: &str) -> Option<Vec<u8>> {
    let found = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path)).ok();
    if found.is_none() {
        eprintln!("skipped: {path} is not there");
    }
    found
}

/// JSON without the spaces and line breaks between its tokens.
fn compact(json: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    let keep = |character: &char| {
        let kept = in_text || !character.is_whitespace();
        let quotes = *character == '"' && !escaped;
        escaped = in_text && *character == '\\' && !escaped;
        in_text ^= quotes;
        kept
    };
    json.chars().filter(keep).collect()
}

#[test]
fn recorded_snapshots_are_read_and_written_again_unchanged() {
    for (set, cdns) in RECORDED {
        let Some(set) = folder(set) else { continue };
        for cdn in cdns {
            let answer = std::fs::read(set.join(format!("snapshot-{cdn}.json"))).unwrap();
            let reading = read_snapshot(&answer).unwrap();
            // Only expressions that Traffic Ops does not know are null.
            let odd: Vec<_> = reading.oddities.iter().filter(|odd| !odd.pointer.contains("/matchsets/")).collect();
            assert!(odd.is_empty(), "{cdn}: {odd:?}");
            assert!(write(&reading.snapshot).unwrap() == recorded_bytes(&set, cdn), "{cdn}");
        }
    }
}

#[test]
fn what_go_printed_is_read_and_written_again_unchanged() {
    let Some(examples) = shared("golden/go-marshal-examples.txt") else { return };
    let examples = String::from_utf8(examples).unwrap();
    let from_traffic_ops = examples.lines().next().unwrap();
    let indented = &examples[examples.find("{\n").unwrap()..examples.find("\n}\n").unwrap() + 2];
    for text in [from_traffic_ops.to_owned(), compact(indented)] {
        let reading = read_snapshot(text.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(write(&reading.snapshot).unwrap()).unwrap(), text);
    }
    // The same document as an older Traffic Ops wrote it: Go drops the monitors' null of today's optional port.
    let Some(older) = shared("data/traffic-router/CrConfig-from-traffic-ops.json") else { return };
    let reading = read_snapshot(&older).unwrap();
    assert_eq!(String::from_utf8(write(&reading.snapshot).unwrap()).unwrap(), from_traffic_ops);
    let odd: Vec<_> = reading.oddities.iter().map(|odd| odd.pointer.as_str()).collect();
    assert_eq!(odd, ["/monitors/trafficmonitor/httpsPort"]);
}

#[test]
fn snapshots_of_other_makers_are_read_with_their_oddities() {
    for name in ["CrConfig.json", "CrConfig2.json", "CrConfig4.json"] {
        let Some(bytes) = shared(&format!("data/traffic-router/{name}")) else { return };
        let reading = read_snapshot(&bytes).unwrap();
        let theirs: Value = serde_json::from_slice(&bytes).unwrap();
        let ours: Value = serde_json::from_slice(&write(&reading.snapshot).unwrap()).unwrap();
        let mut found = Vec::new();
        differences(&ours, &theirs, "", &mut found);
        found.retain(|(_, ours, theirs)| ours.as_f64().is_none() || ours.as_f64() != theirs.as_f64());
        // Wherever what is written differs from what was read, something was said.
        let is_told = |pointer: &str| reading.oddities.iter().any(|odd| pointer.starts_with(&odd.pointer));
        let silent: Vec<_> = found.iter().filter(|(pointer, _, _)| !is_told(pointer)).collect();
        let surprising: Vec<_> = silent.into_iter().filter(|(_, ours, theirs)| !is_nothing(ours, theirs)).collect();
        assert!(surprising.is_empty(), "{name}: {surprising:#?}");
        assert!(!reading.oddities.is_empty(), "{name}");
    }
}

/// Whether Traffic Ops writes something where the document had nothing, or nothing where it had an empty list.
fn is_nothing(ours: &Value, theirs: &Value) -> bool {
    let is_empty =
        |value: &Value| *value == Value::Array(Vec::new()) || *value == Value::Object(serde_json::Map::new());
    (theirs == "(absent)" && (ours.is_null() || *ours == 0)) || (ours == "(absent)" && is_empty(theirs))
}
