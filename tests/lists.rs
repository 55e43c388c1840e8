//! Drop-downs, menus and what Escape means: an open list has the keyboard, and Escape closes what is innermost.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::model::{AnyId, Kind, Value};
use lodestone::ui::action::Action;
use lodestone::ui::app::Setup;

use crate::support::shell::{Kept, Window, sample, setup};
use crate::support::temporary_folder;

/// A window on the sample with another CDN that comes first by its name.
fn with_another_cdn(folder: &std::path::Path) -> Window {
    let mut window = Window::on(&sample(folder));
    let text = |text: &str| Value::Text(text.to_owned());
    let fields = vec![("name", text("zephyr")), ("domainName", text("zephyr.example.net"))];
    let edit = intent::create(&window.plan(), Kind::Cdn, fields).unwrap();
    window.send(Action::Perform(edit));
    window
}

fn options(window: &Window) -> Vec<(String, bool)> {
    let lines = window.harness.query_all_by_role(Role::ListBoxOption);
    let told = |line: egui_kittest::Node<'_>| {
        let node = line.accesskit_node();
        (node.label().unwrap_or_default(), node.toggled() == Some(egui::accesskit::Toggled::True))
    };
    lines.map(told).collect()
}

fn at_cursor(window: &Window) -> String {
    options(window).into_iter().find(|(_, is_at_cursor)| *is_at_cursor).map(|(line, _)| line).unwrap_or_default()
}

fn value(window: &Window, name: &str) -> String {
    // A dialog comes after the form, which may have one of the same name.
    let found = window.harness.query_all_by_role_and_label(Role::ComboBox, name).last();
    found.unwrap().accesskit_node().value().unwrap_or_default()
}

fn open(window: &mut Window, name: &str) {
    window.harness.query_all_by_role_and_label(Role::ComboBox, name).last().unwrap().click();
    window.settle();
}

#[test]
fn an_open_list_of_words_has_the_keyboard_and_begins_at_the_value() {
    let folder = temporary_folder();
    let mut window = with_another_cdn(folder.path());
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Export"));
    let cdns: Vec<String> = window.plan().real_cdn_names().into_iter().map(str::to_owned).collect();
    open(&mut window, "CDN");
    assert_eq!(at_cursor(&window), value(&window, "CDN"));
    window.keys(Modifiers::NONE, Key::End);
    assert_eq!(at_cursor(&window), cdns[cdns.len() - 1]);
    window.keys(Modifiers::NONE, Key::Home);
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(value(&window, "CDN"), cdns[1]);
    assert!(options(&window).is_empty() && window.shows("Export"), "nothing was exported");
    assert!(
        std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .all(|each| { !each.file_name().to_string_lossy().ends_with(".json") })
    );
    // Again from the keyboard alone: it begins at what is chosen now.
    window.keys(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(at_cursor(&window), cdns[1]);
    // Tab leaves the list as it is, and with it what was chosen.
    window.keys(Modifiers::NONE, Key::ArrowUp);
    window.keys(Modifiers::NONE, Key::Tab);
    assert_eq!((options(&window).len(), value(&window, "CDN")), (0, cdns[1].clone()));
    // Letters lead to lines.
    open(&mut window, "CDN");
    window.write("z");
    assert_eq!(at_cursor(&window), "zephyr");
    // Escape closes the list, then the dialog.
    window.keys(Modifiers::NONE, Key::Escape);
    assert_eq!((options(&window).len(), value(&window, "CDN")), (0, cdns[1].clone()));
    assert!(window.shows("Date"), "the dialog stays");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Date"));
}

#[test]
fn an_open_list_of_objects_has_the_keyboard_and_begins_at_the_value() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    let parent = value(&window, "Parent Cache Group");
    assert!(!parent.is_empty());
    open(&mut window, "Parent Cache Group");
    assert_eq!(at_cursor(&window), parent);
    let before = window.harness.state().selection().clone();
    for key in [Key::N, Key::L, Key::Delete, Key::F6, Key::F1] {
        window.keys(Modifiers::NONE, key);
    }
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(!window.shows("Export") && !window.shows("Keyboard shortcuts"));
    assert!(!options(&window).is_empty(), "the list is still open");
    window.keys(Modifiers::NONE, Key::Tab);
    assert!(options(&window).is_empty());
    assert_eq!((value(&window, "Parent Cache Group"), window.harness.state().selection()), (parent.clone(), &before));
    open(&mut window, "Parent Cache Group");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(options(&window).is_empty());
    assert_eq!(window.harness.state().selection(), &before, "Escape closes the list alone");
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.harness.state().selection().is_empty(), "then it clears the selection");
}

#[test]
fn nothing_is_offered_where_nothing_may_be() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let service = window.plan().ids(Kind::DeliveryService)[0];
    window.send(Action::Select(lodestone::ui::selection::Selection::one(service)));
    open(&mut window, "Active");
    let active: Vec<String> = options(&window).into_iter().map(|(line, _)| line).collect();
    assert!(1 < active.len() && !active.contains(&"Not set".to_owned()), "{active:?}");
    window.keys(Modifiers::NONE, Key::Escape);
    window.select(Kind::CacheGroup, "edge-tokyo");
    assert!(!window.shows("Clear Type"), "a group has a type");
    assert!(window.shows("Clear Parent Cache Group"));
}

#[test]
fn a_menu_has_the_keyboard_and_escape_closes_it_alone() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    let before = window.harness.state().selection().clone();
    for menu in ["Edit", "View"] {
        window.click(menu);
        assert!(window.tells("Delete") || window.tells("Fit all"));
        window.keys(Modifiers::NONE, Key::Escape);
        assert_eq!(window.harness.state().selection(), &before, "{menu}");
    }
    window.harness.get_by_role_and_label(Role::Row, "edge-tokyo").click_secondary();
    window.settle();
    assert!(window.shows("Show on map"));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Show on map"));
    assert_eq!(window.harness.state().selection(), &before);
}

#[test]
fn the_export_begins_with_the_cdn_that_is_meant() {
    let folder = temporary_folder();
    let mut window = with_another_cdn(folder.path());
    let chosen = |window: &mut Window| {
        window.keys(Modifiers::COMMAND, Key::E);
        let chosen = value(window, "CDN");
        window.keys(Modifiers::NONE, Key::Escape);
        chosen
    };
    window.select(Kind::Cdn, "zephyr");
    assert_eq!(chosen(&mut window), "zephyr");
    let server = window.plan().ids(Kind::Server)[0];
    window.send(Action::Select(lodestone::ui::selection::Selection::one(server)));
    let own = window.plan().servers().iter().find_map(|(id, each)| {
        (id.number() == server.number).then(|| window.plan().follow_opt(each.cdn.as_ref()).unwrap().name.clone())
    });
    assert_eq!(Some(chosen(&mut window)), own);
    // What was used last is remembered, also after a restart.
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.harness.state().selection().is_empty());
    window.keys(Modifiers::COMMAND, Key::E);
    open(&mut window, "CDN");
    window.write("z");
    window.keys(Modifiers::NONE, Key::Enter);
    window.retype("File", folder.path().join("out.json").to_str().unwrap());
    window.click(if window.shows("Export anyway") { "Export anyway" } else { "Export" });
    window.keys(Modifiers::NONE, Key::Escape);
    let mut kept = Kept::default();
    eframe::App::save(window.harness.state_mut(), &mut kept);
    drop(window);
    let plan = folder.path().join("plan.lodestone");
    let mut again = Window::kept(Setup { plan: Some(plan), ..setup() }, Some(&kept));
    assert_eq!(chosen(&mut again), "zephyr");
}

#[test]
fn escape_ends_a_drag_before_anything_else() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let group = window.plan().ids(Kind::CacheGroup).into_iter().find(|id| {
        let group = window.plan().cache_groups().iter().find(|(each, _)| each.number() == id.number).unwrap().1.clone();
        1 < group.fallbacks.len()
    });
    let group: AnyId = group.unwrap();
    window.send(Action::Select(lodestone::ui::selection::Selection::one(group)));
    let before = window.harness.state().selection().clone();
    let grip = window.harness.query_all_by_label_contains("Move ").next().unwrap();
    grip.scroll_to_me();
    window.settle();
    let from = window.harness.query_all_by_label_contains("Move ").next().unwrap().rect().center();
    let event = |window: &mut Window, event: egui::Event| {
        window.harness.event(event);
        window.harness.run_steps(2);
    };
    let button = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    event(&mut window, egui::Event::PointerMoved(from));
    event(&mut window, button(true, from));
    let to = from + egui::vec2(0.0, 60.0);
    event(&mut window, egui::Event::PointerMoved(to));
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(2);
    event(&mut window, button(false, to));
    window.settle();
    assert_eq!(window.harness.state().selection(), &before);
    assert!(window.harness.get_by_role_and_label(Role::Button, "Update").accesskit_node().is_disabled());
}
