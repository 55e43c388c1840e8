//! `lodestone check`: exit codes, what goes to which stream, and each form of the findings.

use std::path::Path;

use serde_json::Value;

use crate::support::child::lodestone;
use crate::support::{atlas, temporary_folder};

/// A plan-text with one error.
const TEXT: &str = r#"lodestone-plan-text 1
cache-group {"name":"edge-1","shortName":"e1","type":"EDGE_LOC","parentCachegroup":"edge-1"}
"#;

const WAIVERS: &str = r#"waiver {"rule":"cache-group-own-parent","objectKind":"cache-group","objectName":"edge-1","reason":"a test"}
"#;

/// What goes to both streams.
fn run(folder: &Path, arguments: &[&str], standard_input: &str, code: i32) -> (String, String) {
    let output = lodestone(folder, arguments, standard_input.as_bytes());
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The findings of a rule in JSON.
fn of_rule<'a>(findings: &'a Value, rule: &str) -> Vec<&'a Value> {
    findings["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).collect()
}

#[test]
fn a_finding_is_said_with_its_object_field_and_fixes() {
    let folder = temporary_folder();
    let (out, err) = run(folder.path(), &["check", "-"], TEXT, 1);
    assert!(out.contains("edge-1") && out.contains("fix: "), "{out}");
    assert!(err.contains("1 error"), "{err}");
    let (out, _) = run(folder.path(), &["check", "-", "--json"], TEXT, 1);
    let findings = json(&out);
    let own = of_rule(&findings, "cache-group-own-parent");
    let [parent] = own[..] else { panic!("{findings:#}") };
    assert_eq!(parent["severity"], "error");
    assert_eq!(parent["object"], serde_json::json!({"kind": "cache-group", "name": "edge-1"}));
    assert_eq!(parent["field"], "parentCachegroup");
    assert_eq!(parent["waived"], false);
    assert!(parent["fixes"].as_array().is_some_and(|fixes| !fixes.is_empty()), "{parent:#}");
    assert!(parent["message"].is_string() && parent["effect"].is_string(), "{parent:#}");
}

#[test]
fn what_is_waived_is_listed_and_does_not_count() {
    let folder = temporary_folder();
    let text = format!("{TEXT}{WAIVERS}");
    let (out, _) = run(folder.path(), &["check", "-"], &text, 0);
    assert!(out.contains("waived (a test)") && out.contains("1 waived"), "{out}");
    let (out, _) = run(folder.path(), &["check", "-", "--json"], &text, 0);
    assert_eq!(of_rule(&json(&out), "cache-group-own-parent")[0]["waived"], true, "{out}");
    let (out, _) = run(folder.path(), &["check", "-", "--sarif"], &text, 0);
    let log = json(&out);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let waived = results.iter().find(|result| result["ruleId"] == "cache-group-own-parent").unwrap();
    assert_eq!(waived["suppressions"][0]["justification"], "a test", "{waived:#}");
}

#[test]
fn deny_says_from_where_on_it_is_exit_code_1() {
    let folder = temporary_folder();
    // A group of no type that anything says anything of, with a profile that nothing uses: no error.
    let text = "lodestone-plan-text 1\ncache-group {\"name\":\"edge-1\",\"shortName\":\"e1\",\"type\":\"EDGE_LOC\"}\n";
    run(folder.path(), &["check", "-"], text, 0);
    let (out, _) = run(folder.path(), &["check", "-", "--json"], text, 0);
    let worst = |severity: &str| {
        json(&out)["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == severity).count()
    };
    assert_eq!(worst("error"), 0, "{out}");
    assert!(0 < worst("warning") + worst("note"), "{out}");
    run(folder.path(), &["check", "-", "--deny", "warning"], text, i32::from(0 < worst("warning")));
    run(folder.path(), &["check", "-", "--deny", "note"], text, 1);
    run(folder.path(), &["check", "-", "--deny", "fatal"], text, 2);
    run(folder.path(), &["check"], text, 2);
    run(folder.path(), &["check", "-", "--json", "--sarif"], text, 2);
    run(folder.path(), &["check", "no-such-file"], "", 3);
}

#[test]
fn a_snapshot_gets_preflight_and_what_follows_from_the_router() {
    let folder = temporary_folder();
    let snapshot = atlas("snapshot-atlas.json");
    let snapshot = snapshot.to_str().unwrap();
    let (out, _) = run(folder.path(), &["check", snapshot, "--json"], "", 0);
    let of_preflight = {
        let output = lodestone(folder.path(), &["preflight", snapshot, "--json"], b"");
        json(&String::from_utf8(output.stdout).unwrap())
    };
    let findings = json(&out);
    for finding in of_preflight["findings"].as_array().unwrap() {
        assert!(!of_rule(&findings, finding["rule"].as_str().unwrap()).is_empty(), "{finding:#}");
    }
    // As preflight says it: a router would not take it.
    let (out, _) = run(folder.path(), &["check", "-"], "{\"config\":", 1);
    assert!(out.contains("snapshot-not-json"), "{out}");
}

#[test]
fn quick_leaves_out_what_is_found_in_snapshots() {
    let folder = temporary_folder();
    run(folder.path(), &["new", "plan.lodestone"], "", 0);
    run(folder.path(), &["import", "plan.lodestone", atlas("api-5.0").to_str().unwrap()], "", 0);
    let rules = |arguments: &[&str]| {
        let output = lodestone(folder.path(), arguments, b"");
        let findings = json(&String::from_utf8(output.stdout).unwrap());
        let findings = findings["findings"].as_array().unwrap().clone();
        findings.iter().map(Value::to_string).collect::<Vec<_>>()
    };
    let whole = rules(&["check", "plan.lodestone", "--json"]);
    let quick = rules(&["check", "plan.lodestone", "--json", "--quick"]);
    assert!(quick.len() < whole.len(), "{whole:#?}");
    assert!(quick.iter().all(|finding| whole.contains(finding)), "{quick:#?}");
}

#[test]
fn explain_says_what_a_rule_is_about() {
    let folder = temporary_folder();
    let (out, _) = run(folder.path(), &["check", "--explain", "cache-group-parent-cycle"], "", 0);
    assert!(out.contains("cache-group-parent-cycle") && out.contains("error"), "{out}");
    let (_, err) = run(folder.path(), &["check", "--explain", "cache-group-cycle"], "", 2);
    assert!(err.contains("cache-group-parent-cycle"), "{err}");
}
