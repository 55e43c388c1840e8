//! What the map offers beside selecting and dragging, in the whole window: the menus of the ground and of phys locations,
//! snapping to these, what colours mean, and groups of one CDN alone.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use egui::{Event, Modifiers, PointerButton, Pos2, Role, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::{Delta, Edit, intent};
use lodestone::model::{
    AnyId, AnyLink, CacheGroup, Id, Kind, PhysLocation, Plan, Position, SitePosition, Target, Value,
};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::capacity::with_demand;
use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// A window on the sample with a phys location in the middle of an ocean.
fn with_ship(folder: &std::path::Path, proposed: bool) -> (Window, Id<PhysLocation>) {
    let mut window = Window::on(&sample(folder));
    window.harness.set_size(vec2(1920.0, 1080.0));
    let at = Position::new(-20.0, -15.0).ok();
    let site = PhysLocation {
        name: "ship".to_owned(),
        position: Some(SitePosition { at, proposed }),
        ..PhysLocation::default()
    };
    let id: Id<PhysLocation> = window.plan().fresh_id(0);
    window.send(Action::Perform(Edit::new("Launch", vec![Delta::added(id, site).into()])));
    (window, id)
}

fn marker(window: &Window, label: &str) -> Pos2 {
    window.harness.get_by_label_contains(label).rect().center()
}

fn ship(window: &Window) -> Pos2 {
    marker(window, "ship, phys location, ")
}

fn combo(window: &Window, name: &str) -> Vec<String> {
    let found = window.harness.query_all_by_role_and_label(Role::ComboBox, name);
    found.filter_map(|node| node.accesskit_node().value()).collect()
}

fn position(plan: &Plan, name: &str) -> Position {
    let group = plan.get(plan.find::<CacheGroup>(name).unwrap()).unwrap();
    plan.follow_opt(group.coordinate.as_ref()).unwrap().position.unwrap()
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    let modifiers = Modifiers::NONE;
    let button = |pos, pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers };
    for event in [Event::PointerMoved(from), button(from, true)] {
        window.harness.event(event);
        window.harness.run_steps(1);
    }
    for part in [0.2, 0.6, 1.0, 1.0] {
        window.harness.event(Event::PointerMoved(from + (to - from) * part));
        window.harness.run_steps(2);
    }
    window.harness.event(button(to, false));
    window.settle();
}

#[test]
fn a_phys_location_begins_where_the_ground_was_clicked() {
    let folder = temporary_folder();
    let (mut window, id) = with_ship(folder.path(), false);
    let at = ship(&window) + vec2(0.0, 40.0);
    window.right_click_at(at);
    window.click("New phys location here…");
    assert!(window.shows("New phys location"));
    window.retype("Name", "raft");
    window.click("Create");
    let plan = window.plan();
    let raft = plan.get(plan.find::<PhysLocation>("raft").unwrap()).unwrap().position.clone().unwrap();
    let beside = plan.get(id).unwrap().position.clone().unwrap().at.unwrap();
    let km = raft.at.unwrap().distance_km(beside);
    assert!(!raft.proposed && (100.0..3_000.0).contains(&km), "{km}");
    window.right_click_at(at + vec2(40.0, 0.0));
    window.click("New cache group here…");
    assert!(window.shows("New cache group"));
}

#[test]
fn a_server_begins_at_the_phys_location_that_was_clicked() {
    let folder = temporary_folder();
    let (mut window, id) = with_ship(folder.path(), false);
    let at = ship(&window);
    window.right_click_at(at);
    assert!(window.shows("ship") && window.shows("Take down"));
    window.click("New server here…");
    assert!(window.shows("New server"));
    assert!(combo(&window, "Physical Location").contains(&"ship".to_owned()));
    window.click("Cancel");
    // With a server there, its group is found from the phys location, by a line and by the menu.
    window.send(Action::Run(Command::ToggleLegend));
    let link = |kind: Kind, number: u64| Value::Link(AnyLink { kind, target: Target::To(number) });
    let tokyo = window.plan().find::<CacheGroup>("edge-tokyo").unwrap();
    let fields = vec![
        ("hostName", Value::Text("afloat".to_owned())),
        ("cacheGroup", link(Kind::CacheGroup, tokyo.number())),
        ("physicalLocation", link(Kind::PhysLocation, id.number())),
    ];
    window.send(Action::Perform(intent::create(&window.plan(), Kind::Server, fields).unwrap()));
    let line = "To the groups whose servers stand there";
    window.send(Action::Run(Command::ClearSelection));
    assert!(!window.shows(line));
    window.select(Kind::PhysLocation, "ship");
    assert!(window.shows(line), "a line is drawn from what is selected to its group");
    let at = ship(&window);
    window.right_click_at(at);
    window.click("Select its cache groups");
    assert_eq!(window.harness.state().selection().lead(), Some(AnyId::of::<CacheGroup>(tokyo)));
}

#[test]
fn a_proposed_position_is_confirmed_on_the_map() {
    let folder = temporary_folder();
    let (mut window, id) = with_ship(folder.path(), true);
    let is_proposed = |window: &Window| window.plan().get(id).unwrap().position.as_ref().unwrap().proposed;
    assert!(window.tells("proposed"));
    let at = ship(&window);
    window.right_click_at(at);
    window.click("Confirm its position");
    assert!(!is_proposed(&window));
    window.right_click_at(at);
    assert!(!window.shows("Confirm its position"), "there is nothing to confirm any more");
    window.keys(Modifiers::NONE, egui::Key::Escape);
    window.send(Action::Run(Command::Undo));
    assert!(is_proposed(&window), "it was one step");
}

#[test]
fn a_group_that_is_let_go_near_a_phys_location_stands_there() {
    let folder = temporary_folder();
    let (mut window, id) = with_ship(folder.path(), false);
    let exactly = window.plan().get(id).unwrap().position.clone().unwrap().at.unwrap();
    let (from, to) = (marker(&window, "edge-sao-paulo, EDGE_LOC"), ship(&window));
    drag(&mut window, from, to + vec2(5.0, 4.0));
    assert_eq!(position(&window.plan(), "edge-sao-paulo"), exactly);
    window.send(Action::Run(Command::Undo));
    let from = marker(&window, "edge-sao-paulo, EDGE_LOC");
    drag(&mut window, from, to + vec2(40.0, 0.0));
    let aside = position(&window.plan(), "edge-sao-paulo");
    assert!(50.0 < aside.distance_km(exactly), "farther off it stands where it was put");
}

#[test]
fn colours_mean_what_was_chosen_and_the_legend_says_so() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    window.send(Action::Run(Command::ToggleLegend));
    for (command, meaning) in [
        (Command::ColourByDivision, "Europe"),
        (Command::ColourByRegion, "Others"),
        (Command::ColourByCdn, "aurora"),
        (Command::ColourByLoad, "Below 50 %"),
    ] {
        assert!(!window.shows(meaning), "{meaning} is told before it is so");
        window.send(Action::Run(command));
        assert!(window.comes_to(|window| window.shows(meaning)), "{command:?} says nothing of {meaning}");
    }
    // Colours of types stand beside their shapes.
    let types = |window: &Window| window.harness.query_all_by_role_and_label(Role::Label, "EDGE_LOC").count();
    let before = types(&window);
    window.send(Action::Run(Command::ColourByType));
    assert_eq!(types(&window), before + 1);
    window.send(Action::Run(Command::ColourByState));
    assert_eq!(types(&window), before, "colours are states again");
}

#[test]
fn groups_of_one_cdn_are_shown_alone() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    assert_eq!(combo(&window, "CDN on the map"), ["All CDNs"]);
    window.click("CDN on the map");
    window.click("borealis");
    assert_eq!(window.harness.state().settings().map_cdn.as_deref(), Some("borealis"));
    assert_eq!(combo(&window, "CDN on the map"), ["borealis"]);
    window.click("CDN on the map");
    window.click("All CDNs");
    assert_eq!(window.harness.state().settings().map_cdn, None);
}
