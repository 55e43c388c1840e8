//! Plans that travel: random ones, the sample, and files of any format brought into them.

use std::collections::BTreeSet;

use lodestone::edit::Edit;
use lodestone::edit::import::{ImportOptions, ImportOutcome};
use lodestone::edit::seeds::seed_plan;
use lodestone::finding::Severity;
use lodestone::formats::csv;
use lodestone::formats::reading::{self, ReadRequest};
use lodestone::model::*;
use lodestone::session::add_sample;

use super::random::{Given, Random, for_kind, random_change};

/// A plan as `new` makes it.
pub(crate) fn new_plan() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

/// The sample plan.
pub(crate) fn sample_plan() -> Plan {
    let plan = new_plan();
    plan.applying(&add_sample(&plan).unwrap()).unwrap()
}

/// What formats of points and lines hold of a plan, as tables.
pub(crate) fn tables(plan: &Plan) -> Vec<String> {
    [Kind::CacheGroup, Kind::PhysLocation, Kind::Server, Kind::Asn]
        .map(|kind| String::from_utf8(csv::write_kind(plan, kind).unwrap()).unwrap())
        .to_vec()
}

/// What of tables is not in others: lines that got lost or changed on the way, each with what stands there instead.
pub(crate) fn lost(before: &[String], after: &[String]) -> Vec<String> {
    let kept: BTreeSet<&str> = after.iter().flat_map(|table| table.lines()).collect();
    let begins = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    let instead = |line: &str| kept.iter().filter(|other| begins(other) == begins(line)).copied().collect::<Vec<_>>();
    let lost = before.iter().flat_map(|table| table.lines()).filter(|line| !kept.contains(line));
    lost.map(|line| format!("{line} is now {:?}", instead(line))).collect()
}

/// A plan that grew at random; all its objects have names, and so has all that they miss.
pub(crate) fn random_plan(seed: u64) -> Plan {
    let mut random = Random::new(seed);
    let mut plan = new_plan();
    for _ in 0..400 {
        let Some(change) = random_change(&mut random, &plan, &mut Given::default()) else { continue };
        if let Ok(next) = plan.applying(&Edit::new("Random", vec![change]))
            && is_named(&next)
        {
            plan = next;
        }
    }
    plan
}

fn is_named(plan: &Plan) -> bool {
    let mut is_named = true;
    for kind in Kind::ALL {
        for_kind!(*kind, T => for (id, entity) in T::table(plan) {
            let parts = identity_parts(plan, AnyId { kind: *kind, number: id.number() });
            // No format made of JSON takes these in.
            is_named &= !serde_json::to_string(&**entity).unwrap().contains("\\u0000");
            is_named &= parts.iter().all(|part| !part.trim().is_empty());
            entity.links(&mut |link| if let Target::Absent(absent) = &link.target {
                is_named &= absent.identity.iter().all(|part| !part.trim().is_empty());
            });
        });
    }
    is_named
}

/// Brings files of such names and contents into a plan, as one import.
pub(crate) fn import_files(plan: &Plan, files: &[(String, Vec<u8>)], kind: Option<&str>) -> ImportOutcome {
    let folder = super::temporary_folder();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let paths: Vec<_> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    let request = ReadRequest { paths: &paths, format: None, kind, sets: lodestone::sorting::OrderedMap::new() };
    let reading = reading::read(&request);
    assert!(reading.unusable.is_empty(), "{:?}", reading.unusable);
    let mut outcome = reading::import(plan, reading, ImportOptions::default()).unwrap();
    // The folder's name is another each time.
    for problem in &mut outcome.report.problems {
        if let lodestone::finding::Subject::Place(place, _) = &mut problem.subject {
            place.file = place.file.rsplit(['/', '\\']).next().unwrap_or_default().into();
        }
        problem.message = problem.message.replace(&format!("{}/", folder.path().display()), "");
    }
    outcome
}

/// What is wrong or odd about an import, each as a line.
pub(crate) fn told(outcome: &ImportOutcome, from: Severity) -> Vec<String> {
    let problems = outcome.report.problems.iter().filter(|problem| from <= problem.severity);
    problems.map(ToString::to_string).collect()
}
