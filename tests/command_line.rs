//! The program as a user runs it: exit codes, what goes to which stream, help texts.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{atlas, temporary_folder};

/// Runs the program in a folder.
fn lodestone(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lodestone"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// A plan with the recorded data of the atlas CDN.
fn atlas_plan(folder: &Path) {
    assert_eq!(code(&lodestone(folder, &["new", "plan.lodestone"])), 0);
    let imported = lodestone(folder, &["import", "plan.lodestone", atlas("api-5.0").to_str().unwrap()]);
    assert_eq!(code(&imported), 0, "{}", err(&imported));
}

#[test]
fn help_teaches() {
    for (name, page) in lodestone::cli::all_help() {
        insta::assert_snapshot!(name.replace(' ', "-"), page);
    }
}

#[test]
fn real_data_comes_in_and_its_snapshot_goes_out() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    let exported = lodestone(
        folder.path(),
        &["export", "plan.lodestone", "--format", "snapshot", "--cdn", "atlas", "--date", "1", "-o", "snapshot.json"],
    );
    assert_eq!((code(&exported), out(&exported)), (0, String::new()), "{}", err(&exported));
    let to_stream = lodestone(
        folder.path(),
        &["export", "plan.lodestone", "--format", "snapshot", "--cdn", "atlas", "--date", "1"],
    );
    assert_eq!(to_stream.stdout, std::fs::read(folder.path().join("snapshot.json")).unwrap());
    assert!(out(&to_stream).starts_with(r#"{"config":{"#));
}

#[test]
fn a_snapshot_comes_in_and_is_remembered() {
    let folder = temporary_folder();
    assert_eq!(code(&lodestone(folder.path(), &["new", "plan.lodestone"])), 0);
    let file = atlas("snapshot-atlas.json");
    let import = ["import", "plan.lodestone", file.to_str().unwrap()];
    let imported = lodestone(folder.path(), &import);
    assert_eq!(code(&imported), 0, "{}", err(&imported));
    assert!(err(&imported).contains("a snapshot does not say the parents"), "{}", err(&imported));
    let again = lodestone(folder.path(), &import);
    assert!(out(&again).contains("Nothing to change"), "{}", out(&again));
    let export = |date: &str| {
        let arguments = ["export", "plan.lodestone", "--format", "snapshot", "--date", date, "-o", "snapshot.json"];
        lodestone(folder.path(), &arguments)
    };
    let early = export("5");
    assert_eq!(code(&early), 0);
    assert!(err(&early).contains("/stats/date") && err(&early).contains("is not newer"), "{}", err(&early));
    // What was exported is the last one now, and writing the very same again is not worth a word.
    for (date, is_told) in [("5", false), ("6", false), ("6", false), ("5", true)] {
        let exported = export(date);
        assert_eq!(err(&exported).contains("is not newer"), is_told, "{date}: {}", err(&exported));
    }
    // A date before 1970 is a number and no option.
    let preflight = lodestone(folder.path(), &["preflight", "snapshot.json", "--held", "-9"]);
    assert_eq!(code(&preflight), 0, "{}{}", out(&preflight), err(&preflight));
    let before_1970 = err(&export("-5"));
    assert!(before_1970.contains("the date is read as -5"), "{before_1970}");
    let undone = lodestone(folder.path(), &["undo", "plan.lodestone"]);
    assert_eq!(code(&undone), 0, "remembering is no step of the history");
    let no_more = lodestone(folder.path(), &["undo", "plan.lodestone"]);
    assert!((out(&no_more) + &err(&no_more)).contains("no step to undo"), "{}{}", out(&no_more), err(&no_more));
}

#[test]
fn several_cdns_want_a_choice() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    let unsaid = lodestone(folder.path(), &["export", "plan.lodestone", "--format", "snapshot"]);
    assert_eq!(code(&unsaid), 2);
    assert!(err(&unsaid).contains("atlas, beacon"), "{}", err(&unsaid));
    let unknown = lodestone(folder.path(), &["export", "plan.lodestone", "--format", "snapshot", "--cdn", "ALL"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("there is no CDN `ALL`"), "{}", err(&unknown));
}

#[test]
fn an_import_is_one_step_that_goes_back_and_forth() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    let text = || lodestone(folder.path(), &["export", "plan.lodestone", "--format", "plan-text"]).stdout;
    let full = text();
    let again = lodestone(folder.path(), &["import", "plan.lodestone", atlas("api-5.0").to_str().unwrap()]);
    assert!(out(&again).starts_with("Nothing to change"), "{}", out(&again));
    let undone = lodestone(folder.path(), &["undo", "plan.lodestone", "--json"]);
    assert_eq!((code(&undone), out(&undone)), (0, "{\n  \"undone\": \"Import 21 files\"\n}\n".to_owned()));
    assert!(text().len() < full.len() / 10);
    assert_eq!(code(&lodestone(folder.path(), &["undo", "plan.lodestone"])), 1, "nothing is left to undo");
    assert_eq!(code(&lodestone(folder.path(), &["redo", "plan.lodestone"])), 0);
    assert_eq!(text(), full);
    let history = lodestone(folder.path(), &["history", "plan.lodestone", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&history.stdout).unwrap();
    assert_eq!(document["steps"].as_array().unwrap().len(), 1);
    assert_eq!(document["steps"][0]["undone"], false);
}

#[test]
fn a_dry_run_lists_all_and_changes_nothing() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    std::fs::write(
        folder.path().join("cachegroups.json"),
        r#"{"response": [{"name": "edge-denver", "shortName": "DTC", "latitude": 40, "longitude": -105},
            {"name": "edge-oslo", "typeName": "EDGE_LOC", "parentCachegroupName": "mid-emea"}]}"#,
    )
    .unwrap();
    let before = std::fs::read(folder.path().join("plan.lodestone")).unwrap();
    let dry = lodestone(folder.path(), &["import", "plan.lodestone", "cachegroups.json", "--dry-run", "--json"]);
    assert_eq!(code(&dry), 0, "{}", err(&dry));
    let document: serde_json::Value = serde_json::from_slice(&dry.stdout).unwrap();
    assert_eq!(document["added"][0], serde_json::json!({"kind": "cache-group", "name": "edge-oslo"}));
    let denver = document["changed"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["object"]["name"] == "edge-denver")
        .expect("edge-denver changes");
    assert_eq!(denver["fields"][0]["field"], "shortName");
    assert_eq!(denver["fields"][0]["after"], "DTC");
    assert_eq!(before, std::fs::read(folder.path().join("plan.lodestone")).unwrap());
}

#[test]
fn an_error_refuses_the_whole_import_and_lists_every_problem() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    std::fs::write(
        folder.path().join("cachegroups.json"),
        r#"{"response": [{"name": "good"}, {"name": "north", "latitude": 91, "longitude": 0}, {"name": 7}]}"#,
    )
    .unwrap();
    let import =
        |extra: &[&str]| lodestone(folder.path(), &[&["import", "plan.lodestone", "cachegroups.json"], extra].concat());
    let refused = import(&[]);
    assert_eq!(code(&refused), 1);
    for words in ["cachegroups.json", "row 1", "91", "row 2", "name"] {
        assert!(err(&refused).contains(words), "{words}: {}", err(&refused));
    }
    let history = lodestone(folder.path(), &["history", "plan.lodestone"]);
    assert_eq!(out(&history).lines().count(), 1, "{}", out(&history));
    assert_eq!(code(&import(&["--keep-going"])), 1, "rows were left out");
    let history = lodestone(folder.path(), &["history", "plan.lodestone"]);
    assert_eq!(out(&history).lines().count(), 2, "{}", out(&history));
}

#[test]
fn files_that_cannot_be_had_are_exit_code_3() {
    let folder = temporary_folder();
    std::fs::write(folder.path().join("notes.txt"), "a shopping list").unwrap();
    for arguments in [
        &["import", "absent.lodestone", "notes.txt"][..],
        &["history", "absent.lodestone"],
        &["history", "notes.txt"],
        &["undo", "notes.txt"],
        &["new", "notes.txt"],
        &["new", "no/such/folder/plan.lodestone"],
    ] {
        let output = lodestone(folder.path(), arguments);
        assert_eq!(code(&output), 3, "{arguments:?}: {}", err(&output));
        assert!(!err(&output).is_empty() && out(&output).is_empty(), "{arguments:?}");
    }
    assert_eq!(std::fs::read(folder.path().join("notes.txt")).unwrap(), b"a shopping list");
    atlas_plan(folder.path());
    let missing = lodestone(folder.path(), &["import", "plan.lodestone", "absent.json"]);
    assert_eq!(code(&missing), 3, "{}", err(&missing));
    assert!(err(&missing).contains("absent.json"));
}

/// Whoever has large files need not wait for them to be told that.
#[test]
fn a_plan_that_is_not_there_is_said_before_files_are_read() {
    let folder = temporary_folder();
    let said = |bodies: &str| err(&lodestone(folder.path(), &["import", "absent.lodestone", bodies]));
    assert!(said("none.json").contains("absent.lodestone") && !said("none.json").contains("none.json"));
    assert!(!folder.path().join("absent.lodestone").exists());
}

#[test]
fn bad_use_is_exit_code_2() {
    let folder = temporary_folder();
    for arguments in [
        &["frobnicate"][..],
        &["import", "plan.lodestone"],
        &["import", "plan.lodestone", "x.json", "--set", "nonsense"],
        &["import", "plan.lodestone", "x.json", "--kind", "nonsense"],
        &["export", "plan.lodestone", "--format", "nonsense"],
    ] {
        let output = lodestone(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
    }
    assert_eq!(code(&lodestone(folder.path(), &["--help"])), 0);
    assert_eq!(code(&lodestone(folder.path(), &["--version"])), 0);
}

#[test]
fn without_a_display_the_window_says_so() {
    let folder = temporary_folder();
    let output = Command::new(env!("CARGO_BIN_EXE_lodestone"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env("XDG_DATA_HOME", folder.path())
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert_eq!((code(&output), out(&output)), (3, String::new()));
    assert!(err(&output).contains("`lodestone --help`"), "{}", err(&output));
    assert_eq!(err(&output).lines().count(), 1);
    let absent = lodestone(folder.path(), &["absent.lodestone"]);
    assert_eq!(code(&absent), 3, "{}", err(&absent));
}

#[test]
fn a_plan_is_never_overwritten_by_an_export() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    let before = std::fs::read(folder.path().join("plan.lodestone")).unwrap();
    let output =
        lodestone(folder.path(), &["export", "plan.lodestone", "--format", "plan-text", "-o", "plan.lodestone"]);
    assert_eq!(code(&output), 3, "{}", err(&output));
    assert_eq!(before, std::fs::read(folder.path().join("plan.lodestone")).unwrap());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    let mut child = Command::new(env!("CARGO_BIN_EXE_lodestone"))
        .args(["export", "plan.lodestone", "--format", "plan-text"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_a_plan_exports_comes_in_again() {
    let folder = temporary_folder();
    atlas_plan(folder.path());
    for (format, target) in [("plan-text", "twin.txt"), ("traffic-ops", "bodies")] {
        let exported = lodestone(folder.path(), &["export", "plan.lodestone", "--format", format, "-o", target]);
        assert_eq!(code(&exported), 0, "{}", err(&exported));
        let back = lodestone(folder.path(), &["import", "plan.lodestone", target]);
        assert_eq!(code(&back), 0, "{format}: {}", err(&back));
        assert!(out(&back).starts_with("Nothing to change"), "{format}: {}", out(&back));
    }
}
