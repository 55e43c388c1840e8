//! What the command line says, to the letter: the arguments, the exit code, standard output and standard error of each
//! case in one snapshot. A change in these words is seen and meant.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::child::lodestone;
use crate::support::{atlas, temporary_folder};

/// Runs the program in a folder and tells all that came of it, with nothing in it that differs from run to run.
fn told(folder: &Path, arguments: &[&str], input: &[u8]) -> String {
    let output = lodestone(folder, arguments, input);
    let shown: Vec<String> =
        arguments
            .iter()
            .map(|argument| {
                if argument.starts_with('/') { format!(".../{}", file_name(argument)) } else { (*argument).to_owned() }
            })
            .collect();
    let mut told = format!("$ lodestone {}\n", shown.join(" "));
    let code = output.status.code().expect("the program ends by itself");
    writeln!(told, "exit code {code}").unwrap();
    for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
        let text = String::from_utf8(bytes.clone()).expect("it speaks UTF-8");
        let text = text.replace(&folder.display().to_string(), "FOLDER");
        let text = text.replace(env!("CARGO_MANIFEST_DIR"), "PROJECT");
        text.lines().for_each(|line| writeln!(told, "{name}| {line}").unwrap());
    }
    told
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Runs commands one after the other in one folder.
fn session(commands: &[&[&str]]) -> String {
    let folder = temporary_folder();
    commands.iter().map(|arguments| told(folder.path(), arguments, b"")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plan_is_made_and_told() {
    insta::assert_snapshot!(session(&[
        &["new", "plan.lodestone"],
        &["new", "plan.lodestone"],
        &["history", "plan.lodestone"],
        &["undo", "plan.lodestone"],
        &["redo", "plan.lodestone", "--json"],
        &["new", "other.lodestone", "--json"],
    ]));
}

#[test]
fn what_is_not_there_is_named() {
    insta::assert_snapshot!(session(&[
        &["wombat"],
        &["wombat.lodestone"],
        &["history", "wombat.lodestone"],
        &["export", "wombat.lodestone", "--format", "plan-text"],
        &["diff", "wombat.lodestone", "wombat.lodestone"],
        &["preflight", "wombat.json"],
        &["new", "plan.lodestone"],
        &["import", "plan.lodestone", "wombat.json"],
        &["import", "plan.lodestone", "wombat.json", "--kind", "wombats"],
    ]));
}

#[test]
fn exports_want_to_know_whose() {
    let folder = temporary_folder();
    let bodies = atlas("api-5.0");
    let bodies = bodies.to_str().unwrap();
    let run = |arguments: &[&str]| told(folder.path(), arguments, b"");
    let mut all = vec![run(&["new", "plan.lodestone"]), run(&["export", "plan.lodestone", "--format", "snapshot"])];
    all.push(run(&["import", "plan.lodestone", bodies]));
    all.push(run(&["export", "plan.lodestone", "--format", "snapshot"]));
    all.push(run(&["export", "plan.lodestone", "--format", "snapshot", "--cdn", "ALL"]));
    all.push(run(&["export", "plan.lodestone", "--format", "plan-text", "-o", "plan.lodestone"]));
    let snapshot =
        ["export", "plan.lodestone", "--format", "snapshot", "--cdn", "atlas", "--date", "1", "-o", "s.json"];
    all.push(run(&[&snapshot[..], &["--json"]].concat()));
    all.push(run(&[&snapshot[..7], &["0", "-o", "s.json", "--strict"]].concat()));
    all.push(run(&["preflight", "s.json"]));
    all.push(run(&["diff", "s.json", "plan.lodestone"]));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn bad_input_is_refused_with_file_and_place() {
    let folder = temporary_folder();
    let run = |arguments: &[&str], input: &[u8]| told(folder.path(), arguments, input);
    let divisions = br#"{"response": [{"name": "north"}, {"name": 7}, {"id": 1}]}"#;
    std::fs::write(folder.path().join("divisions.json"), divisions).unwrap();
    std::fs::write(folder.path().join("broken.json"), br#"{"response": [{"#).unwrap();
    std::fs::write(folder.path().join("bad.plan-text"), "lodestone-plan-text 1\nwombat {}\n").unwrap();
    let all = [
        run(&["new", "plan.lodestone"], b""),
        run(&["import", "plan.lodestone", "divisions.json"], b""),
        run(&["import", "plan.lodestone", "divisions.json", "--dry-run", "--json"], b""),
        run(&["import", "plan.lodestone", "divisions.json", "--keep-going"], b""),
        run(&["import", "plan.lodestone", "broken.json"], b""),
        run(&["import", "plan.lodestone", "bad.plan-text"], b""),
        run(&["import", "plan.lodestone", "-", "--kind", "regions", "--dry-run"], b"[{\"name\": \"west\"}]"),
        run(&["preflight", "-", "--json"], b"nonsense"),
        run(&["preflight", "-"], b"{}"),
    ];
    insta::assert_snapshot!(all.join("\n"));
}
