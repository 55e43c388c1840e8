//! Snapshots into plans and out again, in numbers: random plans, documents changed at random; and what goes by a CDN's
//! name while that changes.

use std::sync::Arc;

use lodestone::edit::Edit;
use lodestone::edit::intent::{create, delete_with_references, rename};
use lodestone::formats::snapshot::export;
use lodestone::formats::snapshot::importing::{ImportedSnapshot, import_snapshot};
use lodestone::model::*;
use lodestone::session::{Options, ReadOnlySession, Session};
use lodestone::snapshot::MakingOptions;
use serde_json::{Value as Json, json};

use crate::snapshot_import::{
    PLAIN, REPLACE, all, assert_same, bytes_of, differences, essence, exported, new_plan, odd, plan_of_bodies,
    read_into, recording, residual_places, set,
};
use crate::support::random::{Given, Random, random_change};

#[test]
fn baselines_lie_beside_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, Options::default()).unwrap();
    assert_eq!(session.baseline("atlas"), None);
    // One that the plan does not have keeps none.
    session.set_baseline("atlas", b"nobody's").unwrap();
    assert_eq!(session.baseline("atlas"), None);
    for cdn in ["atlas", "beacon"] {
        session
            .perform(create(session.plan(), Kind::Cdn, vec![("name", Value::Text(cdn.to_owned()))]).unwrap())
            .unwrap();
    }
    let steps = session.history().steps.len();
    session.set_baseline("atlas", b"first").unwrap();
    session.set_baseline("beacon", b"other").unwrap();
    session.set_baseline("atlas", b"second").unwrap();
    assert_eq!(session.baseline("atlas").as_deref(), Some(&b"second"[..]));
    assert_eq!(session.history().steps.len(), steps, "baselines are no steps");
    let copy = folder.path().join("copy.lodestone");
    session.save_copy(&copy).unwrap();
    session.close().unwrap();
    for path in [path, copy] {
        let session = Session::open(&path, Options::default()).unwrap();
        assert_eq!(session.baseline("atlas").as_deref(), Some(&b"second"[..]));
        session.close().unwrap();
        let read = ReadOnlySession::open(&path).unwrap();
        assert_eq!(read.baseline("beacon").as_deref(), Some(&b"other"[..]));
    }
}

fn cdn_id(plan: &Plan, name: &str) -> AnyId {
    AnyId { kind: Kind::Cdn, number: plan.find::<Cdn>(name).unwrap().number() }
}

#[test]
fn what_goes_by_a_cdns_name_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, Options::default()).unwrap();
    session.perform(read_into(session.plan(), &bytes_of(&odd()), PLAIN).edit).unwrap();
    let places = residual_places(session.plan());
    assert!(3 < places.len());
    session.set_baseline("atlas", b"document").unwrap();

    session.perform(rename(session.plan(), cdn_id(session.plan(), "atlas"), "titan").unwrap()).unwrap();
    assert_eq!(residual_places(session.plan()), places);
    assert_eq!((session.baseline("atlas"), session.baseline("titan").as_deref()), (None, Some(&b"document"[..])));
    let mut expected = odd();
    expected["stats"]["CDN_name"] = json!("titan");
    assert_same("titan", &exported(session.plan(), "titan"), &bytes_of(&expected));
    // A newer snapshot of the CDN under its new name takes their place.
    let again = read_into(session.plan(), &bytes_of(&expected), PLAIN);
    assert!(again.edit.is_empty(), "{:?}", again.edit.changes.first());
    session.undo().unwrap();
    assert_eq!(session.baseline("atlas").as_deref(), Some(&b"document"[..]));
    assert_same("atlas", &exported(session.plan(), "atlas"), &bytes_of(&odd()));
    session.redo().unwrap();
    session.close().unwrap();

    let mut session = Session::open(&path, Options::default()).unwrap();
    assert_eq!(session.baseline("titan").as_deref(), Some(&b"document"[..]));
    session.perform(delete_with_references(session.plan(), &[cdn_id(session.plan(), "titan")]).unwrap()).unwrap();
    assert_eq!(residual_places(session.plan()), [""; 0]);
    session.undo().unwrap();
    assert_eq!(residual_places(session.plan()), places);
    assert_eq!(session.baseline("titan").as_deref(), Some(&b"document"[..]));
    session.close().unwrap();
}

#[test]
fn a_cdn_that_traffic_ops_calls_otherwise_takes_its_residuals_along() {
    use crate::support::rows::{FOLLOW, Input, text};
    let read = read_into(&new_plan(), &bytes_of(&odd()), PLAIN).plan;
    let places = residual_places(&read);
    let with_id = Input::default().row(Kind::Cdn, &["atlas"], &[]).with(|row| row.traffic_ops_id = Some(7));
    let numbered = lodestone::edit::import::import_rows(&read, with_id.0, PLAIN).unwrap().plan;
    let called = Input::default()
        .row(Kind::Cdn, &["titan"], &[("name", text("titan"))])
        .with(|row| row.traffic_ops_id = Some(7));
    let outcome = lodestone::edit::import::import_rows(&numbered, called.0, FOLLOW).unwrap();
    assert!(outcome.plan.find::<Cdn>("atlas").is_none());
    assert_eq!(residual_places(&outcome.plan), places);
    let mut expected = odd();
    expected["stats"]["CDN_name"] = json!("titan");
    assert_same("titan", &exported(&outcome.plan, "titan"), &bytes_of(&expected));
    let back = outcome.plan.applying(&outcome.edit.inverse()).unwrap();
    assert!(back.same_content(&numbered));
}

#[test]
fn what_one_server_says_is_not_said_of_its_profile() {
    let plan = plan_of_bodies(&set("atlas").expect("atlas lies with the tests"));
    let mut whole: Json = serde_json::from_slice(&recording("atlas", "atlas").unwrap()).unwrap();
    let mut odd_ones = whole["response"].take();
    odd_ones["contentServers"]["edge-akl-01"]["hashCount"] = json!(5);
    odd_ones["contentRouters"]["tr-am-01"]["api.port"] = json!("1");
    let bytes = bytes_of(&odd_ones);
    for onto in [plan, new_plan()] {
        let read = read_into(&onto, &bytes, PLAIN);
        let places = residual_places(&read.plan);
        assert_eq!(places, ["/contentRouters/tr-am-01/api.port", "/contentServers/edge-akl-01/hashCount"]);
        assert_same("odd ones", &exported(&read.plan, "atlas"), &bytes);
        let again = read_into(&read.plan, &bytes, PLAIN);
        assert!(again.edit.is_empty(), "{:?}", again.edit.changes.first());
    }
}

/// A plan after some changes that fit.
fn wander(random: &mut Random, plan: &Plan, changes: usize) -> Plan {
    let mut plan = plan.clone();
    for _ in 0..changes {
        let change = random_change(random, &plan, &mut Given::new());
        if let Some(next) = change.and_then(|change| plan.applying(&Edit::new("", vec![change])).ok()) {
            plan = next;
        }
    }
    plan
}

#[test]
fn snapshots_of_random_plans_make_plans_with_the_same_snapshots() {
    let start = plan_of_bodies(&set("variants").expect("the variants lie with the tests"));
    let mut random = Random::new(5);
    let (mut compared, mut wrong) = (0, Vec::new());
    for round in 0..60 {
        let changes = 1 + random.below(60);
        let plan = wander(&mut random, &start, changes);
        for cdn in ["quirk", "plain"] {
            let Ok(made) = export(&plan, cdn, &MakingOptions::default()) else { continue };
            // No database has such texts, and no file that is read.
            if made.bytes.windows(6).any(|part| part == br"\u0000") {
                continue;
            }
            for (name, onto, options) in [("new", &new_plan(), PLAIN), ("same", &plan, REPLACE)] {
                let outcome = read_into(onto, &made.bytes, options);
                let again = export(&outcome.plan, cdn, &MakingOptions::default());
                let again = again.unwrap_or_else(|error| panic!("{round} {cdn} {name}: {error}"));
                let mut found = Vec::new();
                differences(&essence(&again.bytes), &essence(&made.bytes), "", &mut found);
                wrong.extend(found.into_iter().map(|one| format!("{round} {cdn} {name}: {one}")));
                wrong.extend(again.dropped.iter().map(|one| format!("{round} {cdn} {name}: {one:?} is dropped")));
                compared += 1;
            }
        }
    }
    let wrong: Vec<String> = wrong.into_iter().map(|line| line.chars().take(600).collect()).collect();
    assert!(wrong.is_empty(), "{} of {compared} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(40 < compared, "{compared}");
}

#[test]
fn mutants_of_every_snapshot_round_trip() {
    let mut random = Random::new(77);
    let (mut exported, mut wrong) = (0, Vec::new());
    for (name, bytes) in all() {
        let mut whole: Json = serde_json::from_slice(&bytes).unwrap();
        if let Some(bare) = whole.get_mut("response") {
            whole = bare.take();
        }
        for round in 0..10 {
            let mut mutant = whole.clone();
            for _ in 0..=random.below(5) {
                mutate(&mut random, &mut mutant, 6);
            }
            let bytes = bytes_of(&mutant);
            let Ok(document) = ImportedSnapshot::read(&Arc::from("mutant.json"), &bytes) else { continue };
            let outcome = import_snapshot(&new_plan(), &document, PLAIN).unwrap();
            let Some(cdn) = document.cdn(&outcome.plan).filter(|_| !outcome.report.refused) else { continue };
            let Ok(made) = export(&outcome.plan, &cdn, &MakingOptions::default()) else { continue };
            let mut found = Vec::new();
            differences(&essence(&made.bytes), &essence(&bytes), "", &mut found);
            wrong.extend(found.into_iter().map(|one| format!("{name} {round}: {one}")));
            exported += 1;
        }
    }
    let wrong: Vec<String> = wrong.into_iter().map(|line| line.chars().take(600).collect()).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(10 < exported, "{exported}");
}

/// Changes a document somewhere.
fn mutate(random: &mut Random, json: &mut Json, depth: usize) {
    let stop = depth == 0 || random.one_in(6);
    match json {
        Json::Object(members) if !stop && !members.is_empty() => {
            let keys: Vec<String> = members.keys().cloned().collect();
            let key = random.pick(&keys).unwrap();
            match random.below(8) {
                0 => drop(members.remove(key)),
                1 => {
                    let value = members.remove(key).unwrap();
                    let name = random.pick(&["", "~/", "edge-denver", "www", "ttl", "\u{202e}x", "a b"]).unwrap();
                    members.insert((*name).to_owned(), value);
                }
                2 => {
                    let other = random.pick(&keys).unwrap().clone();
                    let value = members[&other].clone();
                    members.insert(key.clone(), value);
                }
                _ => mutate(random, members.get_mut(key).unwrap(), depth - 1),
            }
        }
        Json::Array(items) if !stop && !items.is_empty() => match random.below(4) {
            0 => drop(items.pop()),
            1 => items.push(items[0].clone()),
            _ => {
                let at = random.below(items.len());
                mutate(random, &mut items[at], depth - 1);
            }
        },
        other => {
            let values = [
                json!(null),
                json!(true),
                json!("false"),
                json!(0),
                json!(-1),
                json!(1.5),
                json!(1e300),
                json!(""),
                json!("edge-denver"),
                json!("REPORTED"),
                json!("MID"),
                json!("192.0.2.1/33"),
                json!("::1"),
                json!([]),
                json!({}),
                json!(["edge-denver", ""]),
                json!({"a": {"b": [1]}}),
                json!(u64::MAX),
                json!("DNS"),
                json!(i64::MIN),
                json!("EDGE_LOC"),
                json!("fe80::1"),
                json!("*"),
                json!("1e400"),
            ];
            *other = random.pick(&values).unwrap().clone();
        }
    }
}

#[test]
fn mutated_documents_round_trip_or_are_refused() {
    let mut small: Json = serde_json::from_slice(&recording("variants", "plain").unwrap()).unwrap();
    let small = small["response"].take();
    let over = plan_of_bodies(&set("variants").expect("the variants lie with the tests"));
    let new = new_plan();
    let mut random = Random::new(20_261_121);
    let (mut exported, mut refused, mut wrong) = (0, 0, Vec::new());
    for round in 0..120 {
        let mut mutant = small.clone();
        for _ in 0..=random.below(6) {
            mutate(&mut random, &mut mutant, 6);
        }
        let bytes = bytes_of(&mutant);
        let Ok(document) = ImportedSnapshot::read(&Arc::from("mutant.json"), &bytes) else { continue };
        let over = (&over, REPLACE);
        for (plan, options) in [(&new, PLAIN)].into_iter().chain((round % 4 == 0).then_some(over)) {
            let outcome = import_snapshot(plan, &document, options).unwrap_or_else(|error| panic!("{round}: {error}"));
            if outcome.report.refused {
                refused += 1;
                continue;
            }
            let cdn = document.cdn(&outcome.plan).unwrap();
            match export(&outcome.plan, &cdn, &MakingOptions::default()) {
                Ok(made) => {
                    let mut found = Vec::new();
                    differences(&essence(&made.bytes), &essence(&bytes), "", &mut found);
                    // What the plan had beside the document stays; a new plan has nothing beside it.
                    if plan.servers().is_empty() {
                        wrong.extend(found.into_iter().map(|one| format!("{round}: {one}")));
                    }
                    exported += 1;
                }
                Err(error) => {
                    let told = outcome.report.problems.iter().any(|one| one.message.contains("has no snapshot"));
                    wrong.extend((!told).then(|| format!("{round}: {error}")));
                    refused += 1;
                }
            }
            let again = import_snapshot(&outcome.plan, &document, options).unwrap();
            wrong.extend(
                again.edit.changes.first().map(|change| format!("{round}, {}: {change:?}", plan.servers().len())),
            );
        }
    }
    let wrong: Vec<String> = wrong.into_iter().map(|line| line.chars().take(900).collect()).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(refused < exported, "{refused} refused, {exported} exported");
}
