//! The recorded answers of the real Traffic Router, every field that they hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{answer_all, read_scenario};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-router")
}

fn recordings(set: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder().join(set)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let is_recording = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind = name.split(['-', '.']).next().unwrap();
        (name.ends_with(".json") || name.ends_with(".json.gz")) && kind != "tie" && !name.contains("lookups")
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
    let mut by_kind: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut told = String::new();
    for path in ["first", "second"].iter().flat_map(|set| recordings(set)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let differences = differences(&path);
        let kind = name.split(['-', '.']).next().unwrap().to_owned();
        let count = by_kind.entry(kind).or_default();
        count.0 += 1;
        count.1 += differences.len();
        if let Ok(wanted) = std::env::var("RECORDING")
            && name.starts_with(&wanted)
        {
            for difference in differences.iter().take(40) {
                told.push_str(&format!("{name}: {difference}\n"));
            }
        }
    }
    panic!("{by_kind:#?}\n{told}");
}
