//! The export dialog without a display: what Traffic Router would make of a snapshot is said before it is written, and
//! what was written or read is remembered as on the command line.

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use serde_json::Value;

use lodestone::edit::import::ImportOptions;
use lodestone::finding::Tally;
use lodestone::formats::reading::{self, ReadRequest};
use lodestone::formats::snapshot::read_document_bytes;
use lodestone::formats::{plan_text, writing};
use lodestone::model::{Cdn, DeliveryService, Kind};
use lodestone::session::{Options, ReadOnlySession, Session};
use lodestone::snapshot::judging::{JudgingOptions, judge, words};
use lodestone::sorting::OrderedMap;
use lodestone::ui::action::{Action, OpenMode};
use lodestone::ui::app::Setup;
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample, setup};
use crate::support::{atlas, temporary_folder};

/// The clock of windows in tests.
const NOW: i64 = 1_800_000_000;

/// The sample with its text changed.
fn altered(folder: &Path, changes: &[(&str, &str)]) -> PathBuf {
    let path = sample(folder);
    let mut session = Session::open(&path, Options::default()).unwrap();
    let mut text = String::from_utf8(plan_text::write(session.plan())).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let file = folder.join("altered.plan-text");
    std::fs::write(&file, text).unwrap();
    let paths = [file];
    let reading = reading::read(&ReadRequest { paths: &paths, format: None, kind: None, sets: OrderedMap::default() });
    let outcome = reading::import(session.plan(), reading, ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused && !outcome.edit.is_empty(), "{:?}", outcome.report.problems);
    session.perform(outcome.edit).unwrap();
    session.close().unwrap();
    path
}

const BAD_REGEX: (&str, &str) = (r#"".*\\.aurora-live\\..*""#, r#"".*\\.(aurora-live""#);
const NO_DOMAIN: (&str, &str) = (r#""domainName":"aurora.example.net""#, r#""domainName":null"#);

/// The window with the export dialog open, writing into a file of the folder.
fn exporting(plan: &Path, file: &Path) -> Window {
    let mut window = Window::on(plan);
    window.keys(Modifiers::COMMAND, Key::E);
    window.retype("File", file.to_str().unwrap());
    window
}

fn bytes_of(window: &Window, cdn: &str, date: i64) -> Vec<u8> {
    match writing::write_dated_snapshot(&window.plan(), cdn, date, None).unwrap() {
        writing::Written::One { bytes, .. } => bytes,
        writing::Written::Many { .. } => panic!("a snapshot is one document"),
    }
}

fn baseline(plan: &Path, cdn: &str) -> Option<Vec<u8>> {
    ReadOnlySession::open(plan).unwrap().baseline(cdn)
}

fn lodestone(arguments: &[&str]) {
    let output = Process::new(env!("CARGO_BIN_EXE_lodestone")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_traffic_router_would_do_is_said_before_anything_is_written() {
    let folder = temporary_folder();
    let file = folder.path().join("aurora.json");
    let mut window = exporting(&sample(folder.path()), &file);
    let bytes = bytes_of(&window, "aurora", NOW);
    let judgement = judge(&read_document_bytes(&bytes).unwrap(), &JudgingOptions::default());
    assert!(window.shows(&words::verdict(&judgement, false)));
    assert!(window.shows(&words::loading(&judgement)));
    assert!(window.tells("Not loaded: 16 servers in no loaded location (mid-dub-01, mid-dub-02,"));
    assert!(window.tells("No earlier snapshot of aurora is known. A Traffic Router that restarts would do the same."));
    assert!(window.shows("1 note"));
    let finding = &judgement.findings[0];
    assert!(window.tells(&finding.message[1..]) && window.shows(&finding.effect));
    assert!(window.shows(finding.pointer()));
    assert!(!file.exists());
    window.click("Export");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert!(window.tells("Exported /") && !window.shows("Cancel"), "there is nothing more to say");
}

#[test]
fn a_rejected_snapshot_is_exported_only_when_it_is_meant() {
    let folder = temporary_folder();
    let file = folder.path().join("aurora.json");
    let mut window = exporting(&altered(folder.path(), &[BAD_REGEX]), &file);
    assert!(window.shows("A running Traffic Router would reject this snapshot and load nothing of it"));
    assert!(
        window.tells("Java does not compile") && window.tells("correct the expression; its grammar is that of Java")
    );
    assert!(window.shows("Traffic Router rejects the whole snapshot and keeps the one that it has"));
    assert!(window.shows("1 error, 1 note"));
    for _ in 0..3 {
        window.keys(Modifiers::NONE, Key::Enter);
    }
    assert!(!file.exists(), "Enter does not export what would be rejected");
    window.click("Export anyway");
    assert_eq!(std::fs::read(&file).unwrap(), bytes_of(&window, "aurora", NOW));
}

#[test]
fn a_finding_leads_to_its_object_and_the_export_waits() {
    let folder = temporary_folder();
    let file = folder.path().join("aurora.json");
    let mut window = exporting(&altered(folder.path(), &[BAD_REGEX]), &file);
    window.click("Show Delivery service aurora-live");
    assert!(!window.shows("Export anyway") && window.tells("The export waits: Export (Ctrl+E) goes on with it"));
    let shown: Vec<_> = window.harness.state().selection().iter().collect();
    let service = window.plan().find::<DeliveryService>("aurora-live").unwrap();
    assert_eq!(
        shown.iter().map(|object| (object.kind, object.number)).collect::<Vec<_>>(),
        [(Kind::DeliveryService, service.number())]
    );
    // What was wrong goes, and the dialog that comes back knows.
    window.send(Action::Delete(shown));
    if window.shows("Delete and take those references away") {
        window.click("Delete and take those references away");
    }
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("A running Traffic Router would accept this snapshot"));
    window.click("Export");
    assert_eq!(std::fs::read(&file).unwrap(), bytes_of(&window, "aurora", NOW));
}

#[test]
fn what_is_typed_elsewhere_while_a_snapshot_is_written_stays() {
    let folder = temporary_folder();
    let file = folder.path().join("aurora.json");
    let plan = sample(folder.path());
    for _ in ["written", "there already"] {
        let mut window = exporting(&plan, &file);
        window.harness.get_by_role_and_label(Role::Button, "Export").click();
        window.harness.step();
        window.send(Action::Run(Command::NewCdn));
        assert!(window.tells("A name and a domain suffice"), "the dialog stays");
        assert!(window.tells("xported"), "and it is told what came of the export");
    }
    assert!(file.exists());
}

#[test]
fn a_snapshot_without_zones_is_told_as_such() {
    let folder = temporary_folder();
    let label = "x".repeat(64);
    let plan = altered(folder.path(), &[(r#""hostName":"tr-atl-01""#, &format!(r#""hostName":"{label}""#))]);
    let mut window = exporting(&plan, &folder.path().join("aurora.json"));
    assert!(window.shows("A running Traffic Router would accept this snapshot, but build no DNS zones"));
    assert!(window.tells("; the DNS zones that it has stay as they are"));
    assert!(window.tells("use labels of 1 to 63 characters"));
    window.click("Export");
}

#[test]
fn where_no_snapshot_can_be_made_it_says_what_to_do() {
    let folder = temporary_folder();
    let file = folder.path().join("aurora.json");
    let mut window = exporting(&altered(folder.path(), &[NO_DOMAIN]), &file);
    assert!(window.shows("No snapshot of aurora can be made, and Traffic Ops would make none"));
    assert!(window.shows("CDN `aurora` has no domain; set its Domain"));
    assert!(window.shows("Traffic Ops makes no snapshot of the CDN as long as this is so"));
    window.click("Export");
    assert!(!file.exists() && window.shows("Cancel"));
    window.click("Show CDN aurora");
    let cdn = window.plan().find::<Cdn>("aurora").unwrap();
    let shown: Vec<_> = window.harness.state().selection().iter().collect();
    assert_eq!((shown[0].kind, shown[0].number), (Kind::Cdn, cdn.number()));
}

#[test]
fn a_date_that_is_not_newer_is_warned_about_and_mended() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut session = Session::open(&plan, Options::default()).unwrap();
    session.set_baseline("aurora", format!(r#"{{"stats":{{"date":{NOW}}}}}"#).as_bytes()).unwrap();
    session.close().unwrap();
    let file = folder.path().join("aurora.json");
    let mut window = exporting(&plan, &file);
    assert!(window.tells("It has the snapshot of aurora from 2027-01-15 08:00:00 UTC"));
    assert!(window.tells("1800000000 is not newer than 1800000000, the date of the CDN's last snapshot"));
    assert!(window.shows("A running Traffic Router would reject this snapshot and load nothing of it"));
    assert!(window.shows("A restarting Traffic Router would accept this snapshot"));
    window.click("Export anyway");
    assert!(window.shows("Exported") && window.shows("1 warning about what was written"));
    window.click("Close");
    // What was written is what the plan remembers now.
    window.keys(Modifiers::COMMAND, Key::E);
    window.retype("File", file.to_str().unwrap());
    assert!(window.shows("A running Traffic Router would accept this snapshot"), "the router may have this very one");
    window.retype("Date", "1799999999");
    assert!(window.comes_to(|it| it.shows("2027-01-15 07:59:59 UTC") && it.tells("1799999999 is not newer")));
    window.click("Give a later date");
    assert!(window.comes_to(|it| it.shows("2027-01-15 08:00:01 UTC") && !it.tells("is not newer")));
    window.retype("Date", "tomorrow");
    assert!(window.tells("This is no number of seconds since 1970; now is 1800000000"));
    window.click("Now");
    window.retype("Date", "1800000007");
    window.click("Export");
    window.click("Replace");
    assert_eq!(std::fs::read(&file).unwrap(), bytes_of(&window, "aurora", NOW + 7));
    assert_eq!(baseline(&plan, "aurora"), Some(bytes_of(&window, "aurora", NOW + 7)));
}

#[test]
fn before_a_snapshot_is_replaced_it_says_what_changes() {
    let folder = temporary_folder();
    let file = folder.path().join("aurora.json");
    let plan = sample(folder.path());
    let mut window = exporting(&plan, &file);
    window.click("Export");
    let before: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let mut other = before.clone();
    other["contentServers"].as_object_mut().unwrap().remove("edge-ams-01");
    other["edgeLocations"]["edge-paris"]["latitude"] = 1.0.into();
    other["edgeLocations"]["edge-utopia"] = other["edgeLocations"]["edge-paris"].clone();
    std::fs::write(&file, other.to_string()).unwrap();
    let again = |window: &mut Window, file: &Path| {
        window.keys(Modifiers::COMMAND, Key::E);
        window.retype("File", file.to_str().unwrap());
        window.click("Export");
    };
    again(&mut window, &file);
    assert!(window.tells("is there, the snapshot of aurora from 2027-01-15 08:00:00 UTC."));
    assert!(window.tells("Replacing it, objects: 1 added, 1 removed, 1 updated,"));
    assert_eq!(std::fs::read(&file).unwrap(), other.to_string().as_bytes(), "not yet");
    window.click("Replace");
    assert_eq!(serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()).unwrap(), before);
    again(&mut window, &file);
    assert!(window.tells("It would be replaced by one that differs in nothing but its date."));
    window.keys(Modifiers::NONE, Key::Escape);
    std::fs::write(&file, r#"{"config": {}, "stats": {"CDN_name": "elsewhere", "date": 7}}"#).unwrap();
    again(&mut window, &file);
    assert!(window.tells("the snapshot of another CDN, elsewhere from 1970-01-01 00:00:07 UTC"));
}

#[test]
fn window_and_command_line_remember_alike() {
    let folder = temporary_folder();
    let names = ["window", "line"].map(|name| folder.path().join(name));
    let snapshots = ["snapshot-atlas.json", "snapshot-beacon.json"].map(atlas);
    let date = (NOW + 5).to_string();
    let plans = names.clone().map(|folder| {
        std::fs::create_dir(&folder).unwrap();
        sample(&folder)
    });
    // By the window.
    let mut window = Window::on(&plans[0]);
    window.send(Action::PreviewImport(snapshots.to_vec()));
    window.click("Import");
    assert!(window.tells("Undo takes it back"));
    window.keys(Modifiers::COMMAND, Key::E);
    window.harness.get_by_role_and_label(Role::ComboBox, "CDN").click();
    window.settle();
    window.click("beacon");
    window.retype("Date", &date);
    window.retype("File", names[0].join("out.json").to_str().unwrap());
    window.click(if window.shows("Export anyway") { "Export anyway" } else { "Export" });
    drop(window);
    // By the command line.
    let (plan, out) = (plans[1].to_str().unwrap(), names[1].join("out.json"));
    lodestone(&["import", plan, snapshots[0].to_str().unwrap(), snapshots[1].to_str().unwrap()]);
    let to = ["--cdn", "beacon", "--date", &date, "-o", out.to_str().unwrap()];
    lodestone(&[["export", plan, "--format", "snapshot"].as_slice(), &to].concat());
    let [a, b] = plans.map(|plan| ReadOnlySession::open(&plan).unwrap());
    assert!(a.plan().same_content(b.plan()));
    let steps = |session: &ReadOnlySession| -> Vec<(String, u64, bool)> {
        session.history().steps.iter().map(|step| (step.label.clone(), step.changes, step.done)).collect()
    };
    assert_eq!(steps(&a), steps(&b));
    for cdn in ["atlas", "beacon", "aurora"] {
        assert_eq!(a.baseline(cdn), b.baseline(cdn), "{cdn}");
    }
    assert!(a.baseline("atlas").is_some() && a.baseline("aurora").is_none());
    assert_eq!(a.baseline("beacon"), Some(std::fs::read(out).unwrap()));
}

#[test]
fn an_imported_snapshot_stays_remembered_after_undo_and_opening_again() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut window = Window::on(&plan);
    let file = atlas("snapshot-atlas.json");
    window.send(Action::PreviewImport(vec![file.clone()]));
    window.click("Import");
    let remembered = baseline(&plan, "atlas");
    assert!(remembered.is_some());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.plan().find::<Cdn>("atlas").is_none());
    drop(window);
    assert_eq!(baseline(&plan, "atlas"), remembered);
    // Where the plan has it all already, there is still something to remember.
    let mut window = Window::on(&plan);
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    let mut other: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let snapshot = if other.get("response").is_some() { &mut other["response"] } else { &mut other };
    snapshot["stats"]["date"] = NOW.into();
    let newer = folder.path().join("newer.json");
    std::fs::write(&newer, other.to_string()).unwrap();
    window.send(Action::PreviewImport(vec![newer]));
    assert!(window.tells("Nothing is new but the snapshot itself, which the plan will remember"));
    window.click("Import");
    assert!(window.tells("The plan remembers the snapshot"));
    let now = baseline(&plan, "atlas");
    assert_eq!(now.as_deref().and_then(lodestone::formats::snapshot::date_of), Some(NOW));
    assert_ne!(now, remembered);
}

#[test]
fn a_read_only_plan_is_exported_and_says_that_it_does_not_remember() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let file = folder.path().join("aurora.json");
    let mut window = Window::with(Setup { plan: Some(plan.clone()), mode: OpenMode::ReadOnly, ..setup() });
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.tells("The plan is open read-only: it will not remember this snapshot"));
    window.retype("File", file.to_str().unwrap());
    window.click("Export");
    assert!(file.exists() && window.tells("the plan is open read-only and does not remember this snapshot"));
    assert_eq!(baseline(&plan, "aurora"), None);
}

#[test]
fn the_question_is_asked_anew_when_the_plan_changes() {
    let folder = temporary_folder();
    let mut window = exporting(&sample(folder.path()), &folder.path().join("aurora.json"));
    assert!(window.tells("and 3 delivery services"));
    let service = window.plan().find::<DeliveryService>("aurora-vod").unwrap();
    let edit = lodestone::edit::intent::delete_with_references(
        &window.plan(),
        &[lodestone::model::AnyId { kind: Kind::DeliveryService, number: service.number() }],
    );
    window.send(Action::Perform(edit.unwrap()));
    assert!(window.tells("and 2 delivery services"));
}

#[test]
fn hundreds_of_findings_are_scrolled_through() {
    let folder = temporary_folder();
    let path = sample(folder.path());
    let text = plan_text::write(ReadOnlySession::open(&path).unwrap().plan());
    std::fs::remove_file(&path).unwrap();
    let text = String::from_utf8(text).unwrap();
    let service = text.lines().find(|line| line.contains(r#"{"xmlId":"aurora-live""#)).unwrap();
    let bad = service.replace(r#","trafficOpsId":3"#, "").replace(r".*\\.aurora-live\\..*", "[z-a");
    let more = (0..300).map(|number| bad.replace("aurora-live", &format!("live-{number:03}")));
    let services: Vec<String> = std::iter::once(service.to_owned()).chain(more).collect();
    let plan = altered(folder.path(), &[(service, &services.join("\n"))]);
    let mut window = exporting(&plan, &folder.path().join("aurora.json"));
    let bytes = bytes_of(&window, "aurora", NOW);
    let judgement = judge(&read_document_bytes(&bytes).unwrap(), &JudgingOptions::default());
    let findings = &judgement.findings;
    assert!(300 <= findings.len());
    assert!(window.shows(&Tally::of(findings).words(", ")));
    let [first, last] = [findings.first(), findings.last()].map(|finding| finding.unwrap().pointer());
    assert!(window.shows(first) && !window.shows(last), "what is not in view is not drawn");
    let place = window.harness.get_by_label(first).rect().center();
    window.harness.hover_at(place);
    let event = egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -100_000.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    };
    for _ in 0..20 {
        window.harness.event(event.clone());
        window.settle();
    }
    assert!(!window.shows(first) && window.shows(last));
}

#[test]
fn a_coverage_zone_file_is_exported_by_its_name_too() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let zones = folder.path().join("lab.json");
    let text = r#"{"coverageZones":{"edge-paris":{"network":["203.0.113.0/24"]}}}"#;
    std::fs::write(&zones, text).unwrap();
    let mut session = Session::open(&plan, Options::default()).unwrap();
    let paths = [zones];
    let reading = reading::read(&ReadRequest { paths: &paths, format: None, kind: None, sets: OrderedMap::default() });
    let outcome = reading::import(session.plan(), reading, ImportOptions::default()).unwrap();
    session.perform(outcome.edit).unwrap();
    session.close().unwrap();
    let out = folder.path().join("out.json");
    let mut window = exporting(&plan, &out);
    window.click("Coverage zone file");
    window.harness.get_by_role_and_label(Role::ComboBox, "Zones").click();
    window.settle();
    window.harness.key_press(Key::End);
    window.settle();
    let lines: Vec<String> = window
        .harness
        .query_all_by_role(Role::ListBoxOption)
        .filter_map(|line| egui_kittest::kittest::NodeT::accesskit_node(&line).label())
        .collect();
    assert!(lines.contains(&"lab.json".to_owned()), "{lines:?}");
    window.click("lab.json");
    window.click("Export");
    assert!(window.comes_to(|_| out.exists()), "nothing was written");
    let written: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    let own: Vec<&String> = written["coverageZones"].as_object().unwrap().keys().collect();
    assert_eq!(own, ["edge-paris"], "not the file that the CDN uses");
}
