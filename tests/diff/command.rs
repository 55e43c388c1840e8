//! The command that tells differences.

use super::*;

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
