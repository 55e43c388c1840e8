//! The recorded answers of the real Traffic Router, every field that they hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{answer_all, read_scenario};
use crate::formats::coverage_zones::{ZoneFileKind, read_zone_tree};
use crate::routing::{Router, Subnet, Surroundings};
use crate::snapshot::reading::{EdgeLocation, RouterPosition, RouterView};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-router")
}

fn recordings(set: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder().join(set)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let is_recording = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind = name.split(['-', '.']).next().unwrap();
        let is_json = path.extension().is_some_and(|extension| extension == "json" || extension == "gz");
        is_json && kind != "tie" && !name.contains("lookups")
    };
    paths.retain(is_recording);
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// What a recording says and we do not.
fn differences(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).unwrap();
    let beside = |name: &str| std::fs::read(path.with_file_name(name)).map_err(|error| error.to_string());
    let answers = answer_all(&read_scenario(&bytes, &beside).unwrap());
    let text = if path.extension().unwrap() == "gz" {
        std::io::read_to_string(flate2::read::GzDecoder::new(&*bytes)).unwrap()
    } else {
        String::from_utf8(bytes).unwrap()
    };
    let recording: Value = serde_json::from_str(&text).unwrap();
    let expected = recording["expected"].as_array().unwrap();
    assert_eq!(answers.len(), expected.len(), "{}", path.display());
    let mut found = Vec::new();
    for (index, (wanted, answer)) in expected.iter().zip(&answers).enumerate() {
        compare(wanted, answer, &format!("{index}"), &mut found);
        let more = answer.as_object().unwrap().keys().filter(|key| wanted.get(key).is_none() && *key != "answer");
        found.extend(more.map(|key| format!("{index}/{key}: {} where nothing is", answer[key])));
    }
    found
}

fn compare(wanted: &Value, answer: &Value, at: &str, found: &mut Vec<String>) {
    for (key, wanted) in wanted.as_object().unwrap() {
        let at = format!("{at}/{key}");
        match (wanted, &answer[key]) {
            (Value::Object(_), own @ Value::Object(_)) if key == "answer" || key == "wire" => {
                compare(wanted, own, &at, found);
                let more = own.as_object().unwrap().keys().filter(|key| wanted.get(key).is_none());
                found.extend(more.map(|key| format!("{at}/{key}: {} where nothing is", own[key])));
            }
            (Value::Array(seen), Value::Array(possible)) if key == "oneOf" => {
                let missing = seen.iter().filter(|seen| !possible.contains(seen));
                found.extend(missing.map(|seen| format!("{at}: {seen} was seen")));
            }
            (wanted, own) if wanted != own => found.push(format!("{at}: {own} for {wanted}")),
            _ => {}
        }
    }
}

#[test]
fn the_router_answers_as_recorded() {
    let mut told = String::new();
    let mut answers = 0;
    for path in ["first", "second"].iter().flat_map(|set| recordings(set)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        answers += 1;
        for difference in differences(&path).iter().take(10) {
            let _ = writeln!(told, "{name}: {difference}");
        }
    }
    assert!(50 < answers, "{answers} recordings");
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn coverage_zone_files_load_and_answer_as_recorded() {
    let read = |name: &str| std::fs::read_to_string(folder().join("first").join(name)).unwrap();
    let (inputs, expected) = (read("coverage-zone-parse-input.txt"), read("coverage-zone-parse-expected.txt"));
    let mut results = expected.lines().filter_map(|line| line.trim().strip_prefix("=> "));
    for input in inputs.lines() {
        let mut parts = input.split('|');
        let document = parts.next().unwrap();
        let kind = if document.contains("deepCoverageZones") { ZoneFileKind::Deep } else { ZoneFileKind::Plain };
        let tree = read_zone_tree(document.as_bytes(), kind);
        let result = results.next().unwrap();
        let mut own = if tree.is_ok() { "ok".to_owned() } else { "REJECTED".to_owned() };
        for address in parts.filter(|_| tree.is_ok()) {
            let hit = Subnet::read(address).map(|subnet| tree.as_ref().unwrap().find(subnet));
            let zone = match hit {
                Ok(Some(hit)) => tree.as_ref().unwrap().zone(hit.zone).unwrap().name.clone(),
                Ok(None) => "null".to_owned(),
                Err(_) => "NetworkNodeException".to_owned(),
            };
            let _ = write!(own, "  {address}->{zone}");
        }
        // How many nodes its tree has is the router's own.
        let wanted = result.split("  ").map(|part| part.split(" size=").next().unwrap()).collect::<Vec<_>>().join("  ");
        assert_eq!(own, wanted, "{document}");
    }
    assert_eq!(results.next(), None);
}

#[test]
fn equally_distant_locations_are_tried_as_recorded() {
    let text = std::fs::read_to_string(folder().join("first/tie-order-cases.json")).unwrap();
    let cases: Vec<BTreeMap<String, Vec<String>>> = serde_json::from_str(&text).unwrap();
    for case in cases {
        let names: Vec<&str> = case["snapshotOrder"].iter().map(String::as_str).collect();
        let view = RouterView {
            locations: names
                .iter()
                .map(|name| EdgeLocation { name: (*name).to_owned(), ..EdgeLocation::default() })
                .collect(),
            ..RouterView::default()
        };
        let router = Router::new(view.into(), Surroundings::default());
        let walked: Vec<&str> = router
            .locations_around(RouterPosition::default())
            .iter()
            .map(|(location, _)| router.location_name(*location))
            .collect();
        assert_eq!(walked, case["walkOrder"], "{names:?}");
    }
}
