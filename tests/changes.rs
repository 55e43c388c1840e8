//! The Changes tab without a display: what a new snapshot would change, against the last one and against files.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::compare::snapshots::{JsonPatchRow, PatchOperation, apply_rows, compare_snapshots, is_same};
use lodestone::compare::{compare_with_document, snapshot_like};
use lodestone::edit::{Change, Delta, Edit, intent};
use lodestone::formats::plan_text;
use lodestone::formats::reading::{ReadRequest, import, read};
use lodestone::formats::snapshot::{SnapshotTree, read_tree};
use lodestone::model::{CacheGroup, Id, Kind, Link, Plan, Position, Server};
use lodestone::session::{Options, Session};
use lodestone::ui::action::Action;
use lodestone::ui::selection::Selection;
use serde_json::Value;

use crate::support::shell::{Window, sample};
use crate::support::{atlas, temporary_folder};

fn baseline() -> SnapshotTree {
    read_tree(&std::fs::read(atlas("snapshot-atlas.json")).unwrap()).unwrap()
}

/// A plan file of the recorded bodies, with the recorded snapshot as baseline.
fn plan_with_baseline(folder: &Path) -> PathBuf {
    let path = folder.join("plan.lodestone");
    let mut session = Session::create(&path, Options::default()).unwrap();
    let paths = [atlas("api-5.0")];
    let request =
        ReadRequest { paths: &paths, format: None, kind: None, sets: lodestone::sorting::OrderedMap::default() };
    let outcome = import(session.plan(), read(&request), lodestone::edit::import::ImportOptions::default()).unwrap();
    session.perform(outcome.edit).unwrap();
    session.set_baseline("atlas", &std::fs::read(atlas("snapshot-atlas.json")).unwrap()).unwrap();
    session.close().unwrap();
    path
}

fn on_changes(plan: &Path) -> Window {
    let mut window = Window::on(plan);
    window.keys(Modifiers::COMMAND, Key::D);
    window
}

/// What the rows of the list say, from above.
fn rows(window: &Window) -> Vec<String> {
    let found = window.harness.query_all_by_role(Role::Row);
    found.filter_map(|node| node.accesskit_node().label()).collect()
}

fn position(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).unwrap()
}

fn perform(window: &mut Window, edit: Edit) {
    window.send(Action::Perform(edit));
}

fn group(plan: &Plan, name: &str) -> Id<CacheGroup> {
    plan.find::<CacheGroup>(name).unwrap()
}

/// Moves a group, adds one with a server, changes fallbacks, takes a server away: four steps.
fn change_the_plan(window: &mut Window) {
    let plan = window.plan();
    let denver = lodestone::model::AnyId { kind: Kind::CacheGroup, number: group(&plan, "edge-denver").number() };
    perform(window, intent::relocate(&plan, &[(denver, position(39.815, -105.089))]).unwrap());
    let plan = window.plan();
    let (dallas, miami) = (group(&plan, "edge-dallas"), group(&plan, "edge-miami"));
    perform(window, intent::set_fallbacks(&plan, dallas, &[miami]).unwrap());
    perform(window, new_group(&window.plan()));
    let plan = window.plan();
    let server = plan.ids(Kind::Server).into_iter().find(|id| plan.name_of(*id).as_deref() == Some("edge-akl-02"));
    perform(window, intent::delete_with_references(&plan, &[server.unwrap()]).unwrap());
}

/// A new group in Boise, with one server like those in Denver.
fn new_group(plan: &Plan) -> Edit {
    let like = plan.get(plan.named::<Server>("edge-den-01").next().unwrap()).unwrap();
    let fields = plan.get(group(plan, "edge-denver")).unwrap();
    let name = vec![("name", lodestone::model::Value::Text("edge-boise".to_owned()))];
    let mut edit = intent::create_cache_group(plan, name, Some(position(43.615, -116.2023))).unwrap();
    let made = plan.applying(&edit).unwrap();
    let boise = group(&made, "edge-boise");
    let before = made.get(boise).unwrap();
    let after = CacheGroup { type_: fields.type_.clone(), ..CacheGroup::clone(before) };
    let server = Server {
        host_name: "edge-boi-01".to_owned(),
        cache_group: Some(Link::To(boise)),
        upstream: lodestone::model::Upstream::default(),
        ..Server::clone(like)
    };
    let more: Vec<Change> =
        vec![Delta::changed(boise, before, after).into(), Delta::added(plan.fresh_id(0), server).into()];
    edit = edit.followed_by(Edit::new("More", more));
    edit
}

#[test]
fn a_baseline_and_its_plan_differ_in_nothing() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    assert!(window.shows("No difference"));
    assert!(window.tells("the same as on 2026-11-21"), "{:?}", baseline().members["stats"]);
    change_the_plan(&mut window);
    assert!(!window.shows("No difference"));
    assert!(window.shows("5 objects"));
    window.harness.state().send(Action::Run(lodestone::ui::commands::Command::Undo));
    window.harness.run_steps(2);
    for _ in 0..1_000 {
        if window.harness.state().document().can_redo().is_some() {
            break;
        }
        window.harness.step();
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert!(
        window.shows("5 objects, older") && window.shows("Changes 5"),
        "the last result stays and says that it is older"
    );
    window.settle();
    assert!(window.shows("4 objects"));
    for _ in 0..3 {
        window.keys(Modifiers::COMMAND, Key::Z);
    }
    assert!(window.shows("No difference"));
    assert!(window.shows("Changes"), "the title has no number");
}

#[test]
fn what_the_window_imports_is_compared_with_at_once() {
    let folder = temporary_folder();
    let path = folder.path().join("plan.lodestone");
    Session::create(&path, Options::default()).unwrap().close().unwrap();
    let mut window = on_changes(&path);
    assert!(window.shows("The plan has no CDN yet"));
    window.send(Action::PreviewImport(vec![atlas("snapshot-atlas.json")]));
    window.click("Import");
    assert!(window.shows("No difference"));
    let plan = window.plan();
    let server = plan.ids(Kind::Server).into_iter().find(|id| plan.name_of(*id).as_deref() == Some("edge-akl-02"));
    perform(&mut window, intent::delete_with_references(&plan, &[server.unwrap()]).unwrap());
    assert_eq!(rows(&window), ["Removed edge-akl-02"]);
    assert!(window.shows("Changes 1"));
}

#[test]
fn a_cdn_keeps_its_baseline_under_another_name() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    let plan = window.plan();
    let cdn = plan.ids(Kind::Cdn).into_iter().find(|id| plan.name_of(*id).as_deref() == Some("atlas")).unwrap();
    perform(&mut window, intent::rename(&plan, cdn, "a-new-name").unwrap());
    let found = rows(&window);
    assert!(found.iter().any(|row| row == "Updated CDN_name: atlas becomes a-new-name"), "{found:?}");
}

#[test]
fn what_changes_is_listed_in_words() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    change_the_plan(&mut window);
    let all = rows(&window);
    assert_eq!(all[0], "Removed edge-akl-02");
    assert!(all[1].starts_with("Added edge-boi-01"), "{all:?}");
    assert_eq!(
        all[2..],
        [
            "Added edge-boise",
            "Updated edge-dallas: Failover Cache Groups: edge-denver removed",
            "Updated edge-denver: moved 12 km north-west",
        ]
    );
    assert!(window.shows("Changes 5"));
    assert!(window.tells("Traffic Servers [1 added | 1 removed | 0 updated]"));
    assert!(window.tells("Edge Cache Groups [1 added | 0 removed | 2 updated]"));
    window.click_containing("Edge Cache Groups [");
    assert_eq!(rows(&window).len(), 2, "the group is folded");
    assert!(window.tells("No changes in General Config, Traffic Routers, Traffic Monitors"));
    window.click_containing("Edge Cache Groups [");
    window.retype("Filter by name", "-D EDGE");
    assert!(window.tells("2 of 5 objects"));
    assert_eq!(rows(&window).len(), 2, "{:?}", rows(&window));
    window.retype("Filter by name", "nothing");
    assert!(window.tells("No changes match “nothing”"));
    window.click("Show all");
    assert_eq!(rows(&window).len(), 5);
}

#[test]
fn keys_go_from_change_to_change_and_select_what_changed() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    change_the_plan(&mut window);
    window.send(Action::Select(Selection::default()));
    let selected = |window: &Window| {
        let lead = window.harness.state().selection().lead();
        lead.and_then(|lead| window.plan().name_of(lead)).unwrap_or_default()
    };
    window.click_containing("Updated edge-dallas");
    assert_eq!(selected(&window), "edge-dallas");
    window.keys(Modifiers::NONE, Key::N);
    assert_eq!(selected(&window), "edge-denver");
    assert!(!window.tells("New cache group"), "N means the next change here");
    // Once round: the server that went is in no plan.
    window.keys(Modifiers::NONE, Key::N);
    assert_eq!(selected(&window), "");
    window.keys(Modifiers::NONE, Key::P);
    window.keys(Modifiers::NONE, Key::P);
    window.keys(Modifiers::NONE, Key::P);
    assert_eq!(selected(&window), "edge-boise");
    let sites = window.harness.state().settings().layers.sites;
    assert!(sites, "P means the change before here");
    window.keys(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(selected(&window), "edge-boi-01");
    window.click("Next change");
    assert_eq!(selected(&window), "edge-boise");
    // Where the list has not the keyboard, the keys mean what they always do.
    window.harness.get_by_role(Role::Canvas).focus();
    window.keys(Modifiers::NONE, Key::P);
    assert_ne!(window.harness.state().settings().layers.sites, sites);
}

#[test]
fn the_tab_s_command_gives_its_list_the_keyboard() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    change_the_plan(&mut window);
    window.keys(Modifiers::COMMAND, Key::H);
    window.harness.get_by_role(Role::Canvas).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::D);
    window.keys(Modifiers::NONE, Key::N);
    assert!(!window.shows("New cache group"), "N means the next change");
    window.harness.get_by_role(Role::Canvas).focus();
    window.settle();
    window.click("Changes 5");
    let sites = window.harness.state().settings().layers.sites;
    window.keys(Modifiers::NONE, Key::P);
    assert_eq!(window.harness.state().settings().layers.sites, sites, "and P the one before");
}

/// Clicks, and says what then goes to the clipboard.
fn copied(window: &mut Window, label: &str) -> String {
    window.harness.get_by_label(label).click();
    for _ in 0..2_000 {
        window.harness.step();
        for command in &window.harness.output().platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                return text.clone();
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("nothing is copied");
}

fn row(value: &Value) -> JsonPatchRow {
    let text = |key: &str| value[key].as_str().unwrap().to_owned();
    let operation = match value["op"].as_str().unwrap() {
        "add" => PatchOperation::Add(value["value"].clone()),
        "remove" => PatchOperation::Remove,
        "replace" => PatchOperation::Replace(value["value"].clone()),
        "move" => PatchOperation::Move { from: text("from") },
        other => panic!("{other}"),
    };
    JsonPatchRow { pointer: text("path"), operation }
}

fn patched(text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let rows: Vec<JsonPatchRow> = document.as_array().unwrap().iter().map(row).collect();
    apply_rows(Value::Object(baseline().members), &rows).unwrap()
}

#[test]
fn the_copied_patch_makes_the_new_snapshot() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    change_the_plan(&mut window);
    let text = copied(&mut window, "Copy as JSON patch");
    let new = snapshot_like(&window.plan(), &baseline()).unwrap();
    // The window builds only what differs, and finds the same as whoever builds all.
    let document = std::fs::read_to_string(atlas("snapshot-atlas.json")).unwrap();
    let whole = compare_snapshots(&baseline().members, &new.members);
    assert_eq!(compare_with_document(&window.plan(), "atlas", document.as_bytes()).unwrap(), whole);
    let name = r#""edge-denver":"#;
    let twice = document.replacen(name, &format!("{name} {{}}, {name}"), 1);
    assert_ne!(twice, document);
    assert_eq!(compare_with_document(&window.plan(), "atlas", twice.as_bytes()).unwrap(), whole);
    assert!(is_same(&patched(&text), &Value::Object(new.members)));
    window.settle();
    assert!(window.tells("rows copied as JSON patch"));
    window.retype("Filter by name", "edge-denver");
    let text = copied(&mut window, "Copy as JSON patch");
    let made = patched(&text);
    assert_eq!(made.pointer("/edgeLocations/edge-denver/latitude"), Some(&39.815.into()));
    assert!(made.pointer("/edgeLocations/edge-boise").is_none());
    window.settle();
    window.click("As JSON patch");
    assert_eq!(
        rows(&window),
        ["replace /edgeLocations/edge-denver/latitude 39.815", "replace /edgeLocations/edge-denver/longitude -105.089"]
    );
}

#[test]
fn a_plan_without_baseline_says_what_one_is() {
    let folder = temporary_folder();
    let mut window = on_changes(&sample(folder.path()));
    assert!(window.tells("to compare with yet"));
    assert!(window.tells("its last imported or exported one"));
    assert!(window.shows("Import a snapshot…") && window.shows("Export…"));
    window.click("Compare with…");
    let absent = folder.path().join("absent.json");
    window.retype("Path", absent.to_str().unwrap());
    window.click("Compare");
    assert!(window.tells(&format!("There is nothing at {}", absent.display())));
    std::fs::write(&absent, "something else").unwrap();
    window.click("Compare");
    assert!(window.tells("Nothing to compare with"));
}

#[test]
fn files_of_any_kind_are_compared_with() {
    let folder = temporary_folder();
    let plan = plan_with_baseline(folder.path());
    let mut window = on_changes(&plan);
    let text = folder.path().join("before.plan-text");
    std::fs::write(&text, plan_text::write(&window.plan())).unwrap();
    change_the_plan(&mut window);
    let compare = |window: &mut Window, path: &Path| {
        window.click("Compare with…");
        window.retype("Path", path.to_str().unwrap());
        window.click("Compare");
    };
    compare(&mut window, &text);
    assert!(window.shows("This plan against before.plan-text"));
    assert!(window.tells("Cache groups [1 added | 0 removed | 1 updated]"));
    let found = rows(&window);
    assert!(
        found.iter().any(|row| row == "Updated edge-dallas: Failover Cache Groups: edge-denver removed"),
        "{found:?}"
    );
    compare(&mut window, &atlas("snapshot-beacon.json"));
    assert!(window.shows("New snapshot of beacon against snapshot-beacon.json"));
    window.click("Compare with the last snapshot again");
    assert!(window.shows("Changes 5"));
}

#[test]
fn a_plan_that_makes_no_snapshot_says_why_and_shows_what() {
    let folder = temporary_folder();
    let mut window = on_changes(&plan_with_baseline(folder.path()));
    let plan = window.plan();
    let dallas = group(&plan, "edge-dallas");
    let before = plan.get(dallas).unwrap();
    let after = CacheGroup { coordinate: None, ..CacheGroup::clone(before) };
    perform(&mut window, Edit::new("Lose the position", vec![Delta::changed(dallas, before, after).into()]));
    assert!(window.shows("The plan makes no snapshot of atlas"));
    assert!(window.tells("edge-dallas") && window.tells("set its latitude and longitude"));
    window.click("Show");
    let lead = window.harness.state().selection().lead().unwrap();
    assert_eq!((lead.kind, lead.number), (Kind::CacheGroup, dallas.number()));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("No difference"));
}
