//! The command palette without a display: it finds every command and every object, from the keyboard.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use lodestone::model::Kind;
use lodestone::ui::commands;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

#[test]
fn it_lists_every_command_with_its_help() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    for info in commands::ALL {
        window.keys(Modifiers::COMMAND, Key::K);
        window.write(info.name.trim_end_matches('…'));
        assert!(window.tells(info.name), "{} is not found", info.name);
        assert!(!info.help.is_empty());
        window.keys(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn it_finds_objects_of_every_kind_and_goes_there() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let plan = window.plan();
    for kind in Kind::ALL {
        let Some(id) = plan.ids(*kind).into_iter().next() else { continue };
        let name = plan.name_of(id).unwrap();
        window.keys(Modifiers::COMMAND, Key::K);
        window.write(&name);
        assert!(window.tells(&name), "{name} is not found");
        window.keys(Modifiers::NONE, Key::Escape);
    }
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("edge-tok");
    window.keys(Modifiers::NONE, Key::Enter);
    let lead = window.harness.state().selection().lead().unwrap();
    assert_eq!(plan.name_of(lead).as_deref(), Some("edge-tokyo"));
    assert_eq!(window.harness.state().settings().kind, Kind::CacheGroup);
}

#[test]
fn it_goes_to_places_and_coordinates() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let near = |window: &Window, latitude: f64, longitude: f64| {
        let (middle, zoom) = window.harness.state().looks_at().unwrap();
        let off = (middle.latitude() - latitude).abs() + (middle.longitude() - longitude).abs();
        assert!(off < 0.5 && 5.0 < zoom, "{middle:?} {zoom}");
    };
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("Oslo");
    assert!(window.comes_to(|window| window.tells("NO · ")));
    window.keys(Modifiers::NONE, Key::Enter);
    near(&window, 59.91, 10.75);
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("-33.9, 18.4");
    assert!(window.comes_to(|window| window.tells("Cape Town, ZA")));
    window.keys(Modifiers::NONE, Key::Enter);
    near(&window, -33.9, 18.4);
}

#[test]
fn arrows_choose_and_enter_acts() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("theme");
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::ArrowUp);
    window.keys(Modifiers::NONE, Key::Enter);
    assert_ne!(window.harness.state().settings().theme, lodestone::ui::settings::ThemeChoice::System);
    assert!(!window.shows("Commands"));
}

#[test]
fn it_closes_when_the_keyboard_leaves_it_even_under_a_pointer_that_rests_there() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("theme");
    let line = window.harness.get_by_label_contains("Dark theme").rect().center();
    window.harness.event(egui::Event::PointerMoved(line));
    window.settle();
    assert!(window.shows("Commands"));
    window.keys(Modifiers::NONE, Key::Tab);
    assert!(!window.shows("Commands"), "the list is closed");

    window.keys(Modifiers::COMMAND, Key::K);
    window.write("theme");
    window.click_containing("Dark theme");
    assert_eq!(window.harness.state().settings().theme, lodestone::ui::settings::ThemeChoice::Dark);
    assert!(!window.shows("Commands"), "a click acts as before");
}

#[test]
fn enter_does_what_was_typed_even_within_the_same_frame() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::COMMAND, Key::K);
    window.write_and_enter("edge-tok");
    let lead = window.harness.state().selection().lead().and_then(|lead| window.plan().name_of(lead));
    assert_eq!(lead.as_deref(), Some("edge-tokyo"), "and not what the list had before it was typed");
    // So does a list of objects: the parent that was typed, and not the first of all.
    window.harness.get_by_role_and_label(egui::Role::ComboBox, "Parent Cache Group").click();
    window.settle();
    window.write_and_enter("mid-santiago");
    let chosen = window.harness.get_by_role_and_label(egui::Role::ComboBox, "Parent Cache Group");
    assert_eq!(chosen.accesskit_node().value().as_deref(), Some("mid-santiago"));
}
