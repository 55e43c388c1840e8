//! The Hierarchy tab without a display: everything stands where it is, is opened, found, dragged and moved by keys; what
//! may not stand there is told.

use egui::{Key, Modifiers, Pos2, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::model::{AnyId, CacheGroup, Id, Kind, Link, Plan, Region, Server};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::capacity::with_demand;
use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// The names of the lines, from above.
pub(crate) fn lines(window: &Window) -> Vec<String> {
    let found = window.harness.query_all_by_role(Role::TreeItem);
    found.filter_map(|node| node.accesskit_node().label()).collect()
}

/// What a line says besides its name.
fn says(window: &Window, name: &str) -> String {
    window.harness.get_by_role_and_label(Role::TreeItem, name).accesskit_node().value().unwrap_or_default()
}

pub(crate) fn place(window: &Window, name: &str) -> Pos2 {
    let rect = window.harness.get_by_role_and_label(Role::TreeItem, name).rect();
    Pos2::new(rect.left() + 120.0, rect.center().y)
}

/// Drags one line onto another; says what is told beside the pointer before it is let go.
pub(crate) fn drag(window: &mut Window, name: &str, onto: Pos2) -> Vec<String> {
    let from = place(window, name);
    window.harness.drag_at(from);
    window.harness.run_steps(2);
    window.harness.hover_at(from + egui::vec2(0.0, 8.0));
    window.harness.run_steps(2);
    window.harness.hover_at(onto);
    window.harness.run_steps(3);
    let words = window.harness.query_all_by_role(Role::Label);
    let words = words.filter_map(|node| node.accesskit_node().value().or_else(|| node.accesskit_node().label()));
    let told: Vec<String> = words.collect();
    window.harness.drop_at(onto);
    window.settle();
    told
}

/// A window on the sample plan that shows the hierarchy in a lower panel that has room.
pub(crate) fn on_hierarchy(folder: &std::path::Path) -> Window {
    let mut window = Window::on(&sample(folder));
    window.harness.set_size(egui::vec2(1280.0, 1400.0));
    window.send(Action::Run(Command::ShowHierarchy));
    // The lower panel is pulled up by its edge.
    let edge = window.harness.get_by_label("Pane: table").rect().min + egui::vec2(300.0, 0.0);
    window.harness.drag_at(edge);
    window.harness.run_steps(2);
    window.harness.hover_at(edge - egui::vec2(0.0, 700.0));
    window.harness.run_steps(2);
    window.harness.drop_at(edge - egui::vec2(0.0, 700.0));
    window.settle();
    window
}

pub(crate) fn find(window: &mut Window, words: &str) {
    window.retype("Find in the tree", words);
}

fn region_of(plan: &Plan, location: &str) -> Option<String> {
    let location = plan.get(plan.find::<lodestone::model::PhysLocation>(location)?)?;
    Some(plan.follow_opt(location.region.as_ref())?.name.clone())
}

/// Two regions, and a phys location of the first one.
fn regions(plan: &Plan) -> (String, String, String) {
    let of = |(_, location): (_, &std::sync::Arc<lodestone::model::PhysLocation>)| {
        Some((plan.follow_opt(location.region.as_ref())?.name.clone(), location.name.clone()))
    };
    let (own, location) = plan.phys_locations().iter().find_map(of).unwrap();
    let other = plan.regions().iter().find(|(_, region)| region.name != own).unwrap().1;
    (own, Region::clone(other).name, location)
}

#[test]
fn everything_stands_in_the_tree_and_lines_open_and_close() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    let plan = window.plan();
    let divisions: Vec<String> = plan.ids(Kind::Division).iter().filter_map(|id| plan.name_of(*id)).collect();
    assert!(divisions.iter().all(|name| lines(&window).contains(name)), "{:?}", lines(&window));
    let (own, _, location) = regions(&plan);
    assert!(says(&window, &own).contains("phys location"), "{}", says(&window, &own));
    assert!(!lines(&window).contains(&location));
    window.click(&format!("Open {own}"));
    assert!(lines(&window).contains(&location));
    window.click(&format!("Close {own}"));
    assert!(!lines(&window).contains(&location));
    window.click("Close all");
    let named = lines(&window).iter().filter(|line| !line.starts_with("Without ")).count();
    assert_eq!(named, divisions.len(), "{:?}", lines(&window));
    // What is selected elsewhere comes into view, and what it stands below opens.
    let server = plan.servers().iter().next().unwrap().1.host_name.clone();
    window.select(Kind::Server, &server);
    assert!(lines(&window).contains(&server));
    find(&mut window, &location);
    assert!(lines(&window).contains(&own) && lines(&window).contains(&location) && !lines(&window).contains(&server));
}

#[test]
fn a_line_is_dragged_to_where_it_is_to_stand_in_one_step() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    let (own, other, location) = regions(&window.plan());
    window.click(&format!("Open {own}"));
    let onto = place(&window, &other);
    let told = drag(&mut window, &location, onto);
    assert!(told.contains(&format!("Move {location} to {other}")), "{told:?}");
    assert_eq!(region_of(&window.plan(), &location), Some(other.clone()));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(region_of(&window.plan(), &location), Some(own.clone()));
    // A region cannot stand below a region's server; where it may not be put is said, and nothing changes.
    let division = window.plan().divisions().iter().next().unwrap().1.name.clone();
    let before = window.plan();
    let onto = place(&window, &division);
    let told = drag(&mut window, &location, onto);
    let why = "A phys location does not belong there: a phys location belongs to a region";
    assert!(told.iter().any(|told| told == why), "{told:?}");
    assert!(window.tells(why) && before.is_same(&window.plan()));
}

#[test]
fn keys_walk_open_take_up_and_put_down() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    let (own, other, location) = regions(&window.plan());
    window.select(Kind::PhysLocation, &location);
    window.send(Action::Run(Command::ShowHierarchy));
    window.keys(Modifiers::NONE, Key::M);
    assert!(window.tells(&format!("Moving {location}: choose where to, then press M")));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.tells("Moving"), "Escape leaves it");
    assert_eq!(window.harness.state().selection().len(), 1, "and nothing but it");
    window.keys(Modifiers::NONE, Key::M);
    let aim = |window: &Window| {
        window
            .harness
            .query_all_by_role(Role::TreeItem)
            .position(|node| node.accesskit_node().label() == Some(other.clone()))
    };
    let at = |window: &Window| {
        window
            .harness
            .query_all_by_role(Role::TreeItem)
            .position(|node| node.accesskit_node().label() == Some(location.clone()))
    };
    let (to, from) = (aim(&window).unwrap(), at(&window).unwrap());
    for _ in 0..to.abs_diff(from) {
        window.keys(Modifiers::NONE, if from < to { Key::ArrowDown } else { Key::ArrowUp });
    }
    window.keys(Modifiers::NONE, Key::M);
    assert_eq!(region_of(&window.plan(), &location), Some(other));
    // Left goes to what it stands below, Left again closes that.
    window.keys(Modifiers::COMMAND, Key::Z);
    window.send(Action::Run(Command::ShowHierarchy));
    for _ in 0..4 {
        if lines(&window).contains(&location) {
            window.keys(Modifiers::NONE, Key::ArrowLeft);
        }
    }
    assert!(!lines(&window).contains(&location), "{own} is closed");
}

#[test]
fn cache_groups_are_put_below_parents_and_never_below_themselves() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    window.click("By parent");
    let plan = window.plan();
    let edge = plan.find::<CacheGroup>("edge-paris").unwrap();
    let parent = plan.get(edge).unwrap().parent.as_ref().and_then(Link::id).unwrap();
    let parent_name = plan.get(parent).unwrap().name.clone();
    find(&mut window, "paris");
    assert!(lines(&window).contains(&parent_name), "{:?}", lines(&window));
    let onto = place(&window, "edge-paris");
    let told = drag(&mut window, &parent_name, onto);
    assert!(told.iter().any(|told| told.contains("they would ask each other in a circle")), "{told:?}");
    assert!(plan.is_same(&window.plan()));
    // Below all lines: without parent.
    let last = lines(&window).last().cloned().unwrap();
    let below = place(&window, &last) + egui::vec2(0.0, 60.0);
    let told = drag(&mut window, "edge-paris", below);
    assert!(told.contains(&"Clear parent of edge-paris".to_owned()), "{told:?}");
    assert!(window.plan().get(edge).unwrap().parent.is_none());
}

#[test]
fn servers_go_with_their_group_and_findings_are_counted_on_each_line() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    assert!(
        window.comes_to(|window| window.harness.state().document().revision() > 0
            && lines(window).iter().any(|line| says(window, line).contains("problem"))),
        "{:?}",
        lines(&window)
    );
    let plan = window.plan();
    let of_group = |(id, server): (Id<Server>, &std::sync::Arc<Server>)| {
        let group = plan.follow_opt(server.cache_group.as_ref())?;
        let place = server.phys_location.as_ref().and_then(Link::id)?;
        Some((id, group.name.clone(), place))
    };
    let (server, group, from) = plan.servers().iter().find_map(of_group).unwrap();
    let (to, name) =
        plan.phys_locations().iter().find(|(id, _)| *id != from).map(|(id, to)| (id, to.name.clone())).unwrap();
    window.click("Open all");
    window.select(Kind::CacheGroup, &group);
    find(&mut window, &group);
    window.send(Action::Run(Command::ShowHierarchy));
    window.keys(Modifiers::NONE, Key::M);
    find(&mut window, &name);
    let target = window.harness.get_by_role_and_label(Role::TreeItem, &name);
    target.click();
    window.settle();
    window.keys(Modifiers::NONE, Key::M);
    let plan = window.plan();
    assert_eq!(plan.get(server).unwrap().phys_location.as_ref().and_then(Link::id), Some(to));
}

#[test]
fn back_and_forward_lead_through_what_was_selected() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let first = window.select(Kind::CacheGroup, "edge-paris");
    let second = window.select(Kind::CacheGroup, "edge-tokyo");
    let lead = |window: &Window| window.harness.state().selection().lead();
    window.keys(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(lead(&window), Some(first));
    window.keys(Modifiers::ALT, Key::ArrowRight);
    assert_eq!(lead(&window), Some(second));
    let button = |pressed| egui::Event::PointerButton {
        pos: Pos2::new(640.0, 300.0),
        button: egui::PointerButton::Extra1,
        pressed,
        modifiers: Modifiers::NONE,
    };
    window.harness.event(button(true));
    window.harness.event(button(false));
    window.settle();
    assert_eq!(lead(&window), Some(first));
}

#[test]
fn what_is_deleted_gives_its_children_to_another() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let plan = window.plan();
    let edge = plan.find::<CacheGroup>("edge-paris").unwrap();
    let parent = plan.get(edge).unwrap().parent.as_ref().and_then(Link::id).unwrap();
    let is_other =
        |(id, group): &(Id<CacheGroup>, &std::sync::Arc<CacheGroup>)| *id != parent && group.name.starts_with("mid-");
    let (other, name) = plan.cache_groups().iter().find(is_other).map(|(id, group)| (id, group.name.clone())).unwrap();
    window.send(Action::Delete(vec![AnyId::of::<CacheGroup>(parent)]));
    window.click("Give what refers to it to");
    window.write(&name);
    window.keys(Modifiers::NONE, Key::Enter);
    window.click(&format!("Delete and give those references to {name}"));
    let plan = window.plan();
    assert!(plan.get(parent).is_none());
    assert_eq!(plan.get(edge).unwrap().parent, Some(Link::To(other)));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.plan().get(edge).unwrap().parent, Some(Link::To(parent)), "it was one step");
}

#[test]
fn a_forms_head_begins_what_belongs_to_it() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let division = window.plan().divisions().iter().next().unwrap().1.name.clone();
    window.select(Kind::Division, &division);
    window.click("New region here…");
    assert!(window.shows("New region"));
    window.retype("Name", "a new one");
    window.click("Create");
    let plan = window.plan();
    let region = plan.get(plan.find::<Region>("a new one").unwrap()).unwrap();
    assert_eq!(plan.follow_opt(region.division.as_ref()).unwrap().name, division);
}

#[test]
fn views_are_saved_and_gone_to() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-paris");
    window.send(Action::Run(Command::FitSelection));
    let (middle, zoom) = window.harness.state().looks_at().unwrap();
    window.send(Action::Run(Command::ToggleLayer(lodestone::ui::layers::Layer::Sites)));
    window.send(Action::Run(Command::SaveView));
    assert!(window.shows("View 1"), "it is selected, to be named");
    window.send(Action::Run(Command::ToggleLayer(lodestone::ui::layers::Layer::Sites)));
    window.send(Action::Run(Command::FitAll));
    assert!(window.harness.state().looks_at().unwrap().1 < zoom);
    window.select(Kind::SavedView, "View 1");
    window.click("Go to the saved view");
    let (there, now) = window.harness.state().looks_at().unwrap();
    assert!(there.distance_km(middle) < 0.02 && (now - zoom).abs() <= 0.005 + 1e-9);
    let kept = window.plan().saved_views().iter().next().unwrap().1.zoom.unwrap();
    assert_eq!(kept.to_string().split('.').nth(1).map_or(0, str::len).max(2), 2, "{kept} can be read");
    assert!(!window.harness.state().settings().layers.sites, "its layers as well");
}

#[test]
fn positions_of_phys_locations_are_proposed_and_confirmed() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let plan = window.plan();
    let text = |text: &str| lodestone::model::Value::Text(text.to_owned());
    for (name, city) in [("a site", "Reykjavik"), ("nowhere", "Nonesuchville")] {
        let fields = vec![("name", text(name)), ("city", text(city))];
        window.send(Action::Perform(intent::create(&window.plan(), Kind::PhysLocation, fields).unwrap()));
    }
    drop(plan);
    window.send(Action::Run(Command::ProposePositions));
    let site = |window: &Window| {
        let plan = window.plan();
        plan.get(plan.find::<lodestone::model::PhysLocation>("a site").unwrap()).unwrap().position.clone()
    };
    assert!(window.comes_to(|window| site(window).is_some()), "a place of that name is known");
    let place = site(&window).unwrap();
    assert!(place.proposed && place.at.unwrap().latitude() > 60.0);
    assert!(window.tells("1 position proposed; 1 names no city that is known"), "the rest is told");
    // Moving it somewhere, or confirming it, makes it true.
    let id = window.select(Kind::PhysLocation, "a site");
    let edit = intent::relocate(&window.plan(), &[(id, place.at.unwrap())]).unwrap();
    window.send(Action::Perform(edit));
    assert!(!site(&window).unwrap().proposed);
}

#[test]
fn lines_of_the_tree_say_what_is_carried_below_them() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    with_demand(&mut window);
    window.send(Action::Run(Command::ShowHierarchy));
    window.click("By parent");
    assert!(
        window.comes_to(|window| lines(window).iter().any(|line| says(window, line).contains("bit/s, "))),
        "{:?}",
        lines(&window).iter().map(|line| says(&window, line)).collect::<Vec<_>>()
    );
}
