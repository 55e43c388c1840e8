//! Would Traffic Router accept it? Every recorded verdict of the real one, and mutations that nobody recorded.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use lodestone::formats::snapshot::read_document;
use lodestone::snapshot::judging::{Judgement, JudgingOptions, judge};
use lodestone::snapshot::reading::Severity;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

fn verdicts() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-router/verdicts")
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(verdicts().join(name)).unwrap()
}

/// A JSON tree in which a name may stand twice.
#[derive(Clone)]
enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), Self::of(value))).collect())
            }
            leaf => Self::Leaf(leaf.to_string()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Leaf(text) => text.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::text).collect::<Vec<_>>().join(",")),
            Self::Object(members) => {
                let member = |(key, value): &(String, Tree)| format!("{}:{}", Value::from(key.as_str()), value.text());
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The parent of what a pointer names, and the last step.
    fn parent(&mut self, pointer: &str) -> (&mut Self, String) {
        let mut steps: Vec<String> =
            pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        let last = steps.pop().unwrap();
        let mut at = self;
        for step in steps {
            at = match at {
                Self::List(items) => &mut items[step.parse::<usize>().unwrap()],
                Self::Object(members) => &mut members.iter_mut().find(|(key, _)| *key == step).unwrap().1,
                Self::Leaf(leaf) => panic!("{leaf} has no members"),
            };
        }
        (at, last)
    }

    fn apply(&mut self, mutation: &Value) {
        let (parent, last) = self.parent(mutation["pointer"].as_str().unwrap());
        let value = &mutation["value"];
        let operation = mutation["op"].as_str().unwrap();
        let members = match parent {
            Self::Object(members) => members,
            Self::List(items) => {
                let index: usize = last.parse().unwrap();
                match operation {
                    "set" => items[index] = Self::of(value),
                    "add" => items.insert(index, Self::of(value)),
                    "delete" => drop(items.remove(index)),
                    other => panic!("{other} of an element"),
                }
                return;
            }
            Self::Leaf(leaf) => panic!("{leaf} has no members"),
        };
        let place = members.iter().position(|(key, _)| *key == last);
        match (operation, place) {
            ("set" | "add", Some(place)) => members[place].1 = Self::of(value),
            ("add" | "set", None) => members.push((last, Self::of(value))),
            ("delete", Some(place)) => drop(members.remove(place)),
            ("rename", Some(place)) => value.as_str().unwrap().clone_into(&mut members[place].0),
            ("copy", Some(place)) => {
                let copy = members[place].1.clone();
                members.push((value.as_str().unwrap().to_owned(), copy));
            }
            ("dupkey", Some(_)) => members.push((last, Self::of(value))),
            other => panic!("{other:?}"),
        }
    }
}

fn base(name: &str) -> Value {
    serde_json::from_str(&fixture(&format!("base-{name}.json"))).unwrap()
}

/// The document of a recorded case.
fn mutated(case: &Value) -> String {
    let mut tree = Tree::of(&base(case["base"].as_str().unwrap()));
    for mutation in case["mutations"].as_array().unwrap() {
        tree.apply(mutation);
    }
    tree.text()
}

fn judged(text: &str, options: &JudgingOptions) -> Judgement {
    judge(&read_document(text).unwrap(), options)
}

/// What a judgement says, in the words of the recordings.
fn words(judgement: &Judgement) -> Value {
    if !judgement.accepted {
        return json!({"verdict": "reject"});
    }
    json!({
        "verdict": "accept",
        "zonesBuilt": judgement.zones_built,
        "loaded": {
            "locations": judgement.loaded.locations,
            "caches": judgement.loaded.caches,
            "deliveryServices": judgement.loaded.delivery_services,
        },
    })
}

fn recorded_words(verdict: &Value) -> Value {
    if verdict["verdict"] == "reject" {
        return json!({"verdict": "reject"});
    }
    json!({
        "verdict": verdict["verdict"],
        "zonesBuilt": verdict["zonesBuilt"] != json!(false),
        "loaded": verdict["loaded"],
    })
}

/// The names that a case records as dropped and that its document still has.
fn lost(case: &Value, text: &str) -> [BTreeSet<String>; 3] {
    let document = read_document(text).unwrap();
    [("locations", "edgeLocations"), ("caches", "contentServers"), ("deliveryServices", "deliveryServices")].map(
        |(kind, section)| {
            let names = case["dropped"][kind].as_array().unwrap();
            let has = |name: &&str| document.root.get(section).is_some_and(|section| section.has(name));
            names.iter().map(|name| name.as_str().unwrap()).filter(has).map(str::to_owned).collect()
        },
    )
}

#[test]
fn every_recorded_verdict_is_ours() {
    let cases: Vec<Value> = serde_json::from_str(&fixture("cases.json")).unwrap();
    assert!(700 < cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        let date = base(case["base"].as_str().unwrap())["stats"]["date"].as_i64().unwrap();
        let text = mutated(case);
        let live = judged(&text, &JudgingOptions { fresh: false, held_date: date - 1 });
        let mutations = &case["mutations"];
        if words(&live) != recorded_words(case) {
            faults.push(format!("{} {mutations}: {} not {}", case["id"], words(&live), recorded_words(case)));
        }
        if let Some(fresh) = case.get("freshStart") {
            let ours = judged(&text, &JudgingOptions { fresh: true, held_date: 0 });
            let recorded = fresh.as_str().map_or_else(|| recorded_words(fresh), |word| json!({"verdict": word}));
            if words(&ours)["verdict"] != recorded["verdict"] {
                faults.push(format!("{} {mutations}: fresh {}", case["id"], words(&ours)));
            }
        }
        let errors = live.findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
        if live.accepted != (errors == 0) {
            faults.push(format!("{} {mutations}: {errors} errors", case["id"]));
        }
        if live.accepted {
            let ours = [&live.dropped.locations, &live.dropped.caches, &live.dropped.delivery_services];
            for (lost, ours) in lost(case, &text).iter().zip(ours) {
                if !lost.iter().all(|name| ours.contains(name)) {
                    faults.push(format!("{} {mutations}: dropped {ours:?}", case["id"]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.len(), faults.join("\n"));
}
