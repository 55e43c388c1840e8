//! The tray of what waits for a position: cache groups, phys locations, and positions that were only proposed.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::intent;
use lodestone::model::{Kind, PhysLocation, Plan, SitePosition, Value};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

fn position(plan: &Plan, name: &str) -> Option<SitePosition> {
    plan.get(plan.find::<PhysLocation>(name)?)?.position.clone()
}

/// A window with phys locations that stand nowhere: two whose cities are known, and one that names none.
fn with_sites(folder: &std::path::Path) -> Window {
    let mut window = Window::on(&sample(folder));
    let text = |text: &str| Value::Text(text.to_owned());
    for (name, city) in [("a site", "Reykjavik"), ("b site", "Nairobi"), ("nowhere", "Nonesuchville")] {
        let fields = vec![("name", text(name)), ("city", text(city))];
        window.send(Action::Perform(intent::create(&window.plan(), Kind::PhysLocation, fields).unwrap()));
    }
    window
}

/// Opens the heap of the tray that is called so.
fn open_heap(window: &mut Window, name: &str) {
    let head = window.harness.get_all_by_role(Role::Button).find(|node| {
        use egui_kittest::kittest::NodeT as _;
        node.accesskit_node().label().is_some_and(|label| label.starts_with(name))
    });
    if let Some(head) = head {
        head.click();
        window.settle();
    }
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    let button = |pos: Pos2, pressed: bool| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for event in [Event::PointerMoved(from), button(from, true), Event::PointerMoved(from + egui::vec2(12.0, 4.0))] {
        window.harness.event(event);
        window.harness.run_steps(1);
    }
    for event in [Event::PointerMoved(to), Event::PointerMoved(to), button(to, false)] {
        window.harness.event(event);
        window.harness.run_steps(1);
    }
    window.settle();
}

fn row(window: &Window, name: &str) -> Pos2 {
    window.harness.get_by_role_and_label(Role::Button, name).rect().center()
}

#[test]
fn a_phys_location_is_dragged_onto_the_map_in_one_step() {
    let folder = temporary_folder();
    let mut window = with_sites(folder.path());
    assert!(window.tells("3 phys locations without position"), "the overview tells it too");
    open_heap(&mut window, "Phys locations, 3");
    let (from, map) = (row(&window, "nowhere"), window.harness.get_by_label_contains("Map, ").rect());
    drag(&mut window, from, map.center());
    let placed = position(&window.plan(), "nowhere").unwrap();
    assert!(placed.at.is_some() && !placed.proposed);
    assert!(window.tells("Phys locations, 2"), "it waits no more");
    window.send(Action::Run(Command::Undo));
    assert_eq!(position(&window.plan(), "nowhere"), None, "one step");
    // Let go over the tray it stays where it is.
    let from = row(&window, "nowhere");
    drag(&mut window, from, from + egui::vec2(30.0, -8.0));
    assert_eq!(position(&window.plan(), "nowhere"), None);
}

#[test]
fn positions_are_proposed_confirmed_one_by_one_and_all_at_once() {
    let folder = temporary_folder();
    let mut window = with_sites(folder.path());
    let proposed = |window: &Window, name: &str| position(&window.plan(), name).map(|own| own.proposed);
    open_heap(&mut window, "Phys locations, 3");
    window.click("Propose positions");
    assert!(window.comes_to(|window| proposed(window, "b site") == Some(true)));
    assert!(window.tells("Phys locations, 1"), "the rest waits in the tray");
    open_heap(&mut window, "Proposed positions, 2");
    window.click("Confirm the position of a site");
    assert_eq!((proposed(&window, "a site"), proposed(&window, "b site")), (Some(false), Some(true)));
    window.send(Action::Run(Command::Undo));
    assert_eq!(proposed(&window, "a site"), Some(true));
    let steps = window.plan();
    window.click("Confirm all");
    assert_eq!((proposed(&window, "a site"), proposed(&window, "b site")), (Some(false), Some(false)));
    assert!(!window.tells("Proposed positions,"), "nothing is left to confirm");
    window.send(Action::Run(Command::Undo));
    assert!(window.plan().same_content(&steps), "all of them in one step");
    // A click shows where it would be.
    open_heap(&mut window, "Proposed positions, 2");
    window.click("b site");
    let (middle, _) = window.harness.state().looks_at().unwrap();
    let b = position(&window.plan(), "b site").unwrap().at.unwrap();
    assert!(window.plan().name_of(window.harness.state().selection().lead().unwrap()).as_deref() == Some("b site"));
    assert!(middle.distance_km(b) < 15_000.0);
    window.send(Action::Run(Command::ConfirmPositions));
    window.send(Action::Run(Command::ConfirmPositions));
    assert!(window.tells("No position waits to be confirmed"));
}

#[test]
fn keys_put_what_waits_into_the_middle_of_the_map() {
    let folder = temporary_folder();
    let mut window = with_sites(folder.path());
    open_heap(&mut window, "Phys locations, 3");
    window.harness.get_by_role_and_label(Role::Button, "nowhere").focus();
    window.settle();
    let (middle, _) = window.harness.state().looks_at().unwrap();
    window.keys(Modifiers::NONE, Key::M);
    let at = position(&window.plan(), "nowhere").unwrap().at.unwrap();
    assert!(at.distance_km(middle) < 1.0);
    let selected = window.harness.state().selection().lead();
    assert_eq!(selected.and_then(|own| window.plan().name_of(own)).as_deref(), Some("nowhere"));
}

#[test]
fn nothing_waits_and_there_is_no_tray() {
    let folder = temporary_folder();
    let window = Window::on(&sample(folder.path()));
    let waits = |name: &str| window.tells(name);
    let plan = window.plan();
    let nowhere = plan.phys_locations().iter().any(|(_, own)| own.position.as_ref().is_none_or(|own| own.at.is_none()));
    assert_eq!(waits("Phys locations, "), nowhere);
    assert!(!waits("Proposed positions, "));
}
