//! The Problems tab, the form, the table and the map without a display: what rules find is seen, walked through, fixed and
//! waived.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use lodestone::edit::intent::{self, Rank};
use lodestone::model::{AnyId, CacheGroup, Id, Kind, Plan, Position, Waiver};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

fn group(plan: &Plan, name: &str) -> Id<CacheGroup> {
    plan.find::<CacheGroup>(name).unwrap()
}

/// Gives a group another parent, behind the window's forms.
fn reparent(window: &mut Window, name: &str, parent: &str) {
    let plan = window.plan();
    let edit = intent::reparent(&plan, &[group(&plan, name)], Rank::Primary, Some(group(&plan, parent)));
    window.send(Action::Perform(edit.unwrap()));
}

/// What the rows of the list say, from above.
fn rows(window: &Window) -> Vec<String> {
    let found = window.harness.query_all_by_role(Role::Row);
    found.filter_map(|node| node.accesskit_node().label()).collect()
}

/// A window on the sample plan whose list of problems has the keyboard.
fn on_problems(folder: &std::path::Path) -> Window {
    let mut window = Window::on(&sample(folder));
    window.keys(Modifiers::COMMAND, Key::M);
    window
}

/// Waits until an error is found, and goes to the first of the list.
fn choose(window: &mut Window, awaited: &str) {
    assert!(window.comes_to(|window| rows(window).iter().any(|row| row.starts_with(awaited))), "{:?}", rows(window));
    window.keys(Modifiers::COMMAND, Key::M);
    window.keys(Modifiers::NONE, Key::F8);
}

#[test]
fn problems_are_listed_walked_through_and_fixed_by_button_and_key() {
    let folder = temporary_folder();
    let mut window = on_problems(folder.path());
    let is_clean = !rows(&window).iter().any(|row| row.starts_with("error"));
    assert!(is_clean, "the sample plan has no errors: {:?}", rows(&window));
    reparent(&mut window, "edge-paris", "edge-paris");
    assert!(window.comes_to(|window| rows(window).iter().any(|row| row.starts_with("error edge-paris: "))));
    assert!(window.tells("A cache group is its own parent"));
    // F8 leads to it, shows what follows, and selects the group.
    window.keys(Modifiers::NONE, Key::F8);
    let paris = group(&window.plan(), "edge-paris").number();
    assert_eq!(
        window.harness.state().selection().lead().map(|lead| (lead.kind, lead.number)),
        Some((Kind::CacheGroup, paris))
    );
    assert!(window.tells("Traffic Ops can never delete the group again"));
    window.click("Clear parent");
    assert!(window.plan().get(group(&window.plan(), "edge-paris")).unwrap().parent.is_none());
    assert!(window.comes_to(|window| !window.tells("A cache group is its own parent")));
    // The same by a key; undo brings the problem back.
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.comes_to(|window| window.tells("A cache group is its own parent")));
    window.keys(Modifiers::COMMAND, Key::M);
    window.keys(Modifiers::NONE, Key::Home);
    window.keys(Modifiers::COMMAND, Key::Period);
    assert!(window.plan().get(group(&window.plan(), "edge-paris")).unwrap().parent.is_none());
}

#[test]
fn all_of_a_rule_are_fixed_as_one_step() {
    let folder = temporary_folder();
    let mut window = on_problems(folder.path());
    for name in ["edge-paris", "edge-tokyo"] {
        reparent(&mut window, name, name);
    }
    choose(&mut window, "error edge-tokyo: ");
    window.send(Action::Run(Command::FixAllProblems));
    let plan = window.plan();
    assert!(["edge-paris", "edge-tokyo"].iter().all(|name| plan.get(group(&plan, name)).unwrap().parent.is_none()));
    window.keys(Modifiers::COMMAND, Key::Z);
    let plan = window.plan();
    assert!(["edge-paris", "edge-tokyo"].iter().all(|name| plan.get(group(&plan, name)).unwrap().parent.is_some()));
}

#[test]
fn a_circle_is_told_of_each_group_and_the_map_shows_the_way() {
    let folder = temporary_folder();
    let mut window = on_problems(folder.path());
    reparent(&mut window, "edge-paris", "edge-tokyo");
    reparent(&mut window, "edge-tokyo", "edge-paris");
    let circle = "`edge-paris` > `edge-tokyo` > `edge-paris`";
    assert!(window.comes_to(|window| rows(window).iter().any(|row| row.contains(circle))));
    window.retype("Filter problems", "circle parents in");
    window.retype("Filter problems", "this ends where");
    assert_eq!(rows(&window).len(), 2);
    window.click("By object");
    assert!(window.tells("edge-paris (cache group)"));
}

#[test]
fn a_waived_problem_stays_listed_and_counts_no_more() {
    let folder = temporary_folder();
    let mut window = on_problems(folder.path());
    reparent(&mut window, "edge-paris", "edge-paris");
    choose(&mut window, "error edge-paris: ");
    window.click("Waive…");
    window.retype("Reason", "a lab of ours");
    window.keys(Modifiers::NONE, Key::Enter);
    let waivers: Vec<Waiver> = window.plan().waivers().iter().map(|(_, waiver)| Waiver::clone(waiver)).collect();
    let [waiver] = waivers.as_slice() else { panic!("{waivers:?}") };
    assert_eq!((waiver.rule.as_str(), waiver.object_name.as_str()), ("cache-group-own-parent", "edge-paris"));
    assert_eq!(waiver.reason.as_deref(), Some("a lab of ours"));
    assert!(window.comes_to(|window| !rows(window).iter().any(|row| row.contains("is its own parent"))));
    window.click("1 waived");
    assert!(rows(&window).iter().any(|row| row.starts_with("waived edge-paris: ")));
}

#[test]
fn a_form_says_what_rules_say_while_it_is_typed() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-paris");
    window.retype("Name", "edge paris");
    assert!(window.comes_to(|window| window.tells("letters, digits, dashes and underscores")));
    assert!(window.plan().find::<CacheGroup>("edge paris").is_none(), "nothing is stored");
}

#[test]
fn tables_have_a_column_and_a_filter_of_problems() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    reparent(&mut window, "edge-paris", "edge-paris");
    window.send(Action::Run(Command::ShowTable(Kind::CacheGroup)));
    window.retype("Filter", "edge-seattle");
    assert!(rows(&window).contains(&"edge-seattle".to_owned()), "{:?}", rows(&window));
    window.click("With problems");
    assert_eq!(rows(&window), [""; 0], "it has none");
    window.retype("Filter", "edge-paris");
    assert!(rows(&window).contains(&"edge-paris".to_owned()), "{:?}", rows(&window));
}

#[test]
fn what_was_waived_stays_silent_while_somebody_types() {
    let folder = temporary_folder();
    let mut window = on_problems(folder.path());
    reparent(&mut window, "edge-paris", "edge-paris");
    choose(&mut window, "error edge-paris: ");
    window.click("Waive…");
    window.retype("Reason", "Planned so");
    window.keys(Modifiers::NONE, Key::Enter);
    window.select(Kind::CacheGroup, "edge-paris");
    window.retype("Short Name", "par-2");
    // Another word about the same object shows that what is typed has been looked at.
    window.retype("Geo Magnetic Latitude", "0");
    window.retype("Geo Magnetic Longitude", "0");
    assert!(window.comes_to(|window| window.tells("0, 0 is in the sea west of Africa: give")));
    let told = window.harness.query_all_by_label_contains("Its own parent").count();
    assert_eq!(told, 0, "it was accepted");
}

#[test]
fn how_far_is_too_far_is_a_planners_matter() {
    let folder = temporary_folder();
    let mut window = on_problems(folder.path());
    let plan = window.plan();
    let oslo = Position::new(59.9, 10.7).unwrap();
    let location = plan.servers().iter().find_map(|(_, server)| {
        let own = server.cache_group.as_ref()?.id()?;
        (own == group(&plan, "edge-paris")).then(|| server.phys_location.as_ref()?.id())?
    });
    let edit = intent::relocate(&plan, &[(AnyId::of(location.unwrap()), oslo)]);
    window.send(Action::Perform(edit.unwrap()));
    choose(&mut window, "warning edge-paris: ");
    window.retype("Filter problems", "stand in");
    window.send(Action::Run(Command::ShowProblems));
    window.keys(Modifiers::NONE, Key::F8);
    assert!(window.tells("Said from"), "{:?}", rows(&window));
    let field = "Said from so many kilometres on";
    window.harness.get_by_label(field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("9000");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.comes_to(|window| !window.tells("stand in")), "nothing is so far");
}
