//! Every place that asks for a path: the browser of folders, by hand and by keys, and what is said of a path that will
//! not do.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::formats::Format;
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

#[test]
fn a_new_plan_in_a_missing_folder_names_it_and_makes_it() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let path = folder.path().join("plans/2026/new.lodestone");
    window.send(Action::Run(Command::NewPlan));
    window.retype("Path", path.to_str().unwrap());
    window.click("Make the plan");
    let missing = folder.path().join("plans/2026");
    assert!(window.tells(&format!("There is no folder {}", missing.display())));
    assert!(!missing.exists() && window.shows("Path"), "nothing is made unasked, and what was typed stays");
    window.click("Make the folder");
    window.settle();
    assert_eq!(window.harness.state().document().path(), Some(path.as_path()));
    assert!(!window.shows("Path"));
}

#[test]
fn what_is_wrong_with_a_path_is_said_where_it_was_typed() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut window = Window::on(&plan);
    window.send(Action::Run(Command::NewPlan));
    window.retype("Path", plan.to_str().unwrap());
    window.click("Make the plan");
    assert!(window.tells(&format!("{} is there already", plan.display())));
    window.click("Cancel");
    window.send(Action::Run(Command::OpenPlan));
    let absent = folder.path().join("absent.lodestone");
    window.retype("Path", absent.to_str().unwrap());
    window.click("Open");
    assert!(window.tells(&format!("There is nothing at {}", absent.display())));
    window.click("Show the nearest folder");
    assert!(window.tells("plan.lodestone"), "the folder is listed");
    window.click("Cancel");
    assert_eq!(window.harness.state().document().path(), Some(plan.as_path()));
}

#[test]
fn a_browser_gives_way_to_the_dialog_that_wanted_the_path() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.send(Action::Run(Command::MapBackground));
    window.click("PMTiles file…");
    window.click("Choose a file…");
    assert!(window.shows("Path"));
    window.click("Cancel");
    assert!(window.shows("File") && window.shows("Show this map"));
    let file = folder.path().join("map.pmtiles");
    std::fs::write(&file, "x").unwrap();
    window.click("Choose a file…");
    window.retype("Path", file.to_str().unwrap());
    window.click("Choose");
    assert!(window.shows("Show this map"));
    window.click("Show this map");
    let chosen = &window.harness.state().settings().grounds[0].background.source;
    assert_eq!(chosen, &lodestone::ui::background::GroundSource::Archive(file));
}

#[test]
fn the_import_dialog_lists_every_format_that_is_read() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.send(Action::Run(Command::Import));
    for format in Format::ALL.iter().filter(|format| format.is_read()) {
        assert!(window.tells(format.name()), "{}", format.name());
    }
}

#[test]
fn the_browser_is_walked_by_arrows_and_enter() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let deep = folder.path().join("a-zone");
    std::fs::create_dir(&deep).unwrap();
    let other = sample(&deep);
    window.send(Action::Run(Command::OpenPlan));
    let typed = |window: &Window| {
        let field = window.harness.get_by_role_and_label(Role::TextInput, "Path");
        field.accesskit_node().value().unwrap_or_default()
    };
    assert!(window.tells("a-zone/") && window.tells("plan.lodestone"));
    // Folders first, among them that of the backups, then the plan; nothing lies beyond.
    window.keys(Modifiers::NONE, Key::ArrowDown);
    assert!(typed(&window).ends_with("a-zone"), "{}", typed(&window));
    for _ in 0..4 {
        window.keys(Modifiers::NONE, Key::ArrowDown);
    }
    assert!(typed(&window).ends_with("plan.lodestone"), "{}", typed(&window));
    for _ in 0..4 {
        window.keys(Modifiers::NONE, Key::ArrowUp);
    }
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(typed(&window).contains("zone") && window.shows("Path"), "Enter goes into a folder: {}", typed(&window));
    // And up again, and in once more.
    window.keys(Modifiers::ALT, Key::ArrowUp);
    assert!(window.tells("a-zone/"));
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::Enter);
    // Its backups first, then the plan itself.
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(!window.shows("Path"));
    assert_eq!(window.harness.state().document().path(), Some(other.as_path()));
}

#[test]
fn the_browser_lists_a_line_below_the_other() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    for name in ["one.lodestone", "two.lodestone"] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    window.send(Action::Run(Command::OpenPlan));
    let line = |window: &Window, name: &str| window.harness.get_by_label_contains(name).rect();
    let (one, two) = (line(&window, "one.lodestone"), line(&window, "two.lodestone"));
    assert!(one.bottom() <= two.top() + 1.0 && (one.left() - two.left()).abs() < 1.0, "{one:?} {two:?}");
    let dialog = window.harness.get_by_role_and_label(Role::TextInput, "Path").rect();
    assert!((dialog.center().x - 640.0).abs() < 12.0, "in the middle of the window: {dialog:?}");
}
