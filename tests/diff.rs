//! Plans and snapshots against each other: nothing that differs is missed, and what differs is told in a planner's words.

mod command;
mod plans;

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

fn changed(plan: &Plan, changes: Vec<Change>) -> Plan {
    plan.applying(&Edit::new("Change", changes)).unwrap()
}

fn named(name: &str) -> Target {
    Target::Absent(lodestone::model::Absent::named(name))
}
