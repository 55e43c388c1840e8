//! The dialogs without a display: import after a preview, export, delete with references, about and keys.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use lodestone::formats::plan_text;
use lodestone::model::Kind;
use lodestone::ui::action::Action;

use crate::support::shell::{Window, sample};
use crate::support::{atlas, temporary_folder};

/// A file as the system drops it.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(crate) fn drop_file(window: &mut Window, path: PathBuf) {
    window.harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    window.settle();
}

#[test]
fn a_dropped_folder_is_previewed_imported_and_taken_back() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let before = window.plan();
    drop_file(&mut window, atlas("api-5.0"));
    assert!(window.shows("Import preview"));
    assert!(window.tells("Added: 17 cache groups"));
    assert!(window.plan().same_content(&before), "a preview changes nothing");
    window.click_containing("Added: 17 cache groups");
    window.click("Import");
    assert_eq!(window.plan().count(Kind::CacheGroup), before.count(Kind::CacheGroup) + 17);
    assert!(window.tells("Undo takes it back"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.plan().same_content(&before));
}

#[test]
fn a_preview_of_another_plan_is_made_anew() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let asn = window.plan().ids(Kind::Asn)[0];
    drop_file(&mut window, atlas("api-5.0"));
    let before = window.plan().count(Kind::Asn);
    window.send(Action::Delete(vec![asn]));
    assert_eq!(window.plan().count(Kind::Asn), before - 1);
    window.click("Import");
    assert!(before < window.plan().count(Kind::Asn));
}

#[test]
fn errors_refuse_an_import_and_options_look_again() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let bad = folder.path().join("divisions.json");
    std::fs::write(&bad, r#"{"response": [{"name": "Mars"}, {"name": 7}]}"#).unwrap();
    drop_file(&mut window, bad);
    assert!(window.tells("Problems: 1 error"));
    assert!(window.tells("Errors refuse the import"));
    window.click("Leave rows with errors out");
    window.click("Import");
    assert!(window.plan().find::<lodestone::model::Division>("Mars").is_some());
}

#[test]
fn tables_are_mended_in_place_and_their_headers_remembered() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let file = folder.path().join("groups.csv");
    std::fs::write(&file, "Name,Kind of group,Latitude,Longitude\nnew-1,EDGE_LOC,91,5\nnew-2,EDGE_LOC,x,5\n").unwrap();
    drop_file(&mut window, file.clone());
    assert!(window.tells("Errors refuse the import") && window.tells("say which the rows are"));
    window.click("Rows are");
    window.write("cache groups");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.tells("latitude 91 is not within"), "told beside its row");
    window.retype("Row 2 Latitude", "51");
    window.keys(Modifiers::NONE, Key::Tab);
    assert!(window.comes_to(|window| window.shows("Skip 1 to add")), "the one is mended, and told what becomes of it");
    window.click("Skip row 3");
    window.click("Columns");
    window.click("What Kind of group means");
    window.write("type");
    window.keys(Modifiers::NONE, Key::Enter);
    window.click("Import");
    let plan = window.plan();
    let group = plan.get(plan.find::<lodestone::model::CacheGroup>("new-1").unwrap()).unwrap();
    assert_eq!(plan.follow_opt(group.type_.as_ref()).unwrap().name, "EDGE_LOC");
    assert!(plan.find::<lodestone::model::CacheGroup>("new-2").is_none(), "it was left out");
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 3, "the file stays as it is");
    let said = &window.harness.state().settings().headers;
    assert!(said.iter().any(|(_, header, means)| header == "kindofgroup" && means == "Type"), "{said:?}");
}

#[test]
fn marks_of_maps_are_mended_in_place_too() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let file = folder.path().join("places.geojson");
    let mark = |kind: &str, name: &str, latitude: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{{kind}"name":"{name}","type":"EDGE_LOC"}},
                "geometry":{{"type":"Point","coordinates":[5,{latitude}]}}}}"#
        )
    };
    let group = r#""kind":"cache-group","#;
    let marks = [mark(group, "new-1", "91"), mark(group, "new-2", "48"), mark("", "new-3", "49")];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, marks.join(","));
    std::fs::write(&file, &text).unwrap();
    drop_file(&mut window, file.clone());
    assert!(window.tells("latitude 91 is not within"), "told beside its row");
    window.retype("Row 1 Latitude", "51");
    window.keys(Modifiers::NONE, Key::Tab);
    assert!(
        window.comes_to(|window| window.shows("Skip 3 to add")),
        "the one is mended, and a type says what the last one is"
    );
    window.click("All 3 rows");
    window.click("Skip row 2");
    window.click("Import");
    let groups = |window: &Window, name: &str| window.plan().find::<lodestone::model::CacheGroup>(name).is_some();
    assert_eq!(["new-1", "new-2", "new-3"].map(|name| groups(&window, name)), [true, false, true]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "the file stays as it is");
}

#[test]
fn variables_get_values() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let seeds = folder.path().join("traffic_ops_data");
    std::fs::create_dir_all(seeds.join("divisions")).unwrap();
    std::fs::write(seeds.join("divisions/010-place.json"), r#"{"name": "$PLACE_NAME"}"#).unwrap();
    drop_file(&mut window, seeds);
    window.retype("$PLACE_NAME", "Venus");
    window.click("Use these values");
    window.click("Import");
    assert!(window.plan().find::<lodestone::model::Division>("Venus").is_some());
}

#[test]
fn a_dropped_plan_opens() {
    let folder = temporary_folder();
    let mut window = Window::with(crate::support::shell::setup());
    drop_file(&mut window, sample(folder.path()));
    assert!(30 < window.plan().count(Kind::CacheGroup));
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    drop_file(&mut window, folder.path().join("absent.json"));
    assert!(window.tells("Nothing was imported"));
}

#[test]
fn an_export_writes_what_the_plan_is_and_asks_before_it_replaces() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let file = folder.path().join("out.plan-text");
    window.keys(Modifiers::COMMAND, Key::E);
    window.click("plan-text");
    window.retype("File", file.to_str().unwrap());
    window.click("Export");
    assert_eq!(std::fs::read(&file).unwrap(), plan_text::write(&window.plan()));
    std::fs::write(&file, "mine").unwrap();
    window.keys(Modifiers::COMMAND, Key::E);
    window.click("plan-text");
    window.retype("File", file.to_str().unwrap());
    window.click("Export");
    assert!(window.tells("would be replaced"));
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    window.click("Replace");
    assert_eq!(std::fs::read(&file).unwrap(), plan_text::write(&window.plan()));
}

#[test]
fn an_export_never_replaces_a_plan() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut window = Window::on(&plan);
    window.keys(Modifiers::COMMAND, Key::E);
    window.click("plan-text");
    window.retype("File", plan.to_str().unwrap());
    window.click("Export");
    assert!(window.tells("is a plan and is not overwritten"));
}

#[test]
fn every_format_is_exported() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    for (format, field, name) in
        [("CDN Snapshot", "File", "snapshot.json"), ("Traffic Ops API bodies", "Folder", "bodies")]
    {
        window.keys(Modifiers::COMMAND, Key::E);
        window.click(format);
        let path = folder.path().join(name);
        window.retype(field, path.to_str().unwrap());
        window.click("Export");
        assert!(path.exists(), "{format}");
        window.keys(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn what_others_refer_to_is_deleted_with_the_references() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let before = window.plan();
    let group = window.select(Kind::CacheGroup, "mid-dublin");
    window.keys(Modifiers::NONE, Key::Delete);
    assert!(window.tells("It is still in use, by 13 references"));
    assert!(window.plan().contains(group));
    window.click("Delete and take those references away");
    assert!(!window.plan().contains(group));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.plan().same_content(&before));
}

#[test]
fn hints_do_not_stand_over_a_dialog() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let at = window.harness.get_by_label("Columns").rect().center();
    let filter = window.harness.get_by_role_and_label(Role::TextInput, "Filter").rect().center();
    let hint = "Words in any shown column";
    window.harness.event(egui::Event::PointerMoved(at));
    window.harness.run_steps(4);
    window.harness.event(egui::Event::PointerMoved(filter));
    for _ in 0..200 {
        window.harness.run_steps(1);
        if window.tells(hint) {
            break;
        }
    }
    assert!(window.tells(hint), "the pointer rests on the filter");
    window.keys(Modifiers::NONE, Key::F1);
    assert!(window.shows("Keyboard shortcuts") && !window.tells(hint));
    window.click("Close");
}

#[test]
fn about_and_keys() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::NONE, Key::F1);
    assert!(window.shows("Keyboard shortcuts"));
    window.click("Close");
    window.send(Action::Run(lodestone::ui::commands::Command::About));
    for part in ["Natural Earth", "GeoNames", "Inter", "Apache Traffic Control", "libraries"] {
        assert!(window.tells(part), "{part}");
    }
    window.click("Close");
    assert!(!window.shows("About Lodestone"));
}
