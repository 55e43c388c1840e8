//! Plans and snapshots against each other: nothing that differs is missed, and what differs is told in a planner's words.

use std::path::{Path, PathBuf};

use lodestone::compare::plans::{PlanComparison, compare_plans, sentence};
use lodestone::compare::snapshots::{Comparison, JsonPatchRow, apply_rows, compare_snapshots, is_same, words};
use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Change, Delta, Edit, LinkChange};
use lodestone::formats::snapshot::read_tree;
use lodestone::formats::{plan_text, traffic_ops};
use lodestone::model::{
    AnyPair, CacheGroup, Coordinate, Kind, Link, Parameter, Plan, Position, RelationKind, Server, Target,
};
use serde_json::{Map, Value, json};

use crate::support::child::lodestone;
use crate::support::random::{Given, Random, random_change};
use crate::support::{atlas, temporary_folder};

/// Recorded snapshots, and documents that Traffic Router's own tests read, as far as they are there.
fn documents() -> Vec<(String, Map<String, Value>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        "tests/fixtures/traffic-ops/atlas",
        "tests/fixtures/traffic-ops/variants",
        "../shared/golden/traffic-ops/three-cdns",
        "../shared/data/traffic-router",
    ];
    let mut found = Vec::new();
    for folder in folders.map(|folder| root.join(folder)) {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            eprintln!("skipped: {} is not there", folder.display());
            continue;
        };
        for entry in entries {
            let path: PathBuf = entry.unwrap().path();
            if path.is_file()
                && let Ok(document) = read_tree(&std::fs::read(&path).unwrap())
            {
                found.push((path.display().to_string(), document.members));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(3 <= found.len());
    found
}

fn without_date(document: &Map<String, Value>) -> Value {
    let mut document = document.clone();
    if let Some(Value::Object(stats)) = document.get_mut("stats") {
        stats.remove("date");
    }
    Value::Object(document)
}

/// The same with localization methods in one order: they are a set, and another order of them is no difference.
fn with_sorted_methods(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                *member = with_sorted_methods(member.take());
                if let (true, Value::Array(methods)) = (key == "localizationMethods", member) {
                    methods.sort_by_key(Value::to_string);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = with_sorted_methods(item.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

/// Holds that a comparison has everything: its rows make the one of the other, through text and back.
fn assert_complete(before: &Map<String, Value>, after: &Map<String, Value>) -> Comparison {
    let comparison = compare_snapshots(before, after);
    let made = apply_rows(Value::Object(before.clone()), &comparison.rows()).unwrap();
    let wanted = with_sorted_methods(Value::Object(after.clone()));
    assert!(is_same(&with_sorted_methods(made), &wanted), "{before:?}\n{after:?}\n{:?}", comparison.rows());
    let [before, after] = [before, after].map(|document| with_sorted_methods(without_date(document)));
    assert_eq!(comparison.is_empty(), is_same(&before, &after));
    comparison
}

#[test]
fn rows_make_any_recorded_snapshot_of_any_other() {
    let documents = documents();
    for (name, before) in &documents {
        for (other, after) in &documents {
            let comparison = assert_complete(before, after);
            assert_eq!(comparison.is_empty(), name == other, "{name} {other}");
            let reverse = compare_snapshots(after, before);
            let ([added, removed, updated], [back_added, back_removed, back_updated]) =
                (comparison.counts(), reverse.counts());
            assert_eq!((added, removed, updated), (back_removed, back_added, back_updated), "{name} {other}");
            assert_eq!(comparison.unchanged, reverse.unchanged, "{name} {other}");
        }
    }
}

/// A document that has something of everything: sections, sections that are none, lists of lists.
fn random_document(random: &mut Random) -> Map<String, Value> {
    const SECTIONS: &[&str] =
        &["config", "contentServers", "edgeLocations", "topologies", "stats", "monitors", "odd/~"];
    let mut document = Map::new();
    for section in SECTIONS {
        if !random.one_in(4) {
            let value = if random.one_in(8) { random_value(random, 0) } else { random_object(random, 0) };
            document.insert((*section).to_owned(), value);
        }
    }
    document
}

fn random_object(random: &mut Random, depth: usize) -> Value {
    const KEYS: &[&str] = &["date", "list", "latitude", "longitude", "a/b", "c~d", "", "deliveryServices"];
    let count = random.below(6);
    let members = (0..count).map(|_| {
        let key = *random.pick(KEYS).unwrap();
        (key.to_owned(), random_value(random, depth + 1))
    });
    Value::Object(members.collect())
}

fn random_value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth < 5 { 11 } else { 6 }) {
        0 => Value::Null,
        1 => random.one_in(2).into(),
        2 => i64::try_from(random.below(4)).unwrap().into(),
        3 => (random.below(4) as f64).into(),
        4 | 5 => format!("text {}", random.below(4)).into(),
        6..=8 => (0..random.below(8)).map(|_| random_value(random, depth + 2)).collect::<Vec<_>>().into(),
        _ => random_object(random, depth),
    }
}

/// Changes a few things in a value, lists most of all.
fn mutate(random: &mut Random, value: &mut Value) {
    match value {
        Value::Object(members) => {
            let keys: Vec<String> = members.keys().cloned().collect();
            match (random.pick(&keys), random.below(8)) {
                (Some(key), 0) => drop(members.remove(key)),
                (_, 1) => drop(members.insert(format!("new {}", random.below(3)), random_value(random, 3))),
                (Some(key), _) => mutate(random, members.get_mut(key).unwrap()),
                (None, _) => {}
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let (a, b) = (random.below(items.len()), random.below(items.len()));
            match random.below(5) {
                0 => drop(items.remove(a)),
                1 => items.insert(a, random_value(random, 3)),
                2 => {
                    let item = items.remove(a);
                    items.insert(b, item);
                }
                3 => items.swap(a, b),
                _ => mutate(random, &mut items[a]),
            }
        }
        other => *other = random_value(random, 3),
    }
}

#[test]
fn rows_make_any_random_document_of_any_other() {
    let mut random = Random::new(2026);
    let recorded = documents();
    for round in 0..3_000 {
        let before = random_document(&mut random);
        assert_complete(&before, &random_document(&mut random));
        let source = if round % 20 == 0 { random.pick(&recorded).unwrap().1.clone() } else { before };
        let mut after = Value::Object(source.clone());
        for _ in 0..=random.below(12) {
            mutate(&mut random, &mut after);
        }
        let Value::Object(after) = after else { unreachable!("an object stays one") };
        assert_complete(&source, &after);
    }
}

/// What a change of the atlas snapshot is told as.
fn told(change: impl Fn(&mut Value)) -> Vec<String> {
    let (_, before) = documents().into_iter().find(|(name, _)| name.ends_with("snapshot-atlas.json")).unwrap();
    let mut after = Value::Object(before.clone());
    change(&mut after);
    let comparison = assert_complete(&before, after.as_object().unwrap());
    let groups = comparison.groups.iter().flat_map(|group| {
        let [added, removed, updated] = group.counts();
        let heading = format!("{} {added} {removed} {updated}", group.tab.title());
        let objects = group
            .objects
            .iter()
            .map(|object| format!("{}: {}", object.name, words(group.tab, &object.what).join("; ")));
        let objects: Vec<String> = objects.collect();
        if objects.is_empty() { Vec::new() } else { [vec![heading], objects].concat() }
    });
    groups.collect()
}

#[test]
fn snapshots_are_told_in_a_planners_words() {
    let denver = |document: &mut Value| -> Value { document["edgeLocations"]["edge-denver"].take() };
    assert_eq!(
        told(|document| {
            let denver = &mut document["edgeLocations"]["edge-denver"];
            let list = denver["backupLocations"]["list"].as_array_mut().unwrap();
            list.insert(1, "edge-oslo".into());
            denver["latitude"] = (denver["latitude"].as_f64().unwrap() + 0.08).into();
            denver["longitude"] = (denver["longitude"].as_f64().unwrap() - 0.1).into();
        }),
        ["Edge Cache Groups 0 0 1", "edge-denver: Failover Cache Groups: edge-oslo added at 2; moved 12 km north-west"]
    );
    assert_eq!(
        told(|document| {
            let list = document["edgeLocations"]["edge-denver"]["backupLocations"]["list"].as_array_mut().unwrap();
            list.rotate_left(1);
            let routers = document["trafficRouterLocations"].as_object_mut().unwrap();
            routers.remove("tr-americas");
            document["stats"]["date"] = 1.into();
            document["config"]["domain_name"] = "other.example.net".into();
        })
        .join("\n"),
        "General Config 0 0 1\n\
         domain_name: atlas.example.net becomes other.example.net\n\
         Edge Cache Groups 0 0 1\n\
         edge-denver: Failover Cache Groups: edge-seattle moved from 1 to 4\n\
         TR Cache Groups 0 1 0\n\
         tr-americas: "
    );
    assert_eq!(
        told(|document| {
            let server = &mut document["contentServers"]["edge-akl-01"];
            server["cacheGroup"] = "edge-sydney".into();
            server["locationId"] = "edge-sydney".into();
            server["deliveryServices"]["atlas-web"] = Value::Array(Vec::new());
            server.as_object_mut().unwrap().remove("httpsPort");
            let service = &mut document["deliveryServices"]["atlas-archive"];
            service["matchsets"][0]["matchlist"][0]["regex"] = "x".into();
            service["missLocation"]["lat"] = 1.into();
        }),
        [
            "Traffic Servers 0 0 1",
            "edge-akl-01: Cache Group: edge-auckland becomes edge-sydney; Delivery Service atlas-web: \
             www.atlas-web.atlas.example.net becomes none; HTTPS Port: 443 becomes none",
            "Delivery Services 0 0 1",
            "atlas-archive: Regular Expressions: at 1 matchlist at 1 regex .*\\.atlas-archive\\..* becomes x; Geo Miss \
             Default: moved 111 km north",
        ]
    );
    assert_eq!(told(|document| document["stats"]["date"] = 7.into()), Vec::<String>::new());
    let gone = told(|document| {
        let location = denver(document);
        let locations = document["edgeLocations"].as_object_mut().unwrap();
        locations.remove("edge-denver");
        locations.insert("edge-new".to_owned(), location);
    });
    assert_eq!(gone, ["Edge Cache Groups 1 1 0", "edge-denver: ", "edge-new: "]);
}

#[test]
fn a_moved_element_is_one_row() {
    let (_, before) = documents().into_iter().find(|(name, _)| name.ends_with("snapshot-atlas.json")).unwrap();
    let mut after = before.clone();
    let list = after["edgeLocations"]["edge-denver"]["backupLocations"]["list"].as_array_mut().unwrap();
    let last = list.pop().unwrap();
    let from = list.len();
    list.insert(0, last);
    after["stats"]["date"] = 5.into();
    let rows: Value = compare_snapshots(&before, &after).rows().iter().map(JsonPatchRow::to_value).collect();
    let pointer = "/edgeLocations/edge-denver/backupLocations/list";
    let moved = json!({"op": "move", "from": format!("{pointer}/{from}"), "path": format!("{pointer}/0")});
    assert_eq!(rows, json!([moved, {"op": "replace", "path": "/stats/date", "value": 5}]));
}

fn new_plan() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

fn atlas_plan(onto: &Plan) -> Plan {
    let incoming = traffic_ops::read(&[atlas("api-5.0")], &traffic_ops::ReadOptions::default());
    import_rows(onto, incoming, ImportOptions::default()).unwrap().plan
}

fn changed(plan: &Plan, changes: Vec<Change>) -> Plan {
    plan.applying(&Edit::new("Change", changes)).unwrap()
}

/// The changed objects and their fields in words, then what came and went.
fn told_plans(comparison: &PlanComparison) -> Vec<String> {
    let description = &comparison.description;
    let changed = description.changed.iter().map(|object| {
        let sentences: Vec<String> = object.fields.iter().map(sentence).collect();
        format!("{}: {}", object.subject.name(), sentences.join("; "))
    });
    let added = description.added.iter().map(|subject| format!("+ {subject}"));
    changed.chain(added).chain(description.removed.iter().map(|subject| format!("- {subject}"))).collect()
}

#[test]
fn plans_are_told_in_a_planners_words() {
    let before = atlas_plan(&new_plan());
    let find = |name: &str| before.find::<CacheGroup>(name).unwrap();
    let (denver, oslo) = (find("edge-denver"), find("edge-toronto"));
    let group = before.get(denver).unwrap();
    let mut other = CacheGroup::clone(group);
    other.fallbacks.insert(1, Link::To(oslo));
    other.short_name = Some("DTC".to_owned());
    let coordinate_id = before.find::<Coordinate>("from_cachegroup_edge-denver").unwrap();
    let coordinate = before.get(coordinate_id).unwrap();
    let was = coordinate.position.unwrap();
    let position = Position::new(was.latitude() + 0.08, was.longitude() - 0.1).ok();
    let pair = RelationKind::ServerOfCapability.pairs(&before).remove(0);
    let after = changed(
        &before,
        vec![
            Delta::changed(denver, group, other).into(),
            Delta::changed(coordinate_id, coordinate, Coordinate { position, ..Coordinate::clone(coordinate) }).into(),
            Change::Link(LinkChange { pair, present: false }),
        ],
    );
    let comparison = compare_plans(&before, &after);
    assert_eq!(
        told_plans(&comparison)[..2],
        [
            "from_cachegroup_edge-denver: moved 12 km north-west",
            "edge-denver: Short Name: DEN-E becomes DTC; Failover Cache Groups: edge-toronto added at 2",
        ]
    );
    let (added, removed) = (&comparison.description.added, &comparison.description.removed);
    assert_eq!((added.len(), removed.len()), (0, 1));
    assert!(removed[0].to_string().starts_with("pair of server and capability `"), "{}", removed[0]);
    let total: usize = Kind::ALL.iter().map(|kind| before.count(*kind)).sum();
    assert_eq!(comparison.unchanged, total - 2);
}

#[test]
fn ids_make_no_difference() {
    let one = atlas_plan(&new_plan());
    // The same data in a plan where other objects came and went first, so that every id is another.
    let detour = atlas_plan(&atlas_plan(&new_plan()));
    let empty = Plan::default();
    let filler = Delta::added(empty.fresh_id(0), Server { host_name: "filler".to_owned(), ..Server::default() });
    let started = changed(&new_plan(), vec![filler.clone().into()]);
    let gone = changed(&started, vec![filler.inverse().into()]);
    let other = atlas_plan(&gone);
    let host = one.servers().iter().next().unwrap();
    assert!(other.get(host.0).is_none_or(|server| server.host_name != host.1.host_name));
    for plan in [&detour, &other] {
        assert_eq!(told_plans(&compare_plans(&one, plan)), Vec::<String>::new());
    }
}

#[test]
fn secrets_are_not_told() {
    let before = new_plan();
    let secret = |value: &str| Parameter {
        name: "key".to_owned(),
        value: value.to_owned(),
        secure: true,
        ..Parameter::default()
    };
    let id = before.fresh_id(0);
    let [one, two] = ["old secret", "new secret"].map(|v| changed(&before, vec![Delta::added(id, secret(v)).into()]));
    let told = told_plans(&compare_plans(&one, &two)).join("\n");
    assert!(told.contains("Value: ******** becomes ********") && !told.contains("secret"), "{told}");
}

/// Plans are the same exactly when their texts are, and every object is counted once.
#[test]
fn no_difference_between_random_plans_is_missed() {
    let mut random = Random::new(77);
    let mut plans = vec![new_plan()];
    let (mut same, mut different) = (0, 0);
    for _ in 0..1_500 {
        let from = random.pick(&plans).unwrap().clone();
        let (mut given, mut next) = (Given::new(), from.clone());
        for _ in 0..=random.below(3) {
            if let Some(change) = random_change(&mut random, &next, &mut given)
                && let Ok(made) = next.applying(&Edit::new("Change", vec![change]))
            {
                next = made;
                given.clear();
            }
        }
        let (comparison, from_text, next_text) =
            (compare_plans(&from, &next), plan_text::write(&from), plan_text::write(&next));
        let holds_secrets = next.parameters().iter().chain(from.parameters().iter()).any(|(_, row)| row.secure);
        if !holds_secrets || from_text != next_text {
            assert_eq!(comparison.description.is_empty(), from_text == next_text, "{comparison:?}");
        }
        if from_text == next_text {
            same += 1;
        } else {
            different += 1;
        }
        let objects = |subjects: &[lodestone::edit::describe::ChangeSubject]| {
            let is_object = |sort| matches!(sort, lodestone::edit::describe::Sort::Object(_));
            subjects.iter().filter(|subject| is_object(subject.sort)).count()
        };
        let count = |plan: &Plan| Kind::ALL.iter().map(|kind| plan.count(*kind)).sum::<usize>();
        let both = comparison.unchanged + comparison.description.changed.len();
        assert_eq!(both + objects(&comparison.description.added), count(&next));
        assert_eq!(both + objects(&comparison.description.removed), count(&from));
        if plans.len() < 40 { plans.push(next) } else { plans[random.below(40)] = next }
    }
    assert!(20 < same && 500 < different, "{same} {different}");
}

#[test]
fn a_link_to_what_is_missing_is_the_same_as_one_to_what_is_there() {
    let before = new_plan();
    let pair = |a: Target| AnyPair { relation: RelationKind::ServerOfCapability, a, b: named("ram") };
    let missing = changed(&before, vec![Change::Link(LinkChange { pair: pair(named("edge-1")), present: true })]);
    let told = told_plans(&compare_plans(&before, &missing));
    assert_eq!(told, ["+ pair of server and capability `edge-1/ram`"]);
}

fn named(name: &str) -> Target {
    Target::Absent(lodestone::model::Absent::named(name))
}

fn diff(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = lodestone(folder, &[&["diff"], arguments].concat(), b"");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with the atlas plan, the same with a group that moved, and the recorded snapshot.
fn folder_of_plans() -> tempfile::TempDir {
    let folder = temporary_folder();
    let path = folder.path();
    let done = |arguments: &[&str]| {
        let output = lodestone(path, arguments, b"");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    std::fs::copy(atlas("snapshot-atlas.json"), path.join("live.json")).unwrap();
    std::fs::copy(atlas("snapshot-beacon.json"), path.join("beacon.json")).unwrap();
    done(&["new", "a.lodestone"]);
    done(&["import", "a.lodestone", atlas("api-5.0").to_str().unwrap()]);
    done(&["export", "a.lodestone", "--format", "plan-text", "-o", "a.txt"]);
    let text = std::fs::read_to_string(path.join("a.txt")).unwrap();
    let moved = text.replace("\"fallbacks\":[\"edge-new-york\",\"edge-toronto\"", "\"fallbacks\":[\"edge-toronto\"");
    assert_ne!(text, moved);
    std::fs::write(path.join("b.txt"), moved).unwrap();
    folder
}

#[test]
fn plans_and_snapshots_are_compared_whatever_file_they_are_in() {
    let folder = folder_of_plans();
    let path = folder.path();
    for (a, b) in
        [("a.lodestone", "a.txt"), ("live.json", "live.json"), ("live.json", "a.txt"), ("a.txt", "beacon.json")]
    {
        let (code, out, err) = diff(path, &[a, b]);
        assert_eq!((code, err.as_str()), (0, ""), "{a} {b}: {out}");
        assert!(out.starts_with("No difference ("), "{out}");
    }
    let (code, out, err) = diff(path, &["a.lodestone", "b.txt"]);
    assert_eq!((code, err.as_str()), (1, "lodestone: the two differ\n"));
    assert_eq!(
        out.lines().take(2).collect::<Vec<_>>(),
        [
            "cache groups [0 added | 0 removed | 1 updated]",
            "  ~ edge-chicago: Failover Cache Groups: edge-new-york removed"
        ]
    );
    let (code, of_plan, _) = diff(path, &["live.json", "b.txt"]);
    assert_eq!(code, 1);
    assert!(
        of_plan.starts_with(
            "Edge Cache Groups [0 added | 0 removed | 1 updated]\n  ~ edge-chicago: Failover Cache Groups: edge-new-york \
             removed\n0 added, 0 removed, 1 updated, "
        ),
        "{of_plan}"
    );
    let piped = lodestone(path, &["diff", "-", "a.lodestone"], &std::fs::read(path.join("b.txt")).unwrap());
    assert_eq!(piped.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&piped.stdout).contains("edge-new-york added at 1"));
}

#[test]
fn what_a_snapshot_said_beyond_a_plan_is_no_difference() {
    let folder = temporary_folder();
    let path = folder.path();
    let mut live: Value = serde_json::from_slice(&std::fs::read(atlas("snapshot-atlas.json")).unwrap()).unwrap();
    let live = live.get_mut("response").map(Value::take).unwrap_or(live);
    let mut odd = live.clone();
    odd["config"]["odd.setting"] = json!("kept");
    std::fs::write(path.join("odd.json"), odd.to_string()).unwrap();
    std::fs::write(path.join("live.json"), live.to_string()).unwrap();
    for arguments in [&["new", "a.lodestone"][..], &["import", "a.lodestone", "odd.json"]] {
        let output = lodestone(path, arguments, b"");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let (code, out, err) = diff(path, &["odd.json", "a.lodestone"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (code, out, _) = diff(path, &["live.json", "a.lodestone"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("General Config [1 added | 0 removed | 0 updated]\n  + odd.setting: kept\n"), "{out}");
}

#[test]
fn differences_are_json_and_rows_for_programs() {
    let folder = folder_of_plans();
    let path = folder.path();
    let parsed = |arguments: &[&str]| -> Value { serde_json::from_str(&diff(path, arguments).1).unwrap() };
    let plans = parsed(&["a.lodestone", "b.txt", "--json"]);
    let fallbacks = |document: &Value| document["changed"][0]["fields"][0].clone();
    assert_eq!(plans["changed"][0]["object"], json!({"kind": "cache-group", "name": "edge-chicago"}));
    assert_eq!(
        fallbacks(&plans),
        json!({"field": "fallbacks", "before": ["edge-new-york", "edge-toronto", "edge-denver"],
            "after": ["edge-toronto", "edge-denver"]})
    );
    let keys: Vec<_> = plans.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["added", "changed", "removed", "unchanged"]);
    let snapshots = parsed(&["live.json", "b.txt", "--json"]);
    assert_eq!(snapshots["changed"][0]["object"], json!({"kind": "edgeLocations", "name": "edge-chicago"}));
    assert_eq!(fallbacks(&snapshots)["field"], "backupLocations.list");
    assert_eq!(fallbacks(&snapshots)["after"], fallbacks(&plans)["after"]);
    assert_eq!((&snapshots["added"], &snapshots["removed"]), (&json!([]), &json!([])));
    let rows = parsed(&["live.json", "b.txt", "--patch"]);
    let pointer = "/edgeLocations/edge-chicago/backupLocations/list/0";
    assert_eq!(rows, json!([{"op": "remove", "path": pointer}]));
    assert_eq!(parsed(&["live.json", "a.txt", "--patch"]), json!([]));
    let beacon = parsed(&["live.json", "beacon.json", "--json"]);
    let domain = json!({"object": {"kind": "config", "name": "domain_name"}, "fields": [
        {"field": "value", "before": "atlas.example.net", "after": "beacon.example.net"}]});
    assert!(beacon["changed"].as_array().unwrap().contains(&domain), "{beacon}");
}

#[test]
fn bad_use_and_unreadable_files_have_their_exit_codes() {
    let folder = folder_of_plans();
    let path = folder.path();
    std::fs::write(path.join("other.json"), br#"{"stats": {"CDN_name": "another"}}"#).unwrap();
    std::fs::write(path.join("nobody.json"), br#"{"edgeLocations": {}}"#).unwrap();
    std::fs::write(path.join("body.json"), br#"{"response": [{"name": "edge-1"}]}"#).unwrap();
    std::fs::write(path.join("notes.txt"), b"a shopping list").unwrap();
    std::fs::write(path.join("bad.txt"), b"lodestone-plan-text 1\ncache-group {\"name\":7}\n").unwrap();
    let plan = std::fs::read(path.join("a.lodestone")).unwrap();
    std::fs::write(path.join("cut.lodestone"), &plan[..plan.len() / 3]).unwrap();
    for (arguments, expected, says) in [
        (&["a.lodestone"][..], 2, "required"),
        (&["-", "-"], 2, "standard input"),
        (&["a.lodestone", "a.txt", "--patch"], 2, "--json"),
        (&["live.json", "live.json", "--patch", "--json"], 2, "cannot be used with"),
        (&["a.lodestone", "other.json"], 2, "`another`"),
        (&["nobody.json", "a.lodestone"], 2, "stats.CDN_name"),
        (&["a.lodestone", "absent.json"], 3, "absent.json"),
        (&["absent.lodestone", "a.lodestone"], 3, "absent.lodestone"),
        (&["live.json", "body.json"], 3, "this is no snapshot but a list"),
        (&["live.json", "notes.txt"], 3, "notes.txt"),
        (&["bad.txt", "a.lodestone"], 3, "bad.txt"),
        (&["cut.lodestone", "a.lodestone"], 3, "cut.lodestone"),
        (&[".", "a.lodestone"], 3, "regular file"),
    ] {
        let (code, out, err) = diff(path, arguments);
        assert_eq!((code, out.as_str()), (expected, ""), "{arguments:?}: {err}");
        assert!(err.contains(says), "{arguments:?}: {err}");
    }
    assert_eq!(plan, std::fs::read(path.join("a.lodestone")).unwrap(), "reading changes nothing");
}

#[test]
fn names_cannot_play_tricks_and_the_last_of_one_name_counts() {
    let folder = temporary_folder();
    let path = folder.path();
    std::fs::write(path.join("a.json"), br#"{"edgeLocations": {}, "stats": {"x": "1", "x": "2"}}"#).unwrap();
    let evil = "{\"edgeLocations\": {\"evil\\u001b[31m\\u202e\\nname\": {}}, \"stats\": {\"x\": \"2\"}}";
    std::fs::write(path.join("b.json"), evil).unwrap();
    let (code, out, err) = diff(path, &["a.json", "b.json"]);
    assert_eq!(code, 1);
    assert!(out.contains("  + evil\\u{1b}[31m\\u{202e}\\nname\n"), "{out}");
    assert!(err.contains("warning: a.json: of members of one name the last counts: /stats/x\n"), "{err}");
}
